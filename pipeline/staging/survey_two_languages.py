"""Answers that say the same in two languages: ``非常满意 Very satisfied``, ``Bon / Good``. One half is read, where it forms a scale."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.layouts.answer_languages import in_english
from pipeline.layouts.two_languages import SCRIPTS
from pipeline.staging.survey_labels import codes_of, split_number

PARTED = re.compile(r"^([^/|｜／]+)[/|｜／]([^/|｜／]+)$")
LATIN_LAST = re.compile(rf"^([^A-Za-z]*[{SCRIPTS}][^A-Za-z]*?)[\s(（-]*([A-Za-z][A-Za-z' -]*)[)）]?$")
LATIN_FIRST = re.compile(rf"^([A-Za-z][A-Za-z' -]*?)[\s(（-]*([{SCRIPTS}][^A-Za-z]*?)[)）]?$")
FEWEST = 2


def in_one_language(values: Collection[str], none: Collection[str]) -> dict[str, str]:
    """Return value → the half of it that is read, of values that all have two halves; empty where neither half forms a scale, or the whole does.

    Args:
        values: The values of one column that are no numbers.
        none: Folded texts that are no answers.
    """
    answers = [value for value in values if split_number(value)[1] not in none]
    halves = {value: found for value in answers if (found := _halves(value))}
    if not halves or len(halves) < len(answers) or _form_a_scale(answers, none):
        return {}
    for side in (0, 1):
        said = {value: found[side] for value, found in halves.items()}
        if _form_a_scale(said.values(), none):
            return said
    return {}


def _halves(value: str) -> tuple[str, str] | None:
    found = PARTED.match(value) or LATIN_LAST.match(value.strip()) or LATIN_FIRST.match(value.strip())
    first, second = (found[1].strip(), found[2].strip()) if found else ("", "")
    return (first, second) if first and second else None


def _form_a_scale(texts: Collection[str], none: Collection[str]) -> bool:
    labels = {split_number(text)[1] for text in texts} - set(none)
    english = in_english(labels)
    return len(labels) >= FEWEST and codes_of({english.get(label, label) for label in labels}) is not None
