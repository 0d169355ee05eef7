"""What was agreed, as tables: ``dim_target``, ``dim_limit``, ``dim_margin``, and what the limits of ``fct_complaint`` are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from datetime import date, datetime, timedelta
from math import ceil
from pathlib import Path

import duckdb

from pipeline.agreed import (
    CALENDAR,
    LIMITS,
    MARGINS,
    TARGETS,
    Limit,
    read_limits,
    read_margins,
    read_own_days,
    read_targets,
)
from pipeline.core.calendar import is_workday

SECONDS_PER_HOUR = 3600
FOLDER = Path(__file__).parent
WORKING_DAYS = """
create temp table working_calendar as
with day as (select unnest(?::date[]) as day, unnest(?::boolean[]) as is_workday, unnest(?::boolean[]) as is_known)
select *, count(*) filter (where is_workday) over (order by day) - is_workday::int as workdays_before from day
"""


def write_agreed(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write ``dim_target``, ``dim_margin`` and ``dim_limit`` from the settings files in ``folder``.

    Raises:
        UsageError: If a cell of a file cannot be read.
    """
    _write(connection, "dim_target", [list(astuple(target)) for target in read_targets(folder / TARGETS.file)])
    _write(connection, "dim_margin", [list(astuple(margin)) for margin in read_margins(folder / MARGINS.file)])
    limits = read_limits(folder / LIMITS.file)
    _write(connection, "dim_limit", [list(astuple(limit)) for limit in limits])
    _write_calendar(connection, limits, read_own_days(folder / CALENDAR.file))
    connection.execute((FOLDER / "complaint_limit.sql").read_text(encoding="utf-8"))


def _write(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[object]]) -> None:
    if rows:
        connection.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


def _write_calendar(connection: duckdb.DuckDBPyConnection, limits: list[Limit], own: Mapping[date, bool]) -> None:
    """Write the working days from the first receipt to the last due day; none where no limit counts working hours."""
    working = [limit for limit in limits if limit.is_working_hours]
    first, last = connection.execute(
        "select min(received_at)::date, greatest(max(received_at), max(closed_at))::date from stg_complaint"
    ).fetchall()[0]
    days = _days(first, last + timedelta(days=_most_days(working))) if working and first else []
    known = [is_workday(day, own) for day in days]
    connection.execute(WORKING_DAYS, [days, [workday for workday, _ in known], [is_known for _, is_known in known]])


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _most_days(limits: list[Limit]) -> int:
    """Return calendar days enough for the longest limit: two for a working day, and a month of holidays."""
    most = 0
    for limit in limits:
        length = datetime.combine(date.min, limit.closes) - datetime.combine(date.min, limit.opens)
        hours = max(filter(None, (limit.response_hours, limit.resolution_hours, limit.callback_hours)))
        most = max(most, ceil(hours * SECONDS_PER_HOUR / length.total_seconds()))
    return 2 * most + 31
