"""The process that parses a workbook: ``python -m pipeline.workbook.child REQUEST.json``.

A hostile workbook can make the parser abort or eat all memory, which no exception catches; so it runs alone and limited.
Each sheet becomes a CSV: row number (from 1, as the sheet counts), then the cells as text, blank rows left out.
Answers in the request's ``answer`` file: per sheet its name, head, width, rows and warnings; or ``error`` and its words.
Prints the number of rows so far now and then.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.workbook.cell_text import CellTexts, Tally, is_error
from pipeline.workbook.html_tables import html_sheets
from pipeline.workbook.merged import MergedCells, Range
from pipeline.workbook.sheet import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    PREVIEW_ROWS,
    NoTableError,
    Sheet,
    TooLargeError,
)
from pipeline.workbook.spreadsheetml import spreadsheetml_sheets
from pipeline.workbook.xlsx_errors import Marks, marks_of

REPORT_ROWS = 10_000
MOST_ERRORS = 10_000


def main(request_path: Path) -> None:
    """Parse the workbook that the request names and write the answer."""
    csv.field_size_limit(1 << 24)
    request = json.loads(request_path.read_text(encoding="utf-8"))
    _limit(request["memory_mb"], request["cpu_seconds"])
    read = PARSERS[request["parser"]]
    try:
        folder = Path(request["folder"])
        answer: dict[str, Any] = {
            "sheets": [
                _write(sheet, folder / f"{request['prefix']}-{number}.csv")
                for number, sheet in enumerate(itertools.islice(read(request["path"]), MOST_SHEETS))
            ]
        }
    except TooLargeError as error:
        answer = {"error": "too_large", "facts": str(error)}
    except NoTableError:
        answer = {"error": "not_a_table", "facts": "HTML"}
    except Exception as error:  # parsers raise their own kinds; the parent says it in the user's words
        answer = {"error": _code_of(error), "facts": type(error).__name__}
    Path(request["answer"]).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


def _code_of(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "too_hard"
    return "password" if "password" in str(error).lower() or "encrypt" in str(error).lower() else "damaged_file"


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    """Set limits where the system has them; elsewhere the parent's watch on memory and time is all."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _calamine_sheets(path: str) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    marks = marks_of(path, MOST_ERRORS)
    with Path(path).open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
        for index, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(index)
            is_hidden = metadata.visible != SheetVisibleEnum.Visible
            left = sheet.start[1] if sheet.start else 0
            found = marks.get(sheet.name, Marks())
            places = tuple((row, column - left) for row, column in found.errors)
            yield Sheet(sheet.name, is_hidden, sheet.iter_rows(), _merged(sheet, left), places, found.empty_formulas)


def _merged(sheet: Any, left: int) -> tuple[Range, ...]:
    """Rows above the first cell are given as empty ones, columns left of it are not: shift the ranges by these."""
    ranges = sheet.merged_cell_ranges or ()
    return tuple(
        ((top, first - left), (bottom, last - left)) for (top, first), (bottom, last) in ranges if first >= left
    )


def _openpyxl_sheets(path: str) -> Iterator[Sheet]:
    """Slow and frugal: for workbooks with one far cell or other things that make the fast parser give up."""
    from openpyxl import load_workbook

    with Path(path).open("rb") as file:
        workbook = load_workbook(file, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True)
            yield Sheet(sheet.title, sheet.sheet_state != "visible", map(list, rows))


def _write(sheet: Sheet, path: Path) -> dict[str, Any]:
    """Write the rows that are not blank; return what the parent has to know of the sheet."""
    texts, widths, rows = CellTexts(), set(), 0
    head: list[list[str]] = []
    errors = list(sheet.errors)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for index, cells in enumerate(_rows(sheet, texts, errors)):
            if index < PREVIEW_ROWS:
                head.append(_trimmed(cells))
            if any(cells):
                writer.writerow((index + 1, *cells))
                widths.add(len(cells))
                rows += 1
                if rows % REPORT_ROWS == 0:
                    print(rows, flush=True)
    if len(widths) > 1:
        _pad(path, max(widths))
    warnings = asdict(texts.tally) | {"empty_formulas": sheet.empty_formulas}
    return {
        "name": sheet.name,
        "is_hidden": sheet.is_hidden,
        "path": str(path),
        "head": head[: 1 + max((index for index, cells in enumerate(head) if cells), default=-1)],
        "width": max(widths, default=0),
        "rows": rows,
        "errors": errors,
        "warnings": {code: count for code, count in warnings.items() if count},
    }


def _rows(sheet: Sheet, texts: CellTexts, errors: list[tuple[int, int]]) -> Iterator[list[str]]:
    """Yield the rows as text; note (row number, column) of cells that hold an error."""
    merged = MergedCells(sheet.merged)
    for index, values in enumerate(sheet.rows):
        known = texts.tally.error_cells
        cells = texts.of_row(values)
        if known < texts.tally.error_cells <= MOST_ERRORS:
            errors += [(index + 1, column) for column, value in enumerate(values) if is_error(value)]
        if len(cells) > MOST_COLUMNS:
            cells = _without_far_cells(sheet, cells, texts.tally)
        merged.fill(index, cells)
        if index >= MOST_ROWS:
            raise TooLargeError(f"{sheet.name}: > {MOST_ROWS:,} rows")
        yield cells


def _without_far_cells(sheet: Sheet, cells: list[str], tally: Tally) -> list[str]:
    """A stray cell far to the right is no reason to refuse a sheet; thousands of columns are."""
    if sum(map(bool, cells)) > MOST_COLUMNS:
        raise TooLargeError(f"{sheet.name}: > {MOST_COLUMNS:,} columns")
    tally.far_cells += sum(map(bool, cells[MOST_COLUMNS:]))
    return _trimmed(cells[:MOST_COLUMNS])


def _pad(path: Path, width: int) -> None:
    """Give all rows the same number of cells."""
    ragged = path.with_suffix(".ragged")
    path.replace(ragged)
    with ragged.open(encoding="utf-8", newline="") as file, path.open("w", encoding="utf-8", newline="") as padded:
        writer = csv.writer(padded, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for row in csv.reader(file):
            writer.writerow(row + [""] * (width + 1 - len(row)))
    ragged.unlink()


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


PARSERS: dict[str, Callable[[str], Iterator[Sheet]]] = {
    "calamine": _calamine_sheets,
    "openpyxl": _openpyxl_sheets,
    "html": html_sheets,
    "spreadsheetml": spreadsheetml_sheets,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
