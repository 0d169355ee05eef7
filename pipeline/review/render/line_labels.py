"""Labels at the ends of lines: which figure they say, and how far they are moved so that they do not meet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.review.model import Figure, Series


def last_of(series: Series) -> tuple[int, Figure] | None:
    """Return the last figure of a line that has a value, and its place."""
    known = [(at, figure) for at, figure in enumerate(series.figures) if figure and figure.value is not None]
    return known[-1] if known else None


def apart(lasts: Sequence[tuple[int, Figure] | None], end: float, tall: float, size: float) -> list[float]:
    """Return how many points the label of each line is moved down, so that those of one place do not meet."""
    moves, least = [0.0] * len(lasts), size * 1.3
    at = {number: (1 - (last[1].value or 0) / end) * tall for number, last in enumerate(lasts) if last}
    places = {number: last[0] for number, last in enumerate(lasts) if last}
    order = sorted(at, key=lambda number: at[number])
    for above, below in pairwise(order):
        missing = least - (at[below] - at[above] - moves[above])
        if places[above] == places[below] and missing > 0:
            moves[above] -= missing / 2 if not moves[above] else 0
            moves[below] = least - (at[below] - at[above] - moves[above])
    return moves
