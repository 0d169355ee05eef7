"""Clearance ratio 清结比: complaints resolved in a period for each complaint received in it.

    clearance_ratio = resolved / received

received  complaints received in the period
resolved  complaints first resolved in the period, whenever received

Over 1 the backlog shrinks, under 1 it grows; it is no share and may pass 1. Withdrawn, merged and out-of-scope cases
are received and never resolved: their number stands beside. Cases of exports without a resolution time are on neither
side. Needs the moment of resolution, so it reads the fact (specification clause ch10.e1).

Unit: ratio, 0 and more. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, total, with_period
from pipeline.metrics.periods import Period, first_uncovered_day

COUNTS = ("received", "resolved", "withdrawn", "by_close_time", "not_in_export", "excluded")


@metric
def clearance_ratio(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return the clearance ratio of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; an event at or after it has not happened yet.

    Returns:
        ``by``, ``period_start``, ``received``, ``resolved``, ``withdrawn``, ``by_close_time`` (of the resolved),
        ``not_in_export``, ``excluded``, ``is_ripe``, ``clearance_ratio`` (null where nothing was received).

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = with_period(complaints.filter(nw.col("received_on") < as_of), "received_on", period)
    resolved = with_period(complaints.filter(nw.col("resolved_at") < as_of), "resolved_at", period)
    sides = nw.concat([_received(received, groups), _resolved(resolved, groups)])
    return of_counts(total(sides, groups, *COUNTS), period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add the ratio and ``is_ripe`` to counts per group."""
    ratios = counts.with_columns(clearance_ratio=share("resolved", "received"))
    return mark_ripe(ratios, period, first_uncovered_day(as_of))


def _received(frame: LazyFrame, groups: Sequence[str]) -> LazyFrame:
    in_export, timed = nw.col("has_resolution_field"), nw.col("timing_problem").is_null()
    counted = in_export & timed
    counts = count(
        frame,
        groups,
        of="cases",
        received=counted,
        withdrawn=counted & ~nw.col("outcome").is_null(),
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )
    return _stacked(counts, groups)


def _resolved(frame: LazyFrame, groups: Sequence[str]) -> LazyFrame:
    counted = nw.col("has_resolution_field") & nw.col("timing_problem").is_null()
    by_close_time = counted & is_true(nw.col("resolved_from") == "closed")
    return _stacked(count(frame, groups, of="cases", resolved=counted, by_close_time=by_close_time), groups)


def _stacked(counts: LazyFrame, groups: Sequence[str]) -> LazyFrame:
    """Bring both sides to the same columns (0 where a side does not count it) and types, so that they can be stacked."""
    known = counts.collect_schema().names()
    counts = counts.with_columns(**{name: nw.lit(0) for name in COUNTS if name not in known})
    start = [nw.col("period_start").cast(nw.Datetime("us"))] if "period_start" in groups else []
    plain = [name for name in groups if name != "period_start"]
    return counts.select(*plain, *start, *[nw.col(name).cast(nw.Int64) for name in COUNTS])
