"""Other cases of comparisons, trends and control charts, under other names: invented, answered by plain definitions."""

from __future__ import annotations

from statistics import NormalDist, mean, median, stdev

import numpy as np

RNG = np.random.default_rng(7)
Z = NormalDist().inv_cdf(0.975)


def test_shares_in_columns_of_other_names(judged):
    x1, n1, x2, n2 = 12, 40, 30, 60
    difference, pooled = x1 / n1 - x2 / n2, (x1 + x2) / (n1 + n2)
    half = Z * (0.3 * 0.7 / n1 + 0.25 / n2) ** 0.5
    z = difference / (pooled * (1 - pooled) * (1 / n1 + 1 / n2)) ** 0.5
    expected = {"diff": difference, "wald_low": difference - half, "wald_high": difference + half, "z_pooled": z}
    kind, wrong = judged(
        "04-other",
        "gardens.csv",
        {"garden": ["east", "west"], "solved": [x1, 5], "of": [n1, 9], "solved_before": [x2, 5], "of_before": [n2, 9]},
        id="gardens",
        what="difference of two proportions",
        data="gardens.csv rows east, west",
        expected={"east": expected, "west": {"diff": 0}},
    )
    assert (kind, wrong) == ("difference of two shares", [])


def test_means_of_groups_of_unequal_size(judged):
    old, new = [3.0, 5, 4, 6], [7.0, 6, 8, 9, 5, 7]
    v1, v2 = stdev(old) ** 2 / 4, stdev(new) ** 2 / 6
    df = (v1 + v2) ** 2 / (v1**2 / 3 + v2**2 / 5)
    pooled = ((3 * stdev(old) ** 2 + 5 * stdev(new) ** 2) / 8) ** 0.5
    expected = {
        "mean1": mean(old),
        "welch_t": (mean(old) - mean(new)) / (v1 + v2) ** 0.5,
        "welch_df": df,
        "cohen_d": (mean(old) - mean(new)) / pooled,
    }
    kind, wrong = judged(
        "04-means",
        "ratings.csv",
        {"score": old + new, "wave": ["old"] * 4 + ["new"] * 6},
        id="ratings",
        what="Welch test of two waves, Cohen's d",
        data="ratings.csv",
        expected=expected,
    )
    assert (kind, wrong) == ("difference of two means", [])


def test_ranks_of_two_groups_named_in_the_text(judged):
    a, b = [1, 2, 2, 5], [2, 4, 5, 5, None]
    u = sum((x > y) + 0.5 * (x == y) for x in a for y in b if y)
    kind, wrong = judged(
        "04-ranks",
        "wards.csv",
        {"stars": a + b, "ward": ["a"] * 4 + ["b"] * 5},
        id="wards",
        what="Mann–Whitney U",
        data="wards.csv (ward a vs b, blanks dropped)",
        expected={"wards": {"U": u, "n1": 4, "n2": 4, "rank_biserial": 2 * u / 16 - 1}},
    )
    assert (kind, wrong) == ("ranks of two groups", [])


def test_the_same_month_of_the_year_before(judged):
    months = [f"{year}-{month:02d}-01" for year in (2021, 2022) for month in range(1, 13)]
    cases, late = RNG.integers(50, 90, 24), RNG.integers(1, 40, 24)
    rates = 1 - late / cases
    changes = rates[12:] - rates[:12]
    growth = 100 * (cases[14] / cases[2] - 1)
    march = {"rate": rates[14], "rate_last_year": rates[2], "diff_pp": 100 * changes[2], "cases_growth_pct": growth}
    better = int((changes > 0).sum())
    kind, wrong = judged(
        "04-year",
        "solved.csv",
        {"start": months, "cases": cases, "late": late},
        id="solved",
        what="same month last year",
        data="solved.csv (on time = cases − late)",
        expected={
            "yoy": {"2022-03": march},
            "n_months_better": better,
            "month_on_month_2022_02_pp": 100 * (rates[13] - rates[12]),
        },
    )
    assert (kind, wrong) == ("year on year", [])


