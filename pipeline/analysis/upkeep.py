"""Upkeep 数据维护: how far the exports of each community reach, and which words of exports nobody has confirmed yet.

    freshness              one row per community of the roster (all, where there is no roster)
    unconfirmed_questions  one row per text of a rating question that is under no indicator of the tree

Days and numbers of surveys only: nothing here is an answer.
"""

from __future__ import annotations

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


def unconfirmed_questions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return ``question``, ``surveys`` (how many ask it) and ``survey`` (the title of one of them)."""
    return connection.execute(QUESTIONS).df()


def roster_communities(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the communities that the roster has."""
    rows = connection.execute("select community from dim_community where is_confirmed order by community").fetchall()
    return [name for (name,) in rows]
