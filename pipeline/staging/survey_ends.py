"""Scales whose ends have words and the levels between them only numbers: ``1 - Strongly disagree``, 2, 3, 4, ``5 - Strongly agree``.

The words' own numbers are their codes. Words without a number beside bare numbers (``Poor``, 2, 3, 4, ``Excellent``) do not say
which end they stand at; without them the numbers are no scale either, for the worst and the best answers would be gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.staging.survey_label_scales import cells_of, unknown_levels
from pipeline.staging.survey_labels import side, split_number, which_is_better
from pipeline.staging.survey_scales import USUAL_TOPS, AnswerSheet, Scale, ends_in_text
from pipeline.staging.survey_words import asks_rating, asks_recommendation

PARTED = re.compile(r"[-–—=:：(（]")  # "5 or more" is no label of a 5
NUMBERS = ""  # stands for all bare numbers where labels are counted


def ends_scale(
    sheet: AnswerSheet, counts: Mapping[str, int], text: str, declared: tuple[float, float] | None = None
) -> Scale | None:
    """Return the scale of bare numbers and numbered labels, None where no end is labelled or nothing says that it is a rating.

    Args:
        counts: Value → cells.
        text: The question, which may say its scale, or that it asks for a rating.
        declared: Ends that a sidecar declares.
    """
    written = {value: number for value in sheet.labels if (number := split_number(value)[0]) is not None}
    if not sheet.numbers or not written or _has_levels_beside(sheet, written, counts):
        return None
    codes = sheet.numbers | written
    ends = _declared(codes, text, declared) or _ends(
        set(sheet.numbers.values()), set(written.values()), asks_recommendation(text)
    )
    if ends is None or any(number != int(number) for number in codes.values()):
        return None
    low, high = ends
    labels = {number: sheet.labels[value] for value, number in written.items()}
    better = _better_end(labels.get(low, ""), labels.get(high, ""))
    if not better and not (asks_rating(text) and all(PARTED.search(value) for value in written)):
        return None
    return Scale(codes, low, high, "ends", is_turned=better < 0)


def _declared(
    codes: Mapping[str, float], text: str, declared: tuple[float, float] | None
) -> tuple[float, float] | None:
    in_text = ends_in_text(text)
    options = (declared, in_text and in_text[:2])
    return next((e for e in options if e and all(e[0] <= code <= e[1] for code in codes.values())), None)


def _ends(bare: set[float], written: set[float], is_recommendation: bool) -> tuple[float, float] | None:
    """The ends: labelled ones, and where nobody chose one of them, the next usual one beyond the bare numbers."""
    has_low, has_high = min(written) < min(bare), max(written) > max(bare)
    tops = [top for top in USUAL_TOPS if top > max(bare)]
    if not (has_low or has_high) or not (has_high or tops):
        return None
    high = max(written) if has_high else tops[0]
    may_be_zero = high == USUAL_TOPS[-1] and (is_recommendation or min(bare) == 1)
    lowest = 0.0 if min(bare) == 0 or may_be_zero else 1.0
    low = min(written) if has_low else lowest
    return (low, high) if low in (0.0, 1.0) and high <= 100 else None


def _better_end(low: str, high: str) -> int:
    if low and high:
        return which_is_better(low, high)
    known = side(high) or -side(low)
    return (known > 0) - (known < 0)


def _has_levels_beside(sheet: AnswerSheet, written: Mapping[str, float], counts: Mapping[str, int]) -> bool:
    """Whether labels without a number may be levels too."""
    others = {value: label for value, label in sheet.labels.items() if value not in written}
    known = sum(counts[value] for value in (*sheet.numbers, *written))
    return unknown_levels({**cells_of(others, counts), NUMBERS: known}, ())


def levels_beside(sheet: AnswerSheet, counts: Mapping[str, int]) -> dict[str, int]:
    """Return the labels (with their cells) that may be levels beside the numbers of a column, more of them than slips."""
    cells = cells_of(sheet.labels, counts)
    known = sum(counts[value] for value in sheet.numbers)
    return cells if unknown_levels({**cells, NUMBERS: known}, ()) else {}
