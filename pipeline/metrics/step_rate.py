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

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, is_true, metric, records
from pipeline.metrics.periods import Period
from pipeline.metrics.reached import Signs, cases_reached, counts_reached, share_reached

STEPS = (
    "registered", "assigned", "responded", "investigated", "proposed", "approved", "executed", "resolved", "feedback",
    "closed", "called_back", "archived",
)  # fmt: skip
ORDER = STEPS


def _signs(step: str) -> Callable[[datetime], tuple[nw.Expr, nw.Expr]]:
    return lambda as_of: (records(step), is_true(nw.col(f"{step}_at") < as_of))


PARTS: Signs = {step: _signs(step) for step in STEPS}


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
    counts = counts_reached(
        complaints, PARTS, kind="step", by=by, period=period, as_of=as_of, ripe_after_days=ripe_after_days
    )
    return of_counts(counts, period=period, as_of=as_of, ripe_after_days=ripe_after_days)


def of_counts(counts: LazyFrame, **of: Any) -> LazyFrame:
    """Add the share and ``is_ripe`` to counts per group; ``of`` as of ``share_reached``."""
    return share_reached(counts, "step_rate", **of)


def of_cases(complaints: LazyFrame, *, step: str, **of: Any) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``reached`` and ``not_in_export`` of one step, for each case of a period.

    Args:
        of: ``start``, ``period``, ``as_of``, ``ripe_after_days``, as of ``cases_reached``.
    """
    return cases_reached(complaints, PARTS, step, **of)
