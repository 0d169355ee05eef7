"""The header of a table: what its columns are called, and what stands below them.

It may have two or three rows, with cells merged over several columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.layouts import cells
from pipeline.layouts.fold import clean, fold, plain, without_brackets
from pipeline.layouts.two_languages import in_each_language

AS_WIDE = 0.8
LEAST_LOWER, MOST_AGAIN, LEAST_AGAIN = 1 / 3, 0.1, 1 / 3
SHOWN = ".display_value"  # ServiceNow gives what it shows and what it stores side by side


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
        own, above = (len(set(header._texts) - {""}) for header in (self, other))
        return above >= AS_WIDE * own

    def is_record_below(self, other: Header) -> bool:
        """Whether this stands below ``other``, as wide, and looks like its record: nothing follows, or a text of it stands in the same
        column of another row there too, as answers do and names do not."""
        nothing_follows = not self.rows[self.index + self.height :]
        return self.is_below_as_wide(other) and (nothing_follows or self._last_like_it > other.index)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(map(plain, self.first_row))

    @cached_property
    def _last_like_it(self) -> int:
        """Index of the last other row that holds one of its texts in the same column, -1 where none does."""
        told = [(position, text) for position, text in enumerate(self._texts) if text]
        rows = ((index, row) for index, row in reversed(list(enumerate(self.rows))) if index != self.index)
        alike = (index for index, row in rows if any(at < len(row) and plain(row[at]) == text for at, text in told))
        return next(alike, -1)

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

    @cached_property
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
