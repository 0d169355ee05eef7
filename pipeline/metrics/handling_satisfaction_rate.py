"""Handling satisfaction rate 满意率: the share of called-back customers who are satisfied with the handling.

    handling_satisfaction_rate = satisfied / answered        answer_rate = answered / complaints

complaints  received in the period, of exports that record call-backs
answered    of those, rated satisfied, neutral or dissatisfied before ``as_of``
satisfied   of those, rated satisfied

Not called, not reached and not rated are never "satisfied": they lower the answer rate, which stands beside the rate
(specification clause ch5.f2). Exports that record no call-backs are ``not_in_export``. An answer without a time of the
call counts as given.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share
from pipeline.metrics.periods import Period, first_unripe_day

RATED = ["satisfied", "neutral", "dissatisfied"]


@metric
def handling_satisfaction_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return the satisfied share of the answers given at call-backs, of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; a call at or after it has not happened yet.
        ripe_after_days: Age in days of the youngest case from which a period is marked ripe.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``answered``, ``satisfied``, ``not_in_export``, ``is_ripe``,
        ``answer_rate``, ``handling_satisfaction_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    in_export = ~nw.col("callback_answer").is_null()
    called = ~is_true(nw.col("called_back_at") >= as_of)
    counts = count(
        received,
        groups,
        of="cases",
        period=period,
        complaints=in_export,
        answered=called & is_true(nw.col("callback_answer").is_in(RATED)),
        satisfied=called & is_true(nw.col("callback_answer") == "satisfied"),
        not_in_export=~in_export,
    )
    rated = counts.with_columns(
        answer_rate=share("answered", "complaints"), handling_satisfaction_rate=share("satisfied", "answered")
    )
    return mark_ripe(rated, period, first_unripe_day(as_of, ripe_after_days))
