"""Small helpers for SQL text. Values from files never become part of a statement except through these."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

TESTS_AT_ONCE = 16


def literal(text: str) -> str:
    """Return ``text`` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def value_list(texts: Iterable[str]) -> str:
    """Return ``('a', 'b')``; a list that nothing is in where ``texts`` is empty."""
    return "(" + (", ".join(literal(text) for text in texts) or "null") + ")"


def counts_of(connection: duckdb.DuckDBPyConnection, relation: str, tests: Iterable[str]) -> list[int]:
    """Count the rows of ``relation`` for which each of ``tests`` is true.

    One query each: a ``where`` works in the scan, and passes over blocks in which nothing can be found; a ``filter`` is worked out for every row.
    A few in one statement: planning takes a minute for hundreds of them, and a thousand are refused.
    """
    each = [f"(select count(*) from {relation} where {test})" for test in tests]
    counts: list[int] = []
    for start in range(0, len(each), TESTS_AT_ONCE):
        counts += connection.execute(f"select {', '.join(each[start : start + TESTS_AT_ONCE])}").fetchall()[0]
    return counts
