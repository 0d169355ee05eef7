"""A folder of exports and its scratch database, and short ways to put files in and read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Settings
from pipeline.ingest import Found, Scratch, discover, load_table, open_scratch, previews
from pipeline.ingest.table import Preview, RawTable


@dataclass
class Exports:
    """An exports folder in a temporary place."""

    raw: Path
    scratch: Scratch

    def put(self, name: str, content: bytes | str) -> Path:
        """Write a file; text as UTF-8."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def find(self) -> dict[str, str]:
        """Return name → form of each file to be read, or the code of its refusal."""
        return {found.name: found.source.form if found.source else found.error.code for found in self.found()}

    def found(self) -> list[Found]:
        return discover(self.raw, self.scratch)

    def previews(self) -> list[Preview]:
        """Return the previews of all files that are not refused."""
        sources = [found.source for found in self.found() if found.source]
        return [preview for source in sources for preview in previews(source, self.scratch)]

    def load(
        self, preview: Preview, skip_rows: int = 1, width: int | None = None
    ) -> tuple[RawTable, list[tuple[Any, ...]]]:
        """Load one table; return it and its rows, row number first."""
        self.scratch.clear()
        width = width or len(preview.rows[skip_rows - 1])
        table = load_table(preview, self.scratch, skip_rows=skip_rows, width=width, relation="raw_0")
        rows = self.scratch.connection.execute("select * from raw_0 order by row_number").fetchall()
        assert table.rows_read == len(rows) + len(table.rejected)
        return table, rows

    def read(self, name: str, content: bytes | str, **how: Any) -> tuple[RawTable, list[tuple[Any, ...]]]:
        """Put a file of one table and load it."""
        self.put(name, content)
        (preview,) = self.previews()
        return self.load(preview, **how)


@pytest.fixture
def exports(tmp_path: Path) -> Iterator[Exports]:
    """Yield an empty exports folder."""
    settings = Settings(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse", threads=2, memory_limit_mb=300)
    settings.raw.mkdir()
    with open_scratch(settings) as scratch:
        yield Exports(settings.raw, scratch)


def rejects(table: RawTable) -> list[tuple[int, str]]:
    """Return row number and reason of the rejected rows."""
    return [(row.row_number, row.code) for row in table.rejected]
