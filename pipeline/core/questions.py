"""dim_question where exports of one survey disagree: each file's scale was inferred from its own answers, and they are one question.

Labels get the codes of all labels together, numbers the widest scale. What cannot be one scale (words here, numbers there; scales
that somebody declared) stays two questions of one indicator, the older one under its id with its scale behind it. No export
loses an answer or stops a build because another one was made later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import duckdb

from pipeline.layouts.fold import fold
from pipeline.staging.survey_labels import codes_of, top_code
from pipeline.staging.survey_scales import Scale, satisfied_codes

INFERRED = ("labels", "values", "neighbours")
OF_ONE_READING = (
    "survey_id", "question", "role", "indicator_id", "scale_min", "scale_max", "satisfied_codes", "is_reversed", "assumed",
)  # fmt: skip
# Rated questions of which an export says something else than another.
DISAGREEING = """
    select load_id, survey_id, question_id, question, indicator_id, scale_min, scale_max, labels, codes, origin, declared_satisfied
    from stg_question
    where scale_max is not null and (survey_id, question_id) in (
        select (survey_id, question_id) from stg_question where scale_max is not null
        group by survey_id, question_id having count(distinct (scale_min, scale_max, labels, codes, indicator_id)) > 1
    )
    order by survey_id, question_id, file_order
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


@dataclass(frozen=True)
class Reading:
    """How one export's answers to a question were read: ``levels`` is label → code, empty for numbers."""

    load_id: int
    question: str
    indicator_id: str | None
    low: float
    high: float
    levels: dict[str, float]
    origin: str
    declared: list[str]

    @property
    def asks(self) -> tuple[str, str | None]:
        """What is asked: the words and their indicator."""
        return fold(self.question), self.indicator_id

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest code."""
        return self.low, self.high


def agree_questions(connection: duckdb.DuckDBPyConnection) -> None:
    """Give each question of ``dim_question`` the scale that all exports of its survey share; write ``rating_agreed``, a view.

    A question that only the newest export does not rate keeps the scale of the newest one that does.
    """
    connection.execute(UNRATED_SINCE)
    connection.execute(
        "create temp table rating_code (load_id bigint, question_id varchar, rating double, agreed_question varchar, agreed double)"
    )
    found: dict[tuple[str, str], list[Reading]] = {}
    for load_id, survey, question, text, indicator, low, high, labels, codes, origin, declared in connection.execute(
        DISAGREEING
    ).fetchall():
        levels = dict(zip(labels or (), codes or (), strict=True))
        reading = Reading(load_id, text, indicator, low, high, levels, origin, declared or [])
        found.setdefault((survey, question), []).append(reading)
    for (survey, question), readings in found.items():
        newest, *others = _groups(readings)
        _widen(connection, survey, question, question, newest)
        for group in others:
            _widen(connection, survey, question, _copied(connection, survey, question, group[0]), group)
    is_agreed = "from stg_rating"
    if found:
        is_agreed = (
            "select rated.* replace (coalesce(agreed_question, rated.question_id) as question_id, coalesce(agreed, rated.rating) as rating) "
            "from stg_rating rated left join rating_code using (load_id, question_id, rating)"
        )
    connection.execute(f"create temp view rating_agreed as {is_agreed}")


def _groups(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Return the readings that are one question each, the newest first."""
    groups: list[list[Reading]] = []
    for one in reversed(readings):
        fitting = next((group for group in groups if _together([*group, one])), None)
        groups.append([one]) if fitting is None else fitting.append(one)
    return groups


def _together(readings: Sequence[Reading]) -> Scale | None:
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


def _widen(
    connection: duckdb.DuckDBPyConnection, survey: str, question: str, agreed_question: str, readings: Sequence[Reading]
) -> None:
    """Write the scale of the readings (the newest first) under ``agreed_question``, and what becomes of their codes."""
    scale, newest = _together(readings), readings[0]
    assert scale is not None, "readings are only put together where they have a scale"
    if scale.ends != newest.ends or any(scale.codes.get(label) != code for label, code in newest.levels.items()):
        span = f"{scale.low:g}–{scale.high:g}"
        assumed = f"量表 {span}，按各次导出的答案一并推断 / scale {span}, from the answers of all exports"
        connection.execute(
            "update dim_question set scale_min = ?, scale_max = ?, satisfied_codes = ?, assumed = ? where survey_id = ? and question_id = ?",
            [*scale.ends, satisfied_codes(scale, _in_words(newest)), assumed, survey, agreed_question],
        )
    for one in readings:
        if agreed_question != question or any(scale.codes.get(label) != code for label, code in one.levels.items()):
            moved = {code: scale.codes[label] for label, code in one.levels.items()}
            _write_codes(connection, one, question, agreed_question, moved)


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
    """Write what becomes of each rating of an export; one whose code has no label keeps it."""
    connection.execute(
        "insert into rating_code select distinct ?::bigint, ?::varchar, rating, ?::varchar, "
        "coalesce(map_extract_value(map(?::double[], ?::double[]), rating), rating) from stg_rating where load_id = ? and question_id = ?",
        [one.load_id, question, agreed_question, list(moved), list(moved.values()), one.load_id, question],
    )
