"""Call-back rate 回访率: the share of closed complaints whose customer was called back in time.

    callback_rate = called_back / closed

closed       complaints closed in the period and at least ``within_days`` days before ``as_of``
called_back  of those, called back within ``within_days`` days of the closing, or before it

Reached or not, a call is a call; who answered what is ``handling_satisfaction_rate``. A call without a time counts:
the source says that it was made. Withdrawn, merged and out-of-scope complaints need none and stand beside as
``withdrawn``. Sources without call-backs are ``not_in_export``, closings without a time ``excluded`` (clause ch3.s4).

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of closing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, records, share, with_period
from pipeline.metrics.periods import Period, first_unripe_day


@metric
def callback_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    within_days: int = 7,
) -> LazyFrame:
    """Return the called-back share of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete.
        within_days: Days from the closing within which the call must come; also the age from which a closing is judged.

    Returns:
        ``by``, ``period_start``, ``closed``, ``called_back``, ``withdrawn``, ``not_in_export``, ``excluded``,
        ``is_ripe``, ``callback_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups, window = keys(complaints, by, period), timedelta(days=within_days)
    unripe = first_unripe_day(as_of, within_days)
    closed = with_period(complaints.filter(nw.col("closed_at") < unripe), "closed_at", period)
    in_export = records("called_back") | records("callback_answer")
    timed, left = nw.col("timing_problem").is_null(), ~nw.col("outcome").is_null()
    counted = in_export & timed & ~left
    in_time = is_true(nw.col("called_back_at") <= nw.col("closed_at") + window)
    said = ~nw.col("callback_answer").is_null() & ~is_true(nw.col("callback_answer") == "not_called")
    without_time = said & nw.col("called_back_at").is_null()
    counts = count(
        closed,
        groups,
        of="cases",
        closed=counted,
        called_back=counted & (in_time | without_time),
        withdrawn=in_export & timed & left,
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )
    return of_counts(counts, period=period, as_of=as_of, within_days=within_days)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, within_days: int) -> LazyFrame:
    """Add the rate and ``is_ripe`` to counts per group."""
    rated = counts.with_columns(callback_rate=share("called_back", "closed"))
    return mark_ripe(rated, period, first_unripe_day(as_of, within_days))
