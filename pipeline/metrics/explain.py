"""One figure as one plain sentence, for pages, reviews and screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from pipeline.metrics.changes import Against
from pipeline.metrics.members import in_words
from pipeline.metrics.periods import Period, day_in_words
from pipeline.metrics.result import (
    JOINED,
    MARGINS_UNMET,
    NO_DATA,
    NO_HOUSEHOLDS,
    NO_MARGINS,
    NOT_IN_EXPORT,
    SMALL_DENOMINATOR,
    SUPPRESSED,
    Result,
)

BEFORE = {
    "previous": {
        "1d": ("前一天", "the day before"),
        "1mo": ("上月", "the month before"),
        "1q": ("上季度", "the quarter before"),
        "1y": ("上年", "the year before"),
    },
    "year": {
        "1d": ("去年同日", "the same day of last year"),
        "1mo": ("去年同月", "the same month of last year"),
        "1q": ("去年同季", "the same quarter of last year"),
        "1y": ("上年", "the year before"),
    },
}
REST = ("其余的合计", "the others together")
BEYOND, WITHIN = ("超出正常波动", "beyond normal variation"), ("在正常波动之内", "within normal variation")
UNSURE = (
    "单看超出正常波动，但同时比较的项数多，还不能确定",
    "beyond normal variation by itself, but not certain among so many comparisons",
)
CHANCE = 0.05
NOT_REACHED = ("尚未达到", "not reached")
FEW_FOR_MEDIAN = ("（不足 5 件，不算中位数）", " (under 5 cases, no median)")
ROUNDING = 1e-9
QUARTERS = "一二三四"
HIDDEN = {
    SUPPRESSED: ("回答人数过少，不显示", "too few answers to show"),
    JOINED: ("为保护少数人的回答，不显示", "hidden to protect the answers of few"),
    NOT_IN_EXPORT: ("导出中没有所需字段", "not in this export"),
    NO_DATA: ("没有数据", "no data"),
    NO_HOUSEHOLDS: ("户数不明", "the number of households is unknown"),
    NO_MARGINS: ("没有约定的住户构成", "no margins were agreed"),
    MARGINS_UNMET: ("答卷与约定的住户构成对不上", "the answers do not fit the agreed margins"),
}


def explain(result: Result, row: Mapping[str, Any], language: str) -> str:
    """Return the sentence of one row of ``result.frame``.

    E.g. 2024 年三季度 7 天内解决率为 82.4%（412/500，95 % 区间 78.8–85.5%）。
    """
    zh = language == "zh"
    group = _group(result, row)
    label = result.label(language, row)
    when = period_in_words(row["period_start"], result.period, language) if result.period else ""
    subject = f"{when} {group}{label}".strip() if zh else ", ".join(part for part in (label, group, when) if part)
    is_reached = row["status"] == SMALL_DENOMINATOR or not pd.isna(row.get(result.metric.value))
    if row["status"] in HIDDEN or not is_reached:
        said = HIDDEN.get(row["status"], NOT_REACHED)[0 if zh else 1]
        return f"{subject}：{said}。" if zh else f"{subject}: {said}."
    figure = _figure(result, row, language) + _target(result, row, language)
    return f"{subject}为 {figure}。" if zh else f"{subject}: {figure}."


def period_in_words(start: datetime, period: Period, language: str) -> str:
    """Return a period as it is said: 2024 年三季度, 2024 Q3, Aug 2024."""
    quarter = (start.month + 2) // 3
    zh = {
        "1d": day_in_words(start, "zh"),
        "1mo": f"{start.year} 年 {start.month} 月",
        "1q": f"{start.year} 年{QUARTERS[quarter - 1]}季度",
        "1y": f"{start.year} 年",
    }
    en = {
        "1d": day_in_words(start, "en"),
        "1mo": f"{start:%b %Y}",
        "1q": f"{start.year} Q{quarter}",
        "1y": f"{start.year}",
    }
    return (zh if language == "zh" else en)[period]


def change_in_words(result: Result, row: Mapping[str, Any], language: str, against: Against) -> str:
    """Return how a figure stands to what it was compared with, without a full stop.

    E.g. 较上季度提高 5.1 个百分点（95 % 区间 1.2–9.0 个百分点，q = 0.010），超出正常波动. No causal claim.

    Args:
        row: Of a ``result`` that was compared with ``against``; its ``change`` is known.
    """
    zh, unit = language == "zh", result.metric.unit
    said = stands_to(_compared_with(result, against, language), row["change"], unit, language)
    inside = _change_interval(row, unit, language)
    if pd.isna(row["p"]):  # without a test nobody knows what is beyond chance
        return f"{said}{inside}"
    verdict = BEYOND if row["is_signal"] else UNSURE if row["p"] <= CHANCE else WITHIN
    return f"{said}{inside}，{verdict[0]}" if zh else f"{said}{inside}, {verdict[1]}"


def stands_to(beside: str, change: float, unit: str, language: str, than: str = "较") -> str:
    """Return how far a figure is from another, ``beside``; equal to it where rounding leaves nothing of ``change``.

    E.g. 较上季度高 5.1 个百分点, 5.1 points above the quarter before, about the same as the quarter before.
    """
    zh, far = language == "zh", difference_in_unit(abs(change), unit, language)
    if is_nothing(far):
        about = abs(change) > ROUNDING
        return f"与{beside}{'基本' if about else ''}持平" if zh else f"{'about ' if about else ''}the same as {beside}"
    way = ("高" if zh else "above") if change > 0 else ("低" if zh else "below")
    return f"{than}{beside}{way} {far}" if zh else f"{far} {way} {beside}"


def _compared_with(result: Result, against: Against, language: str) -> str:
    word = REST if against == "rest" else BEFORE[against][result.period or "1q"]
    return word[0 if language == "zh" else 1]


def _change_interval(row: Mapping[str, Any], unit: str, language: str) -> str:
    """Return the interval of a change, from the smaller to the larger, nothing where it has none."""
    if pd.isna(row["change_low"]) or pd.isna(row["change_high"]):
        return ""
    scale, digits = (100, 1) if unit == "share" else (1, 2 if unit in ("rating", "coefficient") else 1)
    low, high = (minus(f"{row[name] * scale:+z.{digits}f}") for name in ("change_low", "change_high"))
    return f"（95% 区间 {low} 至 {high}）" if language == "zh" else f" (95% interval {low} to {high})"


def _group(result: Result, row: Mapping[str, Any]) -> str:
    names = [name for name in ("indicator", "community") if name in row and f"{name}_id" in row]
    named = {f"{name}_id" for name in names}
    others = [name for name in dict.fromkeys([*result.metric.split, *result.by]) if name not in {*named, "unit"}]
    known = [_member(name, row[name], result.language) for name in [*names, *others]]
    known = [member for member in known if member]
    return f"{'、'.join(known)} " if result.language == "zh" and known else ", ".join(known)


def _member(dimension: str, value: Any, language: str) -> str:
    if pd.isna(value):
        return in_words(dimension, None, language)
    return f"{value:g}" if isinstance(value, float) else in_words(dimension, str(value), language)


def _figure(result: Result, row: Mapping[str, Any], language: str) -> str:
    entry = result.metric
    counts = f"{row[entry.numerator]:,.0f}/{row[entry.denominator]:,.0f}"
    if row["status"] == SMALL_DENOMINATOR:
        return counts + (FEW_FOR_MEDIAN[0 if language == "zh" else 1] if entry.unit in ("days", "hours") else "")
    shown = in_unit(row[entry.value], entry.unit, language)
    if entry.unit == "reported":
        shown = f"{shown} {row['unit']}".rstrip().replace(" %", "%")
    if entry.unit in ("count", "stock"):
        return shown
    is_count = entry.unit in ("share", "ratio", "rate") and not entry.weighs and entry.numerator != entry.denominator
    n = counts if is_count else f"n = {row[entry.denominator]:,.0f}"
    inside = [n, _interval(row, entry.unit, language)] if not pd.isna(row["low"]) else [n]
    return f"{shown}（{'，'.join(inside)}）" if language == "zh" else f"{shown} ({', '.join(inside)})"


def _target(result: Result, row: Mapping[str, Any], language: str) -> str:
    """Return how far the figure is from its target, nothing where it has none."""
    if pd.isna(row.get("gap")):
        return ""
    unit, gap = result.metric.unit, round(row["gap"], 9)
    target = in_unit(row["target"], unit, language)
    far = difference_in_unit(abs(gap), unit, language)
    if gap and is_nothing(far):
        return f"，与目标 {target} 基本持平" if language == "zh" else f", about the target of {target}"
    if language == "zh":
        return f"，比目标 {target} {'高' if gap > 0 else '低'} {far}" if gap else f"，正好是目标 {target}"
    return f", {far} {'above' if gap > 0 else 'below'} the target of {target}" if gap else f", the target of {target}"


def _interval(row: Mapping[str, Any], unit: str, language: str) -> str:
    scale, sign = (100, "%") if unit == "share" else (1, "")
    digits = 2 if unit in ("rating", "coefficient") else 1
    end = "…" if pd.isna(row["high"]) else f"{row['high'] * scale:.{digits}f}"
    word, to = ("95% 区间", " 至 ") if language == "zh" else ("95% interval", " to ")
    between = to if row["low"] < 0 else "–"  # a dash beside a minus is read as another one
    return f"{word} {row['low'] * scale:.{digits}f}{between}{end}{sign}"


def difference_in_unit(value: float, unit: str, language: str) -> str:
    """Return a difference of two figures in their unit, without a sign; of shares in percentage points."""
    if unit == "share":
        return f"{value * 100:.1f} {'个百分点' if language == 'zh' else 'points'}"
    if unit == "points":
        return f"{value:.1f} {'点' if language == 'zh' else 'points'}"
    return in_unit(value, unit, language)


def is_nothing(written: str) -> bool:
    """Return whether a difference as it is written has no digit but 0; the 1,000 of households is none of the difference."""
    return not any(digit in written.replace("per 1,000", "") for digit in "123456789")


def minus(number: str) -> str:
    """Return a number with the sign of minus, which stands as high as a plus, in the place of a hyphen."""
    return number.replace("-", "−")


def in_unit(value: float, unit: str, language: str) -> str:
    """Return a value with its unit, as it is written in a sentence: 82.4%, 1,204 件."""
    forms = {"share": f"{value:.1%}", "index": f"{value:.1f}", "ratio": f"{value:.2f}"}
    forms |= {"rating": f"{value:.2f}", "coefficient": f"{value:z.2f}"}
    forms |= {"points": "0.0" if is_nothing(f"{value:.1f}") else f"{value:+.1f}"}
    forms |= {"reported": f"{value:,.2f}".rstrip("0").rstrip(".")}
    counted = {
        "count": (f"{value:,.0f} 件", f"{value:,.0f}"),
        "stock": (f"{value:,.0f} 件", f"{value:,.0f}"),
        "days": (f"{value:.1f} 天", f"{value:.1f} days"),
        "hours": (f"{value:.1f} 小时", f"{value:.1f} hours"),
        "rate": (f"每千户 {value:.1f} 件", f"{value:.1f} per 1,000 households"),
    }
    return minus(forms[unit] if unit in forms else counted[unit][0 if language == "zh" else 1])
