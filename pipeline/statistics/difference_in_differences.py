"""Difference in differences: did those with a measure change more than those without?

    difference = (treated after − treated before) − (others after − others before)

For figures of respondents or homes at two points in time, where there are too few months for ``improvement.py``. It rests on
the assumption that without the measure both groups would have changed alike. Errors: of the regression of all rows on
group, time and both; clustered where the same units come twice, for their two answers resemble each other (HC1: times
G/(G−1)·(n−1)/(n−k)); ``paired_difference`` uses only units with both answers, by Welch's test of their changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.differences import welch


@dataclass(frozen=True)
class DifferenceInDifferences:
    """``difference`` with ``error``, interval and p (t with ``n`` − terms, or units − 1 where clustered)."""

    difference: float
    error: float
    low: float
    high: float
    p: float
    n: int


def difference_in_differences(
    values: Any, treated: Any, after: Any, *, units: Any = None, covariates: Any = None
) -> DifferenceInDifferences:
    """Return the difference in differences of rows; a row with a missing value counts nowhere.

    Args:
        values: A figure per row, in any unit. ``treated``, ``after``: 0 or 1.
        units: Who a row is of; errors are clustered by it.
        covariates: Columns to hold constant, linearly independent.
    """
    import statsmodels.api as sm

    y, group, time = (np.asarray(column, float) for column in (values, treated, after))
    extra = np.empty((len(y), 0)) if covariates is None else np.asarray(covariates, float)
    x = np.column_stack([np.ones(len(y)), group, time, group * time, extra])
    known = np.isfinite(y) & np.isfinite(x).all(axis=1)
    options: dict[str, Any] = {}
    if units is not None:
        clusters = np.unique(np.asarray(units)[known], return_inverse=True)[1]
        options = {"cov_type": "cluster", "cov_kwds": {"groups": clusters}, "use_t": True}
    fitted = sm.OLS(y[known], x[known]).fit(**options)
    low, high = (float(end) for end in fitted.conf_int()[3])
    difference, error, p = (float(numbers[3]) for numbers in (fitted.params, fitted.bse, fitted.pvalues))
    return DifferenceInDifferences(difference, error, low, high, p, int(known.sum()))


def cell_means(values: Any, treated: Any, after: Any) -> dict[tuple[int, int], tuple[float, float, int]]:
    """Return (treated, after) → mean, its standard error and number of values of the four cells."""
    y, group, time = (np.asarray(column, float) for column in (values, treated, after))
    found = {}
    for cell in ((0, 0), (0, 1), (1, 0), (1, 1)):
        inside = y[(group == cell[0]) & (time == cell[1]) & np.isfinite(y)]
        error = inside.std(ddof=1) / np.sqrt(len(inside)) if len(inside) > 1 else np.nan
        found[cell] = (float(inside.mean()) if len(inside) else np.nan, float(error), len(inside))
    return found


def paired_difference(changes_treated: Any, changes_others: Any) -> DifferenceInDifferences:
    """Return the mean change of the treated units minus that of the others, by Welch's test; ``n`` counts units."""
    groups = [np.asarray(changes, float) for changes in (changes_treated, changes_others)]
    of = [group[np.isfinite(group)] for group in groups]
    (n1, mean1, sd1), (n2, mean2, sd2) = ((len(group), group.mean(), group.std(ddof=1)) for group in of)
    found = welch(n1, mean1, sd1, n2, mean2, sd2)
    error = float(np.hypot(sd1 / np.sqrt(n1), sd2 / np.sqrt(n2)))
    ends = float(found.low), float(found.high)
    return DifferenceInDifferences(float(found.difference), error, *ends, float(found.p), n1 + n2)
