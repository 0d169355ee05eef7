"""Did an improvement work: interrupted counts, difference in differences, the same homes twice, changes of level."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.statistics.change_point import breaks, cusum_test, level_change, pettitt
from pipeline.statistics.difference_in_differences import cell_means, difference_in_differences, paired_difference
from pipeline.statistics.interrupted_counts import InterruptedCounts, Term, interrupted_counts
from pipeline.statistics.paired_shares import mcnemar
from tests.reference.case import NUMBER, Case, Table
from tests.reference.kinds import Kind

CLOCK = {"year", "month", "time", "t", "date", "quarter"}
PAIRS = {"one": 1, "two": 2, "three": 3}


def term(of: Term) -> dict[str, float]:
    return {"b": of.coefficient, "se": of.error, "p": of.p, "rr": of.ratio, "low": of.low, "high": of.high}


def interrupted(case: Case) -> dict[str, Any]:
    """Answer each regression of the case under its key; a coefficient not named time or slope is the measure's."""
    given = case.table
    offset = re.search(r"log\((\w+)\)", case.words)
    population = offset[1] if offset else ""
    binary = [column for column in given.numeric() if set(given.numbers(column)) == {0, 1}]
    counted = [column for column in given.numeric() if column not in (population, *binary, *CLOCK)]
    counts, after = given.numbers(counted[0]), after_column(case, given, binary)
    times = given.numbers("time") if "time" in given.columns else np.arange(1, len(counts) + 1)
    exposure = given.numbers(population) if offset else np.ones(len(counts))
    pairs = re.search(r"(\w+) sine", case.words)
    season = PAIRS.get(pairs[1].lower(), 2) if pairs else 2
    fits = {
        "poisson": {"quasi": False},
        "quasi": {},
        "seasonal": {"harmonics": season},
        "slope_change": {"harmonics": season, "slope": True},
    }
    found = {name: interrupted_counts(counts, exposure, times, after, **fit) for name, fit in fits.items()}
    got: dict[str, Any] = {name: answers(case.expected.get(name, {}), fit) for name, fit in found.items()}
    got["residual_acf_quasi"] = found["quasi"].residual_autocorrelation
    got["counts"] = {"before_median": np.median(counts[after == 0]), "after_median": np.median(counts[after == 1])}
    return got


def after_column(case: Case, given: Table, binary: list[str]) -> np.ndarray:
    if binary:
        return given.numbers(binary[0])
    start = int(re.search(r"from month (\d+)", case.words)[1])
    return (np.arange(1, len(given[given.numeric()[0]]) + 1) >= start).astype(float)


def answers(expected: dict[str, Any], fit: InterruptedCounts) -> dict[str, Any]:
    named = {"time": fit.trend, "trend": fit.trend, "slope": fit.slope}
    got: dict[str, Any] = {"dispersion": fit.dispersion, "f": fit.slope_f, "p": fit.slope_p}
    got |= {"time_b": fit.trend.coefficient, "trend_per_year": np.exp(12 * fit.trend.coefficient)}
    for key, value in expected.items():
        if isinstance(value, dict) and named.get(key, fit.change):
            got[key] = term(named.get(key, fit.change))
    return got


def both_differences(case: Case) -> dict[str, Any]:
    """Answer the four means, the regression on all rows, on rows of the units, and on units with both answers."""
    given = case.table
    said = {word: re.search(rf"(\w+)\s*=\s*{word}", case.data) for word in ("treated", "after")}
    treated, after = (found[1] if found else word for word, found in said.items())
    named = [column for column in given.mentioned() if column not in (treated, after)]
    unit, figure = named[0], named[-1]
    y, group, time = (given.numbers(column) for column in (figure, treated, after))
    units = np.array(given[unit])
    others = [column for column in given.numeric() if column not in (unit, figure, treated, after)]
    plain = difference_in_differences(y, group, time)
    clustered = difference_in_differences(y, group, time, units=units)
    cells = cell_means(y, group, time)
    change = changes(y, time, units)
    of_treated = {name: bool(group[units == name][0]) for name in change}
    sides = [[change[name] for name in change if of_treated[name] == side] for side in (True, False)]
    paired = paired_difference(*sides)
    beside = np.column_stack([np.ones(len(y)), group, time, group * time])
    held = independent(given.matrix(others), beside) if others else None
    got: dict[str, Any] = {
        "did": plain.difference,
        "se_ols": plain.error,
        "se_cluster_hc1": clustered.error,
        "n": plain.n,
        "balanced": {"did": paired.difference, "se": paired.error},
        "with_covariates": difference_in_differences(y, group, time, covariates=held).difference,
    }
    for part, place in (("means", 0), ("se_means", 1)):
        keys = case.expected.get(part, {})
        got[part] = {key: cells[cell_of(key, treated)][place] for key in keys}
    for key in case.expected.get("balanced", {}):
        if key.startswith("n_"):
            got["balanced"][key] = len(sides[0] if key == f"n_{treated}" else sides[1])
    return got


