"""Bootstrap: the error and the interval of any figure by drawing its rows again, with replacement, many times.

percentile   the tails of the figure over the draws
basic        2 · figure − those tails, in reverse
BCa          the percentile interval corrected for bias and for an error that changes with the figure (Efron 1987)

Whole rows are drawn, so what belongs together stays together. The same seed gives the same intervals.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array

DRAWS = 9999
UNDEFINED = (np.nan, np.nan)


@dataclass(frozen=True)
class Resampled:
    """The figure, its standard error over the draws, and its intervals."""

    value: float
    error: float = np.nan
    percentile: tuple[float, float] = UNDEFINED
    basic: tuple[float, float] = UNDEFINED
    bca: tuple[float, float] = UNDEFINED


def bootstrap(
    rows: Any, statistic: Callable[[Array], float], *, seed: int, draws: int = DRAWS, confidence: float = CONFIDENCE
) -> Resampled:
    """Return a figure of the table ``rows`` with its bootstrap intervals.

    Draws in which the figure is undefined (NaN) are left out. The intervals are undefined, not 0 wide, where the figure
    is itself, with under two rows, and where no draw changes it.

    Args:
        rows: One row per respondent.
        statistic: Table of as many rows → the figure.
        seed: Of the random draws.
    """
    from scipy.stats import bootstrap as resample

    table = np.asarray(rows, float)
    value = float(statistic(table)) if len(table) else np.nan
    if np.isnan(value) or len(table) < 2:
        return Resampled(value)

    def figure(places: Array) -> float:
        """Return the statistic of the rows drawn."""
        return float(statistic(table[places]))

    def interval(method: str, **given: Any) -> Any:
        """Draw, and return the interval of a method."""
        places = (np.arange(len(table)),)
        return resample(places, figure, vectorized=False, confidence_level=confidence, method=method, **given)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a figure does not vary: said by the undefined interval
        drawn = interval("percentile", n_resamples=draws, rng=seed)
        known = drawn.bootstrap_distribution[~np.isnan(drawn.bootstrap_distribution)]
        if not np.ptp(known) > 0:
            return Resampled(value)
        drawn = replace(drawn, bootstrap_distribution=known)
        found = [interval(method, n_resamples=0, bootstrap_result=drawn) for method in ("percentile", "basic", "BCa")]
    ends = [(float(low), float(high)) for low, high in (each.confidence_interval for each in found)]
    return Resampled(value, float(known.std(ddof=1)), *ends)
