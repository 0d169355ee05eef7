"""dim_question where exports of one survey disagree: each file's scale was inferred from its own answers, and they are one question.

Labels get the codes of all labels together, numbers the widest scale. What cannot be one scale (words here, numbers there; scales
that somebody declared) stays two questions of one indicator, the older one under its id with its scale behind it. No export
loses an answer or stops a build because another one was made later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import duckdb

from pipeline.staging.survey_labels import codes_of, top_code
from pipeline.staging.survey_scales import Scale, satisfied_codes

INFERRED = ("labels", "values", "neighbours")
OF_ONE_READING = (
    "survey_id", "question", "role", "indicator_id", "scale_min", "scale_max", "satisfied_codes", "is_reversed", "assumed",
)  # fmt: skip
# Rated questions of which an export says something else than another.
DISAGREEING = """
    select load_id, survey_id, question_id, scale_min, scale_max, labels, codes, origin, declared_satisfied
    from stg_question
    where scale_max is not null and (survey_id, question_id) in (
        select (survey_id, question_id) from stg_question where scale_max is not null
        group by survey_id, question_id having count(distinct (scale_min, scale_max, labels, codes)) > 1
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
    low: float
    high: float
    levels: dict[str, float]
    origin: str
    declared: list[str]

    @property
    def ends(self) -> tuple[float, float, tuple[tuple[str, float], ...]]:
        """What makes two readings the same."""
        return self.low, self.high, tuple(sorted(self.levels.items()))


def agree_questions(connection: duckdb.DuckDBPyConnection) -> None:
    """Give each question of ``dim_question`` the scale that all exports of its survey share; write ``rating_agreed``, a view.

    A question that only the newest export does not rate keeps the scale of the newest one that does.
    """
    connection.execute(UNRATED_SINCE)
    connection.execute(
        "create temp table rating_code (load_id bigint, question_id varchar, rating double, agreed_question varchar, agreed double)"
    )
    found: dict[tuple[str, str], list[Reading]] = {}
    for load_id, survey, question, low, high, labels, codes, *more in connection.execute(DISAGREEING).fetchall():
        levels = dict(zip(labels or (), codes or (), strict=True))
        found.setdefault((survey, question), []).append(Reading(load_id, low, high, levels, more[0], more[1] or []))
    for (survey, question), readings in found.items():
        scale = _together(readings)
        if scale:
            _widen(connection, survey, question, readings, scale)
        else:
            _part(connection, survey, question, readings)
    is_agreed = "from stg_rating"
    if found:
        is_agreed = (
            "select rated.* replace (coalesce(agreed_question, rated.question_id) as question_id, coalesce(agreed, rated.rating) as rating) "
            "from stg_rating rated left join rating_code using (load_id, question_id, rating)"
        )
    connection.execute(f"create temp view rating_agreed as {is_agreed}")


def _together(readings: Sequence[Reading]) -> Scale | None:
    """Return the scale of all readings, None where they are of different kinds or somebody declared one of them."""
    if any(reading.origin not in INFERRED for reading in readings):
        return None
    low, high = min(one.low for one in readings), max(one.high for one in readings)
    if not any(one.levels for one in readings):
        return Scale({}, low, high, "values")
    if not all(one.levels for one in readings):
        return None
    union = {label for one in readings for label in one.levels}
    codes = codes_of(union, is_asked=True)
    if codes and all(one.levels == codes_of(one.levels, is_asked=True) for one in readings):
        return Scale(codes, 1.0, top_code(union), "labels")
    written: dict[str, set[float]] = {label: set() for label in union}
    for one in readings:
        for label, code in one.levels.items():
            written[label].add(code)
    is_shared = all(set(one.levels) & set(readings[-1].levels) for one in readings)
    if is_shared and all(len(codes) == 1 for codes in written.values()):  # numbers that stand beside the labels
        return Scale({label: codes.pop() for label, codes in written.items()}, low, high, "labels")
    return None


def _widen(
    connection: duckdb.DuckDBPyConnection, survey: str, question: str, readings: Sequence[Reading], scale: Scale
) -> None:
    span = f"{scale.low:g}–{scale.high:g}"
    assumed = f"量表 {span}，按各次导出的答案一并推断 / scale {span}, from the answers of all exports"
    satisfied = satisfied_codes(scale, readings[-1].declared)
    connection.execute(
        "update dim_question set scale_min = ?, scale_max = ?, satisfied_codes = ?, assumed = ? where survey_id = ? and question_id = ?",
        [scale.low, scale.high, satisfied, assumed, survey, question],
    )
    for one in readings:
        moved = {code: scale.codes[label] for label, code in one.levels.items() if scale.codes[label] != code}
        _write_codes(connection, one, question, question, moved)


def _part(connection: duckdb.DuckDBPyConnection, survey: str, question: str, readings: Sequence[Reading]) -> None:
    """Keep the newest reading under the question's id, and each other one under an id of its own."""
    names = {readings[-1].ends: question}
    for one in reversed(readings):
        if one.ends not in names:
            names[one.ends] = _free_name(connection, survey, f"{question} [{one.low:g}–{one.high:g}]")
            connection.execute(
                f"insert into dim_question by name select {', '.join(OF_ONE_READING)}, ? as question_id "
                "from stg_question where load_id = ? and survey_id = ? and question_id = ?",
                [names[one.ends], one.load_id, survey, question],
            )
        if names[one.ends] != question:
            connection.execute(
                "insert into rating_code select distinct ?::bigint, ?::varchar, rating, ?::varchar, rating from stg_rating where load_id = ? and question_id = ?",
                [one.load_id, question, names[one.ends], one.load_id, question],
            )


def _free_name(connection: duckdb.DuckDBPyConnection, survey: str, name: str) -> str:
    taken = {
        known
        for (known,) in connection.execute(
            "select question_id from dim_question where survey_id = ?", [survey]
        ).fetchall()
    }
    return next(free for place in count(1) if (free := name if place == 1 else f"{name} ({place})") not in taken)


def _write_codes(
    connection: duckdb.DuckDBPyConnection,
    one: Reading,
    question: str,
    agreed_question: str,
    moved: Mapping[float, float],
) -> None:
    if moved:
        rows: list[list[Any]] = [
            [one.load_id, question, code, agreed_question, agreed] for code, agreed in moved.items()
        ]
        connection.executemany("insert into rating_code values (?, ?, ?, ?, ?)", rows)
