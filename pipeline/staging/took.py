"""How long a complaint took, where an export says no time of resolution: ``resolution_time_hours``, 处理时长（小时）.

    resolved_at = received_at + what it took

Only where a header names the unit, and of complaints that no status calls open: the age of an open one is not what it took.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.layouts.layout import Match
from pipeline.staging.sql import value_list
from pipeline.staging.times import TimeColumn

SECONDS = {"took_minutes": 60, "took_hours": 3600, "took_days": 86400}
ENDS = ("resolved_at", "closed_at", "status_at")
SETTLED = ("resolved", "closed")
NUMBER = "try_cast(regexp_extract(c{index}, '^ *([0-9]+([.][0-9]+)?) *$', 1) as double)"


def resolved_after(columns: Mapping[str, int], took: str, received: TimeColumn, match: Match) -> TimeColumn:
    """Return how the time of resolution follows from ``took``, the field that ``took_field`` found.

    Args:
        columns: Canonical field → index of its column.
    """
    index = columns[took]
    value = f"({received.value}) + to_seconds(round({NUMBER.format(index=index)} * {SECONDS[took]})::bigint)"
    if "status" in columns:
        value = f"case when {is_settled(columns, match)} then {value} end"
    header = next(column.header for column in match.columns if column.index == index)
    note = (
        f"导出中没有完成时间：按受理时间加「{header}」推算；如果那里只计工作时间，推算的时长会偏短。",
        f"The export has no time of resolution: it is taken as the time of receipt plus '{header}'. If that counts working hours alone, cases took longer.",
    )
    return TimeColumn(value, received.precision, (note,))


def is_settled(columns: Mapping[str, int], match: Match) -> str:
    """Return the condition that the status of a row says that its complaint is resolved or closed."""
    spellings = match.layout.values.get("status", {})
    settled = {word.lower() for code in SETTLED for word in spellings.get(code, ())}
    return f"coalesce(lower(trim(c{columns['status']})) in {value_list(sorted(settled))}, false)"


def took_field(columns: Mapping[str, int]) -> str | None:
    """Return the field that says how long a complaint took, where no field says when it ended."""
    if any(end in columns for end in ENDS):
        return None
    return next((field for field in SECONDS if field in columns), None)
