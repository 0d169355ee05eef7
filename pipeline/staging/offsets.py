"""Times with an offset beside times of the same table without one: ``2024-06-02T16:01:00-07:00`` and ``2024-06-02``.

Converted to the configured zone, the first would come to lie on another day than the second, which cannot be converted. So the clock that an
offset time shows is taken as it stands, as naive times are. Where the offsets are of several places (more than the hour that summer time
makes), or all are UTC, no clock is that of a place, and they are converted.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipeline.staging.sql import value_list

SUMMER_TIME = 60
NINES = "translate({}, '0123456789', '9999999999')"
PARTS = r"'([+-])([0-9]{1,2}):?([0-9]{2})?(?:\s*\([^()]*\))?$'"


def is_of_one_place(connection: duckdb.DuckDBPyConnection, relation: str, cells: Mapping[str, list[str]]) -> bool:
    """Whether the offsets of a table are those of one place, and not of UTC.

    Args:
        cells: SQL of a cell of each column → the shapes (digits as 9) that have an offset.
    """
    offsets = " union ".join(
        f"select {offset_minutes(cell)} as minutes from {relation} where {NINES.format(cell)} in {value_list(shapes)}"
        for cell, shapes in cells.items()
    )
    lowest, highest = connection.execute(f"select min(minutes), max(minutes) from ({offsets})").fetchall()[0]
    return highest - lowest <= SUMMER_TIME and (lowest, highest) != (0, 0)


def by_offset(value: str, cell: str) -> str:
    """Return the SQL of the clock that a cell shows; ``value`` is its moment, TIMESTAMPTZ."""
    return f"(({value}) at time zone 'UTC') + to_minutes({offset_minutes(cell)})"


def offset_minutes(cell: str) -> str:
    """SQL of the offset at the end of a cell, in minutes; 0 of ``Z``."""
    sign, hours, minutes = (f"regexp_extract({cell}, {PARTS}, {group})" for group in (1, 2, 3))
    return (
        f"(case {sign} when '-' then -1 else 1 end * (60 * coalesce(try_cast({hours} as integer), 0)"
        f" + coalesce(try_cast({minutes} as integer), 0)))"
    )


def note_on_offsets(header: str, zone: str | None) -> tuple[str, str]:
    """What is to be said of a column with offsets, (zh, en): read as written, or converted to the ``zone`` of the place."""
    if zone:
        return (
            f"「{header}」的时间带时差，表里其他时间只有日期，因此换算为 {zone} 的当地时间。",
            f"Times in '{header}' have an offset and others of the table are dates: they are converted to the local time of {zone}.",
        )
    return (
        f"「{header}」的时间带时差，表里其他时间不带，因此按所写的当地时间读取，没有换算时区；如果时差不是当地的（例如下载者所在地的），请在说明文件里写当地的 zone。",
        f"Times in '{header}' have an offset and others of the table have none: they are read as the local time that they show and not converted. "
        "If the offset is not that of the place (but of whoever downloaded it, say), write the zone of the place in a sidecar.",
    )
