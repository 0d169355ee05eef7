"""Lines of a settings file: CSV with a header, in UTF-8 or, as Excel saves it, GB18030. Errors name file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import NoReturn

from pipeline.errors import UsageError, require_ordinary

YES_NO = {"yes": True, "是": True, "no": False, "否": False}


class CellError(UsageError):
    """A cell that cannot be meant: which column, and what is wrong apart from the place, for a form to show at its field."""

    def __init__(self, file: str, row: int, column: str, *, zh: str, en: str) -> None:
        super().__init__(
            zh=f"{file} 第 {row} 行，{column} 列：{zh}。",
            en=f"{file}, row {row}, column {column}: {en}.",
        )
        self.column = column
        self.reason = {"zh": f"{zh}。", "en": f"{en[0].upper()}{en[1:]}."}


@dataclass(frozen=True)
class Line:
    """One line of a settings file; ``number`` counts the header as 1."""

    file: str
    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str | None:
        """Return a cell, None where it is empty."""
        return self.cells.get(column) or None

    def required(self, column: str) -> str:
        """Return a cell that may not be empty."""
        return self.cells.get(column) or self.refuse(column, "不能为空", "it may not be empty")

    def day(self, column: str) -> date:
        """Return a date, written 2024-01-31 or 2024/1/31."""
        written = self.required(column)
        try:
            year, month, day = (int(part) for part in written.replace("/", "-").split("-"))
            return date(year, month, day)
        except ValueError:
            return self.refuse(
                column, f"{written!r} 不是日期，请写成 2024-01-31", f"{written!r} is no date; write 2024-01-31"
            )

    def number_of(self, column: str, *, is_percent_known: bool = False) -> float:
        """Return a number; ``is_percent_known``: 95% is 0.95."""
        written = self.required(column)
        is_percent = is_percent_known and written[-1] in "%％"
        try:
            value = float(written.rstrip("%％ ") if is_percent else written) / (100 if is_percent else 1)
        except ValueError:
            value = float("nan")
        return value if isfinite(value) else self.refuse(column, f"{written!r} 不是数字", f"{written!r} is no number")

    def one_of(self, column: str, known: Sequence[str]) -> str:
        """Return a cell that is one of ``known``."""
        written = self.required(column)
        if written in known:
            return written
        near = get_close_matches(written, known, n=1, cutoff=0.5)
        zh = f"是否指 {near[0]!r}？" if near else f"可用：{'、'.join(known)}"
        en = f"did you mean {near[0]!r}?" if near else f"use {', '.join(known)}"
        return self.refuse(column, f"不认识 {written!r}；{zh}", f"{written!r} is unknown; {en}")

    @property
    def is_withdrawal(self) -> bool:
        """Return whether the line takes back one about the same."""
        return YES_NO[self.one_of("withdrawn", list(YES_NO))] if self.text("withdrawn") else False

    def refuse(self, column: str, zh: str, en: str) -> NoReturn:
        """Raise what is wrong with a cell."""
        raise CellError(self.file, self.number, column, zh=zh, en=en)


def read_lines(path: Path, required: Sequence[str], optional: Sequence[str]) -> list[Line]:
    """Return the lines of a settings file that are not blank; none where there is no file.

    Raises:
        UsageError: If it is no ordinary file, no text, or a column is missing or unknown.
    """
    rows = read_rows(path)
    if rows is None:
        return []
    header = rows[0] if rows else []
    _require_columns(path.name, header, required, optional)
    lines = [Line(path.name, number, dict(zip(header, row, strict=False))) for number, row in enumerate(rows[1:], 2)]
    return [line for line in lines if any(line.cells.values())]


def read_rows(path: Path) -> list[list[str]] | None:
    """Return header and rows as they are, cells stripped; None where there is no file.

    Raises:
        UsageError: If it is no ordinary file or no text.
    """
    require_ordinary(path)
    if not path.exists():
        return None
    return [[cell.strip() for cell in row] for row in csv.reader(StringIO(_decoded(path), newline=""))]


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(
        zh=f"{path.name} 不是文本文件；请另存为 CSV（UTF-8）。", en=f"{path.name} is no text; save it as CSV (UTF-8)."
    )


def _require_columns(file: str, header: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> None:
    known = [*required, *optional]
    missing = [name for name in required if name not in header]
    unknown = [name for name in header if name not in known]
    if missing:
        raise UsageError(
            zh=f"{file} 第 1 行缺少列：{'、'.join(missing)}。可用的列：{'、'.join(known)}。",
            en=f"{file}, row 1 lacks the columns {', '.join(missing)}. Columns: {', '.join(known)}.",
        )
    if unknown:
        raise UsageError(
            zh=f"{file} 第 1 行有不认识的列：{'、'.join(unknown)}。可用的列：{'、'.join(known)}。",
            en=f"{file}, row 1 has unknown columns: {', '.join(unknown)}. Columns: {', '.join(known)}.",
        )
