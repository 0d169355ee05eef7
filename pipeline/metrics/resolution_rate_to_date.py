"""Resolution rate to date: the share of the complaints received in a period that stand resolved on ``as_of``.

    resolution_rate_to_date = resolved / complaints

complaints  received in the period, however young
resolved    of those, resolved before ``as_of`` and not reopened since (specification clause ch10.e1)

Recent periods look worse than they will, because their complaints had less time: ``is_ripe`` is false until every case
of the period is ``ripe_after_days`` old. For comparisons use ``resolution_rate``. Needs the moment of each event, so it
reads the fact. Withdrawn cases, exports without resolution times and contradicting times: as in ``resolution_rate``.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, is_true, keys, mark_ripe, metric, rates
from pipeline.metrics.periods import Period, first_unripe_day
from pipeline.metrics.resolution_rate import resolution_counts


@metric
def resolution_rate_to_date(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return the share of complaints standing resolved on ``as_of``, of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; an event at or after it has not happened yet.
        ripe_after_days: Age in days of the youngest case from which a period is marked ripe.

    Returns:
        As ``resolution_rate``, with ``resolution_rate_to_date`` and its twin without withdrawn cases.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    counts = resolution_counts(received, groups, stands_resolved_on(as_of), period)
    return of_counts(counts, period=period, as_of=as_of, ripe_after_days=ripe_after_days)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, ripe_after_days: int) -> LazyFrame:
    """Add the rates and ``is_ripe`` to counts per group."""
    rated = rates(counts, "resolution_rate_to_date", "resolved", "complaints")
    return mark_ripe(rated, period, first_unripe_day(as_of, ripe_after_days))


def stands_resolved_on(as_of: datetime) -> nw.Expr:
    """Return whether a complaint was resolved before ``as_of`` and not reopened, or resolved again, before it."""
    undone = is_true(nw.col("reopened_at") < as_of)
    resolved_again = is_true(nw.col("last_resolved_at") < as_of)
    in_between = is_true(nw.col("second_resolved_at") < as_of) & ~is_true(nw.col("second_reopened_at") < as_of)
    return is_true(nw.col("resolved_at") < as_of) & (~undone | in_between | resolved_again)
