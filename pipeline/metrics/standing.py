"""Horizontal comparison 横向比较: each member of a dimension against the rest, its target and the best (clause ch6.a3).

    gap_to_best = value − value of the best        the best has at least 30 answers or cases

Who differs from the rest is told by the interval of the difference and by q (``changes``); being first or last of a list
is no difference. Grain: one row per member, as ``compute(…, against="rest")`` has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipeline.metrics.explain import difference_in_unit, in_unit, is_nothing, minus
from pipeline.metrics.result import OK, Result
from pipeline.metrics.suppression import SMALL

FEWEST_TO_RANK = 30


@dataclass(frozen=True)
class Standing:
    """Where the members of a dimension stand in one period.

    Attributes:
        frame: The rows of the period with ``gap_to_best`` in the unit of the metric (NaN where few answers look better than the
            best), the highest figure first, those without one last.
        best: Name of the best member, None where no other is compared with it.
        sentences: One per row, ``{"zh": …, "en": …}``; empty where the figure is not shown.
    """

    frame: pd.DataFrame
    best: str | None
    sentences: list[dict[str, str]]


def standing(result: Result, start: date | None = None) -> Standing:
    """Return where the members of the last dimension of ``result`` stand, of the period that begins on ``start``.

    Args:
        result: Of ``compute`` with ``against="rest"`` and one dimension.
        start: First day of the period; None where no period was asked for.
    """
    rows, entry = result.frame, result.metric
    if start is not None and len(rows):
        rows = rows[rows["period_start"] == pd.Timestamp(start)]
    if rows.empty:
        return Standing(rows.assign(gap_to_best=[]), None, [])
    rows = rows.sort_values(entry.value, ascending=False, na_position="last", kind="stable", ignore_index=True)
    member = result.by[-1]
    best = _best(rows, result, member)
    value = rows[entry.value].astype(float).where(rows["status"] == OK)
    gap = value - value[best] if best is not None else value * np.nan
    is_behind = gap <= 0 if entry.better == "higher" else gap >= 0
    rows = rows.assign(gap_to_best=gap.where(is_behind))  # one of few answers may look better, and is not ranked
    name = member.removesuffix("_id")
    leader = None if best is None else str(rows.loc[best, name])
    return Standing(rows, leader, [_sentence(row, result, name, leader) for row in rows.to_dict("records")])


def _best(rows: pd.DataFrame, result: Result, member: str) -> int | None:
    """Return the row of the best member, None where fewer than two may be ranked or neither direction is better."""
    entry = result.metric
    ranked = rows[(rows["status"] == OK) & (rows[entry.denominator] >= FEWEST_TO_RANK)]
    ranked = ranked[ranked[member].notna() & (ranked[member] != SMALL)]
    if len(ranked) < 2 or entry.better == "neither":
        return None
    values = ranked[entry.value].astype(float)
    return int(values.idxmax() if entry.better == "higher" else values.idxmin())


def _sentence(row: Mapping[str, Any], result: Result, name: str, best: str | None) -> dict[str, str]:
    if row["status"] != OK:
        return {}
    unit, who = result.metric.unit, row[name]
    said = {}
    for language in ("zh", "en"):
        zh = language == "zh"
        member = ("未注明" if zh else "not given") if pd.isna(who) else str(who)
        value = in_unit(row[result.metric.value], unit, language)
        parts = [_against_rest(row, unit, language)]
        if not pd.isna(row.get("gap")):
            parts.append(_far(row["gap"], in_unit(row["target"], unit, language), unit, language, "target"))
        if not pd.isna(row["gap_to_best"]) and str(who) != best:
            parts.append(_far(row["gap_to_best"], str(best), unit, language, "best"))
        known = [part for part in parts if part]
        text = ("；" if zh else "; ").join([value, *known])
        said[language] = f"{member}：{text}。" if zh else f"{member}: {text}."
    return said


def _against_rest(row: Mapping[str, Any], unit: str, language: str) -> str:
    """Return how a figure differs from the rest: more than chance, perhaps by chance, or not reliably at all."""
    if pd.isna(row["change"]) or pd.isna(row["change_low"]):
        return ""
    zh, above = language == "zh", row["change"] > 0
    rest, far = in_unit(row["previous"], unit, language), difference_in_unit(abs(row["change"]), unit, language)
    ends = [_signed(row[end], unit) for end in ("change_low", "change_high")]
    q = "q < 0.001" if row["q"] < 0.001 else f"q = {row['q']:.3f}"
    beside = f"95% 区间 {ends[0]} 至 {ends[1]}，{q}" if zh else f"95% interval {ends[0]} to {ends[1]}, {q}"
    if not row["is_signal"] and row["change_low"] <= 0 <= row["change_high"]:
        return (
            f"与其余（{rest}）没有可靠的差别（{beside}）"
            if zh
            else f"no reliable difference to the rest ({rest}; {beside})"
        )
    said = (
        f"比其余（{rest}）{'高' if above else '低'} {far}"
        if zh
        else f"{far} {'above' if above else 'below'} the rest ({rest}"
    )
    if row["is_signal"]:
        return f"{said}（{beside}），不是偶然差别" if zh else f"{said}; {beside}), more than chance"
    many = int(row["family_size"])
    return (
        f"{said}（{beside}），但同时比较了 {many} 项，仍可能出于偶然"
        if zh
        else f"{said}; {beside}), but of {many} comparisons at once this may still be chance"
    )


def _far(gap: float, what: str, unit: str, language: str, kind: str) -> str:
    """Return how far a figure is from its ``target``, or from the ``best`` member."""
    zh, far = language == "zh", difference_in_unit(abs(gap), unit, language)
    whom = {"target": (f"目标 {what} ", f"the target of {what}"), "best": (f"最好的{what}", f"the best, {what}")}[kind]
    if round(gap, 9) == 0:
        return f"与{whom[0]}相同" if zh else f"the same as {whom[1]}"
    if is_nothing(far):
        return f"与{whom[0]}基本相同" if zh else f"about the same as {whom[1]}"
    above = gap > 0
    return f"比{whom[0]}{'高' if above else '低'} {far}" if zh else f"{far} {'above' if above else 'below'} {whom[1]}"


def _signed(value: float, unit: str) -> str:
    digits = 2 if unit in ("rating", "coefficient") else 1
    return minus(f"{value * (100 if unit == 'share' else 1):+.{digits}f}")
