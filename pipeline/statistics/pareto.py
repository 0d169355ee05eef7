"""Pareto table: which few types make up most of the complaints.

    share = n / total        cumulative_share(k) = Σ of the k largest n / total

vital few  the smallest set of types, largest first, whose cumulative share reaches ``vital_share``

Types of equal count keep the order they are given in. Rest categories ("other", 未归类) come last however large, for no
measure can be aimed at them, and are never among the vital few. Unit: proportions, 0 to 1. Grain: one row per type.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

VITAL_SHARE = 0.8
TOUCHING = 1e-9  # a cumulative share of exactly 80 % reaches it, whatever the fractions add up to


def pareto(counts: Mapping[Any, float], *, last: Collection[Any] = (), vital_share: float = VITAL_SHARE) -> Any:
    """Return the Pareto table of counts per type.

    Args:
        counts: Type → number of cases; without a case there is no share.
        last: The types that are rest categories.

    Returns:
        A pandas frame, largest type first: ``type``, ``n``, ``cumulative_n``, ``share``, ``cumulative_share``,
        ``is_vital``.
    """
    import pandas as pd

    order = sorted(counts, key=lambda kind: (kind in last, -counts[kind]))
    n = pd.Series([counts[kind] for kind in order], dtype=float)
    share = n / (n.sum() or float("nan"))
    before = share.cumsum() - share
    return pd.DataFrame(
        {
            "type": pd.Series(order, dtype=object),
            "n": n,
            "cumulative_n": n.cumsum(),
            "share": share,
            "cumulative_share": share.cumsum(),
            "is_vital": (before < vital_share - TOUCHING)
            & (n > 0)
            & np.array([kind not in last for kind in order], bool),
        }
    )
