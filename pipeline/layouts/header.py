"""Where the header of a table is, and what its columns are called.

Title rows may stand above; the header may have two or three rows, with cells merged over several columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from pipeline.layouts import cells
from pipeline.layouts.fold import clean, fold, plain, without_brackets
from pipeline.layouts.two_languages import in_each_language

ROWS_SEARCHED = 30
AS_WIDE = 0.8
LEAST_LOWER, MOST_AGAIN, LEAST_AGAIN = 1 / 3, 0.1, 1 / 3
SHOWN = ".display_value"  # ServiceNow gives what it shows and what it stores side by side
FILTER = re.compile(r"^(?:筛选|过滤|查询条件|(?:applied )?filters?\b)", re.IGNORECASE)
SETTING = re.compile(r"^(?!Q?\d)[^:\d]{1,20}:\s*\S", re.IGNORECASE)  # a label and its value
DATA_CELL = re.compile(rf"{cells.NUMBER.pattern}|{cells.TIME.pattern}", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The header of a table, one or several rows.

    Attributes:
        index: Index of its first row in the preview.
        height: Number of rows.
        rows: All rows of the preview.
    """

    index: int
    height: int
    rows: Sequence[Sequence[str]]

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max(len(row) for row in self.own_rows)

    @property
    def own_rows(self) -> Sequence[Sequence[str]]:
        """The header's own rows."""
        return self.rows[self.index : self.index + self.height]

    @property
    def first_row(self) -> Sequence[str]:
        """The first of its rows."""
        return self.rows[self.index]

    def is_below_as_wide(self, other: Header) -> bool:
        """Whether the header ``other`` stands above this one and fills nearly as many columns with texts of its own, as no title does."""
        if other.index >= self.index:
            return False
        own, above = (len({text for text in map(plain, header.first_row) if text}) for header in (self, other))
        return above >= AS_WIDE * own

    def is_record_below(self, other: Header) -> bool:
        """Whether this stands below ``other``, as wide, and looks like its record: nothing follows, or a text of it stands in the same
        column of another row there too, as answers do and names do not."""
        if not self.is_below_as_wide(other):
            return False
        others = [*self.rows[other.index + 1 : self.index], *self.rows[self.index + 1 :]]
        return not self.rows[self.index + self.height :] or any(
            text and any(position < len(row) and plain(row[position]) == text for row in others)
            for position, text in enumerate(map(plain, self.first_row))
        )

    @cached_property
    def named_by_lower_rows(self) -> tuple[int, ...]:
        """The columns that only its lower rows tell apart, where these are a good part of the table and no record: options below their question."""
        first = [*map(plain, self.first_row), *[""] * self.width]
        is_told = [bool(text) and text != before for before, text in zip(["", *first], first, strict=False)]
        lower = [
            position
            for position, parts in enumerate(self.parts)
            if len(parts) > is_told[position] and not is_told[position]
        ]
        if self.height == 1 or len(lower) < LEAST_LOWER * self.width:
            return ()
        again = sum(1 for at in lower if plain(self.parts[at][-1]) in {plain(cell) for cell in self.columns[at]})
        return tuple(lower) if again <= MOST_AGAIN * len(lower) else ()

    @cached_property
    def is_of_answers(self) -> bool:
        """Whether a single row names many columns with what is also answered in them, beside other answers: a file without header."""
        if self.height > 1:
            return False
        below = [{plain(cell) for cell in column} - {""} for column in self.columns]
        named = [position for position, parts in enumerate(self.parts) if parts]
        again = sum(1 for at in named if len(below[at]) > 1 and plain(self.parts[at][-1]) in below[at])
        return again >= 2 and again >= LEAST_AGAIN * len(named)

    def ends_above_times(self, positions: Sequence[int]) -> bool:
        """Whether the header has no times in these columns, and the row below it no words there, as a further header row has."""
        own = [plain(row[at]) for row in self.own_rows for at in positions if at < len(row)]
        below = [
            plain(row[at]) for row in self.rows[self.index + self.height :][:1] for at in positions if at < len(row)
        ]
        return not any(map(cells.TIME.search, own)) and all(not cell or re.search(r"\d", cell) for cell in below)

    @property
    def is_repeated(self) -> bool:
        """Whether the whole row stands below once more, as where exports were put one below the other."""
        own, *below = (tuple(map(plain, row)) for row in (self.own_rows[-1], *self.rows[self.index + self.height :]))
        return own in below

    @property
    def titles(self) -> list[str]:
        """Texts above the header."""
        return [clean(cell) for row in self.rows[: self.index] for cell in dict.fromkeys(row) if clean(cell)]

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Per column: its header cells from top to bottom; a merged cell above counts for every column under it."""
        columns: list[list[str]] = [[] for _ in range(self.width)]
        for row in self.own_rows:
            above = ""
            for position, column in enumerate(columns):
                cell = clean(row[position]) if position < len(row) else ""
                above = cell or above
                column.append(cell or (above if self._has_cell_below(row, position) else ""))
        return tuple(tuple(dict.fromkeys(part for part in column if part)) for column in columns)

    def shown(self, row: int | None) -> tuple[str, ...]:
        """Per column: the cell of one header row where that is what users know a column by (codes), else ``names``."""
        if row is None or row >= self.height:
            return self.names
        seen: set[str] = set()
        codes = [clean(cell) for cell in self.own_rows[row]]
        codes += [""] * (self.width - len(codes))
        return tuple(_unique(code or name, seen) for code, name in zip(codes, self.names, strict=True))

    def _has_cell_below(self, row: Sequence[str], position: int) -> bool:
        below = self.own_rows[self.own_rows.index(row) + 1 :]
        return any(position < len(other) and clean(other[position]) for other in below)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Per column: its header as users see it, unique; a blank one is called by its letter, ``[C]``."""
        seen: set[str] = set()
        return tuple(
            _unique(" ".join(parts) or f"[{column_letter(position)}]", seen)
            for position, parts in enumerate(self.parts)
        )

    @cached_property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """Per column: the folded texts under which it can be known, the most telling first."""
        return tuple(_spellings(parts) for parts in self.parts)

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Folded text → columns known under it, those whose whole header it is first."""
        found: dict[str, list[tuple[int, int]]] = {}
        for position, spellings in enumerate(self.spellings):
            for rank, text in enumerate(spellings):
                found.setdefault(text, []).append((rank, position))
        return {text: [position for _, position in sorted(places)] for text, places in found.items()}

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """Per column: its cells below the header."""
        below = [row for row in self.rows[self.index + self.height :] if any(row)]
        return tuple(
            tuple(row[position] if position < len(row) else "" for row in below) for position in range(self.width)
        )

    @cached_property
    def _judged(self) -> dict[tuple[Any, ...], Any]:
        return {}

    def judged(self, judge: Callable[..., Any], position: int, *arguments: Any) -> Any:
        """Return what ``judge`` says of the cells of a column; all layouts ask the same, so each is answered once."""
        asked = (judge, position, *arguments)
        if asked not in self._judged:
            self._judged[asked] = judge(self.columns[position], *arguments)
        return self._judged[asked]


class Places:
    """The places for a header in one table, each looked at once whatever layout is tried."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self._rows = rows
        self._of_height: dict[int, tuple[Header, ...]] = {}
        self._taller: dict[int, tuple[Header, ...]] = {}

    def of_height(self, height: int) -> tuple[Header, ...]:
        """Return each place where a header of ``height`` rows can be."""
        if height not in self._of_height:
            self._of_height[height] = tuple(_headers(self._rows, height))
        return self._of_height[height]

    def taller(self, header: Header) -> tuple[Header, ...]:
        """Return the headers of two and three rows that hold ``header``, a header of one row."""
        if header.index not in self._taller:
            self._taller[header.index] = tuple(_taller(header))
        return self._taller[header.index]


