"""Service funnel 服务流程漏斗: how far complaints come through the process of service (specification clause ch3.f).

    service_funnel = reached / complaints, for each stage

complaints  received in the period and at least ``ripe_after_days`` days before ``as_of``; without those that left the
            flow (withdrawn, merged, out of scope)
reached     of those, there is a sign of the stage, or of a later one, before ``as_of``: a case does not come to a later
            stage without the earlier ones, whatever was written down, so that the funnel of a source never widens

access      接入: received                          tracking    跟踪: told the result, or closed
confirmed   确认需求: answered, investigated, or     feedback    收集反馈: called back
            a handling proposed                     evaluation  评价: the customer rated the handling
service     提供服务: executed or resolved

A stage of which the source of a complaint records no sign is ``not_in_export`` there. The single steps of handling, each
by its own time, are ``step_rate``.

Unit: proportion, 0 to 1. Grain: one row per stage, dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_

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
from pipeline.metrics.handling_satisfaction_rate import RATED
from pipeline.metrics.periods import Period, first_unripe_day

STAGES: dict[str, tuple[str, ...]] = {
    "access": (),
    "confirmed": ("responded", "investigated", "proposed"),
    "service": ("executed", "resolved"),
    "tracking": ("feedback", "closed"),
    "feedback": ("called_back",),
    "evaluation": ("rated",),
}
ORDER = tuple(STAGES)
COUNTS = ("complaints", "reached", "not_in_export")


@metric
def service_funnel(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return the share that reached each stage, of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; what is at or after it has not happened yet.
        ripe_after_days: Age in days from which a complaint is expected to have gone through the process.

    Returns:
        ``stage``, ``by``, ``period_start``, ``complaints``, ``reached``, ``not_in_export``, ``is_ripe``,
        ``service_funnel``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    unripe = first_unripe_day(as_of, ripe_after_days)
    counts = _counts(with_period(complaints, "received_on", period), groups, ORDER, as_of, unripe)
    stages = split(counts, groups, "stage", ORDER, COUNTS)
    return mark_ripe(stages.with_columns(service_funnel=share("reached", "complaints")), period, unripe)


def of_cases(
    complaints: LazyFrame,
    *,
    stage: str,
    start: datetime | None,
    period: Period | None,
    as_of: datetime,
    ripe_after_days: int,
) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``reached`` and ``not_in_export`` of one stage, for each case of a period."""
    received, unripe = within(complaints, "received_on", start, period), first_unripe_day(as_of, ripe_after_days)
    counts = _counts(received, ["complaint_id"], [stage], as_of, unripe)
    return counts.rename({f"{stage}:{name}": name for name in COUNTS})


def _counts(
    complaints: LazyFrame, groups: Sequence[str], stages: Sequence[str], as_of: datetime, unripe: datetime
) -> LazyFrame:
    stayed = complaints.filter(nw.col("received_on") < unripe, nw.col("outcome").is_null())
    conditions: dict[str, nw.Expr] = {}
    for stage in stages:
        signs = [sign for later in ORDER[ORDER.index(stage) :] for sign in STAGES[later]]
        in_export = reduce(or_, map(records, STAGES[stage])) if STAGES[stage] else nw.lit(True)
        reached = reduce(or_, [_seen(sign, as_of) for sign in signs]) if STAGES[stage] else nw.lit(True)
        conditions |= {
            f"{stage}:complaints": in_export,
            f"{stage}:reached": in_export & reached,
            f"{stage}:not_in_export": ~in_export,
        }
    return count(stayed, groups, of="cases", **conditions)


def _seen(sign: str, as_of: datetime) -> nw.Expr:
    """Return whether a case shows a sign before ``as_of``; a rating without a time counts as given."""
    if sign == "rated":
        return is_true(nw.col("callback_answer").is_in(RATED)) & ~is_true(nw.col("called_back_at") >= as_of)
    return is_true(nw.col(f"{sign}_at") < as_of)
