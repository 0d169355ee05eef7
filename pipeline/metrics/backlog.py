"""Backlog 积压: complaints that stand unresolved at the end of a period, and how old they are (clauses ch5.p3, ch10.e1).

    backlog = complaints received before the end − those standing resolved, closed or gone at the end

The end of a period is the first moment after it, or ``as_of`` where that comes first. ``age_0_7``, ``age_8_30``,
``age_31_90`` and ``age_over_90`` are its parts by whole days since the day of receipt. A complaint that was reopened and
not resolved since is in it again. One that left (withdrawn, merged, out of scope) at an unknown time is gone from its
receipt. One that was closed again after a reopening has left, though no second resolution is written. A reopening before
the first known end changes nothing: the resolution that it took back was overwritten. Complaints of exports that say
neither when a case was resolved nor closed are ``not_in_export``.

Each complaint enters and leaves at most three times; entries and exits are summed per period and added up, so that a
thousand days cost no more scans than one: one of the entries and one of the exits for each of the three times, of all ages together.

Unit: complaints, a stock: never add periods. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, total
from pipeline.metrics.periods import Period, first_uncovered_day, period_start, shifted

OLDER_THAN = {"backlog": 0, "over_7": 8, "over_30": 31, "over_90": 91}  # days from which a case is counted there too
AGES = {
    "age_0_7": ("backlog", "over_7"),
    "age_8_30": ("over_7", "over_30"),
    "age_31_90": ("over_30", "over_90"),
    "age_over_90": ("over_90", None),
}
COUNTS = ("received", *OLDER_THAN, "not_in_export", "excluded")
STAYS = 3
ANY = datetime(2000, 1, 1)


@metric
def backlog(
    complaints: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1mo", as_of: datetime
) -> LazyFrame:
    """Return the backlog of each group at the end of each period; with no period, on ``as_of``.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; an event at or after it has not happened yet.

    Returns:
        A pandas frame: ``by``, ``period_start``, ``received`` (ever, before the end), ``backlog``, ``age_0_7``,
        ``age_8_30``, ``age_31_90``, ``age_over_90``, ``not_in_export``, ``excluded``, ``is_ripe``.

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    in_export = nw.col("has_resolution_field") | nw.col("has_closing_field")
    timed = nw.col("timing_problem").is_null()
    usable = stays_of(complaints.filter(in_export & timed), [name for name in groups if name != "period_start"])
    met = {"received": in_export & timed, "not_in_export": ~in_export, "excluded": in_export & ~timed}
    received = complaints.filter(nw.col("received_at") < as_of)
    if period is not None:
        received = received.with_columns(period_start=_start(nw.col("received_at"), period))
    moves = [count(received, groups, of="cases", period=None, **met).collect().to_pandas()]
    for stay in range(1, STAYS + 1):
        moves += _entries_and_exits(usable, groups, period, as_of, stay)
    counted = _together(moves, groups)
    running = counted if period is None else _running(counted, groups, period, as_of)
    for age, (older, oldest) in AGES.items():
        running[age] = running[older] - (running[oldest] if oldest else 0)
    standing = running[[*groups, "received", "backlog", *AGES, "not_in_export", "excluded"]]
    return of_counts(nw.from_native(standing).lazy(), period=period, as_of=as_of)


def of_counts(counts: LazyFrame, *, period: Period | None, as_of: datetime) -> LazyFrame:
    """Add ``is_ripe`` to counts per group."""
    return mark_ripe(counts, period, first_uncovered_day(as_of))


def of_cases(complaints: LazyFrame, *, start: datetime | None, period: Period | None, as_of: datetime) -> LazyFrame:
    """Return ``complaint_id`` and ``backlog`` (0 or 1) of each case received before the end of a period."""
    end = as_of if start is None or period is None else min(as_of, shifted(start, period, 1))
    in_export = nw.col("has_resolution_field") | nw.col("has_closing_field")
    usable = complaints.filter(in_export & nw.col("timing_problem").is_null(), nw.col("received_at") < end)
    return count(stays_of(usable, ["complaint_id"]), ["complaint_id"], of="cases", backlog=_stands_at(end))


def overdue(complaints: LazyFrame, *, by: Sequence[str], as_of: datetime, recent_days: int) -> LazyFrame:
    """Return the part of the backlog on ``as_of`` that is past its due time; only groups that have any.

    Args:
        complaints: ``fct_complaint``.
        recent_days: Days before ``as_of`` in which a due time is ``recent``.

    Returns:
        ``by``, ``overdue``, ``recent`` (of these, due in the last days), ``first_due_at``.
    """
    in_export = nw.col("has_resolution_field") | nw.col("has_closing_field")
    due = complaints.filter(in_export & nw.col("timing_problem").is_null(), nw.col("due_at") <= as_of)
    standing = stays_of(due, [*by, "due_at"]).filter(_stands_at(as_of))
    is_recent = nw.col("due_at") > as_of - timedelta(days=recent_days)
    counted = count(standing, by, of="cases", overdue=nw.lit(True), recent=is_recent)
    return counted.join(standing.group_by(*by).agg(first_due_at=nw.col("due_at").min()), on=list(by), how="inner")


def _stands_at(end: datetime) -> nw.Expr:
    """Return whether a complaint with its stays is in the backlog at ``end``."""
    standing = nw.lit(False)
    for stay in range(1, STAYS + 1):
        entered, left = nw.col(f"in_{stay}"), nw.col(f"out_{stay}")
        standing = standing | is_true((entered < end) & (left.is_null() | (left >= end)))
    return standing


