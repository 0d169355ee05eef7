"""A signal: one thing that somebody should know of now, with a key by which it is told once.

about      what it is of, in words of the catalogue and ids: ``overdue/XM10``
level      how far it has come: a number of cases, or the day or period that it has reached
same_from  a signal about the same that was told at this level or above is this one; told below it, this is news

A level that is a day moves on while the signal lasts, a number does not: see ``state``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlencode

Kind = Literal["target", "chart", "change", "overdue", "problem", "measure", "export"]
KINDS: tuple[Kind, ...] = ("target", "chart", "change", "overdue", "problem", "measure", "export")
Level = str | int
Tone = Literal["better", "worse", "neither"]


@dataclass(frozen=True)
class Signal:
    """One signal, said in one language.

    Attributes:
        kind: Which sort it is of. ``about``, ``level``, ``same_from``: see the head of the module.
        since: From when it holds.
        sentence: What a manager can repeat. Never of single answers, never of people.
        page: Page of the dashboard with its filters, e.g. ``resolution?community=XM10``.
    """

    kind: Kind
    about: str
    level: Level
    same_from: Level
    since: date
    sentence: str
    page: str
    tone: Tone = "worse"

    @property
    def key(self) -> str:
        """What it is about and how far it has come."""
        return f"{self.about}@{self.level}"


@dataclass(frozen=True)
class Look:
    """What a run looks at.

    Attributes:
        as_of: Moment up to which exports are taken as complete, None: what the build recorded.
        covered_until: The newest moment that complaints or surveys cover. ``complaints_until``: that of complaints, None
            where there are none. Neither is after ``as_of``.
        today: Day by which something is late; that of ``covered_until`` for the sample, which never gets new exports.
        k: Smallest group of answers whose figure is told.
    """

    as_of: datetime | None
    covered_until: datetime
    complaints_until: datetime | None
    today: date
    language: str
    k: int


def address_of(page: str, **choices: str | None) -> str:
    """Return a page with its filters, those of None left out."""
    chosen = {name: value for name, value in choices.items() if value is not None}
    return f"{page}?{urlencode(chosen)}" if chosen else page


def about(*parts: Any, **named: Any) -> str:
    """Return what a signal is of: ``target/on_time_rate/community_id=XM07``."""
    return "/".join([*map(str, parts), *(f"{name}={value}" for name, value in sorted(named.items()))])


def as_text(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return parameters as text, for a key."""
    return {name: str(value) for name, value in parameters.items()}
