"""Where, when and with whom complaints of a type come up more often than elsewhere (specification clause ch10.i2).

Each dimension is a table, members × types, tested against independence: adjusted residuals and location quotient
(statistics/contingency.py), q over all cells of the dimension. Buildings are compared within their community, handlers
with their colleagues of the same community and department, since who is assigned what is no finding. A cell counts homes,
not reports, so that one home that writes thirty times is one; a case without a home counts by itself. Listed are cells
over-represented at q ≤ 0.05 with at least 5 homes or cases without one.

A combination says where to look, not why. Handlers are codes. Unit: homes and cases. Grain: one row per dimension, member
and type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.analysis.complaints import Complaints, chosen_complaints
from pipeline.errors import UsageError
from pipeline.metrics.names import community_names
from pipeline.statistics.contingency import DISCOVERIES, FEWEST, residuals
from pipeline.statistics.multiplicity import false_discovery

MONTHS = 12
SEPARATOR = "、"
MOST_CELLS = 4_000_000
DIMENSIONS = {  # members, and what they are compared within
    "community": ("community_id", ()),
    "building": ("building", ("community_id",)),
    "handler": ("handler_id", ("community_id", "department")),
    "channel": ("channel", ()),
    "month": ("strftime(received_on, '%m')", ()),
    "weekday": ("strftime(received_on, '%u')", ()),
    "hour": ("case when received_precision in ('second', 'minute') then strftime(received_at, '%H') end", ()),
}
COLUMNS = [
    "dimension", "within", "member", "type", "cases", "homes", "expected", "location_quotient", "adjusted_residual", "q",
]  # fmt: skip


def over_represented(
    connection: duckdb.DuckDBPyConnection,
    *,
    dimensions: Sequence[str] = tuple(DIMENSIONS),
    by: str | None = None,
    type_name: str | None = None,
    months: int = MONTHS,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Return the over-represented combinations of the last whole months, the largest residual of a dimension first.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        dimensions: Of ``DIMENSIONS``; ``hour`` needs times with a clock, ``weekday`` 1 is Monday.
        by: Level of types, as of ``pareto_of_types``.
        type_name: Only this type is shown; it changes no figure.
        months: Whole months that are counted.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values, of the complaints counted.

    Returns:
        ``COLUMNS``. ``within``: community, or community and department, that the member is compared in. ``homes``: homes, and cases without one, by which a cell is tested; ``expected`` of them.

    Raises:
        UsageError: If an argument is off, or the table of a dimension would have over four million cells.
        UnknownColumnError: If ``where`` has a column that complaints do not have.
    """
    for name in dimensions:
        if name not in DIMENSIONS:
            raise UsageError(
                zh=f"不认识的维度 {name!r}；可用：{'、'.join(DIMENSIONS)}。",
                en=f"Unknown dimension {name!r}; use {', '.join(DIMENSIONS)}.",
            )
    complaints = chosen_complaints(connection, months=months, as_of=as_of, where=where)
    level = complaints.level(by)
    names = community_names(connection)
    found = [_of_dimension(complaints, name, level, names) for name in dimensions]
    frame = pd.concat(found, ignore_index=True)
    return frame if type_name is None else frame[frame["type"] == type_name].reset_index(drop=True)


def _of_dimension(complaints: Complaints, dimension: str, level: str, names: Mapping[str, str]) -> pd.DataFrame:
    counted = _counted(complaints, dimension, level)
    cells = [_cells(table, names) for _, table in counted.groupby("within", sort=False)]
    if not cells:
        return pd.DataFrame(columns=COLUMNS)
    frame = pd.concat(cells, ignore_index=True)
    frame = frame.assign(dimension=dimension, q=false_discovery(frame.pop("p").to_numpy(float)))
    found = frame[(frame["adjusted_residual"] > 0) & (frame["q"] <= DISCOVERIES) & (frame["homes"] >= FEWEST)]
    return found.sort_values("adjusted_residual", ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def _counted(complaints: Complaints, dimension: str, level: str) -> pd.DataFrame:
    """Return ``cases`` and ``homes`` per member and type, and what the member is compared within as a text."""
    member, columns = DIMENSIONS[dimension]
    within = f"concat_ws('{SEPARATOR}', {', '.join(columns)})" if columns else "''"
    known = " and ".join(f"{column} is not null" for column in (*columns, level, f"({member})"))
    counted = complaints.rows.filter(known).aggregate(
        f"{within} as within, {member} as member, {level} as type, sum(cases)::bigint as cases, "
        "count(distinct coalesce('home ' || home_id, 'case ' || complaint_id)) as homes",
        f"within, member, {level}",
    )
    found = counted.order("within, member, type").df()
    largest = found.groupby("within")[["member", "type"]].nunique().prod(axis=1)
    if largest.sum() > MOST_CELLS:
        raise UsageError(
            zh=f"按 {dimension} 分组的格子太多，请用 --where 缩小范围。",
            en=f"Too many cells by {dimension}: narrow them with --where.",
        )
    return found


def _cells(counted: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return all cells of one table, tested; a cell without a case is one of the family too."""
    tables = counted.pivot(index="member", columns="type", values=["cases", "homes"]).fillna(0)
    homes = tables["homes"]
    tested = residuals(homes.to_numpy(float))
    community, separator, others = counted["within"].iloc[0].partition(SEPARATOR)
    members = [names.get(name, name) for name in homes.index]
    return pd.DataFrame(
        {
            "within": f"{names.get(community, community)}{separator}{others}",
            "member": [name for name in members for _ in homes.columns],
            "type": list(homes.columns) * len(members),
            "cases": tables["cases"].to_numpy(int).ravel(),
            "homes": homes.to_numpy(int).ravel(),
            "expected": tested.expected.ravel(),
            "location_quotient": tested.location_quotient.ravel(),
            "adjusted_residual": tested.adjusted.ravel(),
            "p": tested.p.ravel(),
        }
    )
