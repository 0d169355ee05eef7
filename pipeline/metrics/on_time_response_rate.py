"""On-time response rate 按时答复率: the share of complaints first answered by the agreed limit (clause ch3.s2).

    on_time_response_rate = met / due

due  complaints received in the period whose limit of response (``limits.csv``) has passed on ``as_of``
met  of those, first answered by it; unanswered and past it is missed

A complaint for which no limit was in force on the day of receipt is left out and counted (``without_limit``), never "on
time". Sources that never record an answer are ``not_in_export``. A reply is no resolution.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, metric, records, share
from pipeline.metrics.on_time_rate import limit_counts, ripe_by_due
from pipeline.metrics.periods import Period


@metric
def on_time_response_rate(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return the share answered by the agreed limit of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete.

    Returns:
        ``by``, ``period_start``, ``due``, ``met``, ``due_estimated``, ``not_yet_due``, ``without_limit``,
        ``not_in_export``, ``is_ripe``, ``on_time_response_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    counts = limit_counts(
        received, groups, as_of, "response_due_at", "is_response_due_met", in_export=records("responded"), period=period
    )
    return of_counts(counts, period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add the rate and ``is_ripe`` to counts per group."""
    return ripe_by_due(counts.with_columns(on_time_response_rate=share("met", "due")), period, as_of)
