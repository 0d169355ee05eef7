"""Small frames with the columns of ``tables.yml``, so that a test shows only the columns it is about."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest
import yaml
from hypothesis import settings

from tests.warehouse_files import sum_complaints

TABLES = Path(__file__).parents[2] / "pipeline/core/tables.yml"
MARTS = {
    "mart_score": "rating.sql",
    "mart_rating": "rating.sql",
    "mart_margin": "rating.sql",
    "mart_operational": "mart_operational.sql",
    "mart_response": "response.sql",
    "mart_survey": "response.sql",
}
Rows = list[dict[str, Any]]
RECORDED = (
    "approved,archived,assigned,called_back,callback_answer,channel,closed,community,executed,feedback,handler,home,"
    "investigated,proposed,rated,registered,recontacted,reopened,resident,resolved,responded,response_clock,result,text,type"
)


@cache
def columns_of(table: str) -> dict[str, str]:
    """Return column → DuckDB type of a table of the warehouse."""
    columns = yaml.safe_load(TABLES.read_text(encoding="utf-8"))[table]["columns"]
    return {name: text.split("|")[0].strip() for name, text in columns.items()}


def few_examples() -> int:
    """Return a third of the examples of this run: for tests whose examples cost a second each, however many rows they have."""
    return max(settings().max_examples // 3, 3)


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def days_between(start: datetime, end: datetime | None) -> int | None:
    """Return whole days, rounded up, as the warehouse stores them."""
    return None if end is None else math.ceil((end - start) / timedelta(days=1))


def complaint(received: str, resolved: str | None = None, **columns: Any) -> dict[str, Any]:
    """Return one row of ``fct_complaint``; times are text, durations follow from them."""
    at = {"received_at": moment(received), "resolved_at": moment(resolved)}
    at |= {name: moment(columns.pop(name)) for name in list(columns) if name.endswith("_at")}
    start = at["received_at"]
    done = at["resolved_at"] or at.get("closed_at")
    last = at.get("last_resolved_at") or (None if at.get("reopened_at") else at["resolved_at"])
    due = at.get("due_at")
    row = {
        "received_on": start.date(),
        "resolved_from": "finished",
        "days_to_resolution": days_between(start, at["resolved_at"]),
        "days_to_reopening": days_between(start, at.get("reopened_at")),
        "days_to_last_resolution": days_between(start, last),
        "days_to_close": days_between(start, at.get("closed_at")),
        "days_to_due": days_between(start, due),
        "resolution_seconds": None if done is None else int((done - start).total_seconds()),
        "is_due_met": None if due is None or done is None else done <= due,
        "has_resolution_field": True,
        "has_closing_field": True,
        "due_from": None if due is None else "export",
        "is_due_estimated": False,
        "has_due_field": due is not None,
        "recorded": RECORDED,
        "cases": 1,
    }
    return row | at | {"last_resolved_at": last} | columns


def resolved(month: int, yes: int, no: int, **columns):
    """Return complaints of a month, ``yes`` of them resolved within a day."""
    day = f"2024-{month:02}-05 08:00"
    done = f"2024-{month:02}-06 07:00"
    counts = [(yes, [done]), (no, [])]
    return [complaint(day, *times, cases=n, **columns) for n, times in counts if n]


def score(submitted: str, index_value: float, **columns: Any) -> dict[str, Any]:
    """Return one row of ``fct_score``; satisfied when the index is 75 or more."""
    row = {
        "indicator_id": "attitude",
        "submitted_on": moment(submitted).date(),
        "method": "questionnaire",
        "is_valid": True,
        "index_value": index_value,
        "is_satisfied": index_value >= 75,
        "respondents": 1,
    }
    return row | columns


def rating(submitted: str, value: float, **columns: Any) -> dict[str, Any]:
    """Return one row of ``mart_rating``: by default the answer to a question on a scale from 1 to 5."""
    row = {
        "survey_id": "s1",
        "question_id": columns.get("question", "您对服务态度是否满意"),
        "indicator_id": "attitude",
        "role": "rating",
        "rating": value,
        "submitted_on": moment(submitted).date(),
        "method": "questionnaire",
        "is_valid": True,
        "answers": 1,
        "question": "您对服务态度是否满意",
        "scale_min": 1,
        "scale_max": 5,
        "scale": "1–5",
        "is_recommendation": False,
    }
    return row | columns


def recommendation(submitted: str, value: float, **columns: Any) -> dict[str, Any]:
    """Return one row of ``mart_rating`` of a 0–10 question of recommendation."""
    asked = {"question": "您有多大可能推荐本物业", "scale_min": 0, "scale_max": 10, "scale": "0–10"}
    return rating(submitted, value, **({"indicator_id": "q:s1:9", "is_recommendation": True} | asked | columns))


def need(submitted: str, chosen: Sequence[str], **columns: Any) -> Rows:
    """Return the rows of ``fct_need`` of one response, that was offered 助餐, 托管 and 保洁."""
    row = {
        "response_id": "A1",
        "survey_id": "s1",
        "question_id": "20",
        "submitted_on": moment(submitted).date(),
        "method": "questionnaire",
        "is_valid": True,
        "answers": 1,
    }
    return [row | columns | {"option": option, "is_selected": option in chosen} for option in ("助餐", "托管", "保洁")]


def response(submitted: str, *invalid_reasons: str, **columns: Any) -> dict[str, Any]:
    """Return one row of ``fct_response``."""
    row = {
        "survey_id": "s1",
        "submitted_on": moment(submitted).date(),
        "method": "questionnaire",
        "is_valid": not invalid_reasons,
        "invalid_reasons": list(invalid_reasons),
        "flags": [],
        "responses": 1,
    }
    return row | columns


def table(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> duckdb.DuckDBPyRelation:
    """Create table ``name`` with the columns of the contract and return it."""
    columns = columns_of(name)
    assert not {key for row in rows for key in row} - set(columns), "a column that the contract does not have"
    connection.execute(f"create or replace table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
    given = [column for column in columns if any(column in row for row in rows)]
    if given:
        places = ", ".join(f"({', '.join('?' * len(given))})" for _ in rows)
        values = [row.get(column) for row in rows for column in given]
        connection.execute(f"insert into {name} ({', '.join(given)}) values {places}", values)
    return connection.table(name)


def rows(frame: Any) -> Rows:
    """Return the rows of a result of any kind as dicts, ordered, null as None."""
    collected = nw.from_native(frame).lazy().collect()
    ordered = sorted(collected.rows(named=True), key=lambda row: [str(value) for value in row.values()])
    return [{name: None if pd.isna(value) else value for name, value in row.items()} for row in ordered]


def only(frame: Any) -> dict[str, Any]:
    """Return the one row of a result."""
    (row,) = rows(frame)
    return row


def counts(frame: Any, *names: str) -> tuple[Any, ...]:
    """Return some columns of the one row of a result."""
    row = only(frame)
    return tuple(row[name] for name in names)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def complaints(connection: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyRelation]:
    """Return a function that makes ``fct_complaint`` of rows made with ``complaint``."""
    return lambda *given: table(connection, "fct_complaint", list(given))


@pytest.fixture
def scores(connection: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyRelation]:
    """Return a function that makes ``fct_score`` of rows made with ``score``."""
    return lambda *given: table(connection, "fct_score", list(given))


@pytest.fixture
def ratings(connection: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyRelation]:
    """Return a function that makes ``mart_rating`` of rows made with ``rating``."""
    return lambda *given: table(connection, "mart_rating", list(given))


@pytest.fixture
def warehouse(connection: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Return ``make_warehouse`` with the test's own connection."""
    return partial(make_warehouse, connection)


