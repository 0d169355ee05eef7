"""What a load says of a survey: which things were assumed, and what could not be read or computed."""

from __future__ import annotations

import re
from collections.abc import Iterable

import duckdb

from pipeline.staging.survey_facts import has_typed_other
from pipeline.staging.survey_questions import RANKING, Note, Question, named_answers
from pipeline.staging.survey_ratings import has_unknown_side
from pipeline.staging.survey_responses import SurveyTable

MOST_NAMED = 8
LEAST_ANSWERS = 3
SLIPS = 0.01
FEWEST_HALF, SHARE_HALF = 5, 0.2
OPTION_CODE = re.compile(r"^[A-Z]{1,2}\d{1,2}$")
LETTER = re.compile(r"^[A-Za-z]$")
SMALL_NUMBER = re.compile(r"^(?:10|\d)$")
AMOUNT = re.compile(r"^(?:10|\d)(?:\.\d{1,2})?$")


def notes_of(survey: SurveyTable) -> tuple[Note, ...]:
    """Return (zh, en) sentences for the user."""
    found = [*_scales(survey), *_answers(survey), *_dates(survey), *_communities(survey), *_others(survey)]
    return (*found, *(note for column in survey.times.values() for note in column.notes))


def notes_on_half_answered(connection: duckdb.DuckDBPyConnection, staged: str) -> tuple[Note, ...]:
    """What is said where many responses were sent in and have under half of the ratings: questions that only some are asked look so."""
    responses, half = connection.execute(
        "select count(*), count(*) filter (where list_contains(invalid_reasons, 'incomplete') and is_finished is distinct from false and answered_ratings > 0) "
        f"from {staged} where reject_code is null"
    ).fetchall()[0]
    if half < FEWEST_HALF or half < SHARE_HALF * responses:
        return ()
    share = half / responses
    return (
        (
            f"有 {half:,} 份答卷（{share:.0%}）回答的评分题不到一半，按未答完处理，不计入满意度；如果有的题目只问一部分人，请把每个分支单独导出。",
            f"{half:,} responses ({share:.0%}) have answers to fewer than half of the ratings: they count as incomplete and enter no satisfaction figure. "
            "If some questions are asked of some people only, export each branch as a table of its own.",
        ),
    )


def _scales(survey: SurveyTable) -> Iterable[Note]:
    rated = survey.scored()
    if not rated:
        yield "没有找到评分题，满意度无法计算。", "No rating question was found: satisfaction cannot be computed."
        yield from _unrated(survey)
    yield from _amounts(survey)
    groups: dict[tuple[float, float], list[Question]] = {}
    for question in rated:
        if question.scale and question.scale.origin in ("values", "neighbours") and not question.scale.is_turned:
            groups.setdefault((question.scale.low, question.scale.high), []).append(question)
    for (low, high), questions in groups.items():
        zh, en = _named(questions)
        yield (
            f"题目 {zh} 没有声明量表，按 {low:g}–{high:g}（高分为好）读取；如不对，请在说明文件里写 scale。",
            f"No scale is declared for {en}: read as {low:g}-{high:g}, high being good. If that is wrong, give scale in a sidecar.",
        )
        if low == 0 and 1 < high <= 7:
            yield (
                f"注意：题目 {zh} 有答案 0，按评分 0 计入；如果 0 表示“不适用”，请在说明文件里写 not_applicable: [0]。",
                f"Note: {en} have answers of 0, counted as ratings. If 0 means 'not applicable', write not_applicable: [0] in a sidecar.",
            )
        if high == 6:
            yield (
                f"注意：题目 {zh} 的最高码是 6，常常是“不了解”；如果是，请在说明文件里写 scale: 1-5 和 not_applicable: [6]。",
                f"Note: the highest code of {en} is 6, often 'do not know'. If so, write scale: 1-5 and not_applicable: [6] in a sidecar.",
            )
    assumed: dict[Note, list[Question]] = {}
    for question in survey.questions:
        if (question.role == "attention_check" and question.passing is None) or (
            question.role == "attribute" and question.assumed and RANKING not in question.assumed
        ):
            for note in question.assumed:
                assumed.setdefault(note, []).append(question)
    for (zh, en), questions in assumed.items():
        yield (
            f"题目 {_named(questions)[0]}：{zh}。",
            f"Question{'s' * (len(questions) > 1)} {_named(questions)[1]}: {en}.",
        )


def _answers(survey: SurveyTable) -> Iterable[Note]:
    """What was made of answers whose meaning nobody declared."""
    rated = survey.scored()
    unsure = [question for question in rated if has_unknown_side(question)]
    if unsure:
        yield (
            f"题目 {_named(unsure)[0]} 的答案看不出哪端为好，按程度高为好读取；如相反，请在说明文件里写 reversed_items。",
            f"Which end of the answers to {_named(unsure)[1]} is good is not known: more is taken as good. If it is bad, list them as reversed_items in a sidecar.",
        )
    for question in rated:
        if question.none:
            zh, en = named_answers(question.none)
            yield (
                f"题目 {question.question_id} 的答案{zh}按“不适用”处理，不计入。",
                f"Answers to {question.question_id} taken as no answer and not counted: {en}.",
            )
    typed = [
        question for question in survey.questions if question.role == "multiple" and has_typed_other(survey, question)
    ]
    if typed:
        yield (
            f"题目 {_named(typed)[0]} 里“其他：”后面填写的文字只作为意见（隐去个人信息），选项计为“其他”。",
            f"What was typed behind 'other:' in {_named(typed)[1]} is kept as a comment, without personal data; the option is counted as other.",
        )
    for question, cells, share in _beside_the_scale(survey):
        yield (
            f"题目 {question.question_id} 有 {cells:,} 个答案（{share:.1%}）不在量表内，没有计入，见单元格问题。",
            f"{cells:,} answers to {question.question_id} ({share:.1%}) are not on its scale and not counted: see the cell issues.",
        )


