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
from tests.reference.case import NUMBER, Case, Table
from tests.reference.kinds import Kind
from tests.reference.root_cause import crossed

PER_CENT = 100
MONTHS_OF_YEAR = 12
Counts = dict[date, tuple[float, float]]


def shares(case: Case) -> dict[str, Any]:
    """Rows of successes and n of two groups, named in a first column; a single comparison may stand inline."""
    if not case.tables:
        counts = re.findall(rf"(?:^|[\s=/:,]){NUMBER}", case.data)[:4]
        return share_figures(*(float(count.strip(" =/:,")) for count in counts), confidence=case.confidence)
    label, *numbers = case.table.columns
    usual = [name for name in ("x1", "n1", "x2", "n2") if name in numbers]
    rows = zip(case.table[label], case.table.matrix(usual if len(usual) == 4 else numbers[-4:]), strict=True)
    found = {name: share_figures(*row, confidence=case.confidence) for name, row in rows}
    return next(iter(found.values())) | found


def share_figures(*counts: float, confidence: float) -> dict[str, Any]:
    got, simple = newcombe(*counts, confidence), wald(*counts, confidence)
    corrected = newcombe(*counts, confidence, is_corrected=True)
    found = {"diff": got.difference, "z_pooled": got.statistic, "p_pooled": got.p}
    return found | ends("newcombe", got) | ends("newcombe_cc", corrected) | ends("wald", simple)


def ends(name: str, difference: Difference) -> dict[str, Any]:
    return {f"{name}_low": difference.low, f"{name}_high": difference.high}


def means(case: Case) -> dict[str, Any]:
    """Two groups as the case names them, else in the order of the file; pairs by the column of members, else by row."""
    table = case.table
    group = table.after("group column", "group", "by") or two_valued(table)
    names = compared(case, table, group)
    others = [column for column in table.numeric() if column != group]
    value = next((column for column in table.mentioned() if column in others), others[0])
    answers, sides = table.numbers(value), np.array(table[group])
    member = next((column for column in table.columns if is_member(table, column, sides)), None)
    first, second = (
        answers[place] for place in (in_order(table, member, np.flatnonzero(sides == name)) for name in names[:2])
    )
    of1, of2 = (summary(*tally(part)) for part in (first, second))
    sides = (of1.n, of1.mean, of1.sd, of2.n, of2.mean, of2.sd)
    by_welch, pooled = welch(*sides, case.confidence), pooled_t(*sides)
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


def compared(case: Case, table: Table, group: str) -> list[str]:
    """Return the two groups in the order the case says ("a vs c", "group 1 − group 2"), else that of the file."""
    names = list(dict.fromkeys(table[group]))
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    column = rf"(?:{re.escape(group)}\s*)?"
    said = re.search(rf"\b({named})\s*(?:vs\.?|against|minus|−|–|-)\s*{column}({named})\b", case.words)
    return list(said.groups()) if said else names


def is_member(table: Table, column: str, sides: np.ndarray) -> bool:
    """Return whether a column names each member once in each group."""
    parts = [sorted(np.array(table[column])[sides == name]) for name in np.unique(sides)]
    return len(parts) == 2 and parts[0] == parts[1] and len(set(parts[0])) == len(parts[0])


def in_order(table: Table, member: str | None, rows: np.ndarray) -> np.ndarray:
    return rows if member is None else np.array(sorted(rows, key=lambda row: table[member][row]))


def two_valued(table: Table) -> str:
    return next(column for column in table.columns if len(set(table[column])) == 2)


def ranks(case: Case) -> dict[str, Any]:
    """Keys of the case stand for its files; the text of each says which two groups: "Month 5 vs 8", "REC Q4 vs Q1"."""
    if "U" in case.expected:
        return rank_figures(case.table, case.data)
    tables = dict(zip(case.expected, case.tables, strict=False))
    return {key: rank_figures(table, table.said) for key, table in tables.items()}


def rank_figures(table: Table, said: str) -> dict[str, Any]:
    found = re.search(r"([\w.]+)[ =]+(\S+?) (?:vs\.?|against|and) ([\w-]+)", said)
    named = found[1] if found else table.after("by", "group") or two_valued(table)
    first, second = found.groups()[1:] if found else list(dict.fromkeys(table[named]))[:2]
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
    test: dict[str, Any] = {"chisq": found.chi_square, "df": found.degrees_of_freedom, "p": found.chi_square_p}
    if is_share:
        test |= {"estimate": x / n, "shares": x / n, "share": dict(zip(table[table_label(table)], x / n, strict=True))}
    return test | {"statistic": found.chi_square, "n": counts.sum(), "cramers_v": cramers_v(counts)}


def table_label(table: Table) -> str:
    return next(iter(table.columns))


def year_on_year(case: Case) -> dict[str, Any]:
    """Monthly counts, "x = n − late" or two columns x and n; what the keys ask: months, financial years, one month before."""
    if len([column for column in case.table.numeric() if column != dated(case.table)]) == 1:
        return growth(case)
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


def growth(case: Case) -> dict[str, Any]:
    """A single figure per month: against the same month of the year before, the month before, and by whole years."""
    table = case.table
    figure = next(column for column in table.numeric() if column != dated(table))
    months = dict(zip(map(date.fromisoformat, table[dated(table)]), table.numbers(figure), strict=True))
    years: dict[date, float] = {}
    for month, value in months.items():
        years[month.replace(month=1)] = years.get(month.replace(month=1), 0.0) + value
    yearly = {f"{year.year}": changed(figure, years, year, -MONTHS_OF_YEAR) for year in years}
    yoy = {f"{month:%Y-%m}": changed(figure, months, month, -MONTHS_OF_YEAR) for month in months}
    mom = {f"{month:%Y-%m}": changed(figure, months, month, -1) for month in months}
    parts = {"yoy": yoy, "mom": mom, "month_on_month": mom, "years": yearly, "annual": yearly, "year_totals": yearly}
    found: dict[str, Any] = dict(parts)
    for name, part in parts.items():
        found |= {
            f"{name}_{key}": {when: of.get(key) for when, of in part.items()}
            for key in ("pct", "growth_pct", "diff", "ratio")
        }
    rises = [of["diff"] for of in yoy.values() if "diff" in of]
    return found | {
        "n_months_better": sum(rise > 0 for rise in rises),
        "n_months_worse": sum(rise < 0 for rise in rises),
    }


def changed(figure: str, values: dict[date, float], at: date, months: int) -> dict[str, float]:
    """Return a figure beside that so many months before; alone where there is none."""
    now, before = values[at], values.get(shifted(at, "1mo", months).date())
    if before is None:
        return {figure: now, "value": now}
    ratio = float(rate_ratio(now, 1, before, 1).ratio)
    pct = PER_CENT * (ratio - 1)
    found = {figure: now, "value": now, f"{figure}_last_year": before, "last_year": before, "value_last_year": before}
    found |= {"diff": now - before, "ratio": ratio, "pct": pct, "growth_pct": pct, "change_pct": pct}
    return found | {f"{figure}_growth_pct": pct}


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
