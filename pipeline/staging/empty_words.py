"""Cells that say in words that they are empty: ``NULL``, ``\\N``, ``N/A``, ``-``. They are taken as empty, and counted.

Databases and programs write the first kind, wherever it stands. People write the second: empty in a field (who handled it, which
type), but perhaps an answer to a question, so there ``survey_scales`` and ``survey_responses`` decide.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Layout, Match
from pipeline.staging.sql import value_list

OF_PROGRAMS = (
    "\\N",
    "NULL",
    "null",
    "Null",
    "(null)",
    "<null>",
    "#N/A",
    "#VALUE!",
    "#REF!",
    "#DIV/0!",
    "#NAME?",
    "NaN",
    "nan",
    "<NA>",
    "NaT",
)
OF_PEOPLE = ("N/A", "n/a", "NA", "None", "none", "NONE", "-", "--", "---", "—", "——", "/", "//", "?", "？")


def without_empty_words(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> RawTable:
    """Return the table with these cells empty, and their number among its warnings; as it is where there are none."""
    words = {c.index: _words(match.layout, c.field) for c in match.columns if c.use in ("field", "question", "unknown")}
    if not words or not raw.rows_read:
        return raw
    tests = [f"count(*) filter (where c{index} in {value_list(found)})" for index, found in words.items()]
    counts = connection.execute(f"select {', '.join(tests)} from {raw.relation}").fetchall()[0]
    filled = {index: count for index, count in zip(words, counts, strict=True) if count}
    if not filled:
        return raw
    cells = [f"case when c{index} not in {value_list(words[index])} then c{index} end as c{index}" for index in filled]
    relation = f"{raw.relation}_filled"
    connection.execute(f"create view {relation} as select * replace ({', '.join(cells)}) from {raw.relation}")
    return replace(raw, relation=relation, warnings=(*raw.warnings, ("empty_words", sum(filled.values()))))


def _words(layout: Layout, field: str | None) -> tuple[str, ...]:
    """Words of emptiness in a column, but for those of which the layout knows what they mean there."""
    if field is None:
        return OF_PROGRAMS
    meant = {fold(text) for texts in layout.values.get(field, {}).values() for text in texts}
    meant |= {fold(text) for text in layout.drop.get(field, {})}
    return tuple(word for word in (*OF_PROGRAMS, *OF_PEOPLE) if fold(word) not in meant)
