"""Confirmed resolution rate 回访确认解决率: the share of called-back customers who say that the problem is solved.

    confirmed_resolution_rate = confirmed / asked

complaints  received in the period, of exports that record call-backs or this question
asked       of those, the customer was asked before ``as_of`` whether the problem is solved, and answered
confirmed   of those, "solved"

Not asked, not reached and not answered are in neither (specification clauses ch5.f2, ch10.e1). The share of the
complaints that were asked stands beside it as ``asked_share``: a rate of few says little about the rest. Exports that
record neither are ``not_in_export``.
An answer without a time of the call counts as given.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share
from pipeline.metrics.periods import Period, first_unripe_day


@metric
def confirmed_resolution_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return the share of confirmed resolutions of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; a call at or after it has not happened yet.
        ripe_after_days: Age in days of the youngest case from which a period is marked ripe.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``asked``, ``confirmed``, ``not_in_export``, ``is_ripe``,
        ``asked_share``, ``confirmed_resolution_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    answers = ~nw.col("is_confirmed_resolved").is_null()
    in_export = ~nw.col("callback_answer").is_null() | answers
    called = ~is_true(nw.col("called_back_at") >= as_of)
    counts = count(
        received,
        groups,
        of="cases",
        period=period,
        complaints=in_export,
        asked=called & answers,
        confirmed=called & is_true(nw.col("is_confirmed_resolved")),
        not_in_export=~in_export,
    )
    rated = counts.with_columns(
        asked_share=share("asked", "complaints"), confirmed_resolution_rate=share("confirmed", "asked")
    )
    return mark_ripe(rated, period, first_unripe_day(as_of, ripe_after_days))
