"""Where ``compute`` reads: the mart if it has every column that is asked for, else the fact; and up to when it is complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import duckdb
import narwhals as nw

from pipeline.errors import UsageError
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.frames import LazyFrame, unknown_column
from pipeline.metrics.members import code_of
from pipeline.metrics.periods import DAY, midnight

ALIASES = {"community": "community_id", "indicator": "indicator_id"}
Table = Literal["complaint", "score", "rating", "response", "survey", "need", "operational", "margin"]
ANSWERS: tuple[Table, ...] = ("score", "rating", "need", "margin")
OF_SURVEYS: tuple[Table, ...] = (*ANSWERS, "response", "survey")
COVERS: dict[Table, str] = {
    "complaint": "complaints_cover_until",
    "operational": "greatest(complaints_cover_until, surveys_cover_until)",  # a register does not say how far it reaches
    **dict.fromkeys(OF_SURVEYS, "surveys_cover_until"),
}
DAY_COLUMN: dict[Table, str] = {
    "complaint": "received_on",
    "operational": "reported_on",
    **dict.fromkeys(OF_SURVEYS, "submitted_on"),
}
MARTS: dict[Table, str] = {"need": "fct_need"}
FACTS: dict[Table, str] = {"survey": "mart_survey", "operational": "mart_operational", "margin": "mart_margin"}
NAMED = {
    "community_id": "select community_id from dim_community where ? in (community_id, community) or list_contains(aliases, ?)",
    "indicator_id": "select indicator_id from dim_indicator where ? in (indicator_id, indicator_zh) or indicator_en ilike ?",
}
SETTLED_DAYS = 92  # what ``mart_complaint`` sums by month was received so long before the exports end
COARSE = {"received_on", "due_at", "days_to_close"}  # columns that say less in ``mart_complaint`` than in the fact
ALWAYS = {*DAY_COLUMN.values(), "community_id"}
Where = Mapping[str, Any]


def open_table(
    connection: duckdb.DuckDBPyConnection, entry: Metric, columns: Iterable[str], *, fact: bool
) -> LazyFrame:
    """Return the mart or, where it lacks a column, the fact; of its columns those that are asked for.

    With ``fact`` always the fact, with all of its columns.

    Raises:
        UnknownColumnError: If the fact lacks a column of ``columns`` too.
    """
    wanted = {*entry.needs, *columns}
    if not fact:
        mart = nw.from_native(connection.table(MARTS.get(entry.table, f"mart_{entry.table}")))
        known = mart.collect_schema().names()
        if wanted <= set(known):
            return _narrowed(mart, known, wanted)
    table = nw.from_native(connection.table(FACTS.get(entry.table, f"fct_{entry.table}")))
    known = table.collect_schema().names()
    for name in sorted(wanted - set(known)):
        raise unknown_column(name, [*ALIASES, *known])
    return table if fact else _narrowed(table, known, wanted)


def is_before_end(connection: duckdb.DuckDBPyConnection, entry: Metric, as_of: datetime | None) -> bool:
    """Return whether figures are asked for as of a moment before the end of the exports of complaints: only the fact knows what had happened then."""
    if as_of is None or entry.table != "complaint":
        return False
    (ends,) = connection.execute(f"select {COVERS[entry.table]} from build").fetchall()[0]
    return ends is None or as_of < ends


def _narrowed(table: LazyFrame, known: Sequence[str], wanted: set[str]) -> LazyFrame:
    """Return the columns that a question needs: every further step binds each column of the table anew."""
    return table.select(*[name for name in known if name in wanted or name in ALWAYS])


class Days(NamedTuple):
    """The first and the last day with a complaint or an answer (None where there is none), and how many rows there are.

    ``undated`` of the rows have no day, and so belong to no period.
    """

    first: date | None
    last: date | None
    rows: int
    undated: int


def covers_until(connection: duckdb.DuckDBPyConnection, entry: Metric, known: Days) -> datetime | None:
    """Return the moment up to which the exports are complete, None without data.

    Where no export says so (surveys that give only their period, or nothing), it is the end of the newest day in the
    table, else the time of the build.
    """
    covered, built = connection.execute(f"select {COVERS[entry.table]}, built_at from build").fetchall()[0]
    if covered is not None:
        return covered
    if known.last is not None:
        return midnight(known.last) + DAY
    return built if known.rows else None


def days(table: LazyFrame, entry: Metric) -> Days:
    """Return which days the rows of a table are of."""
    day = nw.col(DAY_COLUMN[entry.table])
    found = table.select(first=day.min(), last=day.max(), rows=nw.len(), undated=day.null_count()).collect()
    first, last, rows, undated = found.row(0)
    return Days(first, last, rows or 0, undated or 0)  # of an empty table DuckDB sums nothing to null


def has_several_communities(table: LazyFrame) -> bool:
    """Return whether the rows of a table are of more than one community."""
    return len(table.select("community_id").unique().head(2).collect()) > 1


def resolved_where(connection: duckdb.DuckDBPyConnection, where: Where | None) -> dict[str, list[Any]]:
    """Return the conditions with column names and ids: communities, indicators, types and steps may be given by name."""
    conditions = {}
    for column, wanted in (where or {}).items():
        name = ALIASES.get(column, column)
        values = [wanted] if wanted is None or isinstance(wanted, str | bool | int | float | date) else list(wanted)
        conditions[name] = [id for value in values for id in _ids(connection, name, value)]
    return conditions


def matching(frame: LazyFrame, where: Mapping[str, Sequence[Any]]) -> LazyFrame:
    """Return the rows whose columns hold one of the values; None stands for an empty cell.

    Raises:
        UsageError: If a value does not have the column's type.
    """
    schema = frame.collect_schema()
    for column, wanted in where.items():
        values = [_typed(column, value, schema[column]) for value in wanted if value is not None]
        met = nw.col(column).is_in(values).fill_null(False)
        frame = frame.filter(met | nw.col(column).is_null() if None in wanted else met)
    return frame


def _ids(connection: duckdb.DuckDBPyConnection, column: str, value: Any) -> list[Any]:
    if column not in NAMED or value is None:
        return [code_of(column, value)]
    found = connection.execute(NAMED[column], [value, value]).fetchall()
    return [row[0] for row in found] or [value]


def _typed(column: str, value: Any, kind: Any) -> Any:
    if not isinstance(value, str) or kind == nw.String:
        return value
    try:
        return _reader(kind)(value.lower())
    except (KeyError, ValueError) as error:
        raise UsageError(
            zh=f"列 {column!r} 不能取值 {value!r}。", en=f"Column {column!r} cannot be {value!r}; it holds {kind}."
        ) from error


def _reader(kind: Any) -> Callable[[str], Any]:
    if kind == nw.Boolean:
        return {"true": True, "false": False}.__getitem__
    if kind == nw.Date:
        return date.fromisoformat
    if kind == nw.Datetime:
        return datetime.fromisoformat
    return float if kind.is_float() else int
