"""Descriptive statistics and confidence intervals."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.statistics.distribution import index, quantile, share_of, summary, tally
from pipeline.statistics.intervals import exact_interval, t_interval, wilson
from pipeline.statistics.nps import net_promoter_score, recommendation_groups
from pipeline.statistics.survey_mean import Design, Estimate, weighted_mean, weighted_total
from pipeline.statistics.weighting import kish
from tests.reference.case import Case, Table
from tests.reference.kinds import Kind
from tests.reference.weighting import OUTCOMES, cluster_column, first_number

SCALE = (1.0, 5.0)
SIDES = ("low", "high")
GROUPS = ("promoters", "passives", "detractors")


def items(case: Case) -> dict[str, Any]:
    table = case.table
    columns = [column for column in table.mentioned() if table.is_numeric(column)] or table.numeric()
    found = {column: figures(table.numbers(column), _scale(case), case.confidence) for column in columns}
    group = table.after("group column", "group", "by")
    if not group:
        return found
    answers, groups = table.numbers(columns[0]), np.array(table[group])
    by_group = {name: figures(answers[groups == name], _scale(case), case.confidence) for name in np.unique(groups)}
    return found | {"all": found[columns[0]]} | by_group


def labelled(case: Case) -> dict[str, Any]:
    """A scale that comes as text: its order is the one the case gives."""
    table = case.table
    said = re.sub(r"^.*?column \S+", "", re.sub(r"\b(?:group|by) .*", "", table.said))
    codes = {label: code for label, code in case.inline(said).items() if "\n" not in label}
    column, group = table.after("column") or table.mentioned()[0], table.after("group", "by")
    answers = np.array([codes.get(answer, np.nan) for answer in table[column]])
    scale = min(codes.values()), max(codes.values())
    groups = np.array(table[group]) if group else np.full(len(answers), "all")
    return {
        "all": figures(answers, scale, case.confidence),
        "counts": {label: int((answers == code).sum()) for label, code in codes.items()},
        **{name: figures(answers[groups == name], scale, case.confidence) for name in np.unique(groups)},
    }


def figures(answers: np.ndarray, scale: tuple[float, float], confidence: float) -> dict[str, Any]:
    """Return every descriptive figure of one item; shares in per cent, ends of intervals of shares as proportions."""
    values, counts = tally(answers)
    of = summary(values, counts)
    lowest, highest = scale
    top, n = share_of(values, counts, [highest - 1, highest])
    bottom, _ = share_of(values, counts, [lowest, lowest + 1])
    low, high = t_interval(of.n, of.mean, of.sd, confidence)
    top_low, top_high = wilson(top, n, confidence)
    size = np.where(n > 0, n, np.nan)
    quartiles = {
        f"q{round(100 * share)}_type{kind}": quantile(values, counts, share, kind)
        for share in (0.25, 0.75)
        for kind in (7, 6, 2)
    }
    return {
        "n": of.n,
        "n_missing": len(answers) - of.n,
        "mean": of.mean,
        "sd": of.sd,
        "se": of.error,
        "median": quantile(values, counts, 0.5),
        **quartiles,
        "top2_pct": 100 * top / size,
        "bottom2_pct": 100 * bottom / size,
        "net_top2_bottom2": 100 * (top - bottom) / size,
        "csat_index_0_100": index(of.mean, lowest, highest),
        "mean_ci_low": low,
        "mean_ci_high": high,
        "top2_wilson_low": top_low,
        "top2_wilson_high": top_high,
    }


def shares(case: Case) -> dict[str, Any]:
    """Successes and n, in two columns of numbers or inline; a key of the case is "r81_n263", or a row's label."""
    if not case.tables:
        return _ends(*[int(number) for number in re.findall(r"\d+", case.data)][:2], case.confidence)
    numeric = case.table.numeric()
    named = [column for column in case.table.mentioned() if column in numeric]
    successes, n = (case.table.numbers(column) for column in (named if len(named) > 1 else numeric)[:2])
    if (successes > n).any():
        successes, n = n, successes
    rows = [_ends(x, total, case.confidence) for x, total in zip(successes, n, strict=True)]
    found = {f"r{x:.0f}_n{total:.0f}": ends for x, total, ends in zip(successes, n, rows, strict=True)}
    labels = [column for column in case.table.columns if column not in numeric][:1]
    return (
        rows[0] | found | {name: ends for label in labels for name, ends in zip(case.table[label], rows, strict=True)}
    )


