"""Importance–performance analysis: four named quadrants around a crosshair (Martilla and James 1977).

high importance, low performance    concentrate here
high importance, high performance   keep up the good work
low importance, low performance     low priority
low importance, high performance    possible overkill

What lies on a line counts as high, also where the mean of equal figures comes out a last digit above them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array

CONCENTRATE, KEEP_UP = "concentrate here", "keep up the good work"
LOW_PRIORITY, OVERKILL = "low priority", "possible overkill"
TOUCHING = 1e-12


def quadrants(importance: Any, performance: Any, crosshair: tuple[float, float]) -> Array:
    """Return the quadrant of each attribute, None where importance or performance is unknown.

    Args:
        crosshair: Where importance and performance are cut: their means over the attributes, or medians, or the middles
            of the scales. The choice moves attributes: say which.
    """
    x, y = np.asarray(importance, float), np.asarray(performance, float)
    is_important, is_good = (
        (side >= line) | np.isclose(side, line, rtol=TOUCHING, atol=0)
        for side, line in zip((x, y), crosshair, strict=True)
    )
    names = np.where(is_important, np.where(is_good, KEEP_UP, CONCENTRATE), np.where(is_good, OVERKILL, LOW_PRIORITY))
    named: Array = names.astype(object)
    named[np.isnan(x) | np.isnan(y)] = None
    return named
