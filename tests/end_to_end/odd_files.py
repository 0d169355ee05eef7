"""Small files with oddities, written as bytes and built once by the command; shared by the tests of this folder."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb
from openpyxl import Workbook

from tests.cli import manyidu


def written(rows: list[list[str]], separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def book(*sheets: tuple[str, list[list[str]]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@contextlib.contextmanager
def built(folder: Path, files: Mapping[str, bytes]) -> Iterator[Callable[[str], list[tuple]]]:
    """Build the files in ``folder``; give what asks the warehouse in SQL."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    for name, content in files.items():
        (raw / name).write_bytes(content)
    done = manyidu(folder, "build", language="zh")
    assert done.code == 0, done.err
    (path,) = Path(folder / "data" / "warehouse").glob("manyidu-*.duckdb")
    with duckdb.connect(str(path), read_only=True) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


def notes(ask: Callable[[str], list[tuple]], file: str) -> str:
    return " ".join(str(row) for row in ask(f"select notes from load where file = '{file}'"))
