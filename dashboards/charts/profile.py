"""Shares over the members of a cycle, such as weekdays: bars of what is looked at, marks of all others, stripes where it stands out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards.charts.base import ACCENT, GREY, SECOND, drawn, layout, legend, member_axis, safe, short, value_axis
from dashboards.text import named

MOST_LABELS = 8  # beside each other on a phone


def profile(
    members: Sequence[str],
    shares: Sequence[Any],
    elsewhere: Sequence[Any],
    texts: Sequence[str],
    stands_out: Sequence[bool],
    *,
    axis_title: str,
    names: tuple[str, str],
) -> dict[str, Any]:
    """Return bars of ``shares`` (0 to 1) in the given order, with marks at the shares of all others.

    Args:
        stands_out: Whether a bar is more than chance: it is striped and of another colour.
        names: Of what is looked at and of all others, for the legend.
    """
    of_these, of_others = drawn(shares, "share"), drawn(elsewhere, "share")
    highest = max([share for share in (*of_these, *of_others) if share is not None], default=1)
    bars = _bars(of_these, names[0], stands_out) | {
        "hovertext": [safe(named(member, text)) for member, text in zip(members, texts, strict=True)],
        "hoverinfo": "text",
    }
    has_others = any(share is not None for share in of_others)
    step = -(-len(members) // MOST_LABELS)
    return {
        "data": [bars, _marks(of_others, names[1])] if has_others else [bars],
        "layout": layout(
            bargap=0.3,
            xaxis=member_axis([safe(short(member, 10)) if at % step == 0 else "" for at, member in enumerate(members)])
            | {"tickangle": 0},
            yaxis=value_axis(axis_title, "share") | {"range": [0, 1.1 * highest]},
            **legend(2 if has_others else 1),
        ),
    }


def _bars(shares: Sequence[Any], name: str, stands_out: Sequence[bool]) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": safe(name),
        "x": list(range(len(shares))),
        "y": list(shares),
        "marker": {
            "color": [SECOND if out else ACCENT for out in stands_out],
            "opacity": 0.6,
            "pattern": {"shape": ["/" if out else "" for out in stands_out], "solidity": 0.3},
        },
    }


def _marks(shares: Sequence[Any], name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": safe(name),
        "x": list(range(len(shares))),
        "y": list(shares),
        "marker": {"symbol": "line-ew-open", "size": 16, "color": GREY, "line": {"width": 2, "color": GREY}},
        "hoverinfo": "skip",
    }
