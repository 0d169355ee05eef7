"""Control charts: p, u, c, their Laney forms, XmR, the rules of Making Data Count and Nelson, CUSUM."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.statistics.control_charts import (
    Chart,
    c_chart,
    mean_moving_range,
    moving_range_limit,
    p_chart,
    u_chart,
    xmr,
)
from pipeline.statistics.control_rules import (
    assurance,
    beyond_limits,
    making_data_count,
    nelson,
    one_side,
    variation,
)
from pipeline.statistics.cusum import cusum, deviation_from_ranges
from tests.reference.case import NUMBER, Case, Table
from tests.reference.kinds import Kind

SIZES = {"size", "n", "sizes", "exposure", "days", "sales", "attendances", "patients", "total"}
STEPS = {"i", "id", "sample", "month", "period", "year", "date", "week", "day", "index", "t", "time", "trial"}
CAUSES = {
    "common_cause": "Common Cause",
    "above_limit": "Above UCL",
    "below_limit": "Below LCL",
    "rising": "7 Point Trend (Increasing)",
    "falling": "7 Point Trend (Decreasing)",
    "two_of_three_high": "2 in 3 Above CL",
    "two_of_three_low": "2 in 3 Below CL",
    "seven_above": "7 Points Above CL",
    "seven_below": "7 Points Below CL",
}
POINTS = {"improvement": "special_cause_improvement", "concern": "special_cause_concern"}
POINTS |= {"high": "special_cause_neutral_high", "low": "special_cause_neutral_low", "common_cause": "common_cause"}
ASSURANCES = {"meets": "consistent_pass", "misses": "consistent_fail", "may_meet": "inconsistent", None: None}
CHARTS = {"p": p_chart, "u": u_chart}


def places(flags: np.ndarray) -> list[int]:
    """Return positions from 1 on."""
    return [int(place) + 1 for place in np.flatnonzero(flags)]


def counted(table: Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return counts, sizes (1 where there are none) and which points limits are set from."""
    numbers = [column for column in table.numeric() if column.lower() not in STEPS]
    said = re.search(r"([\w.]+) (?:(?:within|in) [^,;]*?)?(?:of|/|out of|per) ([\w.]+)", table.said)
    pair = [column for column in (said.groups() if said else ()) if column in numbers]
    sizes = pair[1:] or [column for column in numbers if column.lower() in SIZES][-1:] or numbers[1:2]
    name = next(column for column in pair + numbers if column not in sizes)
    n = table.numbers(sizes[0]) if sizes else np.ones(len(table[name]))
    trial = (
        [value.upper() in {"TRUE", "1"} for value in table["trial"]] if "trial" in table.columns else [True] * len(n)
    )
    return table.numbers(name), n, np.array(trial)


def multiplied(case: Case) -> float:
    """Return the exposure that rates are told of: "multiply = 1000", "per 10,000 bed days"."""
    said = re.search(r"\bmultiply\s*=\s*([\d,]+)|\bper (1[ ,]?0[\d ,]*0)\b", case.words)
    return float(re.sub(r"\D", "", said[1] or said[2])) if said else 1.0


def limits(chart: Chart, basis: np.ndarray, prefix: str = "") -> dict[str, Any]:
    """Return centre, limits (one number where all are equal) and the points of the basis outside, under R's names."""
    outside = places(beyond_limits(chart) & basis)
    ends = {"lcl": chart.lower[basis], "ucl": chart.upper[basis]}
    found: dict[str, Any] = {name: each[0] if np.ptp(each) < 1e-12 else each for name, each in ends.items()}
    found |= {"center": chart.centre[basis][0], "sigma_z": chart.sigma_z[basis][0]}
    found |= {"beyond": outside, "n_beyond": len(outside)}
    return {prefix + name: value for name, value in found.items()}


def trial_and_revised(case: Case) -> dict[str, Any]:
    x, n, trial = counted(case.table)
    draw = CHARTS["u" if re.search(r"\bu-chart", case.words) else "p"]
    chart = draw(x, n, basis=trial, is_laney=False)
    kept = trial & ~beyond_limits(chart)
    again = draw(x, n, basis=kept, is_laney=False)
    runs = places(one_side(chart, 7) & trial)
    new = places(beyond_limits(again) & ~trial)
    found = limits(chart, trial) | limits(again, kept, "revised_")
    found |= {"qcc_violations": {"beyond": found["beyond"], "runs": runs}}
    return found | {"new_beyond": new[0] if len(new) == 1 else new}


