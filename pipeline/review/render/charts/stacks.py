"""Shares of a whole per category: one bar of parts each, the value in its part, in a line below where a part is too small."""

from __future__ import annotations

from pipeline.review.model import Chart
from pipeline.review.render.charts.bars import LABELS, PAD, legend
from pipeline.review.render.charts.canvas import LINE, SIZE, SMALL, Canvas, lines_of, width

BAR, LEAST_ROW = 20.0, 30.0


def draw_stacks(chart: Chart, canvas: Canvas) -> None:
    """Draw a bar per category that is as long as the whole."""
    labels = [lines_of(name, canvas.width * LABELS) for name in chart.categories]
    start = max((width(line) for lines in labels for line in lines), default=0) + PAD
    y = legend([series.name for series in chart.series], canvas, SMALL) + 2
    for place, lines in enumerate(labels):
        below = _row(chart, canvas, place, start, y + 4)
        height = max(LEAST_ROW + (SMALL * LINE if below else 0), len(lines) * SIZE * LINE + 8)
        kind = "m-t m-b" if chart.categories[place] in chart.highlighted else "m-t"
        canvas.texts(start - PAD, y + 4 + BAR / 2, lines, kind, anchor="end")
        if below:
            canvas.text(start, y + 4 + BAR + SMALL + 2, below, "m-q")
        y += height
    canvas.height = y + 2


def _row(chart: Chart, canvas: Canvas, place: int, start: float, y: float) -> str:
    """Draw the parts of a category; return its values in a line where one does not fit into its part, else nothing."""
    figures = [(at, figure) for at, series in enumerate(chart.series) if (figure := series.figures[place])]
    whole = sum(figure.value or 0 for _, figure in figures) or 1.0
    fits = all((f.value or 0) / whole * (canvas.width - start) > width(f.text, SMALL) + 6 for _, f in figures)
    x = start
    for at, figure in figures:
        wide = (figure.value or 0) / whole * (canvas.width - start)
        canvas.rect(x, y, wide - 1, BAR, f"m-s{at % 6 + 1}", f"{chart.series[at].name}: {figure.text}")
        if fits:
            canvas.texts(x + wide / 2, y + BAR / 2, [figure.text], "m-q m-on", anchor="middle")
        x += wide
    return "" if fits else " · ".join(figure.text for _, figure in figures)
