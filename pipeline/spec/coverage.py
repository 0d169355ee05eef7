"""Whether the exports at hand can answer each clause: answered, in part, or not in these exports and what is missing.

A part is there when each field that it needs is: some row of the warehouse holds it. A clause is answered when all of its
parts are, partly when some are. That a figure stands for a chosen period and filter is for the pages to say.

Grain: one ``Covered`` per clause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb

from pipeline.spec.clauses import Clause, Part, clauses, fields

State = Literal["answered", "partly", "not_in_exports"]
STATES: tuple[State, ...] = ("answered", "partly", "not_in_exports")
COVERS = {"complaint": "complaints_cover_until", "survey": "surveys_cover_until"}


@dataclass(frozen=True)
class CoveredPart:
    """A part with the fields that it lacks; ``as_of``: up to when its exports are complete, None where none says so."""

    part: Part
    missing: tuple[str, ...]
    as_of: datetime | None


@dataclass(frozen=True)
class Covered:
    """A clause with its parts, those that are there first."""

    clause: Clause
    parts: tuple[CoveredPart, ...]

    @property
    def state(self) -> State:
        """Whether the exports at hand can answer the clause."""
        there = [not part.missing for part in self.parts]
        return "answered" if all(there) else "partly" if any(there) else "not_in_exports"

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that one of the parts lacks, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.missing))


def coverage(connection: duckdb.DuckDBPyConnection) -> list[Covered]:
    """Return what the warehouse can answer of each clause, in the order of the specification.

    Args:
        connection: Connection to, or cursor of, the warehouse.
    """
    there, covers = fields_there(connection), _covers(connection)
    return [
        Covered(clause, tuple(sorted((_part(part, there, covers) for part in clause.parts), key=_is_missing)))
        for clause in clauses().values()
    ]


def fields_there(connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """Return field → whether some row of the warehouse holds it."""
    conditions = {name: field.has or "false" for name, field in fields().items()}
    sql = ", ".join(f'{condition} as "{name}"' for name, condition in conditions.items())
    return dict(zip(conditions, connection.execute(f"select {sql}").fetchall()[0], strict=True))


def _covers(connection: duckdb.DuckDBPyConnection) -> dict[str, datetime | None]:
    moments = connection.execute(f"select {', '.join(COVERS.values())} from build").fetchall()
    return dict(zip(COVERS, moments[0], strict=True)) if moments else {}


def _part(part: Part, there: Mapping[str, bool], covers: Mapping[str, datetime | None]) -> CoveredPart:
    missing = tuple(name for name in part.needs if not there[name])
    moments = [covers.get(fields()[name].of) for name in part.needs]
    known = [moment for moment in moments if moment is not None]
    return CoveredPart(part, missing, None if missing else min(known, default=None))


def _is_missing(covered: CoveredPart) -> bool:
    return bool(covered.missing)
