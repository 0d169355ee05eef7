"""Horizontal bars, one per member of a dimension, with intervals; pale, so that the lines of the intervals are seen on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import formats
from dashboards.charts.base import ACCENT, LETTER, layout, member_axis, row_labels, safe, width
from dashboards.text import named, t

ROW_HEIGHT = 34
FRAME_HEIGHT = 86


@dataclass(frozen=True)
class Bar:
    """One bar: its name, value (None: suppressed or missing), interval, the text beside it, the id that a click chooses."""

    name: str
    value: Any
    low: Any
    high: Any
    text: str
    key: str | None = None


def ranked_bars(bars: Sequence[Bar], unit: str, axis_title: str, *, is_whole: bool = True) -> dict[str, Any]:
    """Return horizontal bars in the given order, first on top, with intervals and the value as text at the right.

    Args:
        is_whole: Shares are drawn on an axis up to 100; else up to the largest.
    """
    factor = 100 if unit == "share" else 1
    values = [None if formats.is_missing(bar.value) else bar.value * factor for bar in bars]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(bars))),
        "x": values,
        "width": 0.62,
        "marker": {"color": ACCENT, "opacity": 0.55},
        "error_x": _intervals(bars, values, factor),
        "hovertext": [safe(named(bar.name, bar.text)) for bar in bars],
        "hoverinfo": "text",
        "customdata": [bar.key for bar in bars],
    }
    return {"data": [trace], "layout": _layout(bars, axis_title, 100 if unit == "share" and is_whole else None)}


def in_words(bars: Sequence[Bar], title: str) -> str:
    """Return the alternative text of a chart: its title and every value."""
    return named(title, t("filters.joiner").join(f"{bar.name} {bar.text}" for bar in bars))


def _intervals(bars: Sequence[Bar], values: list[Any], factor: int) -> dict[str, Any]:
    known = [value is not None and not formats.is_missing(bar.low) for bar, value in zip(bars, values, strict=True)]
    if not any(known):
        return {"visible": False}
    rows = list(zip(bars, values, known, strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "array": [bar.high * factor - value if drawn else 0 for bar, value, drawn in rows],
        "arrayminus": [value - bar.low * factor if drawn else 0 for bar, value, drawn in rows],
        "color": ACCENT,
        "thickness": 2,
        "width": 4,
    }


def _layout(bars: Sequence[Bar], axis_title: str, most: float | None) -> dict[str, Any]:
    places = list(range(len(bars)))
    return layout(
        height=FRAME_HEIGHT + ROW_HEIGHT * len(bars),
        margin={"r": 8 + LETTER * max((width(bar.text) for bar in bars), default=0)},
        bargap=0.3,
        xaxis={
            "title": {"text": safe(axis_title), "standoff": 12},
            "range": [0, most] if most else None,
            "tickvals": list(range(0, 101, 25)) if most else None,
            "nticks": 5,
            "tickformat": ",",
            "tickangle": 0,
            "rangemode": "tozero",
            "fixedrange": True,
            "zeroline": False,
        },
        yaxis=member_axis(row_labels([bar.name for bar in bars]), is_down=True) | {"ticklabelstandoff": 6},
        annotations=[
            {"xref": "paper", "x": 1.01, "xanchor": "left", "y": at, "text": safe(bar.text), "showarrow": False}
            for at, bar in zip(places, bars, strict=True)
        ],
    )
