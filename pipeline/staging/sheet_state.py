"""The state that a sheet is named after (``pipeline.layouts.sheet_states``), written into the column that was added for it."""

from __future__ import annotations

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.layout import Match


def in_state_of_sheet(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> RawTable:
    """Return the table with the state of its sheet in every row, unchanged where its sheet names none."""
    column, word = match.column("status"), match.file_parts.get("state")
    if column and word:
        added = [f"c{other.index} = null" for other in match.columns if other.index > column.index]
        connection.execute(f"update {raw.relation} set {', '.join([f'c{column.index} = ?', *added])}", [word])
    return raw
