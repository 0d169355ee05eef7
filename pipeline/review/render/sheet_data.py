"""The data of a workbook's charts: a table per chart on a sheet of their own, and where each column of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from pipeline.review.model import Chart, Figure, Series
from pipeline.review.render.native import figures_of
from pipeline.review.render.numbers import Number, end, number
from pipeline.review.render.scatter import Scale, points_of, scale_of
from pipeline.review.render.workbook import Grid

ENDS = 4  # columns of an interval: its ends, and how far they are from the value


@dataclass(frozen=True)
class Place:
    """Where a chart's data stand: sheet, row of the titles, column of each series, column of the target."""

    sheet: str
    row: int
    count: int
    columns: Sequence[int]
    target: int | None

    def values(self, column: int) -> str:
        """Return the reference to a column's values."""
        return f"={_quoted(self.sheet)}!{xl_range_abs(self.row + 1, column, self.row + self.count, column)}"

    def title(self, column: int) -> str:
        """Return the reference to a column's title."""
        return f"={_quoted(self.sheet)}!{xl_rowcol_to_cell(self.row, column, True, True)}"

    def cell(self, at: int, column: int) -> str:
        """Return the reference to a value of a column."""
        return f"={_quoted(self.sheet)}!{xl_rowcol_to_cell(self.row + 1 + at, column, True, True)}"


def data_of(chart: Chart, words: Sequence[str]) -> Grid:
    """Return the data of a chart as a table: category, each series with the ends of its intervals, the target.

    Args:
        words: For the lower and the upper end, and how far both are from the value (of this error bars are drawn).
    """
    if chart.kind == "quadrants":
        return _data_of_points(chart, words[2:])
    titles, columns = [chart.axis[0] if chart.axis else ""], [list[Any](chart.categories)]
    for series in chart.series:
        titles.append(series.name)
        columns.append([_number(figure) for figure in series.figures])
        if has_interval(series):
            titles += [f"{series.name}: {word}" for word in words]
            columns += [[_end(figure, side) for figure in series.figures] for side in ("low", "high")]
            columns += [[_arm(figure, side) for figure in series.figures] for side in ("low", "high")]
    if _has_target(chart):
        titles.append(chart.line_label or "–")
        columns.append([Number(chart.line[0], _format(chart))] * len(chart.categories))
    return Grid(titles, list(zip(*columns, strict=True)), [False] + [True] * (len(titles) - 1))


def _data_of_points(chart: Chart, words: Sequence[str]) -> Grid:
    """Return the points with their names; the last is where the crosshair is, with how far its arms reach."""
    titles = ["", *(series.name for series in chart.series[:2])]
    rows: list[list[Any]] = [[name, _number(across), _number(up)] for name, (across, up) in points_of(chart)]
    if len(chart.line) == 2:
        titles += [f"{series.name}: {word}" for series in chart.series[:2] for word in words]
        rows = [[*row, "", "", "", ""] for row in rows]
        arms = [
            arm for one, at in zip(scales_of(chart), chart.line, strict=True) for arm in (at - one.low, one.high - at)
        ]
        rows.append(["┼", *(Number(value, "0.00") for value in (*chart.line, *arms))])
    return Grid(titles, rows, [False] + [True] * (len(titles) - 1))


def has_interval(series: Series) -> bool:
    """Say whether any figure of a series has an interval."""
    return any(figure and figure.high is not None for figure in series.figures)


def _has_target(chart: Chart) -> bool:
    return bool(chart.line) and chart.kind in ("bars", "columns", "lines")


def _number(figure: Figure | None) -> Number | str:
    """Return a figure as a number whatever its text, for a chart draws texts as zero; empty where there is none."""
    if figure is None or figure.value is None:
        return ""
    return number(figure) or Number(figure.value, "General")


def _end(figure: Figure | None, side: str) -> Number | str:
    value = None if figure is None else getattr(figure, side)
    return "" if figure is None or value is None else end(figure, value)


def _arm(figure: Figure | None, side: str) -> Number | str:
    """Return how far an end of the interval is from the value."""
    value = None if figure is None else getattr(figure, side)
    if figure is None or value is None or figure.value is None:
        return ""
    shown = number(figure)
    return Number(abs(value - figure.value), shown.format if shown else "General")


def _format(chart: Chart) -> str:
    own = figures_of(chart)
    shown = number(own[0]) if own else None
    return shown.format if shown else "General"


def place_of(chart: Chart, sheet: str, row: int) -> Place:
    """Return where the data of a chart stand that ``data_of`` wrote from ``row`` on."""
    columns, at = [], 1
    for series in chart.series:
        columns.append(at)
        at += 1 + ENDS if has_interval(series) else 1
    if chart.kind == "quadrants":
        return Place(sheet, row, len(points_of(chart)), (1, 2), None)
    return Place(sheet, row, len(chart.categories), columns, at if _has_target(chart) else None)


def scales_of(chart: Chart) -> list[Scale]:
    """Return the axes of a matrix, across and up."""
    points = points_of(chart)
    return [scale_of([pair[at].value or 0.0 for _, pair in points], chart.line[at : at + 1]) for at in (0, 1)]


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
