"""Time to resolution: the time by which half, three quarters and nine tenths of the complaints are resolved.

    share resolved by t = Kaplan–Meier, or Aalen–Johansen where complaints leave another way

resolved   first resolved before ``as_of``; t runs from receipt. ``by_close_time``: those whose export has no resolution
           time, so that its close time stands for it
competing  withdrawn, merged or out of scope before ``as_of``: they can no longer be resolved
censored   still open on ``as_of``, known only to have taken longer than they are old

Never the mean of the closed cases, which is low wherever cases are open. A quantile that is not reached is null, and so
is the share resolved by a day that no case was observed for. ``median_to_last_days`` runs to the last resolution: a case
that is open again on ``as_of`` (of the ``reopened``) is censored there.
``unit="day"`` uses whole days, rounded up, and a case is observed for the whole days between the end of its day of
receipt and ``as_of``, so that fact and mart agree; ``unit="minute"`` uses the fact's times. Contradicting times, and
cases that left at an unknown time, are ``excluded`` (specification clause ch3.s2).

Unit: days. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import narwhals as nw
import numpy as np

from pipeline.metrics.durations import (
    MINUTES_PER_DAY,
    QUANTILES,
    by_group,
    days_to_last_whole_day,
    ended,
    observed_days,
    quantiles,
)
from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, with_period, within
from pipeline.metrics.periods import Period, first_uncovered_day, midnight
from pipeline.statistics.survival import curve

DAYS = (1, 3, 7, 15, 30)
TIMES = ("resolved_after", "reopened_after", "last_after", "left_after")
COUNTS = ("resolved", "by_close_time", "reopened", "competing", "censored", "not_in_export", "excluded")
COLUMNS = (
    *("complaints", *COUNTS),
    *(f"{name}_days{end}" for name in QUANTILES for end in ("", "_low", "_high")),
    *("median_to_last_days", *(f"resolved_by_day_{day}" for day in DAYS)),
)


@metric
def time_to_resolution(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1mo",
    as_of: datetime,
    unit: Literal["day", "minute"] = "day",
) -> LazyFrame:
    """Return quantiles of the time to resolution of each group in each period.

    Args:
        complaints: ``fct_complaint`` or, for ``unit="day"``, ``mart_complaint``.
        as_of: Moment up to which the exports are complete; an event after it has not happened yet.
        unit: ``day`` for whole days, ``minute`` for durations rounded up to the minute.

    Returns:
        A pandas frame: ``by``, ``period_start``, ``complaints``, ``resolved``, ``by_close_time``, ``reopened``,
        ``competing``, ``censored``, ``not_in_export``, ``excluded``, ``is_ripe``, for each of ``median_days``,
        ``p75_days``, ``p90_days`` the value, ``…_low`` and ``…_high`` (null: not reached), ``median_to_last_days``,
        and ``resolved_by_day_1``, ``_3``, ``_7``, ``_15``, ``_30``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    if unit == "minute":
        counted = _counts(with_period(_by_minute(complaints, as_of), "received_on", period), groups)
    else:  # counted by the day of receipt anyway, whose period is then found once
        counted = with_period(_counts(_by_day(complaints, as_of), keys(complaints, by, None)), "start", period)
    durations = _durations(counted.collect().to_pandas(), as_of, by_minute=unit == "minute")
    result = by_group(durations, groups, row_of, COLUMNS)
    return mark_ripe(nw.from_native(result).lazy(), period, first_uncovered_day(as_of))


def durations_in_days(
    complaints: LazyFrame, *, by: Sequence[str] = (), first: datetime, until: datetime, as_of: datetime
) -> Any:
    """Return what the curve of complaints received from ``first`` until before ``until`` is made of, in pandas.

    Returns:
        ``by``, the day of receipt (``start``), ``duration`` in whole days, and how many cases were ``resolved`` after it, left (``competing``) or were last
        seen open then (``censored``), with the other columns that ``row_of`` takes; a duration may come more than once.
    """
    received = nw.col("received_on")
    placed = _by_day(complaints, as_of).filter(received >= first, received < until)
    return _durations(_counts(placed, keys(complaints, by, None)).collect().to_pandas(), as_of, by_minute=False)


