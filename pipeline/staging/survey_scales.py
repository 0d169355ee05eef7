"""Rating scales: which answers are ratings, their codes, the ends of the scale and the codes that count as satisfied.

An *answer sheet* sorts the values of one column: numbers, labels, "not applicable", skipped, unanswered. A *scale* gives
each value its code. Zero is a rating unless sidecar or layout say that it means "not applicable".

Unit of codes: the scale's own, never turned for reverse-worded items.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.staging.survey_labels import (
    PLAIN,
    codes_of,
    fold,
    number_of,
    rank,
    side,
    split_number,
    top_code,
    which_is_better,
    words,
)

SHARE_READ = 0.8
SHARE_OF_LEVELS, SHARE_OF_WORDS = 0.99, 0.95
MOST_WITHOUT_OCCASION = 0.5
REPEATED = 2  # who alone answers so has typed it
SHORT_WORD, SHORT_LATIN = 4, 14
USUAL_TOPS = (5.0, 7.0, 10.0)
SCALES = ((1.0, 2.0), (1.0, 3.0), (1.0, 4.0), (1.0, 5.0), (1.0, 6.0), (1.0, 7.0), (1.0, 10.0), (1.0, 100.0))
IN_TEXT = (
    re.compile(r"(?P<low>\d{1,2})\s*(?:分)?\s*(?:[-–—~]|至|到)\s*(?P<high>\d{1,3})\s*分(?!钟)"),
    re.compile(r"(?:scale (?:of|from)|from|rate)\s*(?P<low>\d{1,2})\s*(?:to|[-–—])\s*(?P<high>\d{1,3})", re.IGNORECASE),
    re.compile(r"[(](?P<low>[01])\s*[-–—~]\s*(?P<high>\d{1,3})[)]"),
    re.compile(
        r"(?P<low>\d{1,2})\s*(?:分)?\s*(?:[=:]|代表|表示|为)\s*[^\d\s].{0,11}?[,，;；、\s至到-].{0,6}?(?P<high>\d{1,3})\s*(?:分)?\s*(?:[=:]|代表|表示|为)\s*[^\d\s]"
    ),
    re.compile(r"满分(?:为|是)?\s*(?P<high>\d{1,3})\s*分?"),
)
LEVEL_IN_TEXT = re.compile(
    r"(?<!\d)(?P<number>\d{1,3})\s*分?\s*(?:[=:]|代表|表示|为|是)\s*[“\"']?(?P<label>[^\d,，;；、”\"')]{1,30})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AnswerSheet:
    """The values of one column, sorted; values as cleaned in the profile."""

    numbers: dict[str, float] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    not_applicable: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def answers(self) -> set[str]:
        """Values that are answers at all."""
        return set(self.numbers) | set(self.labels)

    def without(self, none: Collection[str]) -> AnswerSheet:
        """Return the sheet with the values ``none`` moved to those that are no answers."""
        return replace(
            self,
            numbers={value: number for value, number in self.numbers.items() if value not in none},
            labels={value: label for value, label in self.labels.items() if value not in none},
            not_applicable=(*self.not_applicable, *sorted(none)),
        )


@dataclass(frozen=True)
class Scale:
    """How the values of a column are read as ratings.

    Attributes:
        codes: Value → code.
        low, high: Ends of the scale.
        origin: ``sidecar``, ``text`` of the question, ``layout``, ``labels``, ``neighbours`` or ``values``.
        is_turned: The question says that its lowest code is the best answer.
        levels: Folded label → code, of answers that nobody gave too; empty for numbers.
    """

    codes: dict[str, float]
    low: float
    high: float
    origin: str
    is_turned: bool = False
    levels: dict[str, float] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest code."""
        return self.low, self.high


def sort_answers(values: Collection[str], missing: Collection[str], not_applicable: Collection[str]) -> AnswerSheet:
    """Return the values of a column sorted.

    Args:
        missing: The layout's texts for "no answer".
        not_applicable: The sidecar's codes for this question.
    """
    known, sheet = words(), AnswerSheet()
    declared, layout_missing = {_key(text) for text in not_applicable}, {fold(text) for text in missing}
    levels = [rank(split_number(value)[1]) for value in values if fold(value) not in known.not_applicable]
    stems = {stem for degree, stem in filter(None, levels) if degree > 0 and stem}
    out: dict[str, list[str]] = {"not_applicable": [], "skipped": [], "unanswered": []}
    for value in values:
        folded, number = fold(value), number_of(value)
        if _key(value) in declared:
            out["not_applicable"].append(value)
        elif folded in layout_missing or (number is None and _is_no_answer(folded, stems)):
            kind = (
                "skipped"
                if folded in known.skipped
                else "unanswered"
                if folded in known.unanswered
                else "not_applicable"
            )
            out[kind].append(value)
        elif number is not None:
            sheet.numbers[value] = number
        else:
            sheet.labels[value] = folded
    return AnswerSheet(sheet.numbers, sheet.labels, **{kind: tuple(texts) for kind, texts in out.items()})


