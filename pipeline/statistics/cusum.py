"""Tabular CUSUM: sums of the distances beyond a slack, which show a small lasting shift that no single point shows.

    high(i) = max(0, high(i−1) + z(i) − k)        low(i) = min(0, low(i−1) + z(i) + k)        z = (value − centre)/error

k is the slack, half the shift to find; a sum beyond ± h signals. Both in standard errors of the plotted value
(Montgomery, Statistical Quality Control, ch. 9; R ``qcc::cusum``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array


@dataclass(frozen=True)
class Cusum:
    """The sums after each point: ``high`` ≥ 0 and ``low`` ≤ 0, in standard errors, and where they signal."""

    high: Array
    low: Array
    is_above: Array
    is_below: Array


def cusum(values: Any, centre: float, error: float, *, k: float = 0.5, h: float = 5.0) -> Cusum:
    """Return the CUSUM of ``values`` about ``centre``, ``error`` being the standard error of one value.

    A gap (NaN) leaves the sums as they were; without variation (``error`` not above 0) they are NaN.
    """
    z = (np.asarray(values, float) - centre) / (error if error > 0 else np.nan)
    high, low = np.zeros(len(z)), np.zeros(len(z))
    above = below = 0.0 if error > 0 else np.nan
    for place, distance in enumerate(z):
        if not np.isnan(distance):
            above, below = max(0.0, above + distance - k), min(0.0, below + distance + k)
        high[place], low[place] = above, below
    return Cusum(high, low, high > h, low < -h)


def deviation_from_ranges(subgroups: Any) -> float:
    """Return the standard deviation within subgroups of equal size (rows): mean range / d2.

    d2 is the mean range of as many normal values in standard deviations, ∫ 1 − (1 − Φ)ⁿ − Φⁿ, with the three decimals of
    the published tables. NaN for subgroups of one value.
    """
    from scipy.integrate import quad
    from scipy.special import ndtr

    rows = np.asarray(subgroups, float)
    n = rows.shape[1]
    d2, _ = quad(lambda x: 1 - ndtr(-x) ** n - ndtr(x) ** n, -np.inf, np.inf)
    return float(np.ptp(rows, axis=1).mean() / round(d2, 3)) if n > 1 and len(rows) else np.nan
