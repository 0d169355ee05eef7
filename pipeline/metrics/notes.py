"""Sentences that stand beside the figures: what was left out, what is not in the export, what is not comparable yet."""

from __future__ import annotations

from pipeline.metrics.result import JOINED, NO_DATA, NOT_IN_EXPORT, SMALL_DENOMINATOR, SUPPRESSED, Result


def notes_on(result: Result, *, has_left_out: bool, has_undated: bool) -> list[dict[str, str]]:
    """Return the notes on ``result``.

    Args:
        has_left_out: Whether a sum leaves small cells out.
        has_undated: Whether some answers have no day, so that they belong to no period.
    """
    return [
        *_on_what_is_missing(result),
        *_on_what_is_hidden(result, has_left_out),
        *_on_time(result, has_undated),
    ]


def _on_what_is_missing(result: Result) -> list[dict[str, str]]:
    if result.status == NO_DATA:
        return [_nothing(result)]
    notes = []
    if result.status == NOT_IN_EXPORT:
        notes.append(_note("导出中没有计算该指标所需的字段。", "The exports lack the field that this metric needs."))
    elif result.not_in_export:
        n = f"{result.not_in_export:,}"
        notes.append(
            _note(
                f"{n} 件投诉的导出没有所需字段，未计入。", f"{n} complaints are left out: their exports lack the field."
            )
        )
    if result.excluded:
        n = f"{result.excluded:,}"
        notes.append(
            _note(
                f"{n} 件投诉的时间不能用于时效，未计入。", f"{n} complaints are left out: their times cannot be used."
            )
        )
    withdrawn = int(result.frame["withdrawn"].sum()) if "withdrawn" in result.frame else 0
    if withdrawn:
        zh = f"其中 {withdrawn:,} 件已撤回、合并或不受理。"
        notes.append(_note(zh, f"{withdrawn:,} of them were withdrawn, merged or out of scope."))
    if result.is_closed_only:
        notes.append(
            _note(
                "部分导出只有办结时间，以办结代替解决。",
                "Some exports have only a close time, which stands for the resolution.",
            )
        )
    return notes


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
        notes.append(_note("不足 5 件的只列件数，不算比例。", "Under 5 cases: counts only, no rate."))
    return notes


def _on_time(result: Result, has_undated: bool) -> list[dict[str, str]]:
    notes = []
    if has_undated:
        zh = "有些答卷没有日期，不属于任何时期；可在附带的 yaml 中给出调查时期。"
        en = "Some answers have no date and belong to no period; give the survey's period in a sidecar."
        notes.append(_note(zh, en))
    if "is_ripe" in result.frame and not result.frame["is_ripe"].all():
        notes.append(_note("部分时期尚未满期，不作比较。", "Some periods are not complete yet and are not compared."))
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
