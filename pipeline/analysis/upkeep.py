"""Upkeep 数据维护: how far the exports of each community reach, and which words of exports nobody has confirmed yet.

    freshness              one row per community of the roster (all, where there is no roster)
    late_exports           what should have been exported again by now and was not
    unconfirmed_questions  one row per text of a rating question that is under no indicator of the tree

Exports are late when their last day lies further back than ``usual_days`` between two of them, and ``GRACE_DAYS`` more; those of a
community when it also lags that much behind the others. ``usual_days`` is the third quartile of the days between the last
days of the exports of a kind, a quarter where there are under three.

Days and numbers of surveys only: nothing here is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import duckdb
import pandas as pd

FRESHNESS = """
    with received as (select community_id, max(received_on) as last_received_on from fct_complaint group by community_id),
    answered as (select community_id, max(submitted_on) as last_answered_on from fct_response group by community_id),
    covered as (
        select community_id, last_day as covered_on, date_diff('day', last_day, max(last_day) over ()) as days_behind
        from (select community_id, (covers_until - interval 1 microsecond)::date as last_day from community_coverage)
    )
    select community, last_received_on, covered_on, days_behind, last_answered_on
    from dim_community
    left join covered using (community_id)
    left join received using (community_id)
    left join answered using (community_id)
    where is_confirmed
    order by days_behind desc nulls first, community
"""
GRACE_DAYS = 14
QUARTER_DAYS = 92
FEWEST_GAPS = 2
RHYTHM = """
    with told as (
        select distinct kind, (covers_until - interval 1 microsecond)::date as last_day
        from load
        where status = 'loaded' and kind in ('complaint', 'survey') and covers_until <= coalesce($as_of::timestamp, 'infinity')
    ),
    apart as (select *, date_diff('day', lag(last_day) over (partition by kind order by last_day), last_day) as days from told)
    select kind, max(last_day), case when count(days) >= $fewest then quantile_cont(days, 0.75) end from apart group by kind order by kind
"""
COVERED = """
    select community_id, community, (covers_until - interval 1 microsecond)::date as last_day
    from community_coverage join dim_community using (community_id)
    where is_confirmed and covers_until is not null
    order by last_day, community
"""
QUESTIONS = """
    select question, count(distinct survey_id) as surveys, max(title) as survey
    from dim_question
    join dim_indicator using (indicator_id)
    left join dim_survey using (survey_id)
    where not is_standard
    group by question
    order by surveys desc, question
"""


def freshness(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return ``community``, ``last_received_on``, ``covered_on`` (last day of complaints), ``days_behind`` the newest export of all,
    ``last_answered_on``; communities without any export first."""
    return connection.execute(FRESHNESS).df()


@dataclass(frozen=True)
class LateExport:
    """Exports that stopped coming: ``kind`` of file, of which community (None: all), ``last_day`` they cover, ``newest_day`` that the
    kind covers, and how many days there usually are between two."""

    kind: Literal["complaint", "survey"]
    community_id: str | None
    community: str | None
    last_day: date
    newest_day: date
    usual_days: int


def late_exports(
    connection: duckdb.DuckDBPyConnection, *, today: date, as_of: datetime | None = None
) -> list[LateExport]:
    """Return the kinds of files that stopped coming, then the communities whose complaints stopped.

    Args:
        as_of: Leave out exports that cover more than this; None: none.
    """
    known = {
        kind: (newest, QUARTER_DAYS if usual is None else round(usual))
        for kind, newest, usual in connection.execute(RHYTHM, {"as_of": as_of, "fewest": FEWEST_GAPS}).fetchall()
    }
    found = [
        LateExport(kind, None, None, newest, newest, usual)
        for kind, (newest, usual) in known.items()
        if (today - newest).days > usual + GRACE_DAYS
    ]
    if "complaint" not in known:
        return found
    newest, usual = known["complaint"]
    for id, name, last_day in connection.execute(COVERED).fetchall():
        if (newest - last_day).days > GRACE_DAYS and (today - last_day).days > usual + GRACE_DAYS:
            found.append(LateExport("complaint", id, name, last_day, newest, usual))
    return found


def unconfirmed_questions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return ``question``, ``surveys`` (how many ask it) and ``survey`` (the title of one of them)."""
    return connection.execute(QUESTIONS).df()


def roster_communities(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the communities that the roster has."""
    rows = connection.execute("select community from dim_community where is_confirmed order by community").fetchall()
    return [name for (name,) in rows]
