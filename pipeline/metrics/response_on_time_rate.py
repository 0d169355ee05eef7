"""Response on time 按时响应率: the share of complaints first answered within a limit.

    response_on_time_rate = answered / complaints

complaints  received in the period and older than ``within_hours`` hours on ``as_of``
answered    of those, first answered within ``within_hours`` hours; unanswered is missed

Where the receipt or the answer is known only by its day, the two are compared as days: a limit of under a day is then
``not_in_export`` for the case, and for a whole export of which fewer than nine answers in ten have a clock. So are sources
that never record an answer. A reply is no resolution (clause ch3.s2).

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, records, share
from pipeline.metrics.periods import Period, first_unripe_day

HOURS_PER_DAY = 24
SECONDS_PER_HOUR = 3600


@metric
def response_on_time_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    within_hours: int = 24,
) -> LazyFrame:
    """Return the share answered in time of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete.
        within_hours: The limit in hours; the last second of it is in time.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``answered``, ``not_in_export``, ``excluded``, ``is_ripe``,
        ``response_on_time_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < _first_unripe_day(as_of, within_hours))
    in_export = records("responded")
    if within_hours < HOURS_PER_DAY:
        in_export = records("response_clock") & ~is_true(nw.col("received_precision") == "day")
        in_export = in_export & ~is_true(nw.col("responded_precision") == "day")
    timed = ~nw.col("response_seconds").is_null() | nw.col("responded_at").is_null()
    counted = in_export & timed
    counts = count(
        received,
        groups,
        of="cases",
        period=period,
        complaints=counted,
        answered=counted & is_true(nw.col("response_seconds") <= within_hours * SECONDS_PER_HOUR),
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )
    return of_counts(counts, period=period, as_of=as_of, within_hours=within_hours)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, within_hours: int) -> LazyFrame:
    """Add the rate and ``is_ripe`` to counts per group."""
    rated = counts.with_columns(response_on_time_rate=share("answered", "complaints"))
    return mark_ripe(rated, period, _first_unripe_day(as_of, within_hours))


def _first_unripe_day(as_of: datetime, within_hours: int) -> datetime:
    return first_unripe_day(as_of, -(-within_hours // HOURS_PER_DAY))
