"""The priority matrix as an XY chart: a named point per category, the crosshair as two series of two points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from pipeline.review.model import Chart, Figure
from pipeline.review.render.chart_data import Points
from pipeline.review.render.fit import width
from pipeline.review.render.look import BAR, BORDER, GREY, SECOND, SOFT, TEXT
from pipeline.review.render.native_xml import Letters, inner, named_label
from pipeline.review.render.numbers import axis_format
from pipeline.review.render.office import plain
from pipeline.review.render.slide_master import Box

STEPS = 5
SMALLEST, ALONG = 8, 0.9  # size of letters; part of an axis that its title may take
SIDES = ("r", "l", "t", "b")
Point = tuple[str, tuple[Figure, Figure]]  # name, across, up


@dataclass(frozen=True)
class Scale:
    """Ends and step of an axis."""

    low: float
    high: float
    step: float

    def share(self, figure: Figure) -> float:
        """Return how far along the axis a figure lies, 0 to 1."""
        return ((figure.value or 0.0) - self.low) / (self.high - self.low)


def quadrants(shapes: Any, chart: Chart, box: Box, size: float) -> Any:
    """Put the matrix on a slide and return its frame."""
    points = points_of(chart)
    scales = [scale_of([pair[axis].value or 0.0 for _, pair in points], chart.line[axis : axis + 1]) for axis in (0, 1)]
    data = Points(number_format="General")
    series = data.add_series(" / ".join(plain(series.name) for series in chart.series))
    for _, (across, up) in points:
        series.add_data_point(across.value, up.value)
    for name, ends in _crosshair(chart, scales):
        series = data.add_series(name)
        for end in ends:
            series.add_data_point(*end)
    _corners(data, chart, scales)
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *box.emu, data)
    native = frame.chart
    native.font.size, native.font.color.rgb = Pt(size), RGBColor.from_string(TEXT)
    native.has_title = native.has_legend = False
    room = Box(66, 8, box.width - 66 - 24, box.height - 8 - size * 4.4)
    inner(native, room, box)
    _axes(native, chart, points, scales, room, size)
    _drawn(native, chart, points, scales, room, size)
    return frame


def _corners(data: Any, chart: Chart, scales: Sequence[Scale]) -> None:
    """Add points that are not seen, for the names of the quadrants: the upper two as a series, and the lower two."""
    if chart.corners:
        across, up = scales
        inside = (up.high - up.low) * 0.03
        for name, y in (("┌┐", up.high - inside), ("└┘", up.low + inside)):
            series = data.add_series(name)
            for x in (across.low, across.high):
                series.add_data_point(x, y)


def _crosshair(chart: Chart, scales: Sequence[Scale]) -> list[tuple[str, tuple[tuple[float, float], ...]]]:
    if len(chart.line) != 2:
        return []
    across, up = scales
    return [
        ("│", ((chart.line[0], up.low), (chart.line[0], up.high))),
        ("─", ((across.low, chart.line[1]), (across.high, chart.line[1]))),
    ]


def points_of(chart: Chart) -> list[Point]:
    """Return the points of a matrix: those with both figures."""
    across, up = (series.figures for series in chart.series[:2])
    return [
        (category, (one, other))
        for category, one, other in zip(chart.categories, across, up, strict=True)
        if one and other and one.value is not None and other.value is not None
    ]


def scale_of(values: Sequence[float], line: Sequence[float]) -> Scale:
    """Return an axis with the values and the line on it, some room beside them, and round numbers at the ends."""
    known = [*values, *line]
    low, high = min(known, default=0.0), max(known, default=1.0)
    span = high - low or abs(high) or 1.0
    steps = (step * 10.0**power for power in range(-5, 7) for step in (1, 2, 2.5, 5))
    step = next(step for step in steps if step * STEPS >= span * 1.35)
    start = (low - span * 0.15) // step * step
    start = max(start, 0.0) if low >= 0 else start
    end = -(-(high + span * 0.15) // step) * step
    return Scale(round(start, 10), round(end, 10), round(step, 10))


def _axes(native: Any, chart: Chart, points: Sequence[Point], scales: Sequence[Scale], room: Box, size: float) -> None:
    for at, axis in enumerate((native.category_axis, native.value_axis)):
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = scales[at].low, scales[at].high, scales[at].step
        axis.has_major_gridlines = False
        axis.format.line.color.rgb = RGBColor.from_string(BORDER)
        axis.tick_labels.font.size = Pt(size)
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        if points:
            code = axis_format(points[0][1][at], scales[at].step)
            axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = code, False
        if len(chart.axis) > at:
            axis.has_title = True
            axis.axis_title.text_frame.text = plain(chart.axis[at])
            letters = axis.axis_title.text_frame.paragraphs[0].runs[0].font
            letters.size, letters.bold = Pt(_size_along(chart.axis[at], (room.width, room.height)[at], size)), False
            letters.color.rgb = RGBColor.from_string(SOFT)


def _size_along(title: str, room: float, size: float) -> float:
    """Return the size in which the title of an axis stands on one line, at least the smallest."""
    return max(SMALLEST, min(size, size * room * ALONG / max(width(plain(title), size), 1)))


def _drawn(native: Any, chart: Chart, points: Sequence[Point], scales: Sequence[Scale], room: Box, size: float) -> None:
    named, *others = native.plots[0].series
    named.format.line.fill.background()
    named.marker.style, named.marker.size = XL_MARKER_STYLE.CIRCLE, 11
    named.marker.format.fill.solid()
    named.marker.format.fill.fore_color.rgb = RGBColor.from_string(BAR)
    sides = _sides(points, scales, room, size)
    for at, (name, _) in enumerate(points):
        is_marked = name in chart.highlighted
        for filled in (named.points[at].marker.format.fill, named.points[at].format.fill):
            filled.solid()
            filled.fore_color.rgb = RGBColor.from_string(SECOND if is_marked else BAR)
        named_label(named, at, name, Letters(size, bold=is_marked), side=sides[at])
    crosshair = others[: 2 if len(chart.line) == 2 else 0]
    for line in others:
        line.marker.style, line.smooth = XL_MARKER_STYLE.NONE, False
        if all(line is not each for each in crosshair):
            line.format.line.fill.background()
            continue
        line.format.line.color.rgb, line.format.line.width = RGBColor.from_string(GREY), Pt(1)
        line.format.line.dash_style = MSO_LINE.DASH
    for row, line in enumerate(others[len(crosshair) :]):
        for at, name in enumerate(chart.corners[row * 2 : row * 2 + 2]):
            named_label(line, at, name, Letters(size - 1, SOFT), side="rl"[at])


def _sides(points: Sequence[Point], scales: Sequence[Scale], room: Box, size: float) -> list[str]:
    """Return the side of each point's name: the first at which it meets no other name, no point and no edge."""
    across, up = scales
    at = [(across.share(a) * room.width, (1 - up.share(b)) * room.height) for _, (a, b) in points]
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in at]
    sides = []
    for (name, _), (x, y) in zip(points, at, strict=True):
        wide, tall = width(name, size) + 4, size * 1.4
        places = {
            "r": (x + 7, y - tall / 2, x + 7 + wide, y + tall / 2),
            "l": (x - 7 - wide, y - tall / 2, x - 7, y + tall / 2),
            "t": (x - wide / 2, y - 7 - tall, x + wide / 2, y - 7),
            "b": (x - wide / 2, y + 7, x + wide / 2, y + 7 + tall),
        }
        side = min(SIDES, key=lambda side: _cost(places[side], taken, room))
        taken.append(places[side])
        sides.append(side)
    return sides


def _cost(place: tuple[float, ...], taken: Sequence[tuple[float, ...]], room: Box) -> int:
    meets = sum(
        place[0] < other[2] and other[0] < place[2] and place[1] < other[3] and other[1] < place[3] for other in taken
    )
    is_out = place[0] < 0 or place[1] < 0 or place[2] > room.width or place[3] > room.height
    return meets + 3 * is_out
