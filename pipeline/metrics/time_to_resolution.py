"""Time to resolution: the time by which half, three quarters and nine tenths of the complaints are resolved.

    share resolved by t = Kaplan–Meier, or Aalen–Johansen where complaints leave another way

resolved   first resolved before ``as_of``; t runs from receipt
competing  withdrawn, merged or out of scope before ``as_of``: they can no longer be resolved
censored   still open on ``as_of``, known only to have taken longer than they are old

Never the mean of the closed cases, which is low wherever cases are open. A quantile that is not reached is null.
``unit="day"`` uses whole days, rounded up, and a case is observed for the whole days between the end of its day of
receipt and ``as_of``, so that fact and mart agree; ``unit="minute"`` uses the fact's times. Contradicting times, and
cases that left at an unknown time, are ``excluded`` (specification clause ch3.s2).

Unit: days. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

import narwhals as nw
import numpy as np

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, with_period
from pipeline.metrics.periods import DAY, Period, first_uncovered_day, midnight
from pipeline.statistics.survival import Curve, curve

QUANTILES = {"median_days": 0.5, "p75_days": 0.75, "p90_days": 0.9}
DAYS = (1, 3, 7, 15, 30)
MINUTES = 24 * 60
COUNTS = ("resolved", "competing", "censored", "not_in_export", "excluded")


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
        A pandas frame: ``by``, ``period_start``, ``complaints``, ``resolved``, ``competing``, ``censored``,
        ``not_in_export``, ``excluded``, ``is_ripe``, for each of ``median_days``, ``p75_days``, ``p90_days`` the value,
        ``…_low`` and ``…_high`` (null: not reached), and ``resolved_by_day_1``, ``_3``, ``_7``, ``_15``, ``_30``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    import pandas as pd

    groups = keys(complaints, by, period)
    placed = _by_minute(complaints, as_of) if unit == "minute" else _by_day(complaints, as_of)
    counted = _counts(with_period(placed, "received_on", period), groups)
    durations = _durations(counted.collect().to_pandas(), as_of, unit)
    rows = [group | _quantiles(of_group) for group, of_group in _each_group(durations, groups)]
    columns = [*groups, "complaints", *COUNTS, *_quantile_columns()]
    result = pd.DataFrame(rows, columns=columns)
    return mark_ripe(nw.from_native(result).lazy(), period, first_uncovered_day(as_of))


def _by_day(complaints: LazyFrame, as_of: datetime) -> LazyFrame:
    """Add the time of each event in whole days; whether it had happened is decided with the age, later."""
    left = ~nw.col("outcome").is_null()
    return complaints.filter(nw.col("received_on") < midnight(as_of)).with_columns(
        start=nw.col("received_on"),
        resolved_after=nw.col("days_to_resolution"),
        left_after=nw.when(left).then(nw.col("days_to_close")),
        unknown_leaving=left & nw.col("days_to_close").is_null() & nw.col("days_to_resolution").is_null(),
    )


def _by_minute(complaints: LazyFrame, as_of: datetime) -> LazyFrame:
    """Add the time of each event in minutes, rounded up, of those that had happened on ``as_of``; else the start."""
    left, resolved = ~nw.col("outcome").is_null(), is_true(nw.col("resolved_at") < as_of)
    gone = left & is_true(nw.col("closed_at") < as_of)
    return complaints.filter(nw.col("received_at") < as_of).with_columns(
        start=nw.when(~resolved & ~gone).then(nw.col("received_at").dt.truncate("1m")),
        resolved_after=nw.when(resolved).then((nw.col("resolution_seconds") + 59) // 60),
        left_after=nw.when(gone & ~resolved).then(nw.col("days_to_close") * MINUTES),
        unknown_leaving=left & nw.col("closed_at").is_null() & nw.col("resolved_at").is_null(),
    )


def _counts(placed: LazyFrame, groups: Sequence[str]) -> LazyFrame:
    in_export, timed = nw.col("has_resolution_field"), nw.col("timing_problem").is_null()
    usable = in_export & timed & ~nw.col("unknown_leaving")
    return count(
        placed,
        [*groups, "start", "resolved_after", "left_after"],
        of="cases",
        cases=usable,
        not_in_export=~in_export,
        excluded=in_export & ~usable,
    )


def _durations(counts: Any, as_of: datetime, unit: str) -> Any:
    """Turn counts per start and event times into counts of resolved, competing and censored cases per ``duration``."""
    import pandas as pd

    start = pd.to_datetime(counts["start"])
    if unit == "minute":
        age = np.ceil((as_of - start) / pd.Timedelta(minutes=1)).fillna(np.inf) / MINUTES
        scale = MINUTES
    else:
        age = ((midnight(as_of) - start) // DAY - 1).astype(float)
        scale = 1
    resolved_after = counts["resolved_after"].astype(float) / scale
    left_after = counts["left_after"].astype(float) / scale
    resolved = (resolved_after <= age) & ~(left_after < resolved_after)
    competing = (left_after <= age) & ~resolved
    counts["duration"] = np.select([resolved, competing], [resolved_after, left_after], age)
    for name, met in (("resolved", resolved), ("competing", competing), ("censored", ~resolved & ~competing)):
        counts[name] = counts["cases"].where(met, 0)
    return counts


def _each_group(durations: Any, groups: Sequence[str]) -> Iterator[tuple[dict[str, Any], Any]]:
    if not groups:
        yield {}, durations
        return
    for values, of_group in durations.groupby(list(groups), dropna=False, sort=True):
        yield dict(zip(groups, values, strict=True)), of_group


def _quantiles(of_group: Any) -> dict[str, Any]:
    counts = {name: int(of_group[name].sum()) for name in COUNTS}
    shape: Curve = curve(of_group["duration"], of_group["resolved"], of_group["competing"], of_group["censored"])
    row: dict[str, Any] = {"complaints": counts["resolved"] + counts["competing"] + counts["censored"]} | counts
    for name, share in QUANTILES.items():
        row[name], row[f"{name}_low"], row[f"{name}_high"] = shape.quantile(share)
    observed = row["complaints"] > 0
    return row | {f"resolved_by_day_{day}": shape.by(day)[0] if observed else np.nan for day in DAYS}


def _quantile_columns() -> list[str]:
    quantiles = [f"{name}{end}" for name in QUANTILES for end in ("", "_low", "_high")]
    return [*quantiles, *[f"resolved_by_day_{day}" for day in DAYS]]
