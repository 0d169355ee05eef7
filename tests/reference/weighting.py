"""Weighting: known margins, effective sample size, trimming."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from pipeline.statistics.standardised import standardised_rate
from pipeline.statistics.survey_mean import Design, jackknife_error, weighted_mean, weighted_total
from pipeline.statistics.weighting import kish, poststratify, rake, trim
from tests.reference.case import NUMBER, Case, Table
from tests.reference.kinds import Kind

STANDARDISED = (
    {"count", "cases", "events", "deaths", "x"},
    {"population", "pop", "exposure", "n"},
    {"standard", "stdpop", "std"},
)
WEIGHT = ("weight", "weights")
OUTCOMES = ("api00", "score", "y", "value", "rating")
TOTALLED = ("enroll", "total", "size", "x")


def calibrated(case: Case) -> dict[str, Any]:
    """Post-stratification with one margin's file, raking with several; the outcome is averaged, the size totalled."""
    sample, *files = case.tables
    margins = [sample[next(iter(file.columns))] for file in files]
    populations = [dict(zip(*_margin(file), strict=True)) for file in files]
    before = sample.numbers(sample.after(*WEIGHT) or "pw")

    def calibrate(weights: np.ndarray) -> np.ndarray:
        if len(margins) == 1:
            return poststratify(weights, margins[0], populations[0])
        return rake(weights, margins, populations)

    clusters, said = cluster_column(case, sample), case.data
    is_many = "fpc" not in sample.columns or (sample.after(*WEIGHT) and not re.search(r"\bfpc\b", said))
    population = None if is_many else sample.numbers("fpc")
    labels = None if clusters is None else sample[clusters]
    weights = calibrate(before)
    outcome, size = first_number(sample, OUTCOMES), first_number(sample, TOTALLED)
    limits = _limit(case)
    named = sample.after("strata", "stratum")
    strata = sample[named] if named else None
    drawn, naive = (Design(each, strata, labels, population) for each in (before, weights))
    design = Design(weights, strata, labels, population, margins)
    cells = ["|".join(labels) for labels in zip(*margins, strict=True)]
    by_cell = dict(zip(cells, weights, strict=True))
    return {
        "linear": _linear(sample, outcome, size, limits, design),
        "jackknife": _jackknife(sample, outcome, size, limits, drawn, calibrate),
        "kish": kish_figures(weights),
        "naive_se": weighted_mean(sample.numbers(outcome), naive).error,
        "weight_by_cell": by_cell,
        f"weight_by_{next(iter(files[0].columns))}": by_cell,
    }


def trimmed(case: Case) -> dict[str, Any]:
    sample = case.table
    weights = sample.numbers(sample.after(*WEIGHT) or ("pw" if "pw" in sample.columns else sample.numeric()[-1]))
    upper = re.search(rf"(?:trimm?\w*|upper|limit)\D*?({NUMBER})", case.words, re.I)
    cut = trim(weights, float(upper[1]) if upper else np.inf)
    figures = kish_figures(weights)
    return figures | {
        "kish": figures,
        "deff_from_cv": figures["deff"],
        "trimmed": kish_figures(cut),
        "weighted_mean_trimmed": weighted_mean(sample.numbers(first_number(sample, OUTCOMES)), Design(cut)).value,
        "weighted_mean": weighted_mean(sample.numbers(first_number(sample, OUTCOMES)), Design(weights)).value,
    }


def standardised(case: Case) -> dict[str, Any]:
    """A row per stratum with count, population and standard; a key for each value of a column, or of the whole file."""
    table = case.table
    names = [next((name for name in table.columns if name.lower() in usual), None) for usual in STANDARDISED]
    columns = [name or other for name, other in zip(names, table.numeric()[-3:], strict=True)]
    counts, exposure, standard = (table.numbers(column) for column in columns)

    def figures(rows: np.ndarray) -> dict[str, Any]:
        of = standardised_rate(counts[rows], exposure[rows], standard[rows], case.confidence)
        ends = {"low": of.low, "high": of.high, "lci": of.low, "uci": of.high, "ci_low": of.low, "ci_high": of.high}
        rates = dict.fromkeys(("adjusted", "adj", "adj_rate", "adj.rate", "adjusted_rate", "rate", "dsr"), of.rate)
        return {"crude": of.crude, "crude_rate": of.crude, "crude.rate": of.crude, "se": of.error} | rates | ends

    found = figures(np.full(len(counts), True))
    for column in [name for name in table.columns if name not in columns]:
        cells = np.array(table[column])
        keys = {
            value: (value, f"{column}{value}", f"{column}_{value}", f"{column}={value}") for value in np.unique(cells)
        }
        found |= {
            key: figures(cells == value) for value, alike in keys.items() for key in alike if key in case.expected
        }
    return found


