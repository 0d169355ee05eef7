"""Small warehouses for tests: every table of ``tables.yml``, empty, plus the rows that a test shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

import pipeline
from pipeline.config import Settings
from pipeline.warehouse import Version, build_lock, candidate, publish, tables

CORE = Path(pipeline.__file__).parent / "core"

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def settings_in(folder: Path) -> Settings:
    """Return settings of which everything lies in ``folder``."""
    return Settings(
        warehouse=folder / "warehouse",
        raw=folder / "raw",
        settings=folder / "settings",
        layouts=folder / "layouts",
        corrections=folder / "corrections.csv",
        measures=folder / "measures.csv",
        threads=1,
        memory_limit_mb=200,
    )


@cache
def _view(name: str) -> str:
    """Return the statement of the build that makes a view, from whichever file has it."""
    statements = ";".join(path.read_text(encoding="utf-8") for path in sorted(CORE.glob("*.sql"))).split(";")
    return next(text[text.index(start) :] for text in statements if (start := f"create view {name} as") in text)


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every table of the warehouse, empty."""
    connection.execute("begin")
    for table in tables().values():
        if table.is_view:
            connection.execute(_view(table.name))
            continue
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        connection.execute(f"create table {table.name} ({columns})")
    connection.execute("commit")


def insert(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Insert rows given as column → value; columns not named are null."""
    for table, entries in rows.items():
        for entry in entries:
            names = ", ".join(f'"{name}"' for name in entry)
            marks = ", ".join("?" for _ in entry)
            connection.execute(f"insert into {table} ({names}) values ({marks})", list(entry.values()))


def sum_complaints(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``mart_complaint`` anew of the facts, as the build does."""
    connection.execute("drop table if exists mart_complaint")
    connection.execute((CORE / "mart_complaint.sql").read_text(encoding="utf-8"))


def publish_run(settings: Settings, run: str, complaints: int = 1) -> Version:
    """Build and publish a version with so many complaints."""
    with build_lock(settings), candidate(settings, run, settings.warehouse) as built:
        with built.writing() as connection:
            create_tables(connection)
            connection.execute(f"insert into fct_complaint (complaint_id) select 'K' || range from range({complaints})")
        facts = {
            "built_at": "2024-04-01T08:00:00",
            "is_sample": False,
            "covers_until": "2024-03-31T00:00:00",
        }
        return publish(settings, built, facts)
