"""Intraclass correlation: how far ratings in numbers of the same cases by several raters agree.

    one-way   ICC1  each case has other raters        two-way   ICC2  raters drawn from many, agreement in value
                                                                ICC3  these raters only, agreement in order (consistency)

Each for a single rating and, with k, for the mean of all raters. From the mean squares of rows (cases), columns (raters) and
what is left; intervals by F. Source: Shrout and Fleiss (1979), McGraw and Wong (1996).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array

ROUNDING = 1e-24  # of the sum of squares: less is left by rounding only
Form = Literal["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"]


@dataclass(frozen=True)
class Intraclass:
    """``icc`` with its interval, ``f`` and ``p`` of the hypothesis that it is 0; all NaN where every rating is equal."""

    icc: float
    low: float
    high: float
    f: float
    p: float


def intraclass_correlation(ratings: Any, form: Form, confidence: float = CONFIDENCE) -> Intraclass:
    """Return one of the six forms; name it beside the number.

    Args:
        ratings: One row per case, one column per rater; a case with a missing rating counts nowhere.
        form: ``ICC2`` where another inspector might have come, ``ICC3`` where the same ones always do.

    Raises:
        ValueError: If under two cases or raters are left.
    """
    from scipy.stats import f as f_distribution

    given = np.asarray(ratings, float)
    given = given[np.isfinite(given).all(axis=1)]
    n, k = given.shape
    if n < 2 or k < 2:
        raise ValueError("at least two cases rated by at least two raters are needed")
    if np.ptp(given) == 0:
        return Intraclass(*[np.nan] * 5)
    is_one_way = form.startswith("ICC1")
    freedom = n * (k - 1) if is_one_way else (n - 1) * (k - 1)
    between, raters, left = _mean_squares(given, freedom, is_one_way)
    tail = 0.5 + confidence / 2
    with np.errstate(divide="ignore", invalid="ignore"):  # where the raters agree fully
        f = between / left
        shift = k / n * (raters - left) if form.startswith("ICC2") else 0.0
        single = (between - left) / (between + (k - 1) * left + shift)
        if form.startswith("ICC2") and single < 1:
            ends = _two_way_ends(single, between, raters, left, n, k, tail)
        else:
            lowest, highest = f / f_distribution.ppf(tail, n - 1, freedom), f * f_distribution.ppf(tail, freedom, n - 1)
            ends = 1 - k / (lowest + k - 1), 1 - k / (highest + k - 1)
    found = [single, *ends]
    if form.endswith("k"):  # Spearman and Brown: what k times as many ratings agree
        found = [k * value / (1 + (k - 1) * value) for value in found]
    icc, low, high = (float(value) for value in found)
    return Intraclass(icc, low, high, float(f), float(f_distribution.sf(f, n - 1, freedom)))


def _mean_squares(given: Array, freedom: int, is_one_way: bool) -> Array:
    """Return the mean squares of cases, of raters, and of what is left."""
    n, k = given.shape
    centred = given - given.mean()
    cases, raters = centred.mean(axis=1, keepdims=True), centred.mean(axis=0)
    left = centred - cases - (0 if is_one_way else raters)
    squares = np.array([k * (cases**2).sum(), n * (raters**2).sum(), (left**2).sum()])
    return np.where(squares > ROUNDING * (centred**2).sum(), squares, 0.0) / [n - 1, k - 1, freedom]


def _two_way_ends(
    icc: float, between: float, raters: float, left: float, n: int, k: int, tail: float
) -> tuple[float, float]:
    """Return the ends for agreement in value, with Satterthwaite's degrees of freedom."""
    from scipy.stats import f as f_distribution

    a, b = k * icc / (n * (1 - icc)), 1 + k * icc * (n - 1) / (n * (1 - icc))
    mixed = a * raters + b * left
    freedom = mixed**2 / ((a * raters) ** 2 / (k - 1) + (b * left) ** 2 / ((n - 1) * (k - 1)))
    over, under = f_distribution.ppf(tail, n - 1, freedom), f_distribution.ppf(tail, freedom, n - 1)
    spread = k * raters + (k * n - k - n) * left
    low = n * (between - over * left) / (over * spread + n * between)
    high = n * (under * between - left) / (spread + n * under * between)
    return float(low), float(high)
