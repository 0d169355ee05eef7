"""Reopen rate 重开率: the share of resolved complaints that are reopened soon after.

    reopen_rate = reopened / resolved

resolved  complaints first resolved in the period and at least ``within_days`` days before ``as_of``
reopened  of those, reopened within ``within_days`` days of that resolution

A resolution too young to be judged is in neither, whatever has happened to it. Sources that never show a reopening are
``not_in_export``: nobody knows whether they record one. Withdrawn, merged and out-of-scope complaints have no
resolution (specification clause ch3.s4).

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of the first resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, records, share, with_period
from pipeline.metrics.periods import Period, first_unripe_day


@metric
def reopen_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    within_days: int = 30,
) -> LazyFrame:
    """Return the reopened share of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete.
        within_days: Days from the resolution in which a reopening counts; also the age from which a resolution is judged.

    Returns:
        ``by``, ``period_start``, ``resolved``, ``reopened``, ``by_close_time``, ``not_in_export``, ``excluded``,
        ``is_ripe``, ``reopen_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups, window = keys(complaints, by, period), timedelta(days=within_days)
    unripe = first_unripe_day(as_of, within_days)
    resolved = with_period(complaints.filter(nw.col("resolved_at") < unripe), "resolved_at", period)
    in_export, timed = records("reopened"), nw.col("timing_problem").is_null()
    counted = in_export & timed
    counts = count(
        resolved,
        groups,
        of="cases",
        resolved=counted,
        reopened=counted & is_true(nw.col("reopened_at") <= nw.col("resolved_at") + window),
        by_close_time=counted & is_true(nw.col("resolved_from") == "closed"),
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )
    return of_counts(counts, period=period, as_of=as_of, within_days=within_days)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, within_days: int) -> LazyFrame:
    """Add the rate and ``is_ripe`` to counts per group."""
    rated = counts.with_columns(reopen_rate=share("reopened", "resolved"))
    return mark_ripe(rated, period, first_unripe_day(as_of, within_days))
