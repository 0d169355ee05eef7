"""Differences between two independent groups or periods, later − earlier, with interval and p.

Newcombe   of two shares: hybrid score interval (Newcombe 1998, method 10); p of the pooled z test, no correction
Welch      of two means from n, mean and standard deviation; p and interval with Welch's degrees of freedom
false discovery: Benjamini and Hochberg's q over the family of comparisons that is shown
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, wilson


@dataclass(frozen=True)
class Difference:
    """Differences, the ends of their intervals and p; each an array, in the unit of the figures compared."""

    difference: Array
    low: Array
    high: Array
    p: Array


def newcombe(x1: Any, n1: Any, x2: Any, n2: Any, confidence: float = CONFIDENCE) -> Difference:
    """Return x1/n1 − x2/n2; NaN where a group is empty, p NaN where both shares are 0 or both 1."""
    from scipy.special import ndtr

    (low1, high1), (low2, high2) = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    size1, size2 = _positive(n1), _positive(n2)
    p1, p2 = np.asarray(x1, float) / size1, np.asarray(x2, float) / size2
    difference = p1 - p2
    low = difference - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    pooled = (np.asarray(x1, float) + np.asarray(x2, float)) / (size1 + size2)
    error = np.sqrt(pooled * (1 - pooled) * (1 / size1 + 1 / size2))
    z = difference / np.where(error > 0, error, np.nan)
    return Difference(difference, low, high, 2 * ndtr(-np.abs(z)))


def welch(n1: Any, mean1: Any, sd1: Any, n2: Any, mean2: Any, sd2: Any, confidence: float = CONFIDENCE) -> Difference:
    """Return mean1 − mean2; interval and p are NaN where a group has under two values or neither varies."""
    from scipy.special import stdtr, stdtrit

    size1, size2 = _positive(n1), _positive(n2)
    v1, v2 = np.asarray(sd1, float) ** 2 / size1, np.asarray(sd2, float) ** 2 / size2
    variance = np.where(v1 + v2 > 0, v1 + v2, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = variance**2 / (v1**2 / (size1 - 1) + v2**2 / (size2 - 1))
    difference = np.asarray(mean1, float) - np.asarray(mean2, float)
    half = stdtrit(freedom, 0.5 + confidence / 2) * np.sqrt(variance)
    p = 2 * stdtr(freedom, -np.abs(difference) / np.sqrt(variance))
    return Difference(difference, difference - half, difference + half, p)


def false_discovery(p: Any) -> Array:
    """Return Benjamini and Hochberg's q for each p of one family; a missing p is no member of the family."""
    values = np.asarray(p, float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known])]
    raw = values[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted = np.full(values.shape, np.nan)
    adjusted[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return adjusted


def _positive(n: Any) -> Array:
    size = np.asarray(n, float)
    return np.where(size > 0, size, np.nan)
