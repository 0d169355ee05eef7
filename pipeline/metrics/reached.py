"""How far complaints come: the share that reached each part of a process, for the metrics of its steps and of its stages.

    share reached = reached / complaints, for each part

complaints  received in the period and at least ``ripe_after_days`` days before ``as_of``, of exports that record the part;
            without those that left the process (withdrawn, merged, out of scope)
reached     of those, the part shows before ``as_of``

Unit: proportion, 0 to 1. Grain: one row per part, dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, keys, mark_ripe, share, split, within
from pipeline.metrics.periods import Period, first_unripe_day

COUNTS = ("complaints", "reached", "not_in_export")
Signs = Mapping[str, Callable[[datetime], tuple[nw.Expr, nw.Expr]]]  # part -> as_of -> is it recorded, was it reached


def counts_reached(
    complaints: LazyFrame,
    parts: Signs,
    *,
    kind: str,
    by: Sequence[str],
    period: Period | None,
    as_of: datetime,
    ripe_after_days: int,
) -> LazyFrame:
    """Return ``kind`` (the part), ``by``, ``period_start`` and ``COUNTS``."""
    groups, unripe = keys(complaints, by, period), first_unripe_day(as_of, ripe_after_days)
    counts = _counts(complaints, groups, parts, as_of, unripe, period)
    return split(counts, groups, kind, tuple(parts), COUNTS)


def share_reached(
    counts: LazyFrame, value: str, *, period: Period | None, as_of: datetime, ripe_after_days: int
) -> LazyFrame:
    """Add the share as ``value`` and ``is_ripe`` to ``COUNTS`` per group."""
    rated = counts.with_columns(share("reached", "complaints").alias(value))
    return mark_ripe(rated, period, first_unripe_day(as_of, ripe_after_days))


def cases_reached(
    complaints: LazyFrame,
    parts: Signs,
    part: str,
    *,
    start: datetime | None,
    period: Period | None,
    as_of: datetime,
    ripe_after_days: int,
) -> LazyFrame:
    """Return ``complaint_id`` and ``COUNTS`` of one part, for each case of a period."""
    received, unripe = within(complaints, "received_on", start, period), first_unripe_day(as_of, ripe_after_days)
    counts = _counts(received, ["complaint_id"], {part: parts[part]}, as_of, unripe)
    return counts.rename({f"{part}:{name}": name for name in COUNTS})


def _counts(
    complaints: LazyFrame,
    groups: Sequence[str],
    parts: Signs,
    as_of: datetime,
    unripe: datetime,
    period: Period | None = None,
) -> LazyFrame:
    stayed = complaints.filter(nw.col("received_on") < unripe, nw.col("outcome").is_null())
    conditions: dict[str, nw.Expr] = {}
    for part, signs in parts.items():
        in_export, reached = signs(as_of)
        conditions |= {
            f"{part}:complaints": in_export,
            f"{part}:reached": in_export & reached,
            f"{part}:not_in_export": ~in_export,
        }
    return count(stayed, groups, of="cases", period=period, **conditions)
