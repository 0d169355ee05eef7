"""A kind of settings file, what stands in it, and its history.

Every line stays in the file. A decision is changed by a line from a later day on, or, where a sheet has no start dates, by
the newest line about the same; it is taken back by a line about the same with ``withdrawn`` = yes. ``entered_by`` and
``entered_at`` say who wrote a line and when; all three columns may be missing in a file kept by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, Literal, TypeVar

from pipeline.agreed.lines import Line, read_lines

RECORD = ("entered_by", "entered_at", "withdrawn")
State = Literal["in_force", "later", "ended", "withdrawn", "withdrawal"]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Entry(Generic[Item]):
    """One line with what it says now.

    Attributes:
        state: ``in_force``, ``later`` (its day is to come), ``ended`` (another one took its place), ``withdrawn``, or
            ``withdrawal``: the line that took one back.
        ended_on: Day from which another line about the same holds; None where none does.
    """

    line: Line
    item: Item
    state: State
    ended_on: date | None = None


@dataclass(frozen=True)
class Sheet(Generic[Item]):
    """One kind of settings file.

    Attributes:
        file: Its name.
        required, optional: Columns, besides ``RECORD``.
        parse: One line as what it means.
        about: What it is about: of two standing lines about the same, that with the later start counts from its day on.
        start: From when it holds; None where the newest line about the same takes the place of those before at once.
        is_private: Readable by its owner only.
    """

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    parse: Callable[[Line], Item]
    about: Callable[[Item], Hashable]
    start: Callable[[Item], date] | None = None
    is_private: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of a new file, in order."""
        return (*self.required, *self.optional, *RECORD)

    def read(self, path: Path) -> list[Item]:
        """Return what stands in the file: neither withdrawn nor replaced; nothing where there is no file.

        Raises:
            UsageError: If a cell cannot be read, or two lines say the same from the same day on.
        """
        lines, items = self._parsed(path)
        return [item for item, fate in zip(items, self._fates(lines, items), strict=True) if fate == "in_force"]

    def entries(self, path: Path, today: date) -> list[Entry[Item]]:
        """Return every line with its state on ``today``, in the order of the file.

        Raises:
            UsageError: As ``read``.
        """
        lines, items = self._parsed(path)
        fates = self._fates(lines, items)
        found = [Entry(line, item, fate) for line, item, fate in zip(lines, items, fates, strict=True)]
        if self.start is None:
            return found
        standing = [item for item, fate in zip(items, fates, strict=True) if fate == "in_force"]
        return [self._dated(entry, standing, today) if entry.state == "in_force" else entry for entry in found]

    def _parsed(self, path: Path) -> tuple[list[Line], list[Item]]:
        lines = read_lines(path, self.required, (*self.optional, *RECORD))
        return lines, [self.parse(line) for line in lines]

    def _fates(self, lines: Sequence[Line], items: Sequence[Item]) -> list[State]:
        """Return what became of each line, dates aside.

        Raises:
            CellError: If a line repeats one that stands, or takes back one that is not there.
        """
        fates: list[State] = []
        standing: dict[Hashable, int] = {}
        for at, (line, item) in enumerate(zip(lines, items, strict=True)):
            key = (self.about(item), self.start(item) if self.start else None)
            before = standing.pop(key, None)
            if line.is_withdrawal and before is None:
                line.refuse("withdrawn", "上面没有可以撤回的同一项", "no line above is about the same")
            if before is not None and not line.is_withdrawal and self.start:
                first = lines[before].number
                line.refuse("from", f"与第 {first} 行重复", f"the same as row {first}")
            if before is not None:
                fates[before] = "withdrawn" if line.is_withdrawal else "ended"
            fates.append("withdrawal" if line.is_withdrawal else "in_force")
            if not line.is_withdrawal:
                standing[key] = at
        return fates

    def _dated(self, entry: Entry[Item], standing: Sequence[Item], today: date) -> Entry[Item]:
        assert self.start is not None  # its caller looks
        start, about = self.start(entry.item), self.about(entry.item)
        later = [self.start(item) for item in standing if self.about(item) == about and self.start(item) > start]
        ended_on = min(later, default=None)
        state: State = "later" if start > today else "ended" if ended_on and ended_on <= today else "in_force"
        return Entry(entry.line, entry.item, state, ended_on)
