"""What is said of each entry of the priority list, and of the complaints beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.analysis.driver_words import QUADRANTS, Said
from pipeline.metrics.members import in_words

MOST_TYPES = 3
ORDER = {
    "zh": "先按象限，再按权重排；与目标的差距和投诉件数列在旁边，由读者权衡。",
    "en": "Ordered by quadrant, then by weight; the gap to the target and the complaints stand beside, for the reader to weigh.",
}


def sentence(row: Mapping[str, Any], name_zh: str, name_en: str) -> Said:
    """Return what can be repeated of a ``row`` of ``Priorities.frame``."""
    parts = [_place(row), _weight(row), _performance(row), _complaints(row)]
    known = [part for part in parts if part]
    return {
        "zh": f"{name_zh}：{'；'.join(zh for zh, _ in known)}。",
        "en": f"{name_en}: {'; '.join(en for _, en in known)}.",
    }


def on_complaints(complaints: pd.DataFrame) -> list[Said]:
    """Return how the list is ordered, and how many complaints belong to no indicator.

    Args:
        complaints: ``complaints`` and ``indicator_id`` per type.
    """
    if complaints.empty:
        return [
            ORDER,
            {"zh": "这个时期没有投诉可对照。", "en": "There are no complaints of this period to look at beside."},
        ]
    other = int(complaints.loc[complaints["indicator_id"].isna(), "complaints"].sum())
    if not other:
        return [ORDER]
    every = int(complaints["complaints"].sum())
    return [
        ORDER,
        {
            "zh": f"投诉按类型名称对应到指标；{every:,} 件中有 {other:,} 件的类型不对应任何指标，未列出。",
            "en": f"Complaints are matched to indicators by the names of their types; {other:,} of {every:,} match none "
            "and are not listed.",
        },
    ]


def _place(row: Mapping[str, Any]) -> tuple[str, str] | None:
    return None if row["quadrant"] is None or pd.isna(row["quadrant"]) else QUADRANTS[row["quadrant"]]


def _weight(row: Mapping[str, Any]) -> tuple[str, str]:
    weight, low, high = (f"{row[name] * 100:.1f}" for name in ("weight", "low", "high"))
    return (
        f"占总体满意度差异的 {weight}%（95% 区间 {low}–{high}%）",
        f"{weight}% of the differences in overall satisfaction (95% interval {low}–{high}%)",
    )


def _performance(row: Mapping[str, Any]) -> tuple[str, str] | None:
    if pd.isna(row["performance"]):
        return None
    index = f"{row['performance']:.1f}"
    if pd.isna(row["gap"]):
        return f"满意度指数 {index}，没有约定目标", f"satisfaction index {index}, no target agreed"
    far, target = f"{abs(row['gap']):.1f}", f"{row['target']:g}"
    above = row["gap"] >= 0
    return (
        f"满意度指数 {index}，比目标 {target} {'高' if above else '低'} {far}",
        f"satisfaction index {index}, {far} {'above' if above else 'below'} the target of {target}",
    )


def _complaints(row: Mapping[str, Any]) -> tuple[str, str]:
    if pd.isna(row["complaints"]):
        return "没有类型对应的投诉", "no complaints of a matching type"
    number = int(row["complaints"])
    more = len(row["types"]) > MOST_TYPES
    named = [
        (in_words("category", name, "zh"), in_words("category", name, "en").lower())
        for name in row["types"][:MOST_TYPES]
    ]
    zh, en = "、".join(zh for zh, _ in named), ", ".join(en for _, en in named)
    return (
        f"相关投诉 {number:,} 件（{zh}{'等' if more else ''}）",
        f"{number:,} complaints about it ({en}{' and others' if more else ''})",
    )
