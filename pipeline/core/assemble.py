"""Assembling: the cleaned Parquet files of all exports → the tables of the warehouse, whole, in a new file.

Each statement lies in an SQL file of its own with its grain in the first line; this module gives them their inputs and their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.agreed import CALENDAR, RecordedMeasure, read_own_days
from pipeline.cleaned import CleanedFile, CleanedTable
from pipeline.core import corrections as corrections_file
from pipeline.core.agreed import write_agreed
from pipeline.core.calendar import write_dates
from pipeline.core.communities import name_communities
from pipeline.core.corrections import Correction
from pipeline.core.indicators import confirm_indicators, name_measure_indicators, write_indicators
from pipeline.core.questions import Note, agree_questions
from pipeline.core.recorded import write_recorded
from pipeline.layouts.confirmed import Confirmed
from pipeline.reasons import reason, reasons
from pipeline.staging.complaint import OF_ONE_FIELD
from pipeline.staging.sql import literal
from pipeline.warehouse.tables import tables

NOTHING_CONFIRMED = Confirmed()
FOLDER = Path(__file__).parent
RELATIONS = (
    "complaint", "response", "rating", "set_aside", "need", "comment", "question", "survey", "roster", "measure", "operational", "rejected", "issue",
)  # fmt: skip
# Rows of the staged file that are records; its rejected rows are listed in a relation of their own.
KEPT = {"complaint": " where reject_code is null"}
# With the method named, DuckDB does not try each. Words of people take half the time and a third less room; ids, which hardly repeat, a quarter of
# the time and twice the room.
COMPRESSION = {
    "fct_complaint": dict.fromkeys(("summary", "description", "result"), "zstd")
    | dict.fromkeys(("complaint_id", "home_id", "resident_id"), "uncompressed"),
    "fct_comment": {"comment": "zstd"},
}
# Columns of the fact that have nothing where the exports have no such column: DuckDB writes them in a third of the time told not to compress them.
ONLY_WITH = {
    "reopened_at": ("second_resolved_at", "second_reopened_at", "days_to_reopening", "days_to_second_resolution", "days_to_second_reopening"),
    "called_back_at": ("callback_due_at", "is_callback_due_met"),
}  # fmt: skip


@dataclass(frozen=True)
class Met:
    """One table met in the exports folder, with its place among the loads.

    Attributes:
        load_id: From 1, in the order of file names.
        file_order: Which export is later; higher is later.
        file, table: What it is.
        is_same_bytes: An earlier file that was loaded has the same bytes.
    """

    load_id: int
    file_order: int
    file: CleanedFile
    table: CleanedTable
    is_same_bytes: bool


def order_loads(files: list[CleanedFile]) -> list[Met]:
    """Number the tables and say which is later: time of export, else newest event inside, else order of names."""
    tables = [(file, table, _repeats(file, files[:at])) for at, file in enumerate(files) for table in file.tables]
    made = [table.exported_at or table.newest_event_at or datetime.min for _, table, _ in tables]
    later = sorted(range(len(tables)), key=lambda at: (made[at], at))
    return [Met(at + 1, later.index(at) + 1, file, table, same) for at, (file, table, same) in enumerate(tables)]


def _repeats(file: CleanedFile, before: list[CleanedFile]) -> bool:
    """Whether the same bytes were loaded before; a copy counts where the other was refused, as for its sidecar."""
    loaded = (other.sha256 for other in before if any(table.status == "loaded" for table in other.tables))
    return file.sha256 is not None and file.sha256 in loaded


def assemble(
    connection: duckdb.DuckDBPyConnection,
    loads: list[Met],
    cleaned: Path,
    corrections: Path,
    build: dict[str, Any],
    *,
    agreed: Path,
    measures: Sequence[RecordedMeasure] = (),
    confirmed: Confirmed = NOTHING_CONFIRMED,
) -> None:
    """Write every table of the warehouse; ``expectation_result`` stays empty until the gate has run.

    Args:
        connection: The candidate.
        cleaned: Folder of the cleaned files.
        corrections: ``corrections.csv``, may be missing.
        build: The row of the table ``build`` less its ``…_cover_until``.
        agreed: Folder of ``targets.csv``, ``limits.csv``, ``margins.csv`` and ``calendar.csv``, which may be missing.
        measures: Measures recorded beside the exports; they win over those of the same id in exports.
        confirmed: What spellings of communities and questions mean.
    """
    _staged_views(connection, loads, cleaned, measures)
    _run(connection, "macros.sql")
    name_communities(connection, confirmed.communities)
    name_measure_indicators(connection)
    lines = corrections_file.read_corrections(corrections)
    on_complaints = _write_complaints(connection, lines, agreed)
    agreed_notes, on_responses = _write_responses(connection, lines, confirmed)
    for name in ("registers.sql", "mart_operational.sql"):
        _run(connection, name)
    corrections_file.write_corrections(connection, lines, on_complaints, on_responses)
    write_indicators(connection)
    write_dates(connection, read_own_days(agreed / CALENDAR.file))
    _write_met(connection, loads, agreed_notes)
    for name in ("loads.sql", "community_coverage.sql"):
        _run(connection, name)
    _write_build(connection, build)
    _run(connection, "mart_complaint.sql")
    _create(connection, "expectation_result")


def _write_complaints(connection: duckdb.DuckDBPyConnection, lines: list[Correction], agreed: Path) -> dict[int, str]:
    """Write the facts of complaints; return what became of each correction, by its line."""
    for name in ("complaint_identity.sql", "complaint_version.sql", "complaint_accepted.sql"):
        _run(connection, name)
    outcomes = corrections_file.apply_to_complaints(connection, lines)
    for name in (*COMPRESSION, "dim_target", "dim_margin", "dim_limit"):
        _create(connection, name, _without(connection) if name == "fct_complaint" else ())
    write_agreed(connection, agreed)
    for name in ("fct_complaint.sql", "export_difference.sql", "fct_complaint_event.sql"):
        _run(connection, name)
    return outcomes


def _write_responses(
    connection: duckdb.DuckDBPyConnection, lines: list[Correction], confirmed: Confirmed
) -> tuple[list[Note], dict[int, str]]:
    """Write the facts of answers; return what is said of single loads, and what became of each correction."""
    _run(connection, "response.sql")
    notes = agree_questions(connection)
    confirm_indicators(connection, confirmed.questions)
    outcomes = corrections_file.apply_to_responses(connection, lines)
    _run(connection, "rating.sql")
    return notes, outcomes


def _run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute((FOLDER / name).read_text(encoding="utf-8"))


def _staged_views(
    connection: duckdb.DuckDBPyConnection, loads: list[Met], cleaned: Path, measures: Sequence[RecordedMeasure]
) -> None:
    """One view per staged relation over all files, each row with its load and the order of its export."""
    _run(connection, "staged.sql")
    write_recorded(connection, measures)
    for relation in RELATIONS:
        parts = [
            f"select *, {met.load_id}::bigint as load_id, {met.file_order}::bigint as file_order, {_moment(met.table.exported_at)} as exported_at "
            f"from read_parquet({literal(str(cleaned / met.table.relations[relation]))}){KEPT.get(relation, '')}"
            for met in loads
            if relation in met.table.relations and not met.is_same_bytes
        ]
        if relation == "measure":  # recorded by hand: of no load, and later than any export
            parts.append(
                f"select *, 0::bigint as load_id, {len(loads) + 1}::bigint as file_order, null::timestamp as exported_at from recorded_measure"
            )
        empty = f"select *, 0::bigint as load_id, 0::bigint as file_order, null::timestamp as exported_at from empty_{relation}"
        # The empty one gives the columns that no export has.
        connection.execute(f"create temp view stg_{relation} as {' union all by name '.join([empty, *parts])}")
    _write_complaint_columns(connection, loads, cleaned)


def _write_complaint_columns(connection: duckdb.DuckDBPyConnection, loads: list[Met], cleaned: Path) -> None:
    """Write which of the columns that not every export has are in which: a step never taken is told from one not recorded."""
    connection.execute("create temp table complaint_column (load_id bigint, field varchar)")
    for met in loads:
        if "complaint" in met.table.relations:
            path = str(cleaned / met.table.relations["complaint"])
            names = [name for (name,) in connection.execute("select name from parquet_schema(?)", [path]).fetchall()]
            fields = [[met.load_id, OF_ONE_FIELD[name].removesuffix("_at")] for name in names if name in OF_ONE_FIELD]
            if fields:
                connection.executemany("insert into complaint_column values (?, ?)", fields)


def _moment(moment: datetime | None) -> str:
    return f"timestamp '{moment:%Y-%m-%d %H:%M:%S}'" if moment else "null::timestamp"


def _write_met(connection: duckdb.DuckDBPyConnection, loads: list[Met], said: Sequence[Note]) -> None:
    """Write what was met, with ``said`` about single loads after their own notes."""
    connection.execute(
        "create temp table met (load_id bigint, file varchar, sheet varchar, kind varchar, layout varchar, encoding varchar, sha256 varchar, status varchar, "
        "reason varchar, reason_en varchar, reason_code varchar, rows_read bigint, exported_at timestamp, covers_until timestamp, notes varchar, notes_en varchar)"
    )
    rows = [_met_row(met, [(zh, en) for load_id, zh, en in said if load_id == met.load_id]) for met in loads]
    if rows:
        connection.executemany(f"insert into met values ({', '.join('?' * 16)})", rows)
    words = [[code, said["zh"], said["en"]] for code, said in reasons().items()]
    connection.execute("create temp table reason_words (code varchar, zh varchar, en varchar)")
    connection.executemany("insert into reason_words values (?, ?, ?)", words)


def _met_row(met: Met, said: Sequence[tuple[str, str]]) -> list[Any]:
    table, code = met.table, met.table.reason_code
    zh, en, status = table.reason_zh, table.reason_en, table.status
    if met.is_same_bytes and status == "loaded":
        status, code = "duplicate", "same_bytes"
        zh, en = reason(code, "zh"), reason(code, "en")
    notes = [[note[at] for note in (*table.notes, *said)] for at in (0, 1)]
    return [
        met.load_id, met.file.name, table.sheet, table.kind, table.layout, table.encoding, met.file.sha256, status, zh, en, code,
        table.rows_read, table.exported_at, table.covers_until, "\n".join(notes[0]) or None, "\n".join(notes[1]) or None,
    ]  # fmt: skip


def _write_build(connection: duckdb.DuckDBPyConnection, build: dict[str, Any]) -> None:
    connection.execute(
        "create table build as select ?::varchar as run_id, ?::timestamp as built_at, ?::varchar as version, ?::boolean as is_sample, ?::varchar as zone, "
        "?::varchar as free_text, ?::varchar as key_id, "
        "(select max(covers_until) from load where kind = 'complaint' and status = 'loaded') as complaints_cover_until, "
        "(select max(covers_until) from load where kind = 'survey' and status = 'loaded') as surveys_cover_until",
        [build[name] for name in ("run_id", "built_at", "version", "is_sample", "zone", "free_text", "key_id")],
    )


def _without(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the columns of ``fct_complaint`` that are empty because no export has what they are made of."""
    known = {field for (field,) in connection.execute("select distinct field from complaint_column").fetchall()}
    absent = [name for name, field in OF_ONE_FIELD.items() if field.removesuffix("_at") not in known]
    made = [column for name in absent for column in (name, *ONLY_WITH.get(name, ()))]
    return [column.name for column in tables()["fct_complaint"].columns if column.name in made]


def _create(connection: duckdb.DuckDBPyConnection, name: str, empty: Sequence[str] = ()) -> None:
    """Create a table as ``tables.yml`` lists it, without rows; ``empty``: columns that will have no values."""
    methods = COMPRESSION.get(name, {}) | dict.fromkeys(empty, "uncompressed")
    hints = {column: f" using compression {method}" for column, method in methods.items()}
    columns = [f"{column.name} {column.type}{hints.get(column.name, '')}" for column in tables()[name].columns]
    connection.execute(f"create table {name} ({', '.join(columns)})")
