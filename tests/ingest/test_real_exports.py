"""Real exports, from the folder named in ``MANYIDU_REAL_EXPORTS``: every table is read through, nothing is lost."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest

from pipeline.ingest import previews
from tests.ingest.conftest import Exports

FOLDER = os.environ.get("MANYIDU_REAL_EXPORTS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="MANYIDU_REAL_EXPORTS names no folder of real exports")
ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "gb18030": "gb18030", "utf-8-twice": "utf-8-twice"}
SKIPPED_BY_NAME = ("PROVENANCE.md", "README.md", "LICENSE")


def cells_as_python_reads_them(content: bytes, encoding: str) -> list[tuple[str | None, ...]]:
    """Return the records below the first, by the csv module alone."""
    if encoding == "utf-8-twice":
        content, encoding = content.decode("utf-8").encode("latin-1"), "utf-8"
    text = io.StringIO(content.decode(encoding), newline="")
    return [tuple(cell or None for cell in row) for row in list(csv.reader(text))[1:] if any(map(str.strip, row))]


def test_every_csv_comes_in_cell_for_cell(exports: Exports):
    exports.raw = Path(FOLDER)
    sources = [found.source for found in exports.found() if found.source and found.source.form == "csv"]
    assert sources
    for source in sources:
        (preview,) = previews(source, exports.scratch)
        content = source.path.read_bytes()
        table, rows = exports.load(preview)
        assert table.rejected == (), source.name
        assert [row[1:] for row in rows] == cells_as_python_reads_them(content, ENCODINGS[preview.encoding]), (
            source.name
        )


def test_only_what_is_no_export_is_refused(exports: Exports):
    exports.raw = Path(FOLDER)
    refused = {name: code for name, code in exports.find().items() if code not in ("csv", "xlsx")}
    others = {name: code for name, code in refused.items() if not name.endswith(SKIPPED_BY_NAME)}
    assert set(refused.values()) <= {"not_an_export", "lfs_pointer"}
    assert set(others.values()) == {"lfs_pointer"}
