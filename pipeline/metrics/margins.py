"""Margins of a figure that is raked: which are in force in a period, and answers counted by what respondents said of them.

A set of values holds for periods that begin on or after its day, and for all days together where it was agreed before
the first of them. Answers are counted in cells of equal answers on every attribute; cells are additive counts, so that they are added up and
left out with the figures that they belong to, and no cell is ever shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import duckdb
import numpy as np
import pandas as pd

from pipeline.metrics.catalogue import Metric

CELL = "margin_cell"
APART = "\x1f"
ANSWERED, SATISFIED = "answered of ", "satisfied of "
OF_A_CELL = (CELL, "respondents", "satisfied", "top_two_box", "is_ripe")


def margins_by_period(
    connection: duckdb.DuckDBPyConnection, starts: Sequence[datetime], first: date | None
) -> pd.DataFrame:
    """Return ``attribute``, ``place`` among the attributes of a cell, ``value``, ``answers``, ``share``, ``valid_from``, ``period_start``.

    Args:
        starts: First days of the periods; empty: all days together, which begin on ``first`` and have no ``period_start``.
    """
    found = connection.execute("select attribute, value, answers, share, valid_from from dim_margin order by line").df()
    places = {name: place for place, name in enumerate(sorted(found["attribute"].unique()))}
    found["place"] = found["attribute"].map(places)
    parts = []
    for start in starts or ([datetime.combine(first, datetime.min.time())] if first else []):
        known = found[found["valid_from"] <= pd.Timestamp(start)]
        newest = known.groupby("attribute")["valid_from"].transform("max")
        parts.append(known[known["valid_from"] == newest].assign(period_start=start))
    margins = pd.concat(parts) if parts else found.assign(period_start=pd.NaT).iloc[:0]
    margins = margins.astype({"period_start": "datetime64[us]"})
    return margins if starts else margins.drop(columns="period_start")


def with_cells(entry: Metric, cells: Sequence[str]) -> Metric:
    """Return the metric with the counts of ``cells`` among its additive ones."""
    return replace(entry, counts=tuple(f"{prefix}{cell}" for prefix in (ANSWERED, SATISFIED) for cell in cells))


def in_columns(counted: pd.DataFrame, cells: Sequence[str]) -> pd.DataFrame:
    """Return ``top_two_box`` by ``margin_cell`` with a row per other group and a pair of columns per cell.

    Args:
        cells: In their order, all that there are.
    """
    groups = [name for name in counted if name not in OF_A_CELL]
    number = counted.groupby(groups, dropna=False, sort=False).ngroup().to_numpy()
    place = pd.Index(cells).get_indexer(counted[CELL])
    rows = counted[groups].drop_duplicates(ignore_index=True)
    parts = [rows]
    for prefix, column in ((ANSWERED, "respondents"), (SATISFIED, "satisfied")):
        grid = np.zeros((len(rows), len(cells)))
        np.add.at(grid, (number, place), counted[column].to_numpy(float))
        rows[column] = grid.sum(axis=1)
        parts.append(pd.DataFrame(grid, columns=[f"{prefix}{cell}" for cell in cells]))
    return pd.concat(parts, axis=1)
