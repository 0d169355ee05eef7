"""Cases 投诉明细: the complaints behind a figure, one row each, by the metric's own definition.

A metric groups by any column, so grouped by ``complaint_id`` it says of each case of the period whether it counts in the
denominator and in the numerator. Their sums are the figure's (``complaints_per_1000_households`` divides by homes and
``complaint_count``, ``backlog`` by nothing: there a case counts or not).

listed   cases that the metric judges in the period, and those received in it that it leaves out (too young to judge,
         not in the export, contradicting times)
counted  of those, in the denominator; met: in the numerator; missed: in the denominator only; left_out: in neither

Answers of people are never shown as rows: metrics that protect them are refused. Everything is done in the database, of
which one page comes back. Unit: cases. Grain: one row per complaint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

import duckdb
import narwhals as nw
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.asked import Asked, understood
from pipeline.metrics.catalogue import Metric, catalogue, find
from pipeline.metrics.compute import K_FIGURES
from pipeline.metrics.counting import end_of_chosen
from pipeline.metrics.frames import LazyFrame, within
from pipeline.metrics.households import households_by_period
from pipeline.metrics.periods import Period, shifted
from pipeline.metrics.register_completeness import FIELDS
from pipeline.metrics.service_funnel import STAGES
from pipeline.metrics.source import covers_until, days, matching
from pipeline.metrics.step_rate import STEPS

Side = Literal["all", "counted", "met", "missed", "left_out"]
Order = Literal["newest", "oldest", "longest", "due"]
WITHOUT_DENOMINATOR = ("count", "stock", "rate")
SIDES: Mapping[Side, str] = {
    "all": "true",
    "counted": "in_denominator > 0",
    "met": "in_numerator > 0",
    "missed": "in_denominator > 0 and in_numerator = 0",
    "left_out": "in_denominator = 0 and in_numerator = 0",
}
ORDERS: Mapping[Order, str] = {
    "newest": "received_at desc",
    "oldest": "received_at",
    "longest": "coalesce(days_to_resolution, date_diff('day', received_on, $as_of::date)) desc",
    "due": "due_at nulls last",
}
SEARCHED = ("complaint_id", "subcategory", "detail")
TEXTS = ("summary", "description", "result")
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "step_rate": STEPS,
    "service_funnel": tuple(stage for stage in STAGES if stage != "evaluation"),  # who rated is not shown as rows
    "register_completeness": (*FIELDS, "clock"),
}
LISTED = """
    listed as (
        select received.*, coalesce(in_numerator, 0) as in_numerator, coalesce(in_denominator, 0) as in_denominator
        from received left join counted using (complaint_id)
        where is_listed or counted.complaint_id is not null
    )
"""
COLUMNS = (
    "complaint_id, received_at, received_precision, community_id, community, building, category, subcategory, department, channel, status, "
    "days_to_resolution, due_at, in_denominator > 0 as is_counted, in_numerator > 0 as is_met"
)


@dataclass(frozen=True)
class Cases:
    """One page of the cases behind a figure.

    Attributes:
        rows: ``complaint_id``, ``received_at``, ``received_precision``, ``community_id``, ``community``, ``building``,
            ``category``, ``subcategory``, ``department``, ``channel``, ``status``, ``days_to_resolution``, ``due_at``,
            ``is_counted``, ``is_met``.
        sizes: Side → number of cases before any search.
        found: Cases of the side and the search, of which ``rows`` is a page.
        numerator, denominator: Sums over all cases: those of the figure.
        as_of: Moment at which the cases are judged; None without any complaint.
    """

    rows: pd.DataFrame
    sizes: dict[Side, int]
    found: int
    numerator: int
    denominator: int
    as_of: datetime | None


def metrics_of_cases() -> list[str]:
    """Return the names of the metrics whose cases can be shown: of complaints, and not of people's answers."""
    return [name for name, entry in catalogue().items() if entry.table == "complaint" and not entry.protects]


def has_sides(entry: Metric) -> bool:
    """Say whether a case that counts can be met or missed; of mere counts every one is both."""
    return entry.unit not in WITHOUT_DENOMINATOR


def cases_behind(
    connection: duckdb.DuckDBPyConnection,
    metric: str = "complaint_count",
    *,
    start: date | None = None,
    period: Period | None = None,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    side: Side = "all",
    search: str = "",
    in_texts: bool = False,
    order: Order = "newest",
    limit: int = 25,
    offset: int = 0,
    **parameters: Any,
) -> Cases:
    """Return the cases behind a figure.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        metric: One of ``metrics_of_cases``.
        start, period: The period of the figure: its first day and its length; without them all days.
        as_of, where, parameters: As for ``pipeline.metrics.compute``; of a metric with a row per step or field, ``where``
            names the one.
        search: Text that the id, the finer type or (``in_texts``) a text holds, in any case.
        order: ``newest`` or ``oldest`` received, ``longest`` in days (open ones so far), ``due`` first.

    Raises:
        UsageError: If the metric shows answers of people or is not of complaints, or as for ``compute``.
        UnknownColumnError: If a column of ``where`` does not exist.
    """
    _checked(metric, side, order)
    asked = understood(connection, metric, (), period, where, parameters, K_FIGURES, "previous")
    table = nw.from_native(connection.table("fct_complaint")).lazy()
    moment = end_of_chosen(connection, asked, as_of or covers_until(connection, asked.entry, days(table, asked.entry)))
    if moment is None:
        return Cases(pd.DataFrame(), dict.fromkeys(SIDES, 0), 0, 0, 0, None)
    first = datetime.combine(start, time()) if start else None
    relations = {
        "counted": _counted(connection, table, asked, first, moment).to_native(),
        "received": _received(matching(table, asked.filters), asked, first).to_native(),
    }
    met = f"({SIDES[side]}) and ({_found(search, in_texts)})"
    page = f"""
        select {COLUMNS} from listed left join dim_community using (community_id) where {met}
        order by {ORDERS[order]}, complaint_id limit $limit offset $offset
    """
    values = {"search": search, "as_of": moment, "limit": limit, "offset": offset}
    rows = _run(connection, LISTED + page, relations, **values).df()
    return Cases(rows, *_sums(connection, relations, met, search), moment)


