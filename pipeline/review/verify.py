"""Whether a document still says what the warehouse says: its figures are asked for again, and its visible text is read back.

Three things are told apart: the data changed since (late complaints, corrected exports), the document was edited (or its
manifest, whose seal then does not fit), it has no manifest. A figure is the same where it differs by less than one part in a million.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from pipeline.errors import ManyiduError, UsageError
from pipeline.review.answers import value_of
from pipeline.review.manifest import Manifest, from_json, is_sealed
from pipeline.review.model import Figure, Question
from pipeline.review.questions import ask
from pipeline.review.render import FORMATS, format_of

SAME = 1e-6


@dataclass(frozen=True)
class Changed:
    """A figure that the warehouse now gives otherwise; ``now`` is None where it is withheld or gone."""

    figure: Figure
    now: float | None


@dataclass(frozen=True)
class Edited:
    """A place of the document that shows something else than was written; None where there was or is nothing."""

    place: str
    written: str | None
    shown: str | None


@dataclass(frozen=True)
class Checked:
    """What was found.

    Attributes:
        manifest: None where the document has none, or it cannot be read.
        run: Of the warehouse that was asked.
        figures: How many were asked for again. ``changed``, ``edited``: what differs.
        is_sealed: Whether the manifest is as this installation sealed it; None where it has no key to tell.
    """

    manifest: Manifest | None
    run: str
    figures: int
    changed: tuple[Changed, ...]
    edited: tuple[Edited, ...]
    is_sealed: bool | None

    @property
    def is_sound(self) -> bool:
        """Whether there is a manifest and nothing differs."""
        return self.manifest is not None and not self.changed and not self.edited and self.is_sealed is not False


def verify(connection: duckdb.DuckDBPyConnection, path: Path, key: bytes | None = None) -> Checked:
    """Return how a document stands to the warehouse.

    Args:
        key: With which this installation seals manifests.

    Raises:
        UsageError: If the file is of no format of reviews, not there, or damaged.
    """
    run = str(connection.execute("select run_id from build").fetchall()[0][0])
    text, visible = _read(path)
    manifest = _understood(text)
    if text is None or manifest is None:
        return Checked(None, run, 0, (), (), None)
    changed, edited = _changed(connection, manifest), _edited(manifest.visible, visible)
    sealed = None if key is None else is_sealed(text, key)
    return Checked(manifest, run, len(manifest.figures), tuple(changed), tuple(edited), sealed)


def _read(path: Path) -> tuple[str | None, Mapping[str, str]]:
    """Return the text of a document's manifest, None where there is none, and what is seen in it."""
    name = path.suffix.lower().removeprefix(".")
    if name not in FORMATS:
        known = "、".join(FORMATS)
        raise UsageError(
            zh=f"{path.name} 不是季度回顾的文件；可用：{known}。",
            en=f"{path.name} is no file of a review; use {', '.join(FORMATS)}.",
        )
    if not path.is_file():
        raise UsageError(zh=f"没有文件 {path.name}。", en=f"There is no file {path.name}.")
    of = format_of(name)
    try:
        text = of.manifest_in(path)
        visible = of.visible(path)
    except ManyiduError:
        raise
    except Exception as error:  # each library has errors of its own for a file that is damaged or of another kind
        raise UsageError(
            zh=f"{path.name} 无法作为 {name} 读取，可能已损坏。",
            en=f"{path.name} cannot be read as {name}; it may be damaged.",
        ) from error
    return text, visible


def _understood(text: str | None) -> Manifest | None:
    try:
        return from_json(text) if text else None
    except ValueError:
        return None


def _changed(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> list[Changed]:
    """Return the figures that the warehouse now gives otherwise, each once."""
    answers: dict[int, pd.DataFrame | None] = {}
    found: dict[tuple[object, ...], Changed] = {}
    for figure in manifest.figures:
        place = id(figure.question)
        if place not in answers:
            answers[place] = _answer(connection, figure.question, manifest.k)
        now = _now(answers[place], figure)
        if not _is_same(figure.value, now):
            key = (place, *sorted(figure.cell.items()), figure.column)
            found.setdefault(key, Changed(figure, now))
    return list(found.values())


def _answer(connection: duckdb.DuckDBPyConnection, question: Question, k: int) -> pd.DataFrame | None:
    """Return the answer to a question, None where this warehouse does not know what is asked."""
    try:
        return ask(connection, question, k)
    except (UsageError, KeyError, TypeError, ValueError, AttributeError):  # the last three: somebody wrote into it
        return None


def _now(frame: pd.DataFrame | None, figure: Figure) -> float | None:
    if frame is None:
        return None
    try:
        return value_of(frame, figure.cell, figure.column)
    except KeyError:
        return None


def _is_same(then: float | None, now: float | None) -> bool:
    if then is None or now is None:
        return then is now
    return math.isclose(then, now, rel_tol=SAME, abs_tol=SAME)


def _edited(written: Mapping[str, str], shown: Mapping[str, str]) -> list[Edited]:
    places = dict.fromkeys([*written, *shown])
    return [
        Edited(place, written.get(place), shown.get(place))
        for place in places
        if written.get(place) != shown.get(place)
    ]
