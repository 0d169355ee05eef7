"""Tables of an HTML page as sheets: many Chinese systems export a page and name it ``.xls``.

Nothing outside the file is looked at. A table inside a table is a sheet of its own. Cells over several rows or columns
become merged ranges, as in a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from sys import intern

from pipeline.workbook.markup_text import chunks
from pipeline.workbook.merged import Range
from pipeline.workbook.sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, NoTableError, Sheet, TooLargeError

SHEET_NAME = re.compile(r"<x:Name>([^<]+)</x:Name>", re.IGNORECASE)
SHORTENED = re.compile(r"#+|[-\d.]+E\+\d+")
BLANKS = re.compile(r"\s+")
SILENT = ("script", "style", "title")


def html_sheets(path: str) -> Iterator[Sheet]:
    """Yield one sheet per table of two rows and two columns or more; others are the frame of a page.

    Raises:
        NoTableError: If the page has none, as a login page.
    """
    page = _Page()
    for text in chunks(Path(path)):
        page.feed(text)
    page.close()
    for table in page.tables:
        table.end_row()
    filled = [
        table for table in page.tables if len(table.rows) > 1 and any(sum(map(bool, row)) > 1 for row in table.rows)
    ]
    if not filled:
        raise NoTableError
    for number, table in enumerate(filled):
        name = page.names[number] if len(page.names) == len(filled) else f"Table {number + 1}"
        yield Sheet(name, False, table.rows, tuple(table.merged))


class _Table:
    """One table while it is read."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Range] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._attributes: dict[str, str | None] = {}
        self._taken: dict[int, int] = {}  # column → last row that a cell above reaches
        self._cells = 0

    def begin_row(self) -> None:
        """Begin a row; one that was not closed ends."""
        self.end_row()
        self._row = []

    def end_row(self) -> None:
        """End the row, its cells under merged ones filled with blanks; raise ``TooLargeError`` past the limits."""
        self.end_cell()
        if self._row is not None:
            reached = [column for column, last in self._taken.items() if last >= len(self.rows)]
            self._row += [""] * (max(reached, default=-1) + 1 - len(self._row))
            self.rows.append(self._row)
            self._cells += len(self._row)
        self._row = None
        if len(self.rows) > MOST_ROWS:
            raise TooLargeError(f"> {MOST_ROWS:,} rows")
        if self._cells > MOST_CELLS:
            raise TooLargeError(f"> {MOST_CELLS:,} cells")

    def begin_cell(self, attributes: dict[str, str | None]) -> None:
        """Begin a cell; one that was not closed ends."""
        self.end_cell()
        if self._row is None:
            self._row = []
        self._cell, self._attributes = [], attributes

    def add(self, text: str) -> None:
        """Add text to the open cell; text between cells is none."""
        if self._cell is not None:
            self._cell.append(text)

    def end_cell(self) -> None:
        """End the cell and place it, merged over the columns and rows that it says."""
        if self._cell is None or self._row is None:
            return
        text, self._cell = _tidy("".join(self._cell)), None
        number = self._attributes.get("x:num")
        text = number if number and SHORTENED.fullmatch(text) else text
        self._place(intern(text), _span(self._attributes.get("colspan")), _span(self._attributes.get("rowspan")))

    def _place(self, text: str, columns: int, rows: int) -> None:
        row, index = self._row or [], len(self.rows)
        while self._taken.get(len(row), -1) >= index:
            row.append("")
        first, last_row = len(row), min(index + rows, MOST_ROWS) - 1
        if first + columns > MOST_COLUMNS:
            raise TooLargeError(f"> {MOST_COLUMNS:,} columns")
        row += [text] + [""] * (columns - 1)
        self._row = row
        if columns > 1 or rows > 1:
            self.merged.append(((index, first), (last_row, first + columns - 1)))
            self._taken |= dict.fromkeys(range(first, first + columns), last_row) if rows > 1 else {}


class _Page(HTMLParser):
    """Collects the tables of a page; forgives tags that are not closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.names: list[str] = []
        self._open: list[_Table] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell."""
        if tag in SILENT:
            self._silent += 1
        elif tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif self._open and tag == "tr":
            self._open[-1].begin_row()
        elif self._open and tag in ("td", "th"):
            self._open[-1].begin_cell(dict(attrs))
        elif self._open and tag in ("br", "p", "div", "li"):
            self._open[-1].add("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close one."""
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in ("td", "th"):
            self._open[-1].end_cell()
        elif self._open and tag in ("tr", "thead", "tbody", "tfoot"):
            self._open[-1].end_row()
        elif self._open and tag == "table":
            self._open.pop().end_row()

    def handle_data(self, data: str) -> None:
        """Add a text to the open cell."""
        if self._open and not self._silent:
            self._open[-1].add(BLANKS.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        """Note the names of sheets, which Excel writes into a comment."""
        self.names += SHEET_NAME.findall(data)


def _tidy(text: str) -> str:
    """Blanks as a browser shows them: one for many, none around; line breaks only where the page asks for them."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _span(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,7})", value or "")
    return max(1, int(digits.group(1))) if digits else 1
