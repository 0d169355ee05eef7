"""Which types of complaints come from the same homes (association; specification clause ch10.i2).

A basket is a home that complained in the months, with the types that it complained of. Support, confidence, lift, Fisher's
one-sided p and q are those of statistics/association.py. Homes that never complained are in no basket: the question is
what else a home that complains complains of. Complaints without a home or a type cannot tell. Pairs of under 5 homes are
not listed. Unit: homes, shares 0 to 1. Grain: one row per ordered pair of types.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.analysis.complaints import chosen_complaints
from pipeline.statistics.association import frequent_itemsets, rules

MONTHS = 12
FEWEST_HOMES = 5
COLUMNS = ["left", "right", "homes", "support", "confidence", "lift", "odds_ratio", "p", "q"]


def types_together(
    connection: duckdb.DuckDBPyConnection,
    *,
    by: str | None = None,
    months: int = MONTHS,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Return pairs of types of the same homes in the last whole months, the highest lift first.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        by: Level of types, as of ``pareto_of_types``.
        months: Whole months that are counted.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values, of the complaints counted.

    Returns:
        ``COLUMNS``: ``confidence`` is the share of the homes with ``left`` that have ``right`` too.

    Raises:
        UsageError: If ``by`` or ``months`` is off.
        UnknownColumnError: If ``where`` has a column that complaints do not have.
    """
    complaints = chosen_complaints(connection, months=months, as_of=as_of, where=where)
    level = complaints.level(by)
    known = complaints.rows.filter(f"home_id is not null and {level} is not null")
    of_home = known.aggregate(f"home_id, list_sort(list(distinct {level})) as types", "home_id")
    baskets = of_home.aggregate("types, count(*) as homes", "types").order("types").fetchall()
    homes = sum(number for _, number in baskets)
    frequent = frequent_itemsets(baskets, min(FEWEST_HOMES / max(homes, 1), 1), longest=2)
    pairs = rules(frequent, 0).rename(columns={"n": "homes"}).query("homes >= @FEWEST_HOMES").reset_index(drop=True)
    pairs["left"] = pd.Series([next(iter(left)) for left in pairs["left"]], pairs.index, dtype=object)
    return pairs.astype({"homes": int})[COLUMNS]
