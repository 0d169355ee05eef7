"""XML Spreadsheet 2003, mostly named ``.xls``: one sheet per worksheet. Documents that declare entities are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from pipeline.workbook.markup_text import chunks
from pipeline.workbook.merged import Range
from pipeline.workbook.sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, NoTableError, Sheet, TooLargeError

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet "
EXCEL = "urn:schemas-microsoft-com:office:excel "


def spreadsheetml_sheets(path: str) -> Iterator[Sheet]:
    """Yield the worksheets.

    Raises:
        NoTableError: If the document has none.
    """
    book = _Book()
    for text in chunks(Path(path)):
        book.parser.Parse(text, False)
    book.parser.Parse("", True)
    if not book.sheets:
        raise NoTableError
    for sheet in book.sheets:
        yield Sheet(sheet.name, sheet.is_hidden, sheet.rows, tuple(sheet.merged))


class _Worksheet:
    def __init__(self, name: str) -> None:
        self.name = name
        self.is_hidden = False
        self.rows: list[list[Any]] = []
        self.merged: list[Range] = []
        self.cells = 0


class _Book:
    """Collects the worksheets from the events of the parser; the last row and cell are the open ones."""

    def __init__(self) -> None:
        self.sheets: list[_Worksheet] = []
        self._type: str | None = None
        self._text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type declaration")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        said = {name.removeprefix(SPREADSHEET): value for name, value in attributes.items()}
        if tag == SPREADSHEET + "Worksheet":
            self.sheets.append(_Worksheet(said.get("Name", f"Sheet{len(self.sheets) + 1}")))
        elif tag == SPREADSHEET + "Row" and self.sheets:
            self._begin_row(self.sheets[-1], said)
        elif tag == SPREADSHEET + "Cell" and self.sheets and self.sheets[-1].rows:
            self._begin_cell(self.sheets[-1], said)
        elif tag == SPREADSHEET + "Data":
            self._type, self._text = said.get("Type", "String"), []
        elif tag == EXCEL + "Visible":
            self._type, self._text = "Visible", []

    def _begin_row(self, sheet: _Worksheet, said: dict[str, str]) -> None:
        index = int(said.get("Index", len(sheet.rows) + 1))
        if index > MOST_ROWS:
            raise TooLargeError(f"{sheet.name}: > {MOST_ROWS:,} rows")
        sheet.rows += [[] for _ in range(len(sheet.rows), index)]

    def _begin_cell(self, sheet: _Worksheet, said: dict[str, str]) -> None:
        row, index = sheet.rows[-1], len(sheet.rows) - 1
        first = int(said.get("Index", len(row) + 1)) - 1
        across, down = int(said.get("MergeAcross", 0)), int(said.get("MergeDown", 0))
        if first + across >= MOST_COLUMNS:
            raise TooLargeError(f"{sheet.name}: > {MOST_COLUMNS:,} columns")
        before = len(row)
        row += [""] * (first + 1 + across - before)
        sheet.cells += len(row) - before
        if sheet.cells > MOST_CELLS:
            raise TooLargeError(f"{sheet.name}: > {MOST_CELLS:,} cells")
        self._column = first
        if across or down:
            sheet.merged.append(((index, first), (min(index + down, MOST_ROWS), first + across)))

    def _add(self, text: str) -> None:
        if self._type is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        text = "".join(self._text)
        if tag == SPREADSHEET + "Data" and self.sheets and self.sheets[-1].rows and self.sheets[-1].rows[-1]:
            self.sheets[-1].rows[-1][self._column] = _value(self._type, text)
        elif tag == EXCEL + "Visible" and self.sheets:
            self.sheets[-1].is_hidden = text.strip() != "SheetVisible"
        elif tag != SPREADSHEET + "Data":
            return
        self._type, self._text = None, []


def _value(kind: str | None, text: str) -> Any:
    """The value as other parsers give it; whole numbers stay texts, for XML keeps all their digits."""
    if kind == "Number" and not re.fullmatch(r"-?\d+", text):
        return float(text)
    if kind == "DateTime":
        return datetime.fromisoformat(text)
    if kind == "Boolean":
        return text.strip() == "1"
    return text
