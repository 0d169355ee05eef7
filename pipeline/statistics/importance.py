"""Relative importance of drivers for an outcome, from correlations. Everything is a share of the variance explained.

relative weights  Johnson (2000). Rxx = V·D·V′ are the correlations of the drivers, r those with the outcome:
                  Λ = V·√D·V′, β = Λ⁻¹·r, weight of driver j = Σ Λ[j,k]²·β[k]². They sum to R² and are never negative.
LMG               Lindeman, Merenda and Gold (1980), the Shapley value of R²: what the driver adds, averaged over all
                  orders in which drivers may enter. Sums to R²; costs 2^p regressions, so at most ``MOST_DRIVERS``.
first, last       R² of the driver alone; what it adds when it enters last
beta squared      squared standardised coefficient; Pratt: the coefficient times the correlation, may be negative

Relative weights approximate LMG; never hold one against the other's numbers. ``correlations``: (…, p + 1, p + 1), the
outcome first. Matrices with a NaN, and drivers that determine each other, give NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array

MOST_DRIVERS = 12
SINGULAR = 1e-10


@dataclass(frozen=True)
class RelativeWeights:
    """Weights (…, p), the coefficients on the drivers made independent of each other (their sign is theirs), and R² (…)."""

    weights: Array
    coefficients: Array
    r_squared: Array


@dataclass(frozen=True)
class Importance:
    """Each (p,): the drivers' shares of R² by five measures."""

    r_squared: float
    lmg: Array
    first: Array
    last: Array
    beta_squared: Array
    pratt: Array


def relative_weights(correlations: Any) -> RelativeWeights:
    """Return Johnson's relative weights of one or many correlation matrices."""
    matrices = np.asarray(correlations, float)
    known = np.isfinite(matrices).all(axis=(-2, -1))
    usable = np.where(known[..., None, None], matrices, np.eye(matrices.shape[-1]))
    values, vectors = np.linalg.eigh(usable[..., 1:, 1:])
    known &= values[..., 0] > SINGULAR
    root = np.sqrt(np.maximum(values, SINGULAR))
    mixing = (vectors * root[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    turned = np.swapaxes(vectors, -1, -2) @ usable[..., 1:, :1]
    coefficients = (vectors @ (turned / root[..., None]))[..., 0]
    weights = (mixing**2 @ (coefficients**2)[..., None])[..., 0]
    gaps = np.where(known, 0.0, np.nan)
    return RelativeWeights(weights + gaps[..., None], coefficients + gaps[..., None], weights.sum(axis=-1) + gaps)


def importance(correlations: Any) -> Importance:
    """Return the measures of one correlation matrix.

    Raises:
        ValueError: If there are more than ``MOST_DRIVERS`` drivers.
    """
    matrix = np.asarray(correlations, float)
    p = len(matrix) - 1
    if p > MOST_DRIVERS:
        raise ValueError(f"{p} drivers: LMG takes at most {MOST_DRIVERS}; use relative weights")
    drivers, with_outcome = matrix[1:, 1:], matrix[1:, 0]
    if not np.isfinite(matrix).all() or np.linalg.eigvalsh(drivers)[0] <= SINGULAR:
        gap = np.full(p, np.nan)
        return Importance(np.nan, gap, gap, gap, gap, gap)
    beta = np.linalg.solve(drivers, with_outcome)
    explained = _of_subsets(drivers, with_outcome)
    last = beta**2 / np.diag(np.linalg.inv(drivers))
    return Importance(explained[-1], _shapley(explained, p), with_outcome**2, last, beta**2, beta * with_outcome)


def _of_subsets(drivers: Array, with_outcome: Array) -> Array:
    """Return R² of every subset of drivers; bit j of its place says whether driver j is in."""
    p = len(drivers)
    explained = np.zeros(1 << p)
    for subset in range(1, 1 << p):
        chosen = [driver for driver in range(p) if subset >> driver & 1]
        r = with_outcome[chosen]
        explained[subset] = r @ np.linalg.solve(drivers[np.ix_(chosen, chosen)], r)
    return explained


def _shapley(explained: Array, p: int) -> Array:
    subsets = np.arange(1 << p)
    sizes = np.array([subset.bit_count() for subset in subsets.tolist()])
    shares = np.zeros(p)
    for driver in range(p):
        without = subsets[(subsets >> driver & 1) == 0]
        added = explained[without | 1 << driver] - explained[without]
        chances = np.array([1 / (p * comb(p - 1, size)) for size in sizes[without]])
        shares[driver] = chances @ added
    return shares
