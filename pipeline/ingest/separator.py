"""The separator of a CSV file: the one under which most of the first records have the same number of cells."""

from __future__ import annotations

import contextlib
import csv
import itertools
from collections import Counter
from pathlib import Path

from pipeline.workbook.sheet import PREVIEW_ROWS

SEPARATORS = ",\t;|"
LONGEST_CELL = 1 << 24


def read_head(path: Path) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return the separator and the first records of UTF-8 file ``path``, blank ones included."""
    csv.field_size_limit(LONGEST_CELL)
    heads = {separator: _records(path, separator) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda candidate: _fit(heads[candidate]))
    return separator, heads[separator]


def _records(path: Path, separator: str) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        with contextlib.suppress(csv.Error):  # a cell over the limit: loading says so, the head ends before it
            rows.extend(map(tuple, itertools.islice(reader, PREVIEW_ROWS)))
    return tuple(rows)


def _fit(rows: tuple[tuple[str, ...], ...]) -> tuple[float, int]:
    """Share of records of the most frequent width, then that width; titles and blank records do not count against."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    filled = sum(1 for row in rows if any(row))
    if not widths:
        return (0.0, 0)
    width, records = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (round(records / max(filled, 1), 1), width)
