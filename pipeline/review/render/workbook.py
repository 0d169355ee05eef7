"""Sheets one below the other: texts over the width of the sheet, tables with numbers as numbers, all texts as texts.

A text that begins with ``= + - @`` is written as a text, never as a formula. Widths are in letters, heights in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from pipeline.metrics.periods import day_in_words
from pipeline.review.model import TEXT as WORDS
from pipeline.review.model import Figure, Review, Table
from pipeline.review.render.chart_data import AS_TEXT
from pipeline.review.render.fit import height, width
from pipeline.review.render.look import ACCENT, BORDER, EAST_ASIAN, LATIN, SECOND, SOFT, SURFACE, TEXT
from pipeline.review.render.numbers import Number, counted, end, number
from pipeline.review.render.office import plain
from pipeline.review.render.parts import is_of_numbers, is_to_fill_in
from pipeline.review.words import said

LETTER = 5.6  # points of a letter's width
SIZE = 10
NARROWEST, WIDE, WIDEST, WIDEST_FIRST = 11, 18, 60, 44
FORBIDDEN = str.maketrans("[]:*?/\\", "       ")
LONGEST_NAME = 31
TOP = 3  # rows above the first block: title, what it covers, nothing

Value = str | Number


@dataclass(frozen=True)
class Grid:
    """A table as it is written: titles, rows, which columns are of numbers."""

    titles: Sequence[str]
    rows: Sequence[Sequence[Value]]
    is_number: Sequence[bool]


@dataclass
class Book:
    """A workbook in the making."""

    review: Review
    target: BytesIO = field(default_factory=BytesIO)
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        face = EAST_ASIAN if self.review.language == "zh" else LATIN
        letters = {"font_name": face, "font_size": SIZE, "font_color": f"#{TEXT}"}
        self.file = Workbook(self.target, {**AS_TEXT, "default_format_properties": letters})
        self.formats: dict[tuple[Any, ...], Any] = {}

    def said(self, key: str, **values: Any) -> str:
        """Return a text of the review's words."""
        return said(key, self.review.language, **values)

    def format(self, **properties: Any) -> Any:
        """Return a format with these properties; the same one for the same."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.file.add_format({"valign": "vcenter", **properties})
        return self.formats[key]

    def name(self, title: str) -> str:
        """Return a name for a sheet that no other has."""
        name, count = _name(title), 2
        while name.casefold() in (known.casefold() for known in self.names):
            name, count = f"{_name(title)[: LONGEST_NAME - 4]} ({count})", count + 1
        self.names.append(name)
        return name

    def sheet(self, title: str, widths: Sequence[float], name: str = "") -> Sheet:
        """Add a sheet that is named as its title says, with the title and what it covers on top."""
        name = name or self.name(title)
        return Sheet(self, self.file.add_worksheet(name), name, title, list(widths))

    def covers(self) -> str:
        """Return what the figures cover, as every sheet says it."""
        review = self.review
        parts = [review.title, review.subtitle]
        if review.last_day:
            parts.append(self.said("document.as_of", day=day_in_words(review.last_day, review.language)))
        if review.is_sample:
            parts.append(self.said("document.sample"))
        return " · ".join(parts)


@dataclass
class Sheet:
    """A sheet in the making; ``row`` is the next one that is free."""

    book: Book
    page: Any
    name: str
    title: str
    widths: list[float]
    row: int = TOP

    def __post_init__(self) -> None:
        for at, wide in enumerate(self.widths):
            self.page.set_column(at, at, wide)
        self.page.hide_gridlines(2)
        self._line(
            0, self.title, height(plain(self.title), self.room * 0.9, 15) + 4, bold=True, font_size=15, text_wrap=True
        )
        covers = self.book.covers()
        tall = height(plain(covers), self.room * 0.95, 9) + 5
        self._line(1, covers, tall, font_color=f"#{SOFT}", font_size=9, text_wrap=True)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(0.5, 0.5, 0.6, 0.6)
        self.page.set_footer("&L&8 " + plain(self.book.covers()).replace("&", "&&")[:180] + "&R&8 &P / &N")

    @property
    def room(self) -> float:
        """Width of the sheet in points."""
        return sum(self.widths) * LETTER

    def freeze(self, row: int, *, repeats_header: bool = False) -> None:
        """Keep the rows above ``row`` in sight; printed pages repeat the title, or the last of these rows."""
        self.page.freeze_panes(row, 0)
        self.page.repeat_rows(*((row - 1, row - 1) if repeats_header else (0, 1)))

    def text(self, words: str, *, before: float = 0, **properties: Any) -> None:
        """Write a text over the width of the sheet, as high as it needs."""
        size = properties.get("font_size", SIZE)
        tall = height(plain(words), self.room * 0.95, size) + 5 + before
        self._line(self.row, words, min(tall, 400), text_wrap=True, **properties)
        self.row += 1

    def heading(self, words: str) -> None:
        """Write a heading with a blank row before it."""
        self.row += 1 if self.row > TOP else 0
        self.text(words, bold=True, font_size=12, font_color=f"#{ACCENT}")

    def grid(self, grid: Grid) -> tuple[int, int]:
        """Write a table from column A, and return its first and last row."""
        head = {"bold": True, "bg_color": f"#{SURFACE}", "bottom": 1, "bottom_color": f"#{SOFT}", "text_wrap": True}
        first = self.row
        for at, title in enumerate(grid.titles):
            self.page.write_string(first, at, plain(title), self.book.format(**head, **_side(at, grid.is_number[at])))
        for row, cells in enumerate(grid.rows, start=first + 1):
            for at, cell in enumerate(cells):
                self._cell(row, at, cell, is_number=grid.is_number[at])
            self.page.set_row(row, self._height([_as_text(cell) for cell in cells]))
        self.page.set_row(first, self._height(grid.titles))
        self.row = first + len(grid.rows) + 1
        return first, self.row - 1

    def _height(self, cells: Sequence[str]) -> float:
        """Return the height that the cells of a row need, each in the width of its column."""
        rooms = ((wide - 1.5) * LETTER for wide in self.widths)
        return max(height(plain(cell), room, SIZE) for cell, room in zip(cells, rooms, strict=False)) + 5

    def comment(self, words: str) -> None:
        """Write what the user says, set apart from what was computed."""
        ground: dict[str, Any] = {"bg_color": f"#{SURFACE}", "left": 5, "left_color": f"#{SECOND}", "indent": 1}
        self.text(self.book.said("render.comment"), bold=True, **ground)
        self.text(words, **ground)
        self.row += 1

    def _cell(self, row: int, column: int, cell: Value, *, is_number: bool) -> None:
        line = {"bottom": 1, "bottom_color": f"#{BORDER}"}
        if isinstance(cell, Number):
            self.page.write_number(
                row, column, cell.value, self.book.format(**line, num_format=cell.format, align="right")
            )
            return
        form = self.book.format(**line, text_wrap=True, **_side(column, is_number))
        if not cell:
            self.page.write_blank(row, column, None, form)  # a chart takes an empty text for zero
            return
        self.page.write_string(row, column, plain(cell), form)

    def _line(self, row: int, words: str, tall: float, **properties: Any) -> None:
        self.page.set_row(row, tall)
        form = self.book.format(align="left", **properties)
        if len(self.widths) > 1:
            self.page.merge_range(row, 0, row, len(self.widths) - 1, "", form)
        self.page.write_string(row, 0, plain(words), form)


def grid_of(table: Table, language: str) -> Grid:
    """Return a table with its figures as numbers; an interval in words becomes its two ends."""
    split = said("column.interval", language)
    titles: list[str] = []
    columns: list[list[Value]] = []
    is_number: list[bool] = []
    for at, column in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        if column.title == split and column.unit == WORDS:
            titles += [said("document.low", language), said("document.high", language)]
            pairs = [ends_of(row[:at]) for row in table.rows]
            columns += [[low for low, _ in pairs], [high for _, high in pairs]]
            is_number += [True, True]
            continue
        is_own = is_of_numbers(table, at) and not is_to_fill_in(table, at)
        titles.append(column.title)
        columns.append([value_of(cell, is_count=is_own) for cell in cells])
        is_number.append(is_own)
    return Grid(titles, list(zip(*columns, strict=True)), is_number)


def value_of(cell: str | Figure, *, is_count: bool = False) -> Value:
    """Return a cell as a number where it is one, else as text."""
    if isinstance(cell, Figure):
        return number(cell) or cell.text
    return (counted(cell) if is_count else None) or cell


def widths_of(grids: Sequence[Grid], least: int = 6) -> list[float]:
    """Return the widths of a sheet's columns in letters, so that no number is cut off and long texts wrap."""
    count = max([len(grid.titles) for grid in grids] + [least])
    widths = [float(NARROWEST if grids else WIDE)] * count
    for grid in grids:
        for at, title in enumerate(grid.titles):
            texts = [_as_text(row[at]) for row in grid.rows]
            wide = max([width(text, SIZE) for text in texts] + [width(title, SIZE) * 0.55]) / LETTER + 2.5
            wide = max(wide, min(width(title, SIZE) / LETTER + 2.5, WIDE))
            widths[at] = max(widths[at], min(wide, WIDEST_FIRST if at == 0 else WIDEST))
    return widths


def _as_text(cell: Value) -> str:
    if isinstance(cell, Number):
        words = "".join(part for part in cell.format.split(";")[0].split('"')[1::2])
        return f"{cell.value:,.2f}{words}"
    return cell


def ends_of(cells: Sequence[str | Figure]) -> tuple[Value, Value]:
    """Return the ends of the interval of the last figure before; empty where it has none."""
    figures = [cell for cell in cells if isinstance(cell, Figure)]
    figure = figures[-1] if figures else None
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return "", ""
    return end(figure, figure.low), end(figure, figure.high)


def _side(column: int, is_number: bool) -> dict[str, Any]:
    """Return how a cell is aligned; words after a number keep away from it."""
    return {"align": "right"} if is_number else {"align": "left", "indent": 1 if column else 0}


def _name(title: str) -> str:
    name = " ".join(plain(title).translate(FORBIDDEN).split()).strip("' ")
    return name[:LONGEST_NAME].strip("' ") or "_"
