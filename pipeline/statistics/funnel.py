"""Funnel plot: which members of a company differ from it by more than their size explains (Spiegelhalter 2005).

    z = (value − target) / e          e² = target(1 − target)/n of a share, target/exposure of a rate
    φ = mean of z², those under the 10th and over the 90th percentile set to these (winsorised)
    limits = target ± z(95 % or 99.8 %) · e · √φ

φ widens the limits only where it is significant, over 1 + 2√(2/members): members vary more than chance for many small
reasons that no count shows. Without it, in a company with many complaints, nearly every community lies outside.
The target is that of all members together, or given. Source: Spiegelhalter, Stat Med 24:1185, sections 2 and A.2–A.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipeline.statistics.intervals import Array, normal_quantile

Kind = Literal["share", "rate"]
WINSORISED = 0.1
WARNING, ALARM = 0.95, 0.998
INSIDE, HIGH, LOW, VERY_HIGH, VERY_LOW = "inside", "high", "low", "very_high", "very_low"


@dataclass(frozen=True)
class Funnel:
    """Members against their common figure; arrays of one entry per member, NaN for a member without cases.

    Attributes:
        values: The member's share or rate. ``target``: what it is compared with.
        z: Distance in standard errors, √φ included where it widens the limits.
        dispersion: φ. ``is_overdispersed``: whether it widens the limits.
        low95, high95, low998, high998: Limits for a member of that size.
        status: ``inside``, ``high`` or ``low`` (outside 95 %), ``very_high`` or ``very_low`` (outside 99.8 %).
    """

    values: Array
    target: float
    z: Array
    dispersion: float
    is_overdispersed: bool
    low95: Array
    high95: Array
    low998: Array
    high998: Array
    status: Array


def funnel(x: Any, n: Any, *, kind: Kind, target: float | None = None) -> Funnel:
    """Return the funnel of ``x`` / ``n``: of shares (cases of cases) or of rates (cases per exposure).

    Limits are NaN where the target allows no variation: a share of 0 or 1, a rate of 0.
    """
    count, size = np.asarray(x, float), np.asarray(n, float)
    size = np.where((size > 0) & ~np.isnan(count), size, np.nan)
    known = ~np.isnan(size)
    values = count / size
    if target is None:
        target = float(count[known].sum() / size[known].sum()) if known.any() else np.nan
    error = _error(target, size, kind)
    dispersion = winsorised_dispersion((values - target) / error)
    is_overdispersed = bool(dispersion > 1 + 2 * np.sqrt(2 / max(known.sum(), 1)))
    error = error * np.sqrt(dispersion) if is_overdispersed else error
    z = (values - target) / error
    limits = _limits(target, error, kind)
    return Funnel(values, target, z, dispersion, is_overdispersed, **limits, status=_status(z))


def limits_at(found: Funnel, n: Any, *, kind: Kind) -> dict[str, Array]:
    """Return ``low95``, ``high95``, ``low998``, ``high998`` of members of other sizes, for the curves of a chart."""
    error = _error(found.target, np.asarray(n, float), kind)
    return _limits(found.target, error * np.sqrt(found.dispersion) if found.is_overdispersed else error, kind)


def _error(target: float, size: Array, kind: Kind) -> Array:
    variance = target * (1 - target) if kind == "share" else target
    return np.sqrt((variance if variance > 0 else np.nan) / size)


def _limits(target: float, error: Array, kind: Kind) -> dict[str, Array]:
    highest = 1.0 if kind == "share" else np.inf
    names = {"low95": (WARNING, -1), "high95": (WARNING, 1), "low998": (ALARM, -1), "high998": (ALARM, 1)}
    return {
        name: np.clip(target + way * normal_quantile(level) * error, 0.0, highest)
        for name, (level, way) in names.items()
    }


def winsorised_dispersion(z: Any) -> float:
    """Return φ, the mean square of z with its extreme tenths pulled in, so that outliers do not hide themselves."""
    known = np.asarray(z, float)
    known = known[~np.isnan(known)]
    if not len(known):
        return np.nan
    return float(np.square(np.clip(known, *np.quantile(known, [WINSORISED, 1 - WINSORISED]))).mean())


def _status(z: Array) -> Array:
    far = {level: np.abs(z) > normal_quantile(level) for level in (WARNING, ALARM)}
    cases = {
        VERY_HIGH: far[ALARM] & (z > 0),
        VERY_LOW: far[ALARM],
        HIGH: far[WARNING] & (z > 0),
        LOW: far[WARNING],
    }
    return np.select(list(cases.values()), list(cases), INSIDE)
