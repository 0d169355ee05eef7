"""Counting for ``compute``: which rows are judged at which moment, and which counts serve more than one question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

from pipeline.metrics.asked import Asked, anew
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.finished import VOLUMES
from pipeline.metrics.source import matching
from pipeline.metrics.spans import early_ends


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
    connection: duckdb.DuckDBPyConnection, table: Any, asked: Asked, arguments: Mapping[str, Any]
) -> pd.DataFrame:
    """Count each community as of the end of its own exports: what became of its cases later is not known."""
    parts = parts_by_end(connection, table, asked, arguments["as_of"])
    counted = [counts_of(part, asked.entry, **{**arguments, "as_of": end}) for end, part in parts.items()]
    return pd.concat([part for part in counted if len(part)] or counted[:1], ignore_index=True)


def parts_by_end(
    connection: duckdb.DuckDBPyConnection, table: Any, asked: Asked, as_of: datetime
) -> dict[datetime, Any]:
    """Return end of the exports → the complaints to be judged at it: all at ``as_of`` unless figures are by community."""
    is_by_community = asked.entry.table == "complaint" and "community_id" in asked.by
    ends = early_ends(connection, as_of) if is_by_community and asked.entry.unit not in VOLUMES else {}
    community = nw.col("community_id")
    early = [name for names in ends.values() for name in names]
    parts = {end: table.filter(community.is_in(names)) for end, names in ends.items()}
    return parts | {as_of: table.filter(~community.is_in(early) | community.is_null()) if ends else table}


def linked_counts(table: Any, asked: Asked, arguments: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells of a metric that links complaints: all are looked at, whatever is asked for.

    What is linked to a complaint lies in its community: homes and places are those of one. So only the chosen ones are
    looked at, unless the cells are kept for whoever asks next, which are then as fine as any filter of a page.
    """
    if asked.remember is anew:
        own = {name: wanted for name, wanted in asked.filters.items() if name == "community_id"}
        by = list(dict.fromkeys([*asked.by, *asked.filters]))
        return counts_of(matching(table, own), asked.entry, by=by, **arguments)
    by = asked.finest([*asked.by, *asked.filters])
    return asked.kept(
        (*by, arguments["period"], arguments["as_of"]), lambda: counts_of(table, asked.entry, by=by, **arguments)
    )
