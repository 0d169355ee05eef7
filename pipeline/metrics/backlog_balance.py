"""Balance of the backlog 积压核对: whether what came in and went out explains what is left, from two tables.

    backlog_end (states) = backlog_start + received + reopened − closed − withdrawn − merged − out_of_scope (events)

states  ``backlog`` of ``fct_complaint``, as published; events: ``fct_complaint_event``, played in the order of their times
closed  resolved or closed, whichever comes first; the second of the two moves nothing, nor does a reopening of an open case

Complaints that left at an unknown time (no event says when) are on neither side. A difference in either direction, also
one that cancels out in the sum, is reported with its cases; it means that one of the two tables is wrong (clause ch5.p3).

Unit: complaints. Grain: one row per period.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
import narwhals as nw
import pandas as pd

from pipeline.metrics.backlog import backlog, stays_of
from pipeline.metrics.catalogue import find
from pipeline.metrics.periods import Period
from pipeline.metrics.source import covers_until, days

PARTS = {"1d": "day", "1mo": "month", "1q": "quarter", "1y": "year"}
MOVES = ["received", "reopened", "closed", "withdrawn", "merged", "out_of_scope"]
COLUMNS = ["period_start", "backlog_start", *MOVES, "backlog_by_events", "backlog", "difference", "case_ids"]


def backlog_balance(
    connection: duckdb.DuckDBPyConnection, *, period: Period = "1mo", as_of: datetime | None = None
) -> pd.DataFrame:
    """Return the two sides of the balance in each period from the first complaint on.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        as_of: Moment up to which the exports are complete; default: what the build recorded.

    Returns:
        ``period_start``, ``backlog_start``, ``received``, ``reopened``, ``closed``, ``withdrawn``, ``merged``,
        ``out_of_scope``, ``backlog_by_events``, ``backlog`` (by states), ``difference`` (states less events),
        ``case_ids``: the cases that are in the backlog at the end of the period by one side only.
    """
    table = nw.from_native(connection.table("fct_complaint"))
    moment = as_of or covers_until(connection, find("backlog"), days(table, find("backlog")))
    if moment is None:
        return pd.DataFrame(columns=COLUMNS)
    in_export = nw.col("has_resolution_field") | nw.col("has_closing_field")
    counted = table.filter(in_export & nw.col("timing_problem").is_null())
    standing = backlog(counted, period=period, as_of=moment).collect().to_native()[["period_start", "backlog"]]
    sql = _statement().format(stays=stays_of(counted, ["complaint_id"]).to_native().sql_query(), period=PARTS[period])
    starts = [start.to_pydatetime() for start in standing["period_start"]]
    balance = connection.execute(sql, {"as_of": moment, "starts": starts}).df().merge(standing, on="period_start")
    balance["backlog_by_events"] = balance["backlog_by_events"].astype(int)
    balance["backlog_start"] = balance["backlog_by_events"].shift(1, fill_value=0)
    balance["difference"] = balance["backlog"] - balance["backlog_by_events"]
    balance["case_ids"] = [list(ids) for ids in balance["case_ids"]]
    return balance[COLUMNS]


@cache
def _statement() -> str:
    return Path(__file__).with_name("backlog_balance.sql").read_text(encoding="utf-8")
