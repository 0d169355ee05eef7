"""Remembering: what one question finds out about a warehouse serves the next, as long as the same version is asked.

``compute`` takes a ``Remember``: called with a key and with what finds the answer, it returns the answer, found now or before.
The answer belongs to everybody who asked: nobody may change it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, cast

import duckdb
import pandas as pd

Remember = Callable[[tuple[Hashable, ...], Callable[[], Any]], Any]
# What keys begin with: small answers, counts as fine as any filter of a page, and those of the dimensions of one question.
ROWS, COUNTS, CELLS = "rows", "counts", "cells"


def anew(_: tuple[Hashable, ...], find: Callable[[], Any]) -> Any:
    """Find out without remembering anything."""
    return find()


def with_memory(connection: duckdb.DuckDBPyConnection, remember: Remember) -> duckdb.DuckDBPyConnection:
    """Return a connection that remembers what small questions found: names, targets, up to when exports reach."""
    return connection if remember is anew else cast(duckdb.DuckDBPyConnection, _Lookups(connection, remember))


class _Lookups:
    """Stands in for a connection that is only asked and whose tables are only opened."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, remember: Remember) -> None:
        self._connection, self._remember = connection, remember

    def execute(self, sql: str, values: Any = ()) -> _Question:
        """Return a question, which is asked when its rows are wanted."""
        return _Question(self._connection, self._remember, sql, values)

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """Return a table of the warehouse, which is counted anew."""
        return self._connection.table(name)


@dataclass(frozen=True)
class _Question:
    """A small question and its rows, found now or before."""

    connection: duckdb.DuckDBPyConnection
    remember: Remember
    sql: str
    values: Any

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows."""
        return self._found("rows", lambda: self.connection.execute(self.sql, self.values).fetchall())

    def df(self) -> pd.DataFrame:
        """Return the rows as a frame that may be changed: pandas copies what is written to."""
        return self._found("frame", lambda: self.connection.execute(self.sql, self.values).df()).copy(deep=False)

    def _found(self, kind: str, find: Callable[[], Any]) -> Any:
        return self.remember((ROWS, kind, self.sql, repr(self.values)), find)
