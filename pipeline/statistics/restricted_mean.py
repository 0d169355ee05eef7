"""Restricted mean time to resolution: the mean of min(T, τ), the area under the share still open up to τ.

    mean = ∫ S(t) dt from 0 to τ        error² = Σ over t ≤ τ of A(t)² · d(t) / (at_risk(t) · (at_risk(t) − d(t)))

A(t) is the area under S from t to τ. Unlike the mean of the closed cases it is not low where cases are open, and unlike
the median it exists where fewer than half are resolved. Source: Uno et al. (2014), Journal of Clinical Oncology 32,
2380–2385. Unit: that of the durations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, normal_quantile
from pipeline.statistics.survival import curve


@dataclass(frozen=True)
class RestrictedMean:
    """A mean, or a difference of two, in the unit of the durations; all NaN where nobody was observed until τ."""

    mean: float
    error: float
    low: float
    high: float


def restricted_mean(
    times: Any, resolved: Any, censored: Any, until: float, confidence: float = CONFIDENCE
) -> RestrictedMean:
    """Return the mean of min(T, ``until``) from counts of resolved and censored cases per duration."""
    shape = curve(times, resolved, np.zeros(len(np.asarray(times))), censored)
    if until > shape.until:
        return RestrictedMean(np.nan, np.nan, np.nan, np.nan)
    within = shape.times <= until
    at, at_risk, staying = shape.times[within], shape.at_risk[within], 1 - shape.resolved[within]
    steps = np.concatenate([[1.0], staying]) * np.diff([0.0, *at, until])
    after = np.cumsum(steps[::-1])[::-1][1:]
    events = at_risk - at_risk * staying / np.concatenate([[1.0], staying[:-1]])
    left = at_risk - events
    terms = after**2 * events / np.where(left > 0, at_risk * left, np.inf)
    mean, error = float(steps.sum()), float(np.sqrt(terms.sum()))
    half = normal_quantile(confidence) * error
    return RestrictedMean(mean, error, mean - half, mean + half)


def difference(
    first: RestrictedMean, second: RestrictedMean, confidence: float = CONFIDENCE
) -> tuple[RestrictedMean, float]:
    """Return first − second of two independent groups, and p of the hypothesis that they are equal."""
    from scipy.special import ndtr

    mean, error = first.mean - second.mean, float(np.hypot(first.error, second.error))
    half = normal_quantile(confidence) * error
    p = 2 * ndtr(-abs(mean) / error) if error > 0 else np.nan
    return RestrictedMean(mean, error, mean - half, mean + half), float(p)
