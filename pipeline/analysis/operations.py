"""Operational indicators and satisfaction: whether communities and quarters with more of the one have more of the other.

    rho          Spearman's correlation over community-quarters that have both figures
    rho_within   the same after each community's own mean is taken off both: quarters of one community compared with each other

An association is no cause. The quarters of one community are not independent of each other, so that p of ``rho`` is too
small where communities differ for other reasons; ``rho_within`` is free of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.explain import minus
from pipeline.metrics.members import in_words
from pipeline.metrics.result import OK
from pipeline.statistics.correlation import correlate
from pipeline.statistics.multiplicity import false_discovery

FEWEST = 12  # community-quarters: below that an interval spans nearly everything
COLUMNS = [
    "indicator",
    "unit",
    "n",
    "communities",
    "rho",
    "low",
    "high",
    "p",
    "q",
    "rho_within",
    "within_low",
    "within_high",
    "within_p",
    "within_q",
]
NOTES = (
    {"zh": "这是关联，不是因果。", "en": "An association, not a cause."},
    {
        "zh": "每个点是一个小区的一个季度；同一小区的各季度并不独立，p 因此偏小。rho_within 只比较同一小区的各季度。",
        "en": "Each point is one quarter of one community; quarters of one community are not independent, so p is too "
        "small. rho_within compares only quarters of the same community.",
    },
)


@dataclass(frozen=True)
class Operations:
    """Correlations of operational indicators with one of satisfaction.

    Attributes:
        frame: ``COLUMNS``, strongest first; rho and its like NaN under twelve community-quarters or where nothing varies.
            ``q`` and ``within_q`` are of all indicators together.
        sentences: One per row, ``{"zh": …, "en": …}``.
        notes: What to keep in mind beside them.
    """

    frame: pd.DataFrame
    sentences: list[dict[str, str]]
    notes: list[dict[str, str]]


def operations_and_satisfaction(
    connection: duckdb.DuckDBPyConnection,
    *,
    indicator: str = "overall",
    where: Mapping[str, Any] | None = None,
    as_of: datetime | None = None,
    k: int = K_FIGURES,
) -> Operations:
    """Return the rank correlation of every operational indicator with a satisfaction index, over community-quarters.

    Args:
        indicator: Of satisfaction, by id or name.
        where: ``community_id`` → communities to look at; empty: all.
        as_of: As in ``compute``.
        k: Smallest group of answers whose index is used.
    """
    asked: dict[str, Any] = {"by": "community", "period": "1q", "as_of": as_of, "k": k}
    chosen = dict(where or {})
    reported = compute(connection, "operational_indicator", where=chosen, **asked).frame
    answered = compute(connection, "satisfaction_index", where={**chosen, "indicator": indicator}, **asked).frame
    keys = ["community_id", "period_start"]
    satisfied = answered.loc[answered["status"] == OK, [*keys, "satisfaction_index"]]
    pairs = reported[reported["is_ripe"]].merge(satisfied, on=keys).dropna(subset=["community_id"])
    rows = [_row(name, unit, group) for (name, unit), group in pairs.groupby(["indicator_id", "unit"])]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    for p, q in (("p", "q"), ("within_p", "within_q")):
        frame[q] = false_discovery(frame[p].to_numpy(float))
    frame = frame.sort_values("rho", key=lambda rho: -rho.abs(), ignore_index=True)
    return Operations(frame, [_sentence(row) for row in frame.to_dict("records")], list(NOTES))


def _row(name: str, unit: str, group: pd.DataFrame) -> dict[str, Any]:
    x, y = group["operational_indicator"], group["satisfaction_index"]
    of = group["community_id"]
    about = {"indicator": name, "unit": unit, "n": len(group), "communities": of.nunique()}
    if len(group) < FEWEST:
        return about
    whole = correlate(x, y)
    within = correlate(x - x.groupby(of).transform("mean"), y - y.groupby(of).transform("mean"), means=of.nunique())
    return about | {
        "rho": whole.value,
        "low": whole.low,
        "high": whole.high,
        "p": whole.p,
        "rho_within": within.value,
        "within_low": within.low,
        "within_high": within.high,
        "within_p": within.p,
    }


def _sentence(row: dict[str, Any]) -> dict[str, str]:
    zh, en = (in_words("indicator_id", row["indicator"], language) for language in ("zh", "en"))
    n = row["n"]
    if pd.isna(row["rho"]):
        return {"zh": f"{zh}：{n} 个小区季度，不足以判断。", "en": f"{en}: {n} community-quarters, too few to tell."}
    figure, low, high, within = (minus(f"{row[name]:+.2f}") for name in ("rho", "low", "high", "rho_within"))
    return {
        "zh": f"{zh}与满意度的秩相关为 {figure}（n = {n}，95% 区间 {low} 至 {high}）；同一小区内为 {within}。",
        "en": f"{en}: rank correlation with satisfaction {figure} (n = {n}, 95% interval {low} to {high}); "
        f"within communities {within}.",
    }
