"""Hot spots 热点: complaints at places where several homes complain of the same (specification clause ch10.i1).

    hot_spot_share = at_hot_spots / complaints

complaints    received in the period, of known community, building and type
hot spot      a building and type of which at least ``fewest_homes`` different homes complained in one calendar quarter
at_hot_spots  complaints of that building, type and quarter, also those whose home is unknown
hot_spots     number of hot spots, each counted once, with the first of its complaint numbers

One home that writes ten times is no hot spot; that is ``repeat_rate``. Without a building or a type nobody can tell: such
complaints are ``not_in_export``. Months are judged by their whole quarter and are ripe with it. Which places these are,
with their cases, is in ``pipeline.analysis.problems``, which also follows a problem across quarters. Reports of one place
come together, so the share has no interval.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day, period_start

PLACE = ["community_id", "building", "category"]
SPOT = [*PLACE, "quarter_start"]


@metric
def hot_spot_share(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    fewest_homes: int = 3,
) -> LazyFrame:
    """Return the share of complaints at hot spots, and the number of these, of each group in each period.

    Args:
        complaints: ``fct_complaint``; all of it, since other homes of a place may lie in another group.
        as_of: Moment up to which the exports are complete.
        fewest_homes: Different homes that make a building and type a hot spot.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``at_hot_spots``, ``hot_spots``, ``not_in_export``, ``is_ripe``,
        ``hot_spot_share``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    quartered = received.with_columns(quarter_start=nw.col("received_on").dt.truncate("1q"))
    marked = with_period(_marked(quartered, fewest_homes), "received_on", period)
    is_placed, is_hot = _is_placed(), is_true(nw.col("is_hot"))
    counts = count(
        marked,
        groups,
        of="cases",
        complaints=is_placed,
        at_hot_spots=is_placed & is_hot,
        hot_spots=is_placed & is_true(nw.col("complaint_id") == nw.col("first_id")),
        not_in_export=~is_placed,
    )
    return of_counts(counts, period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, **_: Any) -> LazyFrame:
    """Add the share and ``is_ripe`` to counts per group: a quarter that is not over may still make a hot spot."""
    rated = counts.with_columns(hot_spot_share=share("at_hot_spots", "complaints"))
    return mark_ripe(rated, period, period_start(first_uncovered_day(as_of), "1q"))


def _is_placed() -> nw.Expr:
    return ~nw.any_horizontal(*[nw.col(name).is_null() for name in PLACE], ignore_nulls=True)


def _marked(quartered: LazyFrame, fewest_homes: int) -> LazyFrame:
    """Add to the complaints of hot spots ``is_hot`` and ``first_id``, the first complaint number of the spot."""
    placed = quartered.filter(_is_placed())
    homes = placed.filter(~nw.col("home_id").is_null()).select(*SPOT, "home_id").unique()
    spots = homes.group_by(*SPOT).agg(homes=nw.len()).filter(nw.col("homes") >= fewest_homes)
    first = placed.group_by(*SPOT).agg(first_id=nw.col("complaint_id").min())
    hot = spots.join(first, on=SPOT, how="inner").select(*SPOT, "first_id").with_columns(is_hot=nw.lit(True))
    return quartered.join(hot, on=SPOT, how="left")
