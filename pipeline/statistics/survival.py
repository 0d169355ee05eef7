"""Time to an event with cases still open, from counts by distinct duration (Kaplan–Meier, Aalen–Johansen).

At each distinct duration t: at_risk(t) cases are still open and observed just before t, d1(t) of them are resolved,
d2(t) leave another way (withdrawn, merged: a competing event), the censored ones leave after the events of the same t.

    S(t) = Π (1 − (d1 + d2) / at_risk)        F(t) = Σ S(t−) · d1 / at_risk        the share resolved by t

Without competing events F = 1 − S, Kaplan–Meier. Standard errors: Greenwood, and its form for competing events
(Marubini and Valsecchi 1995, ch. 10). Intervals are made on the scale log(−log S), log S or S itself (plain).
Quantile q: where F crosses q. Where F stays at q for a while, the middle of that while, as the median of an even number
of closed cases lies between two; where it stays there to the end, up to the longest duration observed. Its interval:
where the bounds of F cross q. A quantile that is not reached is NaN. The conventions are those of R's ``survival``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile

TOUCHING = 1e-12
FLAT = 1e-8  # shares this close to a quantile are on it: they are products of fractions
Scale = Literal["log-log", "log", "plain"]


@dataclass(frozen=True)
class Curve:
    """The share resolved by each distinct event time, with its standard error and interval.

    Attributes:
        times: Distinct durations at which something was resolved or left, ascending.
        at_risk: Cases open and observed just before each.
        resolved: F, 0 to 1. ``error``: its standard error. ``low``, ``high``: its interval.
        until: Duration up to which F is known: the longest observed one, without end where no case was left open there.
    """

    times: Array
    at_risk: Array
    resolved: Array
    error: Array
    low: Array
    high: Array
    until: float

    def by(self, time: float) -> tuple[float, float, float]:
        """Return the share resolved by ``time`` (inclusive) and its interval; NaN where nobody was observed so long."""
        if time > self.until:
            return np.nan, np.nan, np.nan
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return 0.0, np.nan, np.nan
        return float(self.resolved[place]), float(self.low[place]), float(self.high[place])

    def quantile(self, share: float) -> tuple[float, float, float]:
        """Return the time by which ``share`` is resolved and its interval; NaN where it is not reached."""
        bounds = (self.resolved, self.high, self.low)
        point, low, high = (_crossing(self.times, bound, share, self.until) for bound in bounds)
        return point, low, high


def curve(
    times: Any,
    resolved: Any,
    competing: Any,
    censored: Any,
    confidence: float = CONFIDENCE,
    scale: Scale = "log-log",
) -> Curve:
    """Return the share resolved over time.

    Args:
        times: Durations, in any unit and order; the same one may come more than once.
        resolved, competing, censored: How many cases had that event at each duration; the censored were last seen then.
        scale: On which the intervals are made.
    """
    at, place = np.unique(np.asarray(times, float), return_inverse=True)
    d1, d2, c = (np.bincount(place, np.asarray(counts, float), len(at)) for counts in (resolved, competing, censored))
    at_risk = np.cumsum((d1 + d2 + c)[::-1])[::-1]
    longest = max(at[at_risk > 0], default=-np.inf)
    happened = d1 + d2 > 0
    at, d1, d2, at_risk = at[happened], d1[happened], d2[happened], at_risk[happened]
    staying = np.cumprod(1 - (d1 + d2) / at_risk)
    before = np.concatenate([[1.0], staying[:-1]])
    share = 1 - staying if not d2.any() else np.cumsum(before * d1 / at_risk)
    error = _greenwood(staying, d1, at_risk) if not d2.any() else _aalen(share, before, d1, d2, at_risk)
    low, high = _interval(share, error, normal_quantile(confidence), scale)
    until = np.inf if 0 in staying else longest
    return Curve(at, at_risk, share, error, low, high, float(until))


def _greenwood(staying: Array, events: Array, at_risk: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = events / (at_risk * (at_risk - events))
        return staying * np.sqrt(np.cumsum(terms))


def _aalen(share: Array, before: Array, d1: Array, d2: Array, at_risk: Array) -> Array:
    """Return Σ over earlier times of three terms; (F(t) − F(s))² is multiplied out, so that running sums suffice."""
    d = d1 + d2
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(at_risk > d, d / (at_risk * (at_risk - d)), 0.0)
    jump = before * d1 / at_risk**2
    spread = share**2 * np.cumsum(left) - 2 * share * np.cumsum(share * left) + np.cumsum(share**2 * left)
    own = np.cumsum(before**2 * d1 * (at_risk - d1) / at_risk**3)
    shared = share * np.cumsum(jump) - np.cumsum(share * jump)
    return np.sqrt(np.maximum(spread + own - 2 * shared, 0.0))


def _interval(share: Array, error: Array, z: float, scale: Scale) -> tuple[Array, Array]:
    """Return the interval of ``share``, cut at 0 and 1; NaN where it is 0 or 1."""
    staying = np.where((share > TOUCHING) & (share < 1 - TOUCHING), 1 - share, np.nan)
    if scale == "log-log":
        width = z * error / (staying * np.abs(np.log(staying)))
        return 1 - staying ** np.exp(-width), 1 - staying ** np.exp(width)
    if scale == "log":
        width = np.exp(z * error / staying)
        return np.maximum(1 - staying * width, 0.0), 1 - staying / width
    return np.maximum(share - z * error, 0.0), np.minimum(share + z * error, 1.0)


def _crossing(times: Array, values: Array, share: float, until: float) -> float:
    """Return where a rising step function crosses ``share``, the middle of the step where it stays on it."""
    reached = np.flatnonzero(values >= share - FLAT)
    if not len(reached):
        return float("nan")
    above = np.flatnonzero(values > share + FLAT)
    last = until if np.isfinite(until) else times[-1]
    end = times[above[0]] if len(above) else last
    return float(times[reached[0]] + end) / 2
