"""Points in a plane with a crosshair: each named beside itself, names clear of each other and of the points."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.review.model import Chart
from pipeline.review.render.charts.canvas import (
    LINE,
    SIZE,
    SMALL,
    Canvas,
    Scale,
    lines_of,
    scale,
    tick,
    width,
)

HEIGHT, LOW_HEIGHT = 300.0, 260.0
REACH = 9.0  # from a point to its name
NAME = 0.3  # of the width, at most for a line of a name


@dataclass(frozen=True)
class Box:
    """A box that something takes."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that both take."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0


def draw_quadrants(chart: Chart, canvas: Canvas) -> None:
    """Draw the points of the first series across and the second up."""
    across, up = chart.series
    known = [
        (name, x.value, y.value, f"{name}: {x.text}, {y.text}", x, y)
        for name, x, y in zip(chart.categories, across.figures, up.figures, strict=True)
        if x and y and x.value is not None and y.value is not None
    ]
    units = [next((f.unit for f in series.figures if f), chart.unit) for series in chart.series]
    xs, ys = [x for _, x, *_ in known], [y for _, _, y, *_ in known]
    top = SMALL * LINE * 2 + 6
    bottom = top + (HEIGHT if canvas.width > 500 else LOW_HEIGHT)
    rise = scale([*ys, *chart.line[1:2], 0.0], bottom, top)
    left = max(width(tick(at, units[1]), SMALL) for at in rise.ticks) + 8
    run = scale([*xs, *chart.line[:1]], left, canvas.width - 16, most=5 if canvas.width > 500 else 3)
    _axes(chart, canvas, run, rise, units)
    plot = Box(left, top, canvas.width, bottom)
    taken = [Box(run(x) - 6, rise(y) - 6, run(x) + 6, rise(y) + 6) for _, x, y, *_ in known]
    if len(chart.line) == 2:
        x, y = run(chart.line[0]), rise(chart.line[1])
        taken += [Box(x - 2, top, x + 2, bottom), Box(left, y - 2, canvas.width, y + 2)]
    taken += _corners(chart, canvas, plot)
    for name, x, y, title, *_ in known:
        strong = name in chart.highlighted
        canvas.mark(run(x), rise(y), 0 if strong else 2, "m-s1" if strong else "m-s2", title, 5.5 if strong else 4)
    for name, x, y, *_ in sorted(known, key=lambda each: each[0] not in chart.highlighted):
        box, lines, anchor = _named(name, run(x), rise(y), canvas, plot, taken)
        taken.append(box)
        at = {"start": box.left, "end": box.right, "middle": (box.left + box.right) / 2}[anchor]
        kind = "m-t m-b" if name in chart.highlighted else "m-t"
        canvas.texts(at, (box.top + box.bottom) / 2, lines, kind, anchor=anchor)


def _axes(chart: Chart, canvas: Canvas, run: Scale, rise: Scale, units: list[str]) -> None:
    """Draw both axes with what they are, and the crosshair."""
    canvas.text(0, SMALL, f"↑ {chart.axis[1]}", "m-q")
    for at in rise.ticks:
        canvas.line(run.start, rise(at), run.end, rise(at), "m-g")
        canvas.text(run.start - 6, rise(at) + 4, tick(at, units[1]), "m-q", anchor="end")
    for at in run.ticks:
        canvas.text(run(at), rise.start + SMALL + 5, tick(at, units[0]), "m-q", anchor="middle")
    canvas.line(run.start, rise.start, run.end, rise.start, "m-a")
    canvas.text(run.end, rise.start + 2 * SMALL + 10, f"{chart.axis[0]} →", "m-q", anchor="end")
    if len(chart.line) == 2:
        canvas.line(run(chart.line[0]), rise.end, run(chart.line[0]), rise.start, "m-x")
        canvas.line(run.start, rise(chart.line[1]), run.end, rise(chart.line[1]), "m-x")
    canvas.height = rise.start + 2 * SMALL + 14


def _corners(chart: Chart, canvas: Canvas, plot: Box) -> list[Box]:
    """Write the names of the quadrants into their corners; return the boxes that they take."""
    boxes = []
    for place, name in enumerate(chart.corners):
        is_right, is_low = bool(place % 2), place > 1
        x = plot.right - 12 if is_right else plot.left + 6
        y = plot.bottom - 8 if is_low else plot.top + SMALL + 4
        canvas.text(x, y, name, "m-q", anchor="end" if is_right else "start")
        wide = width(name, SMALL)
        boxes.append(Box(x - wide if is_right else x, y - SMALL, x if is_right else x + wide, y + 3))
    return boxes


def _named(name: str, x: float, y: float, canvas: Canvas, plot: Box, taken: list[Box]) -> tuple[Box, list[str], str]:
    """Return where the name of a point stands best: clear of what is taken and within the plot, else nearest to it."""
    best: tuple[float, Box, list[str], str] | None = None
    for lines in (lines_of(name, canvas.width * NAME), lines_of(name, max(canvas.width * NAME / 2, 72))):
        wide, high = max(map(width, lines)), len(lines) * SIZE * LINE
        for rank, (dx, dy) in enumerate(_directions()):
            box, anchor = _beside(x + dx * REACH, y + dy * (REACH + high / 2), dx, wide, high)
            outside = wide * high - box.overlap(plot)
            cost = sum(box.overlap(each) for each in taken) + 3 * outside + rank * 0.5
            if best is None or cost < best[0]:
                best = (cost, box, lines, anchor)
    assert best is not None
    return best[1:]


def _directions() -> list[tuple[float, float]]:
    """Return where a name may stand, best first: right, left, above, below, then askew and farther off."""
    near = [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (1.0, -0.7), (1.0, 0.7), (-1.0, -0.7), (-1.0, 0.7)]
    return near + [(dx * 1.2, dy) for dx in (1, -1) for dy in (-1.6, 1.6, -2.4, 2.4)]


def _beside(x: float, y: float, dx: float, wide: float, high: float) -> tuple[Box, str]:
    if dx > 0:
        return Box(x, y - high / 2, x + wide, y + high / 2), "start"
    if dx < 0:
        return Box(x - wide, y - high / 2, x, y + high / 2), "end"
    return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), "middle"
