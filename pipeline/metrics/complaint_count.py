"""Complaint count: complaints received, and the share of each group in its period (clauses ch5.k, ch4.a1).

    complaint_share = complaints / complaints_in_period

complaints            received in the period; every accepted complaint counts, whatever its times say
complaints_in_period  the same over all groups of the period

Counts of reports are not counts of problems: one problem may bring many. A type without a mapping stays null (未归类).

Unit: complaints. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe, metric, share, total
from pipeline.metrics.periods import Period, first_uncovered_day


@metric
def complaint_count(
    complaints: LazyFrame, *, by: Sequence[str] = ("category",), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return the number of complaints of each group in each period, and its share of the period.

    Args:
        complaints: ``fct_complaint`` or ``mart_complaint``.
        as_of: Moment up to which the exports are complete; complaints of days that had not begun are left out.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``complaints_in_period``, ``is_ripe``, ``complaint_share``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    counts = total(received, groups, "cases", period=period).rename({"cases": "complaints"})
    return of_counts(counts, period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add the complaints of the whole period, the share of each group in them and ``is_ripe`` to complaints per group."""
    whole = nw.col("complaints").sum()
    of_period = whole.over("period_start") if period else whole
    shared = counts.with_columns(complaints_in_period=of_period.cast(nw.Int64))
    return mark_ripe(
        shared.with_columns(complaint_share=share("complaints", "complaints_in_period")),
        period,
        first_uncovered_day(as_of),
    )
