"""Where the header of a table can be: title rows may stand above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.layouts import cells
from pipeline.layouts.fold import plain
from pipeline.layouts.header import Header

ROWS_SEARCHED = 30
FILTER = re.compile(r"^(?:筛选|过滤|查询条件|(?:applied )?filters?\b)", re.IGNORECASE)
SETTING = re.compile(r"^(?!Q?\d)[^:\d]{1,20}:\s*\S", re.IGNORECASE)  # a label and its value
DATA_CELL = re.compile(rf"{cells.NUMBER.pattern}|{cells.TIME.pattern}", re.IGNORECASE)


class Places:
    """The places for a header in one table, each looked at once whatever layout is tried."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self._rows = rows
        self._of_height: dict[int, tuple[Header, ...]] = {}
        self._above: dict[int, tuple[tuple[Header, tuple[Header, ...]], ...]] = {}
        self._taller: dict[int, tuple[Header, ...]] = {}

    def of_height(self, height: int) -> tuple[Header, ...]:
        """Return each place where a header of ``height`` rows can be."""
        if height not in self._of_height:
            self._of_height[height] = tuple(_headers(self._rows, height))
        return self._of_height[height]

    def with_headers_above(self, height: int) -> tuple[tuple[Header, tuple[Header, ...]], ...]:
        """Return each of these places with the others that it looks like a record of."""
        if height not in self._above:
            all_ = self.of_height(height)
            self._above[height] = tuple((one, tuple(filter(one.is_record_below, all_))) for one in all_)
        return self._above[height]

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
