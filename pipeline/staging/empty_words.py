"""Cells that say that they are empty: ``NULL``, ``\\N``, ``N/A``, ``-``, a close date of ``9999-12-31``. They are taken as empty, and counted.

Databases and programs write the first kind, wherever it stands. People write the second: empty in a field (who handled it, which
type), but perhaps an answer to a question, so there ``survey_scales`` and ``survey_responses`` decide.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Layout, Match
from pipeline.staging.sql import counts_of, literal, value_list

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
# What programs write where a time is still to come: 9999-12-31, 0000-00-00, 1900-01-01.
NO_TIME = r"^(?:9999[-/.年]?\d|(?:99|31|00|0?1)[-/.](?:99|12|00|0?1)[-/.](?:9999|0000|0001|1900)\b|0000[-/.]00|0001[-/.]01[-/.]01|1900[-/.]0?1[-/.]0?[01]\b|1899[-/.]12[-/.]3[01]|1970[-/.]0?1[-/.]0?1\b)"
BEGINNINGS = ("received_at", "submitted_at", "started_at")  # without which there is no record: said of each row
OF_PEOPLE = ("N/A", "n/a", "NA", "None", "none", "NONE", "-", "--", "---", "—", "——", "/", "//", "?", "？")


def without_empty_words(connection: duckdb.DuckDBPyConnection, raw: RawTable, match: Match) -> RawTable:
    """Return the table with these cells empty, and their number among its warnings; as it is where there are none."""
    empty = {
        c.index: _test(c.index, match.layout, c.field)
        for c in match.columns
        if c.use in ("field", "question", "unknown")
    }
    if not empty or not raw.rows_read:
        return raw
    counts = counts_of(connection, raw.relation, empty.values())
    filled = {index: count for index, count in zip(empty, counts, strict=True) if count}
    if not filled:
        return raw
    cells = [f"case when not ({empty[index]}) then c{index} end as c{index}" for index in filled]
    relation = f"{raw.relation}_filled"
    connection.execute(f"create view {relation} as select * replace ({', '.join(cells)}) from {raw.relation}")
    return replace(raw, relation=relation, warnings=(*raw.warnings, ("empty_words", sum(filled.values()))))


def _test(index: int, layout: Layout, field: str | None) -> str:
    """The SQL that is true of cells that say they are empty, also by a time that never comes where one is still to come."""
    listed = f"c{index} in {value_list(_words(layout, field))}"
    is_to_come = field is not None and field.endswith("_at") and field not in BEGINNINGS
    no_time = (
        f"(c{index} < '2' or c{index} >= '3') and regexp_matches(c{index}, {literal(NO_TIME)})"  # most begin with 20
    )
    return f"{listed} or ({no_time})" if is_to_come else listed


def _words(layout: Layout, field: str | None) -> tuple[str, ...]:
    """Words of emptiness in a column, but for those of which the layout knows what they mean there."""
    if field is None:
        return OF_PROGRAMS
    meant = {fold(text) for texts in layout.values.get(field, {}).values() for text in texts}
    meant |= {fold(text) for text in layout.drop.get(field, {})}
    return tuple(word for word in (*OF_PROGRAMS, *OF_PEOPLE) if fold(word) not in meant)
