"""Figures of two dimensions as a heat map: what stands in each cell, what is held back, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards import charts, figures, formats
from dashboards.charts.base import factor
from dashboards.text import counted, t
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.result import JOINED, OK, SUPPRESSED, Result


def has_any(frame: pd.DataFrame) -> bool:
    """Say whether some cell has a figure that is shown."""
    return bool(len(frame) and (frame["status"] == OK).any())


def names(frame: pd.DataFrame, column: str) -> dict[Any, str]:
    """Return id → name of the members of a dimension, in the order of the rows."""
    name = column.removesuffix("_id")
    return {
        id: t(f"unnamed.{name}") if formats.is_missing(shown) else str(shown)
        for id, shown in zip(frame[column], frame[name], strict=True)
    }


def map_of(
    frame: pd.DataFrame,
    row: str,
    rows: Mapping[Any, str],
    column: str,
    columns: Mapping[Any, str],
    metric: Metric,
) -> dict[str, Any]:
    """Return the heat map of ``frame``, one row per cell of the columns ``row`` and ``column``.

    Args:
        rows, columns: Id → name of the members, in the order shown. A click on a cell chooses its two ids.
    """
    at = {(cell[row], cell[column]): cell for cell in frame.to_dict("records")}
    found = [[at.get((one, other)) for other in columns] for one in rows]
    return charts.heat(
        list(rows.values()),
        list(columns.values()),
        [[cell[metric.value] if cell and cell["status"] == OK else None for cell in line] for line in found],
        [[_text(cell, metric) for cell in line] for line in found],
        metric.unit,
        keys=[[[str(one), str(other)] for other in columns] for one in rows],
    )


def table(frame: pd.DataFrame, dimensions: Sequence[str], result: Result) -> pd.DataFrame:
    """Return the cells as a table: dimensions, figure, n, interval, and why a figure is not shown."""
    scale = factor(result.metric.unit)
    return pd.DataFrame(
        {t(f"column.{name}"): frame[name] for name in dimensions}
        | {
            figures.axis_title(result): (frame[result.metric.value] * scale).round(2),
            t("column.n"): frame["n_text"].map(formats.number_or_text),
            t("column.low"): (frame["low"] * scale).round(2),
            t("column.high"): (frame["high"] * scale).round(2),
            t("column.shown"): [t(f"cell.status.{status}") for status in frame["status"]],
        }
    )


def with_figures(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the cells of the members of a dimension that have a figure at all."""
    return frame[frame[column].isin(frame.loc[frame["status"] == OK, column])]


def notes(frame: pd.DataFrame, left_out: int = 0) -> list[str]:
    """Return what to know of cells without a figure, and of ``left_out`` members that have none at all."""
    hidden = frame["status"].isin([SUPPRESSED, JOINED]).any()
    said = [t("cell.notes_hidden" if hidden else "cell.notes")]
    return said + ([counted("cell.left_out", left_out, count=left_out)] if left_out else [])


def _text(cell: Mapping[str, Any] | None, metric: Metric) -> str:
    if cell is None:
        return formats.MISSING
    if cell["status"] in (SUPPRESSED, JOINED):
        return t("cell.hidden")
    return formats.value(cell[metric.value], metric.unit)
