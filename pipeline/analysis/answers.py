"""Answers side by side: one row per response, one column per indicator, made and summed up by the engine.

The outcome is overall satisfaction; the other columns are the indicators of the same surveys. Questions that are
indicators of their own are one column where they have the same text. Values are whole steps of 1/630 point, from 0 to
63,000: exact for scales of up to 11 levels and for means of two or three items, so that sums are the same in any order.

What leaves the engine is small: moments of 200 blocks of responses (by a seeded hash of the id), counts of pairs, or the
rows themselves where they are under 5,000, without ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.selection import Selection
from pipeline.statistics.moments import Moments, complete_rows, row_by_row

OUTCOME = "overall"
STEPS = 630
MIDDLE = 50 * STEPS
BLOCKS = 200
FEWEST_FOR_BLOCKS = 5000
ANSWERS_AT_ONCE = 20_000_000  # as many are grouped by response in memory; published files are read without spilling


@dataclass(frozen=True)
class Column:
    """An indicator, or questions of one text that are indicators of their own.

    Attributes:
        key: Id of the indicator, or the text of the questions.
        indicator_ids: What it is made of; of one survey at most one.
        zh, en: Names.
        answered: Responses with an answer.
    """

    key: str
    indicator_ids: tuple[str, ...]
    zh: str
    en: str
    answered: int

    def name(self, language: str) -> str:
        """Return the name in ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


