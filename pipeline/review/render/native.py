"""Charts that PowerPoint and Word edit as their own: data in a workbook, intervals as error bars, target as a series.

    bars, columns  one colour, or pale beside the highlighted; a label behind the interval; target across as a series
    lines          a gap where there is no figure, the last figure written, intervals as thin bars
    stacks         parts of 100 %, each with its share
    quadrants      a named point per category, the crosshair as two series

A bar chart takes no line across, so a target is a series of bars behind each other of which only the end is filled.
Values are raw (shares 0 to 1) with the number format of their text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from pipeline.review.model import Chart, Figure, Series
from pipeline.review.render.chart_data import Categories
from pipeline.review.render.fit import width
from pipeline.review.render.line_labels import apart, last_of
from pipeline.review.render.look import BAR, BORDER, COLOURS, SECOND, SOFT, TEXT
from pipeline.review.render.native_xml import (
    Letters,
    across_on_bars,
    across_on_columns,
    error_bars,
    inner,
    point_label,
    title_at,
)
from pipeline.review.render.numbers import axis_format, label_format
from pipeline.review.render.office import plain
from pipeline.review.render.scatter import quadrants
from pipeline.review.render.slide_master import Box

TYPES = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
    "stacks": XL_CHART_TYPE.BAR_STACKED_100,
}
WHOLE = ("count", "stock")  # units without halves
DASHES = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.SQUARE_DOT, MSO_LINE.DASH_DOT)
MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE)
SMALLEST, ASIDE = 8, 1.25  # size of letters; room of a name beside others, of its width
GAP = 3  # points between an interval and the label behind it
LEGEND = 26  # points that a legend takes


def add_chart(shapes: Any, chart: Chart, box: Box, size: float = 11) -> Any:
    """Put a chart on a slide and return its frame, named as the chart is and with its alternative text.

    Args:
        shapes: Of the slide. ``size``: of the letters, in points.
    """
    if chart.kind == "quadrants":
        frame = quadrants(shapes, chart, box, size)
    else:
        data = _data(chart)
        frame = shapes.add_chart(TYPES[chart.kind], *box.emu, data)
        _lettered(frame.chart, size)
        {"bars": _bars, "columns": _bars, "lines": _lines, "stacks": _stacks}[chart.kind](frame.chart, chart, box, size)
    frame.name = chart.name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(chart.alt))
    return frame


def figures_of(chart: Chart) -> list[Figure]:
    """Return the figures of a chart that have a value."""
    return [figure for series in chart.series for figure in series.figures if figure and figure.value is not None]


def scale(most: float, unit: str) -> tuple[float, float]:
    """Return the end and the step of an axis that begins at zero: round numbers, four or five steps, shares never above 1."""
    if most <= 0:
        return 1.0, 0.25
    power = 10.0 ** math.floor(math.log10(most))
    step = next(one * power for one in (0.25, 0.5, 1, 2, 2.5) if one * power * 5 >= most * 0.999)
    if unit in WHOLE:
        step = max(round(step), 1)
    end = math.ceil(most / step * 0.999) * step
    return (1.0, 0.25) if unit == "share" and end > 0.75 else (round(end, 10), round(step, 10))


def _data(chart: Chart) -> Any:
    figures = figures_of(chart)
    data = Categories(number_format=label_format(figures[0]) if figures else "General")
    data.categories = [plain(category) for category in _periods(chart)]
    for series in chart.series:
        data.add_series(plain(series.name), [figure.value if figure else None for figure in series.figures])
    if chart.line and chart.kind in ("bars", "columns", "lines"):
        data.add_series(plain(chart.line_label) or "–", [chart.line[0]] * len(chart.categories))
    return data


def _periods(chart: Chart) -> list[str]:
    """Return the categories; periods on two lines, for they stand side by side."""
    if chart.kind not in ("lines", "columns"):
        return list(chart.categories)
    return [re.sub(r"^(\d{4})( ?年(?=.)| (?=Q))", "\\1\n", category) for category in chart.categories]


def _lettered(native: Any, size: float) -> None:
    """Set the letters, and take away what python-pptx draws unasked."""
    native.font.size, native.font.color.rgb = Pt(size), RGBColor.from_string(TEXT)
    native.has_title, native.has_legend = False, False


def end_of_axis(chart: Chart) -> float:
    """Return where the axis of a chart ends, so that its intervals and its target are on it."""
    ends = [max(figure.value or 0, figure.high or 0) for figure in figures_of(chart)] or [1.0]
    return scale(max([*ends, *chart.line]), chart.unit)[0]


def _axes(native: Any, chart: Chart, end: float, size: float, box: Box) -> None:
    """Draw the values' axis from zero with pale lines across, and the categories' without marks."""
    values, categories = native.value_axis, native.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = 0, *scale(end, chart.unit)
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string(BORDER)
    values.major_gridlines.format.line.width = Pt(0.75)
    values.format.line.fill.background()
    figures = figures_of(chart)
    if figures:
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = axis_format(figures[0]), False
    categories.format.line.color.rgb = RGBColor.from_string(SOFT)
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for axis in (values, categories):
        axis.tick_labels.font.size, axis.tick_labels.font.color.rgb = Pt(size), RGBColor.from_string(TEXT)
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    categories._element.find("{*}txPr").find("{*}bodyPr").set(
        "rot", "0"
    )  # long names go on a second line, never aslant
    if chart.axis:
        values.has_title = True
        values.axis_title.text_frame.text = _title(chart, size, box)
        letters = values.axis_title.text_frame.paragraphs[0].runs[0].font
        letters.size, letters.bold, letters.color.rgb = Pt(size), False, RGBColor.from_string(SOFT)


def _title(chart: Chart, size: float, box: Box) -> str:
    """Return what the values are, only their unit where the whole would not fit beside the axis."""
    title = plain(chart.axis[0])
    room = box.width if chart.kind in ("bars", "stacks") else box.height
    unit = re.search(r"[(（]([^()（）]+)[)）]$", title)
    return unit[1] if unit and width(title, size) > room * 0.7 else title


def _bars(native: Any, chart: Chart, box: Box, size: float) -> None:
    is_across, end = chart.kind == "bars", end_of_axis(chart)
    plot, series = native.plots[0], native.plots[0].series[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 45, 100, False
    _axes(native, chart, end, size, box)
    series.invert_if_negative = False
    _filled(series, BAR)
    for at, category in enumerate(chart.categories):
        if category in chart.highlighted:
            _filled(series.points[at], SECOND)
    if is_across:
        native.category_axis.reverse_order = True
        _numbers_below(native)
    left = min(_room(chart.categories, size) + 10, box.width * 0.42) if is_across else 58
    top = LEGEND if chart.line else 6
    room = Box(left, top, box.width - left - 44, box.height - top - size * 4.2 - (0 if is_across else size * 2.6))
    inner(native, room, box)
    if chart.line:
        _target(native, chart, end, room, box, size)
    _labels(series, chart, end, room, box, size)
    error_bars(series, chart.series[0])


def _numbers_below(native: Any) -> None:
    """Put the numbers of the axis below, though the first category is on top."""
    native.value_axis._element.find("{*}crosses").set("val", "max")


def _labels(series: Any, chart: Chart, end: float, room: Box, box: Box, size: float) -> None:
    """Write the value behind the interval of each bar."""
    is_across = chart.kind == "bars"
    for at, (category, figure) in enumerate(zip(chart.categories, chart.series[0].figures, strict=True)):
        if figure is None or figure.value is None:
            continue
        letters = Letters(size, SECOND if category in chart.highlighted else TEXT, category in chart.highlighted)
        beyond = 0.0 if figure.high is None else (figure.high - figure.value) / end
        far = beyond * (room.width if is_across else room.height) + (GAP if beyond else 0)
        moved = (far / box.width, 0.0) if is_across else (0.0, -far / box.height)
        point_label(series, at, label_format(figure), letters, side="outEnd", moved=moved)


def _target(native: Any, chart: Chart, end: float, room: Box, box: Box, size: float) -> None:
    """Draw a target across; on bars its words stand above it, for a legend has no sign for such a mark."""
    if chart.kind == "columns":
        across_on_columns(native)
        native.has_legend = True
        _legend(native)
        return
    across_on_bars(native)
    native.has_title = True
    words = f"▏{plain(chart.line_label)}"
    native.chart_title.text_frame.text = words
    letters = native.chart_title.text_frame.paragraphs[0].runs[0].font
    letters.size, letters.bold, letters.color.rgb = Pt(size), True, RGBColor.from_string(SECOND)
    left = min(room.left + chart.line[0] / end * room.width - size * 0.2, box.width - width(words, size) - 10)
    title_at(native, left / box.width, 4 / box.height)


def _lines(native: Any, chart: Chart, box: Box, size: float) -> None:
    end = end_of_axis(chart)
    _axes(native, chart, end, size, box)
    has_legend = len(chart.series) > 1 or bool(chart.line)
    native.has_legend = has_legend
    if has_legend:
        _legend(native)
    top = LEGEND if has_legend else 8
    room = Box(64, top, box.width - 64 - 56, box.height - top - size * 3.4)
    inner(native, room, box)
    native.category_axis.tick_labels.font.size = Pt(_size_beside(_periods(chart), room.width, size))
    moves = apart([last_of(series) for series in chart.series], end, room.height, size)
    for at, (line, series) in enumerate(zip(native.plots[0].series, [*chart.series, None], strict=False)):
        if series is None:
            _line(line, SECOND, MSO_LINE.DASH, None)
            continue
        _line(line, COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)], MARKERS[at % len(MARKERS)])
        _last_label(line, series, Letters(size, COLOURS[at % len(COLOURS)], bold=True), moves[at] / box.height)
        error_bars(line, series, COLOURS[at % len(COLOURS)])


def _size_beside(names: Sequence[str], room: float, size: float) -> float:
    """Return the size in which no word of names that stand side by side is broken, at least the smallest."""
    widest = max((width(word, size) for name in names for word in name.split()), default=0.0)
    return max(SMALLEST, min(size, size * room / len(names) / (widest * ASIDE))) if widest else size


def _line(line: Any, colour: str, dash: Any, marker: Any) -> None:
    line.smooth = False
    line.format.line.color.rgb, line.format.line.width = RGBColor.from_string(colour), Pt(2.25)
    line.format.line.dash_style = dash
    line.marker.style = XL_MARKER_STYLE.NONE if marker is None else marker
    if marker is not None:
        line.marker.size = 7
        _filled(line.marker, colour)
        line.marker.format.line.color.rgb = RGBColor.from_string(colour)


def _last_label(line: Any, series: Series, letters: Letters, moved: float) -> None:
    """Write the last figure of a line beside its point."""
    last = last_of(series)
    if last:
        point_label(line, last[0], label_format(last[1]), letters, side="r", moved=(0.0, moved))


def _stacks(native: Any, chart: Chart, box: Box, size: float) -> None:
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 55, 100
    _axes(native, chart, 1.0, size, box)
    native.value_axis.has_title = False
    native.value_axis.tick_labels.number_format = "0%"
    native.category_axis.reverse_order = True
    _numbers_below(native)
    native.has_legend = True
    _legend(native)
    left = min(_room(chart.categories, size) + 10, box.width * 0.42)
    inner(native, Box(left, LEGEND, box.width - left - 24, box.height - LEGEND - size * 2.6), box)
    for at, series in enumerate(plot.series):
        _filled(series, COLOURS[at % len(COLOURS)])
        labels = series.data_labels
        labels.show_value, labels.font.size, labels.font.color.rgb = True, Pt(size), RGBColor.from_string("FFFFFF")
        figures = figures_of(chart)
        if figures:
            labels.number_format, labels.number_format_is_linked = label_format(figures[0]), False


def _legend(native: Any) -> None:
    native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False


def _filled(what: Any, colour: str) -> None:
    what.format.fill.solid()
    what.format.fill.fore_color.rgb = RGBColor.from_string(colour)


def _room(categories: Sequence[str], size: float) -> float:
    """Return the room that names take beside bars; long ones go on a second line."""
    longest = max((width(category, size) for category in categories), default=0)
    return longest if longest <= 170 else max(170.0, min(longest / 2 + size, 260.0))
