"""Sizes of differences that do not depend on the unit, beside p: with many answers everything is significant.

Cohen's d    (mean₁ − mean₂) / pooled standard deviation; 0.2 small, 0.5 medium, 0.8 large (Cohen 1988)
Hedges' g    d · Γ(m/2) / (√(m/2) · Γ((m − 1)/2)), m = n₁ + n₂ − 2: d without its bias in small groups (Hedges 1981)
Cohen's h    2·arcsin √p₁ − 2·arcsin √p₂, of two shares; same thresholds
Cramér's V   √(χ²/(n · (smaller side of the table − 1))), 0 to 1, of a table of counts; not corrected for its bias
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.statistics.contingency import residuals
from pipeline.statistics.differences import pooled_deviation
from pipeline.statistics.intervals import Array


def cohen_d(n1: Any, mean1: Any, sd1: Any, n2: Any, mean2: Any, sd2: Any) -> Array:
    """Return d; NaN where a group has under two values or neither varies."""
    deviation = pooled_deviation(n1, sd1, n2, sd2)
    return (np.asarray(mean1, float) - np.asarray(mean2, float)) / np.where(deviation > 0, deviation, np.nan)


def hedges_g(n1: Any, mean1: Any, sd1: Any, n2: Any, mean2: Any, sd2: Any) -> Array:
    """Return g; NaN as in ``cohen_d``."""
    from scipy.special import gammaln

    freedom = np.asarray(n1, float) + np.asarray(n2, float) - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        unbiased = np.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2)) / np.sqrt(freedom / 2)
    return cohen_d(n1, mean1, sd1, n2, mean2, sd2) * unbiased


def cohen_h(x1: Any, n1: Any, x2: Any, n2: Any) -> Array:
    """Return h of the shares x1/n1 and x2/n2; NaN where a group is empty."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = (np.asarray(x, float) / np.asarray(n, float) for x, n in ((x1, n1), (x2, n2)))
    return 2 * np.arcsin(np.sqrt(p1)) - 2 * np.arcsin(np.sqrt(p2))


def cramers_v(table: Any) -> float:
    """Return V of a table of counts, one row per group; NaN where fewer than two rows or columns have a case."""
    counts = np.asarray(table, float)
    sides = [np.count_nonzero(counts.sum(axis=axis)) for axis in (0, 1)]
    if min(sides) < 2:
        return np.nan
    return float(np.sqrt(residuals(counts).chi_square / (counts.sum() * (min(sides) - 1))))
