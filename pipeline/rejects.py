"""The rejected rows as they were received, with the reason beside them, for the sender to mend.

The warehouse keeps no content of a rejected row, so the exports are read again. One CSV per load, one row per rejected row: row,
column, reason, then the columns of the export. The files are personal data: readable by their owner alone.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import warehouse
from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.ingest import discover, load_table, previews, read_sidecars
from pipeline.ingest.csv_exact import records
from pipeline.ingest.scratch import Scratch, open_scratch
from pipeline.ingest.table import Preview, SourceFile
from pipeline.layouts.layout import Match
from pipeline.layouts.library import load_layouts
from pipeline.layouts.match import match
from pipeline.output import formula_safe
from pipeline.staging.mended import HEADERS

LINE_BREAK = re.compile(r"\r\n|\r|\n")
REJECTED = """
    select load.load_id, load.file, load.sheet, load.sha256, load.layout,
        rejected_row.row_number, rejected_row.column_name, rejected_row.{reason}
    from rejected_row join load using (load_id)
    order by load.load_id, rejected_row.row_number
"""


@dataclass(frozen=True)
class _Load:
    """One load with rejected rows; ``rows``: row number → (column, reason)."""

    load_id: int
    file: str
    sheet: str | None
    sha256: str
    layout: str
    rows: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)


def export_rejects(settings: Settings, folder: Path, *, on_skipped: Callable[[str], None]) -> list[Path]:
    """Write the rejected rows of the published warehouse as received, and return the files written.

    Args:
        folder: Made with access for its owner only where it does not exist.
        on_skipped: Called with the name of each export that is gone or has changed since the build.

    Raises:
        UsageError: If ``folder`` lies in the exports folder, where the next build would read it.
        WarehouseError: If nothing is published.
    """
    if folder.resolve().is_relative_to(settings.raw.resolve()):
        raise UsageError(
            zh=f"{folder} 在导出文件夹里，下次构建会读到它。请另选一个文件夹。",
            en=f"{folder} lies in the exports folder, where the next build would read it. Choose another folder.",
        )
    loads = _loads(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written: list[Path] = []
    with open_scratch(settings) as scratch:
        sources = {found.name: found.source for found in discover(settings.raw, scratch)}
        for load in loads:
            source = sources.get(load.file)
            if source is None or source.sha256 != load.sha256:
                on_skipped(load.file)
                continue
            path = _path(folder, load, written)
            try:
                _write(path, load, source, scratch, settings)
            except (InputError, UsageError):  # its sidecar or the layouts are others now
                on_skipped(load.file)
                continue
            written.append(path)
    return written


def _loads(settings: Settings) -> list[_Load]:
    reason = "reason" if settings.language == "zh" else "reason_en"
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        rows = cursor.execute(REJECTED.format(reason=reason)).fetchall()
    loads: dict[int, _Load] = {}
    for *load, number, column, why in rows:
        loads.setdefault(load[0], _Load(*load)).rows[number] = (column, why)
    return list(loads.values())


def _path(folder: Path, load: _Load, taken: Sequence[Path]) -> Path:
    name = re.sub(r"[^\w.-]+", "_", "_".join(filter(None, (load.file, load.sheet)))).lstrip("._-")
    path = folder / f"{name}.rejected.csv"
    return folder / f"{name}-{load.load_id}.rejected.csv" if path in taken else path


def _write(path: Path, load: _Load, source: SourceFile, scratch: Scratch, settings: Settings) -> None:
    preview = next(table for table in previews(source, scratch) if table.sheet == load.sheet)
    found = _match(preview, load, settings)
    cells = _csv_cells if source.form == "csv" else _sheet_cells
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        headers = (column.header for column in found.columns)
        writer.writerow(map(formula_safe, (*HEADERS[settings.language], *headers)))
        for number, row in cells(preview, found, load.rows, scratch):
            writer.writerow([number, *map(formula_safe, (*load.rows[number], *row))])
    scratch.clear()


def _match(preview: Preview, load: _Load, settings: Settings) -> Match:
    """The layout under which the table was loaded."""
    sidecar = read_sidecars(settings.raw).for_file(load.file)
    matches = match(preview, load_layouts(settings.layouts), sidecar)
    found = next((found for found in matches if found.layout.name == load.layout), None)
    if found is None:
        raise InputError(
            "unknown_layout",
            zh=f"{preview.where}：构建时用的格式 {load.layout} 已不存在。请重新构建：manyidu build",
            en=f"{preview.where}: the layout {load.layout} of the build is gone. Build again: manyidu build",
        )
    return found


def _csv_cells(
    preview: Preview, found: Match, wanted: dict[int, tuple[str | None, str | None]], scratch: Scratch
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of the wanted records; of a line that cannot be taken apart, the line."""
    path = preview.handle.path
    with path.open(encoding="utf-8-sig", newline="") as file, path.open(encoding="utf-8-sig", newline="") as again:
        for number, record in enumerate(records(file, preview), start=1):
            cells = [] if isinstance(record, str) else record
            breaks = sum(len(LINE_BREAK.findall(cell)) for cell in cells)
            lines = list(itertools.islice(again, 1 + breaks))
            if number in wanted:
                yield number, [lines[0].rstrip("\r\n")] if isinstance(record, str) else cells


def _sheet_cells(
    preview: Preview, found: Match, wanted: dict[int, tuple[str | None, str | None]], scratch: Scratch
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of the wanted rows of a sheet."""
    width = len(found.columns)
    load_table(preview, scratch, skip_rows=found.first_record_index, width=width, relation="rejected_again")
    cells = ", ".join(f"c{index}" for index in range(width))
    rows = scratch.connection.execute(
        f"select row_number, {cells} from rejected_again where row_number in (select unnest(?::bigint[])) order by 1",
        [list(wanted)],
    ).fetchall()
    yield from ((number, list(row)) for number, *row in rows)
