"""A share or mean over several communities, each weighted by its homes, from the counts of each.

    figure = Σ W·figure of the stratum        W = homes / Σ homes, over the strata in which somebody answered
    variance = Σ W²·s²/n                      s²: variance within the stratum, divisor n − 1

Kish's n_eff       1 / Σ W²/n: what the unequal weights leave of the answers
interval           of a share Wilson's on p(1 − p) / variance answers, of a mean t with Σ (n − 1) degrees of freedom

A stratum with one answer shows no variance and takes the pooled one of the others. Where every answer is equal Wilson's
interval stands on Kish's n_eff: that nobody was dissatisfied does not make the share certain. Strata stand on the last
axis; in front may stand groups and periods. Source: Cochran (1977), Sampling Techniques, chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, wilson


@dataclass(frozen=True)
class Stratified:
    """The weighted figure with standard error and interval, Kish's n_eff, and the share of all homes it stands for."""

    value: Array
    error: Array
    low: Array
    high: Array
    kish_n_eff: Array
    covered: Array


def stratified_share(successes: Any, n: Any, homes: Any, confidence: float = CONFIDENCE) -> Stratified:
    """Return the share of ``successes`` among ``n`` answers of each stratum, weighted by ``homes``; NaN without answers."""
    size = np.asarray(n, float)
    answered = np.where(size > 0, size, np.nan)
    shares = np.asarray(successes, float) / answered
    value, error, kish, covered = _weighted(shares, answered * shares * (1 - shares), answered, homes)
    certain = np.where(error > 0, error, np.nan)
    n_eff = np.where(error > 0, value * (1 - value) / certain**2, kish)
    return Stratified(value, error, *wilson(value * n_eff, n_eff, confidence), kish, covered)


def stratified_mean(n: Any, mean: Any, sd: Any, homes: Any, confidence: float = CONFIDENCE) -> Stratified:
    """Return the mean of each stratum's ``n`` answers, weighted by ``homes``; no interval where nothing varies."""
    from scipy.special import stdtrit

    size = np.asarray(n, float)
    answered = np.where(size > 0, size, np.nan)
    squares = (answered - 1) * np.asarray(sd, float) ** 2
    value, error, kish, covered = _weighted(np.asarray(mean, float), squares, answered, homes)
    freedom = np.nansum(answered - 1, axis=-1)
    half = stdtrit(np.where(error > 0, freedom, np.nan), 0.5 + confidence / 2) * error
    return Stratified(value, error, value - half, value + half, kish, covered)


def _weighted(figures: Array, squares: Array, n: Array, homes: Any) -> tuple[Array, Array, Array, Array]:
    """Return figure, standard error, Kish's n_eff and coverage; ``squares`` are sums of squares, NaN without answers."""
    size = np.broadcast_to(np.asarray(homes, float), n.shape)
    heard = np.where(np.isnan(n), 0.0, size)
    total = heard.sum(axis=-1)
    is_known = total > 0
    weight = heard / np.where(is_known, total, np.nan)[..., None]
    freedom = np.nansum(n - 1, axis=-1)
    pooled = np.nansum(squares, axis=-1) / np.where(freedom > 0, freedom, np.nan)
    within = np.where(n > 1, squares / np.where(n > 1, n - 1, np.nan), pooled[..., None])
    value, variance, spent = (
        np.where(is_known, np.nansum(np.where(np.isnan(n), np.nan, part), axis=-1), np.nan)
        for part in (weight * figures, weight**2 * within / n, weight**2 / n)
    )
    variance = np.where(freedom > 0, variance, np.nan)
    return value, np.sqrt(variance), 1 / spent, total / size.sum(axis=-1)
