"""A table of figures with each cell's value written in it and a shade behind: rows × columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards.charts.base import DIVERGING, SEQUENTIAL, drawn, layout, member_axis, row_labels, safe, short
from dashboards.text import named

ROW_HEIGHT = 30
TARGET_PIXELS = 24
LABEL_WIDTH, COLUMN_WIDTH = 26, 14


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[Any]],
    texts: Sequence[Sequence[str]],
    unit: str,
    *,
    keys: Sequence[Sequence[Any]] = (),
    around: tuple[float, float] | None = None,
    span: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """Return a heat map, the first row on top; a missing value has no shade but its text.

    Args:
        values: One list per row.
        texts: What stands in each cell.
        keys: What a click on a cell chooses.
        around: Ends of a scale with a middle (correlations: −1 and 1); None: from the lowest to the highest value.
        span: Ends of a scale without a middle, so that small differences stay pale.
    """
    hovertext = [
        [safe(named(f"{row} · {column}", text)) for column, text in zip(columns, line, strict=True)]
        for row, line in zip(rows, texts, strict=True)
    ]
    scale: dict[str, Any] = {
        "z": [drawn(row, unit) for row in values],
        "colorscale": _steps(DIVERGING if around else SEQUENTIAL[:6]),
    }
    if ends := around or span:
        scale |= dict(zip(("zmin", "zmax"), drawn(ends, unit), strict=True))
    return {
        "data": [_cells(texts, hovertext) | scale, *([_targets(hovertext, keys)] if len(keys) else [])],
        "layout": layout(
            height=70 + ROW_HEIGHT * len(rows),
            xaxis=member_axis(row_labels(columns, COLUMN_WIDTH)) | {"side": "top"},
            yaxis=member_axis([safe(short(row, LABEL_WIDTH)) for row in rows], is_down=True),
        ),
    }


def _cells(texts: Sequence[Sequence[str]], hovertext: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the cells with their texts, without shades."""
    return {
        "type": "heatmap",
        "x": list(range(len(hovertext[0]) if hovertext else 0)),
        "y": list(range(len(hovertext))),
        "text": [[safe(text) for text in row] for row in texts],
        "texttemplate": "%{text}",
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": hovertext,
        "hoverinfo": "text",
        "hoverongaps": True,
    }


def _steps(scale: Sequence[str]) -> list[list[Any]]:
    return [[at / (len(scale) - 1), colour] for at, colour in enumerate(scale)]


def _targets(hovertext: Sequence[Sequence[str]], keys: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return unseen points on the cells: Plotly tells of clicks on points, and of none on a heat map."""
    cells = [(row, column) for row in range(len(keys)) for column in range(len(keys[row]))]
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [column for _, column in cells],
        "y": [row for row, _ in cells],
        "marker": {"symbol": "square", "size": TARGET_PIXELS, "opacity": 0},
        "selected": unseen,
        "unselected": unseen,
        "hovertext": [hovertext[row][column] for row, column in cells],
        "hoverinfo": "text",
        "customdata": [keys[row][column] for row, column in cells],
        "showlegend": False,
    }
