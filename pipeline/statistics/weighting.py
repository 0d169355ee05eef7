"""Weights that make a sample agree with known margins, and what unequal weights cost.

post-stratification   w · (population of the cell / Σ w of the cell)
raking                the same for one margin after the other until every margin agrees (Deming and Stephan 1940)
trimming              weights above a limit are cut to it; what was cut is spread equally over the others
Kish                  n_eff = (Σ w)² / Σ w²        deff = n / n_eff = 1 + cv²(w)        (Kish 1965)

A row is an answer, or a cell of answers that share all their labels: then its weight is the cell's sum of weights.
Source of the procedures: Lumley (2010), Complex Surveys, chapter 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array

CLOSE = 1e-10
ROUNDS = 1000
SAME_TOTAL = 1e-6


class MarginError(ValueError):
    """Known margins do not fit the sample or each other."""


@dataclass(frozen=True)
class Kish:
    """Sum of the weights, effective sample size, design effect of weighting, smallest and largest weight."""

    total: float
    n_eff: float
    design_effect: float
    smallest: float
    largest: float


def kish(weights: Any, counts: Any = 1) -> Kish:
    """Return what unequal weights cost; ``counts``: how many answers have each weight. NaN without answers."""
    w = np.asarray(weights, float)
    count = np.broadcast_to(np.asarray(counts, float), w.shape)
    w, count = w[count > 0], count[count > 0]
    if not (count @ w) > 0:
        return Kish(0.0, np.nan, np.nan, np.nan, np.nan)
    n_eff = float((count @ w) ** 2 / (count @ w**2))
    return Kish(float(count @ w), n_eff, float(count.sum()) / n_eff, float(w.min()), float(w.max()))


def poststratify(weights: Any, cells: Any, population: Mapping[Any, float]) -> Array:
    """Return weights that sum to the ``population`` of each cell.

    Raises:
        MarginError: If a cell of the sample has no population, or a cell of the population no answer.
    """
    w = np.asarray(weights, float)
    place, targets = _margin(cells, population)
    return w * _factors(w, place, targets)[place]


def rake(weights: Any, margins: Sequence[Any], populations: Sequence[Mapping[Any, float]]) -> Array:
    """Return weights whose sums agree with every margin.

    Args:
        weights: One per row.
        margins: For each margin, the category of each row.
        populations: For each margin, category → its known size.

    Raises:
        MarginError: As in ``poststratify``; if the margins have different totals; if they cannot all be met.
    """
    totals = [sum(population.values()) for population in populations]
    if max(totals) - min(totals) > SAME_TOTAL * max(totals):
        raise MarginError(f"margins of different totals: {', '.join(f'{total:g}' for total in totals)}")
    known = [_margin(labels, population) for labels, population in zip(margins, populations, strict=True)]
    w = np.asarray(weights, float)
    for _ in range(ROUNDS):
        for place, targets in known:
            w = w * _factors(w, place, targets)[place]
        if all(np.allclose(_factors(w, place, targets), 1, rtol=0, atol=CLOSE) for place, targets in known):
            return w
    raise MarginError("the margins cannot all be met: too many combinations of categories have no answers")


def trim(weights: Any, upper: float) -> Array:
    """Return the weights cut at ``upper``, what was cut spread equally over those below; the sum stays.

    After raking this breaks the margins: rake again, or say so.

    Raises:
        ValueError: If every weight is above ``upper``.
    """
    w = np.asarray(weights, float)
    above = w > upper
    if above.all():
        raise ValueError(f"every weight is above {upper:g}")
    return np.where(above, upper, w + (w[above] - upper).sum() / (~above).sum())


def _margin(labels: Any, population: Mapping[Any, float]) -> tuple[Array, Array]:
    """Return the place of each row's category among ``population`` and the known sizes."""
    places = {category: place for place, category in enumerate(population)}
    rows = [label.item() if isinstance(label, np.generic) else label for label in labels]
    unknown = sorted({str(label) for label in rows if label not in places})
    if unknown:
        raise MarginError(f"no known size for {', '.join(unknown)}")
    return np.array([places[label] for label in rows], int), np.array(list(population.values()), float)


def _factors(weights: Array, place: Array, targets: Array) -> Array:
    sums = np.bincount(place, weights, len(targets))
    if ((sums <= 0) & (targets > 0)).any():
        raise MarginError("a category with a known size has no answers")
    return np.divide(targets, sums, out=np.ones(len(targets)), where=sums > 0)
