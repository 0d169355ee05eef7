"""Parts of a whole side by side: bars divided into parts, each with its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.base import (
    COLOURS,
    SEQUENTIAL,
    drawn,
    layout,
    legend_above,
    member_axis,
    row_labels,
    safe,
    value_axis,
)
from dashboards.text import named

ROW_HEIGHT = 34
PATTERNS = ("", "/", ".", "x", "-", "|")


@dataclass(frozen=True)
class Part:
    """One part of every bar: its name, values and texts, one per bar; what a click chooses."""

    name: str
    values: Sequence[Any]
    texts: Sequence[str]
    keys: Sequence[Any] = ()


def stacks(
    names: Sequence[str],
    parts: Sequence[Part],
    unit: str,
    axis_title: str,
    *,
    are_ordered: bool,
    is_stacked: bool = True,
) -> dict[str, Any]:
    """Return horizontal bars, the first on top, of ``parts`` one after the other (or below each other).

    Args:
        are_ordered: The parts are steps of a scale (shades of one colour) and not kinds (colours and patterns).
    """
    shades = SEQUENTIAL[1 : 1 + 2 * len(parts) : 2] if len(parts) <= 5 else _spread(len(parts))
    rows = len(names) * (1 if is_stacked else max(len(parts) * 0.6, 1))
    values = value_axis(axis_title, unit, from_zero=True)
    return {
        "data": [
            _bars(names, part, unit, _shaded(shades[at]) if are_ordered else _patterned(at))
            for at, part in enumerate(parts)
        ],
        "layout": layout(
            height=int(110 + ROW_HEIGHT * rows),
            barmode="stack" if is_stacked else "group",
            bargap=0.3,
            xaxis=values | ({"range": [0, 100]} if unit == "share" and is_stacked else {}),
            yaxis=member_axis(row_labels(names), is_down=True),
            **legend_above(len(parts)),
        ),
    }


def _bars(names: Sequence[str], part: Part, unit: str, marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(part.name),
        "y": list(range(len(names))),
        "x": drawn(part.values, unit),
        "marker": marker,
        "hovertext": [safe(named(f"{name} · {part.name}", text)) for name, text in zip(names, part.texts, strict=True)],
        "hoverinfo": "text",
        "customdata": list(part.keys),
    }


def _shaded(shade: str) -> dict[str, Any]:
    return {"color": shade, "line": {"width": 0.5}}


def _patterned(at: int) -> dict[str, Any]:
    pattern = {"shape": PATTERNS[at % len(PATTERNS)], "solidity": 0.25}
    return {"color": COLOURS[at % len(COLOURS)], "opacity": 0.7, "pattern": pattern}


def _spread(count: int) -> list[str]:
    """Return ``count`` shades from the lightest to the darkest; of more than there are, neighbours share one."""
    return [SEQUENTIAL[at * (len(SEQUENTIAL) - 1) // (count - 1)] for at in range(count)]
