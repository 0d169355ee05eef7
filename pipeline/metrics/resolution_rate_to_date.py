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

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, rates, with_period
from pipeline.metrics.periods import Period, first_unripe_day


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
    received = with_period(complaints.filter(nw.col("received_on") < as_of), "received_on", period)
    in_export, timed = nw.col("has_resolution_field"), nw.col("timing_problem").is_null()
    counted, withdrawn = in_export & timed, ~nw.col("outcome").is_null()
    resolved = counted & stands_resolved_on(as_of) & ~withdrawn
    counts = count(
        received,
        groups,
        of="cases",
        complaints=counted,
        resolved=resolved,
        withdrawn=counted & withdrawn,
        by_close_time=counted & is_true(nw.col("resolved_from") == "closed"),
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )
    named = rates(counts, "resolution_rate_to_date", "resolved", "complaints")
    return mark_ripe(named, period, first_unripe_day(as_of, ripe_after_days))


def stands_resolved_on(as_of: datetime) -> nw.Expr:
    """Return whether a complaint was resolved before ``as_of`` and not reopened, or resolved again, before it."""
    undone = is_true(nw.col("reopened_at") < as_of)
    resolved_again = is_true(nw.col("last_resolved_at") < as_of)
    return is_true(nw.col("resolved_at") < as_of) & (~undone | resolved_again)
