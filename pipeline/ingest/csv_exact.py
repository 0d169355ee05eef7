"""The exact way through a CSV that the strict reader cannot account for: record by record, each taken or rejected.

Quotes that are never closed, or that stand where none may, cost their own line only: reading goes on with the next
line. What can be read is written anew as a clean CSV with row numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from pipeline.ingest.decode import BAD_BYTES
from pipeline.ingest.refusals import refusal
from pipeline.ingest.table import Preview, RejectedRow

MOST_UNCLOSED = 200
LONGEST_TEXT = 1 << 22  # characters of a record; a book has about as many


def rewrite(
    path: Path, target: Path, preview: Preview, skip_rows: int, width: int
) -> tuple[int, tuple[RejectedRow, ...]]:
    """Write the records below the first ``skip_rows`` to ``target``, row number first.

    Returns:
        Number of records written, and the rejected ones.

    Raises:
        InputError: ``too_many_faults`` where so many quotes are never closed that the file cannot be trusted.
    """
    written = 0
    rejected: list[RejectedRow] = []
    with path.open(encoding="utf-8-sig", newline="") as file, target.open("w", encoding="utf-8", newline="") as clean:
        writer = csv.writer(clean, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for number, cells in enumerate(records(file, preview), start=1):
            if number <= skip_rows or not any(cell.strip() for cell in cells):
                continue
            fault = _fault(cells, width)
            if fault:
                rejected.append(RejectedRow(number, None, fault))
            else:
                writer.writerow((number, *cells[:width]))
                written += 1
    return written, tuple(rejected)


def _fault(cells: list[str] | str, width: int) -> str | None:
    if isinstance(cells, str):
        return cells
    if len(cells) < width:
        return "too_few_columns"
    if any(cell.strip() for cell in cells[width:]):
        return "too_many_columns"
    if sum(map(len, cells)) > LONGEST_TEXT:
        return "cell_too_long"
    return "bad_bytes" if any(BAD_BYTES in cell for cell in cells) else None


def records(file: TextIO, preview: Preview) -> Iterator[list[str] | str]:
    """Yield the cells of each record, and for a line that cannot be taken apart the reason."""
    csv.field_size_limit(LONGEST_TEXT)
    lines, unclosed = _Lines(file), 0
    while True:
        lines.begin()
        try:
            for cells in csv.reader(lines, delimiter=preview.separator or ",", strict=True):
                yield cells
                lines.begin()
            return
        except csv.Error:
            unclosed += lines.taken > 1
            if unclosed > MOST_UNCLOSED:
                raise refusal("too_many_faults", preview.source.name, '"') from None
            yield "cell_too_long" if lines.give_back_all_but_first() > LONGEST_TEXT else "broken_quotes"


class _Lines:
    """The lines of a file; those taken since ``begin`` can be given back."""

    def __init__(self, file: TextIO) -> None:
        self._fresh = iter(file)
        self._returned: list[str] = []
        self._taken: list[str] = []
        self._size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else next(self._fresh)
        self._taken.append(line)
        self._size += len(line)
        if self._size > LONGEST_TEXT and len(self._taken) > 1:
            raise csv.Error("a record without an end")
        return line

    @property
    def taken(self) -> int:
        """How many lines the record at hand has taken."""
        return len(self._taken)

    def begin(self) -> None:
        """Start on the next record."""
        self._taken, self._size = [], 0

    def give_back_all_but_first(self) -> int:
        """Return the length of the line that is kept."""
        first, *others = self._taken
        self._returned += reversed(others)
        self.begin()
        return len(first)
