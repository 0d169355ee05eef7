"""Which complaints an analysis of causes is of: whole months up to the end of the exports, met conditions, a level of type.

Time: the ``months`` whole months before the first day that the exports do not cover. Conditions are columns of
``fct_complaint``, communities by name, alias or id. All of it is counted by the engine; only counts leave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import narwhals as nw

from pipeline.errors import UsageError
from pipeline.metrics.catalogue import find
from pipeline.metrics.frames import unknown_column
from pipeline.metrics.periods import first_uncovered_day, period_start, shifted
from pipeline.metrics.source import ALIASES, covers_until, days, matching, resolved_where

TYPES = ("category", "subcategory", "detail")
LONGEST = 1200


@dataclass(frozen=True)
class Complaints:
    """Complaints received from ``start`` to before ``end``: ``rows`` of ``fct_complaint``, None before any complaint."""

    rows: duckdb.DuckDBPyRelation
    start: datetime | None
    end: datetime | None

    def level(self, by: str | None) -> str:
        """Return the column of types to count by: the one asked for, else ``category`` or, where it is unknown for over
        half of the complaints, ``subcategory``.

        Raises:
            UsageError: If it is no column of types.
        """
        if by is None:
            known, all_of_them = self.rows.aggregate("count(category), count(*)").fetchall()[0]
            return "subcategory" if 2 * known < all_of_them else "category"
        if by not in TYPES:
            raise UsageError(
                zh=f"类型一级不能是 {by!r}；可用：{'、'.join(TYPES)}。",
                en=f"{by!r} is no level of types; use {', '.join(TYPES)}.",
            )
        return by


def chosen_complaints(
    connection: duckdb.DuckDBPyConnection,
    *,
    months: int,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    back: int = 0,
) -> Complaints:
    """Return the complaints of the last whole months.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        months: How many months.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values; None stands for an empty cell.
        back: How many times ``months`` earlier.

    Raises:
        UnknownColumnError: If ``where`` has a column that complaints do not have.
        UsageError: If ``months`` is not 1 to 1200.
    """
    if not 1 <= months <= LONGEST:
        raise UsageError(zh=f"月数应在 1 到 {LONGEST} 之间。", en=f"Months are 1 to {LONGEST}.")
    table = nw.from_native(connection.table("fct_complaint"))
    known = table.collect_schema().names()
    conditions = resolved_where(connection, where)
    for column in conditions:
        if column not in known:
            raise unknown_column(column, [*ALIASES, *known])
    until = as_of or covers_until(connection, find("complaint_count"), days(table, find("complaint_count")))
    if until is None:
        return Complaints(matching(table, conditions).to_native(), None, None)
    end = shifted(period_start(first_uncovered_day(until), "1mo"), "1mo", -months * back)
    start = shifted(end, "1mo", -months)
    received = nw.col("received_at")
    return Complaints(matching(table, conditions).filter(received >= start, received < end).to_native(), start, end)
