"""Linear regression of an outcome on drivers from their moments: coefficients plain and standardised, and collinearity.

    y = b0 + Σ b·x        standardised: beta = b · sd(x)/sd(y), sd with divisor n − 1
    VIF of a driver = its element on the diagonal of the inverse correlation matrix of the drivers

Errors and intervals are those of ordinary least squares, t with n − p − 1 degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array


@dataclass(frozen=True)
class Regression:
    """Coefficients with the constant first (p + 1), their errors and p; standardised ones of the drivers (p) with interval."""

    n: int
    r_squared: float
    adjusted_r_squared: float
    f: float
    coefficients: Array
    errors: Array
    p: Array
    beta: Array
    beta_low: Array
    beta_high: Array
    inflation: Array


def regress(n: int, means: Any, covariance: Any, confidence: float = CONFIDENCE) -> Regression:
    """Return the regression of the first of p + 1 quantities on the others, from their means and covariances.

    Raises:
        ValueError: If there are too few rows, or drivers that are constant or determine each other.
    """
    from scipy.special import stdtr, stdtrit

    centre, matrix = np.asarray(means, float), np.asarray(covariance, float)
    drivers, with_outcome = matrix[1:, 1:], matrix[1:, 0]
    freedom = n - len(drivers) - 1
    sd = np.sqrt(np.diag(matrix))
    if freedom < 1 or not (sd > 0).all() or np.linalg.cond(drivers / np.outer(sd[1:], sd[1:])) > 1e12:
        raise ValueError("too few rows, or a driver that is constant or determined by the others")
    inverse = np.linalg.inv(drivers)
    slopes = inverse @ with_outcome
    r_squared = float(slopes @ with_outcome / matrix[0, 0])
    unexplained = (1 - r_squared) * matrix[0, 0] * (n - 1) / freedom
    constant = centre[0] - centre[1:] @ slopes
    constant_error = np.sqrt(unexplained * (1 / n + centre[1:] @ inverse @ centre[1:] / (n - 1)))
    slope_errors = np.sqrt(unexplained * np.diag(inverse) / (n - 1))
    coefficients, errors = np.append(constant, slopes), np.append(constant_error, slope_errors)
    scale = sd[1:] / sd[0]
    half = stdtrit(freedom, 0.5 + confidence / 2) * slope_errors
    with np.errstate(divide="ignore"):
        p = 2 * stdtr(freedom, -np.abs(coefficients / errors))
        f = r_squared / len(drivers) / ((1 - r_squared) / freedom)
    adjusted = 1 - (1 - r_squared) * (n - 1) / freedom
    ends = (slopes - half) * scale, (slopes + half) * scale
    vif = np.diag(inverse) * np.diag(drivers)
    return Regression(n, r_squared, adjusted, float(f), coefficients, errors, p, slopes * scale, *ends, vif)
