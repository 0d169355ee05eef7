"""Rejected rows that come back mended, as ``manyidu rejects --export`` wrote them.

Their first three columns say what was wrong. Cells that would be formulas in a spreadsheet program got an apostrophe in front; it is taken
off again, so that a phone or a text is the one that was sent.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.layout import Match
from pipeline.output import FORMULA_STARTS
from pipeline.staging.sql import literal

# No words that a layout knows: what comes back is read like any export.
HEADERS = {"zh": ("退回行号", "退回列", "退回说明"), "en": ("rejected row", "rejected column", "rejected because")}
APOSTROPHE = rf"^'([ \x{{3000}}]*[{''.join(FORMULA_STARTS).replace('-', '')}-])"


def as_sent(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> RawTable:
    """Return the table without these apostrophes where it is one of rejected rows, else as it is."""
    if tuple(column.header for column in match.columns[: len(HEADERS["zh"])]) not in HEADERS.values():
        return raw
    cells = ", ".join(f"regexp_replace(c{at}, {literal(APOSTROPHE)}, '\\1') as c{at}" for at in range(raw.width))
    relation = f"{raw.relation}_as_sent"
    connection.execute(f"create view {relation} as select row_number, {cells} from {raw.relation}")
    return replace(raw, relation=relation)
