"""What a review may ask beside the catalogue's metrics: the analyses, each as a table whose rows have names.

``ask`` answers a question of either kind again, of any warehouse, so that every figure of a review can be recomputed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.analysis.combinations import over_represented
from pipeline.analysis.measure_table import COLUMNS as MEASURE_COLUMNS
from pipeline.analysis.measure_table import measure_rows
from pipeline.analysis.measures import evaluate_measures
from pipeline.analysis.priorities import priorities
from pipeline.analysis.problems import recurring_problems
from pipeline.analysis.type_ranks import pareto_of_types
from pipeline.metrics.compute import compute
from pipeline.review.answers import METRIC, as_text
from pipeline.review.model import Figure, Question

KEYS = {
    "priorities": ("indicator_id",),
    "pareto": ("type",),
    "combinations": ("dimension", "within", "member", "type"),
    "problems": ("problem_id",),
    "measures": ("measure_id", "metric"),
    "loads": ("kind",),
}
LOADS = """
    select coalesce(kind, '') as kind, count(*) as files, coalesce(sum(rows_read), 0)::bigint as rows_read, coalesce(sum(rows_accepted), 0)::bigint as rows_accepted,
        coalesce(sum(rows_rejected), 0)::bigint as rows_rejected, coalesce(sum(rows_duplicate), 0)::bigint as rows_duplicate, coalesce(sum(rows_superseded), 0)::bigint as rows_superseded
    from load where status = 'loaded' group by all order by all
"""


def ask(connection: duckdb.DuckDBPyConnection, question: Question, k: int) -> pd.DataFrame:
    """Return the answer to a question as a table.

    Args:
        k: Smallest group of answers whose figure is shown.

    Raises:
        UsageError, UnknownColumnError: If the warehouse does not know what is asked.
        KeyError: If there is no such analysis.
    """
    return ANALYSES[question.analysis](connection, question.arguments, k)


def figure(
    question: Question,
    row: Mapping[str, Any],
    column: str,
    unit: str,
    text: str,
    low: float | None = None,
    high: float | None = None,
) -> Figure:
    """Return one value of a row of an analysis as a figure, with its interval where it has one."""
    cell = {name: as_text(row[name]) for name in KEYS[question.analysis]}
    value = row[column]
    return Figure(question, cell, column, None if pd.isna(value) else float(value), unit, text, low, high)


def _moment(arguments: Mapping[str, Any]) -> datetime | None:
    return None if arguments.get("as_of") is None else datetime.fromisoformat(arguments["as_of"])


def _metric(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, Any], k: int) -> pd.DataFrame:
    return compute(
        connection, arguments["name"], by=arguments["by"], period=arguments["period"], as_of=_moment(arguments),
        where=arguments["where"],
        against=arguments["against"], k=k, **arguments["parameters"],
    ).frame  # fmt: skip


def _priorities(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, Any], k: int) -> pd.DataFrame:
    return priorities(connection, where=arguments["where"], during=arguments["during"], k=k).frame


def _pareto(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, Any], k: int) -> pd.DataFrame:
    where, months = arguments["where"], arguments["months"]
    return pareto_of_types(connection, where=where, months=months, as_of=_moment(arguments)).frame


def _combinations(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, Any], k: int) -> pd.DataFrame:
    return over_represented(
        connection, dimensions=arguments["dimensions"], where=arguments["where"], as_of=_moment(arguments)
    )


def _problems(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, Any], k: int) -> pd.DataFrame:
    return recurring_problems(connection, where=arguments["where"], as_of=_moment(arguments), with_cases=False)


def _measures(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, Any], k: int) -> pd.DataFrame:
    found = evaluate_measures(connection, as_of=_moment(arguments), k=k)
    return pd.DataFrame(measure_rows(found, "zh"), columns=MEASURE_COLUMNS)


def _loads(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, Any], k: int) -> pd.DataFrame:
    return connection.execute(LOADS).df()


ANALYSES: dict[str, Callable[[duckdb.DuckDBPyConnection, Mapping[str, Any], int], pd.DataFrame]] = {
    METRIC: _metric,
    "priorities": _priorities,
    "pareto": _pareto,
    "combinations": _combinations,
    "problems": _problems,
    "measures": _measures,
    "loads": _loads,
}
