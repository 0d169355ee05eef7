"""Days to first response 首次答复天数: the days by which half, three quarters and nine tenths of the complaints are answered.

The same as ``time_to_first_response`` in whole days, rounded up, so that registers without a clock have a figure too: an
answer on the day of receipt is 0 days where only days are known, else 1 (specification clause ch3.s2). A case is observed
for the whole days between the end of its day of receipt and ``as_of``.

Unit: days. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.metrics.first_response import cases_of, first_response
from pipeline.metrics.frames import LazyFrame, keys, metric
from pipeline.metrics.periods import Period


@metric
def days_to_first_response(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return quantiles of the days to the first response of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; an answer at or after it has not been given yet.

    Returns:
        As ``time_to_first_response``, with ``median_days``, ``p75_days``, ``p90_days`` and ``answered_by_day_1``,
        ``_3``, ``_7``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    return first_response(complaints, keys(complaints, by, period), period, as_of, "day")


def of_cases(complaints: LazyFrame, *, start: datetime | None, period: Period | None, as_of: datetime) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``responded``, ``not_in_export`` and ``excluded`` of each case of a period."""
    return cases_of(complaints, start, period, as_of, "day")
