"""Recurring problems 问题库: what keeps coming back at the same place (specification clause ch10.i1).

place    community and, where known, building; cases without a building are together, as of the community
problem  cases of one place and type (category and finer type), each received while an earlier one of them was open or
         within ``within_days`` days of the end of one (of its receipt, where exports tell no end); listed where they are
         at least 3 from at least 2 homes, or a home came again within ``within_days`` days of a resolution
state    open: a case is; watched: none is, but it may still come again; closed; unknown: the exports tell no end

Cases without a community or a type, and those withdrawn, merged or out of scope, belong to no problem. A case without a
home counts as a case and as no home. Counts are operational records and are not suppressed. States are those at the end
of the community's exports, or ``as_of`` where that is earlier. Ranked: open before watched before closed, then by homes.
Measures are those, not stopped, whose scope names the type and holds the place, or to which the problem was attached. Unit: cases, homes. Grain: one row per
problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.catalogue import find
from pipeline.metrics.frames import unknown_column
from pipeline.metrics.names import with_names
from pipeline.metrics.source import ALIASES, covers_until, days, matching, resolved_where

WITHIN_DAYS = 90
MOST_AT_ONCE = 2_000_000  # complaints whose places are looked at together: the statement holds them in memory
RANKS = {"open": 0, "watched": 1, "unknown": 2, "closed": 3}
FEWEST_CASES = 3
FEWEST_HOMES = 2
SURE = 0.05
PLACE = ("community_id", "building", "category", "subcategory")
FILTERS = (*PLACE, "state", "trend")
EVERY_CASE = "list(complaint_id order by received_at, complaint_id)"
FIRST_CASE = "[arg_min(complaint_id, (received_at, complaint_id))]"
CASES = """
    select
        complaint_id, received_at, resolved_at, reopened_at, status, handler_id,
        case when home_id is not null then dense_rank() over (order by first_of_home nulls last, home_id) end as home
    from (select *, min(received_at) over (partition by home_id) as first_of_home from fct_complaint where list_contains(?::varchar[], complaint_id))
    order by received_at, complaint_id
