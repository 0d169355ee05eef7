"""Small helpers for SQL text. Values from files never become part of a statement except through these."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """Return ``text`` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def value_list(texts: Iterable[str]) -> str:
    """Return ``('a', 'b')``; a list that nothing is in where ``texts`` is empty."""
    return "(" + (", ".join(literal(text) for text in texts) or "null") + ")"


def counts_of(relation: str, tests: Iterable[str]) -> str:
    """Return a list of expressions that count the rows of ``relation`` for which each of ``tests`` is true.

    One query each: a ``where`` works in the scan, and passes over blocks in which nothing can be found; a ``filter`` is worked out for every row.
    """
    return ", ".join(f"(select count(*) from {relation} where {test})" for test in tests)
