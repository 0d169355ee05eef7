"""Sums and cross-products of several quantities: what regressions and relative importance need of any number of rows.

n            rows with a value in every column
sums         (…, k) sum of each column
products     (…, k, k) sum over the rows of column i times column j

They add up: over blocks of rows, over files, over draws of blocks. In front may stand any axes (blocks, draws). The
columns are best centred on about their mean before they are squared, or digits are lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array


@dataclass(frozen=True)
class Moments:
    """Rows, sums and cross-products of k columns."""

    n: Array
    sums: Array
    products: Array

    @property
    def whole(self) -> Moments:
        """The moments of all blocks together."""
        return Moments(self.n.sum(), self.sums.sum(axis=0), self.products.sum(axis=0))

    @property
    def covariance(self) -> Array:
        """The covariance matrices (divisor n − 1); NaN with under two rows."""
        n = np.asarray(self.n, float)[..., None, None]
        outer = self.sums[..., :, None] * self.sums[..., None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(n > 1, (self.products - outer / n) / (n - 1), np.nan)

    @property
    def correlation(self) -> Array:
        """The correlation matrices; a constant column has none (NaN)."""
        covariance = self.covariance
        variance = np.diagonal(covariance, axis1=-2, axis2=-1)
        scale = np.abs(np.diagonal(self.products, axis1=-2, axis2=-1)) / np.maximum(np.asarray(self.n), 1)[..., None]
        sd = np.sqrt(np.where(variance > 1e-12 * scale, variance, np.nan))
        return covariance / (sd[..., :, None] * sd[..., None, :])


def complete_rows(table: Any) -> Array:
    """Return the rows of a table (rows × columns) in which nothing is missing, each column less its mean."""
    rows = np.asarray(table, float)
    rows = rows[~np.isnan(rows).any(axis=1)]
    return rows - rows.mean(axis=0) if len(rows) else rows


def moments(rows: Any) -> Moments:
    """Return the moments of a table without gaps."""
    table = np.asarray(rows, float)
    return Moments(np.asarray(len(table)), table.sum(axis=0), table.T @ table)


def row_by_row(rows: Any) -> Moments:
    """Return the moments of every row of a table without gaps, each a block of its own."""
    table = np.asarray(rows, float)
    return Moments(np.ones(len(table)), table, table[:, :, None] * table[:, None, :])
