"""Shares of the same homes before and after a measure: McNemar's test.

    difference = (gained − lost) / n        chi² = (lost − gained)² / (lost + gained), or (|lost − gained| − 1)² with correction

Only homes that changed say anything: lost had it before and not after, gained the other way round. exact p: two-sided
binomial of the smaller of them. Interval of the difference: Wald's for pairs. Source: McNemar (1947), Agresti (2013) ch. 11.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, normal_quantile


@dataclass(frozen=True)
class PairedShares:
    """``difference`` of shares, after − before, with its interval; the test without and with correction, and exact."""

    difference: float
    low: float
    high: float
    chi_square: float
    p: float
    chi_square_corrected: float
    p_corrected: float
    p_exact: float


def mcnemar(kept: int, lost: int, gained: int, never: int, confidence: float = CONFIDENCE) -> PairedShares:
    """Return the change of a share among the same homes; everything but the difference is NaN where none changed.

    Args:
        kept: Before and after. ``lost``: before only. ``gained``: after only. ``never``: neither.
    """
    from scipy.stats import binomtest, chi2

    n, changed = kept + lost + gained + never, lost + gained
    if not n:
        return PairedShares(*[np.nan] * 8)
    difference = (gained - lost) / n
    if not changed:
        return PairedShares(difference, *[np.nan] * 7)
    half = normal_quantile(confidence) * np.sqrt(changed - (gained - lost) ** 2 / n) / n
    plain = (lost - gained) ** 2 / changed
    corrected = max(abs(lost - gained) - 1, 0) ** 2 / changed
    exact = binomtest(min(lost, gained), changed).pvalue
    tests = (plain, chi2.sf(plain, 1), corrected, chi2.sf(corrected, 1), exact)
    return PairedShares(
        difference, float(difference - half), float(difference + half), *(float(test) for test in tests)
    )
