"""Periods as the filter offers them and the URL writes them: ``2024Q3``, ``2024-08``, ``2024``, or the newest quarter of each table."""

from __future__ import annotations

from datetime import date, datetime, time

from dashboards import data, formats
from dashboards.text import t
from pipeline.metrics.periods import Period, last_whole_quarter, period_start
from pipeline.metrics.source import Table

NEWEST = "newest"
QUARTERS, MONTHS, YEARS = 20, 24, 10


def start_of(period: str) -> date:
    """Return the first day of ``2024Q3``, ``2024-08`` or ``2024``."""
    if "Q" in period:
        year, quarter = period.split("Q")
        return date(int(year), 3 * int(quarter) - 2, 1)
    year, _, month = period.partition("-")
    return date(int(year), int(month or 1), 1)


def name_of(start: date, grain: Period) -> str:
    """Return what a period goes by: ``2024Q3``, ``2024-08`` or ``2024``."""
    return {"1q": f"{start.year}Q{(start.month + 2) // 3}", "1mo": f"{start:%Y-%m}", "1y": str(start.year)}[grain]


def period_name(name: str) -> str:
    """Return what the filter calls a period."""
    return t("period.newest") if name == NEWEST else formats.period(name)


def default_period() -> str:
    """Return the newest quarter of complaints and answers; where they differ, that each is shown in its own."""
    quarters = set(newest_quarters().values())
    return quarters.pop() if len(quarters) == 1 else NEWEST


def newest_quarters() -> dict[Table, str]:
    """Return the last whole quarter with complaints and that with answers; the last one with any where no whole one has.

    A quarter of complaints is whole when their exports reach its end. A survey is over when it is exported: its quarter is
    whole when any export reaches the end. A table without dated rows goes by the other one.
    """
    return data.derived("newest_quarters", _newest_quarters)


def _newest_quarters() -> dict[Table, str]:
    covers = {table: data.covers_until(table) for table in data.SHOWN}
    end = max((moment for moment in covers.values() if moment), default=data.build()["built_at"])
    ends: dict[Table, datetime] = {"complaint": covers["complaint"] or end, "score": end}
    found: dict[Table, date] = {}
    for table, covered in ends.items():
        quarters = sorted({period_start(month, "1q") for month in _months(table)})
        whole = [start for start in quarters if start.date() <= last_whole_quarter(covered)[0]]
        if quarters:
            found[table] = (whole or quarters)[-1]
    other = max(found.values(), default=last_whole_quarter(end)[0])
    return {table: name_of(found.get(table, other), "1q") for table in data.SHOWN}


def offered() -> list[str]:
    """Return the periods that have complaints or answers, newest first: quarters, years, months.

    Without any dated row there is one all the same, which has nothing: a page needs a period.
    """
    return data.derived("offered", _offered)


def _offered() -> list[str]:
    grains: tuple[tuple[Period, int], ...] = (("1q", QUARTERS), ("1y", YEARS), ("1mo", MONTHS))
    months = {month for table in data.SHOWN for month in _months(table)}
    listed = [
        name_of(start, grain)
        for grain, most in grains
        for start in sorted({period_start(month, grain) for month in months}, reverse=True)[:most]
    ]
    return [NEWEST, *listed] if default_period() == NEWEST else listed or [default_period()]


def _months(table: Table) -> list[datetime]:
    return [datetime.combine(month, time()) for month in data.months(table)]
