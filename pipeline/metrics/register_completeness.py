"""Completeness of the register 登记完整率: the share of complaints with each field filled in (clauses ch5.r2, ch5.p4).

    register_completeness = filled / complaints, for each field

complaints  received in the period, of sources that record the field at all
filled      of those, the field holds something usable

A field that a source never has is ``not_in_export`` there. ``clock``: the time of receipt has a time of day. ``type``:
the five types, or the finer one of the export. ``result``: of complaints resolved before ``as_of`` only.

Unit: proportion, 0 to 1. Grain: one row per field, dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import (
    LazyFrame,
    count,
    is_true,
    keys,
    mark_ripe,
    metric,
    records,
    share,
    split,
    within,
)
from pipeline.metrics.periods import Period, first_uncovered_day

FIELDS = {
    "community": ("community_id",),
    "home": ("home_id",),
    "resident": ("resident_id",),
    "channel": ("channel",),
    "type": ("category", "subcategory"),
    "text": ("summary", "description"),
    "handler": ("handler_id",),
    "result": ("result",),
}
COUNTS = ("complaints", "filled", "not_in_export")


@metric
def register_completeness(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1q", as_of: datetime
) -> LazyFrame:
    """Return the share filled in of each field, of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; complaints of days that had not begun are left out.

    Returns:
        ``field``, ``by``, ``period_start``, ``complaints``, ``filled``, ``not_in_export``, ``is_ripe``,
        ``register_completeness``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    received = complaints.filter(nw.col("received_on") < as_of)
    counts = count(received, groups, of="cases", period=period, **_conditions(as_of))
    fields = split(counts, groups, "field", [*FIELDS, "clock"], COUNTS)
    return of_counts(fields, period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add the share and ``is_ripe`` to counts per group."""
    rated = counts.with_columns(register_completeness=share("filled", "complaints"))
    return mark_ripe(rated, period, first_uncovered_day(as_of))


def of_cases(
    complaints: LazyFrame, *, field: str, start: datetime | None, period: Period | None, as_of: datetime
) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``filled`` and ``not_in_export`` of one field, for each case of a period."""
    received = within(complaints.filter(nw.col("received_on") < as_of), "received_on", start, period)
    of_field = {name: met for name, met in _conditions(as_of).items() if name.startswith(f"{field}:")}
    counts = count(received, ["complaint_id"], of="cases", period=None, **of_field)
    return counts.rename({f"{field}:{name}": name for name in COUNTS})


def _conditions(as_of: datetime) -> dict[str, nw.Expr]:
    """Return field:count → which complaints are counted there."""
    conditions: dict[str, nw.Expr] = {}
    for field, columns in FIELDS.items():
        asked, filled = nw.lit(True), nw.lit(False)
        for column in columns:
            filled = filled | ~nw.col(column).is_null()
        if field == "result":
            asked = is_true(nw.col("resolved_at") < as_of)
        conditions |= _of_field(field, records(field), asked, filled)
    return conditions | _of_field("clock", nw.lit(True), nw.lit(True), ~is_true(nw.col("received_precision") == "day"))


def _of_field(field: str, in_export: nw.Expr, asked: nw.Expr, filled: nw.Expr) -> dict[str, nw.Expr]:
    return {
        f"{field}:complaints": in_export & asked,
        f"{field}:filled": in_export & asked & filled,
        f"{field}:not_in_export": ~in_export & asked,
    }
