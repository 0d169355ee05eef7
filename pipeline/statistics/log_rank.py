"""Log-rank and Peto–Peto tests: do groups of cases differ in their time to resolution?

At each duration with an event, the events of a group are compared with its share of those at risk:

    expected(g) = Σ w · d · at_risk(g) / at_risk        chi² = (observed − expected)' · V⁻ · (observed − expected)

V is the hypergeometric covariance. w = 1 (log-rank, Mantel 1966) weighs all durations alike; w = S(t−) of all groups
together (Peto and Peto 1972, Harrington and Fleming's ρ = 1) weighs early ones more. χ² with groups − 1 degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipeline.statistics.intervals import Array


@dataclass(frozen=True)
class LogRank:
    """Weighted observed and expected events per group, and the test; p is NaN where nothing can be compared."""

    observed: Array
    expected: Array
    chi_square: float
    degrees_of_freedom: int
    p: float


def log_rank(groups: Sequence[tuple[Any, Any, Any]], weights: Literal["log-rank", "peto-peto"] = "log-rank") -> LogRank:
    """Return the test of two or more groups, each (durations, resolved, censored) as counts per duration."""
    from scipy.special import chdtrc

    at = np.unique(np.concatenate([np.asarray(times, float) for times, _, _ in groups]))
    events = np.array([_placed(at, times, resolved) for times, resolved, _ in groups])
    leaving = events + np.array([_placed(at, times, censored) for times, _, censored in groups])
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    happened = events.sum(axis=0) > 0
    events, at_risk = events[:, happened], at_risk[:, happened]
    d, n = events.sum(axis=0), at_risk.sum(axis=0)
    weight = np.ones(len(d))
    if weights == "peto-peto":
        weight = np.concatenate([[1.0], np.cumprod(1 - d / n)[:-1]])[: len(d)]
    share = at_risk / n
    spread = weight**2 * d * (n - d) / np.maximum(n - 1, 1)
    covariance = np.diag((spread * share).sum(axis=1)) - (spread * share) @ share.T
    observed, expected = (weight * events).sum(axis=1), (weight * d * share).sum(axis=1)
    gap = (observed - expected)[:-1]
    freedom = int(np.linalg.matrix_rank(covariance))
    statistic = float(gap @ np.linalg.pinv(covariance[:-1, :-1]) @ gap) if freedom else np.nan
    return LogRank(observed, expected, statistic, freedom, float(chdtrc(freedom, statistic)) if freedom else np.nan)


def _placed(at: Array, times: Any, counts: Any) -> Array:
    return np.bincount(np.searchsorted(at, np.asarray(times, float)), np.asarray(counts, float), len(at))
