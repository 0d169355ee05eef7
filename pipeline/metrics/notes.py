"""Sentences that stand beside the figures: what was left out, what is not in the export, what is not comparable yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.metrics.explain import period_in_words
from pipeline.metrics.result import (
    JOINED,
    MARGINS_UNMET,
    NO_DATA,
    NO_MARGINS,
    NOT_IN_EXPORT,
    OK,
    SMALL_DENOMINATOR,
    SUPPRESSED,
    Result,
)

MOST_OTHER = 0.15
MOST_UNMAPPED = 0.5


@dataclass(frozen=True)
class Beside:
    """What is known beside the figures.

    Attributes:
        has_left_out: A sum leaves small cells out.
        has_undated: Some answers have no day, so that they belong to no period.
        early: Name → last covered day, of counted communities whose exports of complaints end before the others'.
        is_unweighted: Answers of several communities are pooled.
    """

    has_left_out: bool
    has_undated: bool
    early: Mapping[str, date]
    is_unweighted: bool


def notes_on(result: Result, beside: Beside) -> list[dict[str, str]]:
    """Return the notes on ``result``."""
    return [
        *_on_what_is_missing(result),
        *_on_what_is_hidden(result, beside.has_left_out),
        *_on_time(result, beside.has_undated),
        *_on_communities(result, beside),
        *_on_margins(result),
        *_on_types(result),
    ]


def _on_what_is_missing(result: Result) -> list[dict[str, str]]:
    if result.status == NO_DATA and "households_unknown" not in result.frame:
        return [_nothing(result)]
    notes = _on_fields(result)
    if result.excluded:
        n = f"{result.excluded:,}"
        notes.append(
            _note(
                f"{n} 件投诉的时间不能用于时效，未计入。", f"{n} complaints are left out: their times cannot be used."
            )
        )
    unanswered, unknown, withdrawn = (
        int(result.frame[name].sum()) if name in result.frame else 0
        for name in ("resolved_unanswered", "households_unknown", "withdrawn")
    )
    if unanswered:
        zh = f"{unanswered:,} 件已解决但没有答复时间，按尚未答复计。"
        en = f"{unanswered:,} are resolved without a time of an answer: they count as not answered yet."
        notes.append(_note(zh, en))
    notes += _on_limits(result)
    if unknown:
        zh = f"{unknown:,} 件投诉所在小区的户数不明，未计入；请在小区名册中补上户数。"
        en = f"{unknown:,} complaints are left out: the households of their communities are unknown. Add them to the roster."
        notes.append(_note(zh, en))
    if withdrawn:
        zh = f"其中 {withdrawn:,} 件已撤回、合并或不受理。"
        notes.append(_note(zh, f"{withdrawn:,} of them were withdrawn, merged or out of scope."))
    if result.by_close_time and not result.is_closed_only:
        n = f"{result.by_close_time:,}"
        zh = f"已解决的投诉中有 {n} 件按办结时间计：其导出没有解决时间。"
        notes.append(
            _note(zh, f"Of the resolved, {n} count by their close time: their exports have no resolution time.")
        )
    return notes


def _on_fields(result: Result) -> list[dict[str, str]]:
    """Say which field the exports lack: one sentence, or none."""
    n = f"{result.not_in_export:,}"
    if result.metric.table == "survey" and result.not_in_export:
        zh = "有的调查没有邀请数，无回收率；可在附带的 yaml 中给出 invited。"
        en = "Some surveys do not say how many were invited; give invited in a sidecar."
    elif result.metric.unit == "hours" and result.not_in_export:
        zh = f"{n} 件投诉未计入：其导出没有答复时间，或只有日期没有钟点，得不出小时；按天请看“首次答复天数”。"
        en = f"{n} complaints are left out: their exports lack the time of an answer or give only its day, which tells no hours; see days to first response."
    elif result.status == NOT_IN_EXPORT:
        zh, en = "导出中没有计算该指标所需的字段。", "The exports lack the field that this metric needs."
    elif result.not_in_export and result.metric.split:
        zh = "有的来源不记录其中某些项，其投诉不计入该项。"
        en = "Some sources do not record all of these; their complaints are left out there."
    elif result.not_in_export:
        zh = f"{n} 件投诉的导出没有所需字段，未计入。"
        en = f"{n} complaints are left out: their exports lack the field."
    else:
        return []
    return [_note(zh, en)]


def _on_limits(result: Result) -> list[dict[str, str]]:
    """Say how many due times are from agreed limits, and how many of these pass holidays not yet known."""
    said = {
        "due_by_limit": (
            "{n} 件的时限来自约定时限：其导出没有时限。",
            "{n} are due by agreed limits: their exports have no due date.",
        ),
        "due_estimated": (
            "{n} 件的时限经过节假日安排尚未公布的日子，只除去周末。",
            "{n} limits pass days whose holidays are not known yet: only weekends are left out.",
        ),
        "without_limit": ("{n} 件没有约定时限，未计入。", "{n} are left out: no limit was agreed for them."),
    }
    counts = {name: int(result.frame[name].sum()) for name in said if name in result.frame}
    return [_note(*(text.format(n=f"{n:,}") for text in said[name])) for name, n in counts.items() if n]


def _on_what_is_hidden(result: Result, has_left_out: bool) -> list[dict[str, str]]:
    notes = []
    if result.frame["status"].isin([SUPPRESSED, JOINED]).any():
        notes.append(
            _note(
                "回答人数过少或会泄露少数人回答的数字不显示。",
                "Figures of few answers, or that would give them away, are hidden.",
            )
        )
    if has_left_out:
        notes.append(
            _note("合计未计入不能单独显示的小样本。", "Sums leave out small groups that may not be shown on their own.")
        )
    if (result.frame["status"] == SMALL_DENOMINATOR).any():
        notes.append(_note("不足 5 件的只列件数，不算比例和中位数。", "Under 5 cases: counts only, no rate or median."))
    return notes


def _on_time(result: Result, has_undated: bool) -> list[dict[str, str]]:
    notes = []
    if has_undated:
        zh = "有些答卷没有日期，不属于任何时期；可在附带的 yaml 中给出调查时期。"
        en = "Some answers have no date and belong to no period; give the survey's period in a sidecar."
        notes.append(_note(zh, en))
    starts = result.frame["period_start"] if result.period == "1mo" and "previous" in result.frame else None
    if starts is not None and result.frame.loc[starts.dt.month.isin([1, 2]), "previous"].notna().any():
        zh = "春节在一月或二月：与上月相比时这两个月合并，列在二月。"
        notes.append(
            _note(
                zh,
                "Spring Festival moves: when months are compared, January and February are taken together, beside February.",
            )
        )
    if "is_break" in result.frame and result.frame["is_break"].any():
        notes.append(_on_breaks(result))
    if "is_ripe" in result.frame and not result.frame["is_ripe"].all():
        notes.append(_note("部分时期尚未满期，不作比较。", "Some periods are not complete yet and are not compared."))
    return notes


def _on_breaks(result: Result) -> dict[str, str]:
    broken = result.frame[result.frame["is_break"]].drop_duplicates(["indicator_id", "period_start"])
    said = {
        language: [
            f"{row['indicator']} {period_in_words(row['period_start'], result.period, language)}"
            for row in broken.to_dict("records")
            if result.period
        ]
        for language in ("zh", "en")
    }
    return _note(
        f"题目、量表或满意档与此前不同，不与此前比较：{'；'.join(said['zh'])}。",
        f"Wording, scale or satisfied codes differ from before, so there is no comparison: {'; '.join(said['en'])}.",
    )


def _on_communities(result: Result, beside: Beside) -> list[dict[str, str]]:
    notes = []
    left_out = int(result.frame["left_out"].sum()) if "left_out" in result.frame else 0
    if left_out:
        zh = f"{left_out:,} 份回答未计入：没有小区，或小区户数不明。"
        notes.append(_note(zh, f"{left_out:,} answers are left out: no community, or households unknown."))
    if "is_over" in result.frame and result.frame["is_over"].any():
        zh = "有的小区答卷多于户数，误差未按户数修正；请核对户数和重复答卷。"
        en = "More answers than households: not corrected by the households; check the roster and repeated answers."
        notes.append(_note(zh, en))
    if beside.is_unweighted and result.status != NO_DATA:
        notes.append(_note("各小区的答卷合并计算，未加权。", "Answers of all communities are pooled, unweighted."))
    if beside.early:
        zh = "、".join(f"{name}（{last}）" for name, last in beside.early.items())
        en = ", ".join(f"{name} ({last})" for name, last in beside.early.items())
        if "community_id" in result.frame:
            said_zh, said_en = (
                "导出较早截止，此后缺数据而非零",
                "Exports end earlier; after that data are missing, not 0",
            )
        else:
            said_zh, said_en = (
                "以下小区的导出较早截止，此后的数字不含它们",
                "Exports end earlier, and later figures lack them",
            )
        notes.append(_note(f"{said_zh}：{zh}。", f"{said_en}: {en}."))
    return notes


def _on_margins(result: Result) -> list[dict[str, str]]:
    """Say to what figures are raked, and why where they are not."""
    if not result.metric.rakes or "margins" not in result.frame:
        return []
    notes, states = [], result.frame["status"]
    to = dict.fromkeys(result.frame.loc[states == OK, "margins"])
    if to:
        said = "；".join(to), "; ".join(name.replace("、", ", ") for name in to)
        notes.append(_note(f"已按 {said[0]} 的住户构成加权。", f"Raked to the known shares of {said[1]}."))
    if (states == NO_MARGINS).any():
        zh = "有的时期没有约定的住户构成，不算；请写入 data/settings/margins.csv。"
        notes.append(_note(zh, "No margins hold for some periods; give them in data/settings/margins.csv."))
    unmet = dict.fromkeys(result.frame.loc[states == MARGINS_UNMET, "unmatched"])
    if unmet:
        said = "；".join(unmet), "; ".join(name.replace("、", ", ") for name in unmet)
        zh = f"答卷与 margins.csv 对不上，不算：{said[0]}。没有人这样回答，或超过五分之一的答卷没有所列的回答。"
        en = f"Answers do not fit margins.csv: {said[1]}. Nobody answered so, or over a fifth gave none of the answers listed."
        notes.append(_note(zh, en))
    return notes


def _on_types(result: Result) -> list[dict[str, str]]:
    """Say so where the five types do not fit the complaints."""
    if result.metric.unit != "count" or result.by != ("category",) or result.where:
        return []
    counts = result.frame["complaints"].groupby(result.frame["category"].fillna("")).sum()
    whole, notes = counts.sum(), []
    if counts.get("other", 0) > MOST_OTHER * whole:
        notes.append(_note("“其他”超过 15%：现有类别不合用。", "Over 15% are “other”: the types do not fit."))
    if counts.get("", 0) > MOST_UNMAPPED * whole:
        zh = "超过一半没有归类，请改看细类（subcategory）。"
        notes.append(_note(zh, "Over half have no type: look at the subcategory instead."))
    return notes


def _nothing(result: Result) -> dict[str, str]:
    if result.as_of is None:
        return _note("没有载入这类数据。", "No data of this kind is loaded.")
    if not result.where:
        return _note("没有可计算的数据。", "There is nothing to count.")
    asked = "; ".join(f"{column} = {', '.join(map(str, values))}" for column, values in result.where.items())
    return _note(f"没有符合条件的数据：{asked}。", f"Nothing matches {asked}.")


def _note(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
