"""Complaints per 1,000 households 千户投诉量: how often households complain, whatever the size of a community.

    complaints_per_1000_households = 1000 × complaints / households

complaints  received in the period, of communities whose households are known
households  of the same communities, mean over the days of the period (``pipeline.metrics.households``)

The interval is Poisson's score interval, √φ times as wide where the counts of a group vary more than chance over four
ripe periods or more (``dispersion``, φ ≥ 1). Complaints of communities without a known number of households, or without
a community, are counted apart as ``households_unknown`` (specification clauses ch4.a1, ch10.e1). By type or department,
all households of the period stand under each.

Unit: complaints per 1,000 households in the period. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, total, within
from pipeline.metrics.periods import Period, first_uncovered_day, period_start
from pipeline.statistics.rates import overdispersion

PER = 1000
FEWEST_FOR_DISPERSION = 4


@metric
def complaints_per_1000_households(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = ("community_id",),
    period: Period | None = "1mo",
    as_of: datetime,
    households: Any,
) -> LazyFrame:
    """Return the complaints per 1,000 households of each group in each period.

    Args:
        complaints: ``fct_complaint`` or ``mart_complaint``.
        as_of: Moment up to which the exports are complete; complaints of days that had not begun are left out.
        households: Frame in pandas with ``community_id``, ``period_start`` (where a period is given), ``households``, a
            row for each covered community and period, NaN where unknown.

    Returns:
        A pandas frame: ``by``, ``period_start``, ``complaints``, ``households``, ``households_unknown``, ``dispersion``,
        ``is_ripe``, ``complaints_per_1000_households``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    counted = _counted(complaints, groups, period, as_of)
    at = [name for name in ("community_id", "period_start") if name in households]
    counted = counted.merge(households, on=at, how="left")
    is_known = counted["households"].notna()
    counted["complaints"] = counted["cases"].where(is_known, 0)
    counted["households_unknown"] = counted["cases"].where(~is_known, 0)
    rated = _beside_households(counted, households, groups)
    rated["complaints_per_1000_households"] = (
        PER * rated["complaints"] / rated["households"].where(rated["households"] > 0)
    )
    ripe_until = period_start(first_uncovered_day(as_of), period) if period else None
    rated["dispersion"] = _dispersion(rated, groups, ripe_until)
    return mark_ripe(nw.from_native(rated).lazy(), period, first_uncovered_day(as_of))


def of_cases(
    complaints: LazyFrame, *, start: datetime | None, period: Period | None, as_of: datetime, households: Any
) -> LazyFrame:
    """Return ``complaint_id`` and ``complaints`` (0 where the households are unknown) of each case of a period."""
    known = households[households["households"].notna()]
    if start is not None and "period_start" in known:
        known = known[known["period_start"] == start]
    is_known = is_true(nw.col("community_id").is_in(list(known["community_id"].dropna())))
    received = within(complaints.filter(nw.col("received_on") < as_of), "received_on", start, period)
    return count(received, ["complaint_id"], of="cases", complaints=is_known)


def _counted(complaints: LazyFrame, groups: Sequence[str], period: Period | None, as_of: datetime) -> Any:
    """Return the complaints per group, community and period, in pandas: they are few, and joined with what is few."""
    import pandas as pd

    received = complaints.filter(nw.col("received_on") < as_of)
    cells = list(dict.fromkeys([*groups, "community_id"]))
    counted = total(received, cells, "cases", period=period).collect().to_pandas()
    if period is not None:
        counted["period_start"] = pd.to_datetime(counted["period_start"]).astype("datetime64[us]")
    return counted.astype({"community_id": object})


def _beside_households(counted: Any, households: Any, groups: Sequence[str]) -> Any:
    """Return complaints and households per group; a group without a complaint in a covered period has 0 of them."""
    of_households = [name for name in groups if name in households]
    others = [name for name in groups if name not in households]
    sums = ["complaints", "households_unknown"]
    if not groups:
        return counted[sums].sum().to_frame().T.assign(households=households["households"].sum())
    counts = counted.groupby(list(groups), dropna=False, as_index=False)[sums].sum()
    if of_households:
        under = households.groupby(of_households, as_index=False)["households"].sum()
        every = under.merge(counted[others].drop_duplicates(), how="cross") if others else under
    else:
        every = counted[others].drop_duplicates().assign(households=households["households"].sum())
    joined = every.merge(counts, on=list(groups), how="outer")
    filled = joined[[*sums, "households"]].fillna(0)
    return joined.assign(**filled.astype(dict.fromkeys(sums, int)))


def _dispersion(rated: Any, groups: Sequence[str], ripe_until: datetime | None) -> Any:
    """Return, per row, φ of its group over the ripe periods, 1 where they are too few."""
    import pandas as pd

    if ripe_until is None or rated.empty:
        return pd.Series(1.0, index=rated.index)
    others = [name for name in groups if name != "period_start"]
    of = rated.groupby(others, dropna=False).ngroup() if others else pd.Series(0, index=rated.index)
    usable = rated[(rated["period_start"] < ripe_until) & (rated["households"] > 0)]
    phi = {
        group: overdispersion(rows["complaints"], rows["households"])
        for group, rows in usable.groupby(of[usable.index])
        if len(rows) >= FEWEST_FOR_DISPERSION
    }
    return of.map(phi).fillna(1.0)