def with_and_without_laney(case: Case) -> dict[str, Any]:
    """Keys of the case name charts: "p" or "u" plain, "laney" (also "pp", "up") with σ_z."""
    x, n, basis = counted(case.table)
    is_rate = "u" in case.expected or re.search(r"\bu['′]?-chart", case.words) or (x > n).any()
    draw = CHARTS["u" if is_rate else "p"]
    plain = limits(draw(x, n, basis=basis, is_laney=False), basis)
    laney = limits(draw(x, n, basis=basis, least_sigma_z=0), basis)
    flat = laney if re.search(r"laney|[pu]['′]", case.words, re.I) else plain
    return flat | {key: plain if key in CHARTS else laney for key in case.expected if key not in flat}


def counts(case: Case) -> dict[str, Any]:
    """Keys of the case stand for its files, in whose order ``what`` says which chart each is; "…_revised" comes after.

    Where keys are values of a column instead, the limits of one file are set anew where that column changes.
    """
    if re.search(r"\blaney\b|\b[pu]['′]", case.words, re.I) or re.search(r"\bp-chart", case.words):
        return with_and_without_laney(case)
    charts = case.entry.get("what", "").split(",")
    found: dict[str, Any] = {}
    for place, table in enumerate(case.tables):
        x, n, trial = counted(table)
        n = n / multiplied(case)
        is_count = "c-chart" in charts[min(place, len(charts) - 1)]
        figures = drawn_twice(x, n, trial, is_count)
        names = {key: key.removesuffix("_revised") for key in case.expected}
        found |= {key: figures[key[len(name) :]] for key, name in names.items() if name in table.stem}
        found |= figures[""] | phases(case, table, x, n)
    return found


def drawn_twice(x: np.ndarray, n: np.ndarray, trial: np.ndarray, is_count: bool) -> dict[str, Any]:
    """Return the figures of a c or u chart, and "_revised" those without the points that lay outside."""

    def draw(basis: np.ndarray) -> Chart:
        return c_chart(x, basis=basis) if is_count else u_chart(x, n, basis=basis, is_laney=False)

    kept = trial & ~beyond_limits(draw(trial))
    return {"": limits(draw(trial), trial), "_revised": limits(draw(kept), kept)}


def phases(case: Case, table: Table, x: np.ndarray, n: np.ndarray) -> dict[str, Any]:
    parted = [column for column in table.columns if set(case.expected) <= set(table[column])]
    if not parted:
        return {}
    part = np.array(table[parted[0]])
    chart = u_chart(x, n, rebased_at=np.flatnonzero(part[1:] != part[:-1]) + 1, is_laney=False)
    return {key: limits(chart, part == key) for key in case.expected}


def single_values(case: Case) -> dict[str, Any]:
    chart = xmr(values_of(case.table), is_screened=bool(re.search(r"\bscreen", case.words)))
    ranges = {"mr_bar": mean_moving_range(chart.values, is_screened=False), "mr_ucl": moving_range_limit(chart.values)}
    return limits(chart, chart.values == chart.values) | ranges | {"sigma": chart.sigma[0]}


def values_of(table: Table) -> np.ndarray:
    named = [column for column in table.mentioned() if column in table.numeric() and column.lower() not in STEPS]
    return table.numbers((named + [column for column in table.numeric() if column.lower() not in STEPS])[0])


def plotted_dots(case: Case) -> dict[str, Any]:
    """One column the case names, or a key of the case for each column."""
    columns = [key for key in case.expected if key in case.table.columns]
    found = {column: dots(case, case.table.numbers(column)) for column in columns}
    return found or dots(case, values_of(case.table))


def dots(case: Case, values: np.ndarray) -> dict[str, Any]:
    chart = xmr(values)
    better = {"increase": 1, "decrease": -1}.get((re.findall(r"improvement\s*=\s*(\w+)", case.words) or [""])[0], 0)
    target = re.search(rf"target\s*=?\s*({NUMBER})", case.words)
    causes = making_data_count(chart)
    types = [POINTS[each] for each in variation(causes, better)]
    return {
        "mean": chart.centre[0],
        "lpl": chart.lower[0],
        "upl": chart.upper[0],
        "special_cause_type": [CAUSES[cause] for cause in causes],
        "special": places(causes != "common_cause"),
        "point_type": types,
        "variation_type": types[-1],
        "n_special": int((causes != "common_cause").sum()),
        "assurance_type": ASSURANCES[assurance(chart, float(target[1]), better)] if target else None,
    }


