"""Key drivers: relative importance, standardised regression, importance–performance."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.statistics.distribution import quantile, summary, tally
from pipeline.statistics.importance import importance, relative_weights
from pipeline.statistics.moments import complete_rows, moments
from pipeline.statistics.quadrants import quadrants
from pipeline.statistics.regression import regress
from pipeline.statistics.reliability import covariance
from tests.reference.case import Case
from tests.reference.kinds import Kind


def decomposition(case: Case) -> dict[str, Any]:
    columns, drivers = _columns(case)
    of = importance(moments(complete_rows(case.table.matrix(columns))).correlation)
    measures = {"lmg": of.lmg, "first": of.first, "last": of.last, "betasq": of.beta_squared, "pratt": of.pratt}
    measures["lmg_share"] = of.lmg / of.lmg.sum()
    return {"r2": of.r_squared} | {name: _named(drivers, values) for name, values in measures.items()}


def johnson(case: Case) -> dict[str, Any]:
    columns, drivers = _columns(case)
    of = relative_weights(moments(complete_rows(case.table.matrix(columns))).correlation)
    return {
        "r2": float(of.r_squared),
        "raw": _named(drivers, of.weights),
        "rescaled_pct": _named(drivers, 100 * of.weights / of.r_squared),
        "sign": {driver: "+" if of.coefficients[place] >= 0 else "-" for place, driver in enumerate(drivers)},
    }


def standardised_regression(case: Case) -> dict[str, Any]:
    columns, drivers = _columns(case)
    table = case.table.matrix(columns)
    n, matrix = covariance(table)
    of = regress(n, np.nanmean(table[~np.isnan(table).any(axis=1)], axis=0), matrix)
    terms = ["(Intercept)", *drivers]
    return {
        "n": of.n,
        "r2": of.r_squared,
        "adj_r2": of.adjusted_r_squared,
        "f": of.f,
        "b": _named(terms, of.coefficients),
        "se": _named(terms, of.errors),
        "p": _named(terms, of.p),
        "beta_std": _named(drivers, of.beta),
        "beta_low": _named(drivers, of.beta_low),
        "beta_high": _named(drivers, of.beta_high),
        "vif": _named(drivers, of.inflation),
    }


def priority(case: Case) -> dict[str, Any]:
    """A file with one row per attribute: its name, importance and performance."""
    table = case.table
    names = table[next(column for column in table.columns if not table.is_numeric(column))]
    numeric = table.numeric()
    x, y = (
        table.numbers(name if name in numeric else numeric[place])
        for place, name in enumerate(("importance", "performance"))
    )
    means = tuple(float(summary(*tally(values)).mean) for values in (x, y))
    medians = tuple(float(quantile(*tally(values), 0.5)) for values in (x, y))
    return {
        "mean_importance": means[0],
        "mean_performance": means[1],
        "median_importance": medians[0],
        "median_performance": medians[1],
        "quadrant_mean": _named(names, quadrants(x, y, (means[0], means[1]))),
        "quadrant_median": _named(names, quadrants(x, y, (medians[0], medians[1]))),
    }


def _columns(case: Case) -> tuple[list[str], list[str]]:
    """Return the outcome with the drivers behind it, and the drivers: those named, else all other columns."""
    table = case.table
    formula = re.search(r"([\w.]+)\s*~", table.said)
    left = formula[1] if formula and formula[1] in table.columns else None
    outcome = left or table.after("outcome", "dependent variable", "dependent", "response") or table.numeric()[0]
    named = [column for column in table.mentioned() if column != outcome and table.is_numeric(column)]
    drivers = named or [column for column in table.numeric() if column != outcome]
    return [outcome, *drivers], drivers


def _named(names: list[str], values: Any) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


REGRESSION = {"n", "r2", "adj_r2", "f", "b", "se", "p", "beta_std", "beta_low", "beta_high", "vif", "(Intercept)"}

KINDS = (
    Kind(
        "decomposition of R²",
        cases=("lmg_swiss", "lmg_attitude"),
        keys=frozenset({"r2", "lmg", "first", "last", "betasq", "pratt", "lmg_share"}),
        words=frozenset({"lmg", "shapley"}),
        compute=decomposition,
    ),
    Kind(
        "relative weights",
        cases=("rwa_mtcars", "rwa_attitude"),
        keys=frozenset({"r2", "raw", "rescaled_pct", "sign"}),
        words=frozenset({"johnson", "weights"}),
        compute=johnson,
    ),
    Kind(
        "standardised regression",
        cases=("std_regression_attitude",),
        keys=frozenset(REGRESSION),
        words=frozenset({"vif", "ols", "standardised"}),
        compute=standardised_regression,
    ),
    Kind(
        "quadrants",
        cases=("ipa_quadrants",),
        keys=frozenset({"mean_importance", "mean_performance", "median_importance", "median_performance"})
        | {"quadrant_mean", "quadrant_median"},
        words=frozenset({"quadrants"}),
        compute=priority,
    ),
)
