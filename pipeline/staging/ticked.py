"""Ticks below answers (``pipeline.layouts.ticks``) as the answers themselves, in the first column of each question."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.ticks import MARKS
from pipeline.staging.sql import literal


def with_ticked_answers(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> RawTable:
    """Return the table with an answer per question; of a row with two ticks below one question, none, and how many there are is a warning."""
    if not raw.preview.ticks:
        return raw
    columns = {at: f"c{at}" for at in range(raw.width)}
    twice = []
    for ticks in raw.preview.ticks:
        marked = {
            at: f"coalesce(contains({literal(MARKS)}, trim(c{at})) and length(trim(c{at})) = 1, false)"
            for at, _ in ticks
        }
        count = " + ".join(f"({mark})::int" for mark in marked.values())
        answer = " ".join(f"when {marked[at]} then {literal(label)}" for at, label in ticks)
        columns |= dict.fromkeys(marked, "null::varchar")
        columns[ticks[0][0]] = f"case when {count} = 1 then case {answer} end end"
        twice.append(f"({count} > 1)::int")
    relation = f"{raw.relation}_ticked"
    cells = ", ".join(f"{value} as c{at}" for at, value in columns.items())
    connection.execute(f"create view {relation} as select row_number, {cells} from {raw.relation}")
    ((again,),) = connection.execute(f"select coalesce(sum({' + '.join(twice)}), 0) from {raw.relation}").fetchall()
    warnings = (("ticks_read", len(raw.preview.ticks)), *([("ticked_twice", int(again))] if again else []))
    return replace(raw, relation=relation, warnings=(*raw.warnings, *warnings))
