"""A rate of counts as it would be if the strata had the mix of a standard: directly standardised, with gamma interval.

    rate = Σ W·x/e        W = standard of the stratum / Σ standard; x: counts, e: exposure (homes, persons, days)
    variance v = Σ W²·x/e²

Communities with other mixes (of buildings, of ages of lifts) are compared on one mix. Interval: Fay and Feuer (1997, Stat
Med 16:791): the gamma distribution of mean rate and variance v below, above of mean rate + w and variance v + w² with
w = max W/e. Unlike the normal one it holds with few cases, and where a stratum has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE


@dataclass(frozen=True)
class StandardisedRate:
    """The crude rate Σ x/Σ e and the standardised one with its standard error and interval, in cases per unit of exposure."""

    crude: float
    rate: float
    error: float
    low: float
    high: float


def standardised_rate(x: Any, exposure: Any, standard: Any, confidence: float = CONFIDENCE) -> StandardisedRate:
    """Return the rate of ``x`` / ``exposure``, one entry per stratum, on the mix of ``standard``.

    NaN where a stratum of the standard has no exposure: nothing says what its rate would be.
    """
    from scipy.stats import gamma

    count, size, mix = (np.asarray(part, float) for part in (x, exposure, standard))
    count, size, mix = count[mix > 0], size[mix > 0], mix[mix > 0]
    if not len(mix) or not (size > 0).all():
        return StandardisedRate(*[np.nan] * 5)
    per_case = mix / mix.sum() / size
    rate, variance, most = float(per_case @ count), float(per_case**2 @ count), float(per_case.max())
    tail = (1 - confidence) / 2
    low = gamma.ppf(tail, rate**2 / variance, scale=variance / rate) if rate > 0 else 0.0
    above, spread = rate + most, variance + most**2
    high = gamma.isf(tail, above**2 / spread, scale=spread / above)
    return StandardisedRate(float(count.sum() / size.sum()), rate, variance**0.5, float(low), float(high))
