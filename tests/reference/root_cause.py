"""Root causes: Pareto table, over-represented cells, odds ratios, association rules."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np

from pipeline.statistics.association import Itemsets, frequent_itemsets, rules
from pipeline.statistics.contingency import residuals
from pipeline.statistics.pareto import pareto
from pipeline.statistics.two_by_two import Ratio, fisher, mantel_haenszel, odds_ratio, risk_ratio
from tests.reference.case import NUMBER, Case, Table
from tests.reference.kinds import Kind


def pareto_table(case: Case) -> dict[str, Any]:
    given = case.table
    labels = next(column for column in given.columns if not given.is_numeric(column))
    is_row = len(set(given[labels])) < len(given[labels])
    number = next((column for column in given.numeric() if not is_row), None)
    counts = dict(zip(given[labels], given.numbers(number), strict=True)) if number else Counter(given[labels])
    found = pareto(counts)
    shares = [float(share) / 100 for share in re.findall(r"n_vital_(\d+)", str(list(case.expected)))]
    vital = {f"n_vital_{100 * share:g}": int(pareto(counts, vital_share=share)["is_vital"].sum()) for share in shares}
    return {
        "order": list(found["type"]),
        "frequency": list(found["n"]),
        "cum_freq": list(found["cumulative_n"]),
        "percentage": list(100 * found["share"]),
        "cum_percent": list(100 * found["cumulative_share"]),
        **vital,
    }


def crossed(given: Table) -> tuple[list[str], list[str], np.ndarray]:
    """Return rows, columns and counts of a long table (two labels and a number) or of a wide one (a label, numbers)."""
    labels = [column for column in given.columns if not given.is_numeric(column)]
    numbers = given.numeric()
    if len(numbers) > 1:
        return given[labels[0]], numbers, given.matrix(numbers)
    down, across = (list(dict.fromkeys(given[label])) for label in labels[:2])
    counts = np.zeros((len(down), len(across)))
    sizes = given.numbers(numbers[0]) if numbers else np.ones(len(given[labels[0]]))
    for row, column, number in zip(given[labels[0]], given[labels[1]], sizes, strict=True):
        counts[down.index(row), across.index(column)] += number
    return down, across, counts


def cells(case: Case) -> dict[str, Any]:
    down, across, counts = crossed(case.table)
    found = residuals(counts)

    def named(values: np.ndarray) -> dict[str, Any]:
        flat = {f"{r}|{c}": values[i, j] for i, r in enumerate(down) for j, c in enumerate(across)}
        return flat | {r: dict(zip(across, values[i], strict=True)) for i, r in enumerate(down)}

    quotient = named(found.location_quotient)
    matrices = {"lq": found.location_quotient, "adjusted": found.adjusted, "pearson": found.pearson}
    matrices |= {"expected": found.expected, "p_bh": found.q, "location_quotient": found.location_quotient}
    listed = {key: values for key, values in matrices.items() if isinstance(case.expected.get(key), list)}
    answered = {
        "chisq": found.chi_square,
        "df": found.degrees_of_freedom,
        "p": found.chi_square_p,
        "expected": named(found.expected),
        "pearson": named(found.pearson),
        "adjusted": named(found.adjusted),
        "p_bh": named(found.q),
        "lq": quotient,
        "location_quotient": quotient,
    }
    return answered | quotient | listed


def ends(name: str, ratio: Ratio) -> dict[str, float]:
    return {name: ratio.ratio, f"{name}_low": ratio.low, f"{name}_high": ratio.high, f"{name}_p": ratio.p}


def two_by_two(case: Case) -> dict[str, Any]:
    """Answer an inline table ("placebo 189/11034, aspirin 104/11037"), or one of a file, by strata where it has them."""
    strata = strata_of(case.table) if ".csv" in case.data else np.array([inline(case.data)])
    counts, level = strata.sum(axis=0), case.confidence
    exact, pooled, odds = fisher(counts, level), mantel_haenszel(strata, level), odds_ratio(counts, level)
    found = ends("or", odds) | ends("rr", risk_ratio(counts, level)) | ends("crude_or", odds)
    found |= by_stratum(case, strata)
    found |= {"fisher_p": exact.p, "fisher_or_conditional": exact.ratio}
    found |= {"fisher_or_low": exact.low, "fisher_or_high": exact.high}
    tests = {"chisq": pooled.chi_square, "chisq_cc": pooled.chi_square_corrected, "p_cc": pooled.p_corrected}
    found |= {f"{name}_{key}": number for name in ("mh", "mh_or", "or_mh") for key, number in tests.items()}
    return found | ends("mh", pooled) | ends("mh_or", pooled) | ends("or_mh", pooled)


def by_stratum(case: Case, strata: np.ndarray) -> dict[str, Any]:
    """Return the odds ratio of each stratum under the keys of a case that name the strata."""
    if ".csv" not in case.data or len(strata) < 2:
        return {}
    labels = [column for column in case.table.columns if not case.table.is_numeric(column)]
    names = list(dict.fromkeys(case.table[labels[2]]))
    ratios = {name: odds_ratio(counts).ratio for name, counts in zip(names, strata, strict=True)}
    keys = [key for key, value in case.expected.items() if isinstance(value, dict) and set(value) <= set(names)]
    return dict.fromkeys(keys, ratios)


def inline(text: str) -> np.ndarray:
    pairs = re.findall(rf"({NUMBER})\s*/\s*({NUMBER})", text)
    if pairs:
        return np.array([[float(x), float(n) - float(x)] for x, n in pairs[:2]])
    return np.array([float(number) for number in re.findall(NUMBER, text)[:4]]).reshape(2, 2)


def strata_of(given: Table) -> np.ndarray:
    """Return strata × 2 × 2: the outcome is the file's first label, the exposure the second, strata the third."""
    labels = [column for column in given.columns if not given.is_numeric(column)]
    if len(labels) < 2:
        return np.array([crossed(given)[2][:2, :2]])
    outcome, exposure = (list(dict.fromkeys(given[label])) for label in labels[:2])
    stratum = given[labels[2]] if len(labels) > 2 else [""] * len(given[labels[0]])
    names = list(dict.fromkeys(stratum))
    counts = np.zeros((len(names), 2, 2))
    number = given.numbers(given.numeric()[0])
    for kind, out, group, n in zip(stratum, given[labels[0]], given[labels[1]], number, strict=True):
        counts[names.index(kind), exposure.index(group), outcome.index(out)] += n
    return counts


