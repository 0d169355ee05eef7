"""A funnel: members by their size and figure, between limits that narrow as members grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.base import ACCENT, GREY, SECOND, drawn, layout, legend, safe, short, value_axis
from dashboards.text import named

DASH = {"95": "dot", "998": "dash"}


@dataclass(frozen=True)
class Member:
    """One member: its name, size, value, the text shown on hovering, whether it lies outside, what a click chooses."""

    name: str
    size: float
    value: float
    text: str
    is_outside: bool
    key: Any = None


def funnel(
    members: Sequence[Member],
    sizes: Sequence[float],
    limits: Mapping[str, Sequence[float]],
    target: float,
    unit: str,
    *,
    x_title: str,
    y_title: str,
    names: tuple[str, str, str],
) -> dict[str, Any]:
    """Return members as dots (squares with their names outside the limits) between the curves of ``limits``.

    Args:
        sizes: Where the curves are drawn; ``limits``: ``low998``, ``low95``, ``high95``, ``high998``, one value per size.
        target: The common figure.
        names: Of the common figure, the 95 % and the 99.8 % limits, for the legend.
    """
    (level,) = drawn([target], unit)
    curves = [_curve(sizes, drawn(limits[name], unit), name, names[1 if name.endswith("95") else 2]) for name in limits]
    ends = {"x": [sizes[0], sizes[-1]], "y": [level, level]}
    mean = {"type": "scatter", "mode": "lines", "name": safe(names[0]), "hoverinfo": "skip"} | ends
    mean["line"] = {"color": GREY, "width": 1}
    return {
        "data": [*curves, mean, _dots(members, unit)],
        "layout": layout(
            height=380,
            xaxis=value_axis(x_title, "count") | {"showgrid": False},
            yaxis=value_axis(y_title, unit, from_zero=True),
            **legend(3),
        ),
    }


def _curve(sizes: Sequence[float], values: Sequence[float | None], name: str, label: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(sizes),
        "y": values,
        "name": safe(label),
        "showlegend": name.startswith("high"),
        "line": {"color": GREY, "width": 1, "dash": DASH[name.removeprefix("low").removeprefix("high")]},
        "hoverinfo": "skip",
    }


def _dots(members: Sequence[Member], unit: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [member.size for member in members],
        "y": drawn([member.value for member in members], unit),
        "text": [safe(short(member.name, 16)) if member.is_outside else "" for member in members],
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {
            "size": [11 if member.is_outside else 8 for member in members],
            "symbol": ["square" if member.is_outside else "circle" for member in members],
            "color": [SECOND if member.is_outside else ACCENT for member in members],
        },
        "hovertext": [safe(named(member.name, member.text)) for member in members],
        "hoverinfo": "text",
        "customdata": [member.key for member in members],
        "showlegend": False,
    }
