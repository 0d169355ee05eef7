"""A search for personal data in every column of every table of a database: what must not be published must not be found.

Values are read as text, whatever their type. Grain of the result: one finding per table, column and kind with at least one hit.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

EDGE_BEFORE, EDGE_AFTER = r"(?:^|[^0-9A-Za-z_.])", r"(?:$|[^0-9A-Za-z_])"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
PERSONAL = {
    "phone": rf"{EDGE_BEFORE}(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}}{EDGE_AFTER}",
    "id_card": rf"{EDGE_BEFORE}[1-8][0-9]{{5}}(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{{3}}[0-9Xx]{EDGE_AFTER}",
    "email": r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z]",
    "plate": rf"[{PROVINCES}][A-HJ-NP-Z][·. -]?(?:[0-9][A-HJ-NP-Z0-9]{{4,5}}|[A-HJ-NP-Z][0-9][A-HJ-NP-Z0-9]{{3,4}}){EDGE_AFTER}",
    "ip": rf"{EDGE_BEFORE}(?:{OCTET}\.){{3}}{OCTET}{EDGE_AFTER}",
}


@dataclass(frozen=True)
class Finding:
    """How many values of one column hold one kind of personal data; never the values themselves."""

    table: str
    column: str
    kind: str
    values: int


def find_personal_data(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Return the findings in every table and view of the database that ``connection`` is to."""
    tables: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where table_catalog in (current_database(), 'temp')"
        " order by table_schema, table_name, ordinal_position"
    ).fetchall():
        tables.setdefault((schema, table), []).append(column)
    return [finding for table, columns in tables.items() for finding in _scan_table(connection, table, columns)]


def _scan_table(connection: duckdb.DuckDBPyConnection, table: tuple[str, str], columns: list[str]) -> list[Finding]:
    """Read the table once for all kinds together, and once more only for the columns in which something was found."""
    relation = ".".join(_name(part) for part in table)
    any_kind = "|".join(f"(?:{pattern})" for pattern in PERSONAL.values())
    hits = _counts(connection, relation, [(column, any_kind) for column in columns])
    found = [(column, kind) for column, hit in zip(columns, hits, strict=True) if hit for kind in PERSONAL]
    counts = _counts(connection, relation, [(column, PERSONAL[kind]) for column, kind in found])
    return [
        Finding(table[1], column, kind, count) for (column, kind), count in zip(found, counts, strict=True) if count
    ]


def _counts(connection: duckdb.DuckDBPyConnection, relation: str, searched: list[tuple[str, str]]) -> tuple[int, ...]:
    """Return for each (column, pattern) how many values of the column match the pattern."""
    if not searched:
        return ()
    counted = ", ".join(
        f"count(*) filter (regexp_matches({_name(column)}::varchar, '{pattern.replace(chr(39), chr(39) * 2)}'))"
        for column, pattern in searched
    )
    return connection.execute(f"select {counted} from {relation}").fetchall()[0]


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
