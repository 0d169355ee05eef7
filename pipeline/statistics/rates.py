"""Rates of counts (complaints per 1,000 households, growth over a year): their ratio, and how much they vary beyond chance.

    rate ratio = (x₁/e₁) / (x₂/e₂)        x: counts, e: exposures (households, days, 1 where both periods are alike)

Given x₁ + x₂, x₁ is binomial with share s = e₁r/(e₁r + e₂) at the ratio r, so Wilson's interval of x₁/(x₁ + x₂) is one of
r: the score interval for two Poisson rates, of use with 0 cases on one side. p is of the score test that r = 1.
The interval of one rate is the score interval too: the μ for which (x − μ)² = z²φμ.
φ, the overdispersion: Pearson's Σ (x − expected)²/expected over degrees of freedom, expected from one common rate. Counts
of residents who complain about the same thing vary more than Poisson's; then errors are √φ times as large (φ under 1 is 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile, wilson


@dataclass(frozen=True)
class RateRatio:
    """Ratios of two rates, the ends of their intervals and p; each an array. 1 is no change."""

    ratio: Array
    low: Array
    high: Array
    p: Array


def rate_ratio(
    x1: Any, exposure1: Any, x2: Any, exposure2: Any, *, dispersion: Any = 1.0, confidence: float = CONFIDENCE
) -> RateRatio:
    """Return (x1/exposure1) / (x2/exposure2), later over earlier.

    NaN where an exposure or both counts are 0; without cases in the second group ratio and upper end are infinite.
    ``dispersion``: φ, as ``overdispersion`` gives it; under 1 it is taken as 1.
    """
    from scipy.special import ndtr

    phi = np.maximum(np.asarray(dispersion, float), 1.0)
    first, second = np.asarray(x1, float), np.asarray(x2, float)
    size1, size2 = (np.where(np.asarray(e, float) > 0, e, np.nan) for e in (exposure1, exposure2))
    total = np.where(first + second > 0, first + second, np.nan)
    scale = size2 / size1
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (scale * end / (1 - end) for end in wilson(first / phi, total / phi, confidence))
        ratio = scale * first / second
    share = size1 / (size1 + size2)
    z = (first - total * share) / np.sqrt(phi * total * share * (1 - share))
    return RateRatio(np.where(np.isnan(total), np.nan, ratio), low, high, 2 * ndtr(-np.abs(z)))


def poisson_interval(
    x: Any, exposure: Any, *, dispersion: Any = 1.0, confidence: float = CONFIDENCE
) -> tuple[Array, Array]:
    """Return the lower and upper end of x/exposure; NaN where the exposure is 0. ``dispersion`` as in ``rate_ratio``."""
    count, size = np.asarray(x, float), np.asarray(exposure, float)
    size = np.where(size > 0, size, np.nan)
    spread = normal_quantile(confidence) ** 2 * np.maximum(np.asarray(dispersion, float), 1.0)
    middle, half = count + spread / 2, np.sqrt(spread * (count + spread / 4))
    return (middle - half) / size, (middle + half) / size


def overdispersion(x: Any, exposure: Any) -> float:
    """Return φ of counts that should share one rate, at least 1; NaN with under two groups or without a case."""
    count, size = np.asarray(x, float), np.asarray(exposure, float)
    known = (size > 0) & ~np.isnan(count)
    count, size = count[known], size[known]
    if len(count) < 2 or not count.sum():
        return np.nan
    expected = count.sum() * size / size.sum()
    return max(1.0, float(((count - expected) ** 2 / expected).sum() / (len(count) - 1)))
