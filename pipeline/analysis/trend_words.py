"""What a manager can repeat of a metric over time: its trend, its last period, what is expected. No causes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.metrics.explain import in_unit, minus, period_in_words
from pipeline.metrics.result import Result
from pipeline.reasons import reason
from pipeline.statistics.control_charts import Chart
from pipeline.statistics.control_rules import COMMON_CAUSE
from pipeline.statistics.forecasting import SEASONAL_NAIVE, Forecast
from pipeline.statistics.refusal import Refusal
from pipeline.statistics.trend import Trend

SURE = 0.05
FEWEST_FOR_TREND = 8
Said = dict[str, str]
CAUSES = {
    "above_limit": ("高于正常波动的上限", "above the limits of normal variation"),
    "below_limit": ("低于正常波动的下限", "below the limits of normal variation"),
    "rising": ("连续上升", "part of a steady rise"),
    "falling": ("连续下降", "part of a steady fall"),
    "two_of_three_high": ("三个点中有两个接近上限", "one of two in three near the upper limit"),
    "two_of_three_low": ("三个点中有两个接近下限", "one of two in three near the lower limit"),
    "seven_above": ("连续七个点在均值之上", "part of seven in a row above the mean"),
    "seven_below": ("连续七个点在均值之下", "part of seven in a row below the mean"),
}
VARIATIONS = {
    "improvement": ("是变好的信号", "a signal of improvement"),
    "concern": ("是变差的信号", "a signal for concern"),
    "high": ("不是正常波动", "not normal variation"),
    "low": ("不是正常波动", "not normal variation"),
}


def sentences(result: Result, frame: pd.DataFrame, chart: Chart, trend: Trend, ahead: Forecast | Refusal) -> list[Said]:
    """Return the sentences on the trend, the last period and the forecast.

    Args:
        frame: As of ``Course``.
    """
    actual = frame[frame["kind"] == "actual"]
    if actual.empty:
        return [{"zh": "还没有完整的时期可看。", "en": "There is no complete period to look at yet."}]
    comes = [_on_what_comes(result, frame, ahead), *_on_backtest(result, ahead)]
    return [_on_trend(result, trend), *on_the_last(result, actual, chart), *comes]


def _on_trend(result: Result, trend: Trend) -> Said:
    zh, en = (result.label(language) for language in ("zh", "en"))
    if trend.n < FEWEST_FOR_TREND or np.isnan(trend.p):
        return {
            "zh": f"{zh}：时期太少或没有变化，看不出趋势。",
            "en": f"{en}: too few periods, or no change, to see a trend.",
        }
    if trend.p >= SURE:
        return {
            "zh": f"{zh}：{trend.n} 个时期里没有可靠的上升或下降（p = {trend.p:.2f}）。",
            "en": f"{en}: no reliable rise or fall over {trend.n} periods (p = {trend.p:.2f}).",
        }
    up = trend.slope > 0
    size = [_change(result, value) for value in (trend.slope, trend.low, trend.high)]
    p = "< 0.001" if trend.p < 0.001 else f"= {trend.p:.3f}"
    known = not np.isnan(trend.low)
    zh_interval, en_interval = (
        (f"，95% 区间 {size[1]} 到 {size[2]}", f", 95% interval {size[1]} to {size[2]}") if known else ("", "")
    )
    unit_zh, unit_en = _unit(result)
    return {
        "zh": f"{zh}总体{'上升' if up else '下降'}，每年约 {size[0].lstrip('+−')}{unit_zh}（p {p}{zh_interval}）。",
        "en": f"{en}: {'rises' if up else 'falls'} by about {size[0].lstrip('+−')}{unit_en} a year (p {p}{en_interval}).",
    }


def on_the_last(result: Result, actual: pd.DataFrame, chart: Chart) -> list[Said]:
    """Return what to say of the last period beside the limits of the chart.

    Args:
        actual: As of ``trends.control_chart``, at least one period.
    """
    last = actual.iloc[-1]
    assert result.period is not None
    when = {language: period_in_words(last["period_start"], result.period, language) for language in ("zh", "en")}
    value = {language: in_unit(last["value"], result.metric.unit, language) for language in ("zh", "en")}
    if np.isnan(last["lower"]):
        return [
            {
                "zh": f"{when['zh']}为 {value['zh']}；没有波动范围可比。",
                "en": f"{when['en']}: {value['en']}; there are no limits to judge it by.",
            }
        ]
    ends = {
        language: f"{in_unit(last['lower'], result.metric.unit, language)} – {in_unit(last['upper'], result.metric.unit, language)}"
        for language in ("zh", "en")
    }
    if last["cause"] == COMMON_CAUSE:
        said = {
            "zh": f"{when['zh']}为 {value['zh']}，在正常波动范围（{ends['zh']}）之内。",
            "en": f"{when['en']}: {value['en']}, within normal variation ({ends['en']}).",
        }
    else:
        cause, meaning = CAUSES[last["cause"]], VARIATIONS[last["variation"]]
        said = {
            "zh": f"{when['zh']}为 {value['zh']}，{cause[0]}（{ends['zh']}），{meaning[0]}；信号只作佐证，不说明原因。",
            "en": f"{when['en']}: {value['en']}, {cause[1]} ({ends['en']}), {meaning[1]}; it supports a finding and says nothing of causes.",
        }
    if not chart.is_trial[-1]:
        return [said]
    return [said, {"zh": "不足 12 个时期，波动范围是暂定的。", "en": "Under 12 periods: the limits are provisional."}]


def _on_what_comes(result: Result, frame: pd.DataFrame, ahead: Forecast | Refusal) -> Said:
    if isinstance(ahead, Refusal):
        words = {language: reason(f"forecast_{ahead.reason}", language) for language in ("zh", "en")}
        return {"zh": f"不作预测：{words['zh']}", "en": f"No forecast: {words['en']}"}
    first = frame[frame["kind"] == "forecast"].iloc[0]
    assert result.period is not None
    when = {language: period_in_words(first["period_start"], result.period, language) for language in ("zh", "en")}
    value, low, high = (
        {language: in_unit(first[name], result.metric.unit, language) for language in ("zh", "en")}
        for name in ("value", "low80", "high80")
    )
    naive = ahead.method == SEASONAL_NAIVE
    how = ("按去年同月推算", "as the same month last year") if naive else ("按指数平滑推算", "by exponential smoothing")
    return {
        "zh": f"预计 {when['zh']}约 {value['zh']}（80% 区间 {low['zh']} – {high['zh']}；{how[0]}）。",
        "en": f"Expected for {when['en']}: about {value['en']} (80% interval {low['en']} – {high['en']}; {how[1]}).",
    }


def _on_backtest(result: Result, ahead: Forecast | Refusal) -> list[Said]:
    """Say how far forecasts of the last year, made from what was known before, were off."""
    if isinstance(ahead, Refusal):
        return []
    if ahead.backtest is None:
        return [
            {
                "zh": "时期太少，还不能用过去一年检验预测准不准。",
                "en": "There are too few periods to test forecasts on the last year.",
            }
        ]
    is_naive = ahead.method == SEASONAL_NAIVE
    used, other = (ahead.backtest.naive, ahead.backtest.ets) if is_naive else (ahead.backtest.ets, ahead.backtest.naive)
    off, off_otherwise = (_change(result, accuracy.mae).lstrip("+") for accuracy in (used, other))
    unit_zh, unit_en = _unit(result)
    ways = (("指数平滑", "exponential smoothing"), ("按去年同月推算", "the same month last year"))
    way_zh, way_en = ways[0] if is_naive else ways[1]
    return [
        {
            "zh": f"用过去一年检验，这样预测平均差 {off}{unit_zh}（{way_zh}差 {off_otherwise}{unit_zh}）。",
            "en": f"Tested on the last year, such forecasts were off by {off}{unit_en} on average ({way_en}: {off_otherwise}{unit_en}).",
        }
    ]


def _change(result: Result, value: float) -> str:
    if result.metric.unit in ("rating", "coefficient"):
        return minus(f"{value:+.2f}")
    return minus(f"{value * 100:+.1f}" if result.metric.unit == "share" else f"{value:+.1f}")


def _unit(result: Result) -> tuple[str, str]:
    return {
        "share": (" 个百分点", " percentage points"),
        "index": (" 分", " points"),
        "rating": (" 分", " points"),
        "points": (" 点", " points"),
        "days": (" 天", " days"),
        "hours": (" 小时", " hours"),
        "count": (" 件", " complaints"),
        "stock": (" 件", " complaints"),
    }.get(result.metric.unit, ("", ""))
