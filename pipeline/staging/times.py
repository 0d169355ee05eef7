"""Time columns: text in whatever form a tool or a person writes it → TIMESTAMP in the configured zone, with its precision.

A column is looked at whole before a cell is read. Cells are grouped by *shape* (digits as 9); each shape gets one way
of reading it. Where only day and month are in doubt (3/5/2024), the whole column decides: a first part over 12 means day
first, a second part over 12 month first. Cells that no shape explains stay null and become cell issues.

Unit: TIMESTAMP without zone. Precision: ``second``, ``minute`` or ``day`` (no clock, or every clock at midnight).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.layout import Column
from pipeline.staging.offsets import by_offset, is_of_one_place, note_on_offsets
from pipeline.staging.sql import literal
from pipeline.staging.time_order import Evidence, Order, evidence_of, order_of, republic, year_of
from pipeline.staging.time_shapes import is_of_the_republic, lacks_year, order_in_doubt, reader

MOST_SHAPES = 400
EARLIEST, LATEST = "1990-01-01", "2100-01-01"
NINES = "translate({}, '0123456789', '9999999999')"
# Words for the half of the day, as strptime understands them: Chinese, Japanese, Korean, German.
# 中午11:50 is before noon.
HALVES = {
    "中午11": "AM 11", "中午 11": "AM 11",
    "早晨": "AM ", "清晨": "AM ", "早上": "AM ", "上午": "AM ", "凌晨": "AM ",
    "中午": "PM ", "下午": "PM ", "傍晚": "PM ", "晚上": "PM ", "夜间": "PM ",
    "午前": "AM ", "午後": "PM ", "오전": "AM ", "오후": "PM ", "nachm.": "PM", "vorm.": "AM",
}  # fmt: skip
# 晚上12:10 and 夜间1:30 are of this night or the next, and are not read.
AFTER_MIDNIGHT = r"(?:晚上|夜间)\s*(?:0?[0-4]|12)\s*[:：点时時]"
# Full-width digits and signs, 10時30分, blanks that do not break, and without the apostrophe that makes a text of a cell.
CLEANED = (
    "replace(" * len(HALVES)
    + "translate(trim({}), '０１２３４５６７８９：／－．時　\u00a0\u202f''’', '0123456789:/-.时   ')"
    + "".join(f", '{word}', '{half}')" for word, half in HALVES.items())
)


@dataclass(frozen=True)
class TimeColumn:
    """How one column is read.

    Attributes:
        value: SQL expression over the raw table, TIMESTAMP in the target zone, null where unreadable.
        precision: SQL expression, ``second``, ``minute`` or ``day``.
        notes: (zh, en) sentences on what was assumed.
        unread: SQL condition that a cell says what cannot be read, None where every filled cell has to be a time.
    """

    value: str
    precision: str
    notes: tuple[tuple[str, str], ...] = ()
    unread: str | None = None


@dataclass(frozen=True)
class _Profile:
    filled: int
    cast: int
    longest: int
    clocks: int
    with_seconds: int
    midnights: int

    @property
    def is_plain(self) -> bool:
        """Whether every cell is ISO-like and too short for an offset."""
        return self.cast == self.filled and self.longest <= 19

    @property
    def is_of_days(self) -> bool:
        """Whether no cell says more than its day."""
        return self.clocks == 0 or self.midnights == self.filled


@dataclass(frozen=True)
class _Shapes:
    """The shapes of a column's cells, the commonest first, and what the cells tell of day and month; None: neither is in doubt."""

    header: str
    cells: str
    shapes: list[str]
    evidence: Evidence | None


@dataclass(frozen=True)
class _Shaped:
    """Way of reading → the shapes of cells that are read so; and what was assumed."""

    readers: dict[str, list[str]]
    notes: tuple[tuple[str, str], ...]

    @property
    def zoned(self) -> list[str]:
        """Shapes of cells with an offset."""
        return [shape for how, shapes in self.readers.items() if "|zoned|" in how for shape in shapes]

    @property
    def is_of_days(self) -> bool:
        """Whether no shape has a clock."""
        return all(how.startswith("day|") for how in self.readers)


