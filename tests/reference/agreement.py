"""Agreement of raters and text classification."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.statistics.agreement import Kappa, cohen_kappa, fleiss_kappa, krippendorff_alpha
from pipeline.statistics.classification import classification, confusion
from pipeline.statistics.intraclass import intraclass_correlation
from tests.reference.case import FILE, Case, Table
from tests.reference.kinds import Kind

WEIGHTS = {None: ("kappa", "unweighted"), "linear": ("linear",), "quadratic": ("quadratic",)}


def kappas(table: np.ndarray) -> dict[str, Any]:
    """Answer the three kappas of a table under the names that cases use."""
    got: dict[str, Any] = {}
    for weights, names in WEIGHTS.items():
        found: Kappa = cohen_kappa(table, weights)
        for name in names:
            got |= {name: found.kappa, f"{name}_ase": found.error}
        if weights is None:
            got |= {"ase": found.error, "low": found.low, "high": found.high, "z": found.z, "p": found.p}
            got["agreement"] = found.agreement
    return got


def levels(columns: list[list[str]], table: Table) -> list[str]:
    """Return all levels of all raters of the file: in the order of numbers, else as a scale runs in the file."""
    found = dict.fromkeys(value for column in columns for value in column if value)
    raters = [name for name in table.columns if name.startswith("rater")]
    if all(table.is_numeric(name) for name in raters):
        numbers = [int(value) for value in found]
        return [str(level) for level in range(min(numbers), max(numbers) + 1)]
    return list(found)


def crossed(table: Table) -> np.ndarray:
    """Return the counts of the first two raters: rows are cases, or combinations with their number."""
    first, second = list(table.columns)[:2]
    names = levels([table[first], table[second]], table)
    number = table.numbers("n") if "n" in table.columns else np.ones(len(table[first]))
    counts = np.zeros((len(names), len(names)))
    for a, b, n in zip(table[first], table[second], number, strict=True):
        counts[names.index(a), names.index(b)] += n
    return counts


def rated_twice(case: Case) -> dict[str, Any]:
    """Answer each group of keys from the file of that name, and the inline table under the key that is no file's."""
    tables = {table.stem: crossed(table) for table in case.tables} if FILE.search(case.data) else {}
    inline = re.search(r"\[\[(.+?)\]\]", case.data)
    rest = np.array([[float(n) for n in row.split(",")] for row in inline[1].split("],[")]) if inline else None
    grouped = {key: tables.get(key, rest) for key, value in case.expected.items() if isinstance(value, dict)}
    if not grouped:
        return kappas(rest if rest is not None else next(iter(tables.values())))
    return {key: kappas(table) for key, table in grouped.items() if table is not None}


def alphas(case: Case) -> dict[str, float]:
    table = case.table
    numeric = all(table.is_numeric(column) for column in table.columns)
    names = [] if numeric else sorted({value for column in table.columns.values() for value in column if value})
    columns = [
        table.numbers(column) if numeric else [names.index(v) if v else np.nan for v in table[column]]
        for column in table.columns
    ]
    ratings = np.column_stack(columns).astype(float)
    offered = ("nominal", "ordinal", "interval", "ratio") if numeric else ("nominal",)
    return {level: krippendorff_alpha(ratings, level) for level in offered}


def rated_often(case: Case) -> dict[str, Any]:
    """Answer Fleiss' kappa of all raters of a file, its columns."""
    columns = list(case.table.columns.values())
    names = sorted({value for column in columns for value in column})
    counts = [[row.count(name) for name in names] for row in zip(*columns, strict=True)]
    found = fleiss_kappa(counts)
    got = {"kappa": found.kappa, "z": found.z, "p": found.p, "se": found.error, "agreement": found.agreement}
    return got | {"fleiss": found.kappa, "fleiss_kappa": found.kappa, "value": found.kappa}


def intraclass(case: Case) -> dict[str, Any]:
    """Answer the six forms under the names of psych (ICC2k) and of irr (ICC(A,k))."""
    ratings = case.table.matrix(case.table.columns)
    of_irr = {"ICC1": "ICC(1)", "ICC2": "ICC(A,1)", "ICC3": "ICC(C,1)"}
    of_irr |= {"ICC1k": "ICC(k)", "ICC2k": "ICC(A,k)", "ICC3k": "ICC(C,k)"}
    got: dict[str, Any] = {}
    for form, name in of_irr.items():
        found = intraclass_correlation(ratings, form)
        parts = {"icc": found.icc, "value": found.icc, "low": found.low, "high": found.high, "f": found.f, "p": found.p}
        for key in (form, form.lower(), name, re.sub(r"\W", "", name).lower()):
            got[key] = parts if isinstance(case.expected.get(key), dict) else found.icc
    return got


def classified(case: Case) -> dict[str, Any]:
    truth, predicted = (case.table[column] for column in list(case.table.columns)[:2])
    labels = sorted({*truth, *predicted})
    table = confusion(truth, predicted, labels)
    found = vars(classification(table, labels))
    precision, recall = found["macro_precision"], found["macro_recall"]
    return found | {"kappa": cohen_kappa(table).kappa, "f1_of_macro_pr": 2 * precision * recall / (precision + recall)}


KINDS = (
    Kind(
        "kappa of two raters",
        cases=("cohen_kappa",),
        keys=frozenset({"kappa", "unweighted", "linear", "quadratic", "ase", "linear_ase", "agreement", "z"}),
        words=frozenset({"kappa", "cohen", "raters", "rater1", "rater2"}),
        compute=rated_twice,
    ),
    Kind(
        "kappa of several raters",
        keys=frozenset({"fleiss", "fleiss_kappa", "kappa", "z", "p", "se"}),
        words=frozenset({"fleiss", "raters", "diagnoses", "six", "rater6"}),
        compute=rated_often,
    ),
    Kind(
        "intraclass correlation",
        keys=frozenset({"ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k", "icc"}),
        words=frozenset({"icc", "intraclass", "two-way", "consistency"}),
        compute=intraclass,
    ),
    Kind(
        "alpha of several raters",
        cases=("krippendorff_alpha",),
        keys=frozenset({"nominal", "ordinal", "interval", "ratio"}),
        words=frozenset({"krippendorff", "alpha", "coders"}),
        compute=alphas,
    ),
    Kind(
        "text classification",
        cases=("classification_metrics",),
        keys=frozenset(
            {"accuracy", "precision", "recall", "f1", "macro_f1", "weighted_f1", "mcc", "no_information_rate"}
        ),
        words=frozenset({"classification", "classes", "macro", "f1"}),
        compute=classified,
    ),
)
