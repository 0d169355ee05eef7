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
BLANK = {"", "na", "nan", "null", "none", "n/a", "#n/a"}
LEVEL = (
    r"\b(80|90|95|98|99(?:\.\d+)?)\s*%|\b(?:conf(?:idence)?(?:\.level)?|level)\s*=\s*(0?\.\d+)|\balpha\s*=\s*(0?\.\d+)"
)
CYCLES = {"weekly": 52, "weeks": 52, "quarterly": 4, "quarters": 4, "monthly": 12, "months": 12}


def is_blank(value: str) -> bool:
    """Return whether a cell stands for a missing value, as R, pandas and SQL write it."""
    return value.strip().lower() in BLANK


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
        return np.array([np.nan if is_blank(value) else float(value) for value in self.columns[column]])

    def is_numeric(self, column: str) -> bool:
        try:
            self.numbers(column)
        except ValueError:
            return False
        return True

    def ordered(self) -> Table:
        """Return the rows in order of time, where the file has a column of years or of ISO dates."""
        for name, values in self.columns.items():
            is_dated = all(re.fullmatch(r"\d{4}(-\d\d){1,2}.*", value) for value in values)
            if is_dated or (name.lower() == "year" and len(set(values)) == len(values)):
                order = sorted(range(len(values)), key=values.__getitem__)
                rows = {column: [cells[place] for place in order] for column, cells in self.columns.items()}
                return Table(self.name, self.said, rows)
        return self

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

    @property
    def confidence(self) -> float:
        """The confidence the case names ("90 %", "conf.level = 0.9", "alpha = 0.1"); 0.95 without."""
        found = re.search(LEVEL, self.words)
        if not found:
            return 0.95
        per_cent, level, alpha = found.groups()
        return float(per_cent) / 100 if per_cent else float(level) if level else 1 - float(alpha)

    @property
    def cycle(self) -> int:
        """Steps after which the season returns: a number the case names, its word for the steps, else 12."""
        if said := re.search(r"\b(?:period|frequency|freq)\s*(?:=|of)?\s*(\d+)", self.words, re.I):
            return int(said[1])
        return next((CYCLES[word] for word in re.findall(r"\w+", self.words.lower()) if word in CYCLES), 12)

    @cached_property
    def tables(self) -> list[Table]:
        """The CSV files the case names, in that order."""
        names = list(FILE.finditer(self.data))
        ends = [*(match.start() for match in names[1:]), len(self.data)][: len(names)]
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
        return {name.strip(" ,;\n").removeprefix("and "): float(value) for name, value in pairs}

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
