"""Odds and risk ratios of 2×2 tables, one or several strata.

table      [[a, b], [c, d]]: rows the groups, first the exposed one; columns with and without the event
odds ratio ad / bc              ln ± z·√(1/a + 1/b + 1/c + 1/d)                 (Woolf 1955)
risk ratio a/(a+b) / c/(c+d)    ln ± z·√(1/a − 1/(a+b) + 1/c − 1/(c+d))         (Katz et al. 1978)
Fisher     p from the hypergeometric distribution; its odds ratio is the conditional maximum-likelihood estimate, which
           lies nearer to 1 than ad/bc
Mantel and Haenszel (1959)  Σ ad/n / Σ bc/n over strata, interval of Robins, Breslow and Greenland (1986): what is left
           of an association when the strata are held apart
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, normal_quantile

CORRECTION = 0.5


@dataclass(frozen=True)
class Ratio:
    """A ratio with its interval and p; NaN where a cell that it divides by is empty, or everybody has the event."""

    ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Pooled(Ratio):
    """A pooled ratio; ``chi_square`` of its p, and both with continuity correction, as R's ``mantelhaen.test`` has them.

    Where observed and expected counts differ by less than the half that the correction takes off, nothing is taken off.
    """

    chi_square: float
    chi_square_corrected: float
    p_corrected: float


def odds_ratio(table: Any, confidence: float = CONFIDENCE) -> Ratio:
    """Return ad/bc with Woolf's interval and the p of its logarithm."""
    (a, b), (c, d) = np.asarray(table, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _on_log_scale(a * d / (b * c), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d), confidence)


def risk_ratio(table: Any, confidence: float = CONFIDENCE) -> Ratio:
    """Return the share with the event among the exposed over that of the others, with Katz's interval."""
    (a, b), (c, d) = np.asarray(table, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, error = (a / (a + b)) / (c / (c + d)), np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
        return _on_log_scale(ratio, error, confidence)


def fisher(table: Any, confidence: float = CONFIDENCE) -> Ratio:
    """Return the conditional odds ratio with its exact interval and Fisher's two-sided p."""
    from scipy.stats import contingency, fisher_exact

    counts = np.asarray(table, int)
    exact = contingency.odds_ratio(counts, kind="conditional")
    interval = exact.confidence_interval(confidence)
    return Ratio(float(exact.statistic), float(interval.low), float(interval.high), float(fisher_exact(counts).pvalue))


def mantel_haenszel(tables: Any, confidence: float = CONFIDENCE) -> Pooled:
    """Return the pooled odds ratio of strata × 2 × 2 counts, with p of the test that it is 1, without correction."""
    from statsmodels.stats.contingency_tables import StratifiedTable

    strata = np.asarray(tables, float)
    strata = strata[strata.sum(axis=(1, 2)) > 1]  # a single case has nothing beside it to be compared with
    expected = strata[:, 0].sum(axis=1) * strata[:, :, 0].sum(axis=1) / strata.sum(axis=(1, 2))
    pooled = StratifiedTable(np.moveaxis(strata, 0, 2))
    low, high = pooled.oddsratio_pooled_confint(1 - confidence)
    is_corrected = bool(abs((strata[:, 0, 0] - expected).sum()) >= CORRECTION)
    plain, corrected = pooled.test_null_odds(), pooled.test_null_odds(correction=is_corrected)
    tests = plain.pvalue, plain.statistic, corrected.statistic, corrected.pvalue
    return Pooled(float(pooled.oddsratio_pooled), float(low), float(high), *(float(number) for number in tests))


def _on_log_scale(ratio: float, error: float, confidence: float) -> Ratio:
    from scipy.special import ndtr

    if not 0 < error < np.inf:
        return Ratio(float(ratio), np.nan, np.nan, np.nan)
    width = np.exp(normal_quantile(confidence) * error)
    p = 2 * ndtr(-abs(np.log(ratio)) / error)
    return Ratio(float(ratio), float(ratio / width), float(ratio * width), float(p))
