"""Merged cells: a sheet keeps the value in the first cell only; here it is given to those that belong to it.

Merged downwards: to all rows. Merged across: only among the first rows and beside other values, as header groups are;
a title or remark that runs over the whole width is one text, not many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

HEAD_ROWS = 30

Range = tuple[tuple[int, int], tuple[int, int]]


class MergedCells:
    """Fills the merged cells of rows that come one after the other."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._from_row: dict[int, list[Range]] = {}
        self._down: list[tuple[int, int, str]] = []
        for merged in ranges:
            self._from_row.setdefault(merged[0][0], []).append(merged)

    def fill(self, index: int, row: list[str]) -> None:
        """Fill ``row``, the ``index``-th of the sheet from 0, in place."""
        if not self._down and index not in self._from_row:
            return
        self._down = [entry for entry in self._down if entry[0] >= index]
        for _, column, value in self._down:
            _set(row, column, value)
        for (first_row, first), (last_row, last) in self._from_row.get(index, ()):
            value = row[first] if first < len(row) else ""
            if not value:
                continue
            columns: Sequence[int] = range(first, first + 1)
            if last > first and index < HEAD_ROWS and _has_others(row, first, last):
                columns = range(first, min(last, len(row) - 1) + 1)
            for column in columns:
                _set(row, column, value)
                if last_row > first_row:
                    self._down.append((last_row, column, value))


def _has_others(row: list[str], first: int, last: int) -> bool:
    return any(cell for index, cell in enumerate(row) if not first <= index <= last)


def _set(row: list[str], column: int, value: str) -> None:
    if column < len(row) and not row[column]:
        row[column] = value