def _sums(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, duckdb.DuckDBPyRelation], met: str, search: str
) -> tuple[dict[Side, int], int, int, int]:
    """Return what ``Cases`` says of all its cases: sizes, found, numerator, denominator."""
    sizes = ", ".join(f"count(*) filter (where {condition})" for condition in SIDES.values())
    totals = f"select {sizes}, count(*) filter (where {met}), sum(in_numerator), sum(in_denominator) from listed"
    *each, found, numerator, denominator = _run(connection, LISTED + totals, relations, search=search).fetchall()[0]
    return dict(zip(SIDES, each, strict=True)), found, int(numerator or 0), int(denominator or 0)


def _checked(metric: str, side: str, order: str) -> None:
    if metric not in metrics_of_cases():
        find(metric)
        raise UsageError(
            zh=f"{metric} 不能逐件显示：它统计的是个人的回答，或不是投诉。",
            en=f"{metric} is not shown case by case: it counts people's answers, or no complaints.",
        )
    for given, known in ((side, SIDES), (order, ORDERS)):
        if given not in known:
            raise UsageError(
                zh=f"不认识 {given!r}；可用：{'、'.join(known)}。", en=f"Unknown {given!r}; use {', '.join(known)}."
            )


def _counted(
    connection: duckdb.DuckDBPyConnection, table: LazyFrame, asked: Asked, start: datetime | None, as_of: datetime
) -> LazyFrame:
    """Return ``complaint_id``, ``in_numerator`` and ``in_denominator`` of each case that the metric judges in the period."""
    entry, arguments = asked.entry, asked.parameters | {"as_of": as_of, "period": asked.period}
    judged = table if entry.links else matching(table, asked.filters)
    if entry.of_cases:
        judged = entry.of_cases(judged, start=start, **arguments | _given(connection, table, asked, as_of))
    else:
        judged = nw.from_native(entry.function(judged, by=["complaint_id"], **arguments)).lazy()
        judged = judged.filter(nw.col("period_start") == start) if asked.period else judged
    denominator = entry.denominator if has_sides(entry) else entry.numerator
    counted = judged.select("complaint_id", in_numerator=nw.col(entry.numerator), in_denominator=nw.col(denominator))
    return counted.filter(nw.col("in_numerator") > 0) if entry.unit == "stock" else counted


def _given(connection: duckdb.DuckDBPyConnection, table: LazyFrame, asked: Asked, as_of: datetime) -> dict[str, Any]:
    """Return what ``of_cases`` is told besides: the step or field that the figure is of, the households of the period."""
    if asked.entry.takes_households:
        first = days(table, asked.entry).first or as_of.date()
        of = asked.filters.get("community_id", [])
        return {"households": households_by_period(connection, first, as_of, asked.period, of)}
    members = MEMBERS.get(asked.entry.name)
    if members is None:
        return {}
    (name,) = asked.entry.split
    wanted = asked.shown.get(name, [])
    if len(wanted) != 1 or wanted[0] not in members:
        raise UsageError(
            zh=f"{asked.entry.name} 每个 {name} 各有一个数字，请选一个：{'、'.join(members)}。",
            en=f"{asked.entry.name} has a figure for each {name}; choose one of {', '.join(members)}.",
        )
    return {name: wanted[0]}


def _received(chosen: LazyFrame, asked: Asked, start: datetime | None) -> LazyFrame:
    """Return the cases among which those of the figure are, and whether each is listed even where the metric passes it over."""
    entry = asked.entry
    is_of_receipt = "received_on" in entry.needs and entry.unit != "stock"
    if is_of_receipt and entry.unit != "ratio":
        return within(chosen, "received_on", start, asked.period).with_columns(is_listed=nw.lit(True))
    is_in_period = nw.lit(is_of_receipt)
    if is_of_receipt and start is not None and asked.period is not None:
        is_in_period = (nw.col("received_on") >= start) & (nw.col("received_on") < shifted(start, asked.period, 1))
    return chosen.with_columns(is_listed=is_in_period)


def _found(search: str, in_texts: bool) -> str:
    """Return the condition that a case holds the searched text."""
    columns = (*SEARCHED, *(TEXTS if in_texts else ()))
    return " or ".join(f"contains(lower({column}), lower($search))" for column in columns) if search else "true"


def _run(
    connection: duckdb.DuckDBPyConnection, sql: str, relations: Mapping[str, duckdb.DuckDBPyRelation], **values: Any
) -> duckdb.DuckDBPyConnection:
    """Run ``sql`` after the relations, by their names, with those of the values that it names.

    A published warehouse finds no Python variables by name, so the relations go in as the SQL that they stand for.
    """
    steps = ", ".join(f"{name} as ({relation.sql_query()})" for name, relation in relations.items())
    return connection.execute(f"with {steps}, {sql}", {name: v for name, v in values.items() if f"${name}" in sql})
