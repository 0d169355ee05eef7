"""dim_date: one row per calendar day of the facts, with Chinese working days and the company's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar
import duckdb

STATEMENT = """
create table dim_date as
select
    day as date, date_trunc('month', day)::date as month_start, date_trunc('quarter', day)::date as quarter_start, date_trunc('year', day)::date as year_start,
    workday as is_workday, known as is_calendar_known
from (select unnest(?::date[]) as day, unnest(?::boolean[]) as workday, unnest(?::boolean[]) as known)
"""


def write_dates(connection: duckdb.DuckDBPyConnection, own: Mapping[date, bool]) -> None:
    """Write ``dim_date`` from the first to the last day on which a complaint was received or a response counts.

    Args:
        own: Days that the company works, or not, other than the calendar says.
    """
    first, last = connection.execute(
        "select min(day), max(day) from (select min(received_on) as day from fct_complaint union all select max(received_on) from fct_complaint "
        "union all select min(submitted_on) from fct_response union all select max(submitted_on) from fct_response)"
    ).fetchall()[0]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)] if first else []
    known = [is_workday(day, own) for day in days]
    connection.execute(STATEMENT, [days, [workday for workday, _ in known], [is_known for _, is_known in known]])


def is_workday(day: date, own: Mapping[date, bool]) -> tuple[bool, bool]:
    """Return (working day, whether that is known); beyond the calendar only weekends and the company's ``own`` days are."""
    if day in own:
        return own[day], True
    try:
        return chinese_calendar.is_workday(day), True
    except NotImplementedError:
        return day.weekday() < 5, False
