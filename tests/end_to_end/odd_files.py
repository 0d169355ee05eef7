"""Small files with oddities, written as bytes and built once by the command; shared by the tests of this folder."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb
from openpyxl import Workbook

from tests.cli import manyidu


def written(rows: list[list[str]], separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def book(*sheets: tuple[str, list[list[str]]], hidden: str | None = None) -> bytes:
    """A workbook of these sheets; the one called ``hidden`` is hidden."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file as Office writes one around an encrypted workbook: header, one sector of FAT, the directory, the streams."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    places, chains, body = [], [0xFFFFFFFD, end], b""
    for content in streams.values():
        count = -(-len(content) // sector)
        places.append(len(chains))
        chains += [*range(len(chains) + 1, len(chains) + count), end]
        body += content.ljust(count * sector, b"\0")
    entries = [_entry("Root Entry", 5, free, 1, end, 0)]
    for number, ((name, content), place) in enumerate(zip(streams.items(), places, strict=True), start=1):
        right = number + 1 if number < len(streams) else free
        entries.append(_entry(name, 2, right, free, place, len(content)))
    directory = b"".join(entries).ljust(sector, b"\0")
    fat = struct.pack("<128I", *chains, *[free] * (128 - len(chains)))
    magic = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    sizes = struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    return magic + sizes + struct.pack("<108I", *[free] * 108) + fat + directory + body


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    told = struct.pack("<HBBIII36xIQ", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child, start, size)
    return text.ljust(64, b"\0") + told


def protected() -> bytes:
    """A workbook with a password: what it is encrypted with, and 64 sectors that cannot be told from any others without the password."""
    info = (
        struct.pack("<HHI", 4, 4, 0x40)
        + b'<?xml version="1.0"?><encryption><keyData saltSize="16" blockSize="16"/></encryption>'
    )
    package = b"".join(hashlib.sha256(bytes([part // 256, part % 256])).digest() for part in range(1024))
    return compound({"EncryptionInfo": info.ljust(4096, b" "), "EncryptedPackage": struct.pack("<Q", 30000) + package})


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
