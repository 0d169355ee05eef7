"""What a register knew at a moment: later steps had not happened yet. Grain: one row per complaint received."""

import numpy as np
import pandas as pd

from pipeline.sample.steps import ENDED_OTHERWISE


def state_at(cases: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """Return the complaints received by ``moment`` as the register showed them then, with ``status``."""
    known = cases[cases["received_at"] <= moment].copy()
    is_reopened = known["reopened_at"] <= moment
    known["resolved_at"] = known["resolved_at"].where(is_reopened, known["first_resolved_at"])
    for column in [c for c in known.columns if c.endswith("_at") and c not in ("received_at", "due_at")]:
        known[column] = known[column].where(known[column] <= moment)
    is_not_yet_ended = known["outcome"].isin(list(ENDED_OTHERWISE)) & known["closed_at"].isna()
    known["outcome"] = known["outcome"].mask(is_not_yet_ended, "open")
    known.loc[known["feedback_at"].isna(), ["feedback_channel", "has_measures", "has_improvement"]] = None
    known.loc[known["called_back_at"].isna(), ["was_reached", "rating", "is_confirmed"]] = None
    known.loc[known["recontacted_at"].isna(), "second_rating"] = None
    known.loc[known["resolved_at"].isna(), "result"] = None
    known["status"] = _status(known)
    return known


def _status(known: pd.DataFrame) -> np.ndarray:
    ended = known["outcome"].map({"withdrawn": "已撤销", "merged": "已合并", "out_of_scope": "不予受理"})
    conditions = [
        ended.notna(),
        known["closed_at"].notna(),
        known["resolved_at"].notna(),
        known["reopened_at"].notna(),
        known["assigned_at"].notna(),
    ]
    return np.select(conditions, [ended.fillna(""), "已关闭", "已完成", "已重开", "处理中"], "待派单")
