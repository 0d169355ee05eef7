"""Files inside archives: zip, zip in zip once, gz. Sizes are checked before and while unpacking; names are never paths."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.errors import InputError
from pipeline.ingest.refusals import refusal
from pipeline.ingest.scratch import Scratch

CHUNK = 1 << 20
SMALL = 200 << 20
MOST_TIMES = 200
WORKBOOK_TIMES = 100
MOST_BYTES = 20 << 30
MOST_WORKBOOK_BYTES = 4 << 30
MOST_MEMBERS = 5_000


@dataclass(frozen=True)
class Member:
    """One file of an archive, unpacked, or why it is not."""

    name: str
    path: Path | None
    error: InputError | None = None


def unpack_zip(path: Path, name: str, scratch: Scratch) -> Iterator[Member]:
    """Yield the files of a zip archive; folders, hidden files and the extras of macOS are left out.

    Raises:
        InputError: ``damaged_file``, ``empty_file`` or ``archive_bomb``, about the archive as a whole.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _is_wanted(info)]
            if not members:
                raise refusal("empty_file", name)
            _check_total(path, name, sum(info.file_size for info in members), len(members))
            for info in members:
                yield _unpack_member(archive, info, f"{name}/{_member_name(info)}", scratch)
    except (zipfile.BadZipFile, OSError) as error:
        raise refusal("damaged_file", name, "zip") from error


def inflate_gz(path: Path, name: str, scratch: Scratch) -> Path:
    """Return the path of the content of a gz file, in the scratch folder.

    Raises:
        InputError: ``damaged_file`` or ``archive_bomb``.
    """
    target = scratch.new_path(".gunzipped")
    try:
        with gzip.open(path) as packed:
            _copy(packed, target, path.stat().st_size, name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise refusal("damaged_file", name, "gz") from error
    return target


def check_workbook(path: Path, name: str) -> None:
    """Refuse a workbook (zip) that unpacks to far more than a workbook does; honest ones are at about 10:1.

    Raises:
        InputError: ``archive_bomb`` or ``password``.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        locked = any(info.flag_bits & 1 for info in members) or _is_locked_ods(archive)
    if locked:
        raise refusal("password", name)
    total, size = sum(info.file_size for info in members), path.stat().st_size
    if total > MOST_WORKBOOK_BYTES or (total > SMALL and total > WORKBOOK_TIMES * size):
        raise refusal("archive_bomb", name, _ratio(total, size))


def _is_locked_ods(archive: zipfile.ZipFile) -> bool:
    """LibreOffice encrypts the parts itself and says so in its manifest."""
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(CHUNK)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError):  # no such part, or said where it is parsed
        return False


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    parts = [part for part in info.filename.replace("\\", "/").split("/") if part]
    is_hidden = any(part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in parts)
    return not info.is_dir() and not is_hidden


def _member_name(info: zipfile.ZipInfo) -> str:
    """Name as shown. Chinese Windows writes GBK without saying so, which zipfile takes for code page 437."""
    name = info.filename.replace("\\", "/")
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):  # then it is what it says
            name = name.encode("cp437").decode("gb18030")
    return "/".join(part for part in name.split("/") if part not in ("", ".", ".."))


def _unpack_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, scratch: Scratch) -> Member:
    try:
        if info.flag_bits & 1:
            raise refusal("password", name)
        target = scratch.new_path(".member")
        with archive.open(info) as packed:
            _copy(packed, target, info.compress_size, name)
    except InputError as error:
        return Member(name, None, error)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        return Member(name, None, refusal("damaged_file", name, type(error).__name__))
    return Member(name, target)


def _check_total(path: Path, name: str, total: int, members: int) -> None:
    size = path.stat().st_size
    if members > MOST_MEMBERS or total > _most_bytes(size, path.parent):
        raise refusal("archive_bomb", name, f"{members} files, {_ratio(total, size)}")


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, packed_size: int, name: str) -> None:
    """Copy to ``target``, and stop where the content is larger than any honest one; the stated size may lie."""
    most, done = _most_bytes(packed_size, target.parent), 0
    with target.open("wb") as file:
        while chunk := packed.read(CHUNK):
            done += len(chunk)
            if done > most:
                file.close()
                target.unlink()
                raise refusal("archive_bomb", name, _ratio(done, packed_size))
            file.write(chunk)


def _most_bytes(packed_size: int, folder: Path) -> int:
    return min(max(SMALL, MOST_TIMES * packed_size), MOST_BYTES, shutil.disk_usage(folder).free // 2)


def _ratio(total: int, size: int) -> str:
    return f"{size / 1e6:.1f} MB → {total / 1e6:,.0f} MB"
