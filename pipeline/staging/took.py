"""How long a complaint took, where an export says no time of resolution: ``resolution_time_hours``, 处理时长（小时）.

    resolved_at = received_at + what it took

Only where header or cells name the unit (``1天3小时``, ``2h 30m``, ``26:05:00``), and of complaints that no status calls open: the age of an open one is not what it took.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipeline.layouts.cells import UNITS_OF_TIME
from pipeline.layouts.layout import Match
from pipeline.staging.sql import value_list
from pipeline.staging.states import known_words, state_of
from pipeline.staging.times import TimeColumn

UNITS = {"took_seconds": "seconds", "took_minutes": "minutes", "took_hours": "hours", "took_days": "days"}
SECONDS = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
IN_WORDS = "took"
ENDS = ("resolved_at", "closed_at", "status_at")
SETTLED = ("resolved", "closed")
# 12, 1,200.5, .5, 3 天; a comma that parts no thousands could part anything.
NUMBER = (
    "try_cast(replace(regexp_extract(translate({cell}, '０１２３４５６７８９．，', '0123456789.,'), "
    "'^\\s*([0-9]{{1,3}}(?:,[0-9]{{3}})+(?:[.][0-9]+)?|[0-9]*[.]?[0-9]+)\\s*(?:{unit})?\\s*$', 1, 'i'), ',', '') as double)"
)
PLAIN = "lower(translate(trim({cell}), '０１２３４５６７８９．：', '0123456789.:'))"
LONGEST = 20 * 366 * 86400  # what took longer is a slip


def resolved_after(
    connection: duckdb.DuckDBPyConnection,
    columns: Mapping[str, int],
    took: str,
    received: TimeColumn,
    match: Match,
    cells: str,
) -> TimeColumn:
    """Return how the time of resolution follows from ``took``, the field that ``took_field`` found.

    Args:
        columns: Canonical field → index of its column.
        cells: Relation of the distinct cells, as ``Reading`` has it.
    """
    cell = f"c{columns[took]}"
    length = _in_words(cell) if took == IN_WORDS else _in_unit(cell, UNITS[took])
    seconds = f"case when {length} <= {LONGEST} then round({length})::bigint end"
    value, unread = f"({received.value}) + to_seconds({seconds})", f"trim({cell}) <> '' and ({seconds}) is null"
    if "status" in columns:
        settled = is_settled(connection, columns, match, cells)
        value, unread = f"case when {settled} then {value} end", f"{settled} and {unread}"
    header = next(column.header for column in match.columns if column.index == columns[took])
    note = (
        f"导出中没有完成时间：按受理时间加「{header}」推算；如果那里只计工作时间，推算的时长会偏短。",
        f"The export has no time of resolution: it is taken as the time of receipt plus '{header}'. If that counts working hours alone, cases took longer.",
    )
    return TimeColumn(value, received.precision, (note,), f"coalesce({unread}, false)")


def _in_unit(cell: str, unit: str) -> str:
    """Seconds of a number, with its unit or without."""
    return f"{NUMBER.format(cell=cell, unit=UNITS_OF_TIME[unit])} * {SECONDS[unit]}"


def _in_words(cell: str) -> str:
    """Seconds of what names its units, and of hours, minutes and seconds with colons; null of anything else."""
    text = PLAIN.format(cell=cell)
    units = "|".join(UNITS_OF_TIME.values())
    sums = " + ".join(
        f"coalesce(try_cast(regexp_extract({text}, '([0-9]+(?:[.][0-9]+)?)\\s*(?:{words})', 1) as double), 0) * {SECONDS[unit]}"
        for unit, words in UNITS_OF_TIME.items()
    )
    hours, minutes, seconds = (f"split_part({text}, ':', {part})::double" for part in (1, 2, 3))
    return (
        f"(case when regexp_full_match({text}, '(?:[0-9]+(?:[.][0-9]+)?\\s*(?:{units})\\s*(?:,|，|and\\b)?\\s*)+') then {sums} "
        f"when regexp_full_match({text}, '[0-9]+:[0-9]{{2}}:[0-9]{{2}}') then {hours} * 3600 + {minutes} * 60 + {seconds} end)"
    )


def is_settled(connection: duckdb.DuckDBPyConnection, columns: Mapping[str, int], match: Match, cells: str) -> str:
    """Return the condition that the status of a row says that its complaint is resolved or closed; ``cells`` as in ``Reading``."""
    known = known_words(match.layout, "status")
    found = connection.execute(f"select raw from {cells} where field = 'status' and cell is not null").fetchall()
    words = sorted(raw for (raw,) in found if state_of(raw, known) in SETTLED)
    return f"coalesce(c{columns['status']} in {value_list(words)}, false)"


def took_field(columns: Mapping[str, int]) -> str | None:
    """Return the field that says how long a complaint took, where no field says when it ended."""
    if any(end in columns for end in ENDS):
        return None
    return next((field for field in (*UNITS, IN_WORDS) if field in columns), None)
