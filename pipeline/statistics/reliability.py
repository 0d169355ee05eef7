"""Reliability of a group of items that are to measure one thing: Cronbach's alpha.

    alpha = k/(k − 1) · (1 − Σ variance of item / variance of the sum)        k items; from the covariance matrix
    standardised alpha = k·r / (1 + (k − 1)·r)                                r: mean correlation between two items
    interval: 1 − (1 − alpha)·F, F at the tails with n − 1 and (n − 1)(k − 1) degrees of freedom (Feldt 1965)

The items must be coded in one direction. n: respondents who answered every item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array


@dataclass(frozen=True)
class Alpha:
    """Raw alpha with its interval, the standardised one, the mean correlation, and alpha without each item in turn."""

    n: int
    items: int
    raw: float
    low: float
    high: float
    standardised: float
    mean_correlation: float
    if_dropped: Array


def cronbach_alpha(n: int, covariance: Any, confidence: float = CONFIDENCE) -> Alpha:
    """Return alpha from the covariance matrix of the items over ``n`` complete respondents.

    NaN with under two items or respondents or where the sum does not vary; a constant item makes only the standardised
    alpha undefined.
    """
    matrix = np.asarray(covariance, float)
    k = len(matrix)
    raw = _alpha(matrix)
    low, high = (float(end) for end in alpha_interval(raw, n, k, confidence))
    kept = [np.delete(np.delete(matrix, item, axis=0), item, axis=1) for item in range(k)]
    r = _mean_correlation(matrix)
    standardised = k * r / (1 + (k - 1) * r)
    return Alpha(n, k, raw, low, high, standardised, r, np.array([_alpha(part) for part in kept]))


def alpha_interval(alpha: Any, n: Any, items: Any, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """Return the ends of Feldt's interval of ``alpha`` of ``n`` respondents; NaN with under two items or respondents."""
    from scipy.special import fdtri

    respondents = np.asarray(n, float) - 1
    both = respondents * (np.asarray(items, float) - 1)
    tail = (1 - confidence) / 2
    low, high = (1 - (1 - np.asarray(alpha, float)) * fdtri(respondents, both, side) for side in (1 - tail, tail))
    return low, high


def covariance(rows: Any) -> tuple[int, Array]:
    """Return the number of complete rows of a table (respondents × items) and the covariance matrix over them."""
    table = np.asarray(rows, float)
    table = table[~np.isnan(table).any(axis=1)]
    if len(table) < 2:
        return len(table), np.full((table.shape[1],) * 2, np.nan)
    return len(table), np.atleast_2d(np.cov(table, rowvar=False))


def _alpha(matrix: Array) -> float:
    k, total = len(matrix), matrix.sum()
    return float(k / (k - 1) * (1 - np.trace(matrix) / total)) if k > 1 and total > 0 else np.nan


def _mean_correlation(matrix: Array) -> float:
    k, sd = len(matrix), np.sqrt(np.diag(matrix))
    if k < 2 or not (sd > 0).all():
        return np.nan
    correlations = matrix / np.outer(sd, sd)
    return float((correlations.sum() - k) / (k * (k - 1)))
