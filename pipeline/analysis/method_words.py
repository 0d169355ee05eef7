"""What is said of how a survey was taken: one paragraph per survey, in both languages (调查方法说明)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.metrics.periods import day_in_words

if TYPE_CHECKING:
    from pipeline.analysis.method_statement import Survey

METHODS = {
    "questionnaire": ("问卷", "a questionnaire"),
    "interview": ("访谈", "interviews"),
    "observation": ("观察", "observation"),
}
REASONS = {
    "incomplete": ("未答完", "incomplete"),
    "straight_lining": ("所有题选同一答案", "the same answer throughout"),
    "failed_attention_check": ("未通过注意力检测", "failed an attention check"),
    "duplicate_submission": ("重复提交", "submitted twice"),
}
WANTED = 0.05


def statement(survey: Survey) -> dict[str, str]:
    """Return the statement of one survey in ``zh`` and ``en``."""
    said = [
        _on_method(survey),
        _on_sample(survey),
        _on_responses(survey),
        _on_what_was_left_out(survey),
        _on_margin(survey),
        _on_margins(survey),
        _on_weights(survey),
        _on_incentive(survey),
    ]
    known = [pair for pair in said if pair]
    return {"zh": "".join(zh for zh, _ in known), "en": " ".join(en for _, en in known)}


def _on_method(survey: Survey) -> tuple[str, str]:
    zh, en = METHODS.get(survey.method or "", ("未注明的方式", "a method that is not given"))
    through = (f"（{'、'.join(survey.channels)}）", f" ({', '.join(survey.channels)})") if survey.channels else ("", "")
    days = (
        ("日期不明", "on unknown days")
        if survey.first_on is None or survey.last_on is None
        else (
            f"时期为 {day_in_words(survey.first_on, 'zh')}至 {day_in_words(survey.last_on, 'zh')}",
            f"for {day_in_words(survey.first_on, 'en')} to {day_in_words(survey.last_on, 'en')}",
        )
    )
    return (
        f"《{survey.title}》以{zh}进行{through[0]}，{days[0]}。",
        f"“{survey.title}” was taken by {en}{through[1]}, {days[1]}.",
    )


def _on_sample(survey: Survey) -> tuple[str, str]:
    if survey.sample is None:
        return "抽样方式未注明。", "How the sample was drawn is not given."
    return f"抽样方式：{survey.sample}。", f"Sample: {survey.sample}."


def _on_responses(survey: Survey) -> tuple[str, str]:
    if survey.responses is None or survey.valid is None:
        return "收到的答卷太少，数字不显示。", "Too few responses were received for their number to be shown."
    received, valid = f"{survey.responses:,}", f"{survey.valid:,}"
    if survey.is_part:
        return (
            f"所选小区共收到答卷 {received} 份，其中有效 {valid} 份；没有各小区的邀请数，不算回收率。",
            f"The chosen communities sent {received} responses, {valid} of them valid; how many were invited in each "
            "is not known, so there is no response rate.",
        )
    if survey.response_rate is None or survey.valid_response_rate is None:
        return (
            f"邀请数未注明，不算回收率；收到答卷 {received} 份，其中有效 {valid} 份。",
            f"How many were invited is not given, so there is no response rate; {received} responses were received, "
            f"{valid} of them valid.",
        )
    rates = [f"{rate * 100:.1f}" for rate in (survey.response_rate, survey.valid_response_rate)]
    return (
        f"邀请 {survey.invited:,} 份，收到答卷 {received} 份，回收率 {rates[0]}%；其中有效 {valid} 份，有效回收率 {rates[1]}%。",
        f"Of {survey.invited:,} invited, {received} responded (response rate {rates[0]}%), {valid} of them validly ({rates[1]}%).",
    )


def _on_what_was_left_out(survey: Survey) -> tuple[str, str] | None:
    if survey.responses is None or survey.valid is None:
        return None
    invalid, fast = survey.responses - survey.valid, survey.left_out.get("too_fast", 0)
    broken = [(words, survey.left_out[name]) for name, words in REASONS.items() if survey.left_out.get(name)]
    if invalid:
        zh = f"无效、未计入 {invalid:,} 份：{'，'.join(f'{words[0]} {n:,} 份' for words, n in broken)}。"
        en = f"Left out as not valid: {invalid:,} ({', '.join(f'{words[1]} {n:,}' for words, n in broken)})."
    else:
        zh, en = "没有无效答卷。", "None was left out as not valid."
    if fast:
        zh += f"{fast:,} 份答题过快，只作提示，未因此剔除。"
        en += f" {fast:,} were answered very fast, which is flagged and leaves none out."
    return zh, en


def _on_margin(survey: Survey) -> tuple[str, str]:
    if np.isnan(survey.margin):
        return "没有可以算误差的评分。", "There are no ratings whose margin of error could be given."
    margin, n = f"{survey.margin * 100:.1f}", f"{survey.respondents:,.0f}"
    unknown = np.isnan(survey.households)
    homes = (
        ("户数不明，未按户数修正", "households unknown, so not corrected for them")
        if unknown
        else (f"{survey.households:,.0f} 户", f"{survey.households:,.0f} households")
    )
    is_reached = survey.margin <= WANTED
    need = f"{survey.required_n:,.0f}"
    return (
        f"“{survey.indicator['zh']}”满意率的误差为 ±{margin} 个百分点（95%，{n} 份答卷，{homes[0]}）；"
        f"误差不超过 5 个百分点最多需要 {need} 份，{'已达到' if is_reached else '未达到'}。",
        f"The margin of error of the share satisfied with “{survey.indicator['en']}” is ±{margin} points (95%, {n} responses, "
        f"{homes[1]}); 5 points take at most {need}: {'reached' if is_reached else 'not reached'}.",
    )


def _on_margins(survey: Survey) -> tuple[str, str] | None:
    known = survey.margins["margin_of_error"].dropna() * 100
    if len(survey.margins) < 2 or known.empty:
        return None
    hidden = len(survey.margins) - len(known)
    zh = f"单个小区的误差为 ±{known.min():.1f} 至 ±{known.max():.1f} 个百分点"
    en = f"For single communities it is ±{known.min():.1f} to ±{known.max():.1f} points"
    if hidden:
        return f"{zh}；{hidden} 个小区答卷太少，不单列。", f"{en}; {hidden} have too few responses to be shown."
    return f"{zh}。", f"{en}."


def _on_weights(survey: Survey) -> tuple[str, str] | None:
    if survey.is_weighted is None:
        return None
    if survey.is_weighted:
        return (
            "各小区合计按户数加权，未加权的合计列在旁边。",
            "Figures of all communities are weighted by their households; the unweighted ones stand beside.",
        )
    return (
        "小区户数不明，各小区的答卷合并计算，未加权。",
        "Households are not known: answers of all communities are pooled, unweighted.",
    )


def _on_incentive(survey: Survey) -> tuple[str, str]:
    if survey.incentive is None:
        return "有无激励未注明。", "Whether there was an incentive is not given."
    return f"激励：{survey.incentive}。", f"Incentive: {survey.incentive}."
