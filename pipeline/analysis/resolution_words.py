"""What a manager can repeat of the time to resolution: by when half, three quarters, nine in ten are resolved; whether groups differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.statistics.log_rank import LogRank

SURE = 0.05
PARTS = (("median", "一半", "half"), ("p75", "四分之三", "three quarters"), ("p90", "九成", "nine in ten"))


def on_speed(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the sentence on one row of ``ResolutionCurves.groups``."""
    total, is_closed = int(row["complaints"]), 0 < row["by_close_time"] == row["resolved"]
    done = {"zh": "办结" if is_closed else "解决", "en": "closed" if is_closed else "resolved"}
    zh = [f"{total:,} 件投诉中，" + "，".join(_by(row, name, words, "zh", done) for name, words, _ in PARTS)]
    en = [
        f"Of {total:,} complaints, {done['en']}: "
        + ", ".join(_by(row, name, words, "en", done) for name, _, words in PARTS)
    ]
    still, left = int(row["censored"]), int(row["competing"])
    if still:
        zh.append(f"{still:,} 件仍未{done['zh']}")
        en.append(f"{still:,} still open")
    if left:
        zh.append(f"{left:,} 件撤回、合并或不受理")
        en.append(f"{left:,} withdrawn, merged or out of scope")
    return {"zh": "；".join(zh) + "。", "en": "; ".join(en) + "."}


def on_groups(test: LogRank | None, groups: int) -> list[dict[str, str]]:
    """Return whether the groups differ in how fast they are resolved."""
    if groups < 2:
        return [{"zh": "不足两组有 5 件以上投诉，无法比较。", "en": "Under two groups of five complaints or more: nothing to compare."}]  # fmt: skip
    if test is None or pd.isna(test.p):
        return [{"zh": "已解决的太少，无法比较各组的快慢。", "en": "Too few are resolved to compare the groups."}]
    p = "p < 0.001" if test.p < 0.001 else f"p = {test.p:.3f}"
    if test.p < SURE:
        return [{"zh": f"{groups} 组的解决快慢有差别，不像是偶然（对数秩检验 {p}）。", "en": f"The {groups} groups differ in how fast they are resolved, beyond chance (log-rank test, {p})."}]  # fmt: skip
    return [{"zh": f"{groups} 组的解决快慢没有超出偶然的差别（对数秩检验 {p}）。", "en": f"The {groups} groups do not differ in how fast they are resolved beyond chance (log-rank test, {p})."}]  # fmt: skip


def _by(row: Mapping[str, Any], name: str, words: str, language: str, done: Mapping[str, str]) -> str:
    days, low, high = (row[f"{name}_days{end}"] for end in ("", "_low", "_high"))
    if pd.isna(days):
        return f"{done['zh']}的还不到{words}" if language == "zh" else f"fewer than {words} so far"
    if pd.isna(low):
        interval = ""
    elif pd.isna(high):
        interval = f"（95% 区间不少于 {low:g} 天）" if language == "zh" else f" (95% interval at least {low:g})"
    else:
        interval = f"（95% 区间 {low:g}–{high:g}）" if language == "zh" else f" (95% interval {low:g}–{high:g})"
    return (
        f"{words}在 {days:g} 天内{done['zh']}{interval}"
        if language == "zh"
        else f"{words} within {days:g} days{interval}"
    )