def _beside_the_scale(survey: SurveyTable) -> Iterable[tuple[Question, int, float]]:
    """Rated questions with more answers beside their scale than slips, how many, and which share."""
    for question in survey.scored():
        values = survey.profiles[question.index].values
        codes = question.scale.codes if question.scale else {}
        answered = sum(values[value] for value in question.sheet.answers)
        beside = sum(values[value] for value in question.sheet.answers - set(codes))
        if answered and beside > SLIPS * answered:
            yield question, beside, beside / answered


def _unrated(survey: SurveyTable) -> Iterable[Note]:
    """What to do about questions whose answers could be ratings and do not say so."""
    coded = _all_answers(survey, OPTION_CODE)
    if coded:
        yield (
            f"题目 {_named(coded)[0]} 的答案是选项代码（如 A1），看不出哪个是满意；请按“完整答案”重新导出。",
            f"The answers to {_named(coded)[1]} are codes of options such as A1, which do not say what is good: export again with full answers.",
        )
    lettered = _all_answers(survey, LETTER)
    if lettered:
        yield (
            f"题目 {_named(lettered)[0]} 的答案是字母，看不出哪个是满意；请在说明文件里写 rating_labels，例如 {{A: 5, B: 4, C: 3, D: 2, E: 1}}。",
            f"The answers to {_named(lettered)[1]} are letters, which do not say what is good: write rating_labels in a sidecar, such as {{A: 5, B: 4, C: 3, D: 2, E: 1}}.",
        )
    numbered = _all_answers(survey, SMALL_NUMBER)
    if numbered:
        yield (
            f"题目 {_named(numbered)[0]} 的答案都是小的整数；如果是评分，请在说明文件里写 scale，例如 scale: 1-5。",
            f"The answers to {_named(numbered)[1]} are small whole numbers; if these are ratings, write scale in a sidecar, such as scale: 1-5.",
        )


def _amounts(survey: SurveyTable) -> Iterable[Note]:
    """Broken numbers that could be means of several raters where nothing asks for a rating."""
    small = (question for question in _all_answers(survey, AMOUNT) if question.role == "attribute")
    found = [question for question in small if any("." in value for value in survey.profiles[question.index].values)]
    if found:
        zh, en = _named(found)
        yield (
            f"题目 {zh} 的答案是带小数的数，按数量读取，不作评分；如果是评分，请在说明文件里写 scale，例如 scale: 1-5。",
            f"The answers to {en} are broken numbers and read as amounts, not as ratings; if they are ratings, write scale in a sidecar, such as scale: 1-5.",
        )


def _all_answers(survey: SurveyTable, pattern: re.Pattern[str]) -> list[Question]:
    """Single-choice questions all of whose answers look so."""
    return [
        question
        for question in survey.questions
        if question.role != "personal"
        and len(question.columns) == 1
        and len(values := survey.profiles[question.index].values) >= LEAST_ANSWERS
        and all(pattern.match(value) for value in values)
    ]


def _dates(survey: SurveyTable) -> Iterable[Note]:
    if survey.match.column("submitted_at") or survey.identity.period:
        return
    yield (
        "导出没有提交时间，无法按时期统计；请在说明文件里写 period，例如 2024Q1。",
        "The export has no dates, so nothing can be shown by period; give period in a sidecar, such as 2024Q1.",
    )


def _communities(survey: SurveyTable) -> Iterable[Note]:
    has_question = any(question.role == "community" for question in survey.questions)
    if (
        survey.match.column("community")
        or has_question
        or survey.sidecar.community
        or survey.match.file_parts.get("community")
    ):
        return
    yield (
        "看不出答卷属于哪个小区；请在说明文件里写 community。",
        "The community of the responses is not known; give community in a sidecar.",
    )


def _others(survey: SurveyTable) -> Iterable[Note]:
    left_out = [question for question in survey.questions if question.role == "personal"]
    if left_out:
        zh, en = _named(left_out)
        yield f"含个人信息或编号的题目未读取：{zh}。", f"Questions that identify somebody were left out: {en}."
    ranked = [q for q in survey.questions if q.role == "attribute" and _is_ranked(survey, q)]
    if ranked:
        zh, en = _named(ranked)
        yield (
            f"排序题 {zh} 按文字顺序保留，不参与计算。",
            f"Ranking questions {en} are kept as text and enter no figure.",
        )


def _is_ranked(survey: SurveyTable, question: Question) -> bool:
    return RANKING in question.assumed or any("→" in value for value in survey.profiles[question.index].values)


def _named(questions: list[Question]) -> Note:
    """The names of questions, zh and en."""
    names = [question.question_id for question in questions]
    more = f" … ({len(names)})" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more, ", ".join(names[:MOST_NAMED]) + more
