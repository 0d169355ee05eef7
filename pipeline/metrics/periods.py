"""Periods: day, month, quarter and year, and which of them are whole or ripe at ``as_of``.

whole  every day of the period is covered: its last day began before ``as_of``
ripe   every case received in it is old enough for the metric's window: last day + 1 day + window ≤ ``as_of``

Periods start on calendar days and never overlap; a week is not offered, because engines disagree on its first day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from pipeline.errors import UsageError

Period = Literal["1d", "1mo", "1q", "1y"]
MONTHS = {"1mo": 1, "1q": 3, "1y": 12}
DAY = timedelta(days=1)


def midnight(moment: date) -> datetime:
    """Return the start of the day of ``moment``."""
    return datetime(moment.year, moment.month, moment.day)


def period_start(moment: date, period: Period) -> datetime:
    """Return the first day of the period that holds ``moment``.

    Raises:
        UsageError: If ``period`` is none of 1d, 1mo, 1q, 1y.
    """
    if period == "1d":
        return midnight(moment)
    if period not in MONTHS:
        raise UsageError(
            zh=f"不认识的时期 {period!r}。可用：1d（日）、1mo（月）、1q（季）、1y（年）。",
            en=f"Unknown period {period!r}. Use 1d, 1mo, 1q or 1y.",
        )
    months = MONTHS[period]
    return datetime(moment.year, (moment.month - 1) // months * months + 1, 1)


def shifted(start: date, period: Period, periods: int) -> datetime:
    """Return the first day of the period ``periods`` later (negative: earlier) than the one starting on ``start``."""
    if period == "1d":
        return midnight(start) + periods * DAY
    month = start.year * 12 + start.month - 1 + periods * MONTHS[period]
    return datetime(month // 12, month % 12 + 1, 1)


def first_uncovered_day(as_of: datetime) -> datetime:
    """Return the first day that had not begun at ``as_of``; days before it are covered."""
    return midnight(as_of) if as_of == midnight(as_of) else midnight(as_of) + DAY


def last_covered_day(as_of: datetime) -> date:
    """Return the last day that data complete up to ``as_of`` reach; at midnight it is the day before."""
    return (first_uncovered_day(as_of) - DAY).date()


def first_unripe_day(as_of: datetime, within_days: int) -> datetime:
    """Return the first day whose cases are not all ``within_days`` days old at ``as_of``.

    A case of the day d is old enough for certain when d + 1 day + window ≤ ``as_of``, whatever its time of day.
    """
    return midnight(as_of) - timedelta(days=within_days)


def last_whole_quarter(as_of: datetime) -> tuple[date, date]:
    """Return the first and last day of the last quarter whose days are all covered at ``as_of``."""
    start = period_start(first_uncovered_day(as_of), "1q")
    return shifted(start, "1q", -1).date(), (start - DAY).date()


def day_in_words(day: date, language: str) -> str:
    """Return a day as a sentence says it: 2024 年 12 月 31 日, 31 Dec 2024."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if language == "zh" else f"{day.day} {day:%b %Y}"