def time_columns(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    columns: Iterable[Column],
    *,
    zone_from: str | None,
    zone_to: str,
    day_first: bool | None = None,
    usually_day_first: bool | None = None,
    year: str | None = None,
) -> dict[int, TimeColumn]:
    """Return for each column (by its index) how its cells are read.

    Args:
        table: The raw table; the columns are looked at whole.
        zone_from: IANA zone of naive times, None for ``zone_to``.
        day_first: Order of day and month where the user gave it; None: decided from the column.
        usually_day_first: Order that the layout's tool uses, where the column does not show another.
        year: Year of dates that name none, where the column names no other; what a title or file name says.
    """
    hints = _Hints(zone_from, zone_to, day_first, usually_day_first, year)
    columns = list(columns)
    profiles = dict(
        zip((column.index for column in columns), _profiles(connection, table.relation, columns), strict=True)
    )
    shapes = {
        column.index: _shapes(connection, table.relation, column)
        for column in columns
        if not profiles[column.index].is_plain
    }
    evidence = [found.evidence for found in shapes.values() if found.evidence]
    shaped = {index: _shaped(connection, found, evidence, hints) for index, found in shapes.items()}
    hints = _in_place(connection, table.relation, profiles, shaped, hints)
    return {
        column.index: _by_shape(connection, table.relation, column, shaped[column.index], hints)
        if column.index in shaped
        else _plain(column, profiles[column.index], hints.zone_from, hints.zone_to)
        for column in columns
    }


def _profiles(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[Column]) -> list[_Profile]:
    if not columns:
        return []
    measures = ", ".join(
        f"count({c}), count(*) filter (where try_cast({c} as timestamp) >= timestamp '1000-01-01'), coalesce(max(strlen({c})), 0), "
        f"count(*) filter (where contains({c}, ':')), count(*) filter (where {c} like '%:%:%'), "
        f"count(*) filter (where try_cast({c} as timestamp)::time = time '00:00:00')"
        for c in (f"c{column.index}" for column in columns)
    )
    row = connection.execute(f"select {measures} from {relation}").fetchall()[0]
    return [_Profile(*row[start : start + 6]) for start in range(0, len(row), 6)]


def _plain(column: Column, profile: _Profile, zone_from: str | None, zone_to: str) -> TimeColumn:
    """A column of ISO-like cells (year first), the fast path."""
    cell = f"c{column.index}"
    if profile.is_of_days:
        return TimeColumn(_bounded(f"try_cast({cell} as timestamp)"), "'day'")
    value = _in_zone(f"try_cast({cell} as timestamp)", zone_from, zone_to)
    if profile.clocks == profile.filled and profile.with_seconds in (0, profile.filled):
        return TimeColumn(_bounded(value), "'second'" if profile.with_seconds else "'minute'")
    day = f"not contains({cell}, ':')"
    value = f"case when {day} then try_cast({cell} as timestamp) else {value} end"
    return TimeColumn(
        _bounded(value), f"case when {day} then 'day' when {cell} like '%:%:%' then 'second' else 'minute' end"
    )


@dataclass(frozen=True)
class _Hints:
    """What is known besides the cells; as in ``time_columns``.

    Attributes:
        is_local: Cells with an offset are read as local time: of ``zone_from``, else the clock that they show.
    """

    zone_from: str | None
    zone_to: str
    day_first: bool | None
    usually_day_first: bool | None
    year: str | None
    is_local: bool = False


def _in_place(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    profiles: dict[int, _Profile],
    shaped: dict[int, _Shaped],
    hints: _Hints,
) -> _Hints:
    """Return the hints for a table some of whose time columns have offsets and others none: all are read as times of one place.

    Where the zone of that place is given, offsets are converted to it if the others are days alone; clocks are converted anyway.
    """
    zoned = {index: found.zoned for index, found in shaped.items() if found.zoned}
    bare: list[_Profile | _Shaped] = [one for index, one in profiles.items() if one.filled and index not in shaped]
    bare += [found for index, found in shaped.items() if found.readers and index not in zoned]
    if not zoned or not bare:
        return hints
    if hints.zone_from:
        is_of_days = all(one.is_of_days for one in bare)
        return replace(hints, zone_to=hints.zone_from, is_local=True) if is_of_days else hints
    cells = {CLEANED.format(f"c{index}"): shapes for index, shapes in zoned.items()}
    return replace(hints, is_local=is_of_one_place(connection, relation, cells))


