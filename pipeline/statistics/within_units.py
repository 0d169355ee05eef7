"""What goes with a change of y inside the same unit: the slope of y on x, without what units and times have of their own.

    y = unit + time + slope · x + error        rows weighted by 1 / (τ² + variance of y's sampling)

τ²  what the errors vary beyond sampling: mean square of the unweighted residuals − mean sampling variance, not under 0

The standard error is that which would come out if the units' errors were dealt out anew among the units: the
covariance of errors between times is that of all units together, and errors of one unit may depend on each other in any
way (Kiefer 1980). Two degrees of freedom less than units, as for a group that alone had something happen to it (Donald
and Lang 2007): where one unit has nearly all of the variation of x, errors clustered by unit call noise an effect in 12
to 22 of 100 cases, these in 2 to 8. Covariances of times that few units share may be off; negative variances count as 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array

FEWEST_UNITS = 6
FEWEST_TIMES = 4
FEWEST_CELLS = 24
SAME = 1e-9  # what is left of x, beside x itself, when units and times say all of it


@dataclass(frozen=True)
class Slope:
    """The slope with standard error, interval and p; ``n`` cells of ``units`` and ``times`` that were used.

    ``reason``: why there is no slope (then NaN): ``few_units``, ``few_times``, ``few_cells``, or ``no_variation``: x or y
    changes in all units alike.
    """

    value: float
    error: float
    low: float
    high: float
    p: float
    n: int
    units: int
    times: int
    reason: str | None = None


def slope_within(y: Any, x: Any, variances: Any, confidence: float = CONFIDENCE) -> Slope:
    """Return the slope of ``y`` on ``x`` within units.

    Args:
        y, x: A row per unit, a column per time, NaN where unknown. What a unit or time has only once counts nowhere.
        variances: Of y through sampling, for each cell.
    """
    from scipy.special import stdtr, stdtrit

    grids = np.array([np.asarray(grid, float) for grid in (y, x, variances)])
    is_used, rows, columns = _used(np.isfinite(grids).all(axis=0))
    n, units, times = int(is_used.sum()), int(rows.sum()), int(columns.sum())
    used = is_used[np.ix_(rows, columns)]
    values, causes, sampling = (np.where(used, grid[np.ix_(rows, columns)], 0.0) for grid in grids)
    reason = _reason(n, units, times) or (None if _varies(values, used) and _varies(causes, used) else "no_variation")
    if reason:
        return Slope(np.nan, np.nan, np.nan, np.nan, np.nan, n, units, times, reason)
    weights = _weights(values, causes, sampling, used.astype(float))
    slope, left, errors = _fitted(values, causes, weights)
    root = np.sqrt(weights)
    error = _error(root * left, root * errors, used.astype(float)) / float((weights * left**2).sum())
    freedom = units - 2
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    p = float(2 * stdtr(freedom, -abs(slope) / error)) if error > 0 else np.nan
    return Slope(slope, error, slope - half, slope + half, p, n, units, times)


def _used(known: Array) -> tuple[Array, Array, Array]:
    """Return which cells, rows and columns are used: those with company in their row and in their column."""
    while True:
        used = known & (known.sum(axis=1) > 1)[:, None] & (known.sum(axis=0) > 1)
        if (used == known).all():
            return used, used.any(axis=1), used.any(axis=0)
        known = used


def _reason(n: int, units: int, times: int) -> str | None:
    if units < FEWEST_UNITS:
        return "few_units"
    if times < FEWEST_TIMES:
        return "few_times"
    return "few_cells" if n < FEWEST_CELLS or n <= units + times else None


def _varies(grid: Array, used: Array) -> bool:
    return bool(np.abs(_left(grid, used.astype(float))[used]).max() > SAME * max(np.abs(grid).max(), 1.0))


def _weights(y: Array, x: Array, sampling: Array, used: Array) -> Array:
    """Return 1 / variance of each cell, 0 where it is not used."""
    _, _, errors = _fitted(y, x, used)
    beyond = (used * errors**2).sum() / (used.sum() - sum(used.shape)) - sampling.sum() / used.sum()
    variance = np.where(used, max(beyond, 0.0) + sampling, 1.0)
    return used / variance if (variance > 0).all() else used


def _fitted(y: Array, x: Array, weights: Array) -> tuple[float, Array, Array]:
    """Return the slope, what units and times leave of x, and the residuals."""
    outcome, left = _left(y, weights), _left(x, weights)
    slope = float((weights * left * outcome).sum() / (weights * left**2).sum())
    return slope, left, outcome - slope * left


def _left(grid: Array, weights: Array) -> Array:
    """Return what is left of a grid when the effects of units and times, by weighted least squares, are taken off."""
    share = weights / weights.sum(axis=1, keepdims=True)
    apart = grid - (share * grid).sum(axis=1, keepdims=True)
    effects = np.linalg.lstsq(
        np.diag(weights.sum(axis=0)) - weights.T @ share, (weights * apart).sum(axis=0), rcond=None
    )
    rest = grid - effects[0]
    return rest - (share * rest).sum(axis=1, keepdims=True)


def _error(x: Array, errors: Array, used: Array) -> float:
    """Return the standard error of Σ x · error, for the covariance of errors between times that all units share."""
    units = len(x)
    together = used.T @ used
    covariance = errors.T @ errors / np.maximum(together, 1) * units / (units - 2)
    spread, directions = np.linalg.eigh(covariance)
    return float(np.sqrt(((x @ directions) ** 2 @ spread.clip(0)).sum()))
