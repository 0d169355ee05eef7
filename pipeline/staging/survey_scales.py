"""Rating scales: which answers are ratings, their codes, the ends of the scale and the codes that count as satisfied.

An *answer sheet* sorts the values of one column: numbers, labels, "not applicable", skipped, unanswered. A *scale* gives
each value its code. Zero is a rating unless sidecar or layout say that it means "not applicable".

Unit of codes: the scale's own, never turned for reverse-worded items.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.staging.survey_labels import codes_of, fold, number_of, rank, split_number, top_code, words

SHARE_READ = 0.8
SHARE_OF_LEVELS = 0.99
SCALES = ((1.0, 2.0), (1.0, 3.0), (1.0, 4.0), (1.0, 5.0), (1.0, 6.0), (1.0, 7.0), (1.0, 10.0), (1.0, 100.0))
IN_TEXT = (
    re.compile(r"(?P<low>\d{1,2})\s*(?:分)?\s*(?:[-–—~]|至|到)\s*(?P<high>\d{1,3})\s*分(?!钟)"),
    re.compile(r"(?:scale (?:of|from)|from|rate)\s*(?P<low>\d{1,2})\s*(?:to|[-–—])\s*(?P<high>\d{1,3})", re.IGNORECASE),
    re.compile(r"[(](?P<low>[01])\s*[-–—~]\s*(?P<high>\d{1,3})[)]"),
    re.compile(
        r"(?P<low>\d{1,2})\s*(?:分)?\s*(?:=|代表|表示|为).{1,12}?[,，;；、\s至到-].{0,6}?(?P<high>\d{1,3})\s*(?:分)?\s*(?:=|代表|表示|为)"
    ),
    re.compile(r"满分(?:为|是)?\s*(?P<high>\d{1,3})\s*分?"),
)
LOW_IS_BEST = re.compile(
    r"(?<!\d)1\s*分?\s*(?:=|代表|表示|为|是)\s*[“\"']?(?P<label>[^\d,，;；、\s”\"']{1,30})", re.IGNORECASE
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


@dataclass(frozen=True)
class Scale:
    """How the values of a column are read as ratings.

    Attributes:
        codes: Value → code.
        low, high: Ends of the scale.
        origin: ``sidecar``, ``text`` of the question, ``layout``, ``labels``, ``neighbours`` or ``values``.
        is_turned: The question says that its lowest code is the best answer.
    """

    codes: dict[str, float]
    low: float
    high: float
    origin: str
    is_turned: bool = False


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


def label_scale(sheet: AnswerSheet, counts: Mapping[str, int], shared: Collection[str] = ()) -> Scale | None:
    """Return the scale of a column of labels, None where they form none.

    Args:
        counts: Value → cells.
        shared: Folded labels of questions that share the set of answers.
    """
    numbered = {value: split_number(value) for value in sheet.labels}
    texts = {value: label for value, (_, label) in numbered.items()}
    readable = _rating_labels(
        {label: sum(counts[v] for v in texts if texts[v] == label) for label in texts.values()}, shared
    )
    if not readable:
        return None
    codes = codes_of(readable | set(shared))
    read = {value: codes[label] for value, label in texts.items() if codes and label in codes}
    answered = sum(counts[value] for value in sheet.answers)
    if not read or sum(counts[value] for value in read) < SHARE_READ * answered:
        return None
    written = {value: number for value, (number, _) in numbered.items() if value in read and number is not None}
    if len(written) == len(read) and _same_direction(written, read):
        return Scale(written | sheet.numbers, min(written.values()), max(written.values()), "labels")
    return Scale(read, 1.0, top_code(readable | set(shared)), "labels")


def _rating_labels(counts: Mapping[str, int], shared: Collection[str]) -> set[str]:
    """The labels that belong together: one listed set, or the stem that most answers use, with its neutral words."""
    everything = set(counts)
    if codes_of(everything | set(shared)) is not None:
        return everything
    ranked = {label: found for label in everything if (found := rank(label))}
    weight: dict[str, int] = {}
    for label, (_, stem) in ranked.items():
        weight[stem] = weight.get(stem, 0) + counts[label]
    main = max((stem for stem in weight if stem), key=lambda stem: weight[stem], default="")
    chosen = {label for label, (_, stem) in ranked.items() if stem in ("", main)}
    levels = {label for known in words().sets for label in known}
    left_out = sum(n for label, n in counts.items() if label in levels and label not in chosen)
    if left_out > (1 - SHARE_OF_LEVELS) * sum(counts.values()):
        return set()  # excellent beside good and poor is a level, and no slip: whose scale this is, is not known
    return chosen if codes_of(chosen | set(shared)) is not None else set()


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
            return (0.0 if lowest < 1 or high > 10 else 1.0), high
    return None


def ends_in_text(text: str) -> tuple[float, float, bool] | None:
    """Return (lowest, highest, lowest is best) where the question itself says its scale."""
    narrow = unicodedata.normalize("NFKC", text)
    for pattern in IN_TEXT:
        found = pattern.search(narrow)
        if found:
            low = float(found.groupdict().get("low") or 0)
            high = float(found["high"])
            if low < high and (low <= 1 or high <= 10) and high in (2, 3, 4, 5, 6, 7, 9, 10, 11, 100):
                best = LOW_IS_BEST.search(narrow)
                named = rank(fold(best["label"])) if best and low == 1 else None
                return low, high, bool(named and named[0] > 0)
    return None


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
