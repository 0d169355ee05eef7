"""How exports read one question, and what they say together: the scale of all their answers, which codes are none, which end is good.

Each export was read by itself. Whether 9 is a rating or no answer, and which end is the better one, is one thing for all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layouts.fold import fold
from pipeline.staging.survey_labels import codes_of, top_code
from pipeline.staging.survey_numbers import CODES_OF_NONE, NINES, codes_of_none, is_rare
from pipeline.staging.survey_scales import AnswerSheet, Scale, natural_ends, without_scale
from pipeline.staging.survey_words import asks_recommendation

INFERRED = ("labels", "values", "neighbours")


@dataclass(frozen=True)
class Reading:
    """How one export's answers to a question were read.

    Attributes:
        levels: Label → code, empty for numbers.
        is_reversed, is_direction_said: Whether low codes are good, and whether somebody says so or it is assumed.
        answers, set_aside: Code → how many gave it as a rating, and of numbers that were taken for no answers.
        none: Codes that are no answers, as all exports show.
    """

    load_id: int
    question: str
    indicator_id: str | None
    low: float
    high: float
    levels: dict[str, float]
    origin: str
    declared: list[str]
    is_reversed: bool = False
    is_direction_said: bool = False
    answers: Mapping[float, int] = field(default_factory=dict)
    set_aside: Mapping[float, int] = field(default_factory=dict)
    none: frozenset[float] = frozenset()

    @property
    def asks(self) -> tuple[str, str | None]:
        """What is asked: the words and their indicator."""
        return fold(without_scale(self.question)), self.indicator_id

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest code."""
        return self.low, self.high


def with_none_settled(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings, those of bare numbers with the codes of none and the ends that all exports show together."""
    return [
        _settled(one, [other for other in readings if other.asks == one.asks and not other.levels])
        if not one.levels and one.origin in INFERRED
        else one
        for one in readings
    ]


def _settled(one: Reading, alike: Sequence[Reading]) -> Reading:
    cells: Counter[float] = Counter()
    for other in alike:
        cells.update(other.answers)
        cells.update(other.set_aside)
    declared = {other.ends for other in alike if other.origin not in INFERRED}
    if declared:
        low, high = sorted(declared)[0]
        none = {code for code in cells if not low <= code <= high}
        is_none = len(declared) == 1 and none <= CODES_OF_NONE | NINES and is_rare(none, cells)
        return replace(one, low=low, high=high, none=frozenset(none & _codes(one))) if is_none else one
    none = codes_of_none(cells, may_be_ten=asks_recommendation(one.question))
    if none and not is_rare(none, cells) and not any(other.set_aside for other in alike):
        none = set()
    if none & _codes(one) == set(one.set_aside):
        return one
    kept = {f"{code:g}": code for code in cells if code not in none}
    ends = natural_ends(AnswerSheet(kept), {text: cells[code] for text, code in kept.items()}) or one.ends
    return replace(one, low=ends[0], high=ends[1], none=frozenset(none & _codes(one)))


def _codes(one: Reading) -> set[float]:
    return {*one.answers, *one.set_aside}


def direction_of(readings: Sequence[Reading]) -> bool:
    """Return whether low codes are good: as the newest export that says so, else as the newest (the newest stands first)."""
    return next((one.is_reversed for one in readings if one.is_direction_said), readings[0].is_reversed)


def groups_of(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Return the readings that are one question each, the newest first."""
    groups: list[list[Reading]] = []
    for one in reversed(readings):
        fitting = next((group for group in groups if together([*group, one])), None)
        groups.append([one]) if fitting is None else fitting.append(one)
    return groups


def together(readings: Sequence[Reading]) -> Scale | None:
    """Return the scale of all readings (the newest first), None where they ask something else, are of different kinds, or are declared apart."""
    newest = readings[0]
    if len({one.asks for one in readings}) > 1:
        return None
    low, high = min(one.low for one in readings), max(one.high for one in readings)
    if len({(one.ends, tuple(sorted(one.levels.items()))) for one in readings}) == 1:
        return Scale(newest.levels, low, high, newest.origin)
    declared = [one for one in readings if one.origin not in INFERRED]
    if not any(one.levels for one in readings):
        if declared and {(low, high)} != {one.ends for one in declared}:
            return None
        is_moved = any(one.declared and one.ends != (low, high) for one in readings)
        return None if is_moved else Scale({}, low, high, declared[0].origin if declared else "values")
    if declared or not all(one.levels for one in readings):
        return None
    return _labels_together(readings, low, high)


def _labels_together(readings: Sequence[Reading], low: float, high: float) -> Scale | None:
    """Return the scale of the labels of all readings: by their ranks, or by the numbers that stand beside them."""
    union = {label for one in readings for label in one.levels}
    codes = codes_of(union, is_asked=True)
    if codes and all(one.levels == codes_of(one.levels, is_asked=True) for one in readings):
        return Scale(codes, 1.0, top_code(union), "labels", levels=codes)
    written: dict[str, set[float]] = {label: set() for label in union}
    for one in readings:
        for label, code in one.levels.items():
            written[label].add(code)
    is_chained = all(
        set(one.levels) & {label for other in readings if other is not one for label in other.levels}
        for one in readings
    )
    if is_chained and all(len(codes) == 1 for codes in written.values()):
        known = {label: codes.pop() for label, codes in written.items()}
        return Scale(known, low, high, "labels", levels=known)
    return None
