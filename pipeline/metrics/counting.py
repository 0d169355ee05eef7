"""Counting for ``compute``: which rows are judged at which moment, and which counts serve more than one question.

Where counts are kept for whoever asks next (a dashboard), those of complaints are as fine as any filter of a page, and each
question adds up the cells that it asks for: ten million complaints are then counted once per metric, and not once per filter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

from pipeline.metrics.asked import FILTERED, Asked
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.finished import VOLUMES
from pipeline.metrics.frames import LazyFrame
from pipeline.metrics.periods import period_start
from pipeline.metrics.protected import additive, chosen, summed
from pipeline.metrics.remembering import CELLS, COUNTS, anew
from pipeline.metrics.source import matching
from pipeline.metrics.spans import early_ends

Open = Callable[[], LazyFrame]  # a table, opened where it is counted: counts may be known already
FEW_DIMENSIONS = 2  # of more the sums are nearly as many as the cells
MOST_CELLS = 50_000  # by quarter; finer ones take more memory than they save time
HOW_MANY = f"select count(*) from (select distinct {', '.join(FILTERED)}, date_trunc('quarter', received_on) from mart_complaint)"


def counts_of(table: Any, entry: Metric, **arguments: Any) -> pd.DataFrame:
    """Return what a metric counts in a table, in pandas; arguments as of the metric."""
    counted = entry.function(table, **arguments).lazy().collect().to_pandas()
    if "period_start" in counted:
        counted["period_start"] = pd.to_datetime(counted["period_start"]).astype("datetime64[us]")
    return counted


def end_of_chosen(connection: duckdb.DuckDBPyConnection, asked: Asked, as_of: datetime | None) -> datetime | None:
    """Return ``as_of``, or the end of the chosen communities' exports where all of them end before it."""
    chosen_ones = asked.filters.get("community_id") if asked.entry.table == "complaint" else None
    if as_of is None or not chosen_ones:
        return as_of
    end_of = {name: end for end, names in early_ends(connection, as_of).items() for name in names}
    return max(end_of.get(name, as_of) for name in chosen_ones)


def counts_by_end(
    connection: duckdb.DuckDBPyConnection, table: Open, asked: Asked, arguments: Mapping[str, Any]
) -> pd.DataFrame:
    """Count each community as of the end of its own exports: what became of its cases later is not known."""
    as_of = arguments["as_of"]
    early = _communities_by_end(connection, asked, as_of)
    is_kept = asked.adds_up and connection.execute(HOW_MANY).fetchall()[0][0] <= MOST_CELLS
    counted = []
    for end in (*early, as_of):
        part, of_part = partial(_part, table, early, end), {**arguments, "as_of": end}
        if is_kept:
            counted.append(_figures(_kept_cells(part, asked, of_part, str(early)), asked, of_part))
        else:
            counted.append(counts_of(matching(part(), asked.filters), asked.entry, by=asked.by, **of_part))
    found = [part for part in counted if len(part)] or counted[:1]
    return found[0] if len(found) == 1 else pd.concat(found, ignore_index=True)


def parts_by_end(
    connection: duckdb.DuckDBPyConnection, table: Any, asked: Asked, as_of: datetime
) -> dict[datetime, Any]:
    """Return end of the exports → the complaints to be judged at it: all at ``as_of`` unless figures are by community."""
    early = _communities_by_end(connection, asked, as_of)
    return {end: _part(lambda: table, early, end) for end in (*early, as_of)}


def linked_counts(table: Open, asked: Asked, arguments: Mapping[str, Any]) -> pd.DataFrame:
    """Return counts and figures per group of a metric that links complaints: all are looked at, whatever is asked for.

    What is linked to a complaint lies in its community: homes and places are those of one. So only the chosen ones are
    looked at, unless the cells are kept for whoever asks next.
    """
    if asked.remember is not anew:
        return _figures(_kept_cells(table, asked, arguments), asked, arguments)
    own = {name: wanted for name, wanted in asked.filters.items() if name == "community_id"}
    by = list(dict.fromkeys([*asked.by, *asked.filters]))
    return _figures(counts_of(matching(table(), own), asked.entry, by=by, **arguments), asked, arguments)


def _communities_by_end(
    connection: duckdb.DuckDBPyConnection, asked: Asked, as_of: datetime
) -> dict[datetime, list[str]]:
    """Return end of the exports → communities that are judged at it and not at ``as_of``."""
    is_by_community = asked.entry.table == "complaint" and "community_id" in asked.by
    return early_ends(connection, as_of) if is_by_community and asked.entry.unit not in VOLUMES else {}


def _part(table: Open, early: Mapping[datetime, list[str]], end: datetime) -> Any:
    """Return the complaints of the communities that are judged at ``end``: of all others where it is nobody's own."""
    if not early:
        return table()
    community, names = nw.col("community_id"), [name for of_end in early.values() for name in of_end]
    is_own = community.is_in(early[end]) if end in early else ~community.is_in(names) | community.is_null()
    return table().filter(is_own)


def _kept_cells(table: Open, asked: Asked, arguments: Mapping[str, Any], *part: str) -> pd.DataFrame:
    """Return the counts of the cells of a question, remembered under what tells the ``part`` of the complaints.

    They are added up from cells as fine as any filter of a page, which are counted once: by month, of which quarters, years and
    all days together are made, unless they are a stock, many steps, or single days.
    """
    entry, period, as_of = asked.entry, arguments["period"], arguments["as_of"]
    wanted = list(dict.fromkeys([*asked.by, *asked.filters]))
    finest = asked.finest(wanted)
    kept_by = wanted if len(wanted) <= FEW_DIMENSIONS else finest
    counted_by = period if entry.unit == "stock" or entry.split or period == "1d" else "1mo"

    def count() -> pd.DataFrame:
        """Count the cells, in as little memory as they take."""
        cells = counts_of(table(), entry, **{**arguments, "by": finest, "period": counted_by})
        members = [name for name in cells if name in (*entry.split, *finest)]
        told_by = [name for name in cells if name in (*members, "period_start")]
        return cells[[*told_by, *additive(entry)]].astype(dict.fromkeys(members, "category"))

    def add_up() -> pd.DataFrame:
        """Add the cells up to those of the question."""
        cells = asked.kept(COUNTS, (*finest, counted_by, as_of, *part), count)
        if period not in (None, counted_by):
            starts = {month: period_start(month, period) for month in cells["period_start"].unique()}
            cells = cells.assign(period_start=cells["period_start"].map(starts).astype("datetime64[us]"))
        return _added_up(cells, asked, kept_by)

    return asked.kept(CELLS, (*kept_by, period, as_of, *part), add_up)


def _figures(cells: pd.DataFrame, asked: Asked, arguments: Mapping[str, Any]) -> pd.DataFrame:
    """Return counts and figures per group of what was asked for, from cells."""
    wanted = _added_up(cells[chosen(cells, asked.filters, exactly=True)], asked, asked.by)
    names = {name: kind.categories.dtype for name, kind in wanted.dtypes.items() if kind == "category"}
    counts = nw.from_native(wanted.astype(names)).lazy()
    assert asked.entry.of_counts is not None
    return asked.entry.of_counts(counts, **arguments).collect().to_native()


def _added_up(cells: pd.DataFrame, asked: Asked, by: Sequence[str]) -> pd.DataFrame:
    """Return cells summed by dimensions, what the metric splits by, and period; without any of them one row."""
    entry = asked.entry
    groups = dict.fromkeys([*entry.split, *by, *(["period_start"] if asked.period else [])])
    return summed(cells, additive(entry), list(groups))
