"""Time to first response 首次答复时长: the hours by which half, three quarters and nine tenths of the complaints are answered.

    share answered by t = Kaplan–Meier, or Aalen–Johansen where complaints leave another way

Who was answered, left, or still waits (and is censored at ``as_of``) is defined in ``pipeline.metrics.first_response``.
Never the mean of the answered cases, which is low wherever cases wait. A quantile that is not reached is null.
Durations are rounded up to the minute. Days without a clock cannot give hours: a complaint whose receipt or answer is
known only by its day, or whose export gives fewer than nine answers in ten with a clock, is ``not_in_export``; its days
are in ``days_to_first_response`` (specification clause ch3.s2).

Unit: hours. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.metrics.first_response import cases_of, first_response
from pipeline.metrics.frames import LazyFrame, keys, metric
from pipeline.metrics.periods import Period


@metric
def time_to_first_response(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return quantiles of the hours to the first response of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; an answer at or after it has not been given yet.

    Returns:
        A pandas frame: ``by``, ``period_start``, ``complaints``, ``responded``, ``competing``, ``censored``,
        ``resolved_unanswered`` (of the censored), ``not_in_export``, ``excluded``, ``is_ripe``, for each of
        ``median_hours``, ``p75_hours``, ``p90_hours`` the value, ``…_low`` and ``…_high`` (null: not reached), and
        ``answered_by_hour_1``, ``_4``, ``_24``, ``_48``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    return first_response(complaints, keys(complaints, by, period), period, as_of, "hour")


def of_cases(complaints: LazyFrame, *, start: datetime | None, period: Period | None, as_of: datetime) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``responded``, ``not_in_export`` and ``excluded`` of each case of a period."""
    return cases_of(complaints, start, period, as_of, "hour")
