"""Other confidences, blanks, orders of rows and seasons in cases dropped in: invented, answered by plain definitions."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

TEN = ["8", "9", "N/A", "10", "NULL", "3", "None", "7", "", "6"]


def wilson(x, n, z):
    middle, half = x + z**2 / 2, z * (x * (n - x) / n + z**2 / 4) ** 0.5
    return (middle - half) / (n + z**2), (middle + half) / (n + z**2)


@pytest.mark.parametrize(("said", "confidence"), [("90 %, two-sided", 0.9), ("conf.level = 0.99", 0.99), ("", 0.95)])
def test_intervals_of_the_confidence_that_the_case_names(judged, said, confidence):
    low, high = wilson(15, 148, NormalDist().inv_cdf(0.5 + confidence / 2))
    expected = {"r15_n148": {"wilson_low": low, "wilson_high": high}}
    data = {"asked": [148], "yes": [15], "ward": ["n"]}
    kind, wrong = judged(
        "01-level", "w.csv", data, id="level", what="Wilson", data="w.csv", variant=said, expected=expected
    )
    assert (kind, wrong) == ("intervals of shares", [])


def test_blanks_as_other_software_writes_them(judged):
    expected = {"v": {"n": 6, "n_missing": 4, "mean": 43 / 6, "median": 7.5}}
    kind, wrong = judged(
        "01-blanks",
        "b.csv",
        {"who": range(10), "v": TEN},
        id="blanks",
        what="per item",
        data="b.csv column v",
        expected=expected,
    )
    assert (kind, wrong) == ("items", [])


def test_pairs_are_of_the_same_member_in_whatever_order_the_rows_stand(judged):
    before, after = {"a": 1.0, "b": 4, "c": 2}, {"c": 5.0, "a": 2, "b": 9}
    changes = np.array([before[home] - after[home] for home in "abc"])
    data = {
        "home": [*after, *before],
        "wave": ["after"] * 3 + ["before"] * 3,
        "score": [*after.values(), *before.values()],
    }
    kind, wrong = judged(
        "04-pairs",
        "p.csv",
        data,
        id="pairs",
        what="two means, Welch and paired",
        data="p.csv score by wave",
        variant="before − after",
        expected={"mean1": 7 / 3, "paired_t": changes.mean() / changes.std(ddof=1) * 3**0.5},
    )
    assert (kind, wrong) == ("difference of two means", [])


def test_a_figure_per_month_against_the_year_before(judged):
    months = [f"{year}-{month:02d}-01" for year in (2021, 2022) for month in range(1, 13)]
    calls = np.arange(100, 124)
    march = {"calls": 114, "calls_last_year": 102, "calls_growth_pct": 100 * (114 / 102 - 1)}
    kind, wrong = judged(
        "04-growth",
        "calls.csv",
        {"month": months, "calls": calls},
        id="growth",
        what="same month of the year before",
        data="calls.csv",
        expected={
            "yoy": {"2022-03": march},
            "annual": {"2022": {"growth_pct": 100 * (calls[12:].sum() / calls[:12].sum() - 1)}},
        },
    )
    assert (kind, wrong) == ("year on year", [])


def test_quarters_have_a_season_of_four_and_years_need_not_stand_in_order(judged):
    values = np.tile([1.0, 5, 3, 8], 6) + np.repeat(np.arange(6), 4)
    quarters = [f"{2018 + place // 4}-{place % 4 * 3 + 1:02d}-01" for place in range(24)]
    order = np.random.default_rng(3).permutation(24)
    kind, wrong = judged(
        "05-quarters",
        "q.csv",
        {"start": [quarters[place] for place in order], "late": values[order]},
        id="quarters",
        what="seasonal Mann–Kendall test of quarterly figures",
        data="q.csv column late",
        expected={"S": 4 * 15, "varS": 4 * 6 * 5 * 17 / 18, "sen_slope": 1},
    )
    assert (kind, wrong) == ("trend by ranks", [])


def test_years_that_are_left_out_are_gaps_of_a_line(judged):
    years, values = np.array([2001, 2002, 2005, 2009]), np.array([1.0, 2, 6, 8])
    apart = years - years.mean()
    kind, wrong = judged(
        "05-years",
        "y.csv",
        {"year": years, "late": values},
        id="years",
        what="OLS slope",
        data="y.csv",
        expected={"slope": (apart @ values) / (apart @ apart)},
    )
    assert (kind, wrong) == ("straight line", [])


def test_rates_of_phases_per_thousand_with_one_limit_for_all_points_as_a_list(judged):
    leaks, part = [2, 5, 3, 1, 0, 2], ["before"] * 3 + ["after"] * 3
    rates = {"before": 10 / 300, "after": 3 / 300}
    expected = {
        name: {"center": 1000 * rate, "lcl": [0] * 3, "ucl": 1000 * (rate + 3 * (rate / 100) ** 0.5)}
        for name, rate in rates.items()
    }
    kind, wrong = judged(
        "06-per",
        "leaks.csv",
        {"month": range(6), "leaks": leaks, "days": [100] * 6, "part": part},
        id="per",
        what="u-chart per 1,000 days with limits of each part",
        data="leaks.csv",
        expected=expected,
    )
    assert (kind, wrong) == ("u and c charts", [])


def test_kappa_leaves_out_what_one_rater_left_out(judged):
    raters = {
        "id": range(7),
        "rater1": ["2.0", "1", "1", "2", "", "2", "1"],
        "rater2": ["2", "1", "2", "2", "1", "NA", "1"],
    }
    chance = (2 * 3 + 3 * 2) / 25
    kind, wrong = judged(
        "11-blanks",
        "r.csv",
        raters,
        id="gaps",
        what="Cohen's kappa of two raters",
        data="r.csv",
        expected={"kappa": (0.8 - chance) / (1 - chance), "agreement": 0.8},
    )
    assert (kind, wrong) == ("kappa of two raters", [])


def test_a_rate_on_the_mix_of_a_standard(judged):
    kind, wrong = judged(
        "10-mix",
        "mix.csv",
        {
            "age": [1, 2, 1, 2],
            "area": list("nnss"),
            "count": [1, 4, 2, 2],
            "population": [10, 20, 40, 10],
            "standard": [1, 3, 1, 3],
        },
        id="mix",
        what="direct standardisation",
        data="mix.csv",
        expected={
            "n": {"crude": 5 / 30, "adjusted": (0.1 + 3 * 0.2) / 4},
            "s": {"crude": 4 / 50, "adjusted": (0.05 + 3 * 0.2) / 4},
        },
    )
    assert (kind, wrong) == ("directly standardised rate", [])
