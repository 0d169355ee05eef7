"""Labels of rating answers: words → rank → code.

A label is degree + negation + stem: 非常不满意, "Somewhat agree". Its *rank* is its signed distance from the middle
(4 = 非常, 2 = plain, 1.5 = 比较, 0 = 一般, negative on the other side). Codes 1 … k follow from the *set* of ranks of a
question, so 满意 is the top of three in one question and the fourth of five in another. Whole sets that are not built that
way (Excellent … Poor) are listed in ``survey_labels.yml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from pipeline.staging.survey_label_words import fold, words

EXTREME = 3
PLAIN = 2
BASIC = 1
JUDGED = frozenset({"满意", "好", "satisfied", "good"})
NUMBERED = re.compile(
    r"^(?P<number>\d{1,3}(?:\.\d+)?)\s*(?:分|星|级|颗星|points?|stars?)?\s*(?:[-–—=:：.、,]|(?=[(\s\u4e00-\u9fff]))\s*[(]?(?P<label>[^\d\s][^)]*)[)]?$"
)
NUMBER_LAST = re.compile(r"^(?P<label>[^\d]+?)\s*[-–—=:：(]?\s*(?P<number>\d{1,3})\s*(?:分|星|points?|stars?)?[)]?$")
PLAIN_NUMBER = re.compile(r"^(-?\d+(?:\.\d+)?)\s*(?:分|星|颗星|级|points?|stars?)?$", re.IGNORECASE)
OUT_OF = re.compile(r"^(\d+(?:\.\d+)?)\s*/\s*(5|7|10|100)\s*(?:分|星|stars?|points?)?$", re.IGNORECASE)
STARS = re.compile(r"^(?:[★⭐]️?)+[☆]*$")
JOINED = re.compile(r"[┋;；,，、|]")


def number_of(text: str) -> float | None:
    """Return the number of ``5``, ``５分``, ``4 星`` or ``★★★★``; None for anything else, also for a code such as ``064``."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    if STARS.match(narrow):
        return float(narrow.count("★") + narrow.count("⭐"))
    found = PLAIN_NUMBER.match(narrow)
    if found and re.match(r"-?0\d\d", narrow):
        return None  # 064 is a code
    return float(found[1]) if found else None


def numbers_of(values: Collection[str]) -> dict[str, float]:
    """Return the values of a column that are numbers, with what they say; of ``4/5`` the first, where all have the same second."""
    if out_of(values):
        return {value: float(found[1]) for value in values if (found := OUT_OF.match(value.strip()))}
    return {value: number for value in values if (number := number_of(value)) is not None}


def out_of(values: Collection[str]) -> float | None:
    """Return the top that a column writes beside each of its numbers (``4/5``), None where it does not; ``3/12`` may be a day."""
    written = [OUT_OF.match(value.strip()) for value in values if value[:1].isdigit()]
    found = [(float(one[1]), float(one[2])) for one in written if one]
    tops = {top for _, top in found}
    return tops.pop() if len(found) == len(written) and len(tops) == 1 and all(n <= top for n, top in found) else None


def is_marked_as_none(folded: str) -> bool:
    """Return whether a folded label says itself that it is no answer: ``unfamiliar (n/a)``, ``n/a - did not use``; not of options joined in one cell."""
    return not JOINED.search(folded) and re.search(r"(?:^n/?a\b\s*[-–:,(])|[\s(\[-]n/a[)\]]?$", folded) is not None


def key_of(text: str) -> str:
    """Return ``text`` for comparison as ``fold`` does, a number in one spelling (``5``, ``５分``, ``5.0``)."""
    number = number_of(text)
    return f"{number:g}" if number is not None else fold(text)


def split_number(text: str) -> tuple[float | None, str]:
    """Return (number, folded label) of ``5 - Strongly agree``, ``5(非常满意)``, ``非常满意5分``; None where there is no number."""
    narrow = fold(text)
    found = NUMBERED.match(narrow) or NUMBER_LAST.match(narrow)
    return (float(found["number"]), fold(found["label"])) if found else (None, narrow)


