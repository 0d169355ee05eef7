"""Change of level in a series: whether there is one, and when.

    breaks      segments of constant mean with the least sum of squares; their number by BIC, none included
    interval    of the date of a break: where the maximum of a two-sided random walk with drift lies (Bai 1997),
                with the variance of either segment
    sup F       the largest F of one break over the middle 70 % of the series (Andrews 1993)
    CUSUM       the largest |Σ residuals| / (sd·√n) against Kolmogorov's distribution (Ploberger and Krämer 1992)
    Pettitt     the largest |2·Σ ranks − k·(n + 1)| (1979), p approximate: no assumption on the distribution

All take the values as independent: in an autocorrelated series they see breaks too often. A break is told by the index of
the last value before it, counted from 1. Segments have at least 15 % of the values, and two. Conventions as in R's
``strucchange``. BIC finds a break in noise in three of ten series of 16 values, in one of ten of 40.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array

SHORTEST = 0.15
MOST_BREAKS = 5


@dataclass(frozen=True)
class LevelChange:
    """One change of level: ``last_before`` with its interval, means on both sides, sum of squares, sup F.

    Of a series without a step, interval and sup F are NaN; of two constant levels, sup F is infinite.
    """

    last_before: int
    low: float
    high: float
    mean_before: float
    mean_after: float
    sum_of_squares: float
    sup_f: float


@dataclass(frozen=True)
class ConstancyTest:
    """``statistic``, ``p``, and ``last_before``: the index of the last value before the change it points to."""

    statistic: float
    p: float
    last_before: int


def breaks(values: Any) -> tuple[int, ...]:
    """Return the breaks that BIC prefers; none where the series has one level, is constant or too short to tell."""
    x = np.asarray(values, float)
    n, shortest = len(x), _shortest(len(x))
    if not n:
        return ()
    costs = _costs(x)
    least, places, bic = costs[0], [], [_bic(costs[0, n], n, 0)]
    for number in range(1, MOST_BREAKS + 1):
        least, at = _one_more(least, costs, shortest * number, shortest)
        places.append(at)
        bic.append(_bic(least[n], n, number))
    found, end = [], n
    for at in places[: np.argmin(bic)][::-1]:
        end = int(at[end])
        found.append(end)
    return tuple(found[::-1])


def level_change(values: Any, confidence: float = CONFIDENCE) -> LevelChange:
    """Return the most likely single change of level, be there one or not: ask ``breaks`` for that.

    Raises:
        ValueError: If there are under four values.
    """
    x = np.asarray(values, float)
    n, shortest = len(x), _shortest(len(x))
    if n < 2 * shortest:
        raise ValueError(f"{n} values are too few for a change of level")
    costs = _costs(x)
    places = np.arange(shortest, n - shortest + 1)
    squares = costs[0, places] + costs[places, n]
    at = int(places[np.argmin(squares)])
    least = squares.min()
    variances = costs[0, at] / at, costs[at, n] / (n - at)
    step = (costs[0, n] - least) * n / (at * (n - at))  # squared, from sums that take rounding for nothing
    low, high = _interval(at, n, variances, step, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        f = (costs[0, n] - least) / (least / (n - 2))
    return LevelChange(at, low, high, float(x[:at].mean()), float(x[at:].mean()), float(least), float(f))


def pettitt(values: Any) -> ConstancyTest:
    """Return Pettitt's test of one change."""
    from scipy.stats import rankdata

    ranks = rankdata(values)
    n = len(ranks)
    walk = np.abs(2 * np.cumsum(ranks) - np.arange(1, n + 1) * (n + 1))
    largest = float(walk.max())
    return ConstancyTest(largest, float(min(1.0, 2 * np.exp(-6 * largest**2 / (n**3 + n**2)))), int(walk.argmax()) + 1)


