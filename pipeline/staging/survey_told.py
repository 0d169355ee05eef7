"""What only the question or the rows above the table tell of answers: ``A`` where it says A非常满意, 是 where it asks 是否满意, ``0`` where it says 0=未接触."""

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
# Of which questions a legend speaks: 第6-8题, Q1-Q3:. A single Q1 may be a quarter, and so may Q1-Q4 beside a year.
SCOPE = re.compile(
    r"第\s*(?P<zh>\d{1,3})(?:\s*[-–—~至到]\s*第?\s*(?P<zh_last>\d{1,3}))?\s*题"
    r"|(?<!\d )\bq(?:uestions?\s*)?(?P<en>\d{1,3})\s*(?:[-–—~]|to\b|through\b)\s*q?(?P<en_last>\d{1,3})(?=\s*[:(,])",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^\s*(?:第|q(?:uestion)?)?\s*(?P<number>\d{1,3})(?![\d%])", re.IGNORECASE)


def legend_of(header: str, above: str) -> str:
    """Return what the rows above a table say of the question with this header: what names no questions, and what names this one."""
    narrow, number = unicodedata.normalize("NFKC", above), NUMBER.match(unicodedata.normalize("NFKC", header))
    scopes = list(SCOPE.finditer(narrow))
    starts = [*(scope.start() for scope in scopes), len(narrow)]
    for scope, end in zip(scopes, starts[1:], strict=True):
        first = int(scope["zh"] or scope["en"])
        last = int(scope["zh_last"] or scope["en_last"] or first)
        if number and first <= int(number["number"]) <= last:
            return narrow[scope.end() : end]
    return narrow[: starts[0]]


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
