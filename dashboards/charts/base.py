"""What all charts share: colours of the theme, texts that Plotly reads no tags in, axes, the one button (PNG)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboards import formats
from pipeline.metrics.periods import Period

ACCENT, SECOND, GREY, FOURTH, FIFTH, SIXTH = (f"#00000{at}" for at in range(1, 7))  # chartCategoricalColors
COLOURS = (ACCENT, SECOND, GREY, FOURTH, FIFTH, SIXTH)
SEQUENTIAL = [f"#0000{at}" for at in range(11, 21)]  # chartSequentialColors
DIVERGING = [f"#0000{at}" for at in range(21, 31)]  # chartDivergingColors
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
CONFIG: dict[str, Any] = {
    "modeBarButtons": [["toImage"]],
    "displayModeBar": True,
    "displaylogo": False,
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}
HEIGHT = 320
MOST_TICKS = 5  # beside each other on a phone
MONTHS_IN = {"1mo": 1, "1q": 3, "1y": 12}
TICKS_APART = {"1mo": (1, 2, 3, 6, 12, 24, 60, 120), "1q": (1, 2, 4, 8, 20, 40), "1y": (1, 2, 5, 10, 20)}
LABEL_WIDTH = 22
LABEL_LINES = 2
TOOLS = 44
STANDOFF = 18
# Where a margin does not suffice Plotly draws the whole chart once more, with a wider one.
SIDE, TOP, BOTTOM, LETTER = 16, 28, 40, 7
OF_VALUES, OF_TITLE, OF_LEGEND, OF_NAMES, PAST_NAMES = 70, 68, 80, 46, 22


def safe(text: object) -> str:
    """Return text of the exports so that Plotly does not read tags in it."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def width(text: str) -> int:
    """Return the width of a text in Latin letters; a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def short(text: str, most: int) -> str:
    """Return as much of a text as fits into ``most`` Latin letters."""
    if width(text) <= most:
        return text
    while width(text) > most - 1:
        text = text[:-1]
    return f"{text}…"


def row_labels(names: Sequence[str], most: int = LABEL_WIDTH) -> list[str]:
    """Return a label of at most two lines of ``most`` Latin letters for each member; long questions that begin alike are told apart by their ends."""
    labels = [_lines(name, most) for name in names]
    told = [
        _end(name, most) if lines[-1].endswith("…") and labels.count(lines) > 1 else lines
        for name, lines in zip(names, labels, strict=True)
    ]
    return ["<br>".join(map(safe, lines)) for lines in told]


def _end(text: str, most: int) -> list[str]:
    """Return the lines of as much of the end of a text as fits."""
    while (lines := _lines(f"…{text}", most))[-1].endswith("…"):
        text = text[1:]
    return lines


def _lines(text: str, most: int) -> list[str]:
    """Return a label in at most two lines, broken at a space where there is one near; what does not fit is cut."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < LABEL_LINES:
        line = rest
        while width(line) > most:
            line = line[:-1]
        at = line.rfind(" ")
        if line != rest and at > len(line) // 3 and rest[len(line)] != " ":
            line = line[:at]
        lines.append(line.strip())
        rest = rest[len(line) :].strip()
    return [*lines[:-1], f"{lines[-1]}…"] if rest else lines


def factor(unit: str) -> int:
    """Return what a value is multiplied by on an axis: shares are drawn in per cent."""
    return 100 if unit == "share" else 1


def drawn(values: Any, unit: str) -> list[float | None]:
    """Return values as they are drawn; what is missing leaves a gap."""
    return [None if formats.is_missing(value) else float(value) * factor(unit) for value in values]


def moments(values: Any) -> list[str]:
    """Return days for a time axis, as Plotly writes them."""
    return [f"{day:%Y-%m-%d}" for day in pd.to_datetime(list(values))]


def value_axis(title: str, unit: str, *, from_zero: bool = False, standoff: int = STANDOFF) -> dict[str, Any]:
    """Return an axis of values with its unit and the title clear of the numbers; shares go beyond 0 to 100 by a hair at most."""
    axis = {
        "title": {"text": safe(title), "standoff": standoff},
        "nticks": 6,
        "tickformat": ",",
        "fixedrange": True,
        "zeroline": False,
        "automargin": True,
    }
    return axis | ({"rangemode": "tozero"} if from_zero else {})


