"""Kendall's trend tests, Theil–Sen's slope and the straight line: against slow oracles, libraries and simulation."""

from itertools import permutations
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from pipeline.statistics.trend import linear_trend, mann_kendall, seasonal_kendall, variance_factor

figures = st.lists(st.integers(0, 9), min_size=3, max_size=30)


def plain_s(values):
    return sum(np.sign(values[j] - values[i]) for j in range(len(values)) for i in range(j))


@settings(deadline=None, max_examples=100)
@given(figures)
def test_s_and_tau_agree_with_plain_loops_and_scipy(values):
    got = mann_kendall(values)
    assert got.s == plain_s(values)
    assert got.tau_b == pytest.approx(kendalltau(range(len(values)), values).statistic, nan_ok=True)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=6))
def test_the_variance_is_that_of_s_over_all_orders_of_the_figures(values):
    every = [plain_s(order) for order in permutations(values)]
    assert mann_kendall(values).variance == pytest.approx(np.mean(np.square(every)))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=8, max_size=30))
def test_slope_and_interval_agree_with_scipy(values):
    got, want = mann_kendall(values), theilslopes(values)
    assert got.slope == pytest.approx(want.slope)
    if not np.isnan(got.low):
        assert (got.low, got.high) == pytest.approx((want.low_slope, want.high_slope))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=40), st.integers(2, 5))
def test_a_seasonal_test_adds_up_the_tests_of_its_seasons(values, period):
    seasons = [mann_kendall(values[start::period]) for start in range(period)]
    got = seasonal_kendall(values, period, is_adjusted=False)
    assert got.s == sum(season.s for season in seasons)
    assert got.variance == pytest.approx(sum(season.variance for season in seasons))


def test_a_seasonal_slope_is_per_year_and_a_strong_season_does_not_hide_it():
    season = np.tile([0, 5, 30, 8] * 3, 6)
    values = season + 0.2 * np.arange(72)
    got = seasonal_kendall(values)
    assert (got.slope, got.low, got.high) == pytest.approx((2.4, 2.4, 2.4))
    assert got.tau_b == 1 and got.p < 1e-10
    assert mann_kendall(values).p > got.p


def test_a_gap_moves_nothing_but_the_number_of_figures():
    values = np.array([1.0, 2, np.nan, 4, 5, np.nan, 7, 8])
    got = mann_kendall(values)
    assert (got.n, got.s, got.slope) == (6, 15, 1)
    assert linear_trend(values).slope == pytest.approx(1)


@pytest.mark.parametrize("values", [[], [5.0], [np.nan] * 4, [3.0] * 12])
def test_without_two_different_figures_there_is_no_p(values):
    for got in (mann_kendall(values, is_adjusted=True), seasonal_kendall(values)):
        assert np.isnan([got.p, got.z, got.tau_b, got.low, got.high]).all()
        assert got.s == 0


def test_too_few_slopes_have_no_interval():
    assert np.isnan([mann_kendall([1, 2, 4]).low, mann_kendall([1, 2, 4]).high]).all()
    assert mann_kendall([1, 2, 4]).slope == 1.5


def test_p_with_correction_is_the_larger_one():
    got = mann_kendall([1, 3, 2, 5, 4, 6])
    assert got.s == 11
    assert got.z == pytest.approx(10 / np.sqrt(6 * 5 * 17 / 18))
    assert got.p_uncorrected == pytest.approx(2 * NormalDist().cdf(-11 / np.sqrt(6 * 5 * 17 / 18)))
    assert got.p > got.p_uncorrected


