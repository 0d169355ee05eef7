"""Control charts: a centre line and limits of three sigma, per point, from the variation between neighbouring points.

XmR        single values: mean ± 2.66 · mean moving range; ranges of 3.267 · their mean and more are screened out once,
           as NHSRplotthedots does ("Making Data Count", ``ptd_spc_standard.R``), so that one spike does not widen the limits
p          shares x/n: p̄ ± 3 √(p̄(1 − p̄)/nᵢ), cut at 0 and 1            (Montgomery, Statistical Quality Control, ch. 7)
u          rates x/exposure: ū ± 3 √(ū/exposureᵢ), cut at 0
c          counts of equal exposure: c̄ ± 3 √c̄, cut at 0
p′, u′     the same with σ times σ_z, the variation between points beyond chance (Laney 2002): mean moving range of
           z = (value − centre)/σ over 1.128. With large denominators plain p and u charts flag nearly every point.

One point per period, in order of time; NaN (or a denominator of 0) is a gap, and no moving range is taken across it. A
chart whose points do not vary has no limits (NaN), and a limit rests on its ``basis`` alone: other points are only judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array

SIGMAS = 3.0
XMR_WIDTH = 2.66  # 3 / 1.128, rounded as the NHS does
RANGE_OF_TWO = 1.128  # mean range of two values in standard deviations
SCREENED_FROM = 3.267
FEWEST_POINTS = 12


@dataclass(frozen=True)
class Chart:
    """A control chart; every array has one entry per point, in the unit of the values.

    Attributes:
        values: What is plotted; NaN where the period has no figure.
        centre, sigma, lower, upper: Centre line, one sigma of the chart, and the limits at three of it.
        sigma_z: Variation between points over that expected by chance; 1 where the chart has no such term.
        phase: 0, 1, …: points that share limits. ``is_trial``: limits from fewer than 12 points.
    """

    values: Array
    centre: Array
    sigma: Array
    lower: Array
    upper: Array
    sigma_z: Array
    phase: Array
    is_trial: Array


Limits = Callable[[Array], tuple[float, Array, float]]


def xmr(values: Any, *, basis: Any = None, rebased_at: Sequence[int] = (), is_screened: bool = True) -> Chart:
    """Return the chart of single values.

    Args:
        values: One figure per period.
        basis: True for the points from which limits are set (default: all).
        rebased_at: Positions from which on limits are set anew: only where a change is on record.
        is_screened: Whether outlying moving ranges are left out before the limits are set.
    """
    plotted = np.asarray(values, float)

    def limits(used: Array) -> tuple[float, Array, float]:
        """Return centre, sigma of each point, and sigma of z from the points in use."""
        kept = np.where(used, plotted, np.nan)
        sigma = XMR_WIDTH / SIGMAS * mean_moving_range(kept, is_screened=is_screened)
        return _mean(kept), np.full(len(plotted), sigma), 1.0

    return _chart(plotted, limits, basis, rebased_at, (-np.inf, np.inf))


def p_chart(
    x: Any,
    n: Any,
    *,
    basis: Any = None,
    rebased_at: Sequence[int] = (),
    is_laney: bool = True,
    least_sigma_z: float = 1.0,
) -> Chart:
    """Return the chart of the shares ``x`` / ``n`` (0 to 1): p′, or p where not ``is_laney``; arguments as in ``xmr``.

    ``least_sigma_z``: σ_z is not taken under it, so that by default p′ limits are never narrower than chance alone.
    """
    return _attribute(x, n, lambda centre: centre * (1 - centre), 1.0, basis, rebased_at, is_laney, least_sigma_z)


def u_chart(
    x: Any,
    exposure: Any,
    *,
    basis: Any = None,
    rebased_at: Sequence[int] = (),
    is_laney: bool = True,
    least_sigma_z: float = 1.0,
) -> Chart:
    """Return the chart of the rates ``x`` / ``exposure``: u′, or u where not ``is_laney``; arguments as in ``p_chart``."""
    return _attribute(x, exposure, lambda centre: centre, np.inf, basis, rebased_at, is_laney, least_sigma_z)


def c_chart(x: Any, *, basis: Any = None, rebased_at: Sequence[int] = ()) -> Chart:
    """Return the chart of counts of equal exposure; arguments as in ``xmr``."""
    ones = np.where(np.isnan(np.asarray(x, float)), np.nan, 1.0)
    return u_chart(x, ones, basis=basis, rebased_at=rebased_at, is_laney=False)


def mean_moving_range(values: Any, *, is_screened: bool = True) -> float:
    """Return the mean distance of neighbouring values; NaN without two neighbours, and where screening leaves none."""
    ranges = np.abs(np.diff(np.asarray(values, float)))
    if is_screened:
        ranges = np.where(ranges < SCREENED_FROM * _mean(ranges), ranges, np.nan)
    return _mean(ranges)


def moving_range_limit(values: Any) -> float:
    """Return the upper limit of the chart of moving ranges, 3.267 times their mean, unscreened."""
    return SCREENED_FROM * mean_moving_range(values, is_screened=False)


def _attribute(
    x: Any,
    n: Any,
    variance: Callable[[float], float],
    highest: float,
    basis: Any,
    rebased_at: Sequence[int],
    is_laney: bool,
    least_sigma_z: float,
) -> Chart:
    count, size = np.asarray(x, float), np.asarray(n, float)
    size = np.where(size > 0, size, np.nan)
    plotted = count / size

    def limits(used: Array) -> tuple[float, Array, float]:
        """Return centre, sigma of each point, and sigma of z from the points in use."""
        known = used & ~np.isnan(plotted)
        centre = float(count[known].sum() / size[known].sum()) if known.any() else np.nan
        sigma = np.sqrt(variance(centre) / size)
        if not is_laney:
            return centre, sigma, 1.0
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.where(used, (plotted - centre) / sigma, np.nan)
        between = mean_moving_range(z, is_screened=False) / RANGE_OF_TWO
        return centre, sigma * np.nanmax([between, least_sigma_z]), between

    return _chart(plotted, limits, basis, rebased_at, (0.0, highest))


def _chart(plotted: Array, limits: Limits, basis: Any, rebased_at: Sequence[int], bounds: tuple[float, float]) -> Chart:
    used = np.full(len(plotted), True) if basis is None else np.asarray(basis, bool)
    phase = np.searchsorted(np.sort(np.asarray(rebased_at, int)), np.arange(len(plotted)), side="right")
    centre, sigma, sigma_z = (np.full(len(plotted), np.nan) for _ in range(3))
    is_trial = np.full(len(plotted), False)
    for number in np.unique(phase):
        here = phase == number
        centre[here], of_all, sigma_z[here] = limits(used & here)
        sigma[here] = np.where(of_all > 0, of_all, np.nan)[here]
        is_trial[here] = np.count_nonzero(used & here & ~np.isnan(plotted)) < FEWEST_POINTS
    lower = np.maximum(centre - SIGMAS * sigma, bounds[0])
    upper = np.minimum(centre + SIGMAS * sigma, bounds[1])
    return Chart(plotted, centre, sigma, lower, upper, sigma_z, phase, is_trial)


def _mean(values: Array) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan
