"""How one complaint export is read: which column of the file is which canonical field, and the SQL of its cells and times.

Columns of few words (type, channel, status …) are looked at by their distinct cells, counted once here: what the words mean, how they
are scrubbed and whether blanks stand around them then costs next to nothing per row.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipeline.config import Settings
from pipeline.ingest.table import RawTable, Sidecar
from pipeline.layouts.layout import Column, Match
from pipeline.staging.clock import with_clock
from pipeline.staging.sql import counts_of
from pipeline.staging.times import TimeColumn, time_columns
from pipeline.staging.took import UNITS, resolved_after, took_field

TEXTS = (
    "complaint_id community building unit room home name phone description summary result category subcategory detail severity department "
    "channel handler status satisfaction confirmed callback_reached second_satisfaction callbacks"
).split()
TIMES = (
    "received_at registered_at assigned_at responded_at investigated_at proposed_at approved_at executed_at resolved_at feedback_at closed_at "
    "archived_at due_at reopened_at called_back_at recontacted_at withdrawn_at status_at"
).split()
OF_FEW_WORDS = (
    "community department channel category subcategory detail severity handler status satisfaction confirmed callback_reached second_satisfaction callbacks"
).split()
NORMALISED = ("home", "unit", "room", "phone")  # pseudonyms are made without blanks
BLANKS = "E' \\t\\n\\r\u3000'"


@dataclass(frozen=True)
class Reading:
    """How this table is read.

    Attributes:
        columns: Canonical field → index of its column.
        times: Canonical field → the expressions for its time.
        cells: Relation ``field``, ``raw``, ``cell`` (without the blanks around it, null where nothing is left), ``cases``: the distinct
            cells of the columns of few words.
        padded: Indexes of the columns in which some cell has blanks around it.
    """

    table: RawTable
    match: Match
    sidecar: Sidecar
    columns: dict[str, int]
    times: dict[str, TimeColumn]
    cells: str
    padded: frozenset[int]

    @property
    def written(self) -> list[str]:
        """Fields of times that the export itself writes; the others follow from them."""
        derived = {self.columns[field] for field in UNITS if field in self.columns}
        return [field for field in self.times if self.columns[field] not in derived]

    def cell(self, field: str) -> str:
        """Return the SQL of the cell of a field without the blanks around it; null where nothing is left."""
        index = self.columns[field]
        return f"nullif(trim(c{index}, {BLANKS}), '')" if index in self.padded else f"c{index}"

    def has(self, *fields: str) -> bool:
        """Return whether the export has one of the fields."""
        return any(field in self.columns for field in fields)

    @property
    def community(self) -> str | None:
        """The community of all rows without one of their own, None where nothing says it."""
        return self.sidecar.community or self.match.file_parts.get("community")


def read_columns(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, sidecar: Sidecar, settings: Settings
) -> Reading:
    """Look at the columns of a raw table as wholes and return how it is read."""
    table = with_clock(connection, table, match)
    columns = {column.field: column.index for column in match.columns if column.use == "field" and column.field}
    found = [column for column in match.columns if column.use == "field" and column.field in TIMES]
    times = read_times(connection, table, found, match, sidecar, settings.zone)
    by_field = {column.field: times[column.index] for column in found if column.field}
    cells = _write_cells(connection, table, columns)
    took = took_field(columns)
    if took and "received_at" in by_field:
        by_field["resolved_at"] = resolved_after(connection, columns, took, by_field["received_at"], match, cells)
        columns = columns | {"resolved_at": columns[took]}
    return Reading(table, match, sidecar, columns, by_field, cells, _padded(connection, table, columns, cells))


def read_times(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    columns: list[Column],
    match: Match,
    sidecar: Sidecar,
    zone: str | None = None,
) -> dict[int, TimeColumn]:
    """Return how columns of times are read; without ``zone``, as the clocks that they show."""
    zone_from = sidecar.zone or match.layout.zone
    return time_columns(
        connection,
        table,
        columns,
        zone_from=zone_from,
        zone_to=zone or zone_from or "UTC",
        day_first=sidecar.day_first,
        usually_day_first=match.layout.day_first,
        year=(sidecar.period or match.file_parts.get("year", ""))[:4] or None,
    )


def _write_cells(connection: duckdb.DuckDBPyConnection, table: RawTable, columns: dict[str, int]) -> str:
    name = f"{table.relation}_cells"
    counted = [
        f"select '{field}' as field, c{columns[field]} as raw, count(*) as cases from {table.relation} where c{columns[field]} is not null group by raw"
        for field in OF_FEW_WORDS
        if field in columns
    ]
    none = "select '' as field, '' as raw, 0::bigint as cases limit 0"
    connection.execute(
        f"create table {name} as select field, raw, nullif(trim(raw, {BLANKS}), '') as cell, cases from ({' union all '.join(counted) or none})"
    )
    return name


def _padded(
    connection: duckdb.DuckDBPyConnection, table: RawTable, columns: dict[str, int], cells: str
) -> frozenset[int]:
    """Columns in which some cell has blanks around it. Trimming every cell would cost more than the rest of the reading."""
    fields = connection.execute(f"select distinct field from {cells} where cell is distinct from raw").fetchall()
    padded = {columns[field] for (field,) in fields}
    indexes = sorted(
        {index for field, index in columns.items() if field in TEXTS and field not in (*OF_FEW_WORDS, *NORMALISED)}
    )
    if indexes:
        ends = " or ".join(f"suffix(c{{0}}, {blank})" for blank in ("' '", "E'\\t'", "E'\\n'", "E'\\r'", "'\u3000'"))
        starts = "c{0} < '!' or (c{0} >= '\u3000' and c{0} < '\u3001')"
        tests = [f"{starts.format(index)} or {ends.format(index)}" for index in indexes]
        counts = counts_of(connection, table.relation, tests)
        padded |= {index for index, count in zip(indexes, counts, strict=True) if count}
    return frozenset(padded)
