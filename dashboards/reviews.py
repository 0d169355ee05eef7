"""The quarterly review on its page: computed once per version, quarter, scope and language, with the comments as they stand now."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import streamlit as st

from dashboards import access, address, data
from dashboards.text import language, t
from pipeline.agreed.sheet import Entry
from pipeline.agreed.writing import withdraw
from pipeline.metrics.periods import period_start
from pipeline.review import edits
from pipeline.review.content import last_quarter_of, quarter_of
from pipeline.review.edits import EDITS, Edit
from pipeline.review.manifest import seal_key
from pipeline.review.model import Review
from pipeline.review.render import file_name, write_document

MOST_QUARTERS = 20


def quarters() -> list[str]:
    """Return the quarters with complaints or answers, newest whole one first (``2024Q3``); a newer, unfinished one last."""
    if not data.published():
        return []
    months = [month for table, is_there in data.has_facts().items() if is_there for month in data.months(table)]
    starts = sorted({period_start(month, "1q").date() for month in months}, reverse=True)[:MOST_QUARTERS]
    if not starts:
        return []
    whole = last_quarter_of([data.covers_until(table) for table, is_there in data.has_facts().items() if is_there])
    known = [start for start in starts if start <= whole] + [start for start in starts if start > whole]
    return [_name(start) for start in known]


def choose_communities() -> tuple[str, ...]:
    """Offer the communities of the scope, none chosen is all of them; return the ids that the review is of."""
    known = dict(data.communities().itertuples(index=False))
    scope = access.current().communities
    address.start_many("of", list(known))
    chosen = st.multiselect(
        t("filters.community"),
        list(known),
        key="of",
        format_func=known.__getitem__,
        placeholder=t("filters.all"),
    )
    address.show("of", chosen)
    return tuple(chosen) or (tuple(scope) if scope is not None else ())


def review(quarter: str, communities: tuple[str, ...]) -> Review:
    """Return the review of a quarter without the user's comments."""
    return data.review(quarter_of(quarter), communities, language())


def edited(made: Review) -> Review:
    """Return the review with the comments and without the hidden sections, as they stand now."""
    return edits.edited(made, data.settings().reviews)


def document(made: Review, name: str) -> bytes:
    """Return the document of a review in one format; the audit log knows of it."""
    with TemporaryDirectory(prefix="manyidu-review-") as folder:
        path = Path(folder) / file_name(made, name)
        write_document(made, path, seal_key(data.settings().settings))
        return path.read_bytes()


def record(made: Review, section: str, comment: str, is_hidden: bool) -> None:
    """Keep what the present user says of a section.

    Raises:
        AccessError: If the role does not write review notes.
        CellError: If the comment cannot be kept.
    """
    access.require("write_review_notes")
    user = access.current()
    edits.record(
        data.settings().reviews, made.quarter, section,
        comment=comment, is_hidden=is_hidden, communities=made.communities, who=user.name, at=_now(),
    )  # fmt: skip
    access.noted("wrote_review_note", setting=f"{made.quarter} {section}")


def standing(made: Review, section: str) -> Edit | None:
    """Return what holds of a section of this review, None where nobody said anything."""
    found = EDITS.read(edits.file_of(data.settings().reviews, made.quarter))
    own = [edit for edit in found if edit.section == section and edit.communities == made.communities]
    return own[0] if own else None


def entries(made: Review) -> list[Entry[Edit]]:
    """Return every line about this review, oldest first."""
    path = edits.file_of(data.settings().reviews, made.quarter)
    return [entry for entry in EDITS.entries(path, _now().date()) if entry.item.communities == made.communities]


def undo(made: Review, entry: Entry[Edit]) -> None:
    """Take a line back.

    Raises:
        AccessError: If the role does not write review notes.
        UsageError: If the file has changed in the meantime.
    """
    access.require("write_review_notes")
    path = edits.file_of(data.settings().reviews, made.quarter)
    withdraw(EDITS, path, entry.line, who=access.current().name, at=_now())
    access.noted("wrote_review_note", setting=f"{made.quarter} {entry.item.section}")


def _name(start: date) -> str:
    return f"{start.year}Q{(start.month + 2) // 3}"


def _now() -> datetime:
    return datetime.now(ZoneInfo(data.settings().zone)).replace(tzinfo=None)
