"""Rating scales: which answers are ratings, their codes, the ends of the scale and the codes that count as satisfied.

An *answer sheet* sorts the values of one column: numbers, labels, "not applicable", skipped, unanswered. A *scale* gives
each value its code. Zero is a rating unless sidecar or layout say that it means "not applicable".

Labels are read in ``survey_label_scales``. Unit of codes: the scale's own, never turned for reverse-worded items.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layouts.answer_languages import in_english, no_answers
from pipeline.staging.survey_labels import (
    fold,
    is_marked_as_none,
    key_of,
    number_of,
    numbers_of,
    out_of,
    rank,
    side,
    split_number,
    which_is_better,
    words,
)
from pipeline.staging.survey_subjects import without_subject
from pipeline.staging.survey_two_languages import in_one_language

SHARE_READ, MANY_OF_TWO = 0.8, 20
LEAST_OF_100 = 50  # years and hours stay below it, and scores of which none does are not worth the name
USUAL_TOPS = (5.0, 7.0, 10.0)
SCALES = ((1.0, 2.0), (1.0, 3.0), (1.0, 4.0), (1.0, 5.0), (1.0, 6.0), (1.0, 7.0), (1.0, 10.0), (1.0, 100.0))
TWO_IN_TEXT = re.compile(
    r"(?P<low>\d{1,2})\s*(?:分)?\s*(?:[=:]|代表|表示|为)\s*[^\d\s].{0,11}?[,，;；、\s至到-].{0,6}?(?P<high>\d{1,3})\s*(?:分)?\s*(?:[=:]|代表|表示|为)\s*[^\d\s]"
)
IN_TEXT = (
    re.compile(r"(?P<low>\d{1,2})\s*(?:分)?\s*(?:[-–—~]|至|到)\s*(?P<high>\d{1,3})\s*分(?!钟)"),
    re.compile(r"(?:scale (?:of|from)|from|rate)\s*(?P<low>\d{1,2})\s*(?:to|[-–—])\s*(?P<high>\d{1,3})", re.IGNORECASE),
    re.compile(r"[(](?P<low>[01])\s*[-–—~]\s*(?P<high>\d{1,3})[)]"),
    TWO_IN_TEXT,
    re.compile(
        r"\b(?:del?|von|da|van)\s*(?P<low>\d{1,2})\s*(?:al?|à|até|bis|tot)\s*(?P<high>\d{1,3})\b"
        r"(?!\s*(?:a[ñn]os?|ans|jahren?|anni|jaar|meses|mois|monat\w*|d[ií]as?|jours|tagen?|horas?|heures?|stunden|veces|vezes|fois|mal|km|m)\b)",
        re.IGNORECASE,
    ),
    re.compile(r"满分(?:为|是)?\s*(?P<high>\d{1,3})\s*分?"),
)
POINTS = re.compile(r"(?:满分(?:为|是)?|分值(?:为|是)?|[(]共?)\s*[:]?\s*(?P<high>\d{2,3})\s*分(?![钟之内以])")
BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
LEVEL_IN_TEXT = re.compile(
    r"(?<!\d)(?P<number>\d{1,3})\s*分?\s*"
    r"(?:[=:]|代表|表示|为|是|(?:is|being|means)\b|[-–—](?=\s*[a-z\u4e00-\u9fff])|[(](?=[a-z\u4e00-\u9fff])|(?=[\u4e00-\u9fff])(?![分题到至个年月日号次星天级档层栋人项]))"
    r"\s*[“\"']?(?P<label>[^\d,，;；、”\"')]{1,30})",
    re.IGNORECASE,
)
# Levels in a list, and behind their words. Both could be something else, so they count only where their ends are good and bad.
LISTED = re.compile(r"(?<!\d)(?P<number>\d{1,2})\s*[.、)]\s*(?P<label>[^\d\s,，;；、()][^\d,，;；、()]{0,29})")
BEHIND = re.compile(r"(?P<label>[^\d\s,，;；、():=][^\d,，;；、():=]{0,29}?)\s*[=:(]\s*(?P<number>\d{1,3})(?!\d)")
SCHOOL_GRADES = re.compile("schulnote", re.IGNORECASE)  # of which 1 is the best
BETWEEN_LEVELS = re.compile(r"^the\s+|(?:\s*[-–—~/到至]|\s(?:to|and|through|where|while))\s*$", re.IGNORECASE)
WHOLE_TOPS = (2, 3, 4, 5, 6, 7, 9, 10, 11, 100)


@dataclass(frozen=True)
class AnswerSheet:
    """The values of one column, sorted; values as cleaned in the profile.

    Attributes:
        numbers: Value → number.
        labels: Value → folded label in English, without the number beside it and without the subject that all labels name.
    """

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
        origin: ``sidecar``, ``text`` of the question, ``layout``, ``labels``, ``ends`` (labels at the ends, numbers between them),
            ``neighbours`` or ``values``.
        is_turned: The question, or the label of an end, says that its lowest code is the best answer.
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
    declared, layout_missing = {key_of(text) for text in not_applicable}, {fold(text) for text in missing}
    none = known.not_applicable | no_answers()
    numbers = numbers_of(values)
    said = in_one_language({value for value in values if value not in numbers}, none)
    folded_ones = (split_number(said.get(value, value))[1] for value in values)
    levels = [rank(text) for text in folded_ones if text not in none]
    stems = {stem for degree, stem in filter(None, levels) if degree > 0 and stem}
    out: dict[str, list[str]] = {"not_applicable": [], "skipped": [], "unanswered": []}
    for value in values:
        folded, number = fold(said.get(value, value)), numbers.get(value)
        if key_of(value) in declared:
            out["not_applicable"].append(value)
        elif folded in layout_missing or (number is None and _is_no_answer(split_number(folded)[1], none, stems)):
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
            sheet.labels[value] = split_number(folded)[1]
    english = in_english(set(sheet.labels.values()))
    labels = {value: english.get(label, label) for value, label in sheet.labels.items()}
    bare = without_subject(set(labels.values()))
    labels = {value: bare[label] for value, label in labels.items()}
    return AnswerSheet(sheet.numbers, labels, **{kind: tuple(texts) for kind, texts in out.items()})


def _is_no_answer(folded: str, none: Collection[str], stems: set[str]) -> bool:
    """不了解 is a level where the same question has 了解, and no answer elsewhere."""
    known = words()
    if folded in known.skipped or folded in known.unanswered or is_marked_as_none(folded):
        return True
    found = rank(folded)
    return folded in none and not (found and found[1] in stems)


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
    if top := out_of(sheet.numbers):
        return float(top <= 10 and min(sheet.numbers.values()) >= 1), top
    if set(sheet.numbers.values()) == {0.0, 1.0} and numbers >= MANY_OF_TWO:  # a yes or no, whose 1 is the better
        return 0.0, 1.0
    for _, high in SCALES:
        if high > 10 and max(sheet.numbers.values()) < LEAST_OF_100:
            return None
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
    named = named_levels(narrow)
    if len(named) > 1:
        low, high = min(named), max(named)
        better = which_is_better(named[low], named[high])
        if low in (0, 1) and high in WHOLE_TOPS and better:
            return low, high, better < 0
    for pattern in IN_TEXT:
        found = pattern.search(narrow)
        if found and not (len(named) > 2 and pattern is TWO_IN_TEXT):  # two of several levels are no ends
            low = float(found.groupdict().get("low") or 0)
            high = float(found["high"])
            if low < high and (low <= 1 or high <= 10) and high in WHOLE_TOPS:
                return low, high, better_end(narrow, low, high) == -1
    most = POINTS.search(narrow)
    return (0.0, float(most["high"]), False) if most and 10 < float(most["high"]) <= 100 else None


def without_scale(text: str) -> str:
    """Return ``text`` without the brackets that only say its scale: 保洁（1=非常满意，5=非常不满意） asks the same as 保洁."""
    return BRACKETS.sub(lambda found: "" if _says_scale(found[0]) else found[0], unicodedata.normalize("NFKC", text))


def _says_scale(text: str) -> bool:
    return ends_in_text(text) is not None or LEVEL_IN_TEXT.search(text) is not None


def better_end(text: str, low: float, high: float) -> int | None:
    """Return which end a question that names its ends calls the better one (1: the highest, -1: the lowest, 0: not known), None where it names none."""
    narrow = unicodedata.normalize("NFKC", text)
    named = named_levels(narrow)
    if low in named and high in named:
        return which_is_better(named[low], named[high])
    if not named and SCHOOL_GRADES.search(narrow):
        return -1
    known = _end(named.get(high, "")) or -_end(named.get(low, ""))
    return (known > 0) - (known < 0) if named else None


def _end(label: str) -> float:
    return side(label) or float((label == "best") - (label == "worst"))


def named_levels(narrow: str, *, with_none: bool = False) -> dict[float, str]:
    """Return level → folded label, as a question names them: 1=非常满意 2=满意 …, 1 being very poor to 5 being excellent.

    Args:
        with_none: Also those that are no answers: 0=未接触.
    """
    named = next((levels for pattern in (LISTED, BEHIND) if _have_ends(levels := _levels(pattern, narrow))), None)
    if named is None:
        named = _levels(LEVEL_IN_TEXT, narrow)
    none = set() if with_none else words().not_applicable | no_answers()
    return {number: label for number, label in named.items() if label not in none}


def _levels(pattern: re.Pattern[str], narrow: str) -> dict[float, str]:
    """Level → folded label; none where one level is said to be good and bad."""
    named: dict[float, str] = {}
    for level in pattern.finditer(narrow):
        number, label = float(level["number"]), fold(BETWEEN_LEVELS.sub("", level["label"].strip()))
        if _end(label) * _end(named.get(number, "")) < 0:
            return {}
        named[number] = label
    english = in_english(set(named.values()))
    return {number: english.get(label, label) for number, label in named.items()}


def _have_ends(named: dict[float, str]) -> bool:
    return len(named) > 1 and _end(named[min(named)]) * _end(named[max(named)]) < 0


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
