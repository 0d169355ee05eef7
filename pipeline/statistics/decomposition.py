"""STL: a monthly series as trend + season + remainder (Cleveland et al. 1990), and how strong trend and season are.

    strength of trend = max(0, 1 − Var(remainder) / Var(trend + remainder))        of season: with season in its place

0: none, 1: nothing else (Hyndman and Athanasopoulos, Forecasting: principles and practice, 6.7). Loess windows: 13 years for
the season, 21 steps for the trend of months, 13 for the low-pass filter; 2 inner loops, robust 1 with 15 outer ones, as R's
``stl``. Few years fit themselves: noise alone has a season of strength 1.0 with two years, 0.7 with three, 0.4 with five.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array
from pipeline.statistics.refusal import Refusal

SEASONAL_WINDOW = 13
FEWEST_CYCLES = 2


@dataclass(frozen=True)
class Decomposition:
    """Three parts that add up to the figures, one entry per step; strengths from 0 to 1, NaN where nothing varies."""

    trend: Array
    seasonal: Array
    remainder: Array
    trend_strength: float
    seasonal_strength: float


def decompose(
    values: Any,
    period: int = 12,
    *,
    seasonal_window: int = SEASONAL_WINDOW,
    trend_window: int | None = None,
    low_pass_window: int | None = None,
    is_robust: bool = False,
) -> Decomposition | Refusal:
    """Return trend, season and remainder of figures in order of time; refused with gaps or under two full cycles.

    Args:
        values: One figure per step.
        period: Steps after which the season returns.
        seasonal_window, trend_window, low_pass_window: Odd numbers of steps; by default Cleveland's.
        is_robust: Whether outlying figures weigh less.
    """
    from statsmodels.tsa.seasonal import STL

    series = np.asarray(values, float)
    if len(series) < FEWEST_CYCLES * period:
        return Refusal("under_two_years")
    if np.isnan(series).any():
        return Refusal("gaps")
    loess = STL(
        series,
        period=period,
        seasonal=seasonal_window,
        trend=trend_window,
        low_pass=low_pass_window,
        robust=is_robust,
    )
    parts = loess.fit(inner_iter=1 if is_robust else 2, outer_iter=15 if is_robust else 0)
    trend, seasonal, remainder = (np.asarray(part) for part in (parts.trend, parts.seasonal, parts.resid))
    least = 1e-20 * float(np.square(series).mean())
    strengths = [_strength(part, remainder, least) for part in (trend, seasonal)]
    return Decomposition(trend, seasonal, remainder, *strengths)


def _strength(part: Array, remainder: Array, least: float) -> float:
    whole = (part + remainder).var()
    return float(max(0.0, 1 - remainder.var() / whole)) if whole > least else np.nan
