"""Excel files that come out byte for byte the same on every run."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

_OPTIONS = {
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy/m/d h:mm",
}


@contextmanager
def open_workbook(path: Path, **options: Any) -> Iterator[xlsxwriter.Workbook]:
    """Open a new workbook with a fixed creation time; text stays text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, _OPTIONS | options) as workbook:
        workbook.set_properties({"created": datetime(2025, 1, 1), "comments": "示例数据 synthetic sample data"})
        yield workbook


def write_table(path: Path, sheet_name: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write one sheet with a header row; ``None`` is an empty cell."""
    with open_workbook(path) as workbook:
        sheet = workbook.add_worksheet(sheet_name)
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
