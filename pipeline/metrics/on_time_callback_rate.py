"""On-time call-back rate 按时回访率: the share of closed complaints called back by the agreed limit (clauses ch3.s4, ch5.f2).

    on_time_callback_rate = met / due

due  complaints closed in the period whose limit of call-back (``limits.csv``) has passed on ``as_of``
met  of those, called back by it, or before the closing; reached or not, a call is a call

Withdrawn, merged and out-of-scope complaints need none and are left out. A complaint for which no limit was in force on
the day of receipt is left out and counted (``without_limit``). Sources without a time of call-back are ``not_in_export``.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of closing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, metric, records, share, with_period
from pipeline.metrics.on_time_rate import limit_counts, ripe_by_due
from pipeline.metrics.periods import Period


@metric
def on_time_callback_rate(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return the share called back by the agreed limit of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete.

    Returns:
        ``by``, ``period_start``, ``due``, ``met``, ``due_estimated``, ``not_yet_due``, ``without_limit``,
        ``not_in_export``, ``is_ripe``, ``on_time_callback_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    stayed = complaints.filter(nw.col("closed_at") < as_of, nw.col("outcome").is_null())
    closed = with_period(stayed, "closed_at", period)
    counts = limit_counts(
        closed, groups, as_of, "callback_due_at", "is_callback_due_met", in_export=records("called_back")
    )
    return of_counts(counts, period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add the rate and ``is_ripe`` to counts per group."""
    return ripe_by_due(counts.with_columns(on_time_callback_rate=share("met", "due")), period, as_of)
