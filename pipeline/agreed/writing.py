"""Adding lines to a settings file: every line stays, and nothing is replaced unless the reader of the file accepts the whole.

The new content is written beside the file, read by the very reader that builds use, and put in its place in one step. A
lock keeps two writers apart. The file is written as UTF-8 with a byte-order mark, as Excel needs for Chinese.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline.agreed.lines import Line, read_lines, read_rows
from pipeline.agreed.sheet import RECORD, Sheet
from pipeline.errors import UsageError

WAIT_SECONDS = 10
LONGEST_CELL = 1000
OWNER_ONLY = 0o600
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


class AlreadyThereError(UsageError):
    """Another line is about what a new one is to be about."""


def add(
    sheet: Sheet[Any],
    path: Path,
    rows: Sequence[Mapping[str, str]],
    *,
    who: str,
    at: datetime,
    is_about_new: bool = False,
) -> None:
    """Append lines, each column → cell, signed by ``who`` at ``at``.

    Args:
        is_about_new: The lines are about what no line is about yet.

    Raises:
        AlreadyThereError: If a line is, in spite of ``is_about_new``.
        CellError: If a cell cannot be meant, or a line begins no later than a standing one about the same.
        UsageError: If the file was broken before, or another writer holds it.
    """
    signed = {"entered_by": who, "entered_at": f"{at:%Y-%m-%d %H:%M:%S}"}
    with locked(path):
        standing = sheet.read(path)
        if is_about_new:
            _require_new(sheet, path, rows)
        _write(sheet, path, [*map(dict, _checked(sheet, path, rows, standing, signed))])


def withdraw(sheet: Sheet[Any], path: Path, line: Line, *, who: str, at: datetime) -> None:
    """Append a line that takes ``line`` back.

    Raises:
        UsageError: If the file no longer has this line as it was read, or it does not stand any more.
    """
    _repeat(sheet, path, line, who, at, withdrawn="yes")


def restore(sheet: Sheet[Any], path: Path, line: Line, *, who: str, at: datetime) -> None:
    """Append ``line`` anew, after it was taken back.

    Raises:
        UsageError: As ``withdraw``; also if something else about the same stands from the same day on.
    """
    _repeat(sheet, path, line, who, at, withdrawn="")


def _repeat(sheet: Sheet[Any], path: Path, line: Line, who: str, at: datetime, withdrawn: str) -> None:
    with locked(path):
        known = read_lines(path, sheet.required, (*sheet.optional, *RECORD)) if path.exists() else []
        if line not in known:
            raise UsageError(
                zh=f"{path.name} 在此期间改动过，请看过现在的内容再试。",
                en=f"{path.name} has changed in the meantime. Look at what it says now, then try again.",
            )
        signed = {"entered_by": who, "entered_at": f"{at:%Y-%m-%d %H:%M:%S}", "withdrawn": withdrawn}
        _write(sheet, path, [line.cells | signed])


def _checked(
    sheet: Sheet[Any],
    path: Path,
    rows: Sequence[Mapping[str, str]],
    standing: Sequence[Any],
    signed: Mapping[str, str],
) -> Iterator[Mapping[str, str]]:
    """Give the rows as they are to be written, once none says what cannot be."""
    number = len(read_rows(path) or [[]])
    for row in rows:
        number += 1
        cells = {name: " ".join(cell.split()) for name, cell in row.items() if cell.strip()}
        line = Line(path.name, number, cells)
        for name, cell in cells.items():
            require_harmless(line, name, cell)
        _require_later(sheet, line, standing)
        yield cells | dict(signed)


def _require_new(sheet: Sheet[Any], path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    known = {sheet.about(entry.item) for entry in sheet.entries(path, date.min)}
    for row in rows:
        if sheet.about(sheet.parse(Line(path.name, 0, dict(row)))) in known:
            raise AlreadyThereError(
                zh="别人刚刚登记了同一个编号，请再试一次。",
                en="Somebody has just recorded one with the same id. Try again.",
            )


def require_harmless(line: Line, column: str, cell: str) -> None:
    """Refuse what is no text of a person, or what a spreadsheet program would run."""
    if len(cell) > LONGEST_CELL:
        line.refuse(column, f"最多 {LONGEST_CELL} 个字", f"at most {LONGEST_CELL} characters")
    if not cell.isprintable():
        line.refuse(column, "含有无法显示的字符", "it holds characters that cannot be shown")
    if cell.startswith(FORMULA_STARTS) and not cell[1:].rstrip("%").replace(".", "", 1).isdigit():
        line.refuse(column, f"不要以 {cell[0]} 开头", f"it may not begin with {cell[0]}")


def _require_later(sheet: Sheet[Any], line: Line, standing: Sequence[Any]) -> None:
    """Refuse a line that would change what was agreed backwards: it begins later than all that stand about the same."""
    item = sheet.parse(line)
    if sheet.start is None:
        return
    starts = [sheet.start(other) for other in standing if sheet.about(other) == sheet.about(item)]
    newest = max(starts, default=None)
    if newest and sheet.start(item) <= newest:
        line.refuse(
            "from",
            f"同一项已有从 {newest} 起的规定，新的要从更晚的日期开始；那一条如果写错了，请先撤回",
            f"one about the same holds from {newest}; a new one begins later. If that one is wrong, withdraw it first",
        )


def _write(sheet: Sheet[Any], path: Path, added: Sequence[Mapping[str, str]]) -> None:
    """Put a file with the added lines in the place of ``path``, once the reader accepts it."""
    rows = read_rows(path) or []
    header = rows[0] if rows else [name for name in sheet.columns if name not in RECORD]
    header = [*header, *(name for name in sheet.columns if name not in header and _is_used(name, added))]
    new = [[row.get(name, "") for name in header] for row in added]
    put(path, [header, *rows[1:], *new], sheet.read, is_private=sheet.is_private)


def put(path: Path, rows: Sequence[Sequence[str]], read: Callable[[Path], Any], *, is_private: bool = False) -> None:
    """Put a file with header and ``rows`` in the place of ``path``, once ``read`` accepts it; its owner's only where new or private."""
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        fresh = Path(folder) / path.name  # its own name stands in the reader's errors
        with fresh.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, lineterminator="\r\n").writerows(rows)
            stream.flush()
            os.fsync(stream.fileno())
        read(fresh)
        is_kept = path.exists() and not is_private
        fresh.chmod(path.stat().st_mode & 0o777 if is_kept else OWNER_ONLY)
        fresh.replace(path)


def _is_used(name: str, added: Sequence[Mapping[str, str]]) -> bool:
    return name in RECORD or any(row.get(name) for row in added)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other writers of ``path`` away while the body runs.

    Raises:
        UsageError: If another one holds it for longer than ten seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=WAIT_SECONDS)
    try:
        with lock:
            yield
    except Timeout:
        raise UsageError(
            zh=f"别人正在改 {path.name}，请稍后再试。", en=f"Somebody else is changing {path.name}. Try again shortly."
        ) from None
