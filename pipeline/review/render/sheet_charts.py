"""Charts of a workbook: native, their data on a sheet of its own, intervals as error bars, the target as a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from pipeline.review.model import Chart, Figure, Series
from pipeline.review.render.look import BAR, BORDER, COLOURS, GREY, SECOND, SOFT, TEXT
from pipeline.review.render.native import end_of_axis, figures_of, scale
from pipeline.review.render.numbers import Number, axis_format, end, label_format, number
from pipeline.review.render.office import plain
from pipeline.review.render.scatter import Scale, points_of, scale_of
from pipeline.review.render.workbook import Grid, Sheet

MARKED = "FE0102"  # a colour that stands for a fill that only an end has; ``xlsx`` exchanges it
HEIGHT, ROW = 340, 20  # pixels of a chart, and of a row
DASHES = ("solid", "dash", "round_dot", "dash_dot")
MARKERS = ("circle", "square", "diamond", "triangle")
SIZE = 9
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
        if _has_interval(series):
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
            arm for one, at in zip(_scales(chart), chart.line, strict=True) for arm in (at - one.low, one.high - at)
        ]
        rows.append(["┼", *(Number(value, "0.00") for value in (*chart.line, *arms))])
    return Grid(titles, rows, [False] + [True] * (len(titles) - 1))


def _has_interval(series: Series) -> bool:
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
        at += 1 + ENDS if _has_interval(series) else 1
    if chart.kind == "quadrants":
        return Place(sheet, row, len(points_of(chart)), (1, 2), None)
    return Place(sheet, row, len(chart.categories), columns, at if _has_target(chart) else None)


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
    native.set_size({"width": min(round(sum(sheet.widths) * 7.5), 980), "height": tall})
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
                figures_of(chart), "inside_base" if _has_interval(chart.series[0]) else "outside_end"
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
    scales = _scales(chart)
    if len(chart.line) == 2:
        native.add_series(_crosshair(place))
    native.set_legend({"none": True})
    for at, put in enumerate((native.set_x_axis, native.set_y_axis)):
        sides = {"min": scales[at].low, "max": scales[at].high, "major_unit": scales[at].step}
        code = axis_format(points[0][1][at]) if points else "General"
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


def _scales(chart: Chart) -> list[Scale]:
    points = points_of(chart)
    return [scale_of([pair[at].value or 0.0 for _, pair in points], chart.line[at : at + 1]) for at in (0, 1)]


def _series(place: Place, column: int) -> dict[str, Any]:
    return {"name": place.title(column), "categories": place.values(0), "values": place.values(column)}


def _labels(figures: Sequence[Figure], position: str) -> dict[str, Any]:
    code = label_format(figures[0]) if figures else "General"
    return {"value": True, "num_format": code, "position": position, "font": {"size": SIZE, "color": f"#{TEXT}"}}


def _errors(series: Series, place: Place, column: int, colour: str) -> dict[str, Any]:
    """Return the error bars of a series, the 95 % intervals; nothing where it has none."""
    if not _has_interval(series):
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


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
