"""Files → text tables in the scratch database: the first step of a build.

discover → previews → (a layout is recognised) → load_table
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.ingest.csv_table import load_csv, preview_csv
from pipeline.ingest.discover import Found, discover, open_file
from pipeline.ingest.scratch import Scratch, open_scratch
from pipeline.ingest.sheets import load_sheet, preview_sheets
from pipeline.ingest.sidecar import Sidecars, read_sidecar, read_sidecars
from pipeline.ingest.table import Preview, RawTable, SourceFile

__all__ = [
    "Found",
    "Scratch",
    "Sidecars",
    "discover",
    "load_table",
    "open_file",
    "open_scratch",
    "previews",
    "read_sidecar",
    "read_sidecars",
]


def _nobody(rows: int) -> None:
    """Take a report of progress that nobody asked for."""


def previews(source: SourceFile, scratch: Scratch, on_rows: Callable[[int], None] = _nobody) -> list[Preview]:
    """Return the head of each table of a file: one of a CSV, one per sheet of a workbook.

    A workbook is parsed whole here, with reports to ``on_rows``, as in ``load_table``.

    Raises:
        InputError: If the file cannot be read; the words say why and what to do.
    """
    if source.form == "csv":
        return preview_csv(source, scratch)
    return preview_sheets(source, scratch, on_rows)


def load_table(
    preview: Preview,
    scratch: Scratch,
    *,
    skip_rows: int,
    width: int,
    relation: str,
    on_rows: Callable[[int], None] = _nobody,
) -> RawTable:
    """Load what lies below the header of one table into the scratch database.

    Args:
        skip_rows: Number of title and header rows: index in ``preview.rows`` of the first record.
        width: Number of columns; a row with fewer, or with more that are not blank, is rejected (CSV).
        relation: Name of the table or view to make, see ``RawTable.relation``.
        on_rows: Called with the number of rows read so far, a few times a second.

    Raises:
        InputError: If rows read and rows in the file do not agree.
    """
    load = load_csv if preview.source.form == "csv" else load_sheet
    return load(preview, scratch, skip_rows, width, relation, on_rows)