def rank(label: str) -> tuple[float, str] | None:
    """Return (rank, stem) of a folded label, None where it is not built like a rating; a neutral word has the stem ``""``."""
    known, text = words(), label
    if text in known.neutral or re.match(r"(?:neither|既不|neutral)\b|^既不", text):
        return 0.0, ""
    if "/" in text:
        return _rank_of_alternatives(text.split("/"))
    sign, degree = 1.0, None
    for word in known.full:
        if text.startswith(word):
            stem, side = _stem(text[len(word) :])
            return -4.0 * side, stem
    for word, value in known.degrees:
        if text.startswith(word) and len(text) > len(word):
            degree, text = value, text[len(word) :].strip()
            break
    for word in known.weak:
        if text.startswith(word):
            stem, side = _stem(text[len(word) :])
            return -1.0 * side, stem
    for word in known.negations:
        if text.startswith(word) and len(text) > len(word) and text not in known.opposites:
            sign, text = -1.0, text[len(word) :].strip()
            break
    stem, side = _stem(text)
    if not stem or len(stem) > 24 or stem in known.not_stems:
        return None
    return sign * side * (PLAIN if degree is None else degree), stem


def _rank_of_alternatives(parts: Sequence[str]) -> tuple[float, str] | None:
    """The rank of a level that has two names: ``unclean/dirty``; None where they are not known to mean the same side of one thing."""
    found = [pair for part in parts if (pair := rank(part.strip()))]
    is_one_side = len({stem for _, stem in found}) == 1 and min(found)[0] * max(found)[0] >= 0
    return min(found) if len(found) == len(parts) and is_one_side else None


def _stem(text: str) -> tuple[str, float]:
    known, text = words(), text.strip().rstrip("的了")
    text = known.synonyms.get(text, text)
    if text in known.opposites:
        return known.opposites[text], -1.0
    if text in known.not_turned:
        return text, 1.0
    bare = next((text.removeprefix(begin) for begin in known.opposite_beginnings if text.startswith(begin)), "")
    return (bare, -1.0) if bare.isascii() and bare in known.good and text not in known.good else (text, 1.0)


def which_is_better(low: str, high: str) -> int:
    """Return 1 where the second of two folded labels is the better one, -1 where the first is, 0 where that is not known."""
    if listed := _listed_set((low, high)):
        return (listed.index(low) > listed.index(high)) - (listed.index(low) < listed.index(high))
    first, second = side(low), side(high)
    better = second - first if first and second else second or -first
    return (better > 0) - (better < 0)


def side(label: str) -> float:
    """Return how good a folded label says that something is: its rank, 0 where that is not known."""
    found = rank(label)
    return found[0] if found and found[1] in words().good else 0.0


def is_side_known(labels: Collection[str]) -> bool:
    """Return whether it is known which of the folded labels are the good ones."""
    return _listed(labels, words().sets) is not None or any(side(label) for label in labels)


def codes_of(labels: Collection[str], *, is_asked: bool = False) -> dict[str, float] | None:
    """Return folded label → code 1 … k for a set of labels that form a rating scale, None where they do not.

    Args:
        labels: All labels seen for a question (and for the questions that share its set), folded.
        is_asked: The question asks for a judgement, so that 满意 and 一般 are ratings without a 不满意 beside them.
    """
    listed = _listed_set(labels)
    if listed:
        return {label: float(len(listed) - listed.index(label)) for label in labels}
    ranks = _ranks(labels, is_asked=is_asked)
    if ranks is None:
        return None
    by_rank = _codes(set(ranks.values()))
    return {label: by_rank[value] for label, value in ranks.items()} if by_rank else None


def top_code(labels: Collection[str]) -> float:
    """Return the highest code of the scale that ``codes_of`` reads; unused ends included."""
    listed = _listed_set(labels)
    if listed:
        return float(len(listed))
    ranks = set((_ranks(labels, is_asked=True) or {}).values())
    return float(_levels(ranks))


def is_closed(labels: Collection[str]) -> bool:
    """Return whether both ends of the scale are among the labels, so that the set needs no neighbours to be understood."""
    codes = codes_of(labels)
    return codes is not None and 1.0 in codes.values() and top_code(labels) in codes.values()


def _listed_set(labels: Collection[str]) -> tuple[str, ...] | None:
    """The smallest listed set that has all labels, spelled as they are."""
    return _listed(labels, words().sets) or ladder_of(labels)


def _listed(labels: Collection[str], sets: Collection[tuple[str, ...]]) -> tuple[str, ...] | None:
    return next((known for known in sets if len(set(labels)) >= 2 and set(labels) <= set(known)), None)


