"""Tables as CSV and XLSX that say where they come from and that no spreadsheet program runs as a formula.

Every row carries what the figures cover (data until, filter, and "sample data" where it is): a row copied out of the file
still says so. CSV is UTF-8 with a byte-order mark, as Excel needs for Chinese. In XLSX every text is written as text.
"""

from __future__ import annotations

from io import BytesIO
from numbers import Real

import pandas as pd
import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDEST_COLUMN = 60


def to_csv(frame: pd.DataFrame, about: dict[str, str]) -> bytes:
    """Return ``frame`` with the columns of ``about`` as CSV; a text that a program would run gets a leading quote."""
    return _labelled(frame, about).map(_harmless).to_csv(index=False).encode("utf-8-sig")


def to_xlsx(frame: pd.DataFrame, about: dict[str, str], sheet: str) -> bytes:
    """Return ``frame`` with the columns of ``about`` as a workbook of one sheet, header frozen, texts never formulas."""
    labelled, target = _labelled(frame, about), BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet(sheet)
        header = workbook.add_format({"bold": True, "bottom": 1})
        page.freeze_panes(1, 0)
        for at, name in enumerate(labelled.columns):
            page.write_string(0, at, str(name), header)
            page.set_column(at, at, _width(labelled.iloc[:, at], name))
            for row, cell in enumerate(labelled.iloc[:, at], start=1):
                _write(page, row, at, cell)
    return target.getvalue()


def _labelled(frame: pd.DataFrame, about: dict[str, str]) -> pd.DataFrame:
    return frame.assign(**about)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object) -> None:
    if isinstance(cell, bool) or not isinstance(cell, Real):
        page.write_string(row, column, "" if any(cell is gap for gap in (None, pd.NaT, pd.NA)) else str(cell))
    elif cell == cell:
        page.write_number(row, column, float(cell))


def _width(cells: pd.Series, name: object) -> int:
    longest = max([str(name), *map(str, cells.head(200))], key=_columns)
    return min(_columns(longest) + 2, WIDEST_COLUMN)


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
