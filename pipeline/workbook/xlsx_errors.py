"""Where an xlsx has errors (``#REF!``) or formulas that nobody computed instead of values: parsers give them as blanks, so their marks are looked up."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath

CHUNK = 1 << 20
LONGEST_TAG = 1 << 10
MARK = re.compile(rb't="e"')
CELL = re.compile(
    rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*?\bt="e"|<(?:\w+:)?c\s[^<>]*?\bt="e"[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"'
)
# A formula whose result is a blank text says so: t="str".
EMPTY_FORMULA = re.compile(
    rb'<(?:\w+:)?c(?![^<>]*\bt="str")[^<>]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>'
)
SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass
class Marks:
    """Marks of one sheet: (row number from 1, column from 0) of error cells, and how many formulas have no value."""

    errors: list[tuple[int, int]] = field(default_factory=list)
    empty_formulas: int = 0


def marks_of(path: str, most: int) -> dict[str, Marks]:
    """Return sheet → its marks, at most ``most`` errors each."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        members = set(archive.namelist())
        return {name: _marks(archive, member, most) for name, member in _members(archive).items() if member in members}


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return name of the sheet → part of the archive."""
    if not {BOOK, RELATIONS} <= set(archive.namelist()):
        return {}
    book, relations = (archive.read(part).decode("utf-8", "ignore") for part in (BOOK, RELATIONS))
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in RELATION.findall(relations)}
    sheets = {_attribute(tag, "name"): targets.get(_attribute(tag, r"\w+:id"), "") for tag in SHEET.findall(book)}
    return {name: str(PurePosixPath("xl") / target).lstrip("/") for name, target in sheets.items()}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found.group(1)) if found else ""


def _marks(archive: zipfile.ZipFile, member: str, most: int) -> Marks:
    found = Marks()
    for text in _windows(archive, member):
        for first, row, other, other_row in CELL.findall(text) if MARK.search(text) else ():
            place = (int(row or other_row), _column(first or other))
            if place not in found.errors[-1:] and len(found.errors) < most:
                found.errors.append(place)
        found.empty_formulas += len(EMPTY_FORMULA.findall(text)) if b"<f" in text or b":f" in text else 0
    return found


def _windows(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Yield the part in pieces that overlap by a tag, so that none is cut in two."""
    with archive.open(member) as part:
        tail = b""
        while chunk := part.read(CHUNK):
            last = chunk.rfind(b"<")
            cut = last if last >= 0 and len(chunk) == CHUNK else len(chunk)
            yield tail + chunk[:cut]
            tail = chunk[cut:][:LONGEST_TAG]
        yield tail


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
