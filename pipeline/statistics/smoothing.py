"""Exponential smoothing: ETS with additive error, trend and season, fitted or with given parameters.

    y(t) = level(t−1) + φ·slope(t−1) + season(t−m) + e(t)                   ETS(A,Ad,A); without damping φ = 1
    level += … + α·e(t)        slope = φ·slope + β·e(t)        season += γ·e(t)
    Var of y(n+h) = σ² (1 + Σ c(j)²), j = 1 … h − 1        c(j) = α + β(φ + … + φʲ) + γ·[j divisible by m]
    σ² = Σ e² / (n − k), k: parameters and first states      (Hyndman et al. 2008, ch. 6)

A library divides by n; with a season and few years that makes intervals a tenth too narrow. First states come from a simple
decomposition, not from the likelihood, whose optimum is often a local one (and forecasts worse on AirPassengers).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array

FORMS: dict[str, dict[str, Any]] = {
    "ETS(A,N,N)": {},
    "ETS(A,Ad,N)": {"trend": "add", "damped_trend": True},
    "ETS(A,N,A)": {"seasonal": "add"},
    "ETS(A,Ad,A)": {"trend": "add", "damped_trend": True, "seasonal": "add"},
}


@dataclass(frozen=True)
class Smoothing:
    """Parameters of ETS(A,A,A) and its states before the first figure; ``season`` in order of time, one per step."""

    alpha: float
    beta: float
    gamma: float
    level: float
    slope: float
    season: tuple[float, ...]


@dataclass(frozen=True)
class Smoothed:
    """A smoothed series and what follows it.

    Attributes:
        form: As "ETS(A,Ad,A)": error, trend (d: damped), season; N: none.
        fitted: One-step forecasts of the figures given.
        mean, error: Forecasts and standard errors of single future figures.
        variance: σ² of one-step errors.
    """

    form: str
    fitted: Array
    mean: Array
    error: Array
    variance: float


def smooth(values: Any, smoothing: Smoothing, horizon: int) -> Smoothed:
    """Return ETS(A,A,A) with given parameters, run over ``values`` and ``horizon`` steps further."""
    model = _model(
        values,
        {"trend": "add", "seasonal": "add"},
        len(smoothing.season),
        initialization_method="known",
        initial_level=smoothing.level,
        initial_trend=smoothing.slope,
        initial_seasonal=np.asarray(smoothing.season),
    )
    return _smoothed("ETS(A,A,A)", model.smooth([smoothing.alpha, smoothing.beta, smoothing.gamma]), horizon)


def fit_smoothing(values: Any, horizon: int, period: int = 12) -> Smoothed:
    """Return the form of ``FORMS`` with the least AIC; needs two full cycles of figures that vary, without gaps."""
    fits = {}
    for form, parts in FORMS.items():
        with warnings.catch_warnings():  # a flat likelihood: the parameters do not matter much
            warnings.simplefilter("ignore")
            model = _model(values, parts, period, initialization_method="heuristic")
            fits[form] = model.fit(disp=False)
    best = min(fits, key=lambda form: 2 * _parameters(fits[form]) - 2 * fits[form].llf)
    return _smoothed(best, fits[best], horizon)


def _model(values: Any, parts: dict[str, Any], period: int, **start: Any) -> Any:
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    cycle = {"seasonal_periods": period} if "seasonal" in parts else {}
    return ETSModel(pd.Series(np.asarray(values, float)), **parts, **cycle, **start)


def _parameters(fit: Any) -> int:
    """Return the number of smoothing parameters and free first states (a season sums to 0)."""
    model = fit.model
    states = 1 + model.has_trend + (model.seasonal_periods - 1 if model.has_seasonal else 0)
    return 1 + model.has_trend + model.damped_trend + model.has_seasonal + states


def _smoothed(form: str, fit: Any, horizon: int) -> Smoothed:
    n = len(fit.model.endog)
    free = n - _parameters(fit) if n > _parameters(fit) else np.nan
    ahead = fit.get_prediction(n, n + horizon - 1)
    error = np.sqrt(np.asarray(ahead.forecast_variance) * n / free)
    return Smoothed(form, np.asarray(fit.fittedvalues), np.asarray(ahead.predicted_mean), error, float(fit.sse / free))
