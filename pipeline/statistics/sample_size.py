"""How exact a share of a small population is known, and how many answers it takes.

    margin   = z·√(p(1 − p)/n · (N − n)/(N − 1))
    required = n₀ / (1 + (n₀ − 1)/N), rounded up        n₀ = z²·0.25 / margin²

n answers, one per unit (home); N units in the population, NaN where unknown: then as of a very large one. Where more have
answered than there are, N is wrong, and the margin is not corrected by it. Source: Cochran (1977), Sampling Techniques,
chapters 2 and 4.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile


def margin(share: Any, n: Any, population: Any, confidence: float = CONFIDENCE) -> Array:
    """Return half the width of the interval of ``share``, as a proportion; NaN without answers, 0 where all have answered."""
    p, size, units = (np.asarray(each, float) for each in (share, n, population))
    size = np.where(size > 0, size, np.nan)
    is_usable = (units > 1) & (units >= size)
    correction = np.where(is_usable, (units - size) / np.where(is_usable, units - 1, 1.0), 1.0)
    return normal_quantile(confidence) * np.sqrt(p * (1 - p) / size * correction)


def required_answers(margin: float, population: Any, confidence: float = CONFIDENCE) -> Array:
    """Return how many answers make ``margin`` (a proportion) certain whatever the share is; of a large population where NaN."""
    units = np.asarray(population, float)
    many = normal_quantile(confidence) ** 2 * 0.25 / margin**2
    return np.ceil(np.where(units > 0, many / (1 + (many - 1) / np.where(units > 0, units, 1.0)), many))
