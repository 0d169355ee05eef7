"""What the codes and words of an export mean: distinct cell texts → canonical codes, as a small table to join."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipeline.layouts.categories import match_category
from pipeline.layouts.fold import fold
from pipeline.staging.reading import Reading

MOST_VALUES = 5000


def write_value_map(connection: duckdb.DuckDBPyConnection, reading: Reading, fields: Iterable[str]) -> str:
    """Write the meaning of every distinct text of the coded columns and return the relation's name.

    Args:
        fields: Canonical fields with codes. ``subcategory`` maps to one of the five categories.

    Returns:
        Name of a table ``field``, ``raw`` (cell text, trimmed), ``code``.
    """
    name = f"{reading.table.relation}_codes"
    connection.execute(f"create table {name} (field varchar, raw varchar, code varchar)")
    rows = [row for field in fields for row in _meanings(connection, reading, field)]
    if rows:
        fields_, raws, codes = zip(*rows, strict=True)
        connection.execute(
            f"insert into {name} select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[])",
            [list(fields_), list(raws), list(codes)],
        )
    return name


def _meanings(connection: duckdb.DuckDBPyConnection, reading: Reading, field: str) -> list[tuple[str, str, str]]:
    column = "category" if field == "subcategory" and not reading.has(field) else field
    texts = connection.execute(
        f"select cell from {reading.cells} where field = ? and cell is not null group by cell order by sum(cases) desc, cell limit {MOST_VALUES}",
        [column],
    ).fetchall()
    layout = reading.match.layout
    known = {fold(spelling): code for code, spellings in layout.values.get(field, {}).items() for spelling in spellings}
    found = []
    for (text,) in texts:
        code = known.get(fold(text)) or (match_category(text) if field == "subcategory" and layout.property_types else None)
        if code is not None:
            found.append((field, text, code))
    return found
