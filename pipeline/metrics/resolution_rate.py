"""Resolution rate: the share of complaints resolved within a time limit (specification clause ch10.e1).

    resolution_rate = resolved / complaints

complaints  received in the period and ripe: the whole received day is at least ``within_days`` days old on ``as_of``
resolved    of those, standing resolved ``within_days`` days after receipt: a reopening by then undoes it, unless the
            last resolution, which follows the reopening, is also within the limit
withdrawn   of those complaints, withdrawn, merged or out of scope. They stay in ``resolution_rate`` and are left out
            of ``resolution_rate_without_withdrawn``

Not counted as complaints: cases of exports without a resolution time (``not_in_export``) and cases whose times
contradict each other (``excluded``). A ripe figure never changes through later events.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, rates, with_period
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
        ``by``, ``period_start``, ``complaints``, ``resolved``, ``withdrawn``, ``by_close_time`` (complaints
        whose export has only a close time), ``not_in_export``, ``excluded``,
        ``is_ripe``, ``resolution_rate``, ``resolution_rate_without_withdrawn``. Rates are null where nothing counts.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    unripe = first_unripe_day(as_of, within_days)
    ripe = with_period(complaints.filter(nw.col("received_on") < unripe), "received_on", period)
    in_export, timed = nw.col("has_resolution_field"), nw.col("timing_problem").is_null()
    counted, withdrawn = in_export & timed, ~nw.col("outcome").is_null()
    resolved = counted & stands_resolved(within_days) & ~withdrawn
    counts = count(
        ripe,
        groups,
        of="cases",
        complaints=counted,
        resolved=resolved,
        withdrawn=counted & withdrawn,
        by_close_time=counted & is_true(nw.col("resolved_from") == "closed"),
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )
    return mark_ripe(rates(counts, "resolution_rate", "resolved", "complaints"), period, unripe)


def stands_resolved(within_days: int) -> nw.Expr:
    """Return whether a complaint is resolved ``within_days`` days after receipt, reopenings by then considered."""
    undone = is_true(nw.col("days_to_reopening") <= within_days)
    resolved_again = is_true(nw.col("days_to_last_resolution") <= within_days)
    return is_true(nw.col("days_to_resolution") <= within_days) & (~undone | resolved_again)