def _ends(x: float, n: float, confidence: float) -> dict[str, Any]:
    intervals = {
        "wilson": wilson(x, n, confidence),
        "wilson_cc": wilson(x, n, confidence, is_corrected=True),
        "clopper": exact_interval(x, n, confidence),
    }
    intervals |= {"clopper_pearson": intervals["clopper"], "exact": intervals["clopper"]}
    return {f"{name}_{side}": end for name, pair in intervals.items() for side, end in zip(SIDES, pair, strict=True)}


def recommendation(case: Case) -> dict[str, Any]:
    table = case.table
    column, group = table.after("column") or table.mentioned()[0], table.after("group column", "group", "by")
    answers = table.numbers(column)
    groups = np.array(table[group]) if group else np.full(len(answers), "all")
    parts = {"all": answers, **{name: answers[groups == name] for name in np.unique(groups)}}
    scores = {name: _score(*recommendation_groups(*tally(part)), case.confidence) for name, part in parts.items()}
    return _score(*recommendation_groups(*tally(answers)), case.confidence) | scores


def recommendation_counts(case: Case) -> dict[str, Any]:
    said = {name: re.search(rf"\b{name}\D*?(\d+)|(\d+)\s+{name}", case.data) for name in GROUPS}
    counts = [next(number for number in found.groups() if number) for found in said.values() if found]
    return _score(*(np.array(float(number)) for number in counts), case.confidence)


def mean_interval(case: Case) -> dict[str, Any]:
    """Inline n, mean and sd, or a column."""
    given = case.inline()
    if case.tables:
        of = summary(*tally(case.table.numbers((case.table.mentioned() or case.table.numeric())[0])))
        given = {"n": of.n, "mean": of.mean, "sd": of.sd}
    low, high = t_interval(given["n"], given["mean"], given["sd"], case.confidence)
    found = {"low": low, "high": high, "t_crit": (high - low) / 2 / given["sd"] * np.sqrt(given["n"])}
    return given | found | {"se": given["sd"] / np.sqrt(given["n"])}


def survey_means(case: Case) -> dict[str, Any]:
    """One mean, or where the case's mean is a table of columns the mean of each."""
    return cluster_means(case) if isinstance(case.expected["mean"], dict) else survey_mean(case)


def cluster_means(case: Case) -> dict[str, Any]:
    table = case.table
    cluster = cluster_column(case, table)
    columns = [column for column in table.mentioned() if column != cluster]
    columns = columns or [column for column in table.numeric() if column != cluster]
    design = _design(case, table)
    means = {column: weighted_mean(table.numbers(column), design) for column in columns}
    return {
        "mean": {column: mean.value for column, mean in means.items()},
        "se": {column: mean.error for column, mean in means.items()},
        "deff": {column: mean.design_effect for column, mean in means.items()},
        "n_clusters": next(iter(means.values())).clusters,
    }


def survey_mean(case: Case) -> dict[str, Any]:
    table = case.table
    named = re.search(r"svymean\(~([\w.]+)", case.entry.get("source", ""))
    values = table.numbers(named[1] if named else table.after("outcome", "variable") or first_number(table, OUTCOMES))
    design = _design(case, table)
    spent = kish(design.weights)
    totals = [key.removeprefix("total_").removesuffix("_se") for key in case.expected if key.startswith("total_")]
    return {
        **_estimate(weighted_mean(values, design), case.confidence),
        **_totals({column: weighted_total(table.numbers(column), design) for column in totals}),
        "unweighted_mean": summary(*tally(values)).mean,
        "kish_deff": spent.design_effect,
        "kish_neff": spent.n_eff,
    }


