"""One metric over time: control chart, trend, season and forecast, each with the sentence that a manager can repeat.

Only whole and ripe periods count, since others would bend the end of every line. Shares are charted as Laney's p′, other
figures as XmR, both with the rules of "Making Data Count"; the trend is a seasonal Kendall test with Theil–Sen's slope
(specification clause ch4.a3). A signal of a chart supports a finding and is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.trend_words import sentences
from pipeline.errors import UsageError
from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.periods import Period, period_start, shifted
from pipeline.metrics.result import OK, Result
from pipeline.statistics.control_charts import Chart, p_chart, xmr
from pipeline.statistics.control_rules import making_data_count, variation
from pipeline.statistics.decomposition import Decomposition, decompose
from pipeline.statistics.forecasting import Forecast, forecast
from pipeline.statistics.refusal import Refusal
from pipeline.statistics.trend import Trend, seasonal_kendall

CYCLES: dict[Period, int] = {"1mo": 12, "1q": 4, "1y": 1}
BETTER = {"higher": 1, "lower": -1, "neither": 0}
WITHIN = {"share": (0.0, 1.0), "index": (0.0, 100.0)}
HORIZON = 6
LONGEST_HORIZON = 24


@dataclass(frozen=True)
class Course:
    """A metric over time.

    Attributes:
        frame: One row per period: ``period_start``, ``kind`` (``actual`` or ``forecast``), ``value``, ``n``, the chart's
            ``centre``, ``lower``, ``upper``, ``cause`` (rule broken, ``common_cause`` else), ``variation``
            (``improvement``, ``concern``, …), ``trend`` and ``season`` of the decomposition, and of forecasts ``low80``,
            ``high80``, ``low95``, ``high95``.
        result: The figures that it rests on.
        chart, trend, parts, forecast: The statistics; the last two may be refused.
        sentences: What to say of it, ``{"zh": …, "en": …}``.
    """

    frame: pd.DataFrame
    result: Result
    chart: Chart
    trend: Trend
    parts: Decomposition | Refusal
    forecast: Forecast | Refusal
    sentences: list[dict[str, str]]


def trends(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    *,
    where: Mapping[str, Any] | None = None,
    period: Period = "1mo",
    as_of: datetime | None = None,
    horizon: int = HORIZON,
    changed_at: Sequence[datetime] = (),
    language: str = "zh",
    k: int = K_FIGURES,
    **parameters: Any,
) -> Course:
    """Return a metric of the warehouse over time.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        name: Name in the catalogue.
        where: Conditions as of ``compute``; one indicator for a metric of answers.
        period: ``1mo``, ``1q`` or ``1y``.
        horizon: Months to forecast, at most 24.
        changed_at: Days from whose period on the process is recorded as changed: limits start anew there.
        parameters: Of the metric.

    Raises:
        UsageError: If the period or horizon is off, or the conditions leave more than one series.
    """
    if period not in CYCLES or not 1 <= horizon <= LONGEST_HORIZON:
        raise UsageError(
            zh=f"趋势需要时期 1mo、1q 或 1y，预测 1 到 {LONGEST_HORIZON} 个月。",
            en=f"A trend needs the period 1mo, 1q or 1y, and a horizon of 1 to {LONGEST_HORIZON} months.",
        )
    result = compute(connection, name, period=period, as_of=as_of, where=where, language=language, k=k, **parameters)
    series, chart = control_chart(result, changed_at)
    values = series["value"].to_numpy(float)
    found = seasonal_kendall(values, CYCLES[period])
    parts = decompose(values, CYCLES[period]) if period == "1mo" else Refusal("not_monthly")
    ahead = forecast(values, horizon, period=CYCLES[period], within=WITHIN.get(result.metric.unit, (0.0, np.inf)))
    frame = _framed(series, parts, ahead, period)
    return Course(frame, result, chart, found, parts, ahead, sentences(result, frame, chart, found, ahead))


def control_chart(result: Result, changed_at: Sequence[datetime] = ()) -> tuple[pd.DataFrame, Chart]:
    """Return a metric by period as a control chart: the chart, and ``period_start``, ``value``, ``n``, ``centre``, ``lower``,
    ``upper``, ``cause``, ``variation`` of every period; a single period has no limits.

    Raises:
        UsageError: If the result is of more than one series.
    """
    period = result.period
    assert period is not None
    series = _series(result, period)
    rebased_at = [at for at, start in enumerate(series["period_start"]) if _holds(start, period, changed_at)]
    if result.metric.interval == "wilson":
        chart = p_chart(series["x"], series["n"], rebased_at=rebased_at)
    else:
        chart = xmr(series["value"], rebased_at=rebased_at)
    causes = making_data_count(chart)
    least, most = WITHIN.get(result.metric.unit, (0.0, np.inf))
    is_alone = series["value"].count() == 1  # its limits would be its own size, and say nothing of variation
    judged = series.drop(columns="x").assign(
        centre=chart.centre,
        lower=np.nan if is_alone else np.clip(chart.lower, least, most),
        upper=np.nan if is_alone else np.clip(chart.upper, least, most),
        cause=causes,
        variation=variation(causes, BETTER[result.metric.better]),
    )
    return judged, chart


def _holds(start: datetime, period: Period, moments: Sequence[datetime]) -> bool:
    return any(period_start(moment, period) == start for moment in moments)


def _series(result: Result, period: Period) -> pd.DataFrame:
    """Return ``period_start``, ``value``, ``x``, ``n`` of every period from the first to the last usable one."""
    frame, entry = result.frame, result.metric
    if "period_start" in frame and frame["period_start"].duplicated().any():
        of = frame.columns[0]  # what splits the rows comes first
        raise UsageError(
            zh=f"请用 --where {of}=… 选定一项：一条趋势线只能是一项。",
            en=f"Choose one with --where {of}=…: a trend is of one series.",
        )
    usable = frame[(frame["status"] == OK) & frame["is_ripe"] & frame["is_whole"]] if len(frame) else frame
    starts: list[datetime] = []
    if len(usable):
        starts = [usable["period_start"].min()]
        while starts[-1] < usable["period_start"].max():
            starts.append(pd.Timestamp(shifted(starts[-1], period, 1)))
    known = usable.set_index("period_start").reindex(starts)
    return pd.DataFrame(
        {
            "period_start": starts,
            "value": known[entry.value].to_numpy(float),
            "x": known[entry.numerator].to_numpy(float),
            "n": known[entry.denominator].to_numpy(float),
        }
    )


def _framed(
    series: pd.DataFrame, parts: Decomposition | Refusal, ahead: Forecast | Refusal, period: Period
) -> pd.DataFrame:
    actual = series.assign(kind="actual")
    if isinstance(parts, Decomposition):
        actual = actual.assign(trend=parts.trend, season=parts.seasonal)
    frames = [actual]
    if isinstance(ahead, Forecast):
        last = actual["period_start"].iloc[-1]
        frames.append(
            pd.DataFrame(
                {
                    "period_start": [pd.Timestamp(shifted(last, period, step + 1)) for step in range(len(ahead.mean))],
                    "kind": "forecast",
                    "value": ahead.mean,
                    **{name: getattr(ahead, name) for name in ("low80", "high80", "low95", "high95")},
                }
            )
        )
    columns = [
        "period_start", "kind", "value", "n", "centre", "lower", "upper", "cause", "variation", "trend", "season",
        "low80", "high80", "low95", "high95",
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True).reindex(columns=columns)
