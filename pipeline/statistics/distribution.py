"""Descriptive statistics of ordered answers, from how often each value was given.

mean, sd   sd with divisor n − 1; standard error sd/√n
quantile   of the answers in order, x(1) ≤ … ≤ x(n), with linear interpolation between neighbours at the place h:
           type 7  h = (n − 1)p + 1 (R, numpy, Excel; the one shown)
           type 6  h = (n + 1)p (SPSS, Minitab)
           type 2  the first x with at least np answers up to it, averaged with the next where np is whole (SAS)
           (Hyndman and Fan 1996)
index      (x − lowest) / (highest − lowest) · 100, the percent of maximum possible (Cohen, Cohen, Aiken & West 1999)

``values`` are the k distinct values ascending; ``counts`` has the shape (…, k), one row per group. A group without
answers is NaN everywhere, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array, standard_deviation

ROUNDING = 4 * np.finfo(float).eps


@dataclass(frozen=True)
class Summary:
    """Number of answers, mean, standard deviation and standard error of the mean, one per group, in the answers' unit."""

    n: Array
    mean: Array
    sd: Array
    error: Array


def tally(answers: Any) -> tuple[Array, Array]:
    """Return the distinct values ascending and their counts; missing answers (NaN) are left out."""
    known = np.asarray(answers, float)
    values, counts = np.unique(known[~np.isnan(known)], return_counts=True)
    return values, counts


def summary(values: Any, counts: Any) -> Summary:
    """Return n, mean, sd and standard error; sd and error are NaN where fewer than two have answered."""
    value, count = np.asarray(values, float), np.asarray(counts, float)
    n = count.sum(axis=-1)
    size = np.where(n > 0, n, np.nan)
    mean = (count * value).sum(axis=-1) / size
    apart = value - mean[..., None]
    sd = standard_deviation(n, 0.0, (count * apart**2).sum(axis=-1))
    return Summary(n, mean, sd, sd / np.sqrt(size))


def quantile(values: Any, counts: Any, share: float, kind: int = 7) -> Array:
    """Return the value below which ``share`` of the answers lie, by quantile type 7, 6 or 2.

    Raises:
        ValueError: If ``kind`` is another type.
    """
    up_to = np.cumsum(np.asarray(counts, float), axis=-1)
    n = up_to[..., -1] if up_to.shape[-1] else np.zeros(up_to.shape[:-1])
    if kind not in (2, 6, 7):
        raise ValueError(f"quantile type {kind}: 2, 6 or 7")
    if kind == 2:
        place = n * share
        nearest = np.round(place)
        is_whole = np.abs(place - nearest) <= ROUNDING * np.maximum(n, 1)
        place = np.where(is_whole, nearest + 0.5, np.ceil(place))
    else:
        place = (n - 1) * share + 1 if kind == 7 else (n + 1) * share
    place = np.clip(place, 1, np.maximum(n, 1))
    below = np.floor(place + ROUNDING * np.maximum(n, 1))
    part = np.maximum(place - below, 0.0)
    lower, upper = (_in_order(values, up_to, at) for at in (below, np.minimum(below + 1, n)))
    return np.where(n > 0, lower + np.where(part > ROUNDING, part, 0.0) * (upper - lower), np.nan)


def share_of(values: Any, counts: Any, chosen: Any) -> tuple[Array, Array]:
    """Return how many gave one of the ``chosen`` values (a top or bottom box) and how many answered."""
    count = np.asarray(counts, float)
    return (count * np.isin(np.asarray(values), chosen)).sum(axis=-1), count.sum(axis=-1)


def index(value: Any, lowest: float, highest: float) -> Array:
    """Return ``value`` on the declared scale as percent of maximum possible, 0 to 100."""
    return (np.asarray(value, float) - lowest) / (highest - lowest) * 100


def _in_order(values: Any, up_to: Array, place: Array) -> Array:
    """Return the answer at ``place`` (1 the smallest) of each group."""
    value = np.asarray(values, float)
    if not len(value):
        return np.full(up_to.shape[:-1], np.nan)
    first = (up_to < np.asarray(place)[..., None]).sum(axis=-1)
    return value[np.minimum(first, len(value) - 1)]
