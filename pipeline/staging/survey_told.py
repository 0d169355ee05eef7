"""Answers whose meaning only the question tells: ``A`` where it says A非常满意, 是 where it asks 是否满意, ``0`` where it says 0=未接触."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from pipeline.layouts.answer_languages import no_answers
from pipeline.layouts.cells import ASKS_IF_SATISFIED
from pipeline.staging.survey_labels import fold, words
from pipeline.staging.survey_scales import AnswerSheet, named_levels

LETTER = re.compile(r"^[a-h]$")
NAMED_LETTER = re.compile(
    r"(?<![A-Za-z])(?P<letter>[A-Ha-h])\s*[.、:=．)]?\s*(?P<label>[\u4e00-\u9fff][^A-Za-z\d,，;；、)\]]{0,14}|(?<=[.:=)])\s?[A-Za-z][a-z ]{2,30}?(?=[,;)]|\s+[A-H][.:=)]|$))"
)
SATISFIED = {"是": "满意", "否": "不满意", "是的": "满意", "不是": "不满意", "yes": "satisfied", "no": "dissatisfied", "y": "satisfied", "n": "dissatisfied"}  # fmt: skip


def none_in_text(text: str) -> list[str]:
    """Return the numbers that a question calls no answer: 0 of ``0=未接触，1=很差，5=很好``."""
    none = words().not_applicable | no_answers()
    levels = named_levels(unicodedata.normalize("NFKC", text), with_none=True)
    return [f"{number:g}" for number, label in levels.items() if label in none]


def as_told(sheet: AnswerSheet, text: str) -> AnswerSheet:
    """Return the sheet with the labels that the question gives its letters, or its yes and no; unchanged where it does not tell all of them."""
    told = _letters(text) if all(map(LETTER.match, sheet.labels.values())) else {}
    if not told and ASKS_IF_SATISFIED.search(unicodedata.normalize("NFKC", text)):
        told = SATISFIED
    if not sheet.labels or not told.keys() >= set(sheet.labels.values()):
        return sheet
    return replace(sheet, labels={value: told[label] for value, label in sheet.labels.items()})


def _letters(text: str) -> dict[str, str]:
    narrow = unicodedata.normalize("NFKC", text)
    return {found["letter"].lower(): fold(found["label"]) for found in NAMED_LETTER.finditer(narrow)}
