"""Cells of a sheet → canonical text, one way for each type, whatever the display format was.

Dates ``2024-03-05``, times of day ``08:30:00``, both ``2024-03-05 08:30:00``; whole numbers without ``.0``; durations as
``26:03:00``; True and False as ``TRUE`` and ``FALSE``; errors (``#DIV/0!``) and blanks as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

MOST_REMEMBERED = 100_000
MOST_EXACT = 10**15  # a workbook keeps 15 digits of a number; the others are lost before we read it
ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)


@dataclass
class Tally:
    """What the user should know of a sheet.

    Attributes:
        error_cells: Cells with an error instead of a value.
        precision_lost: Numbers of more than 15 digits, whose last digits the workbook has lost.
        far_cells: Cells beyond the columns that are read.
    """

    error_cells: int = 0
    precision_lost: int = 0
    far_cells: int = 0


class CellTexts:
    """Turns the rows of a sheet into text and keeps the tally."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._numbers: dict[float, str] = {}

    def of_row(self, values: Iterable[Any]) -> list[str]:
        """Return the cells of one row as text; texts and repeated numbers, nearly all there is, take the short way."""
        numbers, text_of = self._numbers, self._text_of
        return [
            value
            if value.__class__ is str and value[:1] != "#"
            else numbers[value]
            if value.__class__ is float and value in numbers
            else text_of(value)
            for value in values
        ]

    def _text_of(self, value: Any) -> str:
        if isinstance(value, str):
            return self._text_of_string(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | float):
            return self._text_of_number(value)
        if isinstance(value, datetime):
            return _to_whole_seconds(value).isoformat(sep=" ", timespec="seconds")
        if isinstance(value, time):
            return _to_whole_seconds(datetime.combine(date(2000, 1, 1), value)).time().isoformat(timespec="seconds")
        if isinstance(value, date):
            return value.isoformat()
        return _text_of_duration(value) if isinstance(value, timedelta) else str(value)

    def _text_of_string(self, value: str) -> str:
        if is_error(value):
            self.tally.error_cells += 1
            return ""
        return value

    def _text_of_number(self, value: float) -> str:
        text = str(int(value)) if abs(value) < 1e22 and value == int(value) else repr(value)
        if abs(value) >= MOST_EXACT:
            self.tally.precision_lost += 1
        elif len(self._numbers) < MOST_REMEMBERED and value.__class__ is float:
            self._numbers[value] = text
        return text


def is_error(value: Any) -> bool:
    """Whether a cell holds an error instead of a value."""
    return isinstance(value, str) and value in ERRORS


def _text_of_duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    hours, seconds = divmod(abs(seconds), 3600)
    return f"{sign}{hours:02d}:{seconds // 60:02d}:{seconds % 60:02d}"


def _to_whole_seconds(value: datetime) -> datetime:
    """Round: a workbook keeps 08:30:00 as a fraction of a day, which may come back as 08:29:59.9995."""
    return (value + timedelta(microseconds=500_000)).replace(microsecond=0) if value.microsecond else value
