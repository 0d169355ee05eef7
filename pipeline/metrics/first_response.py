"""The first response to a complaint: what ``time_to_first_response`` (hours) and ``days_to_first_response`` share.

responded  first answered before ``as_of``; a reply, an arrival or a start of work, whatever the export calls its answer
competing  withdrawn, merged or out of scope before an answer, from the end of the day of leaving on (its clock is not
           kept): nobody waits any more
censored   unanswered on ``as_of``, known only to wait longer than they are old. A complaint that was resolved without a
           recorded answer is one of them, since nobody knows when the customer was told, and ``resolved_unanswered``

Sources that never record an answer are ``not_in_export``. Answers before the receipt, and cases that left unanswered at
an unknown time, are ``excluded``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import narwhals as nw

from pipeline.metrics.durations import (
    MINUTES_PER_DAY,
    QUANTILES,
    by_group,
    days_to_last_whole_day,
    ended,
    observed_days,
    quantiles,
)
from pipeline.metrics.frames import LazyFrame, count, is_true, mark_ripe, records, with_period, within
from pipeline.metrics.periods import Period, first_uncovered_day, midnight
from pipeline.statistics.survival import curve

Unit = Literal["hour", "day"]
PER_DAY: dict[Unit, int] = {"hour": 24, "day": 1}
SHARES: dict[Unit, tuple[int, ...]] = {"hour": (1, 4, 24, 48), "day": (1, 3, 7)}
TIMES = ("responded_after", "left_after")
COUNTS = ("responded", "competing", "censored", "resolved_unanswered", "not_in_export", "excluded")


def first_response(
    complaints: LazyFrame, groups: Sequence[str], period: Period | None, as_of: datetime, unit: Unit
) -> LazyFrame:
    """Return, per group, ``complaints``, ``COUNTS``, the quantiles in ``unit`` and the shares answered by some of them."""
    placed = _by_minute(complaints, as_of) if unit == "hour" else _by_day(complaints, as_of)
    counted = _counts(with_period(placed, "received_on", period), groups, unit)
    durations = _durations(counted.collect().to_pandas(), as_of, unit)
    ends = [f"{name}_{unit}s{end}" for name in QUANTILES for end in ("", "_low", "_high")]
    columns = ["complaints", *COUNTS, *ends, *(f"answered_by_{unit}_{limit}" for limit in SHARES[unit])]
    result = by_group(durations, groups, lambda of_group: _row(of_group, unit), columns)
    return mark_ripe(nw.from_native(result).lazy(), period, first_uncovered_day(as_of))


def cases_of(
    complaints: LazyFrame, start: datetime | None, period: Period | None, as_of: datetime, unit: Unit
) -> LazyFrame:
    """Return ``complaint_id``, ``complaints``, ``responded``, ``not_in_export`` and ``excluded`` of each case of a period."""
    placed = _by_minute(complaints, as_of) if unit == "hour" else _by_day(complaints, as_of)
    responded_after, left_after = nw.col("responded_after"), nw.col("left_after")
    is_seen = (
        ~responded_after.is_null() if unit == "hour" else is_true(responded_after <= days_to_last_whole_day(as_of))
    )
    in_export = _in_export(unit)
    usable = in_export & nw.col("is_usable")
    return count(
        within(placed, "received_on", start, period),
        ["complaint_id"],
        of="cases",
        complaints=usable,
        responded=usable & is_seen & ~is_true(left_after < responded_after),
        not_in_export=~in_export,
        excluded=in_export & ~nw.col("is_usable"),
    )


def _in_export(unit: Unit) -> nw.Expr:
    return nw.col("has_clock") if unit == "hour" else records("responded")


def _by_day(complaints: LazyFrame, as_of: datetime) -> LazyFrame:
    """Add the time of each event in whole days; whether it had happened is decided with the age, later."""
    return _marked(complaints.filter(nw.col("received_on") < midnight(as_of)), as_of).with_columns(
        start=nw.col("received_on"),
        responded_after=(nw.col("response_seconds") + 86399) // 86400,
        left_after=nw.when(~nw.col("outcome").is_null()).then(nw.col("days_to_close")),
    )


def _by_minute(complaints: LazyFrame, as_of: datetime) -> LazyFrame:
    """Add the time of each event in minutes, rounded up, of those that had happened on ``as_of``; else the start."""
    responded = is_true(nw.col("responded_at") < as_of)
    left = ~nw.col("outcome").is_null() & ~nw.col("days_to_close").is_null() & is_true(nw.col("closed_at") < as_of)
    return _marked(complaints.filter(nw.col("received_at") < as_of), as_of).with_columns(
        start=nw.when(~responded & ~left).then(nw.col("received_at").dt.truncate("1m")),
        responded_after=nw.when(responded).then((nw.col("response_seconds") + 59) // 60),
        left_after=nw.when(left).then(nw.col("days_to_close") * MINUTES_PER_DAY),
    )


def _marked(complaints: LazyFrame, as_of: datetime) -> LazyFrame:
    """Add whether a case was resolved, whether its times can be used, and whether answers are known with a clock."""
    never = nw.col("responded_at").is_null()
    left_unknown = ~nw.col("outcome").is_null() & nw.col("days_to_close").is_null()
    is_day = is_true(nw.col("received_precision") == "day") | is_true(nw.col("responded_precision") == "day")
    return complaints.with_columns(
        was_resolved=is_true(nw.col("resolved_at") < as_of),
        is_usable=(never & ~left_unknown) | ~nw.col("response_seconds").is_null(),
        has_clock=records("response_clock") & ~is_day,
    )


def _counts(placed: LazyFrame, groups: Sequence[str], unit: Unit) -> LazyFrame:
    in_export = _in_export(unit)
    usable = in_export & nw.col("is_usable")
    return count(
        placed,
        [*groups, "start", *TIMES],
        of="cases",
        cases=usable,
        resolved_unanswered=usable & nw.col("was_resolved"),
        not_in_export=~in_export,
        excluded=in_export & ~nw.col("is_usable"),
    )


def _durations(counts: Any, as_of: datetime, unit: Unit) -> Any:
    """Turn counts per start and event times into counts of responded, competing and censored cases per ``duration``."""
    by_minute = unit == "hour"
    age = observed_days(counts["start"], as_of, by_minute=by_minute)
    responded_after, left_after = (counts[name].astype(float) / (MINUTES_PER_DAY if by_minute else 1) for name in TIMES)
    counts["duration"], responded, competing = ended(responded_after, left_after, age)
    waiting = ~responded & ~competing
    met = {"responded": responded, "competing": competing, "censored": waiting}
    counts["resolved_unanswered"] = counts["resolved_unanswered"].where(waiting, 0)
    return counts.assign(**{name: counts["cases"].where(condition, 0) for name, condition in met.items()})


def _row(of_group: Any, unit: Unit) -> dict[str, Any]:
    counts = {name: int(of_group[name].sum()) for name in COUNTS}
    shape = curve(of_group["duration"], of_group["responded"], of_group["competing"], of_group["censored"])
    row: dict[str, Any] = {"complaints": counts["responded"] + counts["competing"] + counts["censored"]} | counts
    row |= quantiles(shape, f"{unit}s", per_day=PER_DAY[unit])
    return row | {f"answered_by_{unit}_{limit}": shape.by(limit / PER_DAY[unit])[0] for limit in SHARES[unit]}
