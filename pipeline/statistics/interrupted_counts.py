"""Monthly counts interrupted by a measure: Poisson regression with an offset, the published form of such evaluations.

    ln(expected count) = ln(population) + level + trend·t + change·after(t) + slope·after(t)·(t − last month before) + season

season      sines and cosines of the year, ``harmonics`` pairs of them
quasi       errors times √φ, φ = Pearson's χ² / degrees of freedom: counts of complaints scatter more than Poisson's

Exact where counts are small, but it takes months as independent: ``residual_autocorrelation`` shows whether they are. The
verdict on a measure comes from ``improvement.py``, which does not take them so; this stands beside it. Intervals and p are
normal ones. Source: Lopez Bernal, Cummins and Gasparrini (2017), Int J Epidemiol 46, 348–355.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile

YEAR = 12
LAGS = 3


@dataclass(frozen=True)
class Term:
    """A coefficient on the scale of logarithms with its error and p; ``ratio`` of rates with its interval."""

    coefficient: float
    error: float
    p: float
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class InterruptedCounts:
    """The fitted regression.

    Attributes:
        change: At the start of the measure. ``trend``: per month. ``slope``: change of the trend, per month.
        slope_f, slope_p: F test of the slope against the regression without it; both NaN without a slope.
        dispersion: φ; 1 where Poisson's errors were asked for.
        residual_autocorrelation: Of the deviance residuals, at 1, 2 and 3 months.
    """

    change: Term
    trend: Term
    slope: Term | None
    slope_f: float
    slope_p: float
    dispersion: float
    residual_autocorrelation: Array


def interrupted_counts(
    counts: Any, population: Any, times: Any, after: Any, *, harmonics: int = 0, slope: bool = False, quasi: bool = True
) -> InterruptedCounts:
    """Return the regression of monthly counts.

    Args:
        counts, population: Of each month; the population may be households or person-years.
        times: Number of each month, 12 to the year.
        after: Whether the measure was in force.
        harmonics: Pairs of sine and cosine; 2 are usual with three years of months.
        quasi: Errors widened (or narrowed) by the dispersion found, not Poisson's.
    """
    from scipy.stats import f as f_distribution

    at, is_after = np.asarray(times, float), np.asarray(after, bool)
    angles = [2 * np.pi * k * at / YEAR for k in range(1, harmonics + 1)]
    season = [wave(angle) for angle in angles for wave in (np.sin, np.cos)]
    terms = [np.ones(len(at)), is_after.astype(float), at, *season]
    fitted = _poisson(counts, population, terms, quasi)
    f = p = np.nan
    if slope:
        bent = _poisson(counts, population, [*terms, is_after * (at - at[~is_after].max())], quasi)
        f = (fitted.deviance - bent.deviance) / bent.scale
        p = float(f_distribution.sf(f, 1, bent.df_resid))
        fitted = bent
    change, trend = _term(fitted, 1), _term(fitted, 2)
    bend = _term(fitted, -1) if slope else None
    residuals = fitted.resid_deviance - fitted.resid_deviance.mean()
    lagged = [(residuals[lag:] * residuals[:-lag]).sum() for lag in range(1, LAGS + 1)]
    autocorrelation = np.array(lagged) / (residuals**2).sum()
    return InterruptedCounts(change, trend, bend, float(f), p, float(fitted.scale), autocorrelation)


def _poisson(counts: Any, population: Any, terms: list[Array], quasi: bool) -> Any:
    import statsmodels.api as sm

    offset = np.log(np.asarray(population, float))
    model = sm.GLM(np.asarray(counts, float), np.column_stack(terms), sm.families.Poisson(), offset=offset)
    return model.fit(scale="X2" if quasi else 1.0)


def _term(fitted: Any, place: int) -> Term:
    coefficient, error = float(fitted.params[place]), float(fitted.bse[place])
    half = normal_quantile(CONFIDENCE) * error
    ratio, low, high = (float(np.exp(coefficient + shift)) for shift in (0.0, -half, half))
    return Term(coefficient, error, float(fitted.pvalues[place]), ratio, low, high)
