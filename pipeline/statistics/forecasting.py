"""Forecasts of a monthly series with intervals, tested against the same month last year.

seasonal naive   y(n+h) = y of the same month of the last year; Var = s²·(⌊(h−1)/m⌋ + 1), s²: mean square of yearly differences
ETS              the form of exponential smoothing with the least AIC (``smoothing.py``)
backtest         six origins in the last year, two months apart: each forecasts what followed from what was known then
MASE             mean absolute error / mean absolute yearly difference of the figures known at the first origin
MAPE             mean of |error| / |figure| in per cent; NaN where a figure is 0

ETS is shown only where its backtest is better than that of seasonal naive; else seasonal naive is. Intervals are for single
future months, not for their mean; those of logarithms are made there and taken back, so that forecasts are medians.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array, normal_quantile
from pipeline.statistics.refusal import Refusal
from pipeline.statistics.smoothing import fit_smoothing

MONTHS = 12
FEWEST_MONTHS = 24
FEWEST_TESTED = 12  # single forecasts of a backtest on which a choice can rest
BETWEEN_ORIGINS = 2
SEASONAL_NAIVE = "seasonal_naive"


@dataclass(frozen=True)
class Accuracy:
    """Errors of forecasts: root mean square and mean absolute (unit of the figures), MAPE in per cent, MASE."""

    rmse: float
    mae: float
    mape: float
    mase: float


@dataclass(frozen=True)
class Backtest:
    """How ETS and seasonal naive forecast the last year; ``forecasts``: single ones of which each accuracy is the mean."""

    ets: Accuracy
    naive: Accuracy
    forecasts: int


@dataclass(frozen=True)
class Forecast:
    """Figures expected for the months that follow, with 80 and 95 % intervals; one entry per month.

    ``method``: ``seasonal_naive``, or the form of exponential smoothing, "ETS(A,N,A)". ``backtest``: None where there are too
    few months for one, and seasonal naive is shown.
    """

    method: str
    mean: Array
    low80: Array
    high80: Array
    low95: Array
    high95: Array
    backtest: Backtest | None


def forecast(
    values: Any,
    horizon: int = MONTHS,
    *,
    period: int = MONTHS,
    is_log: bool = False,
    within: tuple[float, float] = (-np.inf, np.inf),
) -> Forecast | Refusal:
    """Return the forecast of ``horizon`` further months, or why there is none.

    Args:
        values: One figure per month in order of time; a quiet month is 0, not missing.
        period: Steps of a year; other than months are refused.
        is_log: Whether trend and season are factors (counts that grow), not summands.
        within: Least and greatest possible figure; intervals are cut there.
    """
    series = np.asarray(values, float)
    refusal = _refusal(series, period, is_log)
    if refusal:
        return refusal
    scaled = np.log(series) if is_log else series
    test = _backtest(scaled, is_log)
    if test and test.ets.mae < test.naive.mae:
        fit = fit_smoothing(scaled, horizon)
        method, mean, error = fit.form, fit.mean, fit.error
    else:
        method, mean, error = SEASONAL_NAIVE, seasonal_naive(scaled, horizon), _naive_error(scaled, horizon)
    z80, z95 = normal_quantile(0.8), normal_quantile(0.95)
    steps = (0.0, -z80, z80, -z95, z95)
    lines = (np.clip(_unscaled(mean + step * error, is_log), *within) for step in steps)
    middle, low80, high80, low95, high95 = lines
    return Forecast(method, middle, low80, high80, low95, high95, test)


def seasonal_naive(values: Any, horizon: int, period: int = MONTHS) -> Array:
    """Return, for each of ``horizon`` further steps, the figure of the same step of the last whole cycle."""
    return np.resize(np.asarray(values, float)[-period:], horizon)


def accuracy(actual: Any, expected: Any, training: Any, period: int = MONTHS) -> Accuracy:
    """Return the errors of forecasts ``expected`` of ``actual``; MASE is scaled by the yearly differences of ``training``."""
    figures, known = np.asarray(actual, float), np.asarray(training, float)
    errors = figures - np.asarray(expected, float)
    scale = np.abs(known[period:] - known[:-period]).mean() if len(known) > period else np.nan
    mae = float(np.abs(errors).mean())
    mape = float(100 * np.abs(errors / figures).mean()) if figures.all() else np.nan
    return Accuracy(float(np.sqrt((errors**2).mean())), mae, mape, float(mae / scale) if scale > 0 else np.nan)


def _refusal(series: Array, period: int, is_log: bool) -> Refusal | None:
    reasons = {
        "not_monthly": period != MONTHS,
        "under_two_years": len(series) < FEWEST_MONTHS,
        "gaps": np.isnan(series).any(),
        "not_positive": is_log and (series <= 0).any(),
        "no_variation": len(series) and np.ptp(series) == 0,
    }
    return next((Refusal(reason) for reason, holds in reasons.items() if holds), None)


def _backtest(scaled: Array, is_log: bool) -> Backtest | None:
    first = max(FEWEST_MONTHS, len(scaled) - MONTHS)
    followed, by_ets, by_naive = [], [], []
    for origin in range(first, len(scaled), BETWEEN_ORIGINS):
        known, ahead = scaled[:origin], len(scaled) - origin
        if np.ptp(known) == 0:
            return None
        followed.append(scaled[origin:])
        by_ets.append(fit_smoothing(known, ahead).mean)
        by_naive.append(seasonal_naive(known, ahead))
    if sum(map(len, followed)) < FEWEST_TESTED:
        return None
    actual, ets, naive = (_unscaled(np.concatenate(parts), is_log) for parts in (followed, by_ets, by_naive))
    training = _unscaled(scaled[:first], is_log)
    return Backtest(accuracy(actual, ets, training), accuracy(actual, naive, training), len(actual))


def _naive_error(scaled: Array, horizon: int) -> Array:
    differences = scaled[MONTHS:] - scaled[:-MONTHS]
    years = np.arange(horizon) // MONTHS + 1
    return np.sqrt((differences**2).mean() * years)


def _unscaled(line: Array, is_log: bool) -> Array:
    return np.exp(line) if is_log else line
