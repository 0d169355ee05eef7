"""``reviews/2024Q3.csv``: the comments on the sections of a quarter's review, and the sections that are hidden; figures cannot be edited.

Columns: section, comment, hidden (yes or no), communities (ids of the scope, separated by ``|``, in any order;
empty: all). The newest line about a section and scope counts, and every line stays (``agreed.sheet``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.agreed.lines import YES_NO, Line
from pipeline.agreed.sheet import Sheet
from pipeline.agreed.writing import add
from pipeline.review.model import Review, Sentence
from pipeline.review.words import said

SECTIONS = (
    "changes", "satisfaction", "drivers", "complaints", "resolution", "measures", "proposals", "method", "definitions",
)  # fmt: skip
SEPARATOR = "|"


@dataclass(frozen=True)
class Edit:
    """What somebody said of a section."""

    section: str
    comment: str
    is_hidden: bool
    communities: tuple[str, ...]


def _edit(line: Line) -> Edit:
    section, hidden = line.required("section"), line.text("hidden") or "no"
    if section not in SECTIONS:
        known = "、".join(SECTIONS)
        line.refuse("section", f"没有这一部分；可用：{known}", f"no such section; use {', '.join(SECTIONS)}")
    if hidden not in YES_NO:
        line.refuse("hidden", "请写 yes 或 no", "write yes or no")
    scope = tuple(sorted(part for part in (line.text("communities") or "").split(SEPARATOR) if part))
    return Edit(section, line.text("comment") or "", YES_NO[hidden], scope)


EDITS: Sheet[Edit] = Sheet(
    file="2024Q3.csv",
    required=("section",),
    optional=("comment", "hidden", "communities"),
    parse=_edit,
    about=lambda edit: (edit.section, edit.communities),
)


def file_of(folder: Path, quarter: str) -> Path:
    """Return the file of a quarter's edits in the folder of reviews."""
    return folder / f"{quarter}.csv"


def edited(review: Review, folder: Path) -> Review:
    """Return the review with the comments and without the hidden sections of its quarter and scope.

    A finding whose evidence is hidden is left out too, and the first page says how many are.

    Raises:
        UsageError: If the file of the quarter cannot be read.
    """
    own = [edit for edit in EDITS.read(file_of(folder, review.quarter)) if edit.communities == review.communities]
    comments = {edit.section: edit.comment for edit in own if edit.comment}
    shown = review.edited(comments, frozenset(edit.section for edit in own if edit.is_hidden))
    return _with_count(shown, len(review.findings) - len(shown.findings))


def _with_count(shown: Review, left_out: int) -> Review:
    """Return a review whose first page says how many findings are not on it."""
    if not left_out:
        return shown
    key = "summary.hidden.one" if left_out == 1 else "summary.hidden"
    return replace(shown, summary=(*shown.summary, Sentence(said(key, shown.language, count=left_out))))


def record(
    folder: Path,
    quarter: str,
    section: str,
    *,
    comment: str,
    is_hidden: bool,
    communities: Sequence[str],
    who: str,
    at: datetime,
) -> None:
    """Add a line on a section; the newest counts.

    Raises:
        CellError: If the comment is longer than 1,000 characters, or holds what a spreadsheet program would run.
        UsageError: If another writer holds the file.
    """
    row = {"section": section, "comment": comment, "hidden": "yes" if is_hidden else "no"}
    row["communities"] = SEPARATOR.join(communities)
    add(EDITS, file_of(folder, quarter), [row], who=who, at=at)
