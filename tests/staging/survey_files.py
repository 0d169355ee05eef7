"""Small survey exports for the tests: rows as a reader hands them on, recognised by the shipped layouts, staged for real."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.config import Settings
from pipeline.ingest.table import Preview, RawTable, Sidecar, SourceFile
from pipeline.layouts.layout import Match
from pipeline.layouts.library import load_layouts
from pipeline.layouts.match import match
from pipeline.privacy import load_keys, register
from pipeline.staging.staged import Staged
from pipeline.staging.survey import stage_survey

LATEST = datetime(2026, 1, 1)


@dataclass
class StagedSurvey:
    """A staged survey that can be asked in SQL; relations go by their short names."""

    connection: duckdb.DuckDBPyConnection
    staged: Staged
    match: Match

    def rows(self, query: str) -> list[tuple]:
        for name, relation in self.staged.relations.items():
            query = query.replace(f"<{name}>", relation)
        return self.connection.execute(query).fetchall()

    def column(self, query: str) -> list:
        return [row[0] for row in self.rows(query)]

    @property
    def roles(self) -> dict[str, str]:
        return dict(self.rows("select question_id, role from <question>"))

    @property
    def notes(self) -> str:
        return " ".join(en for _, en in self.staged.notes)


def stage_rows(
    rows: list[list[str]],
    *,
    name: str = "survey.csv",
    sidecar: Sidecar | None = None,
    settings: Settings | None = None,
    keys: Path,
    sheet: str | None = None,
    latest: datetime = LATEST,
) -> StagedSurvey:
    """Stage ``rows`` (header rows first) as if read from the file ``name``."""
    sidecar, settings = sidecar or Sidecar(), settings or Settings()
    connection = duckdb.connect(config={"threads": 2})
    register(connection, load_keys(keys))
    width = max(len(row) for row in rows)
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    sha256 = hashlib.sha256(repr(rows).encode()).hexdigest()
    source = SourceFile(name, Path(name), sha256, 0, "csv")
    preview = Preview(source, sheet, tuple(tuple(row) for row in cells[:200]))
    found = match(preview, load_layouts(None), sidecar)[0]
    table = load(connection, cells, preview, found.first_record_index)
    return StagedSurvey(connection, stage_survey(connection, table, found, sidecar, settings, latest=latest), found)


def load(connection: duckdb.DuckDBPyConnection, cells: list[list[str]], preview: Preview, first: int) -> RawTable:
    """Load the rows below the header; blank rows are not read rows."""
    width = len(cells[0])
    connection.execute(f"create table raw (row_number bigint, {', '.join(f'c{i} varchar' for i in range(width))})")
    rows = [[number + 1, *(cell or None for cell in row)] for number, row in enumerate(cells) if number >= first]
    rows = [row for row in rows if any(row[1:])]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        unnested = ", ".join(f"unnest(?::{'bigint' if i == 0 else 'varchar'}[])" for i in range(width + 1))
        connection.execute(f"insert into raw select {unnested}", columns)
    return RawTable(preview, "raw", width, len(rows))


def ratings(staged, question="1"):
    """Return the ratings of a question in the order of rows."""
    return staged.column(f"select rating from <rating> where question_id = '{question}' order by row_number")


def asked(staged, question="1"):
    """Return role, highest code and number of ratings of a question."""
    read = f"select role, scale_max, (select count(*) from <rating> where question_id = '{question}') from <question> where question_id = '{question}'"
    return staged.rows(read)[0]
