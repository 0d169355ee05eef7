"""A day and its clock in two columns (日期 | 时间, Date | Time): read as one time."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.layout import Match
from pipeline.staging.sql import literal

MIDNIGHT = "[ T]0?0:00(:00)?([.]0+)?$"  # of a day as spreadsheet programs write it
PARTED = "[-/.年月]"  # 20240305 and serial numbers are read alone only


def with_clock(connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match) -> RawTable:
    """Return the table with the clock of ``received_clock`` behind the day of ``received_at``; as it is where it has no such columns."""
    day, clock = match.column("received_at"), match.column("received_clock")
    if day is None or clock is None:
        return table
    written = f"regexp_replace(c{day.index}, {literal(MIDNIGHT)}, '')"
    joined = (
        f"case when not contains({written}, ':') and regexp_matches({written}, {literal(PARTED)}) "
        f"and regexp_matches(c{clock.index}, '[0-9][:：时点]') then trim({written}) || ' ' || trim(c{clock.index}) else c{day.index} end"
    )
    relation = f"{table.relation}_with_clock"
    connection.execute(f"create view {relation} as select * replace ({joined} as c{day.index}) from {table.relation}")
    return replace(table, relation=relation)
