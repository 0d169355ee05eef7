"""Values with their intervals beside each other, one per row, against a line such as "no difference"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import formats
from dashboards.charts.base import ACCENT, GREY, LETTER, drawn, layout, member_axis, row_labels, safe, value_axis, width
from dashboards.text import named

ROW_HEIGHT = 34


@dataclass(frozen=True)
class Range:
    """One row: its name, value and interval (None: not shown), the text beside it, what a click chooses.

    Attributes:
        is_sure: Whether the value differs from the line more than by chance: a filled mark, else a hollow one.
    """

    name: str
    value: Any
    low: Any
    high: Any
    text: str
    is_sure: bool
    key: Any = None


def ranges(rows: Sequence[Range], unit: str, axis_title: str, *, line_at: float | None = 0) -> dict[str, Any]:
    """Return the rows in the given order, the first on top; ``line_at`` is where the line stands, None for none."""
    values, low, high = (drawn([getattr(row, name) for row in rows], unit) for name in ("value", "low", "high"))
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": list(range(len(rows))),
        "marker": {
            "size": 10,
            "color": ACCENT,
            "line": {"color": ACCENT, "width": 2},
            "symbol": ["circle" if row.is_sure else "circle-open" for row in rows],
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_far(end, value) for value, end in zip(values, high, strict=True)],
            "arrayminus": [_far(value, end) for value, end in zip(values, low, strict=True)],
            "color": ACCENT,
            "thickness": 2,
            "width": 4,
        },
        "hovertext": [safe(named(row.name, row.text)) for row in rows],
        "hoverinfo": "text",
        "customdata": [row.key for row in rows],
    }
    return {"data": [trace], "layout": _layout(rows, unit, axis_title, line_at)}


def _far(one: float | None, other: float | None) -> float:
    return 0.0 if one is None or other is None else one - other


def _layout(rows: Sequence[Range], unit: str, axis_title: str, line_at: float | None) -> dict[str, Any]:
    places = list(range(len(rows)))
    line = {"type": "line", "x0": line_at, "x1": line_at, "yref": "paper", "y0": 0, "y1": 1}
    texts = [
        {"xref": "paper", "x": 1.01, "xanchor": "left", "y": at, "text": safe(row.text), "showarrow": False}
        for at, row in zip(places, rows, strict=True)
    ]
    return layout(
        height=86 + ROW_HEIGHT * len(rows),
        margin={"r": 8 + LETTER * max((width(row.text) for row in rows), default=0)},
        shapes=[] if formats.is_missing(line_at) else [line | {"line": {"color": GREY, "width": 1, "dash": "dash"}}],
        annotations=texts,
        xaxis=value_axis(axis_title, unit),
        yaxis=member_axis(row_labels([row.name for row in rows]), is_down=True) | {"ticklabelstandoff": 6},
    )
