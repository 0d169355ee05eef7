"""One case of the reference numbers: what it says about its inputs, and its files.

A case is an entry of an ``expected.json``. Its ``data`` names CSV files and, in words, the columns to use; the readers
below find them there and in the heads of the files, so that a case of the same kind with other names runs unchanged.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

FILE = re.compile(r"[\w.-]+\.csv")
NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
BLANK = {"", "NA", "NaN", "nan", "null"}


@dataclass(frozen=True)
class Table:
    """A CSV file: ``columns`` by name, as text; ``said``, what the case says about it, up to the next file's name."""

    name: str
    said: str
    columns: dict[str, list[str]]

    @property
    def stem(self) -> str:
        return self.name.removesuffix(".csv")

    def __getitem__(self, column: str) -> list[str]:
        return self.columns[column]

    def numbers(self, column: str) -> np.ndarray:
        """Return a column as numbers; blanks are NaN."""
        return np.array([np.nan if value in BLANK else float(value) for value in self.columns[column]])

    def is_numeric(self, column: str) -> bool:
        try:
            self.numbers(column)
        except ValueError:
            return False
        return True

    def numeric(self) -> list[str]:
        """Return the columns that hold numbers, in the order of the file."""
        return [column for column in self.columns if self.is_numeric(column)]

    def matrix(self, columns: Iterable[str]) -> np.ndarray:
        return np.column_stack([self.numbers(column) for column in columns])

    def after(self, *words: str, text: str | None = None) -> str | None:
        """Return the column named after one of the words: "outcome rating", "cluster column Teacher", "weight pw"."""
        for word in words:
            for found in re.finditer(rf"\b{word}s?\b(?:\s*=|:)?(?:\s+columns?)?\s+([\w.]+)", text or self.said, re.I):
                name = found[1].rstrip(".")
                if name in self.columns:
                    return name
        return None

    def mentioned(self, text: str | None = None) -> list[str]:
        """Return the columns the case names, in that order; "q01..q14" and "a–d" stand for all columns between."""
        said, found = text or self.said, []
        order = list(self.columns)
        for match in re.finditer(r"[\w.]*\w", re.sub(r"\.{2,}|…|–", " .. ", said)):
            if match[0] in order:
                found.append((match.start(), match[0]))
        for first, last in re.findall(r"([\w.]*\w)\s*(?:\.{2,}|…|–)\s*([\w.]*\w)", said):
            if first in order and last in order:
                between = order[order.index(first) : order.index(last) + 1]
                found += [(said.index(first), column) for column in between]
        return list(dict.fromkeys(column for _, column in sorted(found, key=lambda place: place[0])))


@dataclass(frozen=True)
class Case:
    """An entry of an ``expected.json`` and the folder it stands in."""

    folder: Path
    entry: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.folder.name}-{self.id}"

    @property
    def id(self) -> str:
        return str(self.entry["id"])

    @property
    def data(self) -> str:
        return str(self.entry.get("data", ""))

    @property
    def expected(self) -> dict[str, Any]:
        return self.entry["expected"]

    @property
    def words(self) -> str:
        """All the case says in words: what it is, which variant, on which data."""
        return " ".join(str(self.entry.get(key, "")) for key in ("what", "variant", "data", "note"))

    @cached_property
    def tables(self) -> list[Table]:
        """The CSV files the case names, in that order."""
        names = list(FILE.finditer(self.data))
        ends = [match.start() for match in names[1:]] + [len(self.data)]
        tables = {}
        for match, end in zip(names, ends, strict=True):
            said = self.data[match.end() : end]
            if match[0] not in tables:
                tables[match[0]] = Table(match[0], said, self._read(match[0]))
        return list(tables.values())

    @property
    def table(self) -> Table:
        return self.tables[0]

    def table_of(self, key: str) -> Table:
        """Return the file a key of ``expected`` stands for: the one whose name shares most of its beginning with it."""

        def shared(table: Table) -> int:
            pairs = zip(table.stem.lower(), key.lower(), strict=False)
            return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(table.stem), len(key)))

        return max(self.tables, key=shared)

    def inline(self, text: str | None = None) -> dict[str, float]:
        """Return numbers written into the data text: "n=195, mean=9.26", "promoters 162, passives 108"."""
        plain = re.sub(r"^inline:?", "", text if text is not None else FILE.sub(";", self.data))
        pairs = re.findall(rf"([^\W\d][^,;:=()]*?)\s*(?:=|:|\s)\s*({NUMBER})\b", plain)
        return {name.strip(): float(value) for name, value in pairs}

    def _read(self, name: str) -> dict[str, list[str]]:
        beside = self.folder / name
        path = beside if beside.is_file() else next(iter(sorted(self.folder.parent.glob(f"*/{name}"))), beside)
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = [row for row in csv.reader(file) if row]
        return {column: [row[place] for row in rows] for place, column in enumerate(head)}


def find_cases(root: Path) -> list[Case]:
    """Return every case of every folder under ``root`` that holds an ``expected.json``."""
    found = []
    for path in sorted(root.rglob("expected.json")):
        entries = json.loads(path.read_text(encoding="utf-8"))["cases"]
        found += [Case(path.parent, entry) for entry in entries]
    return found
