"""Correlation of two ordered or measured quantities, with its interval and p.

Pearson    product moment; interval by Fisher's z, atanh r ± z/√(n − 3); p by t with n − 2 degrees of freedom
Spearman   Pearson on mid-ranks; interval with variance (1 + r²/2)/(n − 3) (Bonett and Wright 2000); p as Pearson's
Kendall    tau-b = S / √((pairs not tied in x)·(pairs not tied in y)), S = concordant − discordant pairs; interval with
           variance 0.437/(n − 4) (Fieller, Hartley and Pearson 1957); p by the normal approximation of S with the
           variance corrected for ties, without continuity correction (Kendall 1970)

A pair (x, y) with either missing is left out: n is the number of complete pairs. ``counts`` says how often each pair
occurred, so that a table of counts serves as well as rows. With under three pairs, or one side constant, there is no
correlation: NaN, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import Any, Literal

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile

Method = Literal["pearson", "spearman", "kendall"]
MOST_EXACT = {"spearman": 9, "kendall": 49}  # as R; more pairs have more orders than can be counted quickly
EXPLAINED = 1e-12  # of a variance of 1: less is left by rounding only


@dataclass(frozen=True)
class Correlation:
    """A correlation (−1 to 1), its interval, p, and the number of complete pairs."""

    n: float
    value: float
    low: float
    high: float
    p: float


def correlate(
    x: Any, y: Any, method: Method = "spearman", counts: Any = None, confidence: float = CONFIDENCE, *, means: int = 1
) -> Correlation:
    """Return the correlation of ``x`` and ``y``, pair by pair.

    Args:
        means: How many means were taken off each side: of groups, where the pairs are what is left within these. They are
            pairs less for test and interval.
    """
    a, b, count = _complete(x, y, counts)
    n = float(count.sum())
    known = n - (means - 1)
    if n < 3 or len(np.unique(a)) < 2 or len(np.unique(b)) < 2:
        return Correlation(n, np.nan, np.nan, np.nan, np.nan)
    if method == "kendall":
        of = kendall_score(a, b, count)
        return Correlation(
            n, of.tau_b, *_fisher(of.tau_b, 0.437, known - 4, confidence), _two_sided(of.score / of.error)
        )
    if method == "spearman":
        a, b = _mid_ranks(a, count), _mid_ranks(b, count)
    value = _product_moment(a, b, count)
    variance = 1 + value**2 / 2 if method == "spearman" else 1.0
    return Correlation(n, value, *_fisher(value, variance, known - 3, confidence), _p_of_t(value, known - 2))


@dataclass(frozen=True)
class KendallScore:
    """S = concordant − discordant pairs, its standard error under independence (tie-corrected), and tau-b.

    With one side constant no order of the pairs differs: the error is 0, tau-b and p are NaN.
    """

    score: float
    error: float
    tau_b: float

    @property
    def p_corrected(self) -> float:
        """The p with continuity correction: |S| − 1."""
        return _two_sided(max(abs(self.score) - 1, 0) / self.error) if self.error > 0 else np.nan


def kendall_score(x: Any, y: Any, counts: Any = None) -> KendallScore:
    """Return Kendall's S from the table of how often each pair of values occurs.

    Uses memory for (distinct x) · (distinct y) numbers.
    """
    a, b, count = _complete(x, y, counts)
    (rows, row), (columns, column) = (np.unique(side, return_inverse=True) for side in (a, b))
    table = np.zeros((len(rows), len(columns)))
    np.add.at(table, (row, column), count)
    later = table[::-1].cumsum(axis=0)[::-1] - table  # answers with a greater x, by y
    up_to = later.cumsum(axis=1)
    score = float((table * (up_to[:, -1:] - up_to)).sum() - (table * (up_to - later)).sum())
    n, ties, other = table.sum(), table.sum(axis=1), table.sum(axis=0)
    pairs = n * (n - 1) / 2
    untied = (pairs - (ties * (ties - 1)).sum() / 2) * (pairs - (other * (other - 1)).sum() / 2)
    if untied == 0:
        return KendallScore(score, 0.0, np.nan)
    return KendallScore(score, float(np.sqrt(_variance_of_score(n, ties, other))), float(score / np.sqrt(untied)))


def partial_correlation(x: Any, y: Any, given: Any, method: Method = "pearson") -> Correlation:
    """Return the correlation of ``x`` and ``y`` that the columns of ``given`` do not explain, over complete rows.

    p by t with n − 2 − g degrees of freedom, interval by Fisher's z with n − 3 − g; g: columns of ``given``. NaN where
    these explain ``x`` or ``y`` fully.

    Raises:
        ValueError: If ``method`` is Kendall's, which has no such distribution.
    """
    if method == "kendall":
        raise ValueError("a partial correlation is Pearson's or Spearman's")
    table = np.column_stack([x, y, given]).astype(float)
    table = table[~np.isnan(table).any(axis=1)]
    n, g = float(len(table)), table.shape[1] - 2
    if n < g + 3 or (np.ptp(table, axis=0) == 0).any():
        return Correlation(n, np.nan, np.nan, np.nan, np.nan)
    if method == "spearman":
        table = np.column_stack([_mid_ranks(column, np.ones(len(table))) for column in table.T])
    r = np.corrcoef(table, rowvar=False)
    left = r[:2, :2] - r[:2, 2:] @ np.linalg.pinv(r[2:, 2:]) @ r[2:, :2]
    if left.diagonal().min() < EXPLAINED:
        return Correlation(n, np.nan, np.nan, np.nan, np.nan)
    value = float(np.clip(left[0, 1] / np.sqrt(left[0, 0] * left[1, 1]), -1, 1))
    return Correlation(n, value, *_fisher(value, 1.0, n - 3 - g, CONFIDENCE), _p_of_t(value, n - 2 - g))


def exact_p(x: Any, y: Any, method: Method = "spearman") -> float:
    """Return the p over all orders of ``y``, for small samples without ties.

    Two-sided: twice the smaller tail. NaN with ties, with over nine pairs (Kendall 49), and for Pearson's.
    """
    a, b, _ = _complete(x, y, None)
    n = len(a)
    if not 2 <= n <= MOST_EXACT.get(method, 0) or len(np.unique(a)) < n or len(np.unique(b)) < n:
        return np.nan
    order = np.argsort(np.argsort(b[np.argsort(a)]))
    if method == "spearman":
        ways, seen = _ways_of_squares(n), int(((order - np.arange(n)) ** 2).sum())
    else:
        ways, seen = _ways_of_inversions(n), sum(int((order[place:] < order[place]).sum()) for place in range(n))
    tails = sum(ways[: seen + 1]), sum(ways[seen:])
    return min(1.0, 2 * min(tails) / factorial(n))


def _complete(x: Any, y: Any, counts: Any) -> tuple[Array, Array, Array]:
    a, b = np.asarray(x, float), np.asarray(y, float)
    count = np.ones(a.shape) if counts is None else np.asarray(counts, float)
    known = ~np.isnan(a) & ~np.isnan(b) & (count > 0)
    return a[known], b[known], count[known]


def _mid_ranks(values: Array, counts: Array) -> Array:
    _, place = np.unique(values, return_inverse=True)
    sizes = np.bincount(place, counts)
    return (np.cumsum(sizes) - (sizes - 1) / 2)[place]


def _product_moment(x: Array, y: Array, counts: Array) -> float:
    a, b = (side - np.average(side, weights=counts) for side in (x, y))
    return float(np.clip((counts * a) @ b / np.sqrt((counts @ a**2) * (counts @ b**2)), -1, 1))


def _fisher(value: float, variance: float, freedom: float, confidence: float) -> tuple[float, float]:
    """Return tanh(atanh r ± z·√(variance / freedom)); NaN without degrees of freedom, and for ±1 that value."""
    if freedom <= 0:
        return np.nan, np.nan
    if abs(value) >= 1:
        return value, value
    half = normal_quantile(confidence) * np.sqrt(variance / freedom)
    return float(np.tanh(np.arctanh(value) - half)), float(np.tanh(np.arctanh(value) + half))


def _p_of_t(value: float, freedom: float) -> float:
    from scipy.special import stdtr

    if freedom <= 0:
        return np.nan
    return float(2 * stdtr(freedom, -abs(value) * np.sqrt(freedom / (1 - value**2)))) if abs(value) < 1 else 0.0


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def _variance_of_score(n: float, ties: Array, other: Array) -> float:
    """Return the variance of S (Kendall 1970, 4.3), by the sizes of the groups of ties on either side."""

    def sums(sizes: Array) -> tuple[float, float, float]:
        """Return the three sums over groups of ties of which the variance is made."""
        two, three = sizes * (sizes - 1), sizes * (sizes - 1) * (sizes - 2)
        return float((two * (2 * sizes + 5)).sum()), float(three.sum()), float(two.sum())

    (v_x, three_x, two_x), (v_y, three_y, two_y) = sums(ties), sums(other)
    variance = (n * (n - 1) * (2 * n + 5) - v_x - v_y) / 18 + two_x * two_y / (2 * n * (n - 1))
    return variance + three_x * three_y / (9 * n * (n - 1) * (n - 2)) if n > 2 else variance


def _ways_of_inversions(n: int) -> list[int]:
    """Return in how many orders of n there are 0, 1, 2 … inversions."""
    ways = [1]
    for size in range(2, n + 1):
        longer = [0] * (len(ways) + size - 1)
        for place, count in enumerate(ways):
            for added in range(size):
                longer[place + added] += count
        ways = longer
    return ways


def _ways_of_squares(n: int) -> list[int]:
    """Return in how many orders of n the squared differences of ranks sum to 0, 1, 2 …"""
    found: dict[frozenset[int], dict[int, int]] = {frozenset(): {0: 1}}
    for place in range(n):
        step: dict[frozenset[int], dict[int, int]] = {}
        for used, ways in found.items():
            for rank in set(range(n)) - used:
                into = step.setdefault(used | {rank}, {})
                for total, count in ways.items():
                    into[total + (rank - place) ** 2] = into.get(total + (rank - place) ** 2, 0) + count
        found = step
    (ways,) = found.values()
    return [ways.get(total, 0) for total in range(max(ways) + 1)]
