"""The same answers on two sheets of one workbook (as received, and tidied up or in codes): counted once, from the sheet that says more.

Respondents are the same where nearly all ids, or moments of submission to the second, of one sheet stand on the other, and where its
ratings are those of the other from the first row to the last, as in a copy under short headers. Where the sheets ask other questions,
both are read, and it is said. Where ids come again on another day or with other ratings, they were asked again, and both count.
Sheets that a sidecar names are all taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import duckdb

from pipeline.cleaned import CleanedTable, Store
from pipeline.staging.sql import literal

FEWEST, SAME, SAME_QUESTIONS = 10, 0.9, 0.5
FEWEST_QUESTIONS = 3
OWN_ID = r"^id\|[^|]*\|[^|]*\|(.+)$"
WHO = (
    f"coalesce(nullif(regexp_extract(record_key, {literal(OWN_ID)}, 1), ''), "
    "case when time_precision = 'second' then submitted_at::varchar end)"
)


def counted_once(
    connection: duckdb.DuckDBPyConnection, store: Store, file: str, tables: Sequence[CleanedTable]
) -> list[CleanedTable]:
    """Return the tables of one file, those refused that hold the respondents and questions of another once more."""
    found = list(tables)
    surveys = [at for at, table in enumerate(found) if table.status == "loaded" and table.kind == "survey"]
    for one, other in combinations(surveys, 2):
        is_read = found[one].status == found[other].status == "loaded"
        if not is_read:
            continue
        is_copy = _are_rated_alike(connection, store, found[one], found[other])
        if not is_copy and not _are_same_people(connection, store, found[one], found[other]):
            continue
        if not is_copy and _were_asked_again(connection, store, found[one], found[other]):
            continue
        if is_copy or _ask_the_same(connection, store, found[one], found[other]):
            more, less = sorted((one, other), key=lambda at: (-_ratings(connection, store, found[at]), at))
            found[less] = _refused(file, found[less], found[more])
        else:
            found[other] = replace(found[other], notes=(*found[other].notes, _note(found[one])))
    return found


def _relation(store: Store, table: CleanedTable, name: str) -> str:
    return f"read_parquet({literal(str(store.folder / table.relations[name]))})"


def _are_rated_alike(
    connection: duckdb.DuckDBPyConnection, store: Store, one: CleanedTable, other: CleanedTable
) -> bool:
    """Whether the ratings of nearly all questions of the sheet with fewer of them are those of a question of the other, row by row, be it
    that 1 is good on one sheet, and no other days say that they are of another wave; questions that all answer alike say nothing, and
    of several that each respondent answers alike (5, 5, 5) one counts."""
    first, second = (
        connection.execute(
            f"select min(submitted_on), max(submitted_on) from {_relation(store, table, 'response')}"
        ).fetchall()[0]
        for table in (one, other)
    )
    if None not in (*first, *second) and first != second:
        return False
    rated = [
        f"select list(rating order by row_number) as given, list(scale_min + scale_max - rating order by row_number) as mirrored "
        f"from {_relation(store, table, 'rating')} as rated join {_relation(store, table, 'question')} as asked using (question_id) "
        f"group by question_id having count(*) >= {FEWEST} and count(distinct rating) > 1"
        for table in (one, other)
    ]
    fewer, shared = connection.execute(
        f"with one as (select distinct given from ({rated[0]})), other as ({rated[1]}), met as (select one.given, other.given as again "
        "from one join other on one.given = other.given or one.given = other.mirrored) "
        "select least((select count(*) from one), (select count(distinct given) from other)), "
        "least(count(distinct given), count(distinct again)) from met"
    ).fetchall()[0]
    return shared >= FEWEST_QUESTIONS and shared >= SAME * fewer


def _are_same_people(
    connection: duckdb.DuckDBPyConnection, store: Store, one: CleanedTable, other: CleanedTable
) -> bool:
    surveys = [f"select any_value(survey_id) from {_relation(store, table, 'survey')}" for table in (one, other)]
    if connection.execute(f"select ({surveys[0]}) = ({surveys[1]})").fetchall()[0][0]:
        return False  # one survey: equal rows are duplicates, others newer versions
    people = [f"select distinct {WHO} as who from {_relation(store, table, 'response')}" for table in (one, other)]
    first, second, shared = connection.execute(
        f"with one as (from ({people[0]}) where who is not null), other as (from ({people[1]}) where who is not null) "
        "select (select count(*) from one), (select count(*) from other), (select count(*) from one semi join other using (who))"
    ).fetchall()[0]
    return shared >= FEWEST and shared >= SAME * min(first, second)


def _were_asked_again(
    connection: duckdb.DuckDBPyConnection, store: Store, one: CleanedTable, other: CleanedTable
) -> bool:
    """Whether most of the same respondents answered on another day, or rated the same questions in another way, be it that 1 is good on one sheet."""
    people, asked = [], []
    for table in (one, other):
        people.append(f"select {WHO} as who, submitted_on from {_relation(store, table, 'response')}")
        asked.append(
            f"select {WHO} as who, question, rating, scale_min + scale_max - rating as mirrored from {_relation(store, table, 'rating')} "
            f"join {_relation(store, table, 'question')} using (question_id) join {_relation(store, table, 'response')} using (row_number)"
        )
    days, rated, alike = connection.execute(
        f"select (select avg((one.submitted_on <> other.submitted_on)::integer) from ({people[0]}) one join ({people[1]}) other using (who)), "
        "count(*), greatest(avg((one.rating = other.rating)::integer), avg((one.rating = other.mirrored)::integer)) "
        f"from ({asked[0]}) one join ({asked[1]}) other using (who, question)"
    ).fetchall()[0]
    return (days or 0) > 1 - SAME_QUESTIONS or (rated >= FEWEST and alike < SAME)


def _ask_the_same(connection: duckdb.DuckDBPyConnection, store: Store, one: CleanedTable, other: CleanedTable) -> bool:
    asked = [
        {
            text
            for (text,) in connection.execute(f"select question from {_relation(store, table, 'question')}").fetchall()
        }
        for table in (one, other)
    ]
    return len(asked[0] & asked[1]) >= SAME_QUESTIONS * min(map(len, asked)) > 0


def _ratings(connection: duckdb.DuckDBPyConnection, store: Store, table: CleanedTable) -> int:
    return int(connection.execute(f"select count(*) from {_relation(store, table, 'rating')}").fetchall()[0][0])


def _refused(file: str, table: CleanedTable, kept: CleanedTable) -> CleanedTable:
    return CleanedTable(
        sheet=table.sheet,
        status="refused",
        reason_code="same_respondents",
        reason_zh=f"{file}，{table.sheet}：与工作表“{kept.sheet}”是同一批答卷、同样的题目，只计那一张。如要用这一张，请在说明文件里写 sheets: [{table.sheet}]。",
        reason_en=f"{file}, {table.sheet}: the same respondents and questions as on sheet '{kept.sheet}', which is counted. To take this one instead, write sheets: [{table.sheet}] in a sidecar.",
    )


def _note(first: CleanedTable) -> tuple[str, str]:
    return (
        f"与工作表“{first.sheet}”是同一批人答的另一些题目：两张各计为一次调查，答卷数不要相加。",
        f"The same respondents as on sheet '{first.sheet}', asked other questions: each sheet counts as a survey, so do not add up their responses.",
    )
