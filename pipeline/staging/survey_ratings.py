"""Which questions answered with labels are ratings, and on which scale: layout, then labels, then the set that neighbouring
questions share. What nobody declared is written down in ``assumed``; ``survey_numbers`` reads those answered with numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.ingest.table import Sidecar
from pipeline.layouts.answer_languages import in_english
from pipeline.layouts.layout import Layout
from pipeline.staging.survey_ends import ends_scale, levels_beside
from pipeline.staging.survey_label_scales import cells_of, label_scale, unread_levels, without_occasion
from pipeline.staging.survey_labels import (
    codes_of,
    is_closed,
    is_side_known,
    is_told_by_question,
    on_ladder_of,
    rank,
    split_number,
    top_code,
)
from pipeline.staging.survey_profile import Profile
from pipeline.staging.survey_questions import Note, Question, named_answers
from pipeline.staging.survey_scales import AnswerSheet, Scale, better_end, satisfied_codes
from pipeline.staging.survey_words import asks_how_bad, asks_rating, finds_fault

ENOUGH = 20
NEUTRAL = frozenset({"neutral"})
SAYING = ("ends", "text", "declared")
AGREEING = re.compile("agree|同意|赞同|认同|符合", re.IGNORECASE)


def rate_labels(
    questions: Sequence[Question], profiles: Mapping[int, Profile], layout: Layout, sidecar: Sidecar
) -> list[Question]:
    """Return the questions, those answered with labels of a rating scale rated."""
    sets = {question.question_id: _labels(question.sheet) for question in questions if question.sheet.labels}
    return [
        _rate_by_labels(
            question, profiles[question.index], layout, sidecar, _shared(question, sets, questions, profiles)
        )
        if question.role == "text" and question.question_id in sets and profiles[question.index].is_whole
        else question
        for question in questions
    ]


def _labels(sheet: AnswerSheet) -> frozenset[str]:
    return frozenset(sheet.labels.values())


def _rate_by_labels(
    question: Question, profile: Profile, layout: Layout, sidecar: Sidecar, shared: frozenset[str]
) -> Question:
    written = {split_number(label)[1]: code for label, code in layout.rating_labels.items()}
    english = in_english(written)
    declared = {english.get(label, label): code for label, code in written.items()}
    own = _labels(question.sheet)
    if declared and own <= set(declared) and (layout.is_own or codes_of(own | shared) is None):
        codes = {value: declared[label] for value, label in question.sheet.labels.items()}
        low, high = layout.scale or (min(declared.values()), max(declared.values()))
        return replace(question, role="rating", scale=Scale(codes, low, high, "layout"))
    is_asked = asks_rating(question.text)
    if is_asked and codes_of(own) is None:  # 满意 alone: the usual three levels
        shared |= NEUTRAL
    scale = ends_scale(question.sheet, profile.values, question.text, sidecar.scale) or label_scale(
        question.sheet, profile.values, shared, is_asked=is_asked
    )
    if scale is None:
        return _unrated(question, profile, is_asked=is_asked)
    none = without_occasion(question.sheet, profile.values, scale)
    return replace(question.without(none, profile.values), role="rating", scale=scale)


def _unrated(question: Question, profile: Profile, *, is_asked: bool) -> Question:
    """The question with what keeps it from being rated. One of numbers with levels in words beside them is no scale of its numbers alone."""
    if question.sheet.numbers:
        levels = levels_beside(question.sheet, profile.values)
        return replace(question, role="attribute", assumed=_why_unrated(levels)) if levels else question
    levels = unread_levels(question.sheet, profile.values, is_asked=is_asked)
    if is_told_by_question(_labels(question.sheet)):
        levels = cells_of(question.sheet.labels, profile.values)
    return replace(question, assumed=_why_unrated(levels))


def _why_unrated(labels: Mapping[str, int]) -> tuple[Note, ...]:
    if not labels:
        return ()
    zh, en = named_answers(labels)
    return (
        (
            f"看不出答案{zh}是好是坏，整题未计分；不算评价的请在说明文件里写 not_applicable，是评价的请写 rating_labels，例如 {{好: 3, 中: 2, 差: 1}}",
            f"how good these answers are is not known, so it is not rated: {en}; in a sidecar, list those that are no judgement as not_applicable, or give rating_labels such as {{good: 3, fair: 2, bad: 1}}",
        ),
    )


def _shared(
    question: Question,
    sets: Mapping[str, frozenset[str]],
    questions: Sequence[Question],
    profiles: Mapping[int, Profile],
) -> frozenset[str]:
    """Labels of other questions that belong to the same set: those of the same matrix, the ladder of degrees that they tell, or,
    where few answers leave the own set open, the set that most other questions with the same words show."""
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
    ladders = Counter(ladder for labels in sets.values() if (ladder := on_ladder_of(own, labels)))
    if ladders:
        return frozenset(ladders.most_common(1)[0][0])
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


def has_unknown_side(question: Question) -> bool:
    """Return whether it is not known whether more is better, in labels or in the ends that the question names."""
    if question.scale is None:
        return False
    if _may_mean_bad(question, question.scale):
        return True
    if question.scale.origin == "text":
        return better_end(question.text, question.scale.low, question.scale.high) == 0
    return question.scale.origin in ("labels", "ends") and not is_side_known(_labels(question.sheet))


def _may_mean_bad(question: Question, scale: Scale) -> bool:
    """Whether more of what is asked, or more agreement with what is said, is worse, and nothing says which end is good."""
    if question.is_reversed or scale.is_turned or scale.origin in ("layout", "declared") or question.role == "outcome":
        return False
    if not question.sheet.labels:
        is_said = bool(better_end(question.text, *scale.ends) or better_end(question.legend, *scale.ends))
        return not is_said and (asks_how_bad(question.text) or finds_fault(question.text))
    return any(map(AGREEING.search, _labels(question.sheet))) and finds_fault(question.text)


def is_direction_said(question: Question, sidecar: Sidecar) -> bool:
    """Return whether question, ends or sidecar say which end is good; of labels and bare numbers it is assumed that more is."""
    if any(question.is_named(name) for name in sidecar.reversed_items):
        return True
    scale = question.scale
    if scale is None:
        return False
    if scale.is_turned or better_end(question.legend, scale.low, scale.high):
        return True
    return scale.origin in SAYING and _says_direction(question, scale)


def _says_direction(question: Question, scale: Scale) -> bool:
    if scale.origin == "ends":
        return is_side_known(_labels(question.sheet))
    if scale.origin == "declared":
        return True
    return bool(better_end(question.text, scale.low, scale.high))


def finish_rating(question: Question, layout: Layout, sidecar: Sidecar, has_outcome: bool) -> Question:
    """Return a rated question with its satisfied codes, its direction and what was assumed."""
    if question.scale is None:
        return question
    for_all = () if has_outcome else sidecar.satisfied_codes
    declared = sidecar.satisfied_codes if question.role == "outcome" else for_all or layout.satisfied_codes
    return replace(
        question,
        satisfied=tuple(satisfied_codes(question.scale, declared)),
        declared=tuple(declared),
        is_reversed=_is_reversed(question, question.scale, sidecar),
        assumed=(*question.assumed, *_assumed(question, question.scale)),
    )


def _is_reversed(question: Question, scale: Scale, sidecar: Sidecar) -> bool:
    """Whether high codes mean a bad opinion. A question that is worded the other way round turns what agreeing means; who is
    satisfied is it in any wording, so there the sidecar only says the same as the question.
    """
    is_listed = any(question.is_named(name) for name in sidecar.reversed_items)
    said = (question.text, question.legend, *_labels(question.sheet))
    if any(map(AGREEING.search, said)):
        return is_listed != scale.is_turned
    return is_listed or scale.is_turned


def _assumed(question: Question, scale: Scale) -> list[Note]:
    span = f"{scale.low:g}–{scale.high:g}"
    notes = []
    if question.none:
        zh, en = named_answers(question.none)
        notes.append((f"答案{zh}按“不适用”处理", f"taken as no answer: {en}"))
    if has_unknown_side(question):
        notes.append(("看不出哪端为好，按程度高为好", "which end is good is not known: more taken as good"))
    if scale.origin == "labels":
        notes.append((f"量表 {span}，按答案文字推断", f"scale {span}, from the labels"))
    elif scale.origin in ("values", "neighbours"):
        is_said = scale.is_turned or better_end(question.legend, scale.low, scale.high)
        good_zh, good_en = ("", "") if is_said else ("，高分为好", "; high taken as good")
        notes.append((f"量表 {span}，按答案推断{good_zh}", f"scale {span}, from the answers{good_en}"))
    elif scale.origin == "ends":
        notes.append((f"量表 {span}，按两端答案的文字", f"scale {span}, from the words at its ends"))
    if scale.is_turned:
        zh, en = (
            ("答案", "answers say")
            if scale.origin == "ends"
            else ("题目或表头上方", "question, or what stands above it, says")
        )
        notes.append(
            (
                f"{zh}说明 {scale.low:g} 为最好，按反向题处理",
                f"the {en} that {scale.low:g} is best; treated as reversed",
            )
        )
    return notes
