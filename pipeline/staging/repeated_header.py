"""Rows that say the header again, as in exports that were put one below the other, or go on with it (SurveyMonkey's Response below
each question, where its other columns are gone): they are rejected before any column is looked at.
"""

from __future__ import annotations

import re
from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable, RejectedRow
from pipeline.layouts.fold import plain
from pipeline.layouts.layout import Match
from pipeline.staging.sql import literal

FEWEST_CELLS = 3
# What stands below a question, and is no answer to it as Excellent would be where the first respondent alone says so of everything.
ANSWER_BELOW = re.compile(
    r"^(?:open-ended )?(?:response|answer)s?$|^(?:开放式)?(?:回复|回答)$"
    r"|^(?:respuesta|réponse|resposta|risposta)(?: (?:abierta|ouverte|aberta|aperta))?$|^(?:offene )?antwort$",
    re.IGNORECASE,
)
BYTE_ORDER_MARK = "\ufeff"  # stands where one file ends and the next begins


def without_repeated_header(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> RawTable:
    """Return the table without the rows all of whose cells are those of a header row, and without a first row that goes on with it; as it
    is where there are none."""
    header = raw.preview.rows[match.header_index : match.first_record_index]
    said = [_says(row[: raw.width]) for row in header if sum(map(bool, row[: raw.width])) >= FEWEST_CELLS]
    if raw.rows_read and (more := _goes_on(raw, match)):
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


def _goes_on(raw: RawTable, match: Match) -> tuple[str, ...] | None:
    """The first row below the header, where what fills half of it or more, and nothing else, heads the answers to a question."""
    row = next(iter(raw.preview.rows[match.first_record_index :]), ())[: raw.width]
    filled = [plain(cell) for cell in row if cell.strip()]
    is_header = len(filled) >= max(FEWEST_CELLS, raw.width / 2) and all(map(ANSWER_BELOW.match, filled))
    return tuple(row) if is_header and raw.rows_read > 1 else None


def _says(header: tuple[str, ...]) -> str:
    return (
        "("
        + " and ".join(
            f"coalesce(trim(c{at}, ' ' || chr(65279)), '') = {literal(cell.strip(' ' + BYTE_ORDER_MARK))}"
            for at, cell in enumerate(header)
        )
        + ")"
    )
