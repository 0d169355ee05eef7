"""Curves that rise in steps: the share resolved by each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.base import COLOURS, DASHES, GREY, drawn, layout, legend, safe, value_axis
from dashboards.text import named


@dataclass(frozen=True)
class Curve:
    """One curve: its name, the days and the share (0 to 1) reached by each, with its interval."""

    name: str
    days: Sequence[float]
    shares: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def steps(
    curves: Sequence[Curve], x_title: str, y_title: str, *, last_day: float, levels: Sequence[float] = (0.5,)
) -> dict[str, Any]:
    """Return step curves up to ``last_day``, with thin lines at ``levels`` (0.5: where the median lies)."""
    traces = [trace for at, curve in enumerate(curves) for trace in _curve(curve, at)]
    line = {"width": 1, "dash": "dot", "color": GREY}
    return {
        "data": traces,
        "layout": layout(
            height=360,
            xaxis=value_axis(x_title, "days", from_zero=True) | {"range": [0, last_day], "showgrid": False},
            yaxis=value_axis(y_title, "share", from_zero=True) | {"range": [0, 102]},
            shapes=[
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": 100 * level,
                    "y1": 100 * level,
                    "line": line,
                    "opacity": 0.5,
                }
                for level in levels
            ],
            **legend(len(curves)),
        ),
    }


def _curve(curve: Curve, at: int) -> list[dict[str, Any]]:
    colour = COLOURS[at % len(COLOURS)]
    days = [0.0, *curve.days]
    shared: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": days, "legendgroup": str(at)}
    traces = []
    if len(curve.low):
        dotted = {"color": colour, "width": 1, "shape": "hv", "dash": "dot"}
        edge = shared | {"line": dotted, "hoverinfo": "skip", "showlegend": False}
        traces = [edge | {"y": drawn([0.0, *ends], "share")} for ends in (curve.low, curve.high)]
    shares = drawn([0.0, *curve.shares], "share")
    main = shared | {
        "y": shares,
        "name": safe(curve.name),
        "line": {"color": colour, "width": 2, "shape": "hv", "dash": DASHES[at % len(DASHES)]},
        "hovertext": [
            safe(named(curve.name, f"{day:g} · {share:.1f}%")) for day, share in zip(days, shares, strict=True)
        ],
        "hoverinfo": "text",
    }
    return [*traces, main]
