"""Bars along, longest names whole, with 95 % intervals as whiskers and the value beside; columns are the same upright."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.review.model import Chart, Figure
from pipeline.review.render.charts.canvas import LINE, SIZE, SMALL, Canvas, Scale, extent, lines_of, scale, tick, width

LABELS = 0.4  # of the width, at most
PAD, BAR, LEAST_ROW = 8.0, 13.0, 21.0
LEAST_COLUMN, COLUMNS_HEIGHT = 46.0, 180.0


def draw_bars(chart: Chart, canvas: Canvas) -> None:
    """Draw a row per category and in it a bar per series."""
    labels = [lines_of(name, canvas.width * LABELS) for name in chart.categories]
    label_width = max((width(line) for lines in labels for line in lines), default=0)
    figures = [figure for series in chart.series for figure in series.figures]
    value_width = max((width(figure.text) for figure in figures if figure), default=0)
    values = [*extent(figures), *chart.line]
    start, end = label_width + PAD + 2, canvas.width - value_width - PAD
    along = scale(values, start, end, from_zero=True, most=5 if canvas.width > 500 else 3)
    rows = [max(LEAST_ROW, len(chart.series) * (BAR + 2) + 8, len(lines) * SIZE * LINE + 8) for lines in labels]
    top = head(chart, canvas)
    bottom = top + sum(rows)
    for at in along.ticks:
        canvas.line(along(at), top, along(at), bottom, "m-a" if at == 0 else "m-g")
        canvas.text(along(at), bottom + SMALL + 4, tick(at, chart.unit), "m-q", anchor="middle")
    y = top
    for place, (lines, height) in enumerate(zip(labels, rows, strict=True)):
        strong = chart.categories[place] in chart.highlighted
        canvas.texts(label_width + 2, y + height / 2, lines, "m-t m-b" if strong else "m-t", anchor="end")
        first = y + (height - len(chart.series) * (BAR + 2)) / 2 + 1
        for at, series in enumerate(chart.series):
            kind = _fill(chart, at, strong)
            _bar(canvas, along, first + at * (BAR + 2), series.figures[place], kind, strong)
        y += height
    if chart.line:
        _target(chart, canvas, along, top, bottom)
    canvas.height = bottom + SMALL + 10


def _target(chart: Chart, canvas: Canvas, along: Scale, top: float, bottom: float) -> None:
    x, half = along(chart.line[0]), width(chart.line_label, SMALL) / 2
    canvas.line(x, top - 3, x, bottom, "m-k")
    canvas.text(min(max(x, half), canvas.width - half), top - 7, chart.line_label, "m-q m-kt", anchor="middle")


def draw_columns(chart: Chart, canvas: Canvas) -> None:
    """Draw columns; as bars where names would not find room below them."""
    room = (canvas.width - 60) / max(len(chart.categories), 1)
    labels = [lines_of(name, room - 6, SMALL) for name in chart.categories]
    widest = max((width(f.text, SMALL) for s in chart.series for f in s.figures if f), default=0)
    if room < max(LEAST_COLUMN, (widest + 4) * len(chart.series)) or max(map(len, labels), default=0) > 3:
        draw_bars(chart, canvas)
        return
    figures = [figure for series in chart.series for figure in series.figures]
    top = head(chart, canvas) + SMALL + 4
    bottom = top + COLUMNS_HEIGHT
    up = scale([*extent(figures), *chart.line], bottom, top, from_zero=True)
    start = grid(canvas, up, chart.unit)
    room = (canvas.width - start) / len(chart.categories)
    for place, lines in enumerate(labels):
        middle = start + room * (place + 0.5)
        strong = chart.categories[place] in chart.highlighted
        canvas.texts(middle, bottom + 6 + len(lines) * SMALL * LINE / 2, lines, "m-q", anchor="middle")
        each = min((room - 10) / len(chart.series), 44)
        for at, series in enumerate(chart.series):
            x = middle + (at - len(chart.series) / 2) * each
            _column(canvas, up, x, each - 3, series.figures[place], _fill(chart, at, strong))
    if chart.line:
        canvas.line(start, up(chart.line[0]), canvas.width, up(chart.line[0]), "m-k")
        canvas.text(canvas.width, up(chart.line[0]) - 4, chart.line_label, "m-q m-kt", anchor="end")
    canvas.height = bottom + 12 + max(map(len, labels)) * SMALL * LINE


def head(chart: Chart, canvas: Canvas) -> float:
    """Write what the values are, and the names of the series where there are several; return where the plot begins."""
    y = SMALL
    for line in lines_of(f"{chart.axis[-1] if chart.axis else ''}{canvas.hint}", canvas.width, SMALL):
        canvas.text(0, y, line, "m-q")
        y += SMALL * LINE
    if len(chart.series) > 1:
        y = legend([series.name for series in chart.series], canvas, y)
    return y + (SMALL * LINE if chart.line else 0)


def legend(names: Sequence[str], canvas: Canvas, y: float) -> float:
    """Write a square of its colour and the name of each series; return where it ends."""
    x = 0.0
    for at, name in enumerate(names):
        if x and x + 14 + width(name, SMALL) > canvas.width:
            x, y = 0.0, y + SMALL * LINE
        canvas.rect(x, y - 8, 9, 9, f"m-s{at % 6 + 1}")
        canvas.text(x + 14, y, name, "m-q")
        x += 30 + width(name, SMALL)
    return y + SMALL * LINE


def grid(canvas: Canvas, up: Scale, unit: str) -> float:
    """Draw the lines of an upright scale with their values; return where the plot begins."""
    start = max(width(tick(at, unit), SMALL) for at in up.ticks) + PAD
    for at in up.ticks:
        canvas.line(start, up(at), canvas.width, up(at), "m-a" if at == 0 else "m-g")
        canvas.text(start - 6, up(at) + 4, tick(at, unit), "m-q", anchor="end")
    return start


def _fill(chart: Chart, series: int, strong: bool) -> str:
    """Return the class of a bar: light, so that its whisker is seen, and the accent where it is highlighted."""
    return f"m-s{series % 6 + 1}" if strong or len(chart.series) > 1 else "m-soft"


def _bar(canvas: Canvas, along: Scale, y: float, figure: Figure | None, kind: str, strong: bool) -> None:
    """Draw a bar with its interval, the value at the right edge, where no whisker and no target runs through it."""
    middle = y + BAR / 2
    if figure is None or figure.value is None:
        canvas.texts(along(0) + 6, middle, [figure.text if figure else "–"], "m-q")
        return
    zero, at = along(0), along(figure.value)
    canvas.rect(min(zero, at), y, abs(at - zero), BAR, kind)
    if figure.low is not None and figure.high is not None:
        low, high = along(figure.low), along(figure.high)
        canvas.line(low, middle, high, middle, "m-h")
        canvas.line(low, middle, high, middle, "m-w")
        for x in (low, high):
            canvas.line(x, middle - 3.5, x, middle + 3.5, "m-w")
    canvas.texts(canvas.width, middle, [figure.text], "m-t m-b" if strong else "m-t", anchor="end")


def _column(canvas: Canvas, up: Scale, x: float, wide: float, figure: Figure | None, kind: str) -> None:
    zero, middle = up(0), x + wide / 2
    if figure is None or figure.value is None:
        canvas.text(middle, zero - 4, figure.text if figure else "–", "m-q", anchor="middle")
        return
    at = up(figure.value)
    canvas.rect(x, min(zero, at), wide, abs(at - zero), kind)
    top = min(zero, at)
    if figure.low is not None and figure.high is not None:
        low, high = up(figure.low), up(figure.high)
        canvas.line(middle, low, middle, high, "m-h")
        canvas.line(middle, low, middle, high, "m-w")
        top = min(top, high)
    canvas.text(middle, top - 4, figure.text, "m-q m-v", anchor="middle")
