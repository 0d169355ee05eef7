"""Rows that say the header again, as in exports that were put one below the other: they are rejected before any column is looked at."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable, RejectedRow
from pipeline.layouts.layout import Match
from pipeline.staging.sql import literal

FEWEST_CELLS = 3
BYTE_ORDER_MARK = "\ufeff"  # stands where one file ends and the next begins


def without_repeated_header(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> RawTable:
    """Return the table without the rows all of whose cells are those of a header row; as it is where there are none."""
    header = raw.preview.rows[match.header_index : match.first_record_index]
    said = [_says(row[: raw.width]) for row in header if sum(map(bool, row[: raw.width])) >= FEWEST_CELLS]
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


def _says(header: tuple[str, ...]) -> str:
    return (
        "("
        + " and ".join(
            f"coalesce(trim(c{at}, ' ' || chr(65279)), '') = {literal(cell.strip(' ' + BYTE_ORDER_MARK))}"
            for at, cell in enumerate(header)
        )
        + ")"
    )
