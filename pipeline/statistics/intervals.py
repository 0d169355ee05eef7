"""Confidence intervals of one figure, from counts and sums.

Wilson     of a share x/n: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), without continuity correction;
           with it only where asked (Newcombe 1998, Stat Med 17:857, method 4)
exact      of a share (Clopper and Pearson): the shares of which x or more, x or fewer have half of 1 − confidence
t          of a mean: mean ± t(n−1) · sd/√n, with sd of divisor n − 1

All functions take numbers or arrays. A group without answers has no interval (NaN), never 0.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
CONFIDENCE = 0.95


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return z for a two-sided interval of ``confidence``."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(
    successes: Any, n: Any, confidence: float = CONFIDENCE, *, is_corrected: bool = False
) -> tuple[Array, Array]:
    """Return the lower and upper end of the Wilson score interval of ``successes`` / ``n``, as proportions."""
    x, total = np.asarray(successes, float), np.asarray(n, float)
    total = np.where(total > 0, total, np.nan)
    z = normal_quantile(confidence)
    low, high = (_score_end(x, total, way * z, is_corrected) for way in (-1, 1))
    return np.where(x == 0, 0.0 * total, low), np.where(x == total, 1.0, high)


def _score_end(x: Array, total: Array, z: float, is_corrected: bool) -> Array:
    """Return the share from which x is z standard errors away; corrected, half a case is added to the distance."""
    shifted = x + np.sign(z) * 0.5 * is_corrected
    root = np.sqrt(np.maximum(shifted * (1 - shifted / total) + z**2 / 4, 0.0))
    return (shifted + z**2 / 2 + z * root) / (total + z**2)


def exact_interval(successes: Any, n: Any, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """Return the Clopper–Pearson interval of ``successes`` / ``n``, as proportions."""
    from scipy.special import betaincinv

    x, total = np.asarray(successes, float), np.asarray(n, float)
    total = np.where(total > 0, total, np.nan)
    tail = (1 - confidence) / 2
    low = np.where(x == 0, 0.0 * total, betaincinv(np.maximum(x, 1), total - x + 1, tail))
    return low, np.where(x == total, 1.0, betaincinv(x + 1, np.maximum(total - x, 1), 1 - tail))


def t_interval(n: Any, mean: Any, sd: Any, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """Return the lower and upper end of the t interval of a mean; NaN where ``n`` < 2 or all answers are equal."""
    from scipy.special import stdtrit

    size = np.where((np.asarray(n) > 1) & (np.asarray(sd) > 0), np.asarray(n, float), np.nan)
    half = stdtrit(size - 1, 0.5 + confidence / 2) * np.asarray(sd, float) / np.sqrt(size)
    return np.asarray(mean, float) - half, np.asarray(mean, float) + half


def standard_deviation(n: Any, total: Any, total_of_squares: Any) -> Array:
    """Return the standard deviation (divisor n − 1) from a count, a sum and a sum of squares; NaN where ``n`` < 2."""
    size = np.where(np.asarray(n) > 1, np.asarray(n, float), np.nan)
    squares = np.asarray(total_of_squares, float) - np.asarray(total, float) ** 2 / size
    return np.sqrt(np.maximum(squares, 0.0) / (size - 1))
