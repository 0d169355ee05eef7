"""Targets beside figures: what was agreed for the metric, the part of the company and the period, and the gap to it.

    gap = value − target        in the unit of the metric

A target holds for periods that begin on or after its date, and for all days together where it was agreed before the
first of them. That of a part goes before the company's, then the newest, then that of the very period. The company's
holds for its parts too, except for what adds up: numbers of complaints, and per household those of types, departments
and the like, but not of communities (``dim_target``, from ``targets.csv``).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.agreed import Target
from pipeline.metrics.asked import Asked
from pipeline.metrics.result import OK
from pipeline.metrics.source import resolved_where

ADDING_UP = ("count", "stock")
PER_HOUSEHOLD = "rate"


def with_targets(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, asked: Asked, first: date | None
) -> pd.DataFrame:
    """Add ``target`` and ``gap``, NaN where no target holds; the gap also where the figure is not shown.

    Args:
        first: First day with data, which a target for all days together must not be younger than.
    """
    frame = frame.assign(target=np.nan)
    begins = frame["period_start"] if asked.period else pd.Series(pd.Timestamp(first or date.max), index=frame.index)
    for target in sorted(_fitting(connection, asked), key=_rank):
        holds = begins >= pd.Timestamp(target.valid_from)
        frame.loc[holds & _is_about(connection, frame, asked, target), "target"] = target.target
    value = frame[asked.entry.value].astype(float).where(frame["status"] == OK)
    return frame.assign(gap=value - frame["target"])


def _fitting(connection: duckdb.DuckDBPyConnection, asked: Asked) -> list[Target]:
    """Return the targets for the metric with the parameters and the period that were asked for."""
    found = connection.execute("select * from dim_target where metric = ?", [asked.entry.name]).fetchall()
    targets = [Target(*row) for row in found]
    return [
        target
        for target in targets
        if target.period in (None, asked.period) and _parameters(target, asked) == _as_text(asked.parameters)
    ]


def _parameters(target: Target, asked: Asked) -> dict[str, str]:
    named = [target.parameter.split("=", 1)] if target.parameter else []
    return _as_text(asked.entry.parameters | dict(named))


def _as_text(parameters: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).lower() for name, value in parameters.items()}


def _rank(target: Target) -> tuple[bool, date, bool]:
    return target.dimension is not None, target.valid_from, target.period is not None


def _is_about(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, asked: Asked, target: Target) -> pd.Series:
    """Return which rows the target is about, by their dimensions and the filter."""
    narrowed = {*asked.by, *asked.where}
    others = narrowed - {target.dimension}
    of_all_homes = others <= {"community_id"} if asked.entry.unit == PER_HOUSEHOLD else True
    if (asked.entry.unit in ADDING_UP and others) or not of_all_homes:
        return pd.Series(False, index=frame.index)
    if target.dimension is None:
        return pd.Series(True, index=frame.index)
    wanted = {str(id).lower() for id in resolved_where(connection, {target.dimension: target.value})[target.dimension]}
    if target.dimension in frame:
        return frame[target.dimension].astype(str).str.lower().isin(wanted)
    filtered = {str(value).lower() for value in asked.where.get(target.dimension, ())}
    return pd.Series(len(filtered) == 1 and filtered <= wanted, index=frame.index)