def test_several_groups_of_counts(judged):
    good, all_ = [10, 20, 15], [40, 40, 40]
    chisq = sum((x - 15) ** 2 / 15 + (x - 15) ** 2 / 25 for x in good)
    expected = {"chisq": chisq, "df": 2, "cramers_v": (chisq / 120) ** 0.5}
    kind, wrong = judged(
        "04-groups",
        "gates.csv",
        {"gate": ["n", "s", "w"], "good": good, "asked": all_},
        id="gates",
        what="homogeneity of shares, Cramér's V",
        data="gates.csv",
        expected=expected,
    )
    assert (kind, wrong) == ("counts of several groups", [])


def test_a_seasonal_trend_of_another_series(judged):
    values = np.round(10 * np.sin(np.arange(48) / 6 * np.pi) + 0.1 * np.arange(48) + RNG.normal(size=48), 2)
    pairs = [(i, j) for j in range(48) for i in range(j) if (j - i) % 12 == 0]
    s = sum(np.sign(values[j] - values[i]) for i, j in pairs)
    slope = median((values[j] - values[i]) / (j - i) * 12 for i, j in pairs)
    kind, wrong = judged(
        "05-season",
        "water.csv",
        {"month": [f"{2020 + i // 12}-{i % 12 + 1:02d}-01" for i in range(48)], "litres": values},
        id="water",
        what="seasonal Mann–Kendall test",
        data="water.csv column litres",
        expected={"S": s, "varS": 12 * 4 * 3 * 13 / 18, "sen_slope": slope},
    )
    assert (kind, wrong) == ("trend by ranks", [])


def test_a_line_and_a_forecast_of_another_series(judged):
    steps, values = np.arange(8), np.array([3.0, 4, 4, 6, 5, 7, 9, 8])
    slope = ((steps - 3.5) * values).sum() / ((steps - 3.5) ** 2).sum()
    residuals = values - values.mean() - slope * (steps - 3.5)
    kind, wrong = judged(
        "05-line",
        "yearly.csv",
        {"year": 2015 + steps, "calls": values},
        id="yearly",
        what="OLS slope",
        data="yearly.csv",
        expected={"slope": slope, "durbin_watson": (np.diff(residuals) ** 2).sum() / (residuals**2).sum()},
    )
    assert (kind, wrong) == ("straight line", [])


def test_a_laney_chart_of_rates(judged):
    x, n = np.array([30, 55, 20, 60, 35]), np.array([1000, 1100, 900, 1200, 1000])
    centre = x.sum() / n.sum()
    z = (x / n - centre) / np.sqrt(centre / n)
    sigma_z = np.abs(np.diff(z)).mean() / 1.128
    plain = {"center": centre, "ucl": list(centre + 3 * np.sqrt(centre / n))}
    laney = {"sigma_z": sigma_z, "ucl": list(centre + 3 * np.sqrt(centre / n) * sigma_z), "n_beyond": 0}
    kind, wrong = judged(
        "06-rates",
        "lifts.csv",
        {"month": range(1, 6), "faults": x, "days": n},
        id="lifts",
        what="u-chart and Laney u'",
        data="lifts.csv",
        expected={"u": plain, "laney": laney},
    )
    assert (kind, wrong) == ("charts of large denominators", [])


def test_limits_set_anew_where_a_column_changes(judged):
    x, part = [12, 15, 9, 4, 3, 5], ["before"] * 3 + ["after"] * 3
    expected = {name: {"center": c, "ucl": c + 3 * (c / 100) ** 0.5} for name, c in (("before", 0.12), ("after", 0.04))}
    kind, wrong = judged(
        "06-phases",
        "leaks.csv",
        {"month": range(6), "leaks": x, "days": [100] * 6, "part": part},
        id="leaks",
        what="u-chart with limits of each part",
        data="leaks.csv",
        expected=expected,
    )
    assert (kind, wrong) == ("u and c charts", [])


def test_dots_of_several_columns(judged):
    shift = [10, 12, 9, 11, 10, 8, 13, 9, 15, 14, 15, 16, 14, 15, 14, 9, 10, 11, 12, 8]
    expected = {
        "shift": {"mean": 11.75, "n_special": 7, "variation_type": "common_cause"},
        "flat": {"mean": 5, "lpl": None, "n_special": 0},
    }
    kind, wrong = judged(
        "06-dots",
        "dots.csv",
        {"shift": shift, "flat": [5] * 20},
        id="dots",
        what="NHS Making Data Count",
        data="dots.csv",
        variant="improvement = increase; target 30",
        expected=expected,
    )
    assert (kind, wrong) == ("making data count", [])
