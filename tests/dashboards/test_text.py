"""Words: every text in both languages, none missing, none left in the other language."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from dashboards.text import words
from pipeline.layouts.library import load_layouts

FOLDER = Path(__file__).parents[2] / "dashboards"
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
NAMES_IN_CHINESE = re.compile(
    r"manyidu \w+( --[\w-]+)?|\.yaml|127\.0\.0\.1|CSV|Excel|PDF|PPT|Word|zip|gz|MB|:\w+-badge\[|:material/\w+:|\{[^}]*\}|[an]\b"
)
SHOWN_AS_DATA = {"issues.explained"}
SAME_IN_BOTH = {"period.year", "unit.days_bare"}


@pytest.mark.parametrize("key", list(words()))
def test_each_text_has_chinese_and_english_with_the_same_values(key):
    text = words()[key]
    assert set(text) == {"zh", "en"}
    if not key.startswith("period."):
        assert _values(text["zh"]) == _values(text["en"])


def test_a_preview_names_every_field_that_a_layout_reads_in_words():
    fields = {field for layout in load_layouts(FOLDER / "none") for field in layout.fields}
    assert {f"read_as.{field}" for field in fields if not field.startswith("indicator:")} <= set(words())


def test_each_id_stands_once_in_one_file():
    ids = [
        found
        for path in (FOLDER / "texts").glob("*.yml")
        for found in re.findall(r"(?m)^([\w.]+):", path.read_text("utf-8"))
    ]
    assert [name for name in set(ids) if ids.count(name) > 1] == []


@pytest.mark.parametrize("key", [key for key in words() if key not in SHOWN_AS_DATA])
def test_english_holds_no_chinese_sign_and_chinese_no_english_word(key):
    assert not CJK.search(words()[key]["en"])
    assert not re.search(r"[A-Za-z]{2,}", NAMES_IN_CHINESE.sub("", words()[key]["zh"]).replace("SHA", ""))


def test_each_literal_id_that_the_code_asks_for_exists():
    asked = {
        key for path in FOLDER.rglob("*.py") for key in re.findall(r"\bt\(\s*\"([\w.]+)\"", path.read_text("utf-8"))
    }
    asked = {key for key in asked if not key.endswith(".")}
    assert asked
    assert asked <= set(words())


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
