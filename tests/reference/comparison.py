"""Comparison of two groups or periods: shares, means, ranks, the same month of the year before."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np

from pipeline.metrics.periods import period_start, shifted
from pipeline.statistics.contingency import residuals
from pipeline.statistics.differences import Difference, newcombe, paired_t, pooled_t, wald, welch
from pipeline.statistics.distribution import summary, tally
from pipeline.statistics.effect_sizes import cohen_d, cramers_v, hedges_g
from pipeline.statistics.mann_whitney import mann_whitney
from pipeline.statistics.rates import rate_ratio
from tests.reference.case import Case, Table
from tests.reference.kinds import Kind
from tests.reference.root_cause import crossed

PER_CENT = 100
MONTHS_OF_YEAR = 12
Counts = dict[date, tuple[float, float]]


def shares(case: Case) -> dict[str, Any]:
    """Rows of successes and n of two groups, named in a first column; a single comparison may stand inline."""
    if "diff" in case.expected and not case.tables:
        return share_figures(*list(case.inline().values())[:4])
    label, *numbers = case.table.columns
    rows = zip(case.table[label], case.table.matrix(numbers[-4:]), strict=True)
    found = {name: share_figures(*row) for name, row in rows}
    return found | next(iter(found.values()))


def share_figures(*counts: float) -> dict[str, Any]:
    got, corrected, simple = newcombe(*counts), newcombe(*counts, is_corrected=True), wald(*counts)
    found = {"diff": got.difference, "z_pooled": got.statistic, "p_pooled": got.p}
    return found | ends("newcombe", got) | ends("newcombe_cc", corrected) | ends("wald", simple)


def ends(name: str, difference: Difference) -> dict[str, Any]:
    return {f"{name}_low": difference.low, f"{name}_high": difference.high}


def means(case: Case) -> dict[str, Any]:
    """Two groups in the order of the file; pairs by the column that names each member once per group."""
    table = case.table
    group = table.after("group column", "group", "by") or two_valued(table)
    names = list(dict.fromkeys(table[group]))
    others = [column for column in table.numeric() if column != group]
    value = next((column for column in table.mentioned() if column in others), others[0])
    answers, members = table.numbers(value), np.array(table[group])
    first, second = (answers[members == name] for name in names[:2])
    of1, of2 = (summary(*tally(part)) for part in (first, second))
    sides = (of1.n, of1.mean, of1.sd, of2.n, of2.mean, of2.sd)
    by_welch, pooled = welch(*sides), pooled_t(*sides)
    found = {
        "mean1": of1.mean,
        "mean2": of2.mean,
        "welch_t": by_welch.statistic,
        "welch_df": by_welch.freedom,
        "welch_p": by_welch.p,
        "ci_low": by_welch.low,
        "ci_high": by_welch.high,
        "pooled_t": pooled.statistic,
        "pooled_p": pooled.p,
        "cohen_d": cohen_d(*sides),
        "hedges_g": hedges_g(*sides),
    }
    if len(first) != len(second):
        return found
    between = summary(*tally(first - second))
    paired = paired_t(between.n, between.mean, between.sd)
    return found | {"paired_t": paired.statistic, "paired_p": paired.p}


def two_valued(table: Table) -> str:
    return next(column for column in table.columns if len(set(table[column])) == 2)


def ranks(case: Case) -> dict[str, Any]:
    """Keys of the case stand for its files; the text of each says which two groups: "Month 5 vs 8", "REC Q4 vs Q1"."""
    if "U" in case.expected:
        return rank_figures(case.table, case.data)
    tables = dict(zip(case.expected, case.tables, strict=False))
    return {key: rank_figures(table, table.said) for key, table in tables.items()}


def rank_figures(table: Table, said: str) -> dict[str, Any]:
    named, first, second = re.search(r"([\w.]+)[ =]+(\S+?) (?:vs\.?|against|and) ([\w-]+)", said).groups()
    is_group = named in table.columns and {first, second} <= set(table[named])
    values = [column for column in table.numeric() if column != named] if is_group else [named]
    members = np.array(table[named] if is_group else quarters(table))
    answers = table.numbers(values[0])
    distinct = np.unique(answers[~np.isnan(answers)])
    counts = [[np.count_nonzero(answers[members == name] == value) for value in distinct] for name in (first, second)]
    got, plain = mann_whitney(distinct, *counts), mann_whitney(distinct, *counts, is_corrected=False)
    found = {"U": got.u, "p_cc": got.p, "p_nocc": plain.p, "n1": got.n1, "n2": got.n2}
    return found | {"rank_biserial": got.rank_biserial}


def quarters(table: Table) -> list[str]:
    starts = [period_start(date.fromisoformat(day), "1q") for day in table[dated(table)]]
    return [f"Q{(start.month + 2) // 3}" for start in starts]


def dated(table: Table) -> str:
    return next(column for column in table.columns if re.fullmatch(r"\d{4}-\d\d-\d\d", table[column][0]))


def groups_of_counts(case: Case) -> dict[str, Any]:
    """A table of counts, or a row per group with x and n of it ("smokers", "patients")."""
    table = case.table
    numbers = table.numeric()[-2:]
    x, n = (table.numbers(numbers[place]) for place in (0, -1))
    labels = [column for column in table.columns if not table.is_numeric(column)]
    is_share = len(labels) < 2 and (x <= n).all() and len(table.columns) <= 3
    counts = np.column_stack([x, n - x]) if is_share else crossed(table)[2]
    found = residuals(counts)
    test = {"chisq": found.chi_square, "df": found.degrees_of_freedom, "p": found.chi_square_p}
    return test | {"statistic": found.chi_square, "n": counts.sum(), "cramers_v": cramers_v(counts)}


def year_on_year(case: Case) -> dict[str, Any]:
    """Monthly counts, "x = n − late" or two columns x and n; what the keys ask: months, financial years, one month before."""
    months, size = monthly(case.table, case.data)
    pairs = {month: shifted(month, "1mo", -MONTHS_OF_YEAR).date() for month in months}
    compared = {month: (months[month], months[before]) for month, before in pairs.items() if before in months}
    changes = {month: newcombe(*now, *before) for month, (now, before) in compared.items()}
    found: dict[str, Any] = {"yoy": {}}
    for month, (now, before) in compared.items():
        change = changes[month]
        found["yoy"][month.isoformat()[:7]] = {
            "rate": now[0] / now[1],
            "rate_last_year": before[0] / before[1],
            "diff_pp": PER_CENT * change.difference,
            "low_pp": PER_CENT * change.low,
            "high_pp": PER_CENT * change.high,
            f"{size}_growth_pct": PER_CENT * (rate_ratio(now[1], 1, before[1], 1).ratio - 1),
        }
    found["n_months_better"] = sum(change.difference > 0 for change in changes.values())
    found["n_months_worse"] = sum(change.difference < 0 for change in changes.values())
    return found | years_and_months(case, months)


def monthly(table: Table, said: str) -> tuple[Counts, str]:
    """Return month → (x, n) summed over the rows of the month, and the name of n."""
    less = re.search(r"=\s*([\w.]+)\s*[−–-]\s*([\w.]+)", said)
    if less:
        size, late = less.groups()
        n = table.numbers(size)
        x = n - table.numbers(late)
    else:
        name, size = [column for column in table.mentioned() if table.is_numeric(column)][:2]
        x, n = table.numbers(name), table.numbers(size)
    found: Counts = {}
    for day, one, all_ in zip(table[dated(table)], x, n, strict=True):
        before = found.get(date.fromisoformat(day), (0.0, 0.0))
        found[date.fromisoformat(day)] = before[0] + one, before[1] + all_
    return found, size


def years_and_months(case: Case, months: Counts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in case.expected:
        if year := re.search(r"fy(\d{4})_\d\d$", key):
            now, before = (financial_year(months, int(year[1]) - back) for back in (0, 1))
            change = newcombe(*np.sum(now, axis=0), *np.sum(before, axis=0))
            rates = [np.sum(part, axis=0)[0] / np.sum(part, axis=0)[1] for part in (now, before)]
            whole = {"rate": rates[0], "rate_prev": rates[1], "diff_pp": PER_CENT * change.difference}
            found[key] = np.mean([x / n for x, n in now]) if "mean_of" in key else whole
        if month := re.search(r"month_on_month_(\d{4})_(\d\d)_pp", key):
            start = date(int(month[1]), int(month[2]), 1)
            change = newcombe(*months[start], *months[shifted(start, "1mo", -1).date()])
            found[key] = PER_CENT * change.difference
    return found


def financial_year(months: Counts, year: int) -> list[tuple[float, float]]:
    """Return the twelve months from April on."""
    return [months[shifted(date(year, 4, 1), "1mo", step).date()] for step in range(MONTHS_OF_YEAR)]


KINDS = (
    Kind(
        "difference of two shares",
        cases=("newcombe_difference",),
        keys=frozenset({"diff", "newcombe_low", "newcombe_high", "newcombe_cc_low", "newcombe_cc_high", "wald_low", "wald_high", "z_pooled", "p_pooled"}),
        words=frozenset({"newcombe", "proportions", "wald", "hybrid", "pooled"}),
        compute=shares,
    ),
    Kind(
        "difference of two means",
        cases=("welch_sleep",),
        keys=frozenset({"mean1", "mean2", "welch_t", "welch_df", "welch_p", "ci_low", "ci_high", "pooled_t", "pooled_p", "paired_t", "paired_p", "cohen_d", "hedges_g"}),
        words=frozenset({"welch", "paired", "cohen", "hedges"}),
        compute=means,
    ),
    Kind(
        "ranks of two groups",
        cases=("mann_whitney_ties",),
        keys=frozenset({"U", "p_cc", "p_nocc", "n1", "n2", "rank_biserial"}),
        words=frozenset({"mann", "whitney", "rank-biserial", "wilcoxon"}),
        compute=ranks,
    ),
    Kind(
        "counts of several groups",
        keys=frozenset({"chisq", "statistic", "df", "p", "n", "cramers_v"}),
        words=frozenset({"cramér", "cramer", "homogeneity", "chi-square"}),
        compute=groups_of_counts,
    ),
    Kind(
        "year on year",
        cases=("year_on_year",),
        keys=frozenset({"yoy", "rate", "rate_last_year", "diff_pp", "low_pp", "high_pp", "rate_prev", "n_months_better", "n_months_worse"}),
        words=frozenset({"year", "month", "financial-year"}),
        compute=year_on_year,
    ),
)  # fmt: skip
