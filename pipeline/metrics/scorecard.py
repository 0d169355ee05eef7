"""The scorecard 记分卡: the four standards of service (specification clauses ch3.s1 to ch3.s4), each by its metrics in one period.

Every figure is that of ``compute``: with n, interval, target, change from the period before, and the sentence that says it.
Standards have no mark of their own: a mean of shares, days and indices would mean nothing.

Grain: one row per standard and metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.explain import BEFORE, explain, stands_to
from pipeline.metrics.periods import Period, first_uncovered_day, period_start, shifted
from pipeline.metrics.result import NO_DATA, OK, Result

COLUMNS = [
    "standard", "standard_label", "clause", "metric", "label", "period_start", "value", "n", "low", "high", "unit",
    "target", "gap", "previous", "change", "change_low", "change_high", "is_signal", "is_ripe", "status", "sentence",
]  # fmt: skip
AS_COMPUTED = (
    "low",
    "high",
    "target",
    "gap",
    "previous",
    "change",
    "change_low",
    "change_high",
    "is_signal",
    "is_ripe",
)
ANSWERS = ("satisfaction_index", "top_two_box")


@dataclass(frozen=True)
class Standard:
    """One standard of service: its indicator of satisfaction, and the metrics of complaints that tell of it."""

    indicator: str
    zh: str
    en: str
    clause: str
    complaints: tuple[str, ...]


STANDARDS = (
    Standard("attitude", "服务态度", "Attitude", "ch3.s1", ()),
    Standard(
        "efficiency",
        "服务效率",
        "Efficiency",
        "ch3.s2",
        (
            "response_on_time_rate",
            "on_time_response_rate",
            "time_to_first_response",
            "on_time_rate",
            "time_to_resolution",
        ),
    ),
    Standard(
        "effect",
        "服务效果",
        "Effect",
        "ch3.s3",
        ("resolution_rate", "confirmed_resolution_rate", "handling_satisfaction_rate"),
    ),
    Standard(
        "assurance",
        "服务保障",
        "Assurance",
        "ch3.s4",
        ("callback_rate", "on_time_callback_rate", "recontact_rate", "reopen_rate", "repeat_rate"),
    ),
)


def scorecard(
    connection: duckdb.DuckDBPyConnection,
    *,
    period: Period = "1q",
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
) -> pd.DataFrame:
    """Return the metrics of each standard in the last period that is over.

    Args:
        period: ``1mo``, ``1q`` or ``1y``.
        as_of: Moment up to which the exports are complete; default: what the build recorded, the newest of complaints
            and surveys for the choice of the period.
        where: Conditions as in ``compute``, on columns that complaints and answers both have, e.g. ``community``.

    Returns:
        ``COLUMNS``: ``value``, ``low``, ``high``, ``target``, ``gap`` and ``change`` in the metric's unit; ``n`` is what it
        is divided by, as text (``<5`` where it is hidden). A metric without a figure in the period says why in
        ``status`` and ``sentence``.

    Raises:
        UsageError, UnknownColumnError: As ``compute``.
    """
    start = _last_whole(connection, period, as_of)
    rows = []
    for standard in STANDARDS:
        asked = [(name, {"indicator": standard.indicator}) for name in ANSWERS]
        asked += [(name, {}) for name in standard.complaints]
        for name, own in asked:
            conditions = {**(where or {}), **own}
            result = compute(connection, name, period=period, as_of=as_of, where=conditions, language=language, k=k)
            rows.append(_row(standard, result, start, language))
    return pd.DataFrame(rows, columns=COLUMNS)


def _last_whole(connection: duckdb.DuckDBPyConnection, period: Period, as_of: datetime | None) -> datetime | None:
    """Return the first day of the last period that is over, None where nothing is loaded."""
    covers = "select greatest(complaints_cover_until, surveys_cover_until) from build"
    end = as_of or connection.execute(covers).fetchall()[0][0]
    return None if end is None else shifted(period_start(first_uncovered_day(end), period), period, -1)


def _row(standard: Standard, result: Result, start: datetime | None, language: str) -> dict[str, Any]:
    entry = result.metric
    shown = result.frame[result.frame["period_start"] == start].to_dict("records") if start else []
    row: dict[str, Any] = shown[0] if shown else {"status": NO_DATA, "period_start": start}
    about = {
        "standard": standard.indicator,
        "standard_label": standard.zh if language == "zh" else standard.en,
        "clause": standard.clause,
        "metric": entry.name,
        "label": result.label(language, row if shown else None),
        "period_start": start,
        "value": row.get(entry.value),
        "n": row.get("n_text"),
        "unit": entry.unit,
        "status": row["status"],
        "sentence": _sentence(result, row, language) if shown else _nothing(result, language),
    }
    return about | {name: row.get(name) for name in AS_COMPUTED}


def _sentence(result: Result, row: Mapping[str, Any], language: str) -> str:
    """Return the sentence of a figure, with its change and whether more than chance is behind it."""
    said = explain(result, row, language)
    if row["status"] == OK and not row["is_ripe"]:
        young = "，时期尚未满期。" if language == "zh" else ", not complete yet."
        return said[:-1] + young
    if pd.isna(row.get("change")):
        return said
    assert result.period is not None
    change, before = row["change"], BEFORE["previous"][result.period][0 if language == "zh" else 1]
    beside = stands_to(before, change, result.metric.unit, language, than="比")
    if language == "zh":
        beyond = "，超出偶然波动" if row["is_signal"] else ""
        return f"{said.removesuffix('。')}；{beside}{beyond}。"
    beyond = ", more than chance" if row["is_signal"] else ""
    return f"{said.removesuffix('.')}; {beside}{beyond}."


def _nothing(result: Result, language: str) -> str:
    label = result.label(language)
    return f"{label}：没有数据。" if language == "zh" else f"{label}: no data."
