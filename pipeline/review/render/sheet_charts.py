"""Charts of a workbook: native, their data on a sheet of its own, intervals as error bars, the target as a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.review.model import Chart, Figure, Series
from pipeline.review.render.look import BAR, BORDER, COLOURS, GREY, SECOND, SOFT, TEXT
from pipeline.review.render.native import end_of_axis, figures_of, scale
from pipeline.review.render.numbers import axis_format, label_format
from pipeline.review.render.office import plain
from pipeline.review.render.scatter import points_of
from pipeline.review.render.sheet_data import ENDS, Place, has_interval, scales_of
from pipeline.review.render.workbook import Sheet

MARKED = "FE0102"  # a colour that stands for a fill that only an end has; ``xlsx`` exchanges it
HEIGHT, LEAST_WIDTH, ROW = 340, 760, 20  # pixels of a chart, and the height of a row
DASHES = ("solid", "dash", "round_dot", "dash_dot")
MARKERS = ("circle", "square", "diamond", "triangle")
SIZE = 9


def put_chart(sheet: Sheet, chart: Chart, place: Place) -> None:
    """Put a chart on a sheet, over rows that are left free for it."""
    file = sheet.book.file
    native = {"bars": _bars, "columns": _bars, "lines": _lines, "stacks": _stacks, "quadrants": _quadrants}[chart.kind](
        file, chart, place
    )
    label = f"   ▏{chart.line_label}" if chart.kind == "bars" and chart.line_label else ""
    native.set_title(
        {"name": plain(chart.title + label), "name_font": {"size": 11, "color": f"#{TEXT}"}, "overlay": False}
    )
    tall = HEIGHT if chart.kind != "bars" else max(HEIGHT, 110 + 24 * len(chart.categories))
    native.set_size({"width": max(min(round(sum(sheet.widths) * 7.5), 980), LEAST_WIDTH), "height": tall})
    native.set_chartarea({"border": {"color": f"#{BORDER}"}})
    sheet.page.insert_chart(
        sheet.row, 0, native, {"description": plain(chart.alt), "object_position": 2, "y_offset": 4}
    )
    sheet.row += -(-(tall + 8) // ROW) + 1


def _bars(file: Any, chart: Chart, place: Place) -> Any:
    is_across = chart.kind == "bars"
    native = file.add_chart({"type": "bar" if is_across else "column"})
    (column, *_) = place.columns
    colours = [SECOND if category in chart.highlighted else BAR for category in chart.categories]
    native.add_series(
        {
            **_series(place, column),
            "fill": {"color": f"#{BAR}"},
            "points": [{"fill": {"color": f"#{colour}"}} for colour in colours],
            "gap": 45,
            "overlap": 100,
            "data_labels": _labels(
                figures_of(chart), "inside_base" if has_interval(chart.series[0]) else "outside_end"
            ),
            **_errors(chart.series[0], place, column, TEXT),
        }
    )
    if place.target is not None and is_across:
        native.add_series({**_series(place, place.target), "fill": {"color": f"#{MARKED}"}, "gap": 45})
    if place.target is not None and not is_across:
        line = file.add_chart({"type": "line"})
        dashed = {"color": f"#{SECOND}", "width": 1.75, "dash_type": "dash"}
        line.add_series({**_series(place, place.target), "line": dashed})
        native.combine(line)
    native.set_legend({"none": True} if is_across or place.target is None else {"position": "bottom"})
    names = {"num_font": {"size": SIZE}, "line": {"color": f"#{SOFT}"}, "major_tick_mark": "none"}
    put_names, put_values = (
        (native.set_y_axis, native.set_x_axis) if is_across else (native.set_x_axis, native.set_y_axis)
    )
    put_names({**names, "reverse": True, "crossing": "max"} if is_across else names)
    put_values(_axis(chart))
    return native


def _lines(file: Any, chart: Chart, place: Place) -> Any:
    native = file.add_chart({"type": "line"})
    for at, (series, column) in enumerate(zip(chart.series, place.columns, strict=True)):
        colour = f"#{COLOURS[at % len(COLOURS)]}"
        known = [spot for spot, figure in enumerate(series.figures) if figure and figure.value is not None]
        labels = _labels(figures_of(chart), "right")
        labels["custom"] = [{} if known and spot == known[-1] else {"delete": True} for spot in range(place.count)]
        native.add_series(
            {
                **_series(place, column),
                "line": {"color": colour, "width": 2.25, "dash_type": DASHES[at % len(DASHES)]},
                "marker": {
                    "type": MARKERS[at % len(MARKERS)],
                    "size": 6,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
                "data_labels": labels,
                **_errors(series, place, column, COLOURS[at % len(COLOURS)]),
            }
        )
    if place.target is not None:
        dashed = {"color": f"#{SECOND}", "width": 1.75, "dash_type": "dash"}
        native.add_series({**_series(place, place.target), "line": dashed})
    native.show_blanks_as("gap")
    native.set_legend({"position": "bottom"} if len(chart.series) > 1 or place.target is not None else {"none": True})
    native.set_x_axis({"num_font": {"size": SIZE}, "line": {"color": f"#{SOFT}"}, "major_tick_mark": "none"})
    native.set_y_axis(_axis(chart))
    return native


def _stacks(file: Any, chart: Chart, place: Place) -> Any:
    native = file.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for at, column in enumerate(place.columns):
        labels = {**_labels(figures_of(chart), "center"), "font": {"color": "#FFFFFF", "size": SIZE}}
        native.add_series(
            {
                **_series(place, column),
                "fill": {"color": f"#{COLOURS[at % len(COLOURS)]}"},
                "gap": 45,
                "data_labels": labels,
            }
        )
    native.set_legend({"position": "bottom"})
    native.set_y_axis({"reverse": True, "num_font": {"size": SIZE}, "crossing": "max"})
    native.set_x_axis({"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": f"#{BORDER}"}}})
    return native


def _quadrants(file: Any, chart: Chart, place: Place) -> Any:
    native = file.add_chart({"type": "scatter"})
    across, up = place.columns
    points = points_of(chart)
    colours = [SECOND if name in chart.highlighted else BAR for name, _ in points]
    native.add_series(
        {
            "name": plain(" / ".join(series.name for series in chart.series[:2])),
            "categories": place.values(across),
            "values": place.values(up),
            "marker": {"type": "circle", "size": 9, "fill": {"color": f"#{BAR}"}, "border": {"none": True}},
            "points": [{"fill": {"color": f"#{colour}"}} for colour in colours],
            "data_labels": {
                "value": True,
                "position": "right",
                "font": {"size": SIZE},
                "custom": [{"value": _label(name, place.cell(at, 0))} for at, (name, _) in enumerate(points)],
            },
        }
    )
    scales = scales_of(chart)
    if len(chart.line) == 2:
        native.add_series(_crosshair(place))
    native.set_legend({"none": True})
    for at, put in enumerate((native.set_x_axis, native.set_y_axis)):
        sides = {"min": scales[at].low, "max": scales[at].high, "major_unit": scales[at].step}
        code = axis_format(points[0][1][at], scales[at].step) if points else "General"
        put(
            {
                **_titled(chart, at),
                **sides,
                "num_format": code,
                "crossing": "min",
                "major_gridlines": {"visible": False},
            }
        )
    return native


def _crosshair(place: Place) -> dict[str, Any]:
    """Return a point where the lines cross, with error bars that reach to the edges."""
    below = Place(place.sheet, place.row + place.count, 1, place.columns, None)
    series: dict[str, Any] = {
        "name": "┼",
        "categories": below.values(place.columns[0]),
        "values": below.values(place.columns[1]),
        "marker": {"type": "none"},
    }
    for at, name in enumerate(("x_error_bars", "y_error_bars")):
        series[name] = {
            "type": "custom",
            "minus_values": below.values(3 + 2 * at),
            "plus_values": below.values(4 + 2 * at),
            "end_style": 0,
            "line": {"color": f"#{GREY}", "width": 1, "dash_type": "dash"},
        }
    return series


def _series(place: Place, column: int) -> dict[str, Any]:
    return {"name": place.title(column), "categories": place.values(0), "values": place.values(column)}


def _labels(figures: Sequence[Figure], position: str) -> dict[str, Any]:
    code = label_format(figures[0]) if figures else "General"
    return {"value": True, "num_format": code, "position": position, "font": {"size": SIZE, "color": f"#{TEXT}"}}


def _errors(series: Series, place: Place, column: int, colour: str) -> dict[str, Any]:
    """Return the error bars of a series, the 95 % intervals; nothing where it has none."""
    if not has_interval(series):
        return {}
    minus, plus = place.values(column + ENDS - 1), place.values(column + ENDS)
    line = {"color": f"#{colour}", "width": 1}
    return {"y_error_bars": {"type": "custom", "plus_values": plus, "minus_values": minus, "line": line}}


def _axis(chart: Chart) -> dict[str, Any]:
    """Return the axis of the values, from zero."""
    most, step = scale(end_of_axis(chart), chart.unit)
    figures = figures_of(chart)
    code = axis_format(figures[0]) if figures else "General"
    return {
        **_titled(chart, 0),
        "min": 0,
        "max": most,
        "major_unit": step,
        "num_format": code,
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": f"#{BORDER}", "width": 0.75}},
    }


def _titled(chart: Chart, at: int) -> dict[str, Any]:
    name = plain(chart.axis[at]) if at < len(chart.axis) else ""
    return {"name": name, "name_font": {"size": SIZE, "bold": False, "color": f"#{SOFT}"}, "num_font": {"size": SIZE}}


def _label(name: str, cell: str) -> str:
    """Return a point's name, or where it stands: xlsxwriter would take one that begins with ``=`` for a reference."""
    return cell if name.startswith("=") else plain(name)