"""


def recurring_problems(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    within_days: int = WITHIN_DAYS,
    language: str = "zh",
    with_cases: bool = True,
) -> pd.DataFrame:
    """Return the recurring problems, ranked.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Which problems to show, by columns of ``FILTERS``; it changes no figure.
        within_days: Days in which a case is the same problem as those before it.
        with_cases: Whether to list the cases, which of a large company are many.

    Returns:
        ``problem_id``, ``community_id``, ``community``, ``building``, ``category``, ``subcategory``, ``state``, ``cases``,
        ``homes``, ``again_from_same_home``, ``open_cases``, ``first_seen_on``, ``last_seen_on``, ``recent_cases`` (of the
        last ``within_days`` days), ``earlier_cases`` (of as many days before), ``trend`` (``rising``, ``falling``,
        ``no_clear_change``), ``measure_ids`` and, with cases, ``case_ids``.

    Raises:
        UnknownColumnError: If ``where`` has a column that is none of ``FILTERS``.
    """
    conditions = resolved_where(connection, where)
    for column in conditions:
        if column not in FILTERS:
            raise unknown_column(column, [*ALIASES, *FILTERS])
    found = _ranked(_found(connection, conditions, as_of, within_days, EVERY_CASE if with_cases else FIRST_CASE))
    for column in ("measure_ids", "case_ids"):
        found[column] = pd.Series([list(ids) for ids in found[column]], found.index, dtype=object)
    trend = [_trend(*counts) for counts in zip(found["recent_cases"], found["earlier_cases"], strict=True)]
    found.insert(list(found).index("earlier_cases") + 1, "trend", pd.Series(trend, found.index, dtype=object))
    found.insert(list(found).index("subcategory") + 1, "state", found.pop("state"))
    shown = matching(nw.from_native(found), conditions).to_native().reset_index(drop=True)
    return with_names(connection, shown if with_cases else shown.drop(columns="case_ids"), language)


def _found(
    connection: duckdb.DuckDBPyConnection,
    conditions: Mapping[str, Sequence[Any]],
    as_of: datetime | None,
    within_days: int,
    case_ids: str,
) -> pd.DataFrame:
    """Return the rows of the statement for the places that the conditions name; ``case_ids``: which cases are listed, as SQL."""
    entry, table = find("complaint_count"), nw.from_native(connection.table("fct_complaint"))
    place, values = _at(conditions)
    given = {
        "as_of": as_of,
        "covers_until": covers_until(connection, entry, days(table, entry)),
        "within_days": within_days,
        "fewest_cases": FEWEST_CASES,
        "fewest_homes": FEWEST_HOMES,
    }  # fmt: skip
    statement = _statement().replace("<<place>>", place).replace("<<case_ids>>", case_ids)
    parts = [
        connection.execute(statement, given | values | {"communities": communities}).df()
        for communities in _batches(connection, place, values)
    ]
    return pd.concat(parts, ignore_index=True)


def _at(conditions: Mapping[str, Sequence[Any]]) -> tuple[str, dict[str, Any]]:
    """Return the conditions on the place and the type as SQL with its parameters: a problem lies within one of each."""
    parts, values = ["true"], {}
    for column in [name for name in PLACE if name in conditions]:
        values[f"of_{column}"] = [value for value in conditions[column] if value is not None]
        empty = f" or {column} is null" if None in conditions[column] else ""
        parts.append(f"(list_contains($of_{column}::varchar[], {column}){empty})")
    return " and ".join(parts), values


def _batches(connection: duckdb.DuckDBPyConnection, place: str, values: Mapping[str, Any]) -> list[list[str]]:
    """Return the communities in parts of some complaints each, at least one part; no problem is of two communities."""
    sizes = connection.execute(
        f"select community_id, count(*) from fct_complaint where community_id is not null and {place} group by all order by all",
        dict(values),
    ).fetchall()
    batches: list[list[str]] = [[]]
    room = MOST_AT_ONCE
    for community, size in sizes:
        if batches[-1] and size > room:
            batches.append([])
            room = MOST_AT_ONCE
        batches[-1].append(community)
        room -= size
    return batches


def _ranked(problems: pd.DataFrame) -> pd.DataFrame:
    """Return problems in their order: by state, then those of the most homes and cases and the last seen first."""
    ordered = problems.assign(rank=problems["state"].map(RANKS)).sort_values(
        ["rank", "homes", "cases", "last_seen_on", "problem_id"], ascending=[True, False, False, False, True]
    )
    return ordered.drop(columns="rank").reset_index(drop=True)


def cases_of(connection: duckdb.DuckDBPyConnection, problems: pd.DataFrame, problem_id: str) -> pd.DataFrame:
    """Return the cases of one problem: ``complaint_id``, times, ``status``, ``handler_id``, ``home`` (1 for the first home).

    Raises:
        UsageError: If no problem has this id.
    """
    chosen = problems.loc[problems["problem_id"] == problem_id, "case_ids"]
    if chosen.empty:
        raise UsageError(
            zh=f"没有编号为 {problem_id!r} 的问题。编号见：manyidu problems",
            en=f"No problem has the id {problem_id!r}. For the ids see: manyidu problems",
        )
    return connection.execute(CASES, [list(chosen.iloc[0])]).df()


def cases_of_problem(
    connection: duckdb.DuckDBPyConnection, *, problem_id: str, where: Mapping[str, Any]
) -> pd.DataFrame:
    """Return what ``cases_of`` returns; ``where``: the place and type of the problem, to look nowhere else."""
    return cases_of(connection, recurring_problems(connection, where=where), problem_id)


def problem_of_case(connection: duckdb.DuckDBPyConnection, *, complaint_id: str, language: str = "zh") -> pd.DataFrame:
    """Return the row of ``recurring_problems`` that a case belongs to, no row where it belongs to none."""
    places = f"select {', '.join(PLACE)} from fct_complaint where complaint_id = ?"
    found = connection.execute(places, [complaint_id]).fetchall()
    where = {column: [value] for column, value in zip(PLACE, found[0], strict=True)} if found else {}
    problems = recurring_problems(connection, where=where, language=language)
    return problems[[complaint_id in ids for ids in problems["case_ids"]]]


@cache
def _trend(recent: int, earlier: int) -> str:
    """Compare two counts of equally long times by the exact binomial test."""
    from scipy.special import bdtr

    if 2 * bdtr(min(recent, earlier), recent + earlier, 0.5) >= SURE:
        return "no_clear_change"
    return "rising" if recent > earlier else "falling"


@cache
def _statement() -> str:
    return Path(__file__).with_name("problems.sql").read_text(encoding="utf-8")
