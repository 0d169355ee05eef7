"""On-time rate: the share of complaints resolved by their due time, of those whose due time has passed.

    on_time_rate = met / due

due  complaints received in the period whose due time is not after ``as_of``
met  of those, resolved (else closed) by the due time; open and past due is missed

The due time is that of the export or, where it has none, of the limit in force on the day of receipt (``limits.csv``):
``due_by_limit`` counts these, ``due_estimated`` those whose working hours pass holidays not yet known. A complaint without either is left out and counted (``without_due_date``), never "on time"; one that is not due yet
is left out and counted (``not_yet_due``). Exports without due dates are ``not_in_export``. A period is ripe when it is
over and at least 95 % of its due dates have passed. Needs the due time, so it reads the fact (specification clause
ch3.s2). Cases that were withdrawn, merged or out of scope before any resolution are missed in the rate and left out of
its twin.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, rates
from pipeline.metrics.periods import Period, first_uncovered_day

RIPE_SHARE = 0.95


@metric
def on_time_rate(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return the on-time rate of each group in each period.

    Args:
        complaints: ``fct_complaint`` or ``mart_complaint``.
        as_of: Moment up to which the exports are complete.

    Returns:
        ``by``, ``period_start``, ``due``, ``met``, ``withdrawn``, ``due_by_limit``, ``due_estimated``, ``not_yet_due``,
        ``without_due_date``, ``not_in_export``, ``excluded``, ``is_ripe``, ``on_time_rate`` and its twin without
        withdrawn cases.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    passed = is_true(nw.col("due_at") <= as_of)
    return of_counts(due_counts(complaints, by, period, as_of, judged=passed), period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add the rates and ``is_ripe`` to counts per group."""
    return ripe_by_due(rates(counts, "on_time_rate", "met", "due"), period, as_of)


def due_counts(
    complaints: LazyFrame, by: Sequence[str], period: Period | None, as_of: datetime, judged: nw.Expr
) -> LazyFrame:
    """Return the counts of an on-time rate; ``judged`` says which complaints with a due date count."""
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    timed, dated = nw.col("timing_problem").is_null(), ~nw.col("due_at").is_null()
    in_export = (nw.col("has_due_field") | dated) & nw.col("has_resolution_field")
    usable = in_export & timed & dated
    due, withdrawn = usable & judged, ~nw.col("outcome").is_null() & nw.col("days_to_resolution").is_null()
    met = due & is_true(nw.col("is_due_met")) & ~withdrawn
    return count(
        received,
        groups,
        of="cases",
        period=period,
        due=due,
        met=met,
        withdrawn=due & withdrawn,
        due_by_limit=due & is_true(nw.col("due_from") == "limit"),
        due_estimated=due & is_true(nw.col("due_from") == "limit") & is_true(nw.col("is_due_estimated")),
        not_yet_due=usable & ~judged,
        without_due_date=in_export & timed & ~dated,
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )


def limit_counts(
    cases: LazyFrame,
    groups: Sequence[str],
    as_of: datetime,
    due_at: str,
    is_met: str,
    *,
    in_export: nw.Expr,
    period: Period | None = None,
) -> LazyFrame:
    """Return the counts of what was done by the agreed limit ``due_at``; ``period`` as of ``total``."""
    dated, passed = ~nw.col(due_at).is_null(), is_true(nw.col(due_at) <= as_of)
    due = in_export & passed
    return count(
        cases,
        groups,
        of="cases",
        period=period,
        due=due,
        met=due & is_true(nw.col(is_met)),
        due_estimated=due & is_true(nw.col("is_due_estimated")),
        not_yet_due=in_export & dated & ~passed,
        without_limit=in_export & ~dated,
        not_in_export=~in_export,
    )


def ripe_by_due(rated: LazyFrame, period: Period | None, as_of: datetime) -> LazyFrame:
    """Mark a period ripe when it is over and nearly all of its due dates have passed."""
    if period is None:
        return rated
    passed = nw.col("due") >= RIPE_SHARE * (nw.col("due") + nw.col("not_yet_due"))
    marked = mark_ripe(rated, period, first_uncovered_day(as_of))
    return marked.with_columns(is_ripe=nw.col("is_ripe") & passed)
