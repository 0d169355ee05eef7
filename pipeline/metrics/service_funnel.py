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

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, is_true, metric, records
from pipeline.metrics.handling_satisfaction_rate import RATED
from pipeline.metrics.periods import Period
from pipeline.metrics.reached import Signs, cases_reached, counts_reached, share_reached

STAGES: dict[str, tuple[str, ...]] = {
    "access": (),
    "confirmed": ("responded", "investigated", "proposed"),
    "service": ("executed", "resolved"),
    "tracking": ("feedback", "closed"),
    "feedback": ("called_back",),
    "evaluation": ("rated",),
}
ORDER = tuple(STAGES)


def _signs(stage: str) -> Callable[[datetime], tuple[nw.Expr, nw.Expr]]:
    """Return the signs of a stage: its own are recorded, and it or a later one was seen; the first is every complaint."""
    later = [sign for name in ORDER[ORDER.index(stage) :] for sign in STAGES[name]]

    def of(as_of: datetime) -> tuple[nw.Expr, nw.Expr]:
        """Return whether an export records the stage, and whether a case reached it."""
        if not STAGES[stage]:
            return nw.lit(True), nw.lit(True)
        return reduce(or_, map(records, STAGES[stage])), reduce(or_, [_seen(sign, as_of) for sign in later])

    return of


PARTS: Signs = {stage: _signs(stage) for stage in ORDER}


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
    counts = counts_reached(
        complaints, PARTS, kind="stage", by=by, period=period, as_of=as_of, ripe_after_days=ripe_after_days
    )
    return of_counts(counts, period=period, as_of=as_of, ripe_after_days=ripe_after_days)


def of_counts(counts: LazyFrame, **of: Any) -> LazyFrame:
    """Add the share and ``is_ripe`` to counts per group; ``of`` as of ``share_reached``."""
    return share_reached(counts, "service_funnel", **of)


def of_cases(complaints: LazyFrame, *, stage: str, **of: Any) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``reached`` and ``not_in_export`` of one stage, for each case of a period.

    Args:
        of: ``start``, ``period``, ``as_of``, ``ripe_after_days``, as of ``cases_reached``.
    """
    return cases_reached(complaints, PARTS, stage, **of)


def _seen(sign: str, as_of: datetime) -> nw.Expr:
    """Return whether a case shows a sign before ``as_of``; a rating without a time counts as given."""
    if sign == "rated":
        return is_true(nw.col("callback_answer").is_in(RATED)) & ~is_true(nw.col("called_back_at") >= as_of)
    return is_true(nw.col(f"{sign}_at") < as_of)
