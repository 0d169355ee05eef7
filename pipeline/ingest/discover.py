"""Which files of the exports folder are to be read, and why the others are not."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.archives import check_workbook, inflate_gz, sha256_of, unpack_zip
from pipeline.ingest.forms import LOCK_NAME, form_of
from pipeline.ingest.refusals import refusal
from pipeline.ingest.scratch import Scratch
from pipeline.ingest.table import SourceFile

SAMPLE_FOLDER = "_sample"
SIDECAR_NAMES = {".yaml", ".yml"}
SYSTEM_NAMES = {"thumbs.db", "desktop.ini"}
DEEPEST_ARCHIVE = 2


@dataclass(frozen=True)
class Found:
    """One file, or one member of an archive: to be read, or refused.

    Attributes:
        name: As in ``SourceFile``.
        source: The file to read, None where it is refused.
        error: Why it is refused, None where it is to be read.
    """

    name: str
    source: SourceFile | None = None
    error: InputError | None = None


def discover(raw: Path, scratch: Scratch, sha256: Callable[[Path], str] = sha256_of) -> list[Found]:
    """Return every file under ``raw`` in natural order (2月 before 10月), members of archives one by one.

    Hidden files and folders, sidecars and the sample are left out; links are not followed.

    Args:
        sha256: Hashes the files of the folder; members of archives are always hashed.
    """
    found: list[Found] = []
    for path in _files(raw):
        name = _shown(path.relative_to(raw))
        if path.is_symlink():
            found.append(Found(name, error=refusal("link", name)))
        else:
            found += _examine(path, name, scratch, sha256)
    return _told_apart(found)


def _shown(path: Path) -> str:
    """Name as shown. One that is no UTF-8 was unpacked from an archive of a Chinese Windows, which writes GBK."""
    return os.fsencode(path).decode("gb18030", "replace") if _has_raw_bytes(path) else path.as_posix()


def _has_raw_bytes(path: Path) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in str(path))


def _told_apart(found: list[Found]) -> list[Found]:
    """Number files of one name, which an archive may hold: ``a.csv``, ``a (2).csv``."""
    met: Counter[str] = Counter()
    apart = []
    for item in found:
        met[item.name] += 1
        if met[item.name] > 1:
            name = Path(item.name)
            numbered = name.with_name(f"{name.stem} ({met[item.name]}){name.suffix}").as_posix()
            item = replace(item, name=numbered, source=item.source and replace(item.source, name=numbered))
        apart.append(item)
    return apart


def _files(raw: Path) -> list[Path]:
    paths: list[Path] = []
    for folder, folders, names in os.walk(raw, onerror=_stop):
        is_top = Path(folder) == raw
        folders[:] = [name for name in folders if not name.startswith(".") and not (is_top and name == SAMPLE_FOLDER)]
        paths += [Path(folder) / name for name in names if _is_wanted(name)]
    return sorted(paths, key=lambda path: _natural(path.relative_to(raw).as_posix()))


def _stop(error: OSError) -> None:
    """A folder that may not be read ends the build: without its files the figures would silently be others."""
    raise error


def _is_wanted(name: str) -> bool:
    if name.startswith(".") and not name.startswith(".~"):  # .~ is of a workbook that WPS or LibreOffice has open
        return False
    return Path(name).suffix.lower() not in SIDECAR_NAMES and name.lower() not in SYSTEM_NAMES


def _natural(name: str) -> list[tuple[int, int, str]]:
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]


def _examine(
    path: Path, name: str, scratch: Scratch, sha256: Callable[[Path], str] = sha256_of, depth: int = 0
) -> Iterator[Found]:
    try:
        yield from _open(path, name, scratch, sha256, depth)
    except InputError as error:
        yield Found(name, error=error)
    except OSError as error:
        yield Found(name, error=refusal("damaged_file", name, error.strerror))


def _open(path: Path, name: str, scratch: Scratch, sha256: Callable[[Path], str], depth: int) -> Iterator[Found]:
    if LOCK_NAME.search(Path(name).name):
        raise refusal("lock_file", name)
    if not stat.S_ISREG(path.stat().st_mode):
        raise refusal("special_file", name)
    form = form_of(path, name)
    if form == "zip":
        yield from _members(path, name, scratch, depth)
        return
    hashed, content = sha256(path), path
    if form == "gz":
        content = inflate_gz(path, name, scratch)
        form = form_of(content, _name_inside(name))
        if form in ("gz", "zip"):
            raise refusal("nested_archive", name)
    if form in ("xlsx", "xlsb", "ods"):
        check_workbook(content, name)
    yield Found(name, SourceFile(name, content, hashed, content.stat().st_size, form))


def _members(path: Path, name: str, scratch: Scratch, depth: int) -> Iterator[Found]:
    if depth == DEEPEST_ARCHIVE:
        raise refusal("nested_archive", name)
    for member in unpack_zip(path, name, scratch):
        if member.path is None:
            yield Found(member.name, error=member.error)
        else:
            yield from _examine(member.path, member.name, scratch, depth=depth + 1)


def _name_inside(name: str) -> str:
    """``a.csv.gz`` holds ``a.csv``; of other names nothing is known, so a text table is tried."""
    inside = name[: -len(".gz")] if name.lower().endswith(".gz") else name
    return inside if Path(inside).suffix else f"{inside}.csv"


def open_file(path: Path, scratch: Scratch) -> list[Found]:
    """Return what one file holds, as ``discover`` does for a folder."""
    return _told_apart(list(_examine(path, _shown(Path(path.name)), scratch)))
