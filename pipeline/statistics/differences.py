"""Differences between two groups or periods, later − earlier, with interval and p.

Newcombe   of two shares: hybrid score interval (Newcombe 1998, Stat Med 17:873, method 10; method 11 with continuity
           correction); p of the pooled z test, never corrected
Wald       of two shares: ± z·√(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂) (method 1), too narrow for small groups; same p
target     of a share and a fixed one: Wilson's interval less the target; p of the z test with the target's variance
Welch      of two means from n, mean and standard deviation; Welch's degrees of freedom
errors     of two estimates: ± z·√(SE₁² + SE₂²), for figures that bring their standard error
pooled t   the same under equal variances, n₁ + n₂ − 2 degrees of freedom; paired t of one mean of differences
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile, wilson


@dataclass(frozen=True)
class Difference:
    """Differences, the ends of their intervals and p; each an array, in the unit of the figures compared.

    ``statistic`` is z of two shares and t of means, the latter with its ``freedom``.
    """

    difference: Array
    low: Array
    high: Array
    p: Array
    statistic: Array | float = np.nan
    freedom: Array | float = np.inf


def newcombe(
    x1: Any, n1: Any, x2: Any, n2: Any, confidence: float = CONFIDENCE, *, is_corrected: bool = False
) -> Difference:
    """Return x1/n1 − x2/n2; NaN where a group is empty, p NaN where both shares are 0 or both 1."""
    (low1, high1), (low2, high2) = (
        wilson(x, n, confidence, is_corrected=is_corrected) for x, n in ((x1, n1), (x2, n2))
    )
    p1, p2 = np.asarray(x1, float) / _positive(n1), np.asarray(x2, float) / _positive(n2)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    z, p = _pooled_z(x1, n1, x2, n2)
    return Difference(difference, low, high, p, z)


def wald(x1: Any, n1: Any, x2: Any, n2: Any, confidence: float = CONFIDENCE) -> Difference:
    """Return x1/n1 − x2/n2 with the simple normal interval; NaN as in ``newcombe``."""
    p1, p2 = np.asarray(x1, float) / _positive(n1), np.asarray(x2, float) / _positive(n2)
    half = normal_quantile(confidence) * np.sqrt(p1 * (1 - p1) / _positive(n1) + p2 * (1 - p2) / _positive(n2))
    z, p = _pooled_z(x1, n1, x2, n2)
    return Difference(p1 - p2, p1 - p2 - half, p1 - p2 + half, p, z)


def against_target(x: Any, n: Any, target: Any, confidence: float = CONFIDENCE) -> Difference:
    """Return x/n − target; NaN where the group is empty, p NaN where the target is 0 or 1.

    Of a mean: ``paired_t(n, mean - target, sd)``.
    """
    from scipy.special import ndtr

    low, high = wilson(x, n, confidence)
    aim = np.asarray(target, float)
    difference = np.asarray(x, float) / _positive(n) - aim
    error = np.sqrt(aim * (1 - aim) / _positive(n))
    z = difference / np.where(error > 0, error, np.nan)
    return Difference(difference, low - aim, high - aim, 2 * ndtr(-np.abs(z)), z)


def welch(n1: Any, mean1: Any, sd1: Any, n2: Any, mean2: Any, sd2: Any, confidence: float = CONFIDENCE) -> Difference:
    """Return mean1 − mean2; interval and p are NaN where a group has under two values or neither varies."""
    size1, size2 = _positive(n1), _positive(n2)
    v1, v2 = np.asarray(sd1, float) ** 2 / size1, np.asarray(sd2, float) ** 2 / size2
    variance = np.where(v1 + v2 > 0, v1 + v2, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = variance**2 / (v1**2 / (size1 - 1) + v2**2 / (size2 - 1))
    return _t(np.asarray(mean1, float) - np.asarray(mean2, float), variance, freedom, confidence)


def pooled_t(
    n1: Any, mean1: Any, sd1: Any, n2: Any, mean2: Any, sd2: Any, confidence: float = CONFIDENCE
) -> Difference:
    """Return mean1 − mean2 under equal variances; interval and p are NaN where ``welch`` has none."""
    size1, size2 = _at_least_two(n1), _at_least_two(n2)
    variance = pooled_deviation(n1, sd1, n2, sd2) ** 2 * (1 / size1 + 1 / size2)
    return _t(np.asarray(mean1, float) - np.asarray(mean2, float), variance, size1 + size2 - 2, confidence)


def paired_t(n: Any, mean: Any, sd: Any, confidence: float = CONFIDENCE) -> Difference:
    """Return the mean of ``n`` paired differences, ``sd`` being their standard deviation; NaN where n < 2 or sd is 0."""
    size = _at_least_two(n)
    return _t(np.asarray(mean, float), np.asarray(sd, float) ** 2 / size, size - 1, confidence)


def of_errors(value1: Any, error1: Any, value2: Any, error2: Any, confidence: float = CONFIDENCE) -> Difference:
    """Return value1 − value2 of two independent estimates with their standard errors; NaN where both errors are 0."""
    from scipy.special import ndtr

    difference = np.asarray(value1, float) - np.asarray(value2, float)
    variance = np.asarray(error1, float) ** 2 + np.asarray(error2, float) ** 2
    error = np.sqrt(np.where(variance > 0, variance, np.nan))
    half, z = normal_quantile(confidence) * error, difference / error
    return Difference(difference, difference - half, difference + half, 2 * ndtr(-np.abs(z)), z)


def pooled_deviation(n1: Any, sd1: Any, n2: Any, sd2: Any) -> Array:
    """Return the common standard deviation of two groups; NaN where one has under two values."""
    size1, size2 = _at_least_two(n1), _at_least_two(n2)
    squares = (size1 - 1) * np.asarray(sd1, float) ** 2 + (size2 - 1) * np.asarray(sd2, float) ** 2
    return np.sqrt(squares / (size1 + size2 - 2))


def _pooled_z(x1: Any, n1: Any, x2: Any, n2: Any) -> tuple[Array, Array]:
    from scipy.special import ndtr

    size1, size2 = _positive(n1), _positive(n2)
    first, second = np.asarray(x1, float), np.asarray(x2, float)
    pooled = (first + second) / (size1 + size2)
    error = np.sqrt(pooled * (1 - pooled) * (1 / size1 + 1 / size2))
    z = (first / size1 - second / size2) / np.where(error > 0, error, np.nan)
    return z, 2 * ndtr(-np.abs(z))


def _t(difference: Array, variance: Array, freedom: Array, confidence: float) -> Difference:
    from scipy.special import stdtr, stdtrit

    error = np.sqrt(np.where(variance > 0, variance, np.nan))
    half = stdtrit(freedom, 0.5 + confidence / 2) * error
    t = difference / error
    return Difference(difference, difference - half, difference + half, 2 * stdtr(freedom, -np.abs(t)), t, freedom)


def _positive(n: Any) -> Array:
    size = np.asarray(n, float)
    return np.where(size > 0, size, np.nan)


def _at_least_two(n: Any) -> Array:
    size = np.asarray(n, float)
    return np.where(size > 1, size, np.nan)
