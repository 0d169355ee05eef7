"""What a manager can repeat of an improvement measure: figures before and after, the effect, the verdict, what weakens it."""

from __future__ import annotations

import numpy as np

from pipeline.analysis.measures import Evaluation
from pipeline.metrics.catalogue import find
from pipeline.metrics.explain import in_unit, minus
from pipeline.reasons import reason
from pipeline.statistics.improvement import Effect, NotEnough

MEASURED = "complaint_count"
PER_HOMES = {"zh": "每月每千户投诉", "en": "complaints per 1,000 households and month"}
COMPARED = {
    "comparison": ("与没有采取该措施的小区相比，", "compared with communities without the measure, "),
    "before_after": ("与原有趋势相比，", "against the trend before, "),
}


def sentence(evaluation: Evaluation, *, is_named: bool = True) -> dict[str, str]:
    """Return one plain sentence on an evaluation, ``{"zh": …, "en": …}``; ``is_named``: it begins with the measure."""
    return {language: _said(evaluation, language, is_named) for language in ("zh", "en")}


def _named(evaluation: Evaluation, language: str) -> str:
    name, buildings, zh = evaluation.measure["measure"], evaluation.measure["buildings"], language == "zh"
    if buildings:
        name += f"（{'、'.join(buildings)} 栋）" if zh else f" (building {', '.join(buildings)})"
    return f"{name}：" if zh else f"{name}: "


def _said(evaluation: Evaluation, language: str, is_named: bool) -> str:
    zh, found = language == "zh", evaluation.found
    figure = _figure(evaluation, language)
    subject = f"{_named(evaluation, language)}{figure}" if is_named else f"{figure[0].upper()}{figure[1:]}"
    sides = [_level(evaluation, value, language) for value in (found.before, found.after)]
    if isinstance(found, NotEnough):
        return _without_estimate(evaluation, found, subject, sides, language)
    effect = _effect(evaluation, found, language)
    compared = COMPARED[found.method][0 if zh else 1]
    moved = (
        f"{subject}由 {sides[0]} 变为 {sides[1]}；{compared}{effect}"
        if zh
        else f"{subject} went from {sides[0]} to {sides[1]}; {compared}{effect}"
    )
    if evaluation.verdict is None:
        day = evaluation.evaluate_on
        return (
            f"{moved}。评估日（{day}）之前只是中期数字，不作结论。"
            if zh
            else f"{moved}. Until {day} these are interim figures without a verdict."
        )
    verdict = reason(evaluation.verdict.verdict, language)
    caveats = [reason(code, language) for code in evaluation.verdict.caveats]
    if zh:
        return f"{moved}。结论：{verdict}（q = {evaluation.verdict.q:.2f}）。" + (
            f"注意：{'；'.join(caveats)}。" if caveats else ""
        )
    return f"{moved}. Verdict: {verdict.lower()} (q = {evaluation.verdict.q:.2f})." + (
        f" Note: {'; '.join(caveats)}." if caveats else ""
    )


def _without_estimate(evaluation: Evaluation, found: NotEnough, subject: str, sides: list[str], language: str) -> str:
    why = reason(found.reason, language)
    later = "" if found.enough_from is None else str(found.enough_from)
    known = not np.isnan([found.before, found.after]).any()
    if language == "zh":
        moved = f"{subject}由 {sides[0]} 变为 {sides[1]}；" if known else f"{subject}："
        return f"{moved}还不能下结论（{why}）。" + (f"从 {later} 起才够。" if later else "")
    moved = f"{subject} went from {sides[0]} to {sides[1]}; " if known else f"{subject}: "
    return f"{moved}no verdict yet ({why[0].lower()}{why[1:]})." + (
        f" There will be enough from {later}." if later else ""
    )


def _figure(evaluation: Evaluation, language: str) -> str:
    if evaluation.aspect.metric == MEASURED:
        return PER_HOMES[language]
    return find(evaluation.aspect.metric).words("label", language)


def _level(evaluation: Evaluation, value: float, language: str) -> str:
    if evaluation.aspect.metric == MEASURED:
        return f"{value:.2f} 件" if language == "zh" else f"{value:.2f}"
    return in_unit(value, find(evaluation.aspect.metric).unit, language)


def _effect(evaluation: Evaluation, found: Effect, language: str) -> str:
    zh = language == "zh"
    if evaluation.aspect.kind == "rate":
        middle, low, high = (f"{value:.0%}" for value in found.ratio)
        return (
            f"约为原来的 {middle}（95% 区间 {low}–{high}）"
            if zh
            else f"about {middle} of what it was (95% interval {low} to {high})"
        )
    scale, zh_unit, en_unit = (
        (100, " 个百分点", " percentage points")
        if find(evaluation.aspect.metric).unit == "share"
        else (1, " 分", " points")
    )
    middle, low, high = (
        minus(f"{scale * value:+.1f}") for value in (found.effect.value, found.effect.low, found.effect.high)
    )
    return (
        f"变化 {middle}{zh_unit}（95% 区间 {low} 到 {high}）"
        if zh
        else f"a change of {middle}{en_unit} (95% interval {low} to {high})"
    )
