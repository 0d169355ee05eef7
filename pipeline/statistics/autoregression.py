"""Linear regression of a monthly series whose errors resemble those of the month before: AR(1), by REML.

    y = X·β + u        corr(u(t), u(s)) = ρ^|t − s|        residual maximum likelihood over 0 ≤ ρ < 1

For a given ρ, rows turned into (row − ρ^g · row before) / √(1 − ρ^2g), with g months between them, are independent, and
β follows in closed form; ρ minimises (n − k)·ln RSS + Σ ln(1 − ρ^2g) + ln|X'X| of those rows. Intervals and p use t with
n − k − 1 degrees of freedom: one more is spent on ρ. A negative ρ is taken as 0: in so short a series it is nearly always
chance, and it would narrow the interval. Least squares with Newey and West's errors calls noise an effect three to six
times too often on such series. Interval and p are NaN where
the residuals have no spread. Source: Cochrane and Orcutt (1949) for the rows, Harville (1977) for REML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array

EXACT = 1e-9  # residuals that small beside the values are rounding: the series has no spread to judge by
GRID = np.linspace(0.0, 0.96, 25)


@dataclass(frozen=True)
class Estimate:
    """A figure with its standard error, interval and two-sided p of the hypothesis that it is 0."""

    value: float
    error: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Regression:
    """A fitted regression: ``coefficients`` and their ``covariance``, ``rho``, rows ``n``, ``degrees_of_freedom``."""

    coefficients: Array
    covariance: Array
    rho: float
    n: int
    degrees_of_freedom: int

    def estimate(self, weights: Any, confidence: float = CONFIDENCE) -> Estimate:
        """Return the sum of the coefficients, each times its weight."""
        from scipy.special import stdtr, stdtrit

        row = np.asarray(weights, float)
        value, error = float(row @ self.coefficients), float(np.sqrt(row @ self.covariance @ row))
        half = float(stdtrit(self.degrees_of_freedom, 0.5 + confidence / 2)) * error
        p = 2 * float(stdtr(self.degrees_of_freedom, -abs(value) / error))
        return Estimate(value, error, value - half, value + half, p)


def ar1_regression(y: Any, x: Any, at: Any) -> Regression:
    """Return the regression of ``y`` on the columns of ``x``.

    Args:
        y: Values, one per month.
        x: Rows as ``y``, linearly independent columns, the constant among them.
        at: Number of the month of each row, ascending; a month may be missing.

    Raises:
        ValueError: If no degree of freedom is left.
    """
    from scipy.optimize import minimize_scalar

    rows = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
    gaps = np.diff(np.asarray(at, float))
    n, k = len(rows), rows.shape[1] - 1
    if n - k - 1 < 1:
        raise ValueError(f"{n} months are too few for {k} terms and their autocorrelation")

    def criterion(rho: float) -> float:
        """Return minus twice the restricted log-likelihood, less what does not depend on ρ."""
        fit = _independent(rows, gaps, rho)
        diagonal = np.abs(np.diag(np.linalg.qr(fit, mode="r")))  # of X'X and, last, √RSS
        shrunk = np.log1p(-(rho ** (2 * gaps))).sum()
        return float(2 * (n - k) * np.log(max(diagonal[-1], 1e-150)) + shrunk + 2 * np.log(diagonal[:-1]).sum())

    start = int(np.argmin([criterion(rho) for rho in GRID]))
    around = (GRID[max(start - 1, 0)], GRID[start + 1] if start + 1 < len(GRID) else 0.999)
    found = minimize_scalar(criterion, bounds=around, method="bounded", options={"xatol": 1e-6})
    rho = float(found.x) if found.fun < criterion(float(GRID[start])) else float(GRID[start])
    fit = _independent(rows, gaps, rho)
    inverse = np.linalg.inv(fit[:, :k].T @ fit[:, :k])
    coefficients = inverse @ fit[:, :k].T @ fit[:, k]
    squares = ((fit[:, k] - fit[:, :k] @ coefficients) ** 2).sum()
    variance = squares / (n - k) if squares > n * (EXACT * np.abs(rows[:, k]).max()) ** 2 else np.nan
    return Regression(coefficients, variance * inverse, rho, n, n - k - 1)


def _independent(rows: Array, gaps: Array, rho: float) -> Array:
    kept = (rho**gaps)[:, None]
    return np.vstack([rows[:1], (rows[1:] - kept * rows[:-1]) / np.sqrt(1 - kept**2)])