def stays_of(complaints: LazyFrame, dimensions: Sequence[str]) -> LazyFrame:
    """Return when each complaint entered the backlog and left it: ``in_1``, ``out_1`` … ``out_3``, null where it did not."""
    left = ~nw.col("outcome").is_null()
    untimed = nw.col("closed_at").is_null() & nw.col("resolved_at").is_null() & is_true(nw.col("status") == "closed")
    gone_at = nw.when(left | untimed).then(nw.coalesce(nw.col("closed_at"), nw.col("received_at")))
    last = nw.when(~nw.col("reopened_at").is_null()).then(nw.col("last_resolved_at"))
    out_1 = nw.min_horizontal(nw.col("resolved_at"), nw.col("closed_at"), gone_at)
    # A reopening before the first end that is known takes nothing back: the case was in all along, and is in once.
    in_2 = nw.when(nw.col("reopened_at") >= out_1).then(nw.col("reopened_at"))
    out_2 = nw.min_horizontal(nw.coalesce(nw.col("second_resolved_at"), last), _closed_after(in_2), gone_at)
    in_3 = nw.when(nw.col("second_reopened_at") >= out_2).then(nw.col("second_reopened_at"))
    return complaints.select(
        *dict.fromkeys([*dimensions, "cases", "received_on"]),  # few columns: each step below is bound with all of them
        in_1=nw.col("received_at"),
        out_1=out_1,
        in_2=in_2,
        out_2=out_2,
        in_3=in_3,
        out_3=nw.min_horizontal(last, _closed_after(in_3), gone_at),
    )


def _closed_after(entered: nw.Expr) -> nw.Expr:
    return nw.when(nw.col("closed_at") >= entered).then(nw.col("closed_at"))


def _entries_and_exits(
    usable: LazyFrame, groups: Sequence[str], period: Period | None, as_of: datetime, stay: int
) -> list[Any]:
    """Return, per group and period, how many enter (1) and leave (−1) each count of ``OLDER_THAN`` with one stay, in pandas."""
    entered, left = nw.col(f"in_{stay}"), nw.col(f"out_{stay}")
    entries, exits = {}, {}
    for name, days in OLDER_THAN.items():
        old_enough = nw.col("received_on").cast(nw.Datetime("us")) + timedelta(days=days)
        since = nw.max_horizontal(entered, old_enough) if days else entered
        entries[name] = nw.when((since < as_of) & (left.is_null() | (left > since))).then(_start(since, period))
        exits[name] = nw.when((left < as_of) & (left > since)).then(_start(left, period))
    stays = usable.filter(~entered.is_null())
    return [_moved(stays, groups, entries, 1), _moved(stays, groups, exits, -1)]


def _moved(stays: LazyFrame, groups: Sequence[str], starts: Mapping[str, nw.Expr], sign: int) -> Any:
    """Return ``sign`` times how many stays move in a period, per group and count; ``starts``: in which period they do.

    Counted for all counts at once: in which period a case grows old follows nearly from that in which it came.
    """
    import pandas as pd

    dimensions = [name for name in groups if name != "period_start"]
    counted = total(stays.select(*dimensions, "cases", **starts), [*dimensions, *starts], "cases")
    together = counted.collect().to_pandas()
    parts = [
        together[dimensions].assign(period_start=together[name], **{name: sign * together["cases"]})[
            together[name].notna()
        ]
        for name in starts
    ]
    return pd.concat(parts, ignore_index=True)


def _start(at: nw.Expr, period: Period | None) -> nw.Expr:
    """Return the first day of the period of a moment; any moment where there are no periods."""
    return nw.lit(ANY) if period is None else at.dt.truncate(period).cast(nw.Datetime("us"))


def _together(moves: Sequence[Any], groups: Sequence[str]) -> Any:
    """Return the moves summed per group."""
    import pandas as pd

    parts = pd.concat(moves, ignore_index=True)
    parts = (
        parts.reindex(columns=[*groups, *COUNTS]).fillna(dict.fromkeys(COUNTS, 0)).astype(dict.fromkeys(COUNTS, int))
    )
    if not groups:
        return parts.sum().to_frame().T
    if "period_start" in groups:
        parts["period_start"] = pd.to_datetime(parts["period_start"]).astype("datetime64[us]")
    return parts.groupby(list(groups), dropna=False, as_index=False)[list(COUNTS)].sum()


def _running(moves: Any, groups: Sequence[str], period: Period, as_of: datetime) -> Any:
    """Return the counts at the end of every period from a group's first complaint to ``as_of``."""
    import pandas as pd

    if moves.empty:
        return moves
    dimensions = [name for name in groups if name != "period_start"]
    starts = [period_start(moves["period_start"].min(), period)]
    while shifted(starts[-1], period, 1) < as_of:
        starts.append(shifted(starts[-1], period, 1))
    every = pd.DataFrame({"period_start": starts}).astype({"period_start": moves["period_start"].dtype})
    if dimensions:
        first = moves.groupby(dimensions, dropna=False, as_index=False)["period_start"].min()
        every = every.merge(first.rename(columns={"period_start": "first"}), how="cross")
        every = every[every["period_start"] >= every.pop("first")]
    filled = every.merge(moves, on=list(groups), how="left").sort_values("period_start", ignore_index=True)
    counts = filled[list(COUNTS)].fillna(0).astype(int)
    if not dimensions:
        return filled.assign(**counts.cumsum())
    by_group = counts.groupby([filled[name] for name in dimensions], dropna=False)
    return filled.assign(**by_group.cumsum())
