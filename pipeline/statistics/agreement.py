"""Agreement of raters who sort the same texts or cases, beyond what chance would give.

    kappa  = (agreement − expected) / (1 − expected)             two raters; expected from their own shares (Cohen 1960)
    weights: of a table of ordered levels i, j: 1 − |i − j|/(k − 1) (linear) or 1 − (i − j)²/(k − 1)² (quadratic)
    Fleiss' kappa                                                several raters, each case rated by equally many (1971)
    alpha  = 1 − observed disagreement / expected disagreement   any number of raters, ratings may be missing (Krippendorff)

Errors of kappa: Fleiss, Cohen and Everitt (1969); z and p take the error under chance agreement. High agreement with low
kappa is no fault where one level is far more frequent. Alpha's disagreement of two values: 1 (nominal), squared difference
(interval), squared difference over squared sum (ratio), squared number of values between (ordinal).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile

Weights = Literal["linear", "quadratic"] | None
Level = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True)
class Kappa:
    """``kappa`` with its error and interval, ``z`` and ``p`` against chance, and plain ``agreement``, 0 to 1."""

    kappa: float
    error: float
    low: float
    high: float
    z: float
    p: float
    agreement: float


def cohen_kappa(table: Any, weights: Weights = None, confidence: float = CONFIDENCE) -> Kappa:
    """Return Cohen's kappa of a square table of counts; all but the agreement are NaN where both use one level only.

    Args:
        table: Rows the levels of the first rater, columns those of the second; the same levels in order, unused ones too.
        weights: How far apart two levels may be and still count in part; None where only equal ones agree.
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    counts = np.asarray(table, float)
    total = counts.sum() or np.nan
    agreement = float(np.trace(counts) / total)
    if np.isnan(total) or ((counts.sum(axis=0) + counts.sum(axis=1)) > 0).sum() < 2:
        return Kappa(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, agreement)
    found = cohens_kappa(counts, wt=weights)
    kappa, error = float(found.kappa), float(found.std_kappa)
    half = normal_quantile(confidence) * error
    z, p = float(found.z_value), float(found.pvalue_two_sided)
    return Kappa(kappa, error, kappa - half, kappa + half, z, p, agreement)


def fleiss_kappa(counts: Any, confidence: float = CONFIDENCE) -> Kappa:
    """Return Fleiss' kappa of several raters; its error, z and interval are those under chance agreement.

    Args:
        counts: One row per case and one column per level: how many raters chose it; equally many for each case.

    Raises:
        ValueError: If cases have different numbers of ratings: use ``krippendorff_alpha``.
    """
    from scipy.special import ndtr

    given = np.asarray(counts, float)
    cases, raters = len(given), given.sum(axis=1)
    if len(set(raters)) != 1 or raters[0] < 2:
        raise ValueError("every case needs the same number of ratings, at least two")
    m, shares = raters[0], given.sum(axis=0) / given.sum()
    agreement = float((given * (given - 1)).sum() / (cases * m * (m - 1)))
    apart = shares * (1 - shares)
    if not apart.sum() > 0:
        return Kappa(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, agreement)
    kappa = 1 - (1 - agreement) / apart.sum()
    spread = apart.sum() ** 2 - (apart * (1 - 2 * shares)).sum()
    error = float(np.sqrt(2 * spread / (cases * m * (m - 1))) / apart.sum())
    z, half = float(kappa / error), normal_quantile(confidence) * error
    return Kappa(float(kappa), error, kappa - half, kappa + half, z, float(2 * ndtr(-abs(z))), agreement)


def krippendorff_alpha(ratings: Any, level: Level = "nominal") -> float:
    """Return Krippendorff's alpha; NaN where no unit has two ratings or all ratings are equal.

    Args:
        ratings: Numbers, one row per unit and one column per rater, NaN where a rater gave none. The levels of a nominal
            scale may be numbered in any order.
        level: What the numbers mean.
    """
    given = np.asarray(ratings, float)
    rated = np.isfinite(given)
    values, place = np.unique(given[rated], return_inverse=True)
    held = np.zeros((len(given), len(values)))
    np.add.at(held, (np.nonzero(rated)[0], place), 1)
    held = held[held.sum(axis=1) > 1]
    in_unit = held.sum(axis=1, keepdims=True) - 1
    pairs = (held / in_unit).T @ held - np.diag((held / in_unit).sum(axis=0))
    n = pairs.sum(axis=0)
    apart = _apart(values, n, level)
    expected = (np.outer(n, n) * apart).sum() / max(n.sum() - 1, 1)
    return float(1 - (pairs * apart).sum() / expected) if expected > 0 else float("nan")


def _apart(values: Array, n: Array, level: Level) -> Array:
    """Return the disagreement of each pair of values; ``n`` counts how often each was given in units that compare."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "ordinal":
        middle = np.cumsum(n) - n / 2
        return np.subtract.outer(middle, middle) ** 2
    squared = np.subtract.outer(values, values) ** 2
    if level == "interval":
        return squared
    return squared / np.where(squared > 0, np.add.outer(values, values) ** 2, 1)