def is_told_by_question(labels: Collection[str]) -> bool:
    """Return whether only the question says which of the folded labels is good: ``Yes, definitely``, also written without the comma."""
    return _listed({re.sub(r"\s*[,，;:-]\s*", " ", label) for label in labels}, words().told_by_question) is not None


def ladder_of(labels: Collection[str]) -> tuple[str, ...] | None:
    """Return the whole ladder of degrees, best first, that some of its labels tell; None where they tell none."""
    for degrees, told_by in words().ladders:
        if (stem := _stem_of_ladder(labels, degrees)) and any(
            {f"{degree} {stem}" for degree in told} <= set(labels) for told in told_by
        ):
            return tuple(f"{degree} {stem}" for degree in degrees)
    return None


def _stem_of_ladder(labels: Collection[str], degrees: tuple[str, ...]) -> str | None:
    """What all labels say behind one of the degrees each, None where they do not."""
    first = next(iter(labels), "")
    stem = next((first.removeprefix(f"{degree} ") for degree in degrees if first.startswith(f"{degree} ")), None)
    return stem if stem and set(labels) <= {f"{degree} {stem}" for degree in degrees} else None


def on_ladder_of(labels: Collection[str], other: Collection[str]) -> tuple[str, ...] | None:
    """Return the ladder that ``labels`` are on where they do not tell it themselves and the labels ``other``, of another stem, do."""
    told = ladder_of(other)
    for degrees, _ in words().ladders:
        stem = _stem_of_ladder(labels, degrees)
        if stem and told and _stem_of_ladder(told, degrees):
            return tuple(f"{degree} {stem}" for degree in degrees)
    return None


def _ranks(labels: Collection[str], *, is_asked: bool) -> dict[str, float] | None:
    found = {label: rank(label) for label in labels}
    if any(pair is None for pair in found.values()):
        return None
    pairs: Mapping[str, tuple[float, str]] = {label: pair for label, pair in found.items() if pair}
    stems = {stem for _, stem in pairs.values() if stem}
    has_form = any(abs(value) != PLAIN or value < 0 for value, stem in pairs.values() if stem)
    has_form = has_form or (is_asked and stems <= JUDGED)
    return {label: value for label, (value, _) in pairs.items()} if len(stems) == 1 and has_form else None


def _is_ladder(ranks: set[float]) -> bool:
    """The labels are read as a ladder, best to worst, without mirroring one side on the other."""
    above, below = sorted(r for r in ranks if r > 0), [r for r in ranks if r < 0]
    basic_is_middle = BASIC in above and above[-1] >= 1.5 and 0 not in ranks and any(r <= -PLAIN for r in below)
    is_one_sided = len(above) >= 3 and len(below) <= 1 and 0 not in ranks
    is_full = len(above) == len(below) >= 2
    return (basic_is_middle and -1 not in below) or is_one_sided or is_full


def _sides(ranks: set[float]) -> tuple[int, int]:
    """Levels per side: (extremes, the rest), the larger of both sides."""
    above, below = {r for r in ranks if r > 0}, {-r for r in ranks if r < 0}
    extremes = max(sum(r >= EXTREME for r in above), sum(r >= EXTREME for r in below))
    return extremes, max(sum(r < EXTREME for r in above), sum(r < EXTREME for r in below))


def _levels(ranks: set[float]) -> int:
    return len(ranks) if _is_ladder(ranks) else 2 * sum(_sides(ranks)) + (0 in ranks)


def _codes(ranks: set[float]) -> dict[float, float] | None:
    """Rank → code. Both sides have the same number of levels, so an end that nobody chose keeps its place."""
    if _is_ladder(ranks):
        return {value: float(place) for place, value in enumerate(sorted(ranks), start=1)}
    extremes, rest = _sides(ranks)
    if extremes + rest == 0:
        return None
    top, codes = _levels(ranks), {0.0: (_levels(ranks) + 1) / 2}
    for sign in (1.0, -1.0):
        side = sorted((abs(r) for r in ranks if r * sign > 0), reverse=True)
        outer = [r for r in side if r >= EXTREME]
        inner = [r for r in side if r < EXTREME]
        places = {r: place for place, r in enumerate(outer)}
        first = extremes if len(inner) == rest or (inner and inner[0] >= PLAIN) else extremes + rest - len(inner)
        places |= {r: first + place for place, r in enumerate(inner)}
        codes |= {sign * r: float(top - place if sign > 0 else 1 + place) for r, place in places.items()}
    return codes
