"""What a manager can repeat of a type of complaints and satisfaction: how much lower, in which quarter, and how sure; no cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.metrics.explain import minus
from pipeline.statistics.within_units import FEWEST_CELLS, FEWEST_TIMES, FEWEST_UNITS

DISCOVERIES = 0.05
WHEN = {0: ("同一季度", "in the same quarter"), 1: ("下一季度", "in the quarter after")}
MORE = {
    "per_1000_households": ("每千户多 1 件投诉的季度", "one more complaint per 1,000 households in a quarter"),
    "doubled": ("投诉多一倍的季度", "twice as many complaints in a quarter"),
}
REASONS = {
    "few_cases": ("投诉太少", "too few complaints"),
    "few_units": (f"少于 {FEWEST_UNITS} 个小区", f"fewer than {FEWEST_UNITS} communities"),
    "few_times": (f"少于 {FEWEST_TIMES} 个季度", f"fewer than {FEWEST_TIMES} quarters"),
    "few_cells": (f"少于 {FEWEST_CELLS} 个小区季度", f"fewer than {FEWEST_CELLS} community-quarters"),
    "no_variation": ("各小区同涨同落，无从比较", "it changes in all communities alike"),
}


def is_finding(row: Mapping[str, Any]) -> bool:
    """Return whether satisfaction is shown to be lower or higher, with false discoveries held to 5 % over the family."""
    return bool(row["q"] <= DISCOVERIES)


def sentence(row: Mapping[str, Any], measure: str) -> dict[str, str]:
    """Return one plain sentence on a row of ``types_and_satisfaction``, ``{"zh": …, "en": …}``."""
    (when_zh, when_en), (more_zh, more_en) = WHEN[row["lag_quarters"]], MORE[measure]
    name, n, communities = row["type"], int(row["n"]), int(row["communities"])
    of_zh, of_en = f"{communities} 个小区，n = {n} 个小区季度", f"{communities} communities, n = {n} community-quarters"
    if isinstance(row["reason"], str):
        zh, en = REASONS[row["reason"]]
        return {
            "zh": f"{name}与{when_zh}的满意度：不足以判断（{zh}；{of_zh}）。",
            "en": f"{name} and satisfaction {when_en}: cannot be told ({en}; {of_en}).",
        }
    change, low, high = (minus(f"{row[name]:+.1f}") for name in ("change", "low", "high"))
    sure_zh, sure_en = (
        f"95% 区间 {low} 至 {high}，q = {row['q']:.3f}",
        f"95% interval {low} to {high}, q = {row['q']:.3f}",
    )
    if not is_finding(row):
        return {
            "zh": f"{name}：看不出与同一小区{when_zh}的满意度有关（{change} 分，{sure_zh}；{of_zh}）。",
            "en": f"{name}: not shown to go with satisfaction of the same community {when_en} "
            f"({change} points, {sure_en}; {of_en}).",
        }
    way_zh, way_en = ("低", "lower") if row["change"] < 0 else ("高", "higher")
    size = f"{abs(row['change']):.1f}"
    return {
        "zh": f"{name}：{more_zh}，同一小区{when_zh}的满意度指数平均{way_zh} {size} 分（{sure_zh}；{of_zh}）。",
        "en": f"{name}: with {more_en}, the satisfaction index of the same community {when_en} is {size} points {way_en} "
        f"on average ({sure_en}; {of_en}).",
    }


def notes(frame: pd.DataFrame, k: int, left_out: int, indicator: tuple[str, str] | None) -> list[dict[str, str]]:
    """Return what to keep in mind beside the sentences.

    Args:
        k: Smallest group of answers whose index is used.
        left_out: Communities with answers whose households are unknown.
        indicator: Names of the indicator of satisfaction, zh and en.
    """
    tested = int(frame["p"].notna().sum())
    said = [
        *_on_nothing_found(frame, tested),
        {
            "zh": "这是关联，不是因果：同一时期的其他事情也可能使投诉和满意度一起变化。",
            "en": "An association, not a cause: something else may have changed complaints and satisfaction together.",
        },
        {
            "zh": f"小区之间的固有差别和全公司共同的季度变化已扣除；回答少于 {k} 份的小区季度不计入。共检验 {tested} 项，q 已按此校正。",
            "en": "Lasting differences between communities and what a quarter brought to all of them are taken off; "
            f"community-quarters of under {k} answers are not used. {tested} were tested, which q allows for.",
        },
    ]
    if indicator:
        said.append({"zh": f"满意度指数取自“{indicator[0]}”。", "en": f"Index of satisfaction: {indicator[1]}."})
    if left_out:
        said.append(
            {
                "zh": f"另有 {left_out} 个小区户数不明，未计入。",
                "en": f"{left_out} more communities are left out: their households are unknown.",
            }
        )
    return said


def _on_nothing_found(frame: pd.DataFrame, tested: int) -> list[dict[str, str]]:
    """Say why no sentence is above, where there is none."""
    if frame.empty:
        return [
            {
                "zh": "没有哪个小区在同一季度既有投诉又有可显示的满意度。",
                "en": "No community has both complaints and a satisfaction figure that may be shown.",
            }
        ]
    if not tested:
        zh, en = REASONS[frame["reason"].iloc[0]]
        return [{"zh": f"还不足以判断：{zh}。", "en": f"Nothing can be told yet: {en}."}]
    if not (frame["q"] <= DISCOVERIES).any():
        return [
            {
                "zh": "看不出哪一类投诉与同一小区的满意度有关。",
                "en": "No type of complaints is shown to go with satisfaction of the same community.",
            }
        ]
    return []
