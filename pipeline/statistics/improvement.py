"""Effect of an improvement measure on a monthly figure of its communities (specification clauses ch10.e1, ch10.e2).

    y(t) = level + trend·t + season + effect·after(t) + u(t),   t = months since the start of the measure

effect      how far the months after lie from what the trend of all months would have led one to expect
slope       change of the trend after the start, from the same regression with slope·after(t)·t added: does an effect fade?
            It is no part of the effect, for a trend of its own on either side leaves 12 months too little to judge by.
y           the figure, or ln((complaints + ½) / households): then exp(effect) is a ratio of rates
u           AR(1) errors by REML (``autoregression.py``), t with n − k − 1 degrees of freedom
season      sine and cosine of the year where there are two years of months, of the half year too where there are three
comparison  y minus the household-weighted mean of the communities without the measure: what moved everywhere is no effect
placebo     the same estimate for each community without the measure, against the others of them
start       the month of a start that is not its first day belongs to neither side

Under 12 months on either side there is no estimate, only the figures before and after and from when on there will be
enough. False verdicts of this method are counted in tests/statistics/test_false_verdicts.py. Sources: Lopez Bernal,
Cummins and Gasparrini (2017), Int J Epidemiol 46, 348–355; Abadie, Diamond and Hainmueller (2010) for the placebos.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from pipeline.statistics.autoregression import Estimate, Regression, ar1_regression
from pipeline.statistics.intervals import Array

LEAST_MONTHS = 12
YEAR = 12
Kind = Literal["rate", "value"]


@dataclass(frozen=True)
class Panel:
    """Monthly figures of communities; arrays of one row per community and one column per month.

    Attributes:
        figures: Complaints (kind ``rate``) or an index, share or mean (kind ``value``); NaN for a month without export.
        households: Of each community in each month.
    """

    figures: Array
    households: Array

    def where(self, rows: Any, columns: Any) -> Panel:
        """Return the communities ``rows`` in the months ``columns``."""
        return Panel(self.figures[rows][:, columns], self.households[rows][:, columns])

    def pooled(self, kind: Kind) -> Array:
        """Return the series of all communities together; NaN where one has no figure or no households."""
        households = np.where((self.households > 0).all(axis=0), self.households.sum(axis=0), np.nan)
        if kind == "rate":
            return np.log((self.figures.sum(axis=0) + 0.5) / households)
        return (self.figures * self.households).sum(axis=0) / households

    def monthly(self, kind: Kind) -> Array:
        """Return the figure of each month, as ``level`` has it; NaN where one community has none."""
        if kind == "value":
            return self.pooled(kind)
        households = np.where((self.households > 0).all(axis=0), self.households.sum(axis=0), np.nan)
        return 1000 * self.figures.sum(axis=0) / households

    def level(self, kind: Kind) -> float:
        """Return the figure of all months together: complaints per 1,000 households and month, or the mean."""
        total = self.households.sum()
        if not total > 0:
            return float("nan")
        return float(
            1000 * self.figures.sum() / total if kind == "rate" else (self.figures * self.households).sum() / total
        )


@dataclass(frozen=True)
class Effect:
    """The estimated effect of a measure.

    Attributes:
        effect: In the unit of the figure; for kind ``rate`` the logarithm of a ratio of rates.
        slope: Change of the trend since the start, per year.
        before, after: Figure of the measure's communities on each side, see ``Panel.level``.
        months_before, months_after, rho: What the estimate rests on. ``has_gaps``: months between them have no export.
        cases: Complaints per month on average; NaN for kind ``value``.
        placebos: Effects in the communities without the measure; none where nothing was compared.
    """

    kind: Kind
    effect: Estimate
    slope: Estimate
    before: float
    after: float
    months_before: int
    months_after: int
    rho: float
    has_gaps: bool
    cases: float
    placebos: tuple[float, ...]

    @property
    def method(self) -> str:
        """Return ``comparison`` where there are communities without the measure, else ``before_after``."""
        return "comparison" if self.placebos else "before_after"

    @property
    def rank(self) -> int | None:
        """Return the place of the effect among the placebos by size, 1 the largest; None without placebos."""
        larger = sum(abs(placebo) >= abs(self.effect.value) for placebo in self.placebos)
        return 1 + larger if self.placebos else None

    @property
    def ratio(self) -> tuple[float, float, float]:
        """Return the effect as a ratio of rates with its interval; for kind ``rate``."""
        middle, low, high = np.exp([self.effect.value, self.effect.low, self.effect.high])
        return float(middle), float(low), float(high)


@dataclass(frozen=True)
class NotEnough:
    """Figures before and after without an estimate.

    Attributes:
        reason: ``no_households``, ``too_few_months_before`` or ``too_few_months_after``.
        enough_from: Day from which on there will be enough, if no month is missing; None where waiting does not help.
    """

    kind: Kind
    reason: str
    before: float
    after: float
    months_before: int
    months_after: int
    enough_from: date | None


def improvement_effect(
    months: Any, scope: Panel, start: date, kind: Kind, others: Panel | None = None
) -> Effect | NotEnough:
    """Return the effect of a measure that began on ``start``.

    Args:
        months: Any day of the month of each column, ascending.
        scope: The communities of the measure. A month in which one of them has no figure or no households is left out.
        others: Communities without the measure. One that lacks a month of the scope is left out; under two nothing is
            compared.
    """
    calendar = np.asarray(months, "datetime64[M]")
    first = np.datetime64(start, "M") + int(start.day > 1)
    own = scope.pooled(kind)
    used = np.isfinite(own) & ((calendar < np.datetime64(start, "M")) | (calendar >= first))
    at = (calendar - first).astype(int)
    sides = [scope.where(slice(None), used & side) for side in (at < 0, at >= 0)]
    before, after = (side.level(kind) for side in sides)
    n_before, n_after = (side.figures.shape[1] for side in sides)
    if reason := _lacking(scope, n_before, n_after):
        waiting = LEAST_MONTHS - n_after if reason == "too_few_months_after" else None
        enough = None if waiting is None else (max(calendar[-1] + 1, first) + waiting).astype(date)
        return NotEnough(kind, reason, before, after, n_before, n_after, enough)
    pool = complete(others, used)
    y = own[used] - pool.pooled(kind) if pool else own[used]
    terms = _terms(at[used], calendar[used].astype(int) % YEAR)
    model = ar1_regression(y, terms, at[used])
    bent = ar1_regression(y, np.column_stack([at[used].clip(0) / YEAR, terms]), at[used])
    placebos = _placebos(pool, kind, terms, at[used]) if pool else ()
    has_gaps = bool(np.ptp(at[used]) + 1 > used.sum() + int(start.day > 1))
    cases = float(scope.figures[:, used].sum(axis=0).mean()) if kind == "rate" else float("nan")
    effect, slope = _first(model), _first(bent)
    return Effect(kind, effect, slope, before, after, n_before, n_after, model.rho, has_gaps, cases, placebos)


def _lacking(scope: Panel, n_before: int, n_after: int) -> str:
    if min(n_before, n_after) >= LEAST_MONTHS:
        return ""
    if not (scope.households > 0).all():
        return "no_households"
    return "too_few_months_before" if n_before < LEAST_MONTHS else "too_few_months_after"


def complete(others: Panel | None, used: Array) -> Panel | None:
    """Return the comparison communities that have every month used, in these months, if there are two."""
    if others is None:
        return None
    known = np.isfinite(others.figures) & (others.households > 0)
    complete = known[:, used].all(axis=1)
    return others.where(complete, used) if complete.sum() > 1 else None


def _terms(at: Array, month: Array) -> Array:
    """Return the columns of the regression, the step first."""
    pairs = min(len(at) // YEAR - 1, 2)
    angles = [2 * np.pi * k * month / YEAR for k in range(1, pairs + 1)]
    season = [wave(angle) for angle in angles for wave in (np.sin, np.cos)]
    return np.column_stack([at >= 0, np.ones(len(at)), at / YEAR, *season])


def _first(model: Regression) -> Estimate:
    return model.estimate(np.eye(len(model.coefficients))[0])


def _placebos(pool: Panel, kind: Kind, terms: Array, at: Array) -> tuple[float, ...]:
    """Return the effect that the same regression finds in each comparison community, against the others of them."""
    rows = np.arange(len(pool.figures))
    found = []
    for row in rows:
        own, rest = (pool.where(chosen, slice(None)).pooled(kind) for chosen in (rows == row, rows != row))
        found.append(_first(ar1_regression(own - rest, terms, at)).value)
    return tuple(found)