def make_warehouse(
    connection: duckdb.DuckDBPyConnection,
    complaints: Sequence[dict[str, Any]] = (),
    scores: Sequence[dict[str, Any]] = (),
    questions: Sequence[dict[str, Any]] = (),
    ratings: Sequence[dict[str, Any]] = (),
    responses: Sequence[dict[str, Any]] = (),
    needs: Sequence[dict[str, Any]] = (),
    surveys: Sequence[dict[str, Any]] = (),
    complaints_until: str | None = None,
    surveys_until: str | None = None,
    loads: dict[int, str] | None = None,
    households: Rows | None = None,
    operational: Sequence[dict[str, Any]] = (),
    margins: Sequence[dict[str, Any]] = (),
) -> duckdb.DuckDBPyConnection:
    """Make a small warehouse: facts, marts as the build makes them, names, and what it covers."""
    table(connection, "fct_complaint", list(complaints))
    table(connection, "fct_score", list(scores))
    table(connection, "fct_response", list(responses))
    table(connection, "dim_survey", list(surveys))
    table(connection, "fct_need", list(needs))
    for name, given in (("fct_rating", ratings), ("dim_question", [*ratings, *questions])):
        table(
            connection,
            name,
            [{column: row[column] for column in row if column in columns_of(name)} for row in given],
        )
    connection.execute(
        "create or replace table dim_question as select distinct on (survey_id, question_id) * from dim_question"
    )
    connection.execute("drop table if exists mart_score")
    connection.execute(
        "drop view if exists mart_rating; drop view if exists mart_response; drop view if exists mart_survey"
    )
    connection.execute("drop view if exists mart_operational; drop view if exists mart_margin")
    table(connection, "dim_margin", [{"line": line} | each for line, each in enumerate(margins, 2)])
    table(connection, "fct_operational_indicator", list(operational))
    for name, file in MARTS.items():
        connection.execute(statement(file, name))
    table(connection, "dim_community", [{"community_id": "c1", "community": "锦绣园", "aliases": ["锦绣"]}])
    table(
        connection,
        "dim_indicator",
        [{"indicator_id": "attitude", "indicator_zh": "态度", "indicator_en": "Attitude"}],
    )
    listed = [{"load_id": load_id, "covers_until": moment(until)} for load_id, until in (loads or {}).items()]
    table(connection, "load", listed)
    table(connection, "dim_community_households", households or [])
    table(connection, "dim_target", [])
    table(connection, "community_coverage", [])
    connection.execute(
        "insert into community_coverage select community_id, max(covers_until), min(received_on) from fct_complaint join load using (load_id) group by all"
    )
    until = {"complaints_cover_until": moment(complaints_until), "surveys_cover_until": moment(surveys_until)}
    table(connection, "build", [until | {"built_at": datetime(2024, 6, 1)}])
    sum_complaints(connection)
    return connection


def mart_of_complaints(connection: duckdb.DuckDBPyConnection, until: str | None = None) -> duckdb.DuckDBPyRelation:
    """Make ``mart_complaint`` of the fact, with exports of all communities that end at ``until``, and return it."""
    table(connection, "build", [{"complaints_cover_until": moment(until), "built_at": datetime(2024, 6, 1)}])
    table(connection, "community_coverage", [])
    connection.execute(
        "insert into community_coverage select community_id, any_value(complaints_cover_until), min(received_on) from fct_complaint cross join build where complaints_cover_until is not null group by all"
    )
    sum_complaints(connection)
    return connection.table("mart_complaint")


def statement(file: str, name: str) -> str:
    """Return the statement of the build that makes one table."""
    lines = (TABLES.parent / file).read_text(encoding="utf-8").splitlines()
    statements = "\n".join(line for line in lines if not line.startswith("--")).split(";")
    return next(text for text in statements if re.search(f"create (table|view) {name} as", text))
