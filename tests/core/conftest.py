"""Small staged frames, assembled into the tables of the warehouse on real DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.agreed import read_measures
from pipeline.cleaned import CleanedFile, CleanedTable
from pipeline.core.assemble import FOLDER, assemble, order_loads
from pipeline.core.recorded import scrubbed
from pipeline.ingest.table import Sidecar
from pipeline.layouts.confirmed import read_confirmed
from pipeline.privacy import Keys, register
from tests.staging.survey_files import stage_rows

BUILD = {
    "run_id": "test",
    "built_at": datetime(2025, 1, 1),
    "version": "0",
    "is_sample": False,
    "zone": "Asia/Shanghai",
    "free_text": "scrubbed",
    "key_id": "test",
}
# As ``pipeline/staging/complaint.sql`` makes it: by the id of the source, else by place, time and text.
RECORD_KEY = (
    "case when record_id is not null then hash(source || '|' || record_id) "
    "else hash(source || '|' || concat_ws('|', community, home_id, received_at, summary, description)) end"
)
Assembled = Callable[..., duckdb.DuckDBPyConnection]


@dataclass(frozen=True)
class Export:
    """One export: rows of staged relations (complaints without saying so), and when it was made."""

    rows: Sequence[dict[str, Any]]
    exported_at: str | None = None
    relation: str = "complaint"
    bytes_of: str | None = None


def complaint(record_id: str | None, received: str, text: str | None = "电梯坏了", **columns: Any) -> dict[str, Any]:
    """Return a staged complaint of 翠湖苑; ``resolved``, ``closed`` and ``reopened`` are times."""
    times = {f"{name}_at": columns.pop(name) for name in ("resolved", "closed", "reopened") if name in columns}
    row = {
        "record_id": record_id,
        "source": "ledger",
        "community": "翠湖苑",
        "description": text,
        "received_at": received,
        "received_precision": "second",
        "status": "resolved" if times.get("resolved_at") else "open",
        "has_resolution_field": True,
        "has_due_field": False,
        "part": 0,
    }
    return row | times | columns


def roster(community: str, *aliases: str) -> dict[str, Any]:
    """Return a line of the roster."""
    return {"community": community, "aliases": list(aliases), "households": 500}


@pytest.fixture
def assembled(tmp_path: Path) -> Iterator[Assembled]:
    """Return a function: exports (or cleaned files) → the tables of the warehouse; it also checks that every row is accounted for."""
    with assembling(tmp_path) as run:
        yield run


@contextmanager
def assembling(folder: Path) -> Iterator[Assembled]:
    """Give the function of ``assembled``, with the agreed files of ``folder``."""
    with ExitStack() as opened:

        def run(*exports: Export, files: Sequence[CleanedFile] = ()) -> duckdb.DuckDBPyConnection:
            connection = opened.enter_context(duckdb.connect())
            cleaned = [*files, *(_written(export, number, folder) for number, export in enumerate(exports, 1))]
            recorded = scrubbed(_scrubber(), read_measures(folder / "measures.csv"))
            assemble(
                connection,
                order_loads(cleaned),
                folder,
                folder / "corrections.csv",
                BUILD,
                agreed=folder,
                measures=recorded,
                confirmed=read_confirmed(folder),
            )
            assert_accounted(connection)
            return connection

        yield run


@cache
def _scrubber() -> duckdb.DuckDBPyConnection:
    """Return a connection with the macros of privacy, made once: their rules take long to compile."""
    connection = duckdb.connect()
    register(connection, Keys(b"k" * 32))
    return connection


@cache
def _staging() -> duckdb.DuckDBPyConnection:
    """Return a connection with the empty staged relations."""
    connection = duckdb.connect()
    connection.execute((FOLDER / "staged.sql").read_text(encoding="utf-8"))
    return connection


def assert_accounted(connection: duckdb.DuckDBPyConnection) -> None:
    """Each row read is accepted, rejected, duplicate or superseded, and each name stands for one complaint."""
    lost = "rows_read <> rows_accepted + rows_rejected + rows_duplicate + rows_superseded"
    assert (
        connection.execute(
            f"select file, rows_read, rows_accepted, rows_rejected, rows_duplicate, rows_superseded from load where {lost}"
        ).fetchall()
        == []
    )
    assert (
        connection.execute("select complaint_id from fct_complaint group by all having count(*) > 1").fetchall() == []
    )
    repeated = "select complaint_id, event, happened_at from fct_complaint_event group by all having count(*) > 1"
    assert connection.execute(repeated).fetchall() == []


def _written(export: Export, number: int, folder: Path) -> CleanedFile:
    file = f"{number}.{export.relation}.parquet"
    connection, table = _staging(), f"empty_{export.relation}"
    for row_number, row in enumerate(export.rows, 2):
        named = {"row_number": row_number} | row
        marks = ", ".join("?" * len(named))
        connection.execute(f"insert into {table} ({', '.join(named)}) values ({marks})", list(named.values()))
    if export.relation == "complaint":
        connection.execute(f"update {table} set record_key = {RECORD_KEY}")
    connection.execute(f"copy {table} to '{folder / file}' (format parquet); delete from {table}")
    kinds = {"response": "survey"}
    made = datetime.fromisoformat(export.exported_at) if export.exported_at else None
    staged = CleanedTable(
        kind=kinds.get(export.relation, export.relation),
        layout="test",
        rows_read=len(export.rows),
        relations={export.relation: file},
        exported_at=made,
        covers_until=made,
    )
    return CleanedFile(f"{number}.csv", export.bytes_of or str(number), str(number), (staged,))


def written_survey(
    folder: Path, number: int, name: str, rows: list[list[str]], sidecar: Sidecar | None = None
) -> CleanedFile:
    """Stage an export of a survey and write it as the cleaned file that a build makes of it."""
    survey = stage_rows(rows, name=name, keys=folder / "key", sidecar=sidecar)
    relations = {}
    for relation, table in survey.staged.relations.items():
        relations[relation] = f"{number}.{relation}.parquet"
        survey.connection.execute(f"copy (from {table}) to '{folder / relations[relation]}' (format parquet)")
    ((rejected,),) = survey.rows("select count(*) from <rejected>")
    table = CleanedTable(
        kind="survey", layout=survey.match.layout.name, rows_read=len(rows) - 1, rows_rejected=rejected, relations=relations,
        exported_at=survey.staged.exported_at, newest_event_at=survey.staged.newest_event_at, covers_until=survey.staged.covers_until,
    )  # fmt: skip
    return CleanedFile(name, str(number), str(number), (table,))
