"""How fast complaints are resolved: the share resolved by each day after receipt, of all or group by group.

    share resolved by t    as ``time_to_resolution``: Kaplan–Meier, or Aalen–Johansen where complaints leave another way

All curves are of the complaints received in one period, by whole days, with 95 % intervals on the log-log scale. Groups are
compared by the log-rank test over all groups of at least five complaints, those that are not drawn too; complaints that
left are censored in it, so that it compares how fast the remaining ones are resolved (specification clause ch3.s2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.analysis.resolution_words import on_groups, on_speed
from pipeline.metrics.asked import Asked, understood
from pipeline.metrics.compute import K_FIGURES
from pipeline.metrics.counting import end_of_chosen, parts_by_end
from pipeline.metrics.names import with_names
from pipeline.metrics.periods import Period, midnight, shifted
from pipeline.metrics.source import covers_until, days, is_before_end, matching, open_table
from pipeline.metrics.time_to_resolution import COLUMNS, durations_in_days, row_of
from pipeline.statistics.log_rank import LogRank, log_rank
from pipeline.statistics.survival import curve

FEWEST = 5
POINTS = ["day", "at_risk", "share", "low", "high"]


@dataclass(frozen=True)
class ResolutionCurves:
    """The share resolved over time.

    Attributes:
        points: ``by`` (with names), ``day``, ``at_risk``, ``share`` with ``low`` and ``high`` (0 to 1); one row per group
            and day on which something was resolved or left, and one for the last day observed, with
            how many were still waiting after the others. Groups of under five have none.
        groups: ``by`` (with names) and ``COLUMNS`` of ``time_to_resolution``, the most complaints first; one row without ``by``.
        test: Whether the groups differ; None where there are not two of at least five.
        sentences: What to say of it, ``{"zh": …, "en": …}``.
        as_of: Moment up to which the exports are complete, None without complaints.
    """

    points: pd.DataFrame
    groups: pd.DataFrame
    test: LogRank | None
    sentences: list[dict[str, str]]
    as_of: datetime | None


def resolution_curves(
    connection: duckdb.DuckDBPyConnection,
    *,
    start: date,
    period: Period,
    by: str | None = None,
    where: Mapping[str, Any] | None = None,
    as_of: datetime | None = None,
    language: str = "zh",
) -> ResolutionCurves:
    """Return the curves of the complaints received in the period from ``start``.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        start: First day of the period.
        period: ``1mo``, ``1q`` or ``1y``.
        by: Dimension whose members get a curve each, None for all together.
        where: Conditions as of ``compute``.
        as_of: As of ``compute``; figures of single communities end with their own exports.
        language: Of the names.

    Raises:
        UnknownColumnError: If a column of ``by`` or ``where`` does not exist.
    """
    asked = understood(connection, "time_to_resolution", [by] if by else [], period, where, {}, K_FIGURES, "previous")
    durations, moment = _durations(connection, asked, start, start, as_of)
    parts = {key: of for key, of in _by_member(durations, asked.by) if of["cases"].sum() > 0}
    rows = [{**dict(zip(asked.by, key, strict=True)), **row_of(of)} for key, of in parts.items()]
    groups = pd.DataFrame(rows, columns=[*asked.by, *COLUMNS]).sort_values("complaints", ascending=False, kind="stable")
    shown = {key: of for key, of in parts.items() if of["cases"].sum() >= FEWEST}
    points = [_points(dict(zip(asked.by, key, strict=True)), of) for key, of in shown.items()]
    test = rank_test(list(shown.values()))
    said = on_groups(test, len(shown)) if by else [on_speed(row) for row in groups.to_dict("records")]
    curves, groups = (with_names(connection, frame, language) for frame in (_together(points, asked.by), groups))
    return ResolutionCurves(curves, groups, test, said, moment)


def durations_by_member(
    connection: duckdb.DuckDBPyConnection,
    *,
    starts: Sequence[date],
    period: Period,
    by: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
) -> dict[date, dict[tuple[Any, ...], pd.DataFrame]]:
    """Return period → members → how long the complaints received in it took: counts by ``duration`` in days.

    Args:
        starts: First days of the periods.
        by: Dimensions; none: one entry, of all complaints. The others as in ``resolution_curves``.
    """
    asked = understood(connection, "time_to_resolution", by, period, where, {}, K_FIGURES, "previous")
    durations, _ = _durations(connection, asked, min(starts), max(starts), None)
    if durations.empty:
        return {start: {} for start in starts}
    received = pd.to_datetime(durations["start"])
    within = {start: (received >= midnight(start)) & (received < shifted(start, period, 1)) for start in starts}
    return {start: dict(_by_member(durations[chosen], asked.by)) for start, chosen in within.items()}


def rank_test(groups: Sequence[pd.DataFrame]) -> LogRank | None:
    """Return the log-rank test of durations as ``durations_by_member`` has them; None where there are fewer than two groups."""
    if len(groups) < 2:
        return None
    return log_rank([(of["duration"], of["resolved"], of["competing"] + of["censored"]) for of in groups])


def _durations(
    connection: duckdb.DuckDBPyConnection, asked: Asked, start: date, last: date, as_of: datetime | None
) -> tuple[pd.DataFrame, datetime | None]:
    """Return the durations of the complaints of the periods from ``start`` to ``last``, and the moment at which they are judged."""
    is_fine = asked.is_fine or is_before_end(connection, asked.entry, as_of)
    table = open_table(connection, asked.entry, asked.columns, fact=is_fine)
    moment = end_of_chosen(connection, asked, as_of or covers_until(connection, asked.entry, days(table, asked.entry)))
    if moment is None or asked.period is None:
        return pd.DataFrame(columns=[*asked.by, "cases"]), moment
    chosen, until = matching(table, asked.where), shifted(last, asked.period, 1)
    found = [
        durations_in_days(part, by=asked.by, first=midnight(start), until=until, as_of=end)
        for end, part in parts_by_end(connection, chosen, asked, moment).items()
    ]
    return pd.concat([one for one in found if len(one)] or found[:1], ignore_index=True), moment


def _by_member(durations: pd.DataFrame, by: list[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    if not by:
        return [((), durations)]
    grouped = durations.groupby(by, dropna=False, sort=True)
    return [(tuple(None if pd.isna(name) else name for name in key), of) for key, of in grouped]


def _points(group: Mapping[str, Any], of: pd.DataFrame) -> pd.DataFrame:
    shape = curve(of["duration"], of["resolved"], of["competing"], of["censored"])
    values = (shape.times, shape.at_risk, shape.resolved, shape.low, shape.high)
    points = pd.DataFrame(dict(zip(POINTS, values, strict=True)))
    if (
        len(points) and shape.times[-1] < shape.until < math.inf
    ):  # open cases were observed longer than anything happened
        waiting = of.loc[of["duration"] > shape.times[-1], "cases"].sum()
        last = points.tail(1).assign(day=shape.until, at_risk=waiting)
        points = pd.concat([points, last], ignore_index=True)
    return points.assign(**group)


def _together(points: list[pd.DataFrame], by: list[str]) -> pd.DataFrame:
    if not points:
        return pd.DataFrame(columns=[*by, *POINTS])
    return pd.concat(points, ignore_index=True)[[*by, *POINTS]]
