"""A Pareto chart: counts from the most frequent on, and the share of all that they make up together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards.charts.base import ACCENT, SECOND, STANDOFF, layout, legend_above, member_axis, safe, short, value_axis
from dashboards.text import named

SHARES = {
    "overlaying": "y",
    "side": "right",
    "range": [0, 105],
    "tickmode": "array",
    "tickvals": [0, 25, 50, 75, 100],
    "showgrid": False,
}


def pareto(
    names: Sequence[str],
    counts: Sequence[float],
    cumulative: Sequence[float],
    texts: Sequence[str],
    *,
    count_title: str,
    share_title: str,
    keys: Sequence[Any] = (),
) -> dict[str, Any]:
    """Return bars of ``counts`` (in the given order) with the line of ``cumulative`` shares (0 to 1) on an axis of its own."""
    return {
        "data": [_bars(names, counts, texts, count_title, keys), _line(cumulative, share_title)],
        "layout": layout(
            height=360,
            xaxis=member_axis([safe(short(name, 14)) for name in names]),
            yaxis=value_axis(count_title, "count", from_zero=True),
            yaxis2=value_axis(share_title, "share", standoff=STANDOFF + 6) | SHARES,
            **legend_above(2),
        ),
    }


def _bars(
    names: Sequence[str], counts: Sequence[float], texts: Sequence[str], title: str, keys: Sequence[Any]
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": safe(title),
        "x": list(range(len(names))),
        "y": list(counts),
        "marker": {"color": ACCENT, "opacity": 0.55},
        "hovertext": [safe(named(name, text)) for name, text in zip(names, texts, strict=True)],
        "hoverinfo": "text",
        "text": [f"{count:,.0f}" for count in counts],
        "textposition": "auto",  # at the foot of the bar, where the line does not run
        "insidetextanchor": "start",
        "textangle": 0,
        "cliponaxis": False,
        "customdata": list(keys),
    }


def _line(cumulative: Sequence[float], title: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": safe(title),
        "x": list(range(len(cumulative))),
        "y": [100 * share for share in cumulative],
        "yaxis": "y2",
        "line": {"color": SECOND, "width": 2, "dash": "dot"},
        "marker": {"symbol": "diamond", "size": 6, "color": SECOND},
        "hoverinfo": "skip",
    }