def eight_rules(case: Case) -> dict[str, Any]:
    """Keys of the case are parts of its files' names; without such keys it is of one file."""
    if "rule1" in case.expected:
        return rule_figures(values_of(case.table))
    tables = {key: next(table for table in case.tables if key in table.stem) for key in case.expected}
    return {key: rule_figures(values_of(table)) for key, table in tables.items()}


def rule_figures(values: np.ndarray) -> dict[str, Any]:
    chart = xmr(values, is_screened=False)
    found: dict[str, Any] = {"center": chart.centre[0], "sigma": chart.sigma[0]}
    for rule, flags in nelson(chart).items():
        ends = places(flags)
        found[f"rule{rule}"] = {"fires": bool(ends), "first_end": ends[0] if ends else 0, "ends": ends}
    minitab = nelson(chart, trend_points=7, alternating_points=15)
    return found | {f"rule{rule}_minitab_ends": places(minitab[rule]) for rule in (3, 4)}


def sums(case: Case) -> dict[str, Any]:
    """Subgroups in columns of one name and a number; centre and spread from the first of them."""
    table = case.table
    subgroups = table.matrix(column for column in table.numeric() if column.lower() not in STEPS)
    first = re.search(r"first (\d+)|(\d+) trial", case.words)
    trial = subgroups[: int(first[1] or first[2])] if first else subgroups
    centre, spread = trial.mean(), deviation_from_ranges(trial)
    said = {name: re.search(rf"\b{name}\s*=\s*({NUMBER})", case.words) for name in "kh"}
    options = {name: float(number[1]) for name, number in said.items() if number}
    found = cusum(subgroups.mean(axis=1), centre, spread / np.sqrt(subgroups.shape[1]), **options)
    signals = {"above": places(found.is_above), "below": places(found.is_below)}
    return {"center": centre, "std_dev": spread, "pos": found.high, "neg": found.low} | signals


KINDS = (
    Kind(
        "p chart and its revision",
        cases=("p_chart_orange_juice",),
        keys=frozenset({"center", "lcl", "ucl", "beyond", "revised_center", "revised_lcl", "revised_ucl", "qcc_violations", "runs", "new_beyond"}),
        words=frozenset({"p-chart", "subgroups", "revised"}),
        compute=trial_and_revised,
    ),
    Kind(
        "charts of large denominators",
        cases=("p_and_laney_nhs_accidents",),
        keys=frozenset({"p", "u", "laney", "center", "lcl", "ucl", "n_beyond", "beyond", "sigma_z"}),
        words=frozenset({"laney", "laney's", "p-chart"}),
        compute=with_and_without_laney,
    ),
    Kind(
        "u and c charts",
        cases=("u_and_c_charts",),
        keys=frozenset({"center", "lcl", "ucl", "beyond"}),
        words=frozenset({"u-chart", "c-chart"}),
        compute=counts,
    ),
    Kind(
        "chart of single values",
        cases=("xmr_viscosity",),
        keys=frozenset({"center", "sigma", "lcl", "ucl", "mr_bar", "mr_ucl"}),
        words=frozenset({"xmr", "individuals"}),
        compute=single_values,
    ),
    Kind(
        "making data count",
        cases=("mdc_rqm",),
        keys=frozenset({"mean", "lpl", "upl", "special_cause_type", "point_type", "variation_type", "n_special", "assurance_type"}),
        words=frozenset({"nhs", "making", "xmr"}),
        compute=plotted_dots,
    ),
    Kind(
        "nelson rules",
        cases=("nelson_rules",),
        keys=frozenset({"center", "sigma", "fires", "first_end", "ends", *(f"rule{rule}" for rule in range(1, 9)), "rule3_minitab_ends", "rule4_minitab_ends"}),
        words=frozenset({"nelson", "rules"}),
        compute=eight_rules,
    ),
    Kind(
        "cusum",
        cases=("cusum_pistonrings",),
        keys=frozenset({"center", "std_dev", "pos", "neg", "above", "below"}),
        words=frozenset({"cusum", "subgroup"}),
        compute=sums,
    ),
)  # fmt: skip
