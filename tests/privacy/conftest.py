"""A scratch connection with the macros of the privacy package."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import duckdb
import pytest

from pipeline.privacy import Keys, register

KEYS = Keys(b"not a secret, only for the tests")


@pytest.fixture(scope="session")
def scratch() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    register(connection, KEYS)
    return connection


@pytest.fixture(scope="session")
def scrub(scratch: duckdb.DuckDBPyConnection) -> Callable[..., list[str | None]]:
    """Return a function that scrubs pairs of text and own name in one statement, as the build does."""

    def scrub(pairs: Iterable[tuple[str | None, str | None]]) -> list[str | None]:
        scratch.execute("create or replace temp table written (place integer, text varchar, own_name varchar)")
        scratch.executemany("insert into written values ($1, $2, $3)", [[n, *pair] for n, pair in enumerate(pairs)])
        rows = scratch.execute("select scrub_text(text, own_name) from written order by place").fetchall()
        return [text for (text,) in rows]

    return scrub
