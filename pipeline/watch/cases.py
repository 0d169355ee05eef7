"""Signals of cases: complaints that are open past their limit, and problems that come again.

overdue  a community has at least ``FEWEST_OVERDUE`` of them; news again when there are ``FEWEST_OVERDUE`` more than told, and a
         quarter more: each further case would be told every day
problem  it is open with a case of the last 90 days, or it has three of them from two homes or more, all solved one by one
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import narwhals as nw

from pipeline.analysis.problem_words import sentence
from pipeline.analysis.problems import FEWEST_CASES, FEWEST_HOMES, recurring_problems
from pipeline.metrics.backlog import overdue
from pipeline.metrics.names import community_names
from pipeline.metrics.spans import early_ends
from pipeline.watch.signal import Look, Signal, about, address_of
from pipeline.watch.words import said

FEWEST_OVERDUE = 5
GROWTH = 1.25
RECENT_DAYS = 30


def overdue_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> Iterator[Signal]:
    """Yield the communities with many complaints past their limit, the most first; each as of the end of its own exports."""
    if look.complaints_until is None:
        return
    names, community = community_names(connection), nw.col("community_id")
    complaints = nw.from_native(connection.table("fct_complaint"))
    ends = early_ends(connection, look.complaints_until)
    early = [name for members in ends.values() for name in members]
    parts = [(end, complaints.filter(community.is_in(members))) for end, members in ends.items()]
    rest = complaints.filter(~community.is_in(early) | community.is_null()) if early else complaints
    found = []
    for end, part in [*parts, (look.complaints_until, rest)]:
        counted = overdue(part, by=["community_id"], as_of=end, recent_days=RECENT_DAYS)
        found += counted.lazy().collect().to_pandas().to_dict("records")
    for row in sorted(found, key=lambda row: -row["overdue"]):
        count, id = int(row["overdue"]), row["community_id"]
        if count < FEWEST_OVERDUE:
            continue
        since, recent = row["first_due_at"].date(), int(row["recent"])
        yield Signal(
            kind="overdue",
            about=about("overdue", id),
            level=count,
            same_from=same_from(count),
            since=since,
            sentence=said(
                "overdue" if recent else "overdue.old",
                look.language,
                place=names.get(id, id) if isinstance(id, str) else said("overdue.nowhere", look.language),
                count=count,
                recent=recent,
                days=RECENT_DAYS,
                first=since,
            ),
            page=address_of("resolution", community=id if isinstance(id, str) else None, resolution_view="backlog"),
        )


def same_from(count: int) -> int:
    """Return the least number of cases told before of which ``count`` is no news."""
    return min(count - FEWEST_OVERDUE, int(count / GROWTH)) + 1 if count > FEWEST_OVERDUE else count


def problem_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> Iterator[Signal]:
    """Yield the problems that come again, those with the most recent cases first."""
    found = recurring_problems(connection, as_of=look.as_of, language=look.language, with_cases=False)
    titles = dict(connection.execute("select measure_id, measure from dim_measure").fetchall())
    is_open = (found["state"] == "open") & (found["recent_cases"] > 0)
    comes_again = (found["recent_cases"] >= FEWEST_CASES) & (found["homes"] >= FEWEST_HOMES)
    told = found[is_open | ((found["state"] == "watched") & comes_again)]
    for row in told.sort_values("recent_cases", ascending=False, kind="stable").to_dict("records"):
        first = row["first_seen_on"].date()
        yield Signal(
            kind="problem",
            about=about("problem", row["problem_id"]),
            level=first.isoformat(),
            same_from=first.isoformat(),
            since=first,
            sentence=sentence(row, titles)[look.language],
            page=address_of("causes", community=row["community_id"], causes_view="again"),
        )
