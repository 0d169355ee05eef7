"""Previews written by hand: rows as people see them, cells parted by ``|``."""

from __future__ import annotations

from pathlib import Path

from pipeline.ingest.table import Preview, Sidecar, SourceFile
from pipeline.layouts import load_layouts, match
from pipeline.layouts.layout import Match


def preview(*rows: str, name: str = "table.csv") -> Preview:
    """A table whose rows are given as ``a | b | c``."""
    cells = tuple(tuple(cell.strip(" ") for cell in row.split("|")) for row in rows)
    return Preview(SourceFile(name, Path(name), "0" * 64, 1, "csv"), None, cells)


def matches(*rows: str, name: str = "table.csv", sidecar: Sidecar | None = None) -> list[Match]:
    """All readings of a table under the shipped layouts, best first."""
    return match(preview(*rows, name=name), load_layouts(None), sidecar or Sidecar())


def best(*rows: str, name: str = "table.csv", sidecar: Sidecar | None = None) -> Match:
    """The reading that is used; fails where none is usable."""
    found = matches(*rows, name=name, sidecar=sidecar)[0]
    assert not found.missing, (found.layout.name, found.missing)
    return found


def fields(found: Match) -> dict[str, str]:
    """Canonical field → header."""
    return {column.field: column.header for column in found.columns if column.field}
