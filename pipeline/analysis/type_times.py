"""When chosen complaints come in, against all others: by weekday, hour of the day, month of the year (clause ch10.i2).

A table of two rows, chosen and others, tested against independence for each unit of time: adjusted residuals
(statistics/contingency.py), q over the members of the unit. Counted are homes, and cases without one by themselves, so that
one home that writes often is one. A member is over-represented at q ≤ 0.05 with at least 5 homes. Cases whose time has no
clock have no hour. It says when to look, not why. Unit: homes and cases, shares 0 to 1. Grain: one row per unit and member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

from pipeline.analysis.combinations import DIMENSIONS, MONTHS
from pipeline.analysis.complaints import chosen_complaints
from pipeline.metrics.frames import unknown_column
from pipeline.metrics.source import resolved_where
from pipeline.statistics.contingency import DISCOVERIES, FEWEST, residuals

UNITS = {"month": range(1, 13), "weekday": range(1, 8), "hour": range(24)}
COLUMNS = [
    "unit", "member", "cases", "homes", "share", "homes_elsewhere", "share_elsewhere", "expected", "q", "is_over",
]  # fmt: skip


def received_when(
    connection: duckdb.DuckDBPyConnection,
    *,
    of: Mapping[str, Any],
    units: Sequence[str] = tuple(UNITS),
    months: int = MONTHS,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Return when the complaints that meet ``of`` came in during the last whole months, against the others.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        of: Column → value or values of the complaints looked at; none: all, which leaves nothing to compare with.
        units: Of ``UNITS``; weekday 1 is Monday.
        months: Whole months that are counted.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values, of all complaints counted, those looked at and the others.

    Returns:
        ``COLUMNS``, a row for each member of a unit: ``share`` of the homes looked at, ``share_elsewhere`` of the others',
        ``expected`` of the former. A unit of which no complaint tells has no rows.

    Raises:
        UnknownColumnError: If ``of`` or ``where`` has a column that complaints do not have.
    """
    rows = chosen_complaints(connection, months=months, as_of=as_of, where=where).rows
    marked = nw.from_native(rows).with_columns(is_of=_meets(rows.columns, resolved_where(connection, of))).to_native()
    found = [_of_unit(marked, unit) for unit in units]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _meets(known: Sequence[str], conditions: Mapping[str, Sequence[Any]]) -> nw.Expr:
    for column in conditions:
        if column not in known:
            raise unknown_column(column, list(known))
    met = [
        nw.col(column).is_in([value for value in wanted if value is not None]).fill_null(None in wanted)
        for column, wanted in conditions.items()
    ]
    return reduce(lambda one, other: one & other, met, nw.lit(True))


def _of_unit(marked: duckdb.DuckDBPyRelation, unit: str) -> pd.DataFrame:
    member = DIMENSIONS[unit][0]
    counted = (
        marked.filter(f"({member}) is not null")
        .aggregate(
            f"({member})::int as member, is_of, sum(cases)::bigint as cases, "
            "count(distinct coalesce('home ' || home_id, 'case ' || complaint_id)) as homes",
            "member, is_of",
        )
        .df()
    )
    if not counted["is_of"].any():
        return pd.DataFrame(columns=COLUMNS)
    table = counted.pivot(index="member", columns="is_of", values=["cases", "homes"])
    table = table.reindex(UNITS[unit]).fillna(0)
    homes = table["homes"].reindex(columns=[True, False], fill_value=0)
    tested = residuals(homes.T.to_numpy(float))
    frame = pd.DataFrame(
        {
            "unit": unit,
            "member": list(UNITS[unit]),
            "cases": table["cases"][True].to_numpy(int),
            "homes": homes[True].to_numpy(int),
            "share": (homes[True] / homes[True].sum()).to_numpy(float),
            "homes_elsewhere": homes[False].to_numpy(int),
            "share_elsewhere": (homes[False] / (homes[False].sum() or float("nan"))).to_numpy(float),
            "expected": tested.expected[0],
            "q": tested.q[0],
        }
    )
    is_over = (tested.adjusted[0] > 0) & (frame["q"] <= DISCOVERIES) & (frame["homes"] >= FEWEST)
    return frame.assign(is_over=is_over)[COLUMNS]
