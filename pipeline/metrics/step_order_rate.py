"""Order of steps 流程顺序合规率: the share of complaints whose steps were taken in the order of the flow (clause ch5.p3).

    step_order_rate = in_order / complaints

complaints  received in the period and at least ``ripe_after_days`` days before ``as_of``, with two steps or more before
            ``as_of``; without those that left the flow (withdrawn, merged, out of scope)
in_order    of those, no step lies on a day before that of an earlier step of the flow

The flow: received, registered, assigned, investigated, proposed, approved, executed, resolved, closed, archived. Answers
and call-backs have no fixed place. Steps are compared by their days, since many registers know no clock.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import and_

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, keys, mark_ripe, metric, share
from pipeline.metrics.periods import Period, first_unripe_day

FLOW = (
    "received", "registered", "assigned", "investigated", "proposed", "approved", "executed", "resolved", "closed",
    "archived",
)  # fmt: skip


@metric
def step_order_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return the share handled in order, of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; a step at or after it has not been taken yet.
        ripe_after_days: Age in days from which a complaint is expected to have gone through the flow.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``in_order``, ``not_in_export`` (under two steps), ``is_ripe``,
        ``step_order_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    unripe = first_unripe_day(as_of, ripe_after_days)
    stayed = complaints.filter(nw.col("received_on") < unripe, nw.col("outcome").is_null())
    days = {
        f"day_{step}": nw.when(nw.col(f"{step}_at") < as_of).then(nw.col(f"{step}_at").dt.truncate("1d"))
        for step in FLOW
    }
    dated = stayed.with_columns(**days)
    taken = nw.sum_horizontal(*[nw.when(~nw.col(day).is_null()).then(1).otherwise(0) for day in days])
    several = taken > 2  # the receipt itself is no step of handling
    counts = count(
        dated,
        groups,
        of="cases",
        period=period,
        complaints=several,
        in_order=several & _in_order(list(days)),
        not_in_export=~several,
    )
    return of_counts(counts, period=period, as_of=as_of, ripe_after_days=ripe_after_days)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, ripe_after_days: int) -> LazyFrame:
    """Add the rate and ``is_ripe`` to counts per group."""
    rated = counts.with_columns(step_order_rate=share("in_order", "complaints"))
    return mark_ripe(rated, period, first_unripe_day(as_of, ripe_after_days))


def _in_order(days: Sequence[str]) -> nw.Expr:
    """Return whether no day lies before the latest of the days left of it."""
    following = [
        (nw.col(day) >= nw.max_horizontal(*[nw.col(before) for before in days[:at]])).fill_null(True)
        for at, day in enumerate(days)
        if at
    ]
    return reduce(and_, following)
