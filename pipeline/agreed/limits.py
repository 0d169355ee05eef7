"""``limits.csv``: how soon a complaint must be answered, resolved and, once closed, called back.

Columns: from, agreed_by; category, severity (empty: any); response_hours, resolution_hours, callback_hours (empty: no
limit); hours (``calendar`` or ``working``), opens, closes (of a working day, 09:00 and 17:00 where empty).

Eight working hours from 09:00 to 17:00 are one working day. Of several limits in force on the day of receipt the one for
category and severity counts, then that for the category, then for the severity, then for all; of these the newest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from pipeline.agreed.lines import Line
from pipeline.agreed.sheet import Sheet
from pipeline.layouts.categories import match_category

REQUIRED = ("from", "agreed_by")
HOURS = ("response_hours", "resolution_hours", "callback_hours")
OPTIONAL = ("category", "severity", *HOURS, "hours", "opens", "closes")
OPENS, CLOSES = time(9), time(17)
MOST_HOURS = 8784  # a year: more is a slip


@dataclass(frozen=True)
class Limit:
    """One line; ``None`` in category or severity means any, in hours no limit."""

    line: int
    category: str | None
    severity: str | None
    response_hours: float | None
    resolution_hours: float | None
    callback_hours: float | None
    is_working_hours: bool
    opens: time
    closes: time
    valid_from: date
    agreed_by: str


def read_limits(path: Path) -> list[Limit]:
    """Return the lines of ``limits.csv``; none where there is no file.

    Raises:
        UsageError: If a cell cannot be read, or two lines say the same from the same day on.
    """
    return LIMITS.read(path)


def _limit(line: Line) -> Limit:
    hours = {name: _hours(line, name) for name in HOURS}
    if not any(hours.values()):
        line.refuse("resolution_hours", "至少要写一个时限", "give at least one limit")
    opens, closes = _clock(line, "opens", OPENS), _clock(line, "closes", CLOSES)
    if opens >= closes:
        line.refuse("closes", "应晚于 opens", "it must be later than opens")
    kind = line.one_of("hours", ("calendar", "working")) if line.text("hours") else "calendar"
    return Limit(
        line=line.number,
        category=_category(line),
        severity=line.text("severity"),
        **hours,
        is_working_hours=kind == "working",
        opens=opens,
        closes=closes,
        valid_from=line.day("from"),
        agreed_by=line.required("agreed_by"),
    )


def _hours(line: Line, column: str) -> float | None:
    if line.text(column) is None:
        return None
    hours = line.number_of(column)
    if not 0 < hours <= MOST_HOURS:
        line.refuse(column, f"应大于 0，不超过 {MOST_HOURS} 小时", f"it must be over 0 and at most {MOST_HOURS} hours")
    return hours


def _category(line: Line) -> str | None:
    written = line.text("category")
    if written is None:
        return None
    category = match_category(written)
    if category is None:
        line.refuse(
            "category",
            f"{written!r} 不属于五大类（服务、设施、安全、管理、其他）",
            f"{written!r} is none of service, facility, safety, management, other",
        )
    return category


def _clock(line: Line, column: str, usual: time) -> time:
    written = line.text(column)
    if written is None:
        return usual
    try:
        return datetime.strptime(written, "%H:%M").time()
    except ValueError:
        line.refuse(column, f"{written!r} 不是时刻，请写成 08:30", f"{written!r} is no time of day; write 08:30")


LIMITS = Sheet(
    file="limits.csv",
    required=REQUIRED,
    optional=OPTIONAL,
    parse=_limit,
    about=lambda limit: (limit.category, limit.severity and limit.severity.lower()),
    start=lambda limit: limit.valid_from,
)
