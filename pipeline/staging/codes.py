"""What the codes and words of an export mean: distinct cell texts → canonical codes, as a small table to join.

Only distinct values are looked at, so the cost does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.categories import match_category
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Match

MOST_VALUES = 5000


def write_value_map(connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, fields: Iterable[str]) -> str:
    """Write the meaning of every distinct text of the coded columns and return the relation's name.

    Args:
        fields: Canonical fields with codes. ``subcategory`` maps to one of the five categories.

    Returns:
        Name of a table ``field``, ``raw`` (cell text, trimmed), ``code``.
    """
    name = f"{table.relation}_codes"
    connection.execute(f"create table {name} (field varchar, raw varchar, code varchar)")
    rows = [row for field in fields for row in _meanings(connection, table, match, field)]
    if rows:
        fields_, raws, codes = zip(*rows, strict=True)
        connection.execute(
            f"insert into {name} select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[])",
            [list(fields_), list(raws), list(codes)],
        )
    return name


def _meanings(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, field: str
) -> list[tuple[str, str, str]]:
    column = match.column(field) or (match.column("category") if field == "subcategory" else None)
    if column is None:
        return []
    texts = connection.execute(
        f"select trim(v, E' \\t\\n\\r\u3000') as v, sum(n) from (select c{column.index} as v, count(*) as n from {table.relation} group by 1) "
        f"where v is not null group by 1 order by 2 desc, 1 limit {MOST_VALUES}"
    ).fetchall()
    known = {
        fold(spelling): code for code, spellings in match.layout.values.get(field, {}).items() for spelling in spellings
    }
    found = []
    for text, _ in texts:
        code = known.get(fold(text)) or (match_category(text) if field == "subcategory" and match.layout.property_types else None)
        if code is not None:
            found.append((field, text, code))
    return found