def changes(y: np.ndarray, time: np.ndarray, units: np.ndarray) -> dict[str, float]:
    """Return unit → figure after − figure before, of units with both."""
    before, after = ({u: v for u, v, t in zip(units, y, time, strict=True) if t == at} for at in (0, 1))
    both = {name: after[name] - before[name] for name in before if name in after}
    return {name: change for name, change in both.items() if np.isfinite(change)}


def cell_of(key: str, treated: str) -> tuple[int, int]:
    group, when = key.rsplit("_", 1)
    return int(group in (treated, "treated", "treatment")), int(when == "after")


def independent(columns: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """Return the columns that are no linear combination of those kept before."""
    kept = beside
    for column in columns.T:
        wider = np.column_stack([kept, column])
        if np.linalg.matrix_rank(wider) == wider.shape[1]:
            kept = wider
    return kept[:, beside.shape[1] :]


def same_homes(case: Case) -> dict[str, Any]:
    """Answer a table written in the text: both, before only, after only, neither; or homes of a file."""
    if case.tables:
        first, second = (case.table.numbers(column) > 0 for column in case.table.numeric()[-2:])
        cells = [(a & b).sum() for a, b in ((first, second), (first, ~second), (~first, second), (~first, ~second))]
    else:
        cells = re.findall(rf"(?<![\w.])({NUMBER})\b", case.data)[:4]
    kept, lost, gained, never = (int(n) for n in cells)
    found = mcnemar(kept, lost, gained, never, case.confidence)
    return {
        "chisq": found.chi_square,
        "p": found.p,
        "chisq_cc": found.chi_square_corrected,
        "p_cc": found.p_corrected,
        "p_exact": found.p_exact,
        "diff": found.difference,
        "low": found.low,
        "high": found.high,
    }


def level(case: Case) -> dict[str, Any]:
    """Answer where the level changed, if BIC sees a change, and the tests of a constant level."""
    given = case.table
    values = given.numbers(given.numeric()[-1])
    found, single = breaks(values), level_change(values)
    rank, cusum = pettitt(values), cusum_test(values)
    index = single.last_before if found else None
    return {
        "breakpoint_index": index,
        "year": given.numbers("year")[index - 1] if index and "year" in given.columns else None,
        "ci_low_index": single.low if found else None,
        "ci_high_index": single.high if found else None,
        "n_breaks_by_bic": len(found),
        "mean_before": single.mean_before,
        "mean_after": single.mean_after,
        "rss_one_break": single.sum_of_squares,
        "supF": single.sup_f,
        "amoc_index": index,
        "pettitt_index": rank.last_before,
        "pettitt_U": rank.statistic,
        "pettitt_p": rank.p,
        "ols_cusum": cusum.statistic,
        "ols_cusum_p": cusum.p,
    }


KINDS = (
    Kind(
        "interrupted counts",
        cases=("its_sicily",),
        keys=frozenset({"poisson", "quasi", "seasonal", "slope_change", "dispersion", "residual_acf_quasi"}),
        words=frozenset({"interrupted", "poisson", "offset", "quasi-poisson", "ban"}),
        compute=interrupted,
    ),
    Kind(
        "difference in differences",
        cases=("did_card_krueger",),
        keys=frozenset({"did", "se_ols", "se_cluster_hc1", "means", "se_means", "balanced", "with_covariates"}),
        words=frozenset({"did", "differences", "treated", "panel"}),
        compute=both_differences,
    ),
    Kind(
        "same homes twice",
        cases=("mcnemar_paired",),
        keys=frozenset({"chisq", "p", "chisq_cc", "p_cc", "p_exact", "diff", "low", "high"}),
        words=frozenset({"mcnemar", "paired", "discordant"}),
        compute=same_homes,
    ),
    Kind(
        "change of level",
        cases=("changepoint_nile",),
        keys=frozenset(
            {
                "breakpoint_index",
                "n_breaks_by_bic",
                "pettitt_U",
                "pettitt_p",
                "ols_cusum",
                "ols_cusum_p",
                "supF",
                "rss_one_break",
            }
        ),
        words=frozenset({"change", "break", "level", "breakpoint", "breaks"}),
        compute=level,
        keys_not_offered={
            "pelt_meanvar_index*": "changes of mean and spread at once: the question is whether a level changed, and when"
        },
    ),
)
