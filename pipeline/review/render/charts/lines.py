"""Lines over periods: a band of 95 % around a single one, gaps where nothing is known, values in rows below their periods.

Counts and rates of what comes in stand on an axis from zero, so that half the height is half as many; shares need not.
Where there are several, names stand at their ends, or before their rows where the ends have no room. Where the chart is too
narrow for rows, the first and last values stand beside their points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.review.model import Chart, Series
from pipeline.review.render.charts.bars import head
from pipeline.review.render.charts.canvas import (
    LINE,
    SMALL,
    Canvas,
    Scale,
    breaks_words,
    extent,
    lines_of,
    scale,
    tick,
    width,
)

HEIGHT, LOW_HEIGHT = 170.0, 140.0  # of the plot
FROM_ZERO = ("count", "rate", "stock")  # units
NAMES = 0.19  # of the width, for names at either side
ROW, SWATCH = 6.0, 24.0
PERIOD = re.compile(r"(\d{4} ?年) ?(.+)|(\d{4}) (\S+)")


@dataclass(frozen=True)
class Plot:
    """Where the periods stand, the scale of the values, and the edges of the plot."""

    xs: tuple[float, ...]
    up: Scale
    left: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Margins:
    """Where the plot begins and ends; whether values stand in rows below it, and names at the ends of lines."""

    left: float
    right: float
    has_rows: bool
    has_ends: bool


def draw_lines(chart: Chart, canvas: Canvas) -> None:
    """Draw the lines; names at their ends where there are several."""
    margins = _margins(chart, canvas)
    left, right = margins.left, margins.right
    figures = [figure for series in chart.series for figure in series.figures]
    is_single = len(chart.series) == 1
    values = extent(figures) if is_single else [f.value for f in figures if f and f.value is not None]
    top = _head(chart, canvas)
    bottom = top + (HEIGHT if canvas.width > 500 else LOW_HEIGHT)
    up = scale([*values, *chart.line], bottom, top, from_zero=chart.unit in FROM_ZERO)
    step = (right - left) / max(len(chart.categories), 1)
    xs = tuple(left + step * (place + 0.5) for place in range(len(chart.categories)))
    plot = Plot(xs, up, left, right, bottom)
    for at in up.ticks:
        canvas.line(left, up(at), right, up(at), "m-a" if at == up.low else "m-g")
        canvas.text(left - 6, up(at) + 4, tick(at, chart.unit), "m-q", anchor="end")
    if chart.line:
        canvas.line(left, up(chart.line[0]), right, up(chart.line[0]), "m-k")
        canvas.text(left + 2, up(chart.line[0]) - 4, chart.line_label, "m-q m-kt")
    if is_single:
        _band(chart.series[0], canvas, plot)
    for at, series in enumerate(chart.series):
        _line(series, chart.categories, at, canvas, plot)
    if margins.has_ends:
        _ends(chart, canvas, plot, margins.has_rows)
    elif not margins.has_rows:
        _first_and_last(chart.series[0], canvas, plot)
    y = _periods(chart.categories, canvas, plot)
    canvas.height = (_rows(chart, canvas, plot, y) if margins.has_rows else y) + 2


def _head(chart: Chart, canvas: Canvas) -> float:
    """Write what the values are; the names stand at the ends of the lines."""
    one = Chart(chart.name, chart.kind, "", "", (), chart.series[:1], chart.unit, chart.axis)
    return head(one, canvas) + 4


def _margins(chart: Chart, canvas: Canvas) -> Margins:
    """Return the margins with which most is said: rows and names at the ends, rows, or names with the last values."""
    figures = [figure for series in chart.series for figure in series.figures if figure]
    ticks = scale(extent(figures) + list(chart.line), 1, 0, from_zero=chart.unit in FROM_ZERO).ticks
    least = max(width(tick(at, chart.unit), SMALL) for at in ticks) + 8
    room, several = canvas.width * NAMES, len(chart.series) > 1
    names = max(width(line, SMALL) for series in chart.series for line in lines_of(series.name, room, SMALL)) + 10
    left = max(least, names + (SWATCH if several else 0))
    for right, has_ends in ((canvas.width - names, True), (canvas.width - 6, False)):
        cell = (right - left) / max(len(chart.categories), 1) - 4
        if (several or not has_ends) and _fit([figure.text for figure in figures], cell):
            return Margins(left, right, True, has_ends)
    values = max((width(figure.text, SMALL) for figure in figures), default=0)
    return Margins(least, canvas.width - (max(names, values + 12) if several else 20), False, several)


def _fit(texts: Sequence[str], most: float) -> bool:
    """Return whether each text stands in two lines of a cell of a row."""
    return most > 0 and all(
        not breaks_words(text, most, SMALL) and len(lines_of(text, most, SMALL)) <= 2 for text in texts
    )


def _band(series: Series, canvas: Canvas, plot: Plot) -> None:
    """Draw the intervals of a line as a band, broken where there is a gap."""
    run: list[tuple[float, float, float]] = []
    for x, figure in [*zip(plot.xs, series.figures, strict=True), (0.0, None)]:
        if figure and figure.low is not None and figure.high is not None:
            run.append((x, plot.up(figure.high), plot.up(figure.low)))
            continue
        if len(run) > 1:
            above = [(x, high) for x, high, _ in run]
            canvas.path(above + [(x, low) for x, _, low in reversed(run)], "m-band", is_closed=True)
        elif run:
            canvas.line(run[0][0], run[0][1], run[0][0], run[0][2], "m-w")
        run = []


def _line(series: Series, periods: tuple[str, ...], at: int, canvas: Canvas, plot: Plot) -> None:
    """Draw a line and its points; each says its value when it is pointed at."""
    points = [
        None if figure is None or figure.value is None else (x, plot.up(figure.value))
        for x, figure in zip(plot.xs, series.figures, strict=True)
    ]
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point:
            run.append(point)
        elif run:
            if len(run) > 1:
                canvas.path(run, f"m-l m-l{at % 6 + 1}")
            run = []
    for place, point in enumerate(points):
        figure = series.figures[place]
        if point and figure:
            title = f"{series.name} {periods[place]}: {figure.text}"
            canvas.mark(*point, at, f"m-s{at % 6 + 1}", title, 4.5 if place == len(points) - 1 else 3)


def _ends(chart: Chart, canvas: Canvas, plot: Plot, has_rows: bool) -> None:
    """Write names at the ends of lines, one below the other; with the last values where they have no rows."""
    wanted: list[tuple[float, list[str], str]] = []
    for at, series in enumerate(chart.series):
        last = next((f for f in reversed(series.figures) if f and f.value is not None), None)
        if last is None:
            continue
        lines = lines_of(series.name, canvas.width - plot.right - 8, SMALL) + ([] if has_rows else [last.text])
        wanted.append((plot.up(last.value or 0), lines, f"m-q m-c{at % 6 + 1}"))
    wanted.sort(key=lambda each: each[0])
    heights = [len(lines) * SMALL * LINE + 3 for _, lines, _ in wanted]
    middles = _apart([y for y, _, _ in wanted], heights, plot.bottom)
    for middle, (_, lines, kind) in zip(middles, wanted, strict=True):
        canvas.texts(plot.right + 8, middle, lines, kind)


def _first_and_last(series: Series, canvas: Canvas, plot: Plot) -> None:
    """Write the first and last value of a line on the side of its point to which the line does not run."""
    known = [(x, f, f.value) for x, f in zip(plot.xs, series.figures, strict=True) if f and f.value is not None]
    for place, next_to in ((0, 1), (-1, -2)) if len(known) > 1 else ((0, 0),) if known else ():
        x, figure, value = known[place]
        y = plot.up(value) + (18 if known[next_to][2] > value else -9)
        half = width(figure.text, SMALL) / 2
        canvas.text(min(max(x, half), canvas.width - half), y, figure.text, "m-q m-v", anchor="middle")


def _apart(wanted: list[float], heights: list[float], bottom: float) -> list[float]:
    """Return middles of labels near where they are wanted, from top to bottom, none over another, none below the plot."""
    middles = list(wanted)
    for _ in range(len(middles)):
        for at, _ in list(enumerate(middles))[1:]:
            least = middles[at - 1] + (heights[at - 1] + heights[at]) / 2
            if middles[at] < least:
                shift = least - middles[at]
                middles[at - 1], middles[at] = middles[at - 1] - shift / 2, middles[at] + shift / 2
    if middles:
        over = middles[-1] + heights[-1] / 2 - bottom - 8
        middles = [middle - max(over, 0) for middle in middles]
    return middles


def _periods(periods: tuple[str, ...], canvas: Canvas, plot: Plot) -> float:
    """Write the periods below the plot, the year only where it begins; return where they end."""
    parts = [_parts(period) for period in periods]
    step = plot.xs[1] - plot.xs[0] if len(plot.xs) > 1 else canvas.width
    widest = max(width(below, SMALL) for below, _ in parts)
    every = max(1, -(-int(widest + 4) // int(step)))
    shown = [place for place in range(len(parts)) if (len(parts) - 1 - place) % every == 0]
    year = ""
    for place in shown:
        name, of = parts[place]
        canvas.text(plot.xs[place], plot.bottom + SMALL + 5, name, "m-q", anchor="middle")
        if of and of != year:
            canvas.text(plot.xs[place], plot.bottom + 2 * SMALL + 7, of, "m-q", anchor="middle")
            year = of
    return plot.bottom + SMALL + 9 + (SMALL + 2 if year else 0)


def _parts(period: str) -> tuple[str, str]:
    """Return a period without its year, and the year: ``("四季度", "2022 年")``."""
    found = PERIOD.fullmatch(period)
    if not found:
        return period, ""
    return (found[2], found[1]) if found[1] else (found[4], found[3])


def _rows(chart: Chart, canvas: Canvas, plot: Plot, y: float) -> float:
    """Write the values below their periods, a row per line; return where they end."""
    cell = (plot.xs[1] - plot.xs[0] if len(plot.xs) > 1 else plot.right - plot.left) - 4
    for at, series in enumerate(chart.series):
        name = lines_of(series.name, plot.left - 8 - (SWATCH if len(chart.series) > 1 else 0), SMALL)
        cells = [lines_of(figure.text, cell, SMALL) if figure else ["–"] for figure in series.figures]
        height = max(len(name), *map(len, cells)) * SMALL * LINE + ROW
        canvas.line(0, y, plot.right, y, "m-g")
        if len(chart.series) > 1:
            canvas.line(0, y + height / 2, SWATCH - 6, y + height / 2, f"m-l m-l{at % 6 + 1}")
            canvas.mark(SWATCH / 2 - 3, y + height / 2, at, f"m-s{at % 6 + 1}")
            canvas.texts(SWATCH, y + height / 2, name, f"m-q m-c{at % 6 + 1}")
        else:
            canvas.texts(0, y + height / 2, name, "m-q")
        for place, (x, lines) in enumerate(zip(plot.xs, cells, strict=True)):
            kind = "m-q m-v m-b" if place == len(cells) - 1 else "m-q m-v"
            canvas.texts(x, y + height / 2, lines, kind, anchor="middle")
        y += height
    return y
