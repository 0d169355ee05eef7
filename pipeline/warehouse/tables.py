"""The tables of the warehouse as ``pipeline/core/tables.yml`` lists them: grain, key, columns, types, comments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.shipped import read_shipped

FILE = Path(__file__).parents[1] / "core" / "tables.yml"


@dataclass(frozen=True)
class Column:
    """One column: name, DuckDB type and comment (Chinese / English)."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True)
class Table:
    """One table or view: what one row is, what makes a row unique, and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    comment: str
    columns: tuple[Column, ...]
    is_view: bool = False


@cache
def tables() -> dict[str, Table]:
    """Return name → table, in the order of ``tables.yml``."""
    listed = read_shipped(FILE)
    return {name: _table(name, entry) for name, entry in listed.items()}


def _table(name: str, entry: dict) -> Table:
    columns = tuple(_column(column, text) for column, text in entry["columns"].items())
    return Table(name, entry["grain"], tuple(entry["key"]), entry["comment"], columns, entry.get("view", False))


def _column(name: str, text: str) -> Column:
    kind, comment = text.split(" | ", 1)
    return Column(name, kind.strip(), comment.strip())
