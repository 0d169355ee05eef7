"""Which questions answered with numbers are ratings, and on which scale: sidecar, then the question's own words, then the
layout, then the answers of the question, of its matrix and of its neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.ingest.table import Sidecar
from pipeline.layouts.layout import Layout
from pipeline.staging.survey_profile import Profile
from pipeline.staging.survey_questions import RANKING, Question
from pipeline.staging.survey_scales import (
    SHARE_READ,
    Scale,
    better_end,
    ends_in_text,
    named_levels,
    natural_ends,
    number_scale,
)
from pipeline.staging.survey_ticks import options_side_by_side
from pipeline.staging.survey_words import (
    asks_choice,
    asks_demographic,
    asks_personal,
    asks_rating,
    asks_recommendation,
    asks_yes_or_no,
    names_scores,
)

ENOUGH = 20
COMPANY = 3
HIGHEST_NEAR = 7.0
LEVELS_OF_ASSENT = 3  # yes, no and perhaps
RARE, RARE_OF_MANY, MANY = 0.2, 0.5, 200  # of so many answers none is 6, 7 or 10 by chance
TO_FIVE = frozenset({1.0, 2.0, 3.0, 4.0})  # and 5, which nobody may have chosen
BEYOND_FIVE, NINES = frozenset({6.0, 7.0, 10.0}), frozenset({8.0, 9.0})
BELOW = frozenset({-1.0, -2.0, -3.0, -7.0, -8.0, -9.0, -77.0, -88.0, -97.0, -98.0, -99.0, -888.0, -998.0, -999.0})
CODES_OF_NONE = BELOW | {77.0, 88.0, 97.0, 98.0, 99.0, 888.0, 998.0, 999.0}
TWO_CODES = (
    "答案只有 1 和 2，看不出哪个是满意，未计分；是“是、否”请在说明文件里写 rating_labels，例如 {1: 2, 2: 1}，是评分请写 scale，例如 1-5",
    "the only answers are 1 and 2, which do not say what is good, so it is not rated; in a sidecar, give rating_labels such as {1: 2, 2: 1} if they are yes and no, or scale such as 1-5 if they are ratings",
)
DISSATISFIED = re.compile("不满|下降|dissatisf|unsatisf|unhappy", re.IGNORECASE)  # where yes is 1 and no good answer
Ends = tuple[float, float]
Differ = Callable[[Sequence[int]], bool]


def rate_numbers(
    questions: Sequence[Question], profiles: Mapping[int, Profile], layout: Layout, sidecar: Sidecar, differ: Differ
) -> list[Question]:
    """Return the questions, those answered with numbers of a rating scale rated; codes of respondent properties are not.

    Args:
        differ: Positions of columns → whether no row has the same value in two of them.
    """
    is_declared = bool(sidecar.scale or layout.scale)
    unsure = set() if is_declared else {q.question_id for q in questions if _has_two_codes(q, profiles[q.index])}
    chosen = frozenset() if is_declared else options_side_by_side(questions)
    may_be = [
        q
        for q in questions
        if q.role == "text"
        and q.question_id not in chosen
        and _may_be_rated(q, profiles[q.index])
        and (is_declared or not _is_measured(q, profiles[q.index]))
    ]
    open_ones = [q for q in may_be if q.question_id not in unsure]
    scales = {q.question_id: _declared(q, profiles[q.index], layout, sidecar) for q in open_ones}
    ranked = rankings(open_ones, profiles, differ)
    undeclared = [q for q in open_ones if scales[q.question_id] is None and q.question_id not in ranked]
    cut = {q.question_id: q for q in _without_codes_of_none(undeclared, profiles)}
    scales |= _by_neighbours(list(cut.values()), profiles, [scale for scale in scales.values() if scale])
    out = []
    for question in questions:
        scale = scales.get(question.question_id)
        if question.question_id in ranked:
            out.append(replace(question, role="attribute", assumed=(RANKING,)))
        elif question in may_be and question.question_id in unsure:
            out.append(replace(question, role="attribute", assumed=(TWO_CODES,)))
        else:
            out.append(
                replace(cut.get(question.question_id, question), role="rating", scale=scale) if scale else question
            )
    return out


def rankings(questions: Sequence[Question], profiles: Mapping[int, Profile], differ: Differ) -> set[str]:
    """Return the ids of questions that are places in a ranking: of the columns of one question each place comes once per respondent."""
    groups: dict[str, list[Question]] = {}
    for question in questions:
        if question.columns[0].row and question.columns[0].number:
            groups.setdefault(question.columns[0].number, []).append(question)
    found = [group for group in groups.values() if _may_be_ranking(group, profiles)]
    return {q.question_id for group in found if differ([q.index for q in group]) for q in group}


def _may_be_ranking(group: Sequence[Question], profiles: Mapping[int, Profile]) -> bool:
    places: Counter[float] = Counter()
    for question in group:
        for value, number in question.sheet.numbers.items():
            places[number] += profiles[question.index].values[value]
    whole = {float(place) for place in range(1, len(places) + 1)}
    return (
        len(group) >= COMPANY <= len(places) <= len(group) and set(places) == whole and len(set(places.values())) == 1
    )


def _without_codes_of_none(questions: Sequence[Question], profiles: Mapping[int, Profile]) -> list[Question]:
    """Return the questions with 9 or 99 far above all other answers taken as no answers, which such codes usually are."""
    beyond_five = {_words_of(q) for q in questions if BEYOND_FIVE & set(q.sheet.numbers.values())}
    found = []
    for question in questions:
        values = profiles[question.index].values
        cells: Counter[float] = Counter()
        for value, number in question.sheet.numbers.items():
            cells[number] += values[value]
        may_be_ten = _words_of(question) in beyond_five or asks_recommendation(question.text)
        codes = codes_of_none(cells, may_be_ten=may_be_ten)
        none = {value for value, number in question.sheet.numbers.items() if number in codes}
        found.append(question.without(none, values) if none and is_rare(codes, cells) else question)
    return found


def is_rare(codes: Collection[float], cells: Mapping[float, int]) -> bool:
    """Return whether few enough answers are one of ``codes`` for them to be none (``cells``: answer → how many gave it)."""
    answered = sum(cells.values())
    share = RARE if answered < MANY else RARE_OF_MANY
    return answered >= ENOUGH and sum(cells[code] for code in codes) <= share * answered


def codes_of_none(numbers: Collection[float], *, may_be_ten: bool) -> set[float]:
    """Return the numbers far above all others: two digits above a scale to 10; 8 and 9 above one to 5 whose levels are all there; and those
    below 0 where the others reach further up, as no scale around 0 does."""
    high = {number for number in numbers if number > 10 or number < 0}
    levels = set(numbers) - high
    if not levels or not high <= CODES_OF_NONE or _is_around_zero(high, levels):
        return set()
    is_to_five = levels - NINES >= TO_FIVE and not levels & BEYOND_FIVE
    return high | (levels & NINES) if is_to_five and not may_be_ten else high


def _is_around_zero(high: Collection[float], levels: Collection[float]) -> bool:
    """Whether numbers below 0 may be levels: -2 to 2, and -3 to 3 of which some are missing; not -1 beside 0 to 10."""
    lowest = min((number for number in high if -7 < number < 0), default=0.0)
    return lowest < 0 and max(levels) <= (5 if 0.0 in levels else 1 - lowest)


def _may_be_rated(question: Question, profile: Profile) -> bool:
    text = question.text
    if not profile.filled:
        return ends_in_text(text) is not None
    if (
        not question.sheet.numbers
        or not profile.is_whole
        or profile.counts_rows
        or asks_demographic(text)
        or asks_personal(text)
    ):
        return False
    numbers = set(question.sheet.numbers.values())
    is_assent = asks_yes_or_no(text) and len(numbers) > LEVELS_OF_ASSENT
    if asks_choice(text) and not is_assent and not ends_in_text(text):
        return False
    if numbers == {0.0}:  # an option that nobody chose
        return False
    if numbers <= {0.0, 1.0} and DISSATISFIED.search(text):
        return False
    is_binary = numbers <= {0.0, 1.0} or numbers <= {1.0, 2.0}
    return not is_binary or bool(question.columns[0].row) or asks_rating(text) or profile.filled < ENOUGH


def _is_measured(question: Question, profile: Profile) -> bool:
    """Whether many numbers are finer than halves (0.35, 0.98) where no words ask for a rating or name scores: amounts of something."""
    cells = {value: profile.values[value] for value in question.sheet.numbers}
    fine = sum(cells[value] for value, number in question.sheet.numbers.items() if 2 * number % 1)
    text = question.text
    is_told = asks_rating(text) or ends_in_text(text) or names_scores(text) or _is_in_points(question)
    return fine > RARE * sum(cells.values()) and not is_told


def _has_two_codes(question: Question, profile: Profile) -> bool:
    """Whether many answers are all 1 or 2, which code books use for yes and no, outside a matrix whose other rows say more."""
    is_alone = not question.columns[0].row and not ends_in_text(question.text)
    return is_alone and profile.filled >= ENOUGH and set(question.sheet.numbers.values()) == {1.0, 2.0}


def _declared(question: Question, profile: Profile, layout: Layout, sidecar: Sidecar) -> Scale | None:
    in_text = ends_in_text(question.text)
    options = [
        (sidecar.scale, "sidecar", False),
        ((in_text[0], in_text[1]) if in_text else None, "text", bool(in_text and in_text[2])),
        (layout.scale, "layout", False),
    ]
    for ends, origin, is_turned in options:
        if ends and (not profile.filled or _share_inside(question, profile, *ends) >= SHARE_READ):
            return number_scale(question.sheet, *ends, origin, is_turned or _is_turned(question, *ends))
    return None


def _is_turned(question: Question, low: float, high: float) -> bool:
    """Whether the question, or else what stands above the table, says that the lowest answer is the best."""
    own = better_end(question.text, low, high)
    return (better_end(question.legend, low, high) if own is None else own) == -1


def _share_inside(question: Question, profile: Profile, low: float, high: float) -> float:
    answered = sum(profile.values[value] for value in question.sheet.answers)
    inside = sum(profile.values[value] for value, number in question.sheet.numbers.items() if low <= number <= high)
    return inside / answered if answered else 0.0


def _by_neighbours(
    questions: Sequence[Question], profiles: Mapping[int, Profile], declared: Sequence[Scale]
) -> dict[str, Scale | None]:
    """Scales from the values. A question whose words do not ask for a rating is one only in the company of others."""
    ends = _alike([(q, found) for q in questions if (found := _usual_ends(q, profiles[q.index]))])
    ends = _with_reached_tops({q.question_id: q for q in questions}, ends)
    common = Counter(high for _, high in ends.values()) + Counter(scale.high for scale in declared)
    highs = {q.question_id: _high(q, ends, common, profiles[q.index]) for q in questions if q.question_id in ends}
    company = Counter(highs.values()) + Counter(scale.high for scale in declared)
    scales: dict[str, Scale | None] = {}
    for question in questions:
        high = highs.get(question.question_id)
        is_told = asks_rating(question.text) or _is_in_points(question)
        if high is None or not (is_told or company[high] >= COMPANY):
            continue
        low = min(ends[name][0] for name in highs if highs[name] == high)
        origin = "values" if ends[question.question_id][1] == high else "neighbours"
        scales[question.question_id] = number_scale(question.sheet, low, high, origin, _is_turned(question, low, high))
    return scales


def _usual_ends(question: Question, profile: Profile) -> Ends | None:
    """The ends of the usual scale that holds the answers, or of the levels that are named above the table where all answers are among them."""
    found = natural_ends(question.sheet, profile.values)
    named = named_levels(unicodedata.normalize("NFKC", question.legend))
    is_named = len(named) > 1 and set(question.sheet.numbers.values()) <= named.keys()
    return (
        (min(named), max(named))
        if found and is_named and better_end(question.legend, min(named), max(named))
        else found
    )


def _with_reached_tops(questions: Mapping[str, Question], ends: Mapping[str, Ends]) -> dict[str, Ends]:
    """The ends, where a top that no answer of the table reaches gives way to one that answers of other questions do: 1 to 4 beside 1 to 4."""
    highest = {name: max(questions[name].sheet.numbers.values()) for name in ends}
    reached = {high for name, (_, high) in ends.items() if highest[name] == high}
    settled = {}
    for name, (low, high) in ends.items():
        lower = sorted(top for top in reached if highest[name] <= top < high)
        settled[name] = (low, lower[0]) if lower and high not in reached else (low, high)
    return settled


def _is_in_points(question: Question) -> bool:
    """Whether all answers are written as points or stars."""
    return all(not value[-1].isdigit() for value in question.sheet.numbers)


def _alike(ends: Sequence[tuple[Question, Ends]]) -> dict[str, Ends]:
    """Return question id → ends, the same for the rows of a matrix (those of one number) and for questions of the same words."""
    numbers = Counter(question.columns[0].number for question, _ in ends)
    keys = {q.question_id: _number_of(q) if numbers[q.columns[0].number] > 1 else _words_of(q) for q, _ in ends}
    groups: dict[tuple[str | None, str | None], list[Ends]] = {}
    for question, found in ends:
        groups.setdefault(keys[question.question_id], []).append(found)
    together = {key: (min(low for low, _ in found), max(high for _, high in found)) for key, found in groups.items()}
    return {question.question_id: together[keys[question.question_id]] for question, _ in ends}


def _number_of(question: Question) -> tuple[str | None, str | None]:
    return (question.columns[0].number, None) if question.columns[0].number else _words_of(question)


def _words_of(question: Question) -> tuple[str | None, str | None]:
    column = question.columns[0]
    return (column.number, None) if column.row and column.number else (None, column.text or column.header)


def _high(question: Question, ends: Mapping[str, Ends], common: Counter, profile: Profile) -> float:
    """Top of the scale: the neighbours' where this question just lacks the highest answer or has few answers."""
    own = ends[question.question_id][1]
    near = [high for high in common if own < high <= min(own + 1, HIGHEST_NEAR)]
    if near and profile.filled < ENOUGH:
        return max(near)
    shared = max(common, key=lambda high: (common[high], high))
    if common[shared] < COMPANY or own >= shared:
        return own
    is_near = shared - own <= 1 and shared <= HIGHEST_NEAR
    return shared if is_near or profile.filled < ENOUGH else own
