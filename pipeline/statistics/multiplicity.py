"""Adjusting the p of a family of comparisons; the family is all that is compared, before any of it is chosen for display.

false discovery   q(i) = smallest over j ≥ i of m · p(j) / j (Benjamini and Hochberg 1995): of the comparisons with
                  q < 0.05 at most 5 % are expected to be none; for any dependence times Σ 1/i (Benjamini and Yekutieli)
Holm              largest over j ≤ i of (m − j + 1) · p(j): the chance of even one wrong one stays under the limit
Bonferroni        m · p

p(1) ≤ … ≤ p(m) are the known p of the family; a missing one (NaN) is no member. None passes 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array


def false_discovery(p: Any, *, is_dependent: bool = False) -> Array:
    """Return Benjamini and Hochberg's q for each p of one family; ``is_dependent``: Benjamini and Yekutieli's."""

    def adjust(sorted_p: Array) -> Array:
        """Return q of p in rising order."""
        places = np.arange(1, len(sorted_p) + 1)
        raw = sorted_p * len(sorted_p) / places * (np.sum(1 / places) if is_dependent else 1.0)
        return np.minimum.accumulate(raw[::-1])[::-1]

    return _adjusted(p, adjust)


def false_discovery_within(p: Any, families: Any) -> tuple[Array, Array]:
    """Return Benjamini and Hochberg's q for each p among those of its family, and how many known p the family has."""
    values = np.asarray(p, float)
    found, sizes = np.full(values.shape, np.nan), np.zeros(values.shape, int)
    names, family = np.unique(np.asarray(families), return_inverse=True)
    for number in range(len(names)):
        members = family == number
        found[members] = false_discovery(values[members])
        sizes[members] = np.count_nonzero(~np.isnan(values[members]))
    return found, sizes


def holm(p: Any) -> Array:
    """Return Holm's adjusted p for each p of one family."""
    return _adjusted(p, lambda sorted_p: np.maximum.accumulate(sorted_p * np.arange(len(sorted_p), 0, -1)))


def bonferroni(p: Any) -> Array:
    """Return p times the size of the family."""
    return _adjusted(p, lambda sorted_p: sorted_p * len(sorted_p))


def _adjusted(p: Any, adjust: Callable[[Array], Array]) -> Array:
    values = np.asarray(p, float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known])]
    found = np.full(values.shape, np.nan)
    found[order] = np.minimum(adjust(values[order]), 1.0)
    return found
