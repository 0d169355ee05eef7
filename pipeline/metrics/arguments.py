"""What may be asked of a metric: its parameters with values of their kind, and no way round the protection of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pipeline.errors import UsageError
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.margins import CELL

# The last two tell who was dissatisfied: only they are called again.
ANSWERS = ("callback_answer", "is_confirmed_resolved", "recontact_answer", "recontacted_at", "callbacks")
MOST_DAYS = 3660
COUNTS = ("cases", "respondents")
BOOLEANS = {"true": True, "false": False}


def checked_columns(entry: Metric, by: Sequence[str], where: Sequence[str]) -> None:
    """Refuse columns that are no dimensions, and a way round the protection of answers.

    Raises:
        UsageError: If figures are asked for by a count, by the latest status, or records by what people answered.
    """
    for column in by:
        if column in COUNTS:
            raise UsageError(
                zh=f"{column} 是计数列，不能用来分组。", en=f"{column} is what is counted, not a dimension."
            )
    if entry.weighs and "community_id" in by:
        raise UsageError(
            zh=f"{entry.name} 是多个小区合起来的数字，不能按小区分组；请用 {entry.weighs}。",
            en=f"{entry.name} is of several communities together and not by community; use {entry.weighs}.",
        )
    if entry.rakes and "community_id" in where:
        raise UsageError(
            zh=f"{entry.name} 按全公司的住户构成加权，不能只看部分小区；请用 {entry.weighs}。",
            en=f"{entry.name} is raked to the margins of the whole company, not of some communities; use {entry.weighs}.",
        )
    if CELL in (*by, *where):
        raise UsageError(
            zh=f"不能按受访者属性（{CELL}）查看：这会透露少数人的回答。",
            en=f"Answers are not shown by what respondents are ({CELL}): it would show the answers of few.",
        )
    if "status" in by:
        raise UsageError(
            zh="status 是最新状态，不是截至日期时的状态，不能用来分组；请用 closure_rate 或 resolution_rate_to_date。",
            en="status is the latest state, not that of the as-of date, and no dimension; "
            "use closure_rate or resolution_rate_to_date.",
        )
    for column in ANSWERS:
        if column in (*by, *where) and not entry.protects:
            raise UsageError(
                zh=f"不能按回访评价（{column}）统计投诉：这会透露少数人的回答。请用 handling_satisfaction_rate。",
                en=f"Complaints are not counted by what people answered ({column}): it would show the answers of few. "
                "Use handling_satisfaction_rate.",
            )


def checked(entry: Metric, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters with defaults filled in, texts turned into the kind that the metric takes.

    Raises:
        UsageError: If a parameter is unknown or its value is off.
    """
    kinds = entry.kinds
    for name in parameters:
        if name not in kinds:
            raise _unknown(entry, name)
    return entry.parameters | {name: _of_kind(name, value, kinds[name]) for name, value in parameters.items()}


def _of_kind(name: str, value: Any, kind: Any) -> Any:
    if get_origin(kind) is Literal:
        known = value in get_args(kind)
        return value if known else _refuse(name, value, "、".join(get_args(kind)), ", ".join(get_args(kind)))
    if kind is bool:
        found = BOOLEANS.get(str(value).lower())
        return found if found is not None else _refuse(name, value, "true、false", "true, false")
    if kind is int:
        is_whole = str(value).isdecimal() and int(value) <= MOST_DAYS
        return (
            int(value)
            if is_whole
            else _refuse(name, value, f"0 到 {MOST_DAYS} 的整数", f"a whole number, 0 to {MOST_DAYS}")
        )
    return value


def _refuse(name: str, value: Any, zh: str, en: str) -> Any:
    raise UsageError(
        zh=f"参数 {name} 不能是 {value!r}；可用：{zh}。", en=f"Parameter {name} cannot be {value!r}; it is {en}."
    )


def _unknown(entry: Metric, name: str) -> UsageError:
    known = list(entry.parameters)
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    zh = f"是否指 {near[0]!r}？" if near else f"可用：{'、'.join(known) or '无'}。"
    en = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(known) or 'none'}."
    return UsageError(
        zh=f"指标 {entry.name} 没有参数 {name!r}。{zh}", en=f"Metric {entry.name} has no parameter {name!r}. {en}"
    )