def of_cases(
    complaints: LazyFrame, *, start: datetime | None, period: Period | None, as_of: datetime, unit: str
) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``resolved``, ``not_in_export`` and ``excluded`` of each case of a period."""
    placed = _by_minute(complaints, as_of) if unit == "minute" else _by_day(complaints, as_of)
    in_export, is_usable = nw.col("has_resolution_field"), _is_usable()
    resolved_after, left_after = nw.col("resolved_after"), nw.col("left_after")
    is_seen = (
        ~resolved_after.is_null() if unit == "minute" else is_true(resolved_after <= days_to_last_whole_day(as_of))
    )
    return count(
        within(placed, "received_on", start, period),
        ["complaint_id"],
        of="cases",
        complaints=is_usable,
        resolved=is_usable & is_seen & ~is_true(left_after < resolved_after),
        not_in_export=~in_export,
        excluded=in_export & ~is_usable,
    )


def _by_day(complaints: LazyFrame, as_of: datetime) -> LazyFrame:
    """Add the time of each event in whole days; whether it had happened is decided with the age, later."""
    left = ~nw.col("outcome").is_null()
    return complaints.filter(nw.col("received_on") < midnight(as_of)).with_columns(
        start=nw.col("received_on"),
        resolved_after=nw.col("days_to_resolution"),
        reopened_after=nw.col("days_to_reopening"),
        last_after=nw.col("days_to_last_resolution"),
        left_after=nw.when(left).then(nw.col("days_to_close")),
        unknown_leaving=left & nw.col("days_to_close").is_null() & nw.col("days_to_resolution").is_null(),
    )


def _by_minute(complaints: LazyFrame, as_of: datetime) -> LazyFrame:
    """Add the time of each event in minutes, rounded up, of those that had happened on ``as_of``; else the start."""
    left, resolved = ~nw.col("outcome").is_null(), is_true(nw.col("resolved_at") < as_of)
    gone = left & is_true(nw.col("closed_at") < as_of)
    reopened = resolved & is_true(nw.col("reopened_at") < as_of)
    again = reopened & is_true(nw.col("last_resolved_at") < as_of)
    minutes = (nw.col("resolution_seconds") + 59) // 60
    return complaints.filter(nw.col("received_at") < as_of).with_columns(
        start=nw.when((~resolved & ~gone) | (reopened & ~again)).then(nw.col("received_at").dt.truncate("1m")),
        resolved_after=nw.when(resolved).then(minutes),
        # That it was reopened is decided here: its days, rounded up, may be to come.
        reopened_after=nw.when(reopened).then(minutes),
        last_after=nw.when(again).then(nw.col("days_to_last_resolution") * MINUTES_PER_DAY),
        left_after=nw.when(gone & ~resolved).then(nw.col("days_to_close") * MINUTES_PER_DAY),
        unknown_leaving=left & nw.col("closed_at").is_null() & nw.col("resolved_at").is_null(),
    )


def _counts(placed: LazyFrame, groups: Sequence[str]) -> LazyFrame:
    in_export, usable = nw.col("has_resolution_field"), _is_usable()
    return count(
        placed,
        [*groups, "start", *TIMES],
        of="cases",
        cases=usable,
        by_close_time=usable & is_true(nw.col("resolved_from") == "closed"),
        not_in_export=~in_export,
        excluded=in_export & ~usable,
    )


def _is_usable() -> nw.Expr:
    return nw.col("has_resolution_field") & nw.col("timing_problem").is_null() & ~nw.col("unknown_leaving")


def _durations(counts: Any, as_of: datetime, *, by_minute: bool) -> Any:
    """Turn counts per start and event times into counts of resolved, competing and censored cases per ``duration``.

    ``last_duration``, ``last_resolved`` and ``last_censored`` are the same to the last resolution.
    """
    scale = MINUTES_PER_DAY if by_minute else 1
    age = observed_days(counts["start"], as_of, by_minute=by_minute)
    resolved_after, reopened_after, last_after, left_after = (counts[name].astype(float) / scale for name in TIMES)
    counts["duration"], resolved, competing = ended(resolved_after, left_after, age)
    reopened = resolved & (reopened_after <= age)
    last_after = last_after.where(reopened, resolved_after)
    last_resolved = resolved & (last_after <= age)
    counts["last_duration"] = np.select([last_resolved, competing], [last_after, left_after], age)
    counts["by_close_time"] = counts["by_close_time"].where(resolved, 0)
    met = {"resolved": resolved, "reopened": reopened, "competing": competing, "censored": ~resolved & ~competing}
    met |= {"last_resolved": last_resolved, "last_censored": ~last_resolved & ~competing}
    return counts.assign(**{name: counts["cases"].where(condition, 0) for name, condition in met.items()})


def row_of(durations: Any) -> dict[str, Any]:
    """Return ``COLUMNS`` of the durations of one group."""
    counts = {name: int(durations[name].sum()) for name in COUNTS}
    competing = durations["competing"]
    shape = curve(durations["duration"], durations["resolved"], competing, durations["censored"])
    to_last = curve(durations["last_duration"], durations["last_resolved"], competing, durations["last_censored"])
    row: dict[str, Any] = {"complaints": counts["resolved"] + counts["competing"] + counts["censored"]} | counts
    row |= quantiles(shape, "days") | {"median_to_last_days": to_last.quantile(0.5)[0]}
    return row | {f"resolved_by_day_{day}": shape.by(day)[0] for day in DAYS}
