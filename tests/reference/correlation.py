"""Correlation, multiplicity, reliability, bootstrap."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

import numpy as np

from pipeline.statistics.correlation import Method, correlate, exact_p, kendall_score, partial_correlation
from pipeline.statistics.multiplicity import bonferroni, false_discovery, holm
from pipeline.statistics.reliability import covariance, cronbach_alpha
from pipeline.statistics.resampling import bootstrap
from tests.reference.case import Case, Table
from tests.reference.kinds import Kind

METHODS: tuple[Method, ...] = ("pearson", "spearman", "kendall")
MEMBERS = {"id", "case", "respondent", "subject", "person"}


def rank_correlation(case: Case) -> dict[str, Any]:
    """Two columns: Kendall and Spearman with every p."""
    x, y = (case.table.numbers(column) for column in _pair(case.table))
    kendall, spearman = correlate(x, y, "kendall"), correlate(x, y, "spearman")
    score = kendall_score(x, y)
    pairs = kendall.n * (kendall.n - 1) / 2
    return {
        "n": kendall.n,
        "tau": kendall.value,
        "tau_b": kendall.value,
        "S": score.score,
        "kendall_T": (pairs + score.score) / 2,
        "varS": score.error**2,
        "z_no_cc": score.score / score.error if score.error > 0 else np.nan,
        "p_no_cc": kendall.p,
        "p_cc": score.p_corrected,
        "kendall_p_exact": exact_p(x, y, "kendall"),
        "rho": spearman.value,
        "rho_p_t": spearman.p,
        "rho_p_exact": exact_p(x, y, "spearman"),
    }


def pairs(case: Case) -> dict[str, Any]:
    """Every pair of columns, each over its own complete rows, under "a~b"."""
    table = case.table
    columns = [column for column in table.mentioned() if table.is_numeric(column)] or table.numeric()
    found = {f"{a}~{b}": _all_methods(case, a, b) for a, b in permutations(columns, 2)}
    return found[f"{columns[0]}~{columns[1]}"] | found


def partial(case: Case) -> dict[str, Any]:
    """The first two columns, given the others; or what a key "a~b|c+d" names; of "a~b" alone, given all others."""
    table = case.table

    def given(a: str, b: str, others: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for method in METHODS[:2]:
            columns = np.column_stack([table.numbers(other) for other in others])
            r = partial_correlation(table.numbers(a), table.numbers(b), columns, method)
            found |= {method: r.value, f"{method}_p": r.p, f"{method}_ci_low": r.low, f"{method}_ci_high": r.high}
            if method == "pearson":
                t = r.value * np.sqrt((r.n - 2 - len(others)) / (1 - r.value**2))
                found |= {"r": r.value, "estimate": r.value, "p": r.p, "n": r.n, "statistic": t}
        return found

    columns = table.mentioned() or table.numeric()
    named = [key for key in case.expected if "|" in key]
    keyed = {key: [part.strip() for part in re.split(r"[~|+,]", key)] for key in named}
    pairs = {key: key.split("~") for key in case.expected if "~" in key and key not in named}
    keyed |= {key: [*pair, *(other for other in table.numeric() if other not in pair)] for key, pair in pairs.items()}
    return given(columns[0], columns[1], columns[2:]) | {
        key: given(a, b, others) for key, (a, b, *others) in keyed.items()
    }


def adjusted(case: Case) -> dict[str, Any]:
    columns = [column for column in [*case.table.mentioned(), *case.table.numeric()] if case.table.is_numeric(column)]
    p = case.table.numbers(
        next(
            column
            for column in columns
            if re.fullmatch("p|p[._-]?val.*|raw.*", column, re.I) or not (case.table.numbers(column) > 1).any()
        )
    )
    found = {
        "bh": false_discovery(p),
        "holm": holm(p),
        "bonferroni": bonferroni(p),
        "by": false_discovery(p, is_dependent=True),
    }
    limits = {"10": 0.1, "05": 0.05, "01": 0.01}
    return found | {
        f"n_reject_{name}_{limit}": int((values <= limits[limit]).sum())
        for name, values in found.items()
        for limit in limits
    }


def reliability(case: Case) -> dict[str, Any]:
    """One alpha per file, under the file's name; of a single file also without it."""
    found = {}
    for table in case.tables:
        columns = [column for column in table.mentioned() if table.is_numeric(column)] or table.numeric()
        columns = [column for column in columns if column.lower() not in MEMBERS]
        alpha = cronbach_alpha(*covariance(table.matrix(columns)), case.confidence)
        found[table.stem] = {
            "n": alpha.n,
            "raw": alpha.raw,
            "std": alpha.standardised,
            "average_r": alpha.mean_correlation,
            "feldt_low": alpha.low,
            "feldt_high": alpha.high,
            "if_dropped": dict(zip(columns, alpha.if_dropped, strict=True)),
        }
    return found | found[case.table.stem]


