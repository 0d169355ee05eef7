"""``calendar.csv``: days on which the company works or is closed other than the Chinese calendar says.

Columns: day, kind (``working`` or ``free``), agreed_by; reason. Of several lines about a day the newest holds. Working
hours of limits follow it, past days too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.agreed.lines import Line
from pipeline.agreed.sheet import Sheet

KINDS = ("working", "free")


@dataclass(frozen=True)
class OwnDay:
    """One line: a day that is worked, or free."""

    day: date
    is_workday: bool
    reason: str | None
    agreed_by: str


def read_own_days(path: Path) -> dict[date, bool]:
    """Return day → whether it is worked, of ``calendar.csv``; none where there is no file.

    Raises:
        UsageError: If a cell cannot be read.
    """
    return {own.day: own.is_workday for own in CALENDAR.read(path)}


def _own_day(line: Line) -> OwnDay:
    return OwnDay(
        day=line.day("day"),
        is_workday=line.one_of("kind", KINDS) == "working",
        reason=line.text("reason"),
        agreed_by=line.required("agreed_by"),
    )


CALENDAR = Sheet(
    file="calendar.csv",
    required=("day", "kind", "agreed_by"),
    optional=("reason",),
    parse=_own_day,
    about=lambda own: own.day,
)
