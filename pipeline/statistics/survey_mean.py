"""Weighted means and totals of a survey, from its answers, with standard errors by linearisation.

    mean = Σ w·y / Σ w        score of one answer  u = w·(y − mean) / Σ w        (of a total: u = w·y)
    variance = Σ over strata (1 − f) · m/(m − 1) · Σ over clusters (u_cluster − mean of the stratum's u_cluster)²

w       weight: how many homes (persons) one answer stands for
m       clusters drawn in the stratum, with or without an answer; without clusters every row is its own
f       m / clusters in the stratum's population; 0 where the population is not given
deff    variance / variance of a simple random sample of as many answers (of a weight above 0), without replacement
        where the population is given, else with replacement

Weights that were calibrated (post-stratified, raked) make the error smaller: then u is made from what the margins do
not explain, the residual of y − mean on the categories of every margin (Deville and Särndal 1992): within the cells
of one margin weighted, on several margins plain, as R's survey and svy do. A stratum with a single cluster shows no
variance: the error is NaN. Source: Lumley (2010), Complex Surveys, chapter 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile


@dataclass(frozen=True)
class Design:
    """How the answers were drawn, one entry per answer each.

    Attributes:
        weights: How many units of the population the answer stands for.
        strata: Label of its stratum; None: one.
        clusters: Label of its cluster; None: every answer its own.
        population: Clusters (answers, without clusters) in the stratum's population; None: many.
        margins: Labels of its category in each margin to which the weights were calibrated.
    """

    weights: Any
    strata: Any = None
    clusters: Any = None
    population: Any = None
    margins: Sequence[Any] = ()


@dataclass(frozen=True)
class Estimate:
    """A mean or total with its standard error in the unit of the answers, design effect, number of answers and clusters."""

    value: float
    error: float
    design_effect: float
    n: int
    clusters: int

    def interval(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Return the normal interval."""
        half = normal_quantile(confidence) * self.error
        return self.value - half, self.value + half


def weighted_mean(values: Any, design: Design) -> Estimate:
    """Return the weighted mean of the answers; NaN where nobody answered.

    Who did not answer (NaN) was drawn all the same: adds 0 to the scores, and counts among answers and clusters drawn.
    """
    y, w = np.asarray(values, float), np.asarray(design.weights, float)
    known = ~np.isnan(y)
    total, answers = w[known].sum(), int(known.sum())
    if total <= 0:
        return Estimate(np.nan, np.nan, np.nan, answers, 0)
    mean = np.average(y[known], weights=w[known])
    apart = np.where(known, y - mean, 0.0)
    variance, clusters = _variance(w * _unexplained(apart, design) / total, design)
    weighing = np.count_nonzero(w[known])
    simple = np.average(apart[known] ** 2, weights=w[known]) / (weighing - 1) if weighing > 1 else np.nan
    if design.population is not None:
        simple *= 1 - weighing / total
    effect = variance / simple if simple > 0 else np.nan
    return Estimate(float(mean), float(np.sqrt(variance)), float(effect), answers, clusters)


def weighted_total(values: Any, design: Design) -> Estimate:
    """Return the estimated total over the population; a missing answer adds nothing. There is no design effect."""
    y = np.nan_to_num(np.asarray(values, float))
    w = np.asarray(design.weights, float)
    variance, clusters = _variance(w * _unexplained(y, design), design)
    return Estimate(float(w @ y), float(np.sqrt(variance)), np.nan, len(y), clusters)


