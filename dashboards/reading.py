"""How an uploaded file would be read: its tables, the layout of each and why, columns → fields, first rows masked.

Nothing is loaded and nothing of a cell is shown: digits appear as 9, letters as a, Chinese characters as 字.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pandas as pd

from dashboards.staging import Upload
from pipeline.config import Settings
from pipeline.errors import InputError, ManyiduError
from pipeline.ingest import Found, discover, previews
from pipeline.ingest.scratch import Scratch, open_scratch
from pipeline.ingest.table import Preview, Sidecar
from pipeline.layouts.layout import Layout, Match
from pipeline.layouts.library import load_layouts
from pipeline.layouts.match import match

SHOWN_ROWS = 5


@dataclass(frozen=True)
class Reading:
    """How one table would be read.

    Attributes:
        where: File and sheet.
        match: The best layout, None where none comes near.
        is_usable: It can be loaded as it is.
        rows: First rows, masked.
        refused: Why the file cannot be read at all.
    """

    where: str
    match: Match | None = None
    is_usable: bool = False
    rows: pd.DataFrame | None = None
    refused: ManyiduError | None = None


def read(settings: Settings, upload: Upload, sidecar: Sidecar | None = None) -> list[Reading]:
    """Return one reading per table of the file; a file that is no table gives one that says why.

    Args:
        sidecar: What is said of the file beside it; default: nothing.
    """
    layouts = load_layouts(settings.layouts)
    with open_scratch(settings) as scratch:
        found = discover(upload.folder, scratch)
        return [reading for item in found for reading in _of_file(item, scratch, layouts, upload, sidecar or Sidecar())]


def masked(cell: str) -> str:
    """Return the shape of a cell, at most 40 characters of it."""
    shape = re.sub(r"[\u3400-\u9fff]", "字", re.sub(r"\d", "9", cell))
    return re.sub(r"[^\W\d_字]", "a", shape)[:40]


def _of_file(
    item: Found, scratch: Scratch, layouts: tuple[Layout, ...], upload: Upload, sidecar: Sidecar
) -> list[Reading]:
    name = item.name.replace(upload.path.name, upload.name, 1)
    if item.source is None:
        assert item.error is not None  # a file found has the one or the other
        return [Reading(name, refused=_named(item.error, upload))]
    try:
        source = replace(item.source, name=name)
        return [_of_table(preview, layouts, sidecar) for preview in previews(source, scratch) if preview.rows]
    except InputError as error:
        return [Reading(name, refused=_named(error, upload))]


def _named(error: InputError, upload: Upload) -> ManyiduError:
    """Return the error with the name that the user knows in the place of the one under which the file is kept."""
    kept, known = upload.path.name, upload.name
    return ManyiduError(zh=error.zh.replace(kept, known), en=error.en.replace(kept, known))


def _of_table(preview: Preview, layouts: tuple[Layout, ...], sidecar: Sidecar) -> Reading:
    best = next(iter(match(preview, layouts, sidecar)), None)
    if best is None:
        return Reading(preview.where)
    headers = [column.header for column in best.columns]
    rows = [_padded(row, len(headers)) for row in preview.rows[best.first_record_index :][:SHOWN_ROWS]]
    return Reading(preview.where, best, not best.missing, pd.DataFrame(rows, columns=headers))


def _padded(row: tuple[str, ...], width: int) -> list[str]:
    return [masked(cell) for cell in (*row, *[""] * width)[:width]]
