"""Key drivers: Johnson's relative weights with bootstrap intervals, and which of them are more than chance.

A raw weight cannot be negative, so an interval above 0 proves nothing. Beside the drivers stands a random variable that
has nothing to do with the outcome; a driver is shown when the interval of (its weight − the random variable's) does not
contain 0 (Tonidandel, LeBreton and Johnson 2009, Organizational Research Methods 12).

The rows come as blocks: one row each where they are few, or moments of many rows (200 blocks by a seeded hash of the
response id), of which whole blocks are drawn. The random variable is standard normal and never needs the rows: in a block
with cross-products P of (1, y, x) its cross-products with them are normal with covariance P. It is drawn anew for every
draw of blocks, and goes with its block, so that it varies as much between draws as a driver without effect would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.statistics.importance import relative_weights
from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile
from pipeline.statistics.moments import Moments

DRAWS = 2000
AT_ONCE = 4_000_000  # random numbers held while drawing


@dataclass(frozen=True)
class KeyDrivers:
    """The drivers of an outcome, each array one entry per driver.

    Attributes:
        n: Rows. ``r_squared``: share of the outcome's variance that the drivers explain together.
        weights, low, high: Relative weights, which sum to ``r_squared``, and their bootstrap interval.
        above_low, above_high: Interval of the weight less the random variable's.
        correlations, correlation_low, correlation_high: With the outcome, one driver at a time; interval by Fisher's z.
        coefficients: Standardised regression coefficients, all drivers together.
    """

    n: int
    r_squared: float
    weights: Array
    low: Array
    high: Array
    above_low: Array
    above_high: Array
    correlations: Array
    correlation_low: Array
    correlation_high: Array
    coefficients: Array

    @property
    def is_shown(self) -> Array:
        """Whether the driver does more than a random variable."""
        return self.above_low > 0

    @property
    def direction(self) -> Array:
        """Sign of the correlation with the outcome; 0 where its interval contains 0."""
        is_known = (self.correlation_low > 0) | (self.correlation_high < 0)
        return np.where(is_known, np.sign(self.correlations), 0)

    @property
    def is_suppressed(self) -> Array:
        """Whether the coefficient points the other way than a known direction."""
        return self.direction * np.sign(self.coefficients) < 0


def key_drivers(blocks: Moments, *, seed: int, draws: int = DRAWS, confidence: float = CONFIDENCE) -> KeyDrivers:
    """Return the relative weights of the drivers, with what a bootstrap over ``blocks`` says of them.

    Args:
        blocks: Moments of each block, the outcome as first column, the drivers behind it; only complete rows. Rows
            that are too few for blocks come ``row_by_row``.
        seed: Of the random draws; the same seed gives the same intervals.

    Returns:
        NaN in every figure where the drivers determine each other or one of them or the outcome is constant.
    """
    whole = blocks.whole
    correlations = whole.correlation
    found = relative_weights(correlations)
    drawn, above = _drawn_weights(blocks, np.random.default_rng(seed), draws)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    (low, high), (above_low, above_high) = (np.quantile(each, tails, axis=0) for each in (drawn, above))
    n, r = int(whole.n), correlations[1:, 0]
    half = normal_quantile(confidence) / np.sqrt(max(n - 3, 1))
    with np.errstate(divide="ignore"):
        turned = np.arctanh(np.clip(r, -1, 1))
    return KeyDrivers(
        n,
        float(found.r_squared),
        found.weights,
        low,
        high,
        above_low,
        above_high,
        r,
        np.tanh(turned - half),
        np.tanh(turned + half),
        _coefficients(correlations) if np.isfinite(found.r_squared) else np.full(len(r), np.nan),
    )


def _coefficients(correlations: Array) -> Array:
    return np.linalg.solve(correlations[1:, 1:], correlations[1:, 0])


def _drawn_weights(blocks: Moments, rng: np.random.Generator, draws: int) -> tuple[Array, Array]:
    """Return, for each draw of blocks, the drivers' weights, and beside a random variable how far they are above it."""
    tables = _with_constant(blocks)
    factors = _factors(blocks, tables)
    count, width, rank = factors.shape
    flat, spread = tables.reshape(count, -1), factors.transpose(0, 2, 1).reshape(-1, width)
    left = np.maximum(blocks.n - rank, 0)
    weights, above = [], []
    size = max(1, AT_ONCE // (count * rank))
    for start in range(0, draws, size):
        some = min(size, draws - start)
        times = _times_drawn(rng, some, count)
        normal = rng.standard_normal((some, count, rank))
        squares = (
            times * ((normal**2).sum(axis=2) + rng.chisquare(np.maximum(left, 1), (some, count)) * (left > 0))
        ).sum(axis=1)
        crossed = (times[:, :, None] * normal).reshape(some, -1) @ spread
        drawn = (times @ flat).reshape(some, width, width)
        weights.append(relative_weights(_moments_of(drawn).correlation).weights)
        beside = relative_weights(_moments_of(_bordered(drawn, crossed, squares)).correlation).weights
        above.append(beside[:, :-1] - beside[:, -1:])
    return np.concatenate(weights), np.concatenate(above)


def _with_constant(blocks: Moments) -> Array:
    """Return the cross-products of each block with a column of ones in front."""
    edge = np.concatenate([blocks.n[:, None].astype(float), blocks.sums], axis=1)
    below = np.concatenate([blocks.sums[:, :, None], blocks.products], axis=2)
    return np.concatenate([edge[:, None, :], below], axis=1)


def _factors(blocks: Moments, tables: Array) -> Array:
    """Return L of each block with L·L′ = its cross-products; of a single row that row."""
    if (blocks.n == 1).all():
        return tables[:, 0, :, None]
    values, vectors = np.linalg.eigh(tables)
    return vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]


def _times_drawn(rng: np.random.Generator, draws: int, count: int) -> Array:
    places = rng.integers(0, count, (draws, count)) + np.arange(draws)[:, None] * count
    return np.bincount(places.ravel(), minlength=draws * count).reshape(draws, count).astype(float)


def _bordered(tables: Array, crossed: Array, squares: Array) -> Array:
    """Return the cross-products with one more column, its products with the others and its square."""
    wider = np.concatenate([tables, crossed[:, :, None]], axis=2)
    last = np.concatenate([crossed, squares[:, None]], axis=1)
    return np.concatenate([wider, last[:, None, :]], axis=1)


def _moments_of(tables: Array) -> Moments:
    return Moments(tables[:, 0, 0], tables[:, 0, 1:], tables[:, 1:, 1:])
