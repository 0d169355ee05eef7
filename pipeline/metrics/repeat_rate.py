"""Repeat rate 重复投诉率: the share of resolved complaints after which the same home complains of the same type again.

    repeat_rate = repeated / resolved

resolved  complaints of known home and type, first resolved in the period and at least ``within_days`` days before
          ``as_of``
repeated  of those, followed by another complaint of the same home and type, received after the resolution and within
          ``within_days`` days of it

Without a home or a type nobody can tell: such complaints are ``not_in_export``. The same home is the same pseudonym in the same
community: what a correction moved to another community is no repetition there. A home that is written in two ways is two.
Reads the fact, which alone knows homes (clauses ch3.s4, ch10.i1).

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of the first resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_unripe_day

HOME_AND_TYPE = ("community_id", "home_id", "category")
NEEDED = (*HOME_AND_TYPE, "resolved_at", "resolved_from", "timing_problem", "cases")
NEVER = datetime(9999, 12, 31)


@metric
def repeat_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    within_days: int = 90,
) -> LazyFrame:
    """Return the repeated share of each group in each period.

    Args:
        complaints: ``fct_complaint``; all of it, since a repetition may lie in another group.
        as_of: Moment up to which the exports are complete.
        within_days: Days from the resolution in which a repetition counts; also the age from which one is judged.

    Returns:
        ``by``, ``period_start``, ``resolved``, ``repeated``, ``by_close_time``, ``not_in_export``, ``excluded``,
        ``is_ripe``, ``repeat_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    unripe = first_unripe_day(as_of, within_days)
    needed = [*(name for name in groups if name != "period_start"), *NEEDED]
    done = _with_repetition(complaints, needed, within_days).filter(nw.col("resolved_at") < unripe)
    placed = ~nw.col("home_id").is_null() & ~nw.col("category").is_null()
    timed = nw.col("timing_problem").is_null()
    counted = placed & timed
    counts = count(
        with_period(done, "resolved_at", period),
        groups,
        of="cases",
        resolved=counted,
        repeated=counted & is_true(nw.col("is_repeated")),
        by_close_time=counted & is_true(nw.col("resolved_from") == "closed"),
        not_in_export=~placed,
        excluded=placed & ~timed,
    )
    return of_counts(counts, period=period, as_of=as_of, within_days=within_days)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, within_days: int) -> LazyFrame:
    """Add the rate and ``is_ripe`` to counts per group."""
    rated = counts.with_columns(repeat_rate=share("repeated", "resolved"))
    return mark_ripe(rated, period, first_unripe_day(as_of, within_days))


def _with_repetition(complaints: LazyFrame, columns: Sequence[str], within_days: int) -> LazyFrame:
    """Return ``columns`` of the resolved complaints, and ``is_repeated``: whether the home complained of the type again in time.

    Receipts and resolutions of a home and type are put in order, and each looks for the next receipt: joining every complaint
    with every other of its home would take the square of what a home wrote.
    """
    columns = list(dict.fromkeys(columns))
    moment = nw.Datetime("us")  # the same in all frames, and wide enough for ``NEVER``
    timed = complaints.with_columns(nw.col("received_at").cast(moment), nw.col("resolved_at").cast(moment))
    known = timed.filter(~nw.col("home_id").is_null(), ~nw.col("category").is_null())
    received = known.select(*columns, at=nw.col("received_at"), again_at=nw.col("received_at"), is_end=nw.lit(False))
    ended = timed.filter(~nw.col("resolved_at").is_null())
    never = nw.lit(NEVER).cast(moment)
    ends = ended.select(*columns, at=nw.col("resolved_at"), again_at=never, is_end=nw.lit(True))
    # At one moment the receipt comes first: only what is received after a resolution repeats.
    next_at = nw.col("again_at").cum_min(reverse=True).over(*HOME_AND_TYPE, order_by=["at", "is_end"])
    events = nw.concat([received, ends]).with_columns(next_at=next_at).filter(nw.col("is_end"))
    latest = nw.col("resolved_at") + timedelta(days=within_days)
    return events.with_columns(is_repeated=nw.col("next_at") <= latest)