def without_trend(rho, n, seed):
    noise = np.random.default_rng(seed).normal(size=n + 50)
    for step in range(1, len(noise)):
        noise[step] += rho * noise[step - 1]
    return noise[50:] + np.tile(np.arange(12), n // 12 + 1)[:n]


def test_autocorrelated_months_without_a_trend_rarely_show_one():
    series = [without_trend(0.5, 60, seed) for seed in range(300)]
    plain, adjusted = (
        np.mean([seasonal_kendall(values, is_adjusted=is_adjusted).p < 0.05 for values in series])
        for is_adjusted in (False, True)
    )
    assert plain > 0.12
    assert adjusted < 0.09


def test_only_the_seasonal_test_is_adjusted_unless_told():
    values = without_trend(0.8, 60, 1)
    plain, adjusted = (seasonal_kendall(values, is_adjusted=is_adjusted) for is_adjusted in (False, True))
    assert adjusted.factor > 1 == plain.factor
    assert adjusted.variance == pytest.approx(plain.variance * adjusted.factor)
    assert adjusted.high - adjusted.low > plain.high - plain.low
    assert seasonal_kendall(values) == adjusted
    assert mann_kendall(values).factor == 1


def test_an_autocorrelation_of_nearly_1_and_a_short_series_have_a_finite_factor():
    levels = np.repeat([0.0, 1.0], 30)  # the unbiased autocorrelation would be over 1
    k = np.arange(1, 60)
    total = ((60 - k) * (59 - k) * (58 - k) * 0.95**k).sum()
    assert variance_factor(levels) == pytest.approx(1 + 2 * total / (60 * 59 * 58))
    assert variance_factor([0, 0, 0, 0, 1, 1, 1]) == 1
    assert variance_factor([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]) > 1


def test_independent_months_are_left_as_they_are_nearly_always():
    factors = [variance_factor(without_trend(0, 60, seed), 12) for seed in range(200)]
    assert np.mean(np.equal(factors, 1)) > 0.9
    assert min(factors) == 1


def test_the_factor_of_a_strong_autocorrelation_is_that_of_the_formula():
    values = np.repeat(np.random.default_rng(3).permutation(20), 3).astype(float)
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable") // 3 * 3 + 2.0
    centred = ranks - ranks.mean()
    n, first = 60, (centred[1:] * centred[:-1]).sum() / (centred**2).sum()
    rho = (n * first + 2) / (n - 4)
    total = sum((n - k) * (n - k - 1) * (n - k - 2) * rho**k for k in range(1, n))
    assert variance_factor(values) == pytest.approx(1 + 2 * total / (n * (n - 1) * (n - 2)))


def test_a_line_through_three_points_by_hand():
    line = linear_trend([1, 2, 4])
    assert line.slope == pytest.approx(1.5)
    residuals = np.array([1, 2, 4]) - np.array([5 / 6, 7 / 3, 23 / 6])
    assert line.error == pytest.approx(np.sqrt((residuals**2).sum() / 1 / 2))
    assert line.durbin_watson == pytest.approx((np.diff(residuals) ** 2).sum() / (residuals**2).sum())
    half = pytest.approx(12.706 * line.error, rel=1e-4)
    assert line.high - line.slope == half and line.slope - line.low == half


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [np.nan, 1.0, 2.0]])
def test_two_points_make_no_line(values):
    assert np.isnan([linear_trend(values).slope, linear_trend(values).p]).all()


def test_the_unit_of_a_line_changes_nothing_but_its_slope():
    plain, tiny = linear_trend([1, 2, 4, 3]), linear_trend(np.array([1, 2, 4, 3]) * 1e-9)
    assert (tiny.p, tiny.durbin_watson) == pytest.approx((plain.p, plain.durbin_watson))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("values", [[0.0] * 9, [0.1] * 9, *[[by * step for step in range(9)] for by in (0.1, -0.1)]])
def test_points_exactly_on_a_line_have_no_p(values):
    assert np.isnan([linear_trend(values).p, linear_trend(values).durbin_watson]).all()


def test_an_autocorrelation_is_read_from_eight_figures_on():
    assert variance_factor([2, 2, 2, 2, 1, 0, 0, 1]) > 1
    assert variance_factor([2, 2, 2, 2, 1, 0, 0]) == 1


def test_two_figures_have_a_direction_and_none_have_nothing():
    two, none = mann_kendall([1, 2]), mann_kendall([])
    assert (two.s, two.variance, two.tau_b, two.p) == (1, 1, 1, 1)
    assert np.isnan([none.slope, none.tau_b, none.p]).all()


def test_of_five_figures_the_interval_runs_from_the_least_slope_to_the_greatest():
    got = mann_kendall([1, 3, 2, 5, 9])
    assert (got.low, got.high) == (-1, 4)
