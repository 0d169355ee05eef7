"""dim_question where exports of one survey disagree: each file's scale was inferred from its own answers, and they are one question.

Labels get the codes of all labels together, numbers the widest scale. What cannot be one scale (words here, numbers there; scales
that somebody declared) stays two questions of one indicator, the older one under its id with its scale behind it. No export
loses an answer or stops a build because another one was made later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

import duckdb

from pipeline.core.readings import Reading, direction_of, groups_of, together, with_none_settled
from pipeline.staging.survey_scales import Scale, satisfied_codes

Note = tuple[int, str, str]
OF_ONE_READING = (
    "survey_id", "question", "role", "indicator_id", "scale_min", "scale_max", "satisfied_codes", "is_reversed", "assumed",
)  # fmt: skip
# Rated questions of which an export says something else than another.
DISAGREEING = """
    select load_id, survey_id, question_id, question, indicator_id, scale_min, scale_max, labels, codes, origin, declared_satisfied,
        is_reversed, is_direction_said
    from stg_question
    where scale_max is not null and (survey_id, question_id) in (
        select (survey_id, question_id) from stg_question where scale_max is not null
        group by survey_id, question_id having count(distinct (scale_min, scale_max, labels, codes, indicator_id, is_reversed)) > 1
    )
    order by survey_id, question_id, file_order
"""
ANSWERED = """
    select load_id, question_id, rating, count(*), is_set_aside from rating_read
    where (load_id, question_id) in (select unnest($1::bigint[]), unnest($2::varchar[])) group by all
"""
UNRATED_SINCE = """
    update dim_question set
        role = rated.role, indicator_id = rated.indicator_id, scale_min = rated.scale_min, scale_max = rated.scale_max,
        satisfied_codes = rated.satisfied_codes, is_reversed = rated.is_reversed, assumed = rated.assumed
    from (
        from stg_question where scale_max is not null
        qualify row_number() over (partition by survey_id, question_id order by file_order desc) = 1
    ) rated
    where rated.survey_id = dim_question.survey_id and rated.question_id = dim_question.question_id and dim_question.scale_max is null
