"""The clauses of the specification in our own words (``clauses.yml``), and what of the product answers each.

A clause is answered by the metrics whose entry in the catalogue names it, and by the parts that stand with it: analyses
and dimensions that are no metric. Each of them needs fields of the exports (``fields.yml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.metrics.catalogue import catalogue
from pipeline.shipped import read_shipped

CLAUSES = Path(__file__).with_name("clauses.yml")
FIELDS = Path(__file__).with_name("fields.yml")


@dataclass(frozen=True)
class Field:
    """Something that exports may hold: its name (zh, en), whose exports, and the condition under which it is there.

    Attributes:
        of: ``complaint``, ``survey`` or ``other``.
        has: Condition on the warehouse; None where no export is read for it.
        is_agreed: No export holds it: an administrator enters it under Settings.
    """

    label: Mapping[str, str]
    of: str
    has: str | None
    is_agreed: bool = False


@dataclass(frozen=True)
class Part:
    """What answers a clause, or a part of it.

    Attributes:
        label: What it is called, zh and en.
        needs: Fields (keys of ``fields()``) without which there is nothing to show.
        metric: Name in the catalogue, None where it is none.
        page: Page of the dashboard that shows it, None for a metric, which says so itself.
        indicators: Operational indicators (codes) that it is.
    """

    label: Mapping[str, str]
    needs: tuple[str, ...]
    metric: str | None = None
    page: str | None = None
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """One clause: its id (``ch5.f3``), the chapter's id, what is asked for (zh, en), and what answers it."""

    clause: str
    asks: Mapping[str, str]
    parts: tuple[Part, ...]

    @property
    def chapter(self) -> str:
        """Id of the chapter."""
        return self.clause.split(".")[0]


@cache
def chapters() -> dict[str, dict[str, str]]:
    """Return chapter → heading (zh, en), in order."""
    return read_shipped(CLAUSES)["chapters"]


@cache
def fields() -> dict[str, Field]:
    """Return the fields by name."""
    return {
        name: Field(
            {"zh": entry["zh"], "en": entry["en"]}, entry["of"], entry.get("has"), entry.get("is_agreed", False)
        )
        for name, entry in read_shipped(FIELDS)["fields"].items()
    }


@cache
def clauses() -> dict[str, Clause]:
    """Return the clauses by id, in the order of the specification."""
    return {
        name: Clause(name, entry["asks"], _parts(name, entry))
        for name, entry in read_shipped(CLAUSES)["clauses"].items()
    }


def needed_by_metrics() -> dict[str, list[str]]:
    """Return metric → fields without which it has no figure."""
    return read_shipped(FIELDS)["metrics"]


def _parts(clause: str, entry: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the metrics of a clause, in the order of the catalogue, then what stands with it."""
    needed = needed_by_metrics()
    metrics = [
        Part({language: metric.words("label", language) for language in ("zh", "en")}, tuple(needed[name]), metric=name)
        for name, metric in catalogue().items()
        if clause in metric.clauses
    ]
    others = [
        Part(
            {"zh": part["zh"], "en": part["en"]},
            tuple(part["needs"]),
            page=part["page"],
            indicators=tuple(part.get("indicators", ())),
        )
        for part in entry.get("parts", ())
    ]
    return (*metrics, *others)