def resampled(case: Case) -> dict[str, Any]:
    """The correlation of two columns, the kind the case names, with its bootstrap intervals."""
    rows = case.table.matrix(_pair(case.table))
    method = next((name for name in METHODS if name in case.words.lower()), METHODS[0])
    found = bootstrap(rows, lambda drawn: correlate(drawn[:, 0], drawn[:, 1], method).value, seed=20250630)
    return {
        "r": found.value,
        "se": found.error,
        "perc_low": found.percentile[0],
        "perc_high": found.percentile[1],
        "bca_low": found.bca[0],
        "bca_high": found.bca[1],
        "basic_low": found.basic[0],
        "basic_high": found.basic[1],
    }


def _all_methods(case: Case, a: str, b: str) -> dict[str, Any]:
    x, y = case.table.numbers(a), case.table.numbers(b)
    pearson, spearman, kendall = (correlate(x, y, method, confidence=case.confidence) for method in METHODS)
    return {
        "n": pearson.n,
        "spearman": spearman.value,
        "spearman_p": spearman.p,
        "kendall_b": kendall.value,
        "kendall": kendall.value,
        "kendall_p": kendall.p,
        "pearson": pearson.value,
        "pearson_p": pearson.p,
        "pearson_ci_low": pearson.low,
        "pearson_ci_high": pearson.high,
    }


def _pair(table: Table) -> list[str]:
    named = [column for column in table.mentioned() if table.is_numeric(column)]
    return (named if len(named) >= 2 else table.numeric())[:2]


RANKS = {"tau", "tau_b", "S", "varS", "z_no_cc", "p_no_cc", "p_cc", "kendall_T", "kendall_p_exact", "rho"}
PAIRS = {"spearman", "spearman_p", "kendall_b", "kendall_p", "pearson", "pearson_p", "pearson_ci_low"}
BOOTSTRAP = {"r", "se", "perc_low", "perc_high", "bca_low", "bca_high", "basic_low", "basic_high"}

KINDS = (
    Kind(
        "rank correlation",
        cases=("kendall_ex34", "tuna_no_ties"),
        keys=frozenset(RANKS | {"rho_p_exact", "rho_p_t"}),
        words=frozenset({"kendall", "spearman", "tau-b"}),
        compute=rank_correlation,
    ),
    Kind(
        "correlation of pairs",
        cases=("likert_pairs",),
        keys=frozenset(PAIRS | {"pearson_ci_high", "n"}),
        words=frozenset({"pairs", "pairwise"}),
        compute=pairs,
    ),
    Kind(
        "partial correlation",
        keys=frozenset({"r", "estimate", "p", "n", "pearson", "pearson_p", "spearman", "spearman_p"}),
        words=frozenset({"partial", "given", "controlling"}),
        compute=partial,
    ),
    Kind(
        "polychoric correlation",
        cases=("polychoric",),
        keys=frozenset({"two_step", "ml", "lavaan_two_step", "psych_two_step"}),
        words=frozenset({"polychoric"}),
        not_offered="polychoric: the matrix shows rank correlations, which need no assumption about what lies behind the "
        "scale; the one library (ordinalcorr 0.9) is young",
    ),
    Kind(
        "multiplicity",
        cases=("bh1995",),
        keys=frozenset({"bh", "holm", "bonferroni", "by", "n_reject_*"}),
        words=frozenset({"multiplicity", "adjustment"}),
        compute=adjusted,
    ),
    Kind(
        "reliability",
        cases=("cronbach_alpha",),
        keys=frozenset({"raw", "std", "average_r", "feldt_low", "feldt_high", "if_dropped"}),
        words=frozenset({"alpha", "cronbach"}),
        compute=reliability,
    ),
    Kind(
        "bootstrap of a correlation",
        cases=("bootstrap_law",),
        keys=frozenset(BOOTSTRAP),
        words=frozenset({"bootstrap", "bca"}),
        compute=resampled,
    ),
)
