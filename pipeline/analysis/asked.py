"""What the surveys asked: the indicators that were rated, and the texts of the multiple choices."""

from __future__ import annotations

import duckdb
import pandas as pd


def rated(connection: duckdb.DuckDBPyConnection, *, language: str = "zh") -> pd.DataFrame:
    """Return ``indicator_id``, ``indicator``, ``is_standard`` of what was rated, in the order in which it is shown."""
    name = "indicator_en" if language == "en" else "indicator_zh"
    return connection.execute(
        f"""
        select indicator_id, coalesce({name}, indicator_id) as indicator, is_standard from dim_indicator
        where indicator_id in (select indicator_id from mart_score) order by sort_order, indicator_id
        """
    ).df()


def multiple_choices(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return question id → text of the multiple choices, as the newest survey that asked them writes it."""
    found = connection.execute(
        """
        select question_id, arg_max(question, coalesce(period_end, date '0001-01-01'))
        from dim_question join dim_survey using (survey_id) where role = 'multiple' group by question_id
        """
    ).fetchall()
    return dict(found)
