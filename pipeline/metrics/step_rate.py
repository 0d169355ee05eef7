"""Steps of handling 流程环节完成率: the share of complaints that went through each step of the flow (clauses ch3.f, ch5.p1–p4).

    step_rate = reached / complaints, for each step

complaints  received in the period and at least ``ripe_after_days`` days before ``as_of``; without those that left the
            flow (withdrawn, merged, out of scope)
reached     of those, the step has a time before ``as_of``

A step that the source of a complaint never records is ``not_in_export`` there, and not "left out". ``investigated`` to
``executed`` are the four of ch5.p2 and ch5.p3, ``feedback`` is that the customer was told the result (ch5.f1).

Unit: proportion, 0 to 1. Grain: one row per step, dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import (
    LazyFrame,
    count,
    is_true,
    keys,
    mark_ripe,
    metric,
    records,
    share,
    split,
    with_period,
    within,
)
from pipeline.metrics.periods import Period, first_unripe_day

STEPS = (
    "registered", "assigned", "responded", "investigated", "proposed", "approved", "executed", "resolved", "feedback",
    "closed", "called_back", "archived",
)  # fmt: skip
ORDER = STEPS
COUNTS = ("complaints", "reached", "not_in_export")


@metric
def step_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return the share that reached each step, of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; a step at or after it has not been taken yet.
        ripe_after_days: Age in days from which a complaint is expected to have gone through the flow.

    Returns:
        ``step``, ``by``, ``period_start``, ``complaints``, ``reached``, ``not_in_export``, ``is_ripe``, ``step_rate``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    unripe = first_unripe_day(as_of, ripe_after_days)
    counts = _counts(with_period(complaints, "received_on", period), groups, STEPS, as_of, unripe)
    steps = split(counts, groups, "step", STEPS, COUNTS)
    return mark_ripe(steps.with_columns(step_rate=share("reached", "complaints")), period, unripe)


def of_cases(
    complaints: LazyFrame,
    *,
    step: str,
    start: datetime | None,
    period: Period | None,
    as_of: datetime,
    ripe_after_days: int,
) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``reached`` and ``not_in_export`` of one step, for each case of a period."""
    received, unripe = within(complaints, "received_on", start, period), first_unripe_day(as_of, ripe_after_days)
    counts = _counts(received, ["complaint_id"], [step], as_of, unripe)
    return counts.rename({f"{step}:{name}": name for name in COUNTS})


def _counts(
    complaints: LazyFrame, groups: Sequence[str], steps: Sequence[str], as_of: datetime, unripe: datetime
) -> LazyFrame:
    stayed = complaints.filter(nw.col("received_on") < unripe, nw.col("outcome").is_null())
    conditions: dict[str, nw.Expr] = {}
    for step in steps:
        in_export = records(step)
        conditions |= {
            f"{step}:complaints": in_export,
            f"{step}:reached": in_export & is_true(nw.col(f"{step}_at") < as_of),
            f"{step}:not_in_export": ~in_export,
        }
    return count(stayed, groups, of="cases", **conditions)
