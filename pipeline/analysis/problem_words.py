"""What a manager can repeat of a recurring problem: where, how often, from how many homes, whether it is over, and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.analysis.problems import WITHIN_DAYS
from pipeline.metrics.periods import day_in_words

STATES = {
    "open": ("{open} 件未结", "{open} still open"),
    "watched": ("已全部解决，但还可能再次出现", "all resolved, but it may come again"),
    "closed": ("已全部解决，之后没有再出现", "all resolved, and not come again since"),
    "unknown": ("导出中没有处理结果", "the exports do not tell what became of it"),
}
TRENDS = {
    "rising": ("在增加", "rising"),
    "falling": ("在减少", "falling"),
    "no_clear_change": ("没有明显变化", "no clear change"),
}


def sentence(problem: Mapping[str, Any], measures: Mapping[str, str], within_days: int = WITHIN_DAYS) -> dict[str, str]:
    """Return one plain sentence on a row of ``recurring_problems``, ``{"zh": …, "en": …}``.

    Args:
        measures: Id → title of the measures.
    """
    kind = problem["category"] if pd.isna(problem["subcategory"]) else problem["subcategory"]
    building = None if pd.isna(problem["building"]) else problem["building"]
    done = [measures.get(name, name) for name in problem["measure_ids"]]
    open_cases = 0 if pd.isna(problem["open_cases"]) else int(problem["open_cases"])
    state, trend = STATES[problem["state"]], TRENDS[problem["trend"]]
    zh_days, en_days = (
        [day_in_words(problem[name], language) for name in ("first_seen_on", "last_seen_on")]
        for language in ("zh", "en")
    )
    cases, homes, again = (int(problem[name]) for name in ("cases", "homes", "again_from_same_home"))
    recent, earlier = int(problem["recent_cases"]), int(problem["earlier_cases"])
    zh = [
        f"{problem['community']}{f' {building} 栋' if building else ''} {kind}：{zh_days[0]}至 {zh_days[1]}共 {cases} 件，来自 {homes} 户",
        f"其中 {again} 件是同一户在解决后 {within_days} 天内再次投诉" if again else "",
        state[0].format(open=open_cases),
        f"最近 {within_days} 天 {recent} 件，此前 {within_days} 天 {earlier} 件（{trend[0]}）",
        f"相关措施：{'、'.join(done)}" if done else "没有针对它的措施",
    ]
    en = [
        f"{kind} in {problem['community']}{f', building {building}' if building else ''}: {cases} cases of {homes} homes from {en_days[0]} to {en_days[1]}",
        f"{again} of them from a home that had one resolved in the {within_days} days before" if again else "",
        state[1].format(open=open_cases),
        f"{recent} in the last {within_days} days, {earlier} in the {within_days} before ({trend[1]})",
        f"measures: {', '.join(done)}" if done else "no measure is aimed at it",
    ]
    return {"zh": "；".join(filter(None, zh)) + "。", "en": "; ".join(filter(None, en)) + "."}