def weighted_share(successes: Any, n: Any, design: Design) -> Estimate:
    """Return the weighted share of ``successes`` among ``n`` answers of each cell, as ``weighted_mean`` of the answers does.

    Args:
        design: One entry per cell: ``weights`` of one of its answers, and ``margins``; no strata, clusters or population.
    """
    yes, size, w = (np.asarray(part, float) for part in (successes, n, design.weights))
    total, answers = float(w @ size), int(size.sum())
    if total <= 0:
        return Estimate(np.nan, np.nan, np.nan, answers, answers)
    share = float(w @ yes) / total
    means = np.divide(yes, size, out=np.zeros(len(size)), where=size > 0)
    explained = (means - share) - _unexplained(means - share, design, size)
    scores = [w / total * (answer - share - explained) for answer in (1.0, 0.0)]
    counts = yes, size - yes
    middle = sum(part @ count for part, count in zip(scores, counts, strict=True)) / answers
    squares = sum(((part - middle) ** 2) @ count for part, count in zip(scores, counts, strict=True))
    variance = answers / (answers - 1) * float(squares) if answers > 1 else np.nan
    simple = share * (1 - share) / (answers - 1) if answers > 1 else np.nan
    effect = variance / simple if simple > 0 else np.nan
    return Estimate(share, float(np.sqrt(variance)), float(effect), answers, answers)


def jackknife_error(
    statistic: Callable[[Array], float], design: Design, calibrate: Callable[[Array], Array] = np.asarray
) -> float:
    """Return the standard error of a weighted figure by leaving out one cluster at a time.

    The other clusters of its stratum stand for it, and the weights are calibrated anew each time. A stratum with a
    single cluster makes it NaN.

    Args:
        statistic: Weights of all answers → the figure.
        design: With the weights before calibration.
        calibrate: Weights before → weights after calibration.
    """
    weights = np.asarray(design.weights, float)
    variance = 0.0
    for stratum in _strata(design):
        m = len(stratum.clusters)
        if m < 2:
            return np.nan
        others = np.where(stratum.answers, weights * m / (m - 1), weights)
        figures = np.array([statistic(calibrate(np.where(inside, 0.0, others))) for inside in stratum.clusters])
        variance += (1 - stratum.fraction) * (m - 1) / m * float(np.sum((figures - figures.mean()) ** 2))
    return float(np.sqrt(variance))


@dataclass(frozen=True)
class _Stratum:
    answers: Array
    labels: Array
    fraction: float

    @property
    def clusters(self) -> list[Array]:
        """Which answers each sampled cluster has."""
        return [self.answers & (self.labels == cluster) for cluster in np.unique(self.labels[self.answers])]


def _strata(design: Design) -> list[_Stratum]:
    n = len(np.asarray(design.weights))
    labels = np.arange(n) if design.clusters is None else np.unique(np.asarray(design.clusters), return_inverse=True)[1]
    strata = np.zeros(n) if design.strata is None else np.asarray(design.strata)
    found = []
    for name in np.unique(strata):
        answers = strata == name
        m = len(np.unique(labels[answers]))
        fraction = 0.0 if design.population is None else m / float(np.asarray(design.population, float)[answers][0])
        found.append(_Stratum(answers, labels, fraction))
    return found


def _variance(scores: Array, design: Design) -> tuple[float, int]:
    """Return the variance of the sum of ``scores`` and the number of clusters."""
    variance, clusters = 0.0, 0
    for stratum in _strata(design):
        place = np.unique(stratum.labels[stratum.answers], return_inverse=True)[1]
        sums = np.bincount(place, scores[stratum.answers])
        m = len(sums)
        clusters += m
        variance += (1 - stratum.fraction) * m * float(np.var(sums, ddof=1)) if m > 1 else np.nan
    return variance, clusters


def _unexplained(values: Array, design: Design, counts: Any = 1.0) -> Array:
    """Return the residuals of ``values`` on the categories of every margin; without margins the values.

    Args:
        counts: Answers that each value stands for.
    """
    if not len(design.margins):
        return values
    columns = [np.asarray(margin)[:, None] == np.unique(margin) for margin in design.margins]
    categories = np.hstack(columns).astype(float)
    weights = np.asarray(design.weights, float) if len(design.margins) == 1 else np.ones(len(values))
    root = np.sqrt(weights * counts)
    fitted, *_ = np.linalg.lstsq(categories * root[:, None], values * root, rcond=None)
    return values - categories @ fitted