def member_axis(labels: Sequence[str], *, is_down: bool = False) -> dict[str, Any]:
    """Return an axis with one place per member, in the given order; ``is_down``: the first on top."""
    axis = {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "fixedrange": True,
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
    }
    return axis | ({"range": [len(labels) - 0.5, -0.5]} if is_down else {})


def time_axis(days: Any, grain: Period) -> dict[str, Any]:
    """Return an axis of the periods that begin on ``days``, named where there is room and so that both languages read it: 2024Q3."""
    starts = sorted(set(pd.to_datetime(list(days))))
    numbers = {start: (start.year * 12 + start.month - 1) // MONTHS_IN[grain] for start in starts}
    thinned = ([start for start in starts if numbers[start] % step == 0] for step in TICKS_APART[grain])
    named = next(few for few in thinned if len(few) <= MOST_TICKS) or starts[:1]
    return {
        "type": "date",
        "tickvals": moments(named),
        "ticktext": [_period(start, grain) for start in named],
        "fixedrange": True,
        "showgrid": False,
        "automargin": True,
        "tickangle": 0,
    }


def _period(start: pd.Timestamp, grain: Period) -> str:
    return {"1q": f"{start.year}Q{start.quarter}", "1mo": f"{start:%Y-%m}", "1y": str(start.year)}[grain]


def layout(height: int = HEIGHT, **more: Any) -> dict[str, Any]:
    """Return what every layout has; a margin that is not given has room for the axes and the legend, which is clear of the title of the axis."""
    shared = {"height": height, "showlegend": False, "dragmode": False, "hovermode": "closest"}
    margin = _margin(more) | more.get("margin", {})
    if _is_legend_below(more) and more.get("xaxis", {}).get("title"):
        more["legend"] = more["legend"] | {"y": -OF_TITLE / (height - margin["t"] - margin["b"])}
    return shared | more | {"margin": margin}


def _is_legend_below(parts: dict[str, Any]) -> bool:
    return bool(parts.get("showlegend")) and parts.get("legend", {}).get("yanchor") == "top"


def _margin(parts: dict[str, Any]) -> dict[str, int]:
    """Return margins in pixels that hold the names, values and titles of the axes, and the legend."""
    is_above = bool(parts.get("showlegend")) and not _is_legend_below(parts)
    across = parts.get("xaxis", {})
    below = OF_TITLE if across.get("title") else BOTTOM
    if _is_legend_below(parts):
        below = OF_LEGEND + (OF_TITLE - BOTTOM if across.get("title") else 0)
    return {
        "l": _beside(parts.get("yaxis", {})),
        "r": max(_beside(parts["yaxis2"]) if "yaxis2" in parts else SIDE, TOOLS if is_above else 0),
        "t": OF_NAMES if is_above or across.get("side") == "top" else TOP,
        "b": below,
    }


def _beside(axis: dict[str, Any]) -> int:
    """Return how wide an axis at the side is: names as their longest line (letters are half a pixel narrower than half a Chinese
    character), values as a thousand with a title.
    """
    if "ticktext" not in axis:
        return OF_VALUES + axis.get("title", {}).get("standoff", STANDOFF) - STANDOFF
    lines = [line for name in axis["ticktext"] for line in name.split("<br>")]
    return PAST_NAMES + max((LETTER * width(line) - len(line) // 2 for line in lines), default=0)


def legend(entries: int) -> dict[str, Any]:
    """Return a legend below the plot, only where there is something to tell apart."""
    if entries < 2:
        return {"showlegend": False}
    return {
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": -0.18,
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }


def legend_above(entries: int) -> dict[str, Any]:
    """Return the same legend over the plot, where names below it need the room; the margin keeps it off the tools."""
    told_apart = legend(entries)
    above = {"y": 1.02, "yanchor": "bottom", "traceorder": "normal"}
    return told_apart | {"legend": told_apart.get("legend", {}) | above}
