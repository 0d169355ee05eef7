"""What the tests of the Office formats share: a document of the small review, and what a number looks like in its format."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from pipeline.review.model import Chart, Review
from pipeline.review.render import write_document
from pipeline.review.render.office import parsed
from tests.review.reviews import small_review


def made(folder: Path, suffix: str, language: str = "zh") -> tuple[Review, Path]:
    """Return the small review and its document."""
    review = small_review(language)  # type: ignore[arg-type]
    path = folder / f"review.{suffix}"
    write_document(review, path)
    return review, path


def charts_of(review: Review) -> list[Chart]:
    """Return every chart of a review."""
    own = [finding.chart for finding in review.findings if finding.chart]
    return own + [block for section in review.sections for block in section.blocks if isinstance(block, Chart)]


def as_shown(value: float, number_format: str) -> str:
    """Return a number as a spreadsheet shows it in a format with one decimals' pattern, words and a per-cent sign."""
    parts = number_format.split(";")
    part = parts[0 if value > 0 or len(parts) == 1 else 1 if value < 0 else 2]
    pattern = re.search(r"(#,##)?0(\.0+)?", part)
    assert pattern, number_format
    digits = len((pattern[2] or ".")[1:])
    scaled = abs(value) * (100 if "%" in part else 1)
    number = f"{scaled:{',' if pattern[1] else ''}.{digits}f}"
    return (part[: pattern.start()] + number + part[pattern.end() :]).replace('"', "")


def edited(path: Path, target: Path, old: str, new: str) -> Path:
    """Copy a document with a text exchanged in every part of XML, as somebody does who edits it."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename.endswith(".xml") and not entry.filename.startswith("customXml"):
                part = part.replace(old.encode(), new.encode())
            copy.writestr(entry.filename, part)
    return target


def parts_are_xml(path: Path) -> bool:
    """Say whether every part is read as XML and the types of all parts are declared."""
    with zipfile.ZipFile(path) as document:
        names = document.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                parsed(document.read(name))
    return len(names) == len(set(names))
