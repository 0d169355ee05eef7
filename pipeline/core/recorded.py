"""Measures recorded in the dashboard (``measures.csv``) as one more register beside those in the exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from pipeline.agreed import RecordedMeasure

TEXTS = ("measure_id", "measure", "problem", "subcategory", "owner_post", "steps", "resources", "training", "target")
COLUMNS = (
    "measure_id", "measure", "problem", "category", "subcategory", "indicator", "owner_post", "steps", "resources", "training", "status",
    "target", "communities", "buildings", "starts_on", "due_on", "evaluate_on", "problem_ids",
)  # fmt: skip


def scrubbed(connection: duckdb.DuckDBPyConnection, measures: Sequence[RecordedMeasure]) -> list[RecordedMeasure]:
    """Return the measures as the warehouse may hold them: texts without personal data, buildings as those of complaints.

    Args:
        connection: With the macros of ``pipeline.privacy``.
    """
    return [_scrubbed(connection, measure) for measure in measures]


def _scrubbed(connection: duckdb.DuckDBPyConnection, measure: RecordedMeasure) -> RecordedMeasure:
    given = [getattr(measure, name) for name in TEXTS]
    texts, communities, buildings = connection.execute(
        "select list_transform(?::varchar[], lambda text: scrub_text(text, null)), list_transform(?::varchar[], lambda name: scrub_text(name, null)), "
        "list_transform(?::varchar[], lambda name: coalesce(address_part(name), name))",
        [given, list(measure.communities), list(measure.buildings)],
    ).fetchall()[0]
    changed = dict(zip(TEXTS, texts, strict=True))
    return replace(measure, communities=tuple(communities), buildings=tuple(buildings), **changed)


def write_recorded(connection: duckdb.DuckDBPyConnection, measures: Sequence[RecordedMeasure]) -> None:
    """Write the temporary table ``recorded_measure``, with the columns of a staged register."""
    connection.execute("create temp table recorded_measure as from empty_measure limit 0")
    statement = f"insert into recorded_measure (row_number, {', '.join(COLUMNS)}) values (?{', ?' * len(COLUMNS)})"
    for measure in measures:
        cells = [getattr(measure, name) for name in COLUMNS]
        row = [list(cell) if isinstance(cell, tuple) else cell for cell in cells]
        connection.execute(statement, [measure.line, *row])
