"""Time to an event with cases still open, from counts by distinct duration (Kaplan–Meier, Aalen–Johansen).

At each distinct duration t: at_risk(t) cases are still open and observed just before t, d1(t) of them are resolved,
d2(t) leave another way (withdrawn, merged: a competing event), the censored ones leave after the events of the same t.

    S(t) = Π (1 − (d1 + d2) / at_risk)        F(t) = Σ S(t−) · d1 / at_risk        the share resolved by t

Without competing events F = 1 − S, Kaplan–Meier. Standard errors: Greenwood, and its form for competing events
(Marubini and Valsecchi). Intervals: log-log. Quantile q: the first t with F(t) ≥ q; its interval: where the bounds of F
reach q. A quantile that is not reached is NaN. Checked against the expanded, unweighted results of libraries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, Array, normal_quantile

TOUCHING = 1e-12


@dataclass(frozen=True)
class Curve:
    """The share resolved by each distinct event time, with its standard error and interval.

    Attributes:
        times: Distinct durations at which something was resolved or left, ascending.
        at_risk: Cases open and observed just before each.
        resolved: F, 0 to 1. ``error``: its standard error. ``low``, ``high``: its log-log interval.
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
        point = _first_reaching(self.times, self.resolved, share)
        return point, _first_reaching(self.times, self.high, share), _first_reaching(self.times, self.low, share)


def curve(times: Any, resolved: Any, competing: Any, censored: Any, confidence: float = CONFIDENCE) -> Curve:
    """Return the share resolved over time.

    Args:
        times: Durations, in any unit and order; the same one may come more than once.
        resolved, competing, censored: How many cases had that event at each duration; the censored were last seen then.
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
    low, high = _log_log(share, error, confidence)
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


def _log_log(share: Array, error: Array, confidence: float) -> tuple[Array, Array]:
    """Return the interval of ``share`` made on the scale log(−log(1 − share)); NaN where it is 0 or 1."""
    inside = np.where((share > TOUCHING) & (share < 1 - TOUCHING), 1 - share, np.nan)
    width = normal_quantile(confidence) * error / (inside * np.abs(np.log(inside)))
    return 1 - inside ** np.exp(-width), 1 - inside ** np.exp(width)


def _first_reaching(times: Array, values: Array, share: float) -> float:
    reached = np.flatnonzero(np.nan_to_num(values, nan=-1.0) >= share - TOUCHING)
    return float(times[reached[0]]) if len(reached) else float("nan")
