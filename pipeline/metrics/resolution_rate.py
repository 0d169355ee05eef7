"""Resolution rate: the share of complaints resolved within a time limit (specification clause ch10.e1).

    resolution_rate = resolved / complaints

complaints  received in the period and ripe: the whole received day is at least ``within_days`` days old on ``as_of``
resolved    of those, standing resolved ``within_days`` days after receipt: a reopening by then undoes it, unless it was
            resolved again within the limit and not reopened a second time by then. Of a case reopened more than twice
            the stretches between the second reopening and the last resolution are not known
withdrawn   of those complaints, the others that were withdrawn, merged or out of scope: what stood resolved stays so. They
            stay in ``resolution_rate`` and are left out of ``resolution_rate_without_withdrawn``
by_close_time  of those resolved, the ones whose export has no resolution time, so that its close time stands for it

Not counted as complaints: cases of exports without a resolution time (``not_in_export``) and cases whose times
contradict each other (``excluded``). A ripe figure never changes through later events.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, rates
from pipeline.metrics.periods import Period, first_unripe_day


@metric
def resolution_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    within_days: int = 7,
) -> LazyFrame:
    """Return the resolution rate of each group in each period.

    Args:
        complaints: ``fct_complaint`` or ``mart_complaint``.
        as_of: Moment up to which the exports are complete; not "now".
        within_days: The limit h, in days; day h itself counts as resolved.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``resolved``, ``withdrawn``, ``by_close_time``, ``not_in_export``,
        ``excluded``, ``is_ripe``, ``resolution_rate``, ``resolution_rate_without_withdrawn``; rates are null where
        nothing counts.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    unripe = first_unripe_day(as_of, within_days)
    ripe = complaints.filter(nw.col("received_on") < unripe)
    counts = resolution_counts(ripe, groups, stands_resolved(within_days), period)
    return of_counts(counts, period=period, as_of=as_of, within_days=within_days)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, within_days: int) -> LazyFrame:
    """Add the rates and ``is_ripe`` to counts per group."""
    rated = rates(counts, "resolution_rate", "resolved", "complaints")
    return mark_ripe(rated, period, first_unripe_day(as_of, within_days))


def resolution_counts(
    received: LazyFrame, groups: Sequence[str], stands: nw.Expr, period: Period | None = None
) -> LazyFrame:
    """Return the counts of a resolution rate per group; ``stands`` says which complaints stand resolved, ``period`` is as of ``total``."""
    in_export, timed = nw.col("has_resolution_field"), nw.col("timing_problem").is_null()
    counted = in_export & timed
    resolved, withdrawn = counted & stands, ~stands & ~nw.col("outcome").is_null()
    return count(
        received,
        groups,
        of="cases",
        period=period,
        complaints=counted,
        resolved=resolved,
        withdrawn=counted & withdrawn,
        by_close_time=resolved & is_true(nw.col("resolved_from") == "closed"),
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )


def stands_resolved(within_days: int) -> nw.Expr:
    """Return whether a complaint is resolved ``within_days`` days after receipt, reopenings by then considered."""
    undone = is_true(nw.col("days_to_reopening") <= within_days)
    resolved_again = is_true(nw.col("days_to_last_resolution") <= within_days)
    in_between = is_true(nw.col("days_to_second_resolution") <= within_days) & ~is_true(
        nw.col("days_to_second_reopening") <= within_days
    )
    return is_true(nw.col("days_to_resolution") <= within_days) & (~undone | in_between | resolved_again)
