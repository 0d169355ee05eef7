"""Answers one below the other (who, which question, what) put side by side: one row per respondent, one column per question.

From there on the table is read like any survey. The rows that a response was made of are kept as ``source_rows``, so that every
source row stays accounted for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb

from pipeline.errors import InputError
from pipeline.ingest.table import RawTable, RejectedRow
from pipeline.layouts.layout import Column, Match
from pipeline.staging.sql import literal
from pipeline.staging.survey_words import asks_rating

MOST_QUESTIONS = 300
MOST_ANSWERED_AGAIN = 0.2
SHARE_ASKED = 0.25  # at least one question is put to so many
SHARE_OPINIONS = 0.4  # words, and numbers to 10
JOINED = "┋"
PARTS = ("response_id", "question", "question_code", "answer")


@dataclass(frozen=True)
class _Cells:
    """Columns of the raw table: who answers, which question, what."""

    who: str
    asked: str
    said: str


def is_long(match: Match) -> bool:
    """Whether a table has one answer per row."""
    return match.layout.record.get("row") == "answer"


def side_by_side(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> tuple[RawTable, Match]:
    """Return the table with one row per respondent, and how its columns are read.

    Raises:
        InputError: Where questions do not come again, are too many, or are answered again and again by one respondent.
    """
    cells = _cells(match)
    questions = _questions(connection, raw, cells)
    again, pairs = _answered_again(connection, raw, match, cells)
    _refuse(raw, len(questions), again, pairs)
    _refuse_measurements(connection, raw, cells, questions)
    kept = [c for c in match.columns if c.field not in PARTS and _is_kept(connection, raw, c, cells)]
    first = [f"{cells.who} as c0", *(_last(column, at) for at, column in enumerate(kept, start=1))]
    answers = [_said(cells, *question, at) for at, question in enumerate(questions.items(), start=len(first))]
    relation = f"{raw.relation}_wide"
    connection.execute(
        f"create table {relation} as select min(row_number) as row_number, {', '.join([*first, *answers])}, "
        f"list(row_number order by row_number) as source_rows from {raw.relation} "
        f"where {cells.who} is not null and {cells.asked} is not null group by {cells.who} order by 1"
    )
    columns = _columns(match, kept, questions)
    rejected = (*raw.rejected, *_without_key(connection, raw, match, cells))
    warnings = (
        *raw.warnings,
        ("answers_side_by_side", len(questions)),
        *([("answered_again", again)] if again else []),
    )
    return replace(raw, relation=relation, width=len(columns), rejected=rejected, warnings=warnings), replace(
        match, columns=columns
    )


def _last(column: Column, place: int) -> str:
    cell = f"c{column.index}"
    return f"last({cell} order by row_number) filter (where {cell} is not null) as c{place}"


def _cells(match: Match) -> _Cells:
    who, asked, said = (match.column(name) for name in ("response_id", "question", "answer"))
    code = match.column("question_code")
    assert who and asked and said  # required by the layout
    text = f"trim(c{asked.index})"
    if code:
        text = f"coalesce(c{code.index} || '. ', '') || {text}"
    return _Cells(f"trim(c{who.index})", text, f"c{said.index}")


def _said(cells: _Cells, question: str, is_of_numbers: bool, place: int) -> str:
    """The answer to one question: the last number, or all options that were chosen."""
    said = (
        f"last({cells.said} order by row_number)"
        if is_of_numbers
        else f"string_agg(distinct {cells.said}, '{JOINED}' order by {cells.said})"
    )
    return f"{said} filter (where {cells.asked} = {literal(question)} and {cells.said} is not null) as c{place}"


def _questions(connection: duckdb.DuckDBPyConnection, raw: RawTable, cells: _Cells) -> dict[str, bool]:
    """The questions in the order in which they are first met, one more than are taken at most, and whether they are answered by numbers."""
    return dict(
        connection.execute(
            f"select {cells.asked}, coalesce(2 * count(try_cast({cells.said} as double)) > count({cells.said}), false) from {raw.relation} "
            f"where {cells.asked} is not null and {cells.who} is not null group by 1 order by min(row_number) limit {MOST_QUESTIONS + 1}"
        ).fetchall()
    )


def _answered_again(
    connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match, cells: _Cells
) -> tuple[int, int]:
    """How often somebody gives a question different numbers, or answers it on two days, and how many questions are answered by all together."""
    day = match.column("submitted_at")
    days = f"count(distinct regexp_extract(trim(c{day.index}), '^[^ T]+'))" if day else "1"
    row = connection.execute(
        "select count(*) filter (where numbers > 1 or days > 1), count(*) from ("
        f"select count(distinct try_cast({cells.said} as double)) as numbers, {days} as days "
        f"from {raw.relation} where {cells.said} is not null group by {cells.who}, {cells.asked})"
    ).fetchall()[0]
    return int(row[0]), int(row[1])


def _refuse(raw: RawTable, questions: int, again: int, pairs: int) -> None:
    where = raw.preview.where
    if questions > MOST_QUESTIONS:
        raise InputError(
            "unknown_layout",
            zh=f"{where}：像是一行一个答案的表，但题目超过 {MOST_QUESTIONS} 个，不像问卷，未读取。",
            en=f"{where}: it looks like one answer per row, but has over {MOST_QUESTIONS} different questions, as no survey has; not read.",
        )
    if raw.rows_read and 2 * questions > max(pairs, 3):
        raise InputError(
            "unknown_layout",
            zh=f"{where}：像是一行一个答案的表，但题目几乎不重复，不是许多人回答同样的题，未读取。",
            en=f"{where}: it looks like one answer per row, but hardly any question comes again, so nobody answers what others do; not read.",
        )
    if again > MOST_ANSWERED_AGAIN * pairs:
        raise InputError(
            "unknown_layout",
            zh=f"{where}：同一个人对同一题有多个不同的答案，或在不同日期回答（{again} 处），不知道哪个算数，未读取。请在表里加一列答卷编号。",
            en=f"{where}: the same person answers the same question differently or on another day in {again} places, and nothing says which counts; not read. Add a column with the id of the response.",
        )


def _refuse_measurements(
    connection: duckdb.DuckDBPyConnection, raw: RawTable, cells: _Cells, questions: Iterable[str]
) -> None:
    """Ratings of things that each have few raters, and quantities, stand one below the other too."""
    people, commonest, opinions, answers = connection.execute(
        f"select count(distinct {cells.who}), (select max(n) from (select count(distinct {cells.who}) as n from {raw.relation} group by {cells.asked})), "
        f"count({cells.said}) filter (where coalesce(try_cast({cells.said} as double) between -1 and 10, true)), count({cells.said}) from {raw.relation}"
    ).fetchall()[0]
    if not people:
        return
    are_quantities = opinions < SHARE_OPINIONS * answers and not any(map(asks_rating, questions))
    if commonest < SHARE_ASKED * people or are_quantities:
        raise InputError(
            "unknown_layout",
            zh=f"{raw.preview.where}：像是一行一个答案的表，但没有多数人都回答的题，或者答案是测量值而不是评价，不像问卷，未读取。",
            en=f"{raw.preview.where}: it looks like one answer per row, but no question is put to most people, or the answers are quantities and no opinions; not read.",
        )


def _is_kept(connection: duckdb.DuckDBPyConnection, raw: RawTable, column: Column, cells: _Cells) -> bool:
    """Whether a further column is of the respondent: a field, or the same in all rows of each. A name is kept for staging to hide."""
    if column.use == "field":
        return True
    if column.use != "unknown":
        return False
    return connection.execute(
        f"select not exists (select 1 from {raw.relation} group by {cells.who} having count(distinct c{column.index}) > 1)"
    ).fetchall()[0][0]


def _columns(match: Match, kept: list[Column], questions: Iterable[str]) -> tuple[Column, ...]:
    who = match.column("response_id")
    assert who
    first = [replace(column, index=at) for at, column in enumerate([who, *kept])]
    asked = [Column(at, question, "question", text=question) for at, question in enumerate(questions, start=len(first))]
    return (*first, *asked)


def _without_key(
    connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match, cells: _Cells
) -> tuple[RejectedRow, ...]:
    """The rows that do not say who answers or what was asked."""
    rows = connection.execute(
        f"select row_number, {cells.who} is null from {raw.relation} where {cells.who} is null or {cells.asked} is null order by 1"
    ).fetchall()
    names = {True: match.column("response_id"), False: match.column("question")}
    return tuple(
        RejectedRow(row, column.header if (column := names[no_one]) else None, "blank_key") for row, no_one in rows
    )
