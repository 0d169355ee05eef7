"""Baselines for ``figures``: the counts of the overview in hand-written SQL and in pandas, and the check that all agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pandas as pd

from pipeline.metrics.compute import compute

QUARTER = "date_trunc('quarter', {day})::date as period_start"
RIPE = "received_on < (select date_trunc('day', complaints_cover_until) - interval {days} day from build)"
STANDS = """days_to_resolution <= {days} and (
    days_to_reopening is null or days_to_reopening > {days} or days_to_last_resolution <= {days}
    or (days_to_second_resolution <= {days} and (days_to_second_reopening is null or days_to_second_reopening > {days})))"""
COUNTED = "has_resolution_field and timing_problem is null"
DUE = f"due_at <= (select complaints_cover_until from build) and {COUNTED}"
MEDIAN = """
with cases as (
    select date_trunc('quarter', received_on)::date as period_start, coalesce(days_to_resolution, date_diff('day', received_on, (select complaints_cover_until::date from build))) as day,
        days_to_resolution is not null as is_event, count(*) as n
    from fct_complaint where timing_problem is null group by all
),
risk as (
    select period_start, day, sum(n) filter (where is_event) as events, sum(sum(n)) over (partition by period_start order by day desc) as at_risk
    from cases group by period_start, day
),
curve as (
    select period_start, day, exp(sum(ln(nullif(1 - coalesce(events, 0) / at_risk, 0))) over (partition by period_start order by day)) as open
    from risk
)
select period_start, min(day) filter (where coalesce(open, 0) <= 0.5) from curve group by period_start order by period_start
"""


def statements(table: str) -> list[str]:
    """Return one statement per figure of the overview, in the order of ``figures``."""
    if table == "score":
        day, valid = QUARTER.format(day="submitted_on"), "is_valid and method = 'questionnaire'"
        return [
            f"select indicator_id, {day}, count(*) filter (where is_satisfied), count(*) from fct_score where {valid} group by all order by all",
            f"select indicator_id, {day}, sum(index_value), sum(index_value * index_value), count(*) from fct_score where {valid} group by all order by all",
            f"select community_id, {day}, count(*) filter (where is_satisfied), count(*) from fct_score where {valid} and indicator_id = 'overall' group by all order by all",
        ]
    day = QUARTER.format(day="received_on")
    rate = [
        f"select {by}{day}, count(*) filter (where {STANDS.format(days=days)}), count(*) from fct_complaint where {RIPE.format(days=days)} and {COUNTED} group by all order by all"
        for by, days in (("", 7), ("", 15), ("", 30), ("community_id, ", 30))
    ]
    on_time = [
        f"select {by}{day}, count(*) filter (where is_due_met and (outcome is null or resolved_at is not null)), count(*) from fct_complaint where {DUE} group by all order by all"
        for by in ("", "community_id, ")
    ]
    count = [f"select {by}{day}, count(*) from fct_complaint group by all order by all" for by in ("", "category, ")]
    return [*rate[:3], on_time[0], MEDIAN, *count, rate[3], on_time[1]]


def by_sql(connection: duckdb.DuckDBPyConnection, table: str) -> list[list[Any]]:
    """Return the rows of every statement."""
    return [connection.execute(statement).fetchall() for statement in statements(table)]


def frame(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """Return the fact's columns that the figures need."""
    columns = {
        "complaint": "received_on, community_id, category, days_to_resolution, days_to_reopening, days_to_due, is_due_met, due_at, timing_problem",
        "score": "submitted_on, community_id, indicator_id, is_satisfied, index_value, is_valid, method",
    }[table]
    return connection.execute(f"select {columns} from fct_{table}").df()


def by_pandas(rows: pd.DataFrame, table: str) -> list[pd.DataFrame]:
    """Return the counts of every figure but the median's curve, which is the quantile of what is resolved here."""
    day = "submitted_on" if table == "score" else "received_on"
    rows = rows.assign(period_start=rows[day].dt.to_period("Q"))
    if table == "score":
        rows = rows[rows["is_valid"] & (rows["method"] == "questionnaire")]
        overall = rows[rows["indicator_id"] == "overall"]
        return [
            rows.groupby(["indicator_id", "period_start"])["is_satisfied"].agg(["sum", "count"]),
            rows.assign(square=rows["index_value"] ** 2)
            .groupby(["indicator_id", "period_start"])[["index_value", "square"]]
            .agg(["sum", "count"]),
            overall.groupby(["community_id", "period_start"])["is_satisfied"].agg(["sum", "count"]),
        ]
    end = rows["received_on"].max()
    usable = rows[rows["timing_problem"].isna()]
    found = []
    for by, days in (([], 7), ([], 15), ([], 30), (["community_id"], 30)):
        ripe = usable[usable["received_on"] <= end - pd.Timedelta(days=days)]
        stands = (ripe["days_to_resolution"] <= days) & ~(ripe["days_to_reopening"] <= days)
        found.append(ripe.assign(stands=stands).groupby([*by, "period_start"])["stands"].agg(["sum", "count"]))
    for by in ([], ["community_id"]):
        due = usable[usable["due_at"] <= end]
        found.append(
            due.assign(met=due["is_due_met"].eq(True)).groupby([*by, "period_start"])["met"].agg(["sum", "count"])
        )
    for by in ([], ["category"]):
        found.append(rows.groupby([*by, "period_start"], dropna=False).size().to_frame())
    return [*found, usable.groupby("period_start")["days_to_resolution"].quantile(0.5).to_frame()]


def require_same(file: str, table: str, figures: Sequence[tuple[str, tuple[str, ...], dict[str, Any]]]) -> None:
    """Compare the counts of product and SQL, so that no time is taken of something else.

    Raises:
        AssertionError: If numerators or denominators differ.
    """
    with duckdb.connect(file, read_only=True) as connection:
        for (name, by, arguments), rows in zip(figures, by_sql(connection, table), strict=True):
            result = compute(connection, name, by=by, period="1q", **arguments)
            if name in ("time_to_resolution", "satisfaction_index"):
                continue
            shown = result.frame[result.frame["status"] == "ok"] if result.metric.protects else result.frame
            columns = [result.metric.numerator, result.metric.denominator][: 1 if name == "complaint_count" else 2]
            ours = [int(shown[column].sum()) for column in columns]
            theirs = [sum(row[at] for row in rows) for at in range(-len(columns), 0)]
            assert ours == theirs, f"{name} by {by}: {ours} is not {theirs}"
