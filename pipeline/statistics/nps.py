"""Net promoter score of a 0–10 recommendation question, with its own interval.

    score = (promoters − detractors) / n · 100        −100 to 100 points; n = promoters + passives + detractors

promoters  answered 9 or 10; passives 7 or 8; detractors 0 to 6
variance   of one answer scored +1, 0, −1: p_promoters + p_detractors − (p_promoters − p_detractors)², divisor n
error      √(variance / n) · 100 points; the interval is score ± z · error (Wald), cut at ±100

Source: Rocks (2016), Interval estimation for the "Net Promoter Score", The American Statistician 70; R package NPS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile


@dataclass(frozen=True)
class NetPromoterScore:
    """Scores with standard error and interval in points, and the variance of one answer scored +1, 0, −1."""

    score: Array
    error: Array
    low: Array
    high: Array
    variance: Array


def net_promoter_score(
    promoters: Any, passives: Any, detractors: Any, confidence: float = CONFIDENCE
) -> NetPromoterScore:
    """Return the score of each group; NaN where nobody answered."""
    plus, zero, minus = (np.asarray(counts, float) for counts in (promoters, passives, detractors))
    n = plus + zero + minus
    n = np.where(n > 0, n, np.nan)
    mean = (plus - minus) / n
    variance = (plus + minus) / n - mean**2
    error = np.sqrt(np.maximum(variance, 0.0) / n)
    half = normal_quantile(confidence) * error
    low, high = np.maximum(mean - half, -1.0), np.minimum(mean + half, 1.0)
    return NetPromoterScore(100 * mean, 100 * error, 100 * low, 100 * high, variance)


def recommendation_groups(values: Any, counts: Any) -> tuple[Array, Array, Array]:
    """Return promoters, passives and detractors from the ``counts`` (…, k) of the answers ``values`` (k,), 0 to 10."""
    value, count = np.asarray(values, float), np.asarray(counts, float)
    chosen = value >= 9, (value >= 7) & (value < 9), value < 7
    promoters, passives, detractors = ((count * which).sum(axis=-1) for which in chosen)
    return promoters, passives, detractors
