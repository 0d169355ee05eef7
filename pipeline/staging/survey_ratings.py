"""Which questions are ratings, and on which scale: sidecar, then the question's own words, then the layout, then labels, then
the scale that neighbouring questions share. What nobody declared is written down in ``assumed``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.ingest.table import Sidecar
from pipeline.layouts.layout import Layout
from pipeline.staging.survey_labels import codes_of, is_closed, rank, split_number, top_code
from pipeline.staging.survey_profile import Profile
from pipeline.staging.survey_questions import Note, Question
from pipeline.staging.survey_scales import (
    SHARE_READ,
    AnswerSheet,
    Scale,
    ends_in_text,
    label_scale,
    natural_ends,
    number_scale,
    satisfied_codes,
)
from pipeline.staging.survey_words import asks_choice, asks_demographic, asks_personal, asks_rating

ENOUGH = 20
COMPANY = 3
NEUTRAL = frozenset({"neutral"})


def rate_labels(questions: Sequence[Question], profiles: Mapping[int, Profile], layout: Layout) -> list[Question]:
    """Return the questions, those answered with labels of a rating scale rated."""
    sets = {question.question_id: _labels(question.sheet) for question in questions if question.sheet.labels}
    return [
        _rate_by_labels(question, profiles[question.index], layout, _shared(question, sets, questions, profiles))
        if question.question_id in sets and profiles[question.index].is_whole
        else question
        for question in questions
    ]


def _labels(sheet: AnswerSheet) -> frozenset[str]:
    return frozenset(split_number(value)[1] for value in sheet.labels)


def _rate_by_labels(question: Question, profile: Profile, layout: Layout, shared: frozenset[str]) -> Question:
    declared = {split_number(label)[1]: code for label, code in layout.rating_labels.items()}
    own = _labels(question.sheet)
    if declared and own <= set(declared) and (layout.is_own or codes_of(own | shared) is None):
        codes = {value: declared[split_number(value)[1]] for value in question.sheet.labels}
        low, high = layout.scale or (min(declared.values()), max(declared.values()))
        return replace(question, role="rating", scale=Scale(codes, low, high, "layout"))
    scale = label_scale(question.sheet, profile.values, shared)
    return replace(question, role="rating", scale=scale) if scale else question


def _shared(
    question: Question,
    sets: Mapping[str, frozenset[str]],
    questions: Sequence[Question],
    profiles: Mapping[int, Profile],
) -> frozenset[str]:
    """Labels of other questions that belong to the same set: those of the same matrix, or, where few answers leave the own
    set open, the set that most other questions with the same words show."""
    own = sets[question.question_id]
    matrix = [
        sets[other.question_id]
        for other in questions
        if other.question_id in sets
        and question.columns[0].row
        and other.columns[0].row
        and _same_matrix(question, other)
    ]
    if matrix and codes_of(together := frozenset().union(*matrix)) is not None:
        return together
    wider = Counter(labels for labels in sets.values() if own < labels and codes_of(labels) is not None)
    is_open = not is_closed(own) and (not _lacks_neutral(own) or any(map(is_closed, wider)))
    if profiles[question.index].filled >= ENOUGH and not is_open:
        return frozenset()
    if wider:
        return max(wider, key=lambda labels: (wider[labels], len(labels), sorted(labels)))
    stems = {found[1] for label in own if (found := rank(label))} - {""}
    alike = [labels for labels in sets.values() if stems & {found[1] for label in labels if (found := rank(label))}]
    together = frozenset().union(*alike)
    alone = frozenset() if codes_of(together) is None or top_code(together) > 5 else together
    return alone | NEUTRAL if _lacks_neutral(alone or own) else alone


def _lacks_neutral(labels: frozenset[str]) -> bool:
    """An open set with extremes and no middle: with so few answers the usual scale of five is likelier than one of four."""
    return not is_closed(labels) and top_code(labels) == 4 and codes_of(labels | NEUTRAL) is not None


def _same_matrix(one: Question, other: Question) -> bool:
    first, second = one.columns[0], other.columns[0]
    return (first.number, first.text if not first.number else None) == (
        second.number,
        second.text if not second.number else None,
    )


def rate_numbers(
    questions: Sequence[Question], profiles: Mapping[int, Profile], layout: Layout, sidecar: Sidecar
) -> list[Question]:
    """Return the questions, those answered with numbers of a rating scale rated; codes of respondent properties are not."""
    open_ones = [q for q in questions if q.role == "text" and _may_be_rated(q, profiles[q.index])]
    scales = {q.question_id: _declared(q, profiles[q.index], layout, sidecar) for q in open_ones}
    undeclared = [q for q in open_ones if scales[q.question_id] is None]
    scales |= _by_neighbours(undeclared, profiles, [scale for scale in scales.values() if scale])
    return [
        replace(question, role="rating", scale=scale) if (scale := scales.get(question.question_id)) else question
        for question in questions
    ]


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
    if asks_choice(text) and not ends_in_text(text):
        return False
    numbers = set(question.sheet.numbers.values())
    if numbers == {0.0}:  # an option that nobody chose
        return False
    is_binary = numbers <= {0.0, 1.0} or numbers <= {1.0, 2.0}
    return not is_binary or bool(question.columns[0].row) or asks_rating(text) or profile.filled < ENOUGH


def _declared(question: Question, profile: Profile, layout: Layout, sidecar: Sidecar) -> Scale | None:
    in_text = ends_in_text(question.text)
    options = [
        (sidecar.scale, "sidecar", False),
        ((in_text[0], in_text[1]) if in_text else None, "text", bool(in_text and in_text[2])),
        (layout.scale, "layout", False),
    ]
    for ends, origin, is_turned in options:
        if ends and (not profile.filled or _share_inside(question, profile, *ends) >= SHARE_READ):
            return number_scale(question.sheet, *ends, origin, is_turned)
    return None


def _share_inside(question: Question, profile: Profile, low: float, high: float) -> float:
    answered = sum(profile.values[value] for value in question.sheet.answers)
    inside = sum(profile.values[value] for value, number in question.sheet.numbers.items() if low <= number <= high)
    return inside / answered if answered else 0.0


def _by_neighbours(
    questions: Sequence[Question], profiles: Mapping[int, Profile], declared: Sequence[Scale]
) -> dict[str, Scale | None]:
    """Scales from the values. A question whose words do not ask for a rating is one only in the company of others."""
    ends = {q.question_id: found for q in questions if (found := natural_ends(q.sheet, profiles[q.index].values))}
    common = Counter(high for _, high in ends.values()) + Counter(scale.high for scale in declared)
    highs = {q.question_id: _high(q, ends, common, profiles[q.index]) for q in questions if q.question_id in ends}
    company = Counter(highs.values()) + Counter(scale.high for scale in declared)
    scales: dict[str, Scale | None] = {}
    for question in questions:
        high = highs.get(question.question_id)
        if high is None or not (asks_rating(question.text) or company[high] >= COMPANY):
            continue
        low = min(ends[name][0] for name in highs if highs[name] == high)
        origin = "values" if ends[question.question_id][1] == high else "neighbours"
        scales[question.question_id] = number_scale(question.sheet, low, high, origin)
    return scales


def _high(question: Question, ends: Mapping[str, tuple[float, float]], common: Counter, profile: Profile) -> float:
    """Top of the scale: the neighbours' where this question just lacks the highest answer or has few answers."""
    own = ends[question.question_id][1]
    shared = max(common, key=lambda high: (common[high], high))
    if common[shared] < COMPANY or own >= shared:
        return own
    is_near = shared - own <= 1 and shared <= 7
    return shared if is_near or profile.filled < ENOUGH or question.columns[0].row else own


def finish_rating(question: Question, layout: Layout, sidecar: Sidecar, has_outcome: bool) -> Question:
    """Return a rated question with its satisfied codes, its direction and what was assumed."""
    if question.scale is None:
        return question
    for_all = () if has_outcome else sidecar.satisfied_codes
    declared = sidecar.satisfied_codes if question.role == "outcome" else for_all or layout.satisfied_codes
    is_reversed = any(question.is_named(name) for name in sidecar.reversed_items) != question.scale.is_turned
    return replace(
        question,
        satisfied=tuple(satisfied_codes(question.scale, declared)),
        is_reversed=is_reversed,
        assumed=(*question.assumed, *_assumed(question.scale)),
    )


def _assumed(scale: Scale) -> list[Note]:
    span = f"{scale.low:g}–{scale.high:g}"
    notes = []
    if scale.origin == "labels":
        notes.append((f"量表 {span}，按答案文字推断", f"scale {span}, from the labels"))
    elif scale.origin in ("values", "neighbours"):
        notes.append((f"量表 {span}，按答案推断，高分为好", f"scale {span}, from the answers; high taken as good"))
    if scale.is_turned:
        notes.append(("题目说明 1 为最好，按反向题处理", "the question says that 1 is best; treated as reversed"))
    return notes
