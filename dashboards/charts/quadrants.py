"""Dots in a plane cut into four named quarters: importance × performance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboards.charts.base import ACCENT, GREY, factor, layout, safe, short, value_axis
from dashboards.text import named

CORNERS = ((0, 1, "left", "top"), (1, 1, "right", "top"), (0, 0, "left", "bottom"), (1, 0, "right", "bottom"))


@dataclass(frozen=True)
class Dot:
    """One dot: its name, place, the text shown beside it on hovering, what a click chooses."""

    name: str
    x: float
    y: float
    text: str
    key: Any = None


def quadrants(
    dots: Sequence[Dot],
    x_title: str,
    y_title: str,
    cut: tuple[float, float],
    corners: Sequence[str],
    *,
    units: tuple[str, str] = ("index", "index"),
) -> dict[str, Any]:
    """Return dots with the two lines of ``cut`` (x, y) and the names of the quarters.

    Args:
        corners: Names at the upper left, upper right, lower left and lower right.
        units: Of x and y; shares are drawn in per cent.
    """
    across, up = (factor(unit) for unit in units)
    dots = [replace(dot, x=dot.x * across, y=dot.y * up) for dot in dots]
    cut = (cut[0] * across, cut[1] * up)
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [dot.x for dot in dots],
        "y": [dot.y for dot in dots],
        "text": [safe(short(dot.name, 18)) for dot in dots],
        "textposition": [_side(at, dots) for at in range(len(dots))],
        "cliponaxis": False,
        "marker": {"color": ACCENT, "size": 10},
        "hovertext": [safe(named(dot.name, dot.text)) for dot in dots],
        "hoverinfo": "text",
        "customdata": [dot.key for dot in dots],
    }
    line = {"color": GREY, "width": 1, "dash": "dash"}
    x, y = cut
    return {
        "data": [trace],
        "layout": layout(
            height=420,
            xaxis=value_axis(x_title, "index") | {"showgrid": False, "range": _room([dot.x for dot in dots], x)},
            yaxis=value_axis(y_title, "index") | {"showgrid": False, "range": _room([dot.y for dot in dots], y)},
            shapes=[
                {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line},
                {"type": "line", "y0": y, "y1": y, "xref": "paper", "x0": 0, "x1": 1, "line": line},
            ],
            annotations=[_named(name, *place) for name, place in zip(corners, CORNERS, strict=True)],
        ),
    }


def _named(name: str, x: int, y: int, side: str, end: str) -> dict[str, Any]:
    """Return the name of a quarter in its outer corner."""
    place = {"xref": "paper", "yref": "paper", "x": x, "y": y, "xanchor": side, "yanchor": end}
    return place | {"text": f"<i>{safe(name)}</i>", "showarrow": False, "font": {"size": 13}}


def _room(values: Sequence[float], cut: float) -> list[float]:
    """Return a range that leaves room for the labels at the edges."""
    low, high = min([*values, cut]), max([*values, cut])
    room = (high - low or 1) * 0.22
    return [low - room, high + room]


def _side(at: int, dots: Sequence[Dot]) -> str:
    """Put the label below a dot that has another one close above it."""
    x, y = dots[at].x, dots[at].y
    across, up = (max(v) - min(v) or 1 for v in ([dot.x for dot in dots], [dot.y for dot in dots]))
    crowded = any(
        other is not dots[at] and abs(other.x - x) < across / 4 and 0 <= other.y - y < up / 12 for other in dots
    )
    return "bottom center" if crowded else "top center"
