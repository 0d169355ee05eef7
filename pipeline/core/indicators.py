"""dim_indicator: the standard tree, and an indicator of its own for every rating question that belongs to none of it."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipeline.layouts.fold import fold
from pipeline.layouts.indicators import indicators, match_indicator

OWN_FROM = 1000


def write_indicators(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``dim_indicator`` from ``indicators.yml`` and the staged questions."""
    tree = indicators()
    connection.execute(
        "create table dim_indicator (indicator_id varchar, indicator_zh varchar, indicator_en varchar, parent_id varchar, is_standard boolean, sort_order integer)"
    )
    connection.executemany(
        "insert into dim_indicator values (?, ?, ?, null, true, ?)",
        [[one.indicator_id, one.zh, one.en, one.order] for one in tree],
    )
    connection.execute(
        "insert into dim_indicator select indicator_id, any_value(indicator_zh), any_value(indicator_en), null, false, "
        f"{OWN_FROM} + row_number() over (order by indicator_id) from stg_question "
        "where indicator_id in (select indicator_id from dim_question) and indicator_id not in (select indicator_id from dim_indicator) "
        "group by indicator_id"
    )


def confirm_indicators(connection: duckdb.DuckDBPyConnection, confirmed: Mapping[str, str]) -> None:
    """Give the rating questions of ``dim_question`` the indicators that were confirmed for their texts.

    Args:
        confirmed: Folded text of a question → indicator_id.
    """
    asked = connection.execute("select distinct question from dim_question where role = 'rating'").fetchall()
    known = {question: confirmed[fold(question)] for (question,) in asked if fold(question) in confirmed}
    if known:
        connection.execute(
            "update dim_question set indicator_id = meant.indicator_id "
            "from (select unnest(?::varchar[]) as question, unnest(?::varchar[]) as indicator_id) meant "
            "where meant.question = dim_question.question and role = 'rating' and dim_question.indicator_id is not null",
            [list(known), list(known.values())],
        )


def name_measure_indicators(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``measure_indicator`` (indicator as a register of measures writes it → indicator_id), temporary."""
    written = [
        name
        for (name,) in connection.execute(
            "select distinct indicator from stg_measure where indicator is not null"
        ).fetchall()
    ]
    known = {name: match_indicator(name, "measure") for name in written}
    connection.execute("create temp table measure_indicator (written varchar, indicator_id varchar)")
    connection.execute(
        "insert into measure_indicator select unnest(?::varchar[]), unnest(?::varchar[])",
        [list(known), list(known.values())],
    )