def _key(text: str) -> str:
    number = number_of(text)
    return f"{number:g}" if number is not None else fold(text)


def _is_no_answer(folded: str, stems: set[str]) -> bool:
    """不了解 is a level where the same question has 了解, and no answer elsewhere."""
    known = words()
    if folded in known.skipped or folded in known.unanswered:
        return True
    found = rank(folded)
    return folded in known.not_applicable and not (found and found[1] in stems)


def label_scale(
    sheet: AnswerSheet, counts: Mapping[str, int], shared: Collection[str] = (), *, is_asked: bool = False
) -> Scale | None:
    """Return the scale of a column of labels, None where they form none or some of them may be levels of an unknown rank.

    Args:
        counts: Value → cells.
        shared: Folded labels of questions that share the set of answers.
        is_asked: As of ``codes_of``.
    """
    numbered = {value: split_number(value) for value in sheet.labels}
    texts = {value: label for value, (_, label) in numbered.items()}
    cells = _cells_of(texts, counts)
    readable = _rating_labels(cells, shared, is_asked)
    if not readable or unknown_levels(cells, readable):
        return None
    codes = codes_of(readable | set(shared), is_asked=is_asked)
    read = {value: codes[label] for value, label in texts.items() if codes and label in codes}
    others = sheet.answers - set(read)
    without = sum(counts[value] for value in others if _has_no_occasion(value, counts))
    known, beside = sum(counts[value] for value in read), sum(counts[value] for value in others)
    if (
        not read
        or known < SHARE_READ * (known + beside - without)
        or without > MOST_WITHOUT_OCCASION * (known + beside)
    ):
        return None
    written = {value: number for value, (number, _) in numbered.items() if value in read and number is not None}
    if len(written) == len(read) and _same_direction(written, read):
        levels = {numbered[value][1]: number for value, number in written.items()}
        low, high = min(written.values()), max(written.values())
        if written == read:  # 3 of five is no lowest end where nobody chose 1 or 2
            low, high = 1.0, top_code(readable | set(shared))
        return Scale(written | sheet.numbers, low, high, "labels", levels=levels)
    return Scale(read, 1.0, top_code(readable | set(shared)), "labels", levels=codes or {})


def without_occasion(sheet: AnswerSheet, counts: Mapping[str, int], scale: Scale) -> set[str]:
    """Return the values that no level of ``scale`` stands for and that say why there is no answer: 没有电梯."""
    return {value for value in sheet.labels if value not in scale.codes and _has_no_occasion(value, counts)}


def unread_levels(sheet: AnswerSheet, counts: Mapping[str, int], *, is_asked: bool = False) -> dict[str, int]:
    """Return the labels (with their cells) that keep a column most of whose labels are a scale from being rated: how good they are is not known."""
    cells = _cells_of({value: split_number(value)[1] for value in sheet.labels}, counts)
    readable = _rating_labels(cells, (), is_asked)
    is_main = sum(cells[label] for label in readable) >= sum(cells.values()) / 2
    return {label: n for label, n in cells.items() if label not in readable} if readable and is_main else {}


def unknown_levels(cells: Mapping[str, int], readable: Collection[str]) -> bool:
    """Return whether labels beside ``readable`` may be levels too, and are more than slips.

    Args:
        cells: Folded label → cells.
    """
    levels, answered = {label for known in words().sets for label in known}, sum(cells.values())
    others = {label: n for label, n in cells.items() if label not in readable}
    built = sum(n for label, n in others.items() if label in levels or (n >= REPEATED and _is_built_as_level(label)))
    short = sum(n for label, n in others.items() if n >= REPEATED and _is_short_word(label))
    return built > (1 - SHARE_OF_LEVELS) * answered or built + short > (1 - SHARE_OF_WORDS) * answered


def _is_built_as_level(label: str) -> bool:
    """Degree, negation or a known stem: 不佳, 非常马虎, 清楚; what says why there is no answer is none."""
    found = rank(label)
    if found is None or words().no_occasion.match(label) or any(sign.isdigit() for sign in label):
        return False
    return abs(found[0]) != PLAIN or found[0] < 0 or found[1] in words().good


def _is_short_word(label: str) -> bool:
    """One short word of another kind, which may be a level: 马虎."""
    is_short = len(label) <= (SHORT_LATIN if label.isascii() else SHORT_WORD) and " " not in label
    return (
        is_short
        and not _is_built_as_level(label)
        and words().no_occasion.match(label) is None
        and rank(label) is not None
    )


def _has_no_occasion(value: str, counts: Mapping[str, int]) -> bool:
    return counts[value] >= REPEATED and words().no_occasion.match(split_number(value)[1]) is not None