def _estimate(mean: Estimate, confidence: float) -> dict[str, Any]:
    low, high = mean.interval(confidence)
    return {
        "n": mean.n,
        "n_clusters": mean.clusters,
        "mean": mean.value,
        "se": mean.error,
        "deff": mean.design_effect,
        "ci_low": low,
        "ci_high": high,
    }


def _totals(totals: dict[str, Estimate]) -> dict[str, float]:
    named = {f"total_{column}": total.value for column, total in totals.items()}
    return named | {f"total_{column}_se": total.error for column, total in totals.items()}


def _design(case: Case, table: Table) -> Design:
    weight, strata, cluster = table.after("weight"), table.after("strata", "stratum"), cluster_column(case, table)
    has_population = "fpc" in table.columns and re.search(r"\bfpc\b", table.said)
    return Design(
        table.numbers(weight) if weight else np.ones(len(next(iter(table.columns.values())))),
        strata=table[strata] if strata else None,
        clusters=table[cluster] if cluster else None,
        population=table.numbers("fpc") if has_population else None,
    )


def _score(promoters: np.ndarray, passives: np.ndarray, detractors: np.ndarray, confidence: float) -> dict[str, Any]:
    found = net_promoter_score(promoters, passives, detractors, confidence)
    return {
        "n": promoters + passives + detractors,
        "promoters": promoters,
        "passives": passives,
        "detractors": detractors,
        "nps": found.score,
        "variance": found.variance,
        "sd": np.sqrt(found.variance),
        "se": found.error,
        "se_points": found.error,
        "ci_low": found.low,
        "ci_high": found.high,
    }


def _scale(case: Case) -> tuple[float, float]:
    """Return the ends of the scale, from the definition of the index: "(mean-1)/4*100"."""
    given = re.search(r"\(mean\s*[-−]\s*(\d+)\)\s*/\s*(\d+)", case.words)
    return (float(given[1]), float(given[1]) + float(given[2])) if given else SCALE


ITEM = {"n", "mean", "sd", "se", "median", "top2_pct", "bottom2_pct", "net_top2_bottom2", "csat_index_0_100"}
ITEM |= {f"q{share}_type{kind}" for share in (25, 75) for kind in (2, 6, 7)} | {"mean_ci_low", "mean_ci_high"}
NPS = {"n", "promoters", "passives", "detractors", "nps", "se", "ci_low", "ci_high"}
INTERVALS = {f"{name}_{end}" for name in ("wilson", "wilson_cc", "clopper") for end in ("low", "high")}

KINDS = (
    Kind("items", cases=("likert_mass_items",), keys=frozenset(ITEM), words=frozenset({"item"}), compute=items),
    Kind(
        "text scale",
        cases=("likert_text_labels",),
        keys=frozenset(ITEM | {"all", "counts"}),
        words=frozenset({"text"}),
        compute=labelled,
    ),
    Kind(
        "intervals of shares",
        cases=("wilson_newcombe_table1",),
        keys=frozenset(INTERVALS),
        words=frozenset({"wilson"}),
        compute=shares,
    ),
    Kind(
        "net promoter score",
        cases=("nps_overall_and_by_bu",),
        keys=frozenset(NPS | {"all"}),
        words=frozenset({"promoter", "promoters"}),
        compute=recommendation,
    ),
    Kind(
        "net promoter score from counts",
        cases=("nps_counts_whuber",),
        keys=frozenset({"nps", "variance", "sd", "se_points"}),
        words=frozenset({"inline", "proportions"}),
        compute=recommendation_counts,
    ),
    Kind(
        "t interval",
        cases=("t_interval_nist",),
        keys=frozenset({"low", "high", "t_crit"}),
        words=frozenset({"interval", "mean", "freedom"}),
        compute=mean_interval,
    ),
    Kind(
        "survey mean",
        cases=("likert_autonomy_cluster", "weighted_mean_stratified", "weighted_mean_no_design"),
        keys=frozenset({"mean", "se", "deff", "n_clusters", "ci_low", "ci_high", "kish_deff", "kish_neff"}),
        words=frozenset({"weighted", "weights", "cluster-robust", "nested"}),
        compute=survey_means,
    ),
)
