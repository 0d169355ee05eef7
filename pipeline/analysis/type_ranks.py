"""Which few types make up most of the complaints, and how their ranks changed (Pareto; specification clause ch10.i2).

    share = cases / all cases       cumulative_share: of this type and the larger ones
    rank_change = rank before − rank (positive: climbed), against as many months just before

Reports are not problems: the homes that they came from stand beside the cases. Types without a mapping (empty) and
"other" come last and are never among the vital few. Unit: cases, shares 0 to 1. Grain: one row per type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pandas as pd

from pipeline.analysis.complaints import Complaints, chosen_complaints
from pipeline.metrics.names import community_names, doubtful_communities
from pipeline.metrics.periods import day_in_words, period_start
from pipeline.metrics.source import resolved_where
from pipeline.metrics.spans import early_ends
from pipeline.statistics.pareto import pareto

MONTHS = 3
MOST_OTHER = 0.15
MOST_NAMES = 3
OTHER = ("other", "其他", "其它")
COLUMNS = [
    "type", "rank", "cases", "share", "cumulative_share", "is_vital", "homes", "cases_before", "rank_before",
    "rank_change",
]  # fmt: skip


@dataclass(frozen=True)
class TypeTable:
    """The Pareto table: ``frame`` with ``COLUMNS``, the ``level`` of its types, and sentences beside it."""

    frame: pd.DataFrame
    level: str
    notes: list[dict[str, str]]


def pareto_of_types(
    connection: duckdb.DuckDBPyConnection,
    *,
    by: str | None = None,
    months: int = MONTHS,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
) -> TypeTable:
    """Return the types of the complaints of the last whole months, most frequent first.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        by: ``category``, ``subcategory`` or ``detail``; default: ``category``, or ``subcategory`` where over half have none.
        months: Whole months that are counted, and compared with as many before.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values, of the complaints counted.

    Raises:
        UsageError: If ``by`` or ``months`` is off.
        UnknownColumnError: If ``where`` has a column that complaints do not have.
    """
    now, before = (chosen_complaints(connection, months=months, as_of=as_of, where=where, back=back) for back in (0, 1))
    level = now.level(by)
    current = _counted(now, level)
    last = [name for name in current.index if name is None or name in OTHER]
    table = pareto(current["cases"].to_dict(), last=last)
    frame = pd.DataFrame({"type": table["type"], "rank": range(1, len(table) + 1), "cases": table["n"].astype(int)})
    frame = frame.assign(**{name: table[name] for name in ("share", "cumulative_share", "is_vital")})
    frame["homes"] = [int(current["homes"][name]) for name in table["type"]]
    is_known = _begins_by(connection, before)
    cases, ranks = _ranks(before, level) if is_known else ({}, {})
    frame["cases_before"] = pd.array([cases.get(name, 0) if is_known else None for name in table["type"]], "Int64")
    frame["rank_before"] = pd.array([ranks.get(name) for name in table["type"]], "Int64")
    frame["rank_change"] = frame["rank_before"] - frame["rank"]
    return TypeTable(
        frame[COLUMNS], level, [*_on_time(now), *_on_types(frame), *_on_coverage(connection, now, is_known, where)]
    )


def _ranks(complaints: Complaints, level: str) -> tuple[dict[Any, int], dict[Any, int]]:
    """Return cases and rank per type."""
    counted = _counted(complaints, level)["cases"]
    ordered = sorted(counted.index, key=lambda name: name is None or name in OTHER)
    return counted.to_dict(), {name: place for place, name in enumerate(ordered, 1)}


def _begins_by(connection: duckdb.DuckDBPyConnection, complaints: Complaints) -> bool:
    """Return whether complaints are known from the month of ``start`` on; a month that nobody exported is not 0."""
    first = connection.execute("select min(received_at) from fct_complaint").fetchall()[0][0]
    return complaints.start is not None and first is not None and period_start(first, "1mo") <= complaints.start


def _counted(complaints: Complaints, level: str) -> pd.DataFrame:
    """Return ``cases`` and ``homes`` per type; a missing type is None."""
    rows = complaints.rows.aggregate(
        f"{level}, sum(cases)::bigint as cases, count(distinct home_id) as homes", level
    ).order(f"cases desc, {level}")
    kinds, cases, homes = zip(*found, strict=True) if (found := rows.fetchall()) else ((), (), ())
    return pd.DataFrame({"cases": cases, "homes": homes}, pd.Index(kinds, dtype=object), dtype=int)


def _on_time(complaints: Complaints) -> list[dict[str, str]]:
    if complaints.start is None or complaints.end is None:
        return [{"zh": "没有投诉。", "en": "There are no complaints."}]
    days = complaints.start, complaints.end - timedelta(days=1)
    zh, en = ([day_in_words(day, language) for day in days] for language in ("zh", "en"))
    return [{"zh": f"{zh[0]}至 {zh[1]}受理的投诉。", "en": f"Complaints received from {en[0]} to {en[1]}."}]


def _on_types(frame: pd.DataFrame) -> list[dict[str, str]]:
    notes = []
    share = frame.set_index(frame["type"].astype(object).where(frame["type"].notna(), ""))["share"]
    if "" in share:
        notes.append(
            {
                "zh": f"{share['']:.1%} 的投诉没有归类（类型为空）。",
                "en": f"{share['']:.1%} of the complaints have no type that is known (empty).",
            }
        )
    other = share[share.index.isin(OTHER)].sum()
    if other > MOST_OTHER:
        notes.append(
            {
                "zh": f"“其他”占 {other:.1%}，超过 {MOST_OTHER:.0%}：这套类型不合用。",
                "en": f"“Other” is {other:.1%}, over {MOST_OTHER:.0%}: these types do not fit.",
            }
        )
    return notes


def _on_coverage(
    connection: duckdb.DuckDBPyConnection, now: Complaints, is_known: bool, where: Mapping[str, Any] | None
) -> list[dict[str, str]]:
    """Say whose exports do not reach the end of the months, or the months before, so that complaints are missing.

    Only counted communities are named; a spelling that the roster lacks, only where it is asked for.
    """
    if now.end is None:
        return []
    notes = []
    if not is_known:
        notes.append(
            {
                "zh": "此前的月份没有导出，不比较名次。",
                "en": "The months before are not in the exports; ranks are not compared.",
            }
        )
    names = community_names(connection)
    counted = set(resolved_where(connection, where).get("community_id", set(names) - doubtful_communities(connection)))
    early = [id for ids in early_ends(connection, now.end).values() for id in ids]
    missing = [names[id] for id in early if id in counted & set(names)]
    if missing:
        notes.append(
            {
                "zh": f"{len(missing)} 个小区的导出没有覆盖到月底（{_some(missing, '、')}），名次变化可能由此而来。",
                "en": f"The exports of {len(missing)} communities do not reach the end of these months ({_some(missing, ', ')}); ranks may have changed for that.",
            }
        )
    return notes


def _some(names: list[str], comma: str) -> str:
    return comma.join(sorted(names)[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")