def _cells_of(texts: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, int]:
    """Folded label → cells."""
    cells: dict[str, int] = {}
    for value, label in texts.items():
        cells[label] = cells.get(label, 0) + counts[value]
    return cells


def _rating_labels(counts: Mapping[str, int], shared: Collection[str], is_asked: bool) -> set[str]:
    """The labels that belong together: one listed set, or the stem that most answers use, with its neutral words."""
    everything = set(counts)
    if codes_of(everything | set(shared), is_asked=is_asked) is not None:
        return everything
    ranked = {label: found for label in everything if (found := rank(label))}
    weight: dict[str, int] = {}
    for label, (_, stem) in ranked.items():
        weight[stem] = weight.get(stem, 0) + counts[label]
    main = max((stem for stem in weight if stem), key=lambda stem: weight[stem], default="")
    chosen = {label for label, (_, stem) in ranked.items() if stem in ("", main)}
    return chosen if codes_of(chosen | set(shared), is_asked=is_asked) is not None else set()


def _same_direction(written: Mapping[str, float], read: Mapping[str, float]) -> bool:
    """A number before a label is its code, unless it only counts the options from the best down."""
    ordered = [written[value] for value in sorted(read, key=lambda v: read[v])]
    return ordered == sorted(ordered)


def number_scale(sheet: AnswerSheet, low: float, high: float, origin: str, is_turned: bool = False) -> Scale:
    """Return the scale of a column of numbers with declared or assumed ends."""
    codes = {value: number for value, number in sheet.numbers.items() if low <= number <= high}
    return Scale(codes, low, high, origin, is_turned)


def natural_ends(sheet: AnswerSheet, counts: Mapping[str, int]) -> tuple[float, float] | None:
    """Return the smallest usual scale that holds the numbers (2 % of slips allowed), None where no scale does."""
    answered = sum(counts[value] for value in sheet.answers)
    numbers = sum(counts[value] for value in sheet.numbers)
    if not numbers or numbers < SHARE_READ * answered:
        return None
    for _, high in SCALES:
        inside = [value for value, number in sheet.numbers.items() if 0 <= number <= high]
        needed = 0.98 if high <= 10 else 1.0
        if sum(counts[value] for value in inside) >= needed * numbers:
            lowest = min(sheet.numbers[value] for value in inside)
            return (0.0 if lowest < 1 or high > 10 else 1.0), _with_rare_top(high, max(sheet.numbers.values()))
    return None


def _with_rare_top(high: float, highest: float) -> float:
    """A few answers above an unusual top are levels of the usual scale, and no slips: 5 above 1 to 4."""
    usual = next((top for top in USUAL_TOPS if top >= high > 2), high)
    return usual if high < highest <= usual else high


def ends_in_text(text: str) -> tuple[float, float, bool] | None:
    """Return (lowest, highest, lowest is best) where the question itself says its scale."""
    narrow = unicodedata.normalize("NFKC", text)
    for pattern in IN_TEXT:
        found = pattern.search(narrow)
        if found:
            low = float(found.groupdict().get("low") or 0)
            high = float(found["high"])
            if low < high and (low <= 1 or high <= 10) and high in (2, 3, 4, 5, 6, 7, 9, 10, 11, 100):
                return low, high, better_end(narrow, low, high) == -1
    return None


def better_end(text: str, low: float, high: float) -> float | None:
    """Return which end a question that names its ends calls the better one (1: the highest, -1: the lowest, 0: not known), None where it names none."""
    narrow = unicodedata.normalize("NFKC", text)
    named = {float(found["number"]): fold(found["label"]) for found in LEVEL_IN_TEXT.finditer(narrow)}
    if low in named and high in named:
        return which_is_better(named[low], named[high])
    known = side(named.get(high, "")) or -side(named.get(low, ""))
    return float(known > 0) - float(known < 0) if named else None


def satisfied_codes(scale: Scale, declared: Sequence[str]) -> list[float]:
    """Return the codes that count as satisfied: declared numbers or labels, else the default of the scale (metrics.md)."""
    by_label = {split_number(value)[1]: code for value, code in scale.codes.items()}
    named = [by_label.get(fold(text), number_of(text)) for text in declared]
    chosen = sorted({code for code in named if code is not None and scale.low <= code <= scale.high})
    if chosen:
        return chosen
    least = _least_satisfied(scale.low, scale.high)
    whole = {float(code) for code in range(int(scale.low), int(scale.high) + 1)}
    seen = set(scale.codes.values())
    return sorted(code for code in whole | seen | {scale.low + scale.high - c for c in seen} if code >= least)


def _least_satisfied(low: float, high: float) -> float:
    levels = high - low + 1
    if levels <= 3:
        return high
    if levels <= 7:
        return high - 1
    return 8.0 if high == 10 else high - (high - low) / 5
