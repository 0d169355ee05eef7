"""Values over time: lines with intervals, control limits, a target, what is expected, and marks where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from dashboards.charts.base import (
    ACCENT,
    COLOURS,
    DASHES,
    GREY,
    SECOND,
    SYMBOLS,
    drawn,
    layout,
    legend,
    moments,
    safe,
    time_axis,
    value_axis,
)
from dashboards.text import named
from pipeline.metrics.periods import Period

PALE = "38"  # how much of a colour is seen, in hex
SIGNAL_SYMBOLS = {"improvement": "triangle-up", "concern": "square", "high": "diamond", "low": "diamond"}
LEAST_SPREAD = 20.0  # points of per cent
SIGNAL_COLOURS = {"improvement": ACCENT, "concern": SECOND}


@dataclass(frozen=True)
class Line:
    """One series: its name, days, values, the text shown at each point, and what a click on a point chooses.

    Attributes:
        low, high: Interval of each value, empty where there is none.
        signals: Per point ``improvement``, ``concern``, ``high``, ``low`` or another word for none: the point's shape.
        is_dashed: Of what is expected, not of what was.
        is_open: Per point whether the figure is not final yet: a hollow point.
    """

    name: str
    days: Sequence[Any]
    values: Sequence[Any]
    texts: Sequence[str]
    low: Sequence[Any] = ()
    high: Sequence[Any] = ()
    signals: Sequence[str] = ()
    keys: Sequence[Any] = ()
    is_dashed: bool = False
    is_open: Sequence[bool] = ()


@dataclass(frozen=True)
class Band:
    """A range over time: control limits (lines) or what is expected (filled)."""

    name: str
    days: Sequence[Any]
    low: Sequence[Any]
    high: Sequence[Any]
    centre: Sequence[Any] = ()
    is_filled: bool = False


@dataclass(frozen=True)
class Marker:
    """A day on which something changed, or (``value``) a level such as a target."""

    text: str
    day: Any = None
    value: float | None = None


def over_time(
    lines: Sequence[Line],
    unit: str,
    axis_title: str,
    *,
    bands: Sequence[Band] = (),
    markers: Sequence[Marker] = (),
    from_zero: bool = False,
    grain: Period = "1mo",
) -> dict[str, Any]:
    """Return lines over time with what is around them; ``grain`` is the length of the periods that begin on their days."""
    traces = [trace for band in bands for trace in _band(band, unit)]
    traces += [_line(line, at, unit, len(lines)) for at, line in enumerate(lines)]
    days = [*chain.from_iterable(line.days for line in lines), *chain.from_iterable(band.days for band in bands)]
    names = len(lines) + len([band for band in bands if band.name])
    shapes, notes = _markers(markers, unit)
    return {
        "data": traces,
        "layout": layout(
            xaxis=time_axis(days, grain),
            yaxis=value_axis(axis_title, unit, from_zero=from_zero) | _spread(traces, unit, from_zero),
            shapes=shapes,
            annotations=notes,
            **legend(names),
        ),
    }


def _spread(traces: Sequence[dict[str, Any]], unit: str, from_zero: bool) -> dict[str, Any]:
    """Return a range of at least twenty points for shares that hardly differ, so that noise does not look like a fall."""
    values = [value for trace in traces for value in trace["y"] if value is not None]
    if unit != "share" or from_zero or not values or max(values) - min(values) >= LEAST_SPREAD:
        return {}
    middle = min(max((max(values) + min(values)) / 2, LEAST_SPREAD / 2), 100 - LEAST_SPREAD / 2)
    return {"range": [middle - LEAST_SPREAD / 2 - 1, middle + LEAST_SPREAD / 2 + 1]}


def _line(line: Line, at: int, unit: str, count: int) -> dict[str, Any]:
    colour = GREY if line.is_dashed else COLOURS[at % len(COLOURS)]
    symbol = "circle-open" if line.is_dashed else SYMBOLS[at % len(SYMBOLS)]
    signals = line.signals or [""] * len(line.values)
    values = drawn(line.values, unit)
    hollow = line.is_open or [False] * len(line.values)
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": safe(line.name),
        "x": moments(line.days),
        "y": values,
        "line": {"color": colour, "width": 2, "dash": "dash" if line.is_dashed else DASHES[at % len(DASHES)]},
        "marker": {
            "size": [
                10 if signal in SIGNAL_SYMBOLS else 8 if is_open else 6
                for signal, is_open in zip(signals, hollow, strict=True)
            ],
            "symbol": [
                SIGNAL_SYMBOLS.get(signal, symbol) + ("-open" if is_open else "")
                for signal, is_open in zip(signals, hollow, strict=True)
            ],
            "color": [SIGNAL_COLOURS.get(signal, colour) for signal in signals],
        },
        "hovertext": [safe(named(line.name, text) if count > 1 else text) for text in line.texts],
        "hoverinfo": "text",
        "customdata": list(line.keys),
        "connectgaps": False,
    }
    return trace | ({"error_y": _interval(line, values, unit, colour)} if len(line.low) else {})


def _interval(line: Line, values: Sequence[float | None], unit: str, colour: str) -> dict[str, Any]:
    low, high = drawn(line.low, unit), drawn(line.high, unit)
    ends = [
        (0.0, 0.0) if None in (value, below, above) else (above - value, value - below)  # type: ignore[operator]
        for value, below, above in zip(values, low, high, strict=True)
    ]
    return {
        "type": "data",
        "symmetric": False,
        "array": [end[0] for end in ends],
        "arrayminus": [end[1] for end in ends],
        "color": colour,
        "thickness": 1,
        "width": 0,
    }


def _band(band: Band, unit: str) -> list[dict[str, Any]]:
    shared: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": moments(band.days), "hoverinfo": "skip"}
    shape = {} if band.is_filled else {"line": {"color": GREY, "width": 1, "dash": "dot"}}
    edge = shared | ({"line": {"width": 0}} if band.is_filled else shape)
    lower = edge | {"y": drawn(band.low, unit), "showlegend": False}
    upper = edge | {"y": drawn(band.high, unit), "name": safe(band.name), "showlegend": bool(band.name)}
    if band.is_filled:
        upper |= {"fill": "tonexty", "fillcolor": f"{GREY}{PALE}"}
    found = [lower, upper]
    if len(band.centre):
        found.append(shared | {"y": drawn(band.centre, unit), "line": {"color": GREY, "width": 1}, "showlegend": False})
    return found


def _markers(markers: Sequence[Marker], unit: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    shapes, notes = [], []
    for marker in markers:
        line = {"color": GREY, "width": 1, "dash": "dash"}
        if marker.value is not None:
            (level,) = drawn([marker.value], unit)
            shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "line": line})
            place = {"xref": "paper", "x": 1, "xanchor": "right", "y": level, "yanchor": "bottom"}
        else:
            (day,) = moments([marker.day])
            shapes.append({"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line})
            place = {"x": day, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
        notes.append(place | {"text": safe(marker.text), "showarrow": False, "font": {"size": 12}})
    return shapes, notes
