"""What the registers of the published version hold: measures, handlers, the tree of indicators; through ``data``, so in scope."""

from __future__ import annotations

import pandas as pd

from dashboards import data


def measures() -> pd.DataFrame:
    """Return table ``dim_measure`` with the names of its communities as ``communities``, and whether it has others out of scope."""
    sql = """
        select *, coalesce(len(community_ids), 0) > len(communities) as is_shared
        from (
            select *, coalesce((select list(community order by community) from dim_community where list_contains(community_ids, community_id)), [])
                as communities
            from dim_measure
        )
        order by starts_on desc nulls first, measure_id
    """
    return data.rows(sql)


def handlers() -> pd.DataFrame:
    """Return ``handler_id``, ``department`` (the most frequent), ``cases`` and ``last_on`` of the handlers of complaints, the busiest first."""
    sql = """
        select handler_id, mode(department) as department, sum(cases)::bigint as cases, max(received_on) as last_on
        from fct_complaint where handler_id is not null group by handler_id order by cases desc, handler_id
    """
    return data.rows(sql)


def indicators() -> pd.DataFrame:
    """Return ``indicator_id``, ``indicator_zh``, ``indicator_en`` of the standard tree, in its order."""
    return data.rows("select * from dim_indicator where is_standard order by sort_order")