def columns_of(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[Column]:
    """Return the indicators that were answered, in the order in which they are shown, overall satisfaction first."""
    met, values = selection.conditions()
    found = connection.execute(
        f"""
        select indicator_id, survey_id, any_value(indicator_zh) as zh, any_value(indicator_en) as en,
            coalesce(bool_or(is_standard), false) as is_standard, sum(respondents)::bigint as answered
        from mart_score left join dim_indicator using (indicator_id)
        where {met} group by indicator_id, survey_id
        order by indicator_id <> '{OUTCOME}', min(sort_order), indicator_id, survey_id
        """,
        values,
    ).df()
    names = found["zh"].fillna(found["indicator_id"])
    own = ~found["is_standard"] & ~found.assign(name=names).duplicated(["survey_id", "name"], keep=False)
    keyed = found.assign(key=found["indicator_id"].where(~own, names), zh=names, en=found["en"].fillna(names))
    return [
        Column(
            str(key),
            tuple(part["indicator_id"].unique()),
            part["zh"].iloc[0],
            part["en"].iloc[0],
            part["answered"].sum(),
        )
        for key, part in keyed.groupby("key", sort=False)
    ]


def surveys_with_outcome(connection: duckdb.DuckDBPyConnection, selection: Selection) -> tuple[list[str], list[str]]:
    """Return the ids of the surveys that were answered on overall satisfaction, and of those that were on other things only."""
    met, values = selection.conditions()
    rows = connection.execute(
        f"select survey_id, bool_or(indicator_id = '{OUTCOME}') from mart_score where {met} group by 1 order by 1",
        values,
    ).fetchall()
    return [id for id, has in rows if has], [id for id, has in rows if not has]


def recommendations(connection: duckdb.DuckDBPyConnection, selection: Selection) -> set[str]:
    """Return the ids of indicators that are a 0–10 question of recommendation."""
    met, values = selection.conditions()
    found = connection.execute(
        f"select distinct indicator_id from mart_rating where is_recommendation and {met}", values
    ).fetchall()
    return {row[0] for row in found}


def communities_of(connection: duckdb.DuckDBPyConnection, selection: Selection) -> int:
    """Return how many communities answered."""
    met, values = selection.conditions()
    found = connection.execute(f"select count(distinct community_id) from mart_score where {met}", values).fetchall()
    return int(found[0][0])


def responses_of(connection: duckdb.DuckDBPyConnection, selection: Selection) -> int:
    """Return how many valid questionnaires there are."""
    met, values = selection.conditions()
    return int(connection.execute(f"select count(*) from fct_response where {met}", values).fetchall()[0][0])


def cells_of(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> pd.DataFrame:
    """Return ``community_id, survey_id, month_start, answered, complete`` of all valid questionnaires, see ``gives_away``."""
    with _places(connection, columns):
        return connection.execute(
            f"""
            with of_response as (
                select any_value(community_id) as community_id, any_value(survey_id) as survey_id,
                    date_trunc('month', any_value(submitted_on)) as month_start, count(*) as filled
                from fct_score join answer_place using (indicator_id)
                where {Selection({}).conditions()[0]} group by response_id
            )
            select community_id, survey_id, month_start, count(*) as answered, count(*) filter (filled = ?) as complete
            from of_response group by all order by all
            """,
            [len(columns)],
        ).df()


@contextmanager
def side_by_side(
    connection: duckdb.DuckDBPyConnection, selection: Selection, columns: Sequence[Column], *, seed: int
) -> Iterator[SideBySide]:
    """Yield the answers of the selection in a temporary table of the connection."""
    met, values = selection.conditions()
    at = range(len(columns))
    wide = ", ".join(f"max(step) filter (place = {place}) as x{place}" for place in at)
    names = ", ".join(f"x{place} usmallint" for place in at)
    connection.execute(f"create or replace temp table answers_side_by_side (draw ubigint, {names})")
    slices = sum(column.answered for column in columns) // ANSWERS_AT_ONCE + 1
    with _places(connection, columns):
        for number in range(slices):
            connection.execute(
                f"""
                insert into answers_side_by_side
                with answered as (
                    select response_id, place, round(index_value * {STEPS})::usmallint as step
                    from fct_score join answer_place using (indicator_id)
                    where {met} and index_value is not null and hash(response_id) % {slices} = {number}
                )
                select hash(response_id, {int(seed)}) as draw, {wide} from answered group by response_id
                """,
                values,
            )
    try:
        yield SideBySide(connection, len(columns))
    finally:
        connection.execute("drop table answers_side_by_side")


@contextmanager
def _places(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> Iterator[None]:
    connection.execute("create or replace temp table answer_place (indicator_id varchar, place usmallint)")
    rows = [(id, at) for at, column in enumerate(columns) for id in column.indicator_ids]
    connection.executemany("insert into answer_place values (?, ?)", rows)
    try:
        yield
    finally:
        connection.execute("drop table answer_place")


@dataclass(frozen=True)
class SideBySide:
    """Answers side by side in the engine: columns ``draw`` (hash of the response) and ``x0``, ``x1`` … (null: no answer)."""

    connection: duckdb.DuckDBPyConnection
    width: int

    @property
    def complete(self) -> int:
        """Responses with an answer in every column."""
        return int(self._rows(f"select count(*) from answers_side_by_side where {self._is_complete}")[0][0])

    def blocks(self) -> Moments:
        """Return the moments of the complete rows, in steps from the middle of the scale: of each row where they are
        under 5,000, else of each block."""
        if self.complete < FEWEST_FOR_BLOCKS:
            names = ", ".join(f"x{at}::double as x{at}" for at in range(self.width))
            rows = self._arrays(f"select {names} from answers_side_by_side where {self._is_complete} order by draw")
            return row_by_row(complete_rows(rows))
        centred = ", ".join(f"x{at}::double - {MIDDLE} as x{at}" for at in range(self.width))
        pairs = list(combinations_with_replacement(range(self.width), 2))
        sums = [f"sum(x{at}) as s{at}" for at in range(self.width)] + [
            f"sum(x{a} * x{b}) as p{a}_{b}" for a, b in pairs
        ]
        found = self._arrays(
            f"""
            with centred as (select draw % {BLOCKS} as block, {centred} from answers_side_by_side where {self._is_complete})
            select block, count(*) as n, {", ".join(sums)} from centred group by block order by block
            """
        )[:, 1:]
        products = np.empty((len(found), self.width, self.width))
        for place, (a, b) in enumerate(pairs, start=1 + self.width):
            products[:, a, b] = products[:, b, a] = found[:, place]
        return Moments(found[:, 0], found[:, 1 : 1 + self.width], products)

    def pair_counts(self, first: int, second: int) -> np.ndarray:
        """Return the counts of two columns where both are answered: rows of value, value (points, 0 to 100), responses."""
        return self._arrays(
            f"""
            select x{first} / {STEPS} as a, x{second} / {STEPS} as b, count(*) as responses from answers_side_by_side
            where x{first} is not null and x{second} is not null group by all order by all
            """
        )

    @property
    def _is_complete(self) -> str:
        return " and ".join(f"x{at} is not null" for at in range(self.width))

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement).fetchall()

    def _arrays(self, statement: str) -> np.ndarray:
        """Return the rows as one array (rows × columns)."""
        return np.column_stack(list(self.connection.execute(statement).fetchnumpy().values())).astype(float)
