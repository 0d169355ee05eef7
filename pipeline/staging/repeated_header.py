"""Rows that say the header again, as in exports that were put one below the other, or go on with it (SurveyMonkey's Response below
each question, where its other columns are gone): they are rejected before any column is looked at.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable, RejectedRow
from pipeline.layouts import cells
from pipeline.layouts.layout import Match
from pipeline.staging.sql import literal

FEWEST_CELLS = 3
BYTE_ORDER_MARK = "\ufeff"  # stands where one file ends and the next begins


def without_repeated_header(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> RawTable:
    """Return the table without the rows all of whose cells are those of a header row, and without a first row that goes on with it; as it
    is where there are none."""
    header = raw.preview.rows[match.header_index : match.first_record_index]
    said = [_says(row[: raw.width]) for row in header if sum(map(bool, row[: raw.width])) >= FEWEST_CELLS]
    if raw.rows_read and (more := _goes_on(connection, raw, match)):
        said.append(_says(more))
    if not said or not raw.rows_read:
        return raw
    again = " or ".join(said)
    rows = connection.execute(f"select row_number from {raw.relation} where {again} order by 1").fetchall()
    if not rows:
        return raw
    relation = f"{raw.relation}_below"
    connection.execute(f"create view {relation} as select * from {raw.relation} where not ({again})")
    rejected = tuple(RejectedRow(row, None, "repeated_header") for (row,) in rows)
    return replace(raw, relation=relation, rejected=(*raw.rejected, *rejected))


def _goes_on(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> tuple[str, ...] | None:
    """The first row below the header, where one word fills half of it or more and stands in no other row, as no answer does."""
    row = next(iter(raw.preview.rows[match.first_record_index :]), ())[: raw.width]
    filled = [cell.strip() for cell in row if cell.strip()]
    word = filled[0] if filled else ""
    if len(filled) < max(FEWEST_CELLS, raw.width / 2) or set(filled) != {word} or not word.isalpha():
        return None
    if word.casefold() in cells.NO_ANSWER:
        return None
    anywhere = " or ".join(f"trim(c{at}) = {literal(word)}" for at in range(raw.width))
    found = connection.execute(f"select count(*) from {raw.relation} where {anywhere}").fetchall()[0][0]
    return tuple(row) if found == 1 and raw.rows_read > 1 else None


def _says(header: tuple[str, ...]) -> str:
    return (
        "("
        + " and ".join(
            f"coalesce(trim(c{at}, ' ' || chr(65279)), '') = {literal(cell.strip(' ' + BYTE_ORDER_MARK))}"
            for at, cell in enumerate(header)
        )
        + ")"
    )
