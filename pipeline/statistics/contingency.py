"""Over-represented combinations in a table of counts, for example complaints by community and type.

    expected = row total · column total / total                    under independence of rows and columns
    pearson  = (observed − expected) / √expected
    adjusted = pearson / √((1 − row share) · (1 − column share))   about standard normal (Haberman 1973)
    location quotient = (observed / row total) / (column total / total)

A cell of a large table stands out by chance somewhere, so q is Benjamini and Hochberg's over all cells of the table, and
a quotient from few cases is no finding: ``over_represented`` demands both a small q and enough cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array
from pipeline.statistics.multiplicity import false_discovery

FEWEST = 5
DISCOVERIES = 0.05


@dataclass(frozen=True)
class Residuals:
    """A table of counts against independence; arrays of its shape, NaN in rows and columns without a case.

    Attributes:
        expected: Counts under independence. ``pearson``, ``adjusted``: residuals. ``p``: two-sided, of ``adjusted``.
        q: False discovery rate over the cells. ``location_quotient``: 1 where a cell is as large as expected.
        chi_square: Pearson's, without correction, with its ``degrees_of_freedom`` and ``chi_square_p``.
    """

    observed: Array
    expected: Array
    pearson: Array
    adjusted: Array
    p: Array
    q: Array
    location_quotient: Array
    chi_square: float
    degrees_of_freedom: int
    chi_square_p: float

    def over_represented(self, fewest: float = FEWEST, discoveries: float = DISCOVERIES) -> list[tuple[int, int]]:
        """Return (row, column) of cells with more cases than expected, the largest residual first.

        Args:
            fewest: Cases that a cell must have.
            discoveries: False discovery rate over the cells of the table.
        """
        found = (self.adjusted > 0) & (self.q <= discoveries) & (self.observed >= fewest)
        cells = [(int(row), int(column)) for row, column in zip(*np.nonzero(found), strict=True)]
        return sorted(cells, key=lambda cell: -self.adjusted[cell])


def residuals(table: Any) -> Residuals:
    """Return the residuals of a table of counts, one row per group and one column per type."""
    from scipy.special import chdtrc, ndtr

    observed = np.asarray(table, float)
    total = observed.sum() or np.nan
    rows, columns = observed.sum(axis=1, keepdims=True), observed.sum(axis=0, keepdims=True)
    expected = _positive(rows * columns / total)
    pearson = (observed - expected) / np.sqrt(expected)
    adjusted = pearson / np.sqrt(_positive((1 - rows / total) * (1 - columns / total)))
    p = 2 * ndtr(-np.abs(adjusted))
    statistic = float(np.nansum(pearson**2))
    freedom = max(int((rows > 0).sum()) - 1, 0) * max(int((columns > 0).sum()) - 1, 0)
    quotient = observed / expected
    q = false_discovery(p.ravel()).reshape(p.shape)
    chi_square_p = float(chdtrc(freedom, statistic)) if freedom else np.nan
    return Residuals(observed, expected, pearson, adjusted, p, q, quotient, statistic, freedom, chi_square_p)


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, np.nan)