def _shapes(connection: duckdb.DuckDBPyConnection, relation: str, column: Column) -> _Shapes:
    cell = CLEANED.format(f"c{column.index}")
    cells = f"select {cell} as v from {relation} where c{column.index} is not null"
    shapes = [
        shape
        for (shape,) in connection.execute(
            f"select {NINES.format('v')} from ({cells}) group by 1 order by count(*) desc, 1 limit {MOST_SHAPES}"
        ).fetchall()
    ]
    in_doubt = any(order_in_doubt(shape) for shape in shapes)
    return _Shapes(column.header, cells, shapes, evidence_of(connection, cells) if in_doubt else None)


def _shaped(
    connection: duckdb.DuckDBPyConnection, found: _Shapes, others: Iterable[Evidence], hints: _Hints
) -> _Shaped:
    shapes, header = found.shapes, found.header
    notes: tuple[tuple[str, str], ...] = ()
    year_notes: tuple[tuple[str, str], ...] = ()
    order, year = Order(), None
    if found.evidence:
        order, notes = order_of(found.evidence, header, hints.day_first, others, hints.usually_day_first)
    if any(lacks_year(shape) for shape in shapes):
        year, year_notes = year_of(connection, found.cells, header, hints.year)
    if any(is_of_the_republic(shape) for shape in shapes):
        year_notes += (republic(header),)
    readers: dict[str, list[str]] = {}
    for shape in shapes:
        if how := reader(shape, order, year):
            readers.setdefault(how, []).append(shape)
    return _Shaped(readers, (*notes, *year_notes))


def _by_shape(
    connection: duckdb.DuckDBPyConnection, relation: str, column: Column, shaped: _Shaped, hints: _Hints
) -> TimeColumn:
    cell, readers, notes = CLEANED.format(f"c{column.index}"), shaped.readers, shaped.notes
    if not readers:
        return TimeColumn("null::timestamp", "'day'", notes)
    if shaped.zoned and hints.is_local:
        notes += (note_on_offsets(column.header, hints.zone_from),)
    values, precisions = [], []
    for how, shapes in readers.items():
        precision, is_zoned, expression = how.split("|", 2)
        among = f"{NINES.format(cell)} in ({', '.join(literal(shape) for shape in shapes)})"
        value = expression.replace("{cell}", cell)
        if any("PM" in shape for shape in shapes):
            value = f"case when not regexp_matches(c{column.index}, {literal(AFTER_MIDNIGHT)}) then {value} end"
        if is_zoned == "zoned":
            value = (
                by_offset(value, cell)
                if hints.is_local and not hints.zone_from
                else f"({value}) at time zone {literal(hints.zone_to)}"
            )
        elif precision != "day":
            value = _in_zone(value, hints.zone_from, hints.zone_to)
        values.append(f"when {among} then {value}")
        precisions.append(f"when {among} then '{precision}'")
    value = _bounded(f"case {' '.join(values)} end")
    (filled, midnights) = connection.execute(
        f"select count(v), count(*) filter (where v::time = time '00:00:00') from (select {value} as v from {relation})"
    ).fetchall()[0]
    precision = "'day'" if filled == midnights else f"case {' '.join(precisions)} end"
    return TimeColumn(value, precision, notes)


def _bounded(value: str) -> str:
    """Years far off are slips. A long expression stands here once only: the planner's time grows with every copy."""
    if len(value) < 200:
        return f"case when ({value}) >= timestamp '{EARLIEST}' and ({value}) < timestamp '{LATEST}' then ({value}) end"
    return (
        f"list_filter([{value}], lambda moment: moment >= timestamp '{EARLIEST}' and moment < timestamp '{LATEST}')[1]"
    )


def _in_zone(value: str, zone_from: str | None, zone_to: str) -> str:
    if zone_from is None or zone_from == zone_to:
        return value
    return f"(({value}) at time zone {literal(zone_from)}) at time zone {literal(zone_to)}"
