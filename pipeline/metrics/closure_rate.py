"""Closure rate 办结率: the share of the complaints received in a period that are closed on ``as_of``.

    closure_rate = closed / complaints

complaints  received in the period, however young
closed      of those, closed in the register before ``as_of``, whether or not the problem is solved; a case whose status
            is closed without a close time counts, unless its resolution is later than ``as_of``

Closed is a state of the register, not a result: read it beside ``resolution_rate`` and ``confirmed_resolution_rate``.
A closed withdrawn case counts as closed; the twin rate leaves withdrawn, merged and out-of-scope cases out altogether.
Exports that never say that a case is closed are ``not_in_export``: no closing time and no such status is not "open".

Unit: proportion, 0 to 1. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, rates
from pipeline.metrics.periods import Period, first_unripe_day


@metric
def closure_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return the closed share of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; an event at or after it has not happened yet.
        ripe_after_days: Age in days of the youngest case from which a period is marked ripe.

    Returns:
        ``by``, ``period_start``, ``complaints``, ``closed``, ``withdrawn``, ``closed_without_withdrawn``,
        ``not_in_export``, ``excluded``, ``is_ripe``, ``closure_rate`` and its twin without withdrawn cases.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    in_export, timed = nw.col("has_closing_field"), nw.col("timing_problem").is_null()
    counted, withdrawn = in_export & timed, ~nw.col("outcome").is_null()
    closed = counted & closed_on(as_of)
    counts = count(
        received,
        groups,
        of="cases",
        period=period,
        complaints=counted,
        closed=closed,
        withdrawn=counted & withdrawn,
        closed_without_withdrawn=closed & ~withdrawn,
        not_in_export=~in_export,
        excluded=in_export & ~timed,
    )
    return of_counts(counts, period=period, as_of=as_of, ripe_after_days=ripe_after_days)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime, ripe_after_days: int) -> LazyFrame:
    """Add the rates and ``is_ripe`` to counts per group."""
    rated = rates(counts, "closure_rate", "closed", "complaints", staying="closed_without_withdrawn")
    return mark_ripe(rated, period, first_unripe_day(as_of, ripe_after_days))


def closed_on(as_of: datetime) -> nw.Expr:
    """Return whether a complaint was closed before ``as_of``."""
    no_time = nw.col("closed_at").is_null() & is_true(nw.col("status") == "closed")
    return is_true(nw.col("closed_at") < as_of) | (no_time & ~is_true(nw.col("resolved_at") >= as_of))
