"""Mann–Whitney: whether answers of one group tend to be higher than those of another, from counts per value.

    U = R₁ − n₁(n₁ + 1)/2                     R₁: sum of the ranks of the first group, ties sharing their mean rank
    z = (U − n₁n₂/2 ∓ ½) / σ                  the ½, a continuity correction, only where asked
    σ² = n₁n₂/12 · (N + 1 − Σ(t³ − t)/(N(N − 1)))        t: answers with the same value; N = n₁ + n₂
    rank-biserial = 2U/(n₁n₂) − 1             −1 to 1, positive where the first group is higher (Wendt 1972)

U belongs to the first group. Normal approximation, as R ``wilcox.test(exact = FALSE)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array


@dataclass(frozen=True)
class RankTest:
    """U of the first group, z, two-sided p and the rank-biserial effect; NaN where a group is empty."""

    u: float
    z: float
    p: float
    rank_biserial: float
    n1: int
    n2: int


def mann_whitney(values: Any, counts1: Any, counts2: Any, *, is_corrected: bool = True) -> RankTest:
    """Return the test of two groups of answers; z and p are NaN where all answers are equal.

    Args:
        values: Distinct values that were answered, in any order.
        counts1, counts2: How often each was answered in the first and in the second group.
        is_corrected: Whether z is corrected for continuity.
    """
    from scipy.special import ndtr

    order = np.argsort(np.asarray(values, float))
    first, second = (np.asarray(counts, float)[order] for counts in (counts1, counts2))
    n1, n2 = float(first.sum()), float(second.sum())
    if not n1 or not n2:
        return RankTest(np.nan, np.nan, np.nan, np.nan, int(n1), int(n2))
    tied = first + second
    ranks = np.cumsum(tied) - (tied - 1) / 2
    u = float(first @ ranks - n1 * (n1 + 1) / 2)
    away = u - n1 * n2 / 2
    z = (away - np.sign(away) * 0.5 * is_corrected) / _deviation(tied, n1, n2)
    return RankTest(u, float(z), float(2 * ndtr(-abs(z))), 2 * u / (n1 * n2) - 1, int(n1), int(n2))


def _deviation(tied: Array, n1: float, n2: float) -> float:
    n = n1 + n2
    if np.count_nonzero(tied) < 2:
        return np.nan
    return float(np.sqrt(n1 * n2 / 12 * (n + 1 - (tied**3 - tied).sum() / (n * (n - 1)))))