def kish_figures(weights: np.ndarray) -> dict[str, Any]:
    found = kish(weights)
    return {
        "sum": found.total,
        "neff": found.n_eff,
        "deff": found.design_effect,
        "min": found.smallest,
        "max": found.largest,
    }


def cluster_column(case: Case, sample: Table) -> str | None:
    """Return the cluster column the case names; of a cluster sample (as its name says) the district's number."""
    named = sample.after("cluster", "psu")
    return named or ("dnum" if "clus" in case.data and "dnum" in sample.columns else None)


def _linear(sample: Table, outcome: str, size: str, limit: tuple[str, float], design: Design) -> dict[str, Any]:
    mean = weighted_mean(sample.numbers(outcome), design)
    total = weighted_total(sample.numbers(size), design)
    share = weighted_mean(sample.numbers(outcome) >= limit[1], design)
    return {
        "mean": mean.value,
        "se": mean.error,
        "total": total.value,
        "total_se": total.error,
        limit[0]: share.value,
        "share_se": share.error,
    }


def _jackknife(
    sample: Table, outcome: str, size: str, limit: tuple[str, float], drawn: Design, calibrate: Callable[..., Any]
) -> dict[str, Any]:
    y, x = sample.numbers(outcome), sample.numbers(size)
    weights = calibrate(drawn.weights)

    def mean_of(values: np.ndarray) -> Callable[[np.ndarray], float]:
        return lambda weights: weighted_mean(values, Design(weights)).value

    return {
        "mean": mean_of(y)(weights),
        "se": jackknife_error(mean_of(y), drawn, calibrate),
        "total": weighted_total(x, Design(weights)).value,
        "total_se": jackknife_error(lambda weights: weighted_total(x, Design(weights)).value, drawn, calibrate),
        limit[0]: mean_of(y >= limit[1])(weights),
        "share_se": jackknife_error(mean_of(y >= limit[1]), drawn, calibrate),
    }


def _margin(file: Table) -> tuple[list[str], np.ndarray]:
    """Return the categories (first column) and their known sizes (last column)."""
    columns = list(file.columns)
    return file[columns[0]], file.numbers(columns[-1])


def _limit(case: Case) -> tuple[str, float]:
    """Return the key of the share and its limit, from a key like "share_ge650"."""
    keys = [key for inner in case.expected.values() if isinstance(inner, dict) for key in inner]
    named = next((key for key in keys if re.fullmatch(r"share_ge\d+", key)), "share_ge0")
    return named, float(named.removeprefix("share_ge"))


def first_number(sample: Table, names: tuple[str, ...]) -> str:
    """Return the first of the usual names that is a column of numbers, else the first column of numbers."""
    numeric = sample.numeric()
    return next((name for name in names if name in numeric), numeric[0])


LINEAR = {"mean", "se", "total", "total_se", "share_se", "linear", "jackknife"}
KISH = {"kish", "sum", "neff", "deff", "min", "max"}

KINDS = (
    Kind(
        "calibration",
        cases=("poststratification", "raking"),
        keys=frozenset(LINEAR | KISH | {"naive_se", "weight_by_cell"}),
        words=frozenset({"post-stratification", "raking", "margins", "calibration"}),
        compute=calibrated,
    ),
    Kind(
        "trimming",
        cases=("kish_and_trimming",),
        keys=frozenset(KISH | {"deff_from_cv", "trimmed", "weighted_mean_trimmed"}),
        words=frozenset({"trimming", "effective"}),
        compute=trimmed,
    ),
    Kind(
        "directly standardised rate",
        keys=frozenset({"crude", "crude_rate", "crude.rate", "adj*", "lci", "uci", "low", "high", "dsr"}),
        words=frozenset({"standardisation", "standardised", "standardized", "direct", "directly", "gamma", "standard"}),
        compute=standardised,
    ),
)
