"""On-time rate to date: as ``on_time_rate``, and cases met before a due time that is still to come count too.

    on_time_rate_to_date = met / due

due  complaints received in the period whose due time is not after ``as_of``, or that met a later one before ``as_of``
met  of those, resolved (else closed) by the due time

Flatters recent periods: early successes are in, later failures are not yet. For comparisons use ``on_time_rate``, which
says what is left out. Needs the moment of each event, so it reads the fact (specification clause ch3.s2).

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, is_true, metric, rates
from pipeline.metrics.on_time_rate import due_counts, ripe_by_due
from pipeline.metrics.periods import Period


@metric
def on_time_rate_to_date(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return the on-time rate to date of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; an event at or after it has not happened yet.

    Returns:
        As ``on_time_rate``, with ``on_time_rate_to_date`` and its twin without withdrawn cases.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    done = is_true(nw.col("resolved_at") < as_of) | (
        nw.col("resolved_at").is_null() & is_true(nw.col("closed_at") < as_of)
    )
    judged = is_true(nw.col("due_at") <= as_of) | (done & is_true(nw.col("is_due_met")))
    return of_counts(due_counts(complaints, by, period, as_of, judged), period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add the rates and ``is_ripe`` to counts per group."""
    return ripe_by_due(rates(counts, "on_time_rate_to_date", "met", "due"), period, as_of)
