"""Members of a dimension against all of them: who differs by more than its size explains (specification clause ch6.a3).

Funnel limits of 95 and 99.8 % around the common figure, widened where members vary more than chance (statistics/funnel.py).
Only figures that may be shown count, of whole and ripe periods: a community whose export ends before the period does is
left out. A member outside the limits is where to look; it says nothing of why. Grain: one row per member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.explain import in_unit
from pipeline.metrics.periods import Period
from pipeline.metrics.result import OK, Result
from pipeline.statistics.funnel import VERY_HIGH, VERY_LOW, funnel, limits_at

OUTSIDE = (VERY_HIGH, VERY_LOW)
FEWEST_MEMBERS = 3
POINTS = 60
KINDS = {"wilson": "share", "poisson": "rate"}
LIMITS = ("low95", "high95", "low998", "high998")
Said = dict[str, str]


@dataclass(frozen=True)
class Funnels:
    """Members against their common figure.

    Attributes:
        frame: One row per member: its id and name, ``x`` (numerator), ``n`` (denominator), ``value``, ``z``, ``status``
            (``inside``, ``high``, ``low``: outside 95 %, ``very_high``, ``very_low``: outside 99.8 %), ``low95``, ``high95``,
            ``low998``, ``high998``; the farthest above first. Empty where there are under three members.
        curves: The limits over ``n``, for a chart.
        target: The common figure, in the unit of the metric.
        is_overdispersed: Whether the limits are wider than chance alone would have them.
        result: The figures that it rests on.
        sentences: What to say of it, ``{"zh": …, "en": …}``.
    """

    frame: pd.DataFrame
    curves: pd.DataFrame
    target: float
    is_overdispersed: bool
    result: Result
    sentences: list[Said]


def funnel_of_members(
    connection: duckdb.DuckDBPyConnection,
    *,
    name: str,
    by: str = "community_id",
    period: Period,
    start: date,
    where: Mapping[str, Any] | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
    **parameters: Any,
) -> Funnels:
    """Return the members of ``by`` in the period that begins on ``start`` against all of them together.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        name: Metric that is a share or a rate.
        parameters: Of the metric.

    Raises:
        UsageError: If the metric is neither a share nor a rate.
    """
    result = compute(connection, name, by=by, period=period, where=where, language=language, k=k, **parameters)
    entry = result.metric
    if entry.interval not in KINDS:
        raise UsageError(
            zh=f"{entry.words('label', 'zh')}不是比例也不是比率，没有漏斗界限。",
            en=f"{entry.words('label', 'en')} is neither a share nor a rate, so it has no funnel limits.",
        )
    rows, left_out = _usable(result, start)
    if len(rows) < FEWEST_MEMBERS:
        return Funnels(rows.iloc[:0], pd.DataFrame(), np.nan, False, result, [_too_few(len(rows))])
    frame, curves, target, is_overdispersed = _judged(rows, result)
    sentences = [_on_members(frame, target, result), *_on_limits(is_overdispersed), *_on_left_out(left_out)]
    return Funnels(frame, curves, target, is_overdispersed, result, sentences)


def _usable(result: Result, start: date) -> tuple[pd.DataFrame, int]:
    """Return the rows of the period that may be compared, and how many of the others have cases."""
    frame, entry = result.frame, result.metric
    if frame.empty:
        return frame, 0
    rows = frame[(frame["period_start"] == pd.Timestamp(start)) & frame[result.by[0]].notna()]
    usable = (rows["status"] == OK) & rows["is_ripe"] & rows["is_whole"]
    unknown = rows.get("households_unknown", 0)
    return rows[usable], int(((rows[entry.numerator] + unknown > 0) & ~usable).sum())


def _judged(rows: pd.DataFrame, result: Result) -> tuple[pd.DataFrame, pd.DataFrame, float, bool]:
    entry = result.metric
    x, n = rows[entry.numerator].to_numpy(float), rows[entry.denominator].to_numpy(float)
    kind, scale = KINDS[entry.interval], entry.per if entry.interval == "poisson" else 1
    found = funnel(x, n, kind=kind)  # type: ignore[arg-type]
    names = [column for column in (result.by[0], result.by[0].removesuffix("_id")) if column in rows]
    frame = rows[names].assign(x=x, n=n, value=scale * found.values, z=found.z, status=found.status)
    frame = frame.assign(**{name: scale * getattr(found, name) for name in LIMITS})
    sizes = np.linspace(n.min() * 0.9, n.max() * 1.05, POINTS)
    limits = limits_at(found, sizes, kind=kind)  # type: ignore[arg-type]
    curves = pd.DataFrame({"n": sizes} | {name: scale * limits[name] for name in LIMITS})
    ordered = frame.sort_values("z", ascending=False, kind="stable", ignore_index=True)
    return ordered, curves, scale * found.target, found.is_overdispersed


def _too_few(members: int) -> Said:
    if not members:
        return {
            "zh": f"没有可比的：至少要有 {FEWEST_MEMBERS} 个（户数已知、导出覆盖整个时期）才能互相比较。",
            "en": f"None can be compared; it takes {FEWEST_MEMBERS} whose homes are known and whose exports cover the whole period.",
        }
    return {
        "zh": f"可比的只有 {members} 个，至少要有 {FEWEST_MEMBERS} 个（户数已知、导出覆盖整个时期）才能互相比较。",
        "en": f"Only {members} can be compared; it takes {FEWEST_MEMBERS} whose homes are known and whose exports cover the whole period.",
    }


def _on_members(frame: pd.DataFrame, target: float, result: Result) -> Said:
    unit, name = result.metric.unit, result.by[0].removesuffix("_id")
    label = name if name in frame else result.by[0]
    said: Said = {}
    for language, comma, none in (("zh", "、", "没有"), ("en", ", ", "none")):
        sides = [
            comma.join(
                f"{row[label]}{'（' if language == 'zh' else ' ('}{in_unit(row['value'], unit, language)}{'）' if language == 'zh' else ')'}"
                for row in frame[frame["status"] == status].to_dict("records")
            )
            or none
            for status in OUTSIDE
        ]
        mean = in_unit(target, unit, language)
        said[language] = (
            f"合起来是{mean}。高于大小所能解释的范围：{sides[0]}；低于的：{sides[1]}；其余 {_inside(frame)} 个的名次先后不说明问题。"
            if language == "zh"
            else f"All together: {mean}. Above what size explains: {sides[0]}; below: {sides[1]}. The order of the other {_inside(frame)} means nothing."
        )
    return said


def _inside(frame: pd.DataFrame) -> int:
    return int((~frame["status"].isin(OUTSIDE)).sum())


def _on_limits(is_overdispersed: bool) -> list[Said]:
    if not is_overdispersed:
        return []
    return [
        {
            "zh": "彼此之间的差别大于偶然，界限已相应放宽。",
            "en": "Members vary more than chance alone; the limits are widened for that.",
        }
    ]


def _on_left_out(left_out: int) -> list[Said]:
    if not left_out:
        return []
    return [
        {
            "zh": f"另有 {left_out} 个没有比较：户数不明，或导出没有覆盖整个时期。",
            "en": f"{left_out} more are not compared: their homes are unknown, or their exports do not cover the whole period.",
        }
    ]
