"""Agreement of raters and text classification."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

from pipeline.statistics.agreement import Kappa, cohen_kappa, fleiss_kappa, krippendorff_alpha
from pipeline.statistics.classification import classification, confusion
from pipeline.statistics.intraclass import intraclass_correlation
from tests.reference.case import FILE, Case, Table, is_blank
from tests.reference.kinds import Kind

COUNTS = ("n", "Freq", "freq", "count")
UNITS = {"unit", "id", "item", "case", "subject", "unit_id"}
TRUTHS = ("truth", "actual", "true", "label", "reference", "observed")
WEIGHTS = {None: ("kappa", "unweighted"), "linear": ("linear",), "quadratic": ("quadratic",)}


def kappas(table: np.ndarray, confidence: float) -> dict[str, Any]:
    """Answer the three kappas of a table under the names that cases use."""
    got: dict[str, Any] = {}
    for weights, names in WEIGHTS.items():
        found: Kappa = cohen_kappa(table, weights, confidence)
        for name in names:
            got |= {name: found.kappa, f"{name}_ase": found.error}
        if weights is None:
            got |= {"ase": found.error, "low": found.low, "high": found.high, "z": found.z, "p": found.p}
            got["agreement"] = found.agreement
    return got


def levels(columns: list[list[str]], table: Table) -> list[str]:
    """Return all levels of all raters of the file: in the order of numbers, else as a scale runs in the file."""
    found = dict.fromkeys(value for column in columns for value in column if not is_blank(value))
    raters = [name for name in table.columns if name.startswith("rater")]
    if all(table.is_numeric(name) for name in raters):
        numbers = [float(value) for value in found]
        if not all(number.is_integer() for number in numbers):
            return sorted(found, key=float)
        return [str(level) for level in range(int(min(numbers)), int(max(numbers)) + 1)]
    return list(found)


def crossed(table: Table) -> np.ndarray:
    """Return the counts of two raters: rows are cases, or combinations with their number; or the table as it stands.

    Cases that one of them left out count nowhere, as in R's irr.
    """
    label, *others = table.columns
    if len(others) == len(table[label]) > 1 and all(table.is_numeric(name) for name in others):
        return table.matrix(others)
    raters = [name for name in table.columns if name.startswith("rater")]
    chosen = [name for name in table.mentioned() if name in raters] or raters or list(table.columns)
    first, second = (table[name] for name in chosen[:2])
    names = levels([first, second], table)
    number = next((table.numbers(name) for name in COUNTS if name in table.columns), np.ones(len(first)))
    counts = np.zeros((len(names), len(names)))
    for a, b, n in zip(first, second, number, strict=True):
        if not is_blank(a) and not is_blank(b):
            counts[place(a, names), place(b, names)] += n
    return counts


def place(value: str, names: list[str]) -> int:
    """Return the place of a level; a number may be written "1" and "1.0"."""
    return names.index(value if value in names else f"{float(value):g}")


def rated_twice(case: Case) -> dict[str, Any]:
    """Answer each group of keys from the file of that name, and the inline table under the key that is no file's."""
    tables = {table.stem: crossed(table) for table in case.tables} if FILE.search(case.data) else {}
    inline = re.search(r"\[\[.+?\]\]", case.data)
    rest = np.array(json.loads(inline[0]), float) if inline else None
    grouped = {key: tables.get(key, rest) for key, value in case.expected.items() if isinstance(value, dict)}
    if not grouped:
        return kappas(rest if rest is not None else next(iter(tables.values())), case.confidence)
    return {key: kappas(table, case.confidence) for key, table in grouped.items() if table is not None}


def alphas(case: Case) -> dict[str, float]:
    table = case.table
    coders = [column for column in table.columns if column.lower() not in UNITS]
    numeric = all(table.is_numeric(column) for column in coders)
    names = [] if numeric else sorted({value for column in coders for value in table[column] if not is_blank(value)})
    columns = [
        table.numbers(column) if numeric else [np.nan if is_blank(v) else names.index(v) for v in table[column]]
        for column in coders
    ]
    ratings = np.column_stack(columns).astype(float)
    offered = ("nominal", "ordinal", "interval", "ratio") if numeric else ("nominal",)
    return {level: krippendorff_alpha(ratings, level) for level in offered}


def rated_often(case: Case) -> dict[str, Any]:
    """Answer Fleiss' kappa of all raters of a file, its columns."""
    columns = [cells for name, cells in case.table.columns.items() if name.lower() not in UNITS]
    rows = [row for row in zip(*columns, strict=True) if not any(is_blank(value) for value in row)]
    names = sorted({value for row in rows for value in row})
    counts = [[row.count(name) for name in names] for row in rows]
    found = fleiss_kappa(counts)
    got = {"kappa": found.kappa, "z": found.z, "p": found.p, "se": found.error, "agreement": found.agreement}
    got |= {"subjects": len(rows), "raters": len(columns), "n": len(rows)}
    return got | {"fleiss": found.kappa, "fleiss_kappa": found.kappa, "value": found.kappa}


def intraclass(case: Case) -> dict[str, Any]:
    """Answer the six forms under the names of psych (ICC2k) and of irr (ICC(A,k))."""
    named = [name for name in case.table.mentioned() if case.table.is_numeric(name)]
    ratings = case.table.matrix(named or [name for name in case.table.numeric() if name.lower() not in UNITS])
    of_irr = {"ICC1": "ICC(1)", "ICC2": "ICC(A,1)", "ICC3": "ICC(C,1)"}
    of_irr |= {"ICC1k": "ICC(k)", "ICC2k": "ICC(A,k)", "ICC3k": "ICC(C,k)"}
    got: dict[str, Any] = {}
    for form, name in of_irr.items():
        found = intraclass_correlation(ratings, form, case.confidence)
        parts = {"icc": found.icc, "value": found.icc, "low": found.low, "high": found.high, "f": found.f, "p": found.p}
        for key in (form, form.lower(), name, re.sub(r"\W", "", name).lower()):
            got[key] = parts if isinstance(case.expected.get(key), dict) else found.icc
        if form == form_in_words(case.words):
            got |= parts
    return got


def form_in_words(words: str) -> str:
    """Return the form a case describes as irr does: model, type, unit."""
    is_mean = re.search(r"unit\s*=\s*\W?average|\baverage\b|\bmean of", words, re.I)
    number = 1 if re.search(r"one-?way", words, re.I) else 2 if re.search(r"agreement", words, re.I) else 3
    return f"ICC{number}{'k' if is_mean else ''}"


def classified(case: Case) -> dict[str, Any]:
    columns = case.table.columns
    names = [next((name for name in columns if name.lower().startswith(word)), None) for word in TRUTHS]
    truth_name = next((name for name in names if name), None)
    guess = next((name for name in columns if name != truth_name and name.lower().startswith("pred")), None)
    chosen = [truth_name, guess] if truth_name and guess else list(columns)[:2]
    truth, predicted = (case.table[name] for name in chosen)
    labels = sorted({*truth, *predicted})
    table = confusion(truth, predicted, labels)
    found = vars(classification(table, labels, case.confidence))
    precision, recall = found["macro_precision"], found["macro_recall"]
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return found | {"kappa": cohen_kappa(table).kappa, "f1_of_macro_pr": both}


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
