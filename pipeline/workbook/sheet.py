"""One sheet of a workbook as a parser gives it, and the limits that hold for every parser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.workbook.merged import Range

MOST_ROWS = 1_048_576
MOST_COLUMNS = 2_000
MOST_CELLS = 30_000_000
PREVIEW_ROWS = 200
MOST_SHEETS = 200


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``rows`` from its first row on, ``merged`` and ``errors`` counted in cells of ``rows``, the latter from row 1.

    ``errors``: (row number, column) of cells with an error that the parser gives as blanks. ``empty_formulas``: how many have no value.
    """

    name: str
    is_hidden: bool
    rows: Iterable[list[Any]]
    merged: tuple[Range, ...] = ()
    errors: tuple[tuple[int, int], ...] = ()
    empty_formulas: int = 0


class TooLargeError(Exception):
    """A sheet over a limit; its text says which."""


class NoTableError(Exception):
    """A page or document without any table."""