def baskets(given: Table) -> Counter[frozenset[str]]:
    """Return set of items → number of baskets with exactly these, from one row per basket and item."""
    basket, item = list(given.columns)[:2]
    contents: dict[str, set[str]] = {}
    for key, value in zip(given[basket], given[item], strict=True):
        contents.setdefault(key, set()).add(value)
    return Counter(frozenset(items) for items in contents.values())


def itemsets(case: Case, support: float) -> Itemsets:
    return frequent_itemsets(baskets(case.table).items(), support, longest=None)


def basket_counts(case: Case) -> dict[str, Any]:
    """Answer sizes, and numbers of itemsets and rules at the thresholds that the keys name (supp006_conf25)."""
    held = baskets(case.table)
    singles = frequent_itemsets(held.items(), 0.0, longest=1)
    sizes = np.repeat([len(items) for items in held], list(held.values()))
    top = len(case.expected.get("top_items", {}))
    got = {
        "n_transactions": singles.baskets,
        "n_items": len(singles.items),
        "density": sum(singles.items.values()) / singles.baskets / len(singles.items),
        "top_items": dict(list(singles.items.items())[:top]),
        "median_basket": np.median(sizes),
        "mean_basket": np.mean(sizes),
    }
    for key in case.expected:
        if found := re.fullmatch(r"n_rules_supp(\d+)_conf(\d+)", key):
            support, confidence = (float(f"0.{digits}") for digits in found.groups())
            got[key] = len(rules(itemsets(case, support), confidence))
        elif found := re.fullmatch(r"n_frequent_itemsets_(\d)(\d+)", key):
            got[key] = len(itemsets(case, float(f"{found[1]}.{found[2]}")).counts)
    return got


def listed_rules(case: Case) -> dict[str, Any]:
    """Answer the measures of the rules "{a,b}=>{c}" that the case names."""
    support = re.search(rf"supp\w*\s*(?:≥|>=)\s*({NUMBER})", case.words)
    confidence = re.search(rf"conf\w*\s*(?:≥|>=)\s*({NUMBER})", case.words)
    frame = rules(itemsets(case, float(support[1]) if support else 0.001), float(confidence[1]) if confidence else 0.0)
    found = {(row["left"], row["right"]): row for row in frame.to_dict("records")}
    got = {}
    for key in case.expected:
        left, right = (side.strip("{} ") for side in key.split("=>"))
        row = found.get((frozenset(left.split(",")), right))
        if row:
            names = {"count": "n", "chiSquared": "chi_square", "fishersExactTest": "p", "oddsRatio": "odds_ratio"}
            got[key] = row | {name: row[ours] for name, ours in names.items()}
    return got


KINDS = (
    Kind(
        "Pareto table",
        cases=("pareto",),
        keys=frozenset({"order", "frequency", "cum_freq", "percentage", "cum_percent", "n_vital_80"}),
        words=frozenset({"pareto", "vital", "cumulative"}),
        compute=pareto_table,
    ),
    Kind(
        "over-represented cells",
        cases=("adjusted_residuals",),
        keys=frozenset({"chisq", "df", "p", "expected", "adjusted", "pearson", "p_bh", "lq", "location_quotient"}),
        words=frozenset({"residuals", "adjusted", "pearson", "location", "quotient", "lq"}),
        compute=cells,
    ),
    Kind(
        "odds and risk ratio",
        cases=("odds_and_risk_ratio",),
        keys=frozenset(
            {"or", "or_low", "or_high", "rr", "rr_low", "rr_high", "fisher_p", "mh", "mh_or", "or_mh", "crude_or"}
        ),
        words=frozenset({"odds", "ratio", "risk", "fisher", "mantel", "haenszel"}),
        compute=two_by_two,
    ),
    Kind(
        "counts of baskets",
        cases=("groceries_counts",),
        keys=frozenset({"n_transactions", "n_items", "density", "top_items", "median_basket", "mean_basket"}),
        words=frozenset({"itemsets", "density", "baskets"}),
        compute=basket_counts,
    ),
    Kind(
        "association rules",
        cases=("groceries_top_rules", "groceries_interest"),
        keys=frozenset(
            {
                "support",
                "confidence",
                "lift",
                "count",
                "leverage",
                "conviction",
                "chiSquared",
                "fishersExactTest",
                "oddsRatio",
            }
        ),
        words=frozenset({"rules", "lift", "support", "confidence"}),
        compute=listed_rules,
    ),
)
