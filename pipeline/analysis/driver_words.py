"""What is said of drivers and correlations: a sentence per driver, what was left out, why there is nothing to show.

A driver goes with overall satisfaction; that it is its cause is never said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.statistics.quadrants import CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL

Said = dict[str, str]
SHOWN, NOT_SHOWN, FEW_ANSWERS, CONSEQUENCE, REFUSED = "shown", "not_shown", "few_answers", "consequence", "refused"
QUADRANTS = {
    CONCENTRATE: ("优先改进", "concentrate here"),
    KEEP_UP: ("继续保持", "keep up the good work"),
    LOW_PRIORITY: ("暂缓投入", "low priority"),
    OVERKILL: ("可能投入过多", "possible overkill"),
}
LEFT_OUT = {
    NOT_SHOWN: (
        "与总体满意度的关系不强于一个随机变量，不列为驱动因素",
        "no more connected with overall satisfaction than a random variable, so no driver",
    ),
    FEW_ANSWERS: ("回答的人不到一半，未纳入", "answered by under half, left out"),
    CONSEQUENCE: (
        "推荐意愿是满意的结果，不作为驱动因素",
        "willingness to recommend follows from satisfaction, so no driver",
    ),
    REFUSED: ("未计算", "not computed"),
}


def _said(zh: str, en: str) -> Said:
    return {"zh": zh, "en": en}


NO_ANSWERS = _said("没有符合条件的评分。", "No ratings match.")
NO_OUTCOME = _said(
    "所选调查没有总体满意度题，无法分析驱动因素；可在附带的 yaml 中用 outcome 指定。",
    "The surveys chosen do not ask for overall satisfaction; name the question as outcome in a sidecar.",
)
NO_DRIVERS = _said(
    "除总体满意度外，没有一半以上答卷回答的指标。", "No other indicator was answered by half of the responses."
)
FEW_LEFT_OUT = _said(
    "筛选后或被筛掉的答卷过少，会透露少数人的回答，不显示。请放宽筛选。",
    "Too few responses are chosen, or left out by a filter, and their answers would show. Use wider filters.",
)
UNTOLD = _said(
    "有的指标完全由其他指标决定，或所有人回答相同，无法区分各自的作用。",
    "Some indicators determine each other, or all answered alike: their weights cannot be told apart.",
)
ASSOCIATION = _said(
    "这些是关联，不是因果：提高某项评分不一定提高总体满意度。",
    "These are associations, not causes: raising a rating need not raise overall satisfaction.",
)
POOLED = _said("各小区的答卷合并计算，未加权。", "Answers of all communities are pooled, unweighted.")
NO_LMG = _said("因素超过 12 个，不计算 LMG（Shapley）值。", "Over 12 drivers: no LMG (Shapley) values.")


def too_few(n: int, needed: int, drivers: int, k: int) -> Said:
    """Return the refusal for ``n`` complete responses where ``needed`` are."""
    shown = f"{n:,}" if n == 0 or n >= k else f"<{k}"
    return _said(
        f"完整答卷 {shown} 份，分析 {drivers} 个因素至少需要 {needed:,} 份（50 份，且每个因素 10 份），不作分析。",
        f"{shown} complete responses; {drivers} drivers need at least {needed:,} (50, and 10 per driver): no analysis.",
    )


def on_rows(n: int, responses: int) -> Said:
    """Return how many responses count, and how many were dropped."""
    dropped = _percent(1 - n / responses)
    return _said(
        f"基于 {n:,} 份各项均已回答的有效问卷；{responses:,} 份中有 {dropped} 因缺答未计入。",
        f"From {n:,} valid questionnaires with every answer; {dropped} of {responses:,} lack one and are left out.",
    )


def on_explained(r_squared: float) -> Said:
    """Return what the drivers explain together."""
    share = _percent(r_squared)
    return _said(
        f"这些因素合起来解释总体满意度差异的 {share}（R²）。",
        f"Together they account for {share} of the differences in overall satisfaction (R²).",
    )


def surveys_left_out(count: int) -> Said:
    """Return that some surveys have no outcome."""
    return _said(
        f"{count} 次调查没有总体满意度题，未计入。",
        f"{count} {'survey is' if count == 1 else 'surveys are'} left out, without a question of overall satisfaction.",
    )


def most_indicators(shown: int, found: int) -> Said:
    """Return that only the indicators with the most answers are shown."""
    return _said(
        f"共 {found} 项，只显示回答最多的 {shown} 项。",
        f"Of {found} indicators, the {shown} with the most answers are shown.",
    )


def sentence(row: Mapping[str, Any], name_zh: str, name_en: str) -> Said:
    """Return what can be repeated of one driver, a ``row`` of ``Drivers.frame``."""
    if row["status"] != SHOWN:
        zh, en = LEFT_OUT[row["status"]]
        return _said(f"{name_zh}：{zh}。", f"{name_en}: {en}.")
    (how_zh, how_en), (judged_zh, judged_en) = _direction(row), _performance(row)
    interval = f"{row['low'] * 100:.1f}–{row['high'] * 100:.1f}"
    weight = f"{row['weight'] * 100:.1f}"
    return _said(
        f"{name_zh}：{how_zh}；占总体满意度差异的 {weight}%（95% 区间 {interval}%）{judged_zh}。这是关联，不是因果。",
        f"{name_en}: {how_en}; it stands for {weight}% of the differences in overall satisfaction "
        f"(95% interval {interval}%){judged_en}. An association, not a cause.",
    )


def _direction(row: Mapping[str, Any]) -> tuple[str, str]:
    r = f"r = {row['correlation']:.2f}"
    zh, en = {
        1: (f"评分越高，总体满意度越高（{r}）", f"the higher it is rated, the higher overall satisfaction ({r})"),
        -1: (f"评分越高，总体满意度越低（{r}）", f"the higher it is rated, the lower overall satisfaction ({r})"),
        0: (f"方向不明（{r}）", f"its direction is not known ({r})"),
    }[int(row["direction"])]
    if not row["is_suppressed"]:
        return zh, en
    return (
        f"{zh}，其他因素已知后方向相反（抑制）",
        f"{en}, the other way once the other drivers are known (suppression)",
    )


def _performance(row: Mapping[str, Any]) -> tuple[str, str]:
    if pd.isna(row["performance"]):
        return "", ""
    zh, en = f"；满意度指数 {row['performance']:.1f}", f"; satisfaction index {row['performance']:.1f}"
    if row["quadrant"] is None:
        return zh, en
    named = QUADRANTS[row["quadrant"]]
    return f"{zh}，属“{named[0]}”", f"{en}: {named[1]}"


def _percent(share: float) -> str:
    return f"{share:.1%}"