def _headers(rows: Sequence[Sequence[str]], height: int) -> Iterator[Header]:
    for index in range(min(ROWS_SEARCHED, len(rows) - height + 1)):
        found = Header(index, height, rows)
        is_last = not _is_of_objects(rows[index + height : index + height + 1])
        if could_be_header(rows[index]) and is_last and not _says_settings(found):
            yield found


def _is_of_objects(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the row holds objects such as ``{"ImportId":"QID1"}`` or ``{'ImportId': 'QID1'}`` alone: the last row of a header, and no record."""
    filled = [cell for row in rows for cell in row if cell.strip()]
    return bool(filled) and all(cell.strip().startswith(('{"', "{'")) for cell in filled)


def _taller(header: Header) -> Iterator[Header]:
    for first, last in ((0, 1), (-1, 0), (0, 2), (-1, 1), (-2, 0)):
        start, end = header.index + first, header.index + last
        if start < 0 or end >= len(header.rows):
            continue
        found = Header(start, end - start + 1, header.rows)
        if (
            all(could_be_header(row, 0.0) for row in found.own_rows)
            and not _holds_records(found)
            and not _says_settings(found)
        ):
            yield found


def _holds_records(header: Header) -> bool:
    """Whether lower rows of a header are records: the first names every column by itself, and what stands below it comes again further down."""
    first = [plain(cell) for cell in header.first_row]
    names_groups = len(first) < header.width or not all(first) or len(set(first)) < len(first)
    if names_groups:
        return False
    below = [{plain(cell) for cell in column} - {""} for column in header.columns]
    return not any(below) or any(
        plain(cell) in column for row in header.own_rows[1:] for cell, column in zip(row, below, strict=False)
    )


def _says_settings(header: Header) -> bool:
    """Whether a row of a header says how the table was made and names no column: 筛选条件：已提交 | 时间：三月, above a row with more texts."""
    told = [list(dict.fromkeys(text for text in map(plain, row) if text)) for row in header.own_rows]
    return any(
        len(texts) < len(below) and (FILTER.match(texts[0]) or all(map(SETTING.match, texts)))
        for texts, below in pairwise(told)
        if texts
    )


def could_be_header(row: Sequence[str], most_data: float = 0.3) -> bool:
    """Whether a row has at least two different texts, and numbers and dates in at most ``most_data`` of its cells."""
    texts = [text for text in (plain(cell) for cell in row) if text]
    return len(set(texts)) >= 2 and cells.share(texts, DATA_CELL) <= most_data


def _spellings(parts: Sequence[str]) -> tuple[str, ...]:
    parts = [part.removesuffix(SHOWN) for part in parts]
    texts = ["".join(parts), *(*parts[-1:], *parts[:1])]
    texts += [bare for text in texts if (bare := without_brackets(text)) and bare != plain(text)]
    texts += [half for text in texts for half in in_each_language(text)]
    return tuple(dict.fromkeys(fold(text) for text in texts if text))


def _unique(name: str, seen: set[str]) -> str:
    candidate, count = name, 1
    while candidate.casefold() in seen:
        count += 1
        candidate = f"{name} ({count})"
    seen.add(candidate.casefold())
    return candidate


def column_letter(position: int) -> str:
    """Return how spreadsheet programs call the column at ``position``, from 0: A, B … AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