def cusum_test(values: Any) -> ConstancyTest:
    """Return the CUSUM test of a constant level; all NaN where the series has no spread."""
    from scipy.stats import kstwobign

    x = np.asarray(values, float)
    spread = x.std(ddof=1)
    if not spread > 0:
        return ConstancyTest(np.nan, np.nan, 0)
    walk = np.abs(np.cumsum(x - x.mean())) / (spread * np.sqrt(len(x)))
    return ConstancyTest(float(walk.max()), float(kstwobign.sf(walk.max())), int(walk.argmax()) + 1)


def _shortest(n: int) -> int:
    return max(int(SHORTEST * n), 2)


def _costs(x: Array) -> Array:
    """Return the sums of squares of x[i:j] around its mean, rows i and columns j from 0 to n."""
    shifted = x - x.mean()
    total, squares = (np.concatenate([[0.0], np.cumsum(part)]) for part in (shifted, shifted**2))
    length = np.maximum(np.subtract.outer(np.arange(len(x) + 1), np.arange(len(x) + 1)).T, 1)
    found = (squares - squares[:, None]) - (total - total[:, None]) ** 2 / length
    return np.where(found > 1e-12 * squares[-1], found, 0.0)


def _one_more(before: Array, costs: Array, first: int, shortest: int) -> tuple[Array, Array]:
    """Return, for each end, the least cost with one more break, and that break; ``before`` has one break fewer.

    Infinite where so many segments are too long together.
    """
    n = len(before) - 1
    least, at = np.full(n + 1, np.inf), np.zeros(n + 1, int)
    for end in range(first + shortest, n + 1):
        places = np.arange(first, end - shortest + 1)
        through = before[places] + costs[places, end]
        least[end], at[end] = through.min(), places[through.argmin()]
    return least, at


def _bic(squares: float, n: int, number: int) -> float:
    """Return BIC of a number of breaks, but for what it adds for any number."""
    return float(n * np.log(max(squares, 1e-300)) + 2 * number * np.log(n))


def _interval(at: int, n: int, variances: tuple[float, float], step: float, confidence: float) -> tuple[float, float]:
    from scipy.optimize import brentq

    first, second = variances
    if step == 0:
        return np.nan, np.nan
    if min(first, second) == 0:
        return float(at), float(at)
    tail, ratio = (1 - confidence) / 2, second / first
    ends = []
    for share in (tail, 1 - tail):
        # Where one side varies 39 times as much as the other, both ends lie on it.
        far = sign = 1.0 if _argmax_below(0.0, ratio) < share else -1.0
        while sign * (_argmax_below(far, ratio) - share) < 0:
            far *= 2
        ends.append(brentq(lambda x, share=share: _argmax_below(x, ratio) - share, 0.0, far) * first / step)
    # No date outside the series, and the likeliest one within the interval.
    low, high = at - np.ceil(ends[1]), at - np.floor(ends[0])
    return float(min(max(low, 0), at)), float(max(min(high, n), at))


def _argmax_below(x: float, ratio: float) -> float:
    """Return how probable it is that the maximum of W(s) − |s|/2, with variance 1 left and ``ratio`` right, lies below x."""
    from scipy.special import log_ndtr, ndtr

    a = abs(x)
    if x < 0:
        drift = 1 / ratio
        away = np.exp(drift * (1 + drift) * a / 2 + log_ndtr(-(0.5 + drift) * np.sqrt(a)))
        near = (a / 2 - 2 + (ratio + 2) ** 2 / (ratio + 1)) * ndtr(-np.sqrt(a) / 2)
        return float(near - np.sqrt(a / (2 * np.pi)) * np.exp(-a / 8) - ratio * (ratio + 2) / (ratio + 1) * away)
    away = np.exp((ratio + 1) * a / 2 + log_ndtr(-(ratio + 0.5) / np.sqrt(ratio) * np.sqrt(a)))
    near = ((2 * ratio + 1) ** 2 / ((ratio + 1) * ratio) - 2 + a / (2 * ratio)) * ndtr(-np.sqrt(a / ratio) / 2)
    bell = np.sqrt(a / (2 * np.pi * ratio)) * np.exp(-a / (8 * ratio))
    return float(1 + bell + (2 * ratio + 1) / (ratio * (ratio + 1)) * away - near)
