"""Small complaint exports for the tests: rows as a reader hands them on, recognised by the shipped layouts, staged for real."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.cleaned import CleanedFile, CleanedTable
from pipeline.config import Settings
from pipeline.ingest.table import Preview, Sidecar, SourceFile
from pipeline.layouts.library import load_layouts
from pipeline.layouts.match import match
from pipeline.privacy import load_keys, register
from pipeline.staging.complaint import stage_complaints
from tests.staging.survey_files import LATEST, load


def clean_complaints(
    folder: Path, name: str, rows: list[list[str]], exported_at: datetime, layouts: Path | None = None
) -> CleanedFile:
    """Stage ``rows`` (header first) as if read from the file ``name``; its Parquet files lie in ``folder``."""
    sha256 = hashlib.sha256(repr(rows).encode()).hexdigest()
    preview = Preview(SourceFile(name, Path(name), sha256, 0, "csv"), None, tuple(map(tuple, rows)))
    found = match(preview, load_layouts(layouts), Sidecar())[0]
    files = {relation: f"{name}.{relation}.parquet" for relation in ("complaint", "rejected", "issue")}
    with duckdb.connect(config={"threads": 2}) as connection:
        register(connection, load_keys(folder / "pseudonym.key"))
        table = replace(load(connection, rows, preview, found.first_record_index), relation="raw_1")
        connection.execute("alter table raw rename to raw_1")
        target = folder / files["complaint"]
        staged = stage_complaints(connection, table, found, Sidecar(), Settings(), latest=LATEST, target=target)
        for relation in ("rejected", "issue"):
            connection.execute(f"copy {staged.relations[relation]} to '{folder / files[relation]}' (format parquet)")
    cleaned = CleanedTable(
        kind="complaint",
        layout=found.layout.name,
        rows_read=table.rows_read,
        relations=files,
        exported_at=exported_at,
        covers_until=exported_at,
        notes=staged.notes,
    )
    return CleanedFile(name, sha256, name, (cleaned,))


def staged(folder: Path, columns: str, *rows: str, layouts: Path | None = None) -> list[tuple[Any, ...]]:
    """The ``columns`` of the staged rows; ``rows`` are written ``a | b``, the header first."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    clean_complaints(folder, "export", cells, LATEST, layouts)
    written = folder / "export.complaint.parquet"
    return duckdb.sql(f"select {columns} from '{written}' order by row_number").fetchall()