"""


def agree_questions(connection: duckdb.DuckDBPyConnection) -> list[Note]:
    """Give each question of ``dim_question`` the scale that all exports of its survey share; write ``rating_agreed``, a view.

    A question that only the newest export does not rate keeps the scale of the newest one that does.

    Returns:
        What is to be said of single exports: load, zh, en.
    """
    connection.execute(UNRATED_SINCE)
    connection.execute(
        "create temp table rating_code (load_id bigint, question_id varchar, rating double, agreed_question varchar, agreed double, is_none boolean)"
    )
    connection.execute(
        "create temp view rating_read as select *, false as is_set_aside from stg_rating union all by name select *, true as is_set_aside from stg_set_aside"
    )
    notes: list[Note] = []
    found = _disagreeing(connection)
    for (survey, question), readings in found.items():
        newest, *others = groups_of(with_none_settled(readings))
        notes += _widen(connection, survey, question, question, newest)
        for group in others:
            notes += _widen(connection, survey, question, _copied(connection, survey, question, group[0]), group)
    is_agreed = "from stg_rating"
    if found:
        is_agreed = (
            "select rated.* exclude (is_set_aside) replace (coalesce(agreed_question, rated.question_id) as question_id, coalesce(agreed, rated.rating) as rating) "
            "from rating_read rated left join rating_code using (load_id, question_id, rating) where not coalesce(is_none, is_set_aside)"
        )
    connection.execute(f"create temp view rating_agreed as {is_agreed}")
    return notes


def _disagreeing(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[Reading]]:
    """Survey and question → how its exports read it, the oldest first."""
    rows = connection.execute(DISAGREEING).fetchall()
    if not rows:
        return {}
    answers: dict[tuple[int, str, bool], dict[float, int]] = {}
    asked = [[row[0] for row in rows], [row[2] for row in rows]]
    for load_id, question, rating, n, is_set_aside in connection.execute(ANSWERED, asked).fetchall():
        answers.setdefault((load_id, question, is_set_aside), {})[rating] = n
    found: dict[tuple[str, str], list[Reading]] = {}
    for load_id, survey, question, text, indicator, low, high, labels, codes, origin, declared, turned, said in rows:
        levels = dict(zip(labels or (), codes or (), strict=True))
        given, aside = (answers.get((load_id, question, is_set_aside), {}) for is_set_aside in (False, True))
        known = (load_id, text, indicator, low, high, levels, origin, declared or [], turned, bool(said))
        found.setdefault((survey, question), []).append(Reading(*known, given, aside, frozenset(aside)))
    return found


def _widen(
    connection: duckdb.DuckDBPyConnection, survey: str, question: str, agreed_question: str, readings: Sequence[Reading]
) -> list[Note]:
    """Write the scale and direction of the readings (the newest first) under ``agreed_question``, and what becomes of their codes."""
    scale, newest, is_reversed = together(readings), readings[0], direction_of(readings)
    assert scale is not None, "readings are only put together where they have a scale"
    sql = "update dim_question set is_reversed = ? where survey_id = ? and question_id = ?"
    connection.execute(sql, [is_reversed, survey, agreed_question])
    is_moved = any(scale.codes.get(label) != code for label, code in newest.levels.items())
    sql = "select scale_min, scale_max from dim_question where survey_id = ? and question_id = ?"
    if is_moved or scale.ends != connection.execute(sql, [survey, agreed_question]).fetchall()[0]:
        span = f"{scale.low:g}–{scale.high:g}"
        assumed = f"量表 {span}，按各次导出的答案一并推断 / scale {span}, from the answers of all exports"
        connection.execute(
            "update dim_question set scale_min = ?, scale_max = ?, satisfied_codes = ?, assumed = ? where survey_id = ? and question_id = ?",
            [*scale.ends, satisfied_codes(scale, _in_words(newest)), assumed, survey, agreed_question],
        )
    notes: list[Note] = []
    for one in readings:
        is_turned = one.is_reversed != is_reversed and one.is_direction_said
        _write_codes(connection, one, question, agreed_question, _moved(one, scale, is_turned))
        notes += _notes(one, question, scale, is_reversed)
    return notes


def _moved(one: Reading, scale: Scale, is_turned: bool) -> dict[float, float]:
    """Code of an export → code on the scale of all; one whose code has no label keeps it."""
    labelled = {code: scale.codes[label] for label, code in one.levels.items()}
    codes = {code: labelled.get(code, code) for code in (*one.answers, *one.set_aside)}
    return {code: scale.low + scale.high - new for code, new in codes.items()} if is_turned else codes


def _notes(one: Reading, question: str, scale: Scale, is_reversed: bool) -> list[Note]:
    notes = []
    counted, left = sorted(set(one.set_aside) - one.none), sorted(one.none - set(one.set_aside))
    if counted:
        codes = ", ".join(f"{code:g}" for code in counted)
        notes.append(
            (
                f"答案 {codes} 对照同一问卷的其他导出，按评分计入",
                f"{codes} counted as ratings after all, as other exports of the survey show",
            )
        )
    if left:
        codes = ", ".join(f"{code:g}" for code in left)
        notes.append(
            (
                f"答案 {codes} 对照同一问卷的其他导出，按“不适用”处理，不计入",
                f"{codes} taken as no answer, as other exports of the survey show",
            )
        )
    if one.is_reversed != is_reversed:
        best = scale.low if is_reversed else scale.high
        notes.append(
            (
                f"对照同一问卷其他导出的说明，以 {best:g} 为最好",
                f"{best:g} is taken as best, as another export of the survey says",
            )
        )
    if one.is_reversed != is_reversed and one.is_direction_said:
        notes[-1] = (
            "各次导出所说的好坏方向不同，已换算成同一方向",
            "its exports say that different ends are best; its codes were turned to one direction",
        )
    return [(one.load_id, f"题目 {question}：{zh}。", f"Question {question}: {en}.") for zh, en in notes]


def _in_words(reading: Reading) -> list[str]:
    """What is declared as satisfied, numbers as the labels that they stand for: their codes may move."""
    label_of = {f"{code:g}": label for label, code in reading.levels.items()}
    return [label_of.get(text.removesuffix(".0"), text) for text in reading.declared]


def _copied(connection: duckdb.DuckDBPyConnection, survey: str, question: str, one: Reading) -> str:
    """Write a question of its own for a reading that is none with the newest, and return its id."""
    name = _free_name(connection, survey, f"{question} [{one.low:g}–{one.high:g}]")
    connection.execute(
        f"insert into dim_question by name select {', '.join(OF_ONE_READING)}, ? as question_id "
        "from stg_question where load_id = ? and survey_id = ? and question_id = ?",
        [name, one.load_id, survey, question],
    )
    return name


def _free_name(connection: duckdb.DuckDBPyConnection, survey: str, name: str) -> str:
    sql = "select question_id from dim_question where survey_id = ?"
    taken = {known for (known,) in connection.execute(sql, [survey]).fetchall()}
    return next(free for place in count(1) if (free := name if place == 1 else f"{name} ({place})") not in taken)


def _write_codes(
    connection: duckdb.DuckDBPyConnection,
    one: Reading,
    question: str,
    agreed_question: str,
    moved: Mapping[float, float],
) -> None:
    """Write what becomes of each rating of an export that does not stay as it is."""
    changed = [
        (code, agreed, code in one.none)
        for code, agreed in moved.items()
        if agreed_question != question or agreed != code or (code in one.none) != (code in one.set_aside)
    ]
    if changed:
        codes, agreed, is_none = (list(column) for column in zip(*changed, strict=True))
        connection.execute(
            "insert into rating_code select ?::bigint, ?::varchar, unnest(?::double[]), ?::varchar, unnest(?::double[]), unnest(?::boolean[])",
            [one.load_id, question, codes, agreed_question, agreed, is_none],
        )
