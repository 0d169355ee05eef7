"""Limits of control charts: by hand, at the edges, and against plain loops over random figures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.control_charts import (
    c_chart,
    mean_moving_range,
    moving_range_limit,
    p_chart,
    u_chart,
    xmr,
)

counts = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=3, max_size=30)


def test_limits_are_2_66_mean_moving_ranges_from_the_mean():
    chart = xmr([10, 12, 11, 13, 9])  # ranges 2, 1, 2, 4: mean 2.25
    assert (chart.centre[0], chart.upper[0], chart.lower[0]) == pytest.approx((11, 11 + 2.66 * 2.25, 11 - 2.66 * 2.25))


def test_a_spike_is_screened_out_of_the_moving_ranges_once():
    spiked = [10, 11, 10, 11, 10, 60, 10, 11, 10, 11]
    assert mean_moving_range(spiked) == 1
    assert mean_moving_range(spiked, is_screened=False) == pytest.approx(107 / 9)
    assert moving_range_limit(spiked) == pytest.approx(3.267 * 107 / 9)
    assert xmr(spiked).upper[0] == pytest.approx(np.mean(spiked) + 2.66)
    assert xmr(spiked, is_screened=False).upper[0] == pytest.approx(np.mean(spiked) + 2.66 * 107 / 9)


def test_a_range_of_3_267_means_is_screened_out_and_a_smaller_one_is_not():
    def zigzag(last):
        return np.concatenate([[0.0], np.cumsum([1, -1, 1, -1, 1, -1, 1, -1, 1, -last])])

    least = 3.267 * 9 / (10 - 3.267)  # where it is 3.267 times the mean of all ten ranges
    assert mean_moving_range(zigzag(least + 1e-9)) == pytest.approx(1)
    assert mean_moving_range(zigzag(least - 1e-9)) == pytest.approx((9 + least) / 10)


def test_no_moving_range_is_taken_across_a_gap():
    assert mean_moving_range([1, 2, np.nan, 10, 11]) == 1
    assert xmr([1, 2, np.nan, 10, 11]).centre[0] == 6


@pytest.mark.parametrize("value", [0.0, 0.1, 5.0])
def test_a_constant_series_has_no_limits(value):
    chart = xmr([value] * 21)
    assert np.isnan(chart.lower).all() and np.isnan(chart.upper).all()
    assert chart.centre[0] == pytest.approx(value)


@pytest.mark.parametrize("values", [[], [5.0], [np.nan, np.nan]])
def test_without_two_neighbours_there_are_no_limits(values):
    chart = xmr(values)
    assert len(chart.upper) == len(values) and np.isnan(chart.upper).all()


def test_limits_from_eleven_points_are_trial_limits():
    assert xmr(range(11)).is_trial.all()
    assert not xmr(range(12)).is_trial.any()
    assert xmr([*range(11), np.nan]).is_trial.all()
    assert xmr(range(12), basis=[True] * 11 + [False]).is_trial.all()


def test_limits_are_set_anew_at_a_recorded_change_only():
    values = [10, 12, 10, 12, 30, 34, 30, 34]
    chart = xmr(values, rebased_at=[4])
    assert chart.phase.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert chart.centre.tolist() == [11] * 4 + [32] * 4
    assert chart.upper == pytest.approx([11 + 2.66 * 2] * 4 + [32 + 2.66 * 4] * 4)  # the step of 18 is in no range


def test_points_outside_the_basis_are_judged_by_limits_that_they_do_not_move():
    frozen = xmr([10, 12, 10, 12, 90], basis=[True] * 4 + [False])
    assert frozen.upper[4] == xmr([10, 12, 10, 12]).upper[0] < frozen.values[4]


def test_p_limits_are_cut_at_0_and_1():
    chart = p_chart([1, 0, 2, 0], [5, 5, 5, 5], is_laney=False)
    assert chart.lower.tolist() == [0] * 4
    assert p_chart([4, 5, 3, 5], [5, 5, 5, 5], is_laney=False).upper.tolist() == [1] * 4


def test_a_period_without_cases_is_a_gap_of_a_p_chart():
    chart = p_chart([5, 0, 10], [10, 0, 40], is_laney=False)
    assert chart.centre[0] == 15 / 50
    assert np.isnan([chart.values[1], chart.upper[1]]).all()
    assert chart.upper[0] == pytest.approx(0.3 + 3 * np.sqrt(0.3 * 0.7 / 10))


def test_a_share_that_is_always_0_has_no_limits():
    for is_laney in (True, False):
        assert np.isnan(p_chart([0, 0, 0], [10, 20, 30], is_laney=is_laney).upper).all()


def test_laney_widens_the_limits_of_large_denominators():
    x, n = np.array([9000, 9300, 8900, 9250]), np.full(4, 10000)
    plain, wide = p_chart(x, n, is_laney=False), p_chart(x, n)
    z = (x / n - plain.centre) / plain.sigma
    assert wide.sigma_z[0] == pytest.approx(np.abs(np.diff(z)).mean() / 1.128)
    assert wide.sigma == pytest.approx(plain.sigma * wide.sigma_z)
    assert plain.upper[1] < x[1] / n[1] < wide.upper[1]


def test_one_wild_period_stays_in_sigma_z():
    x = np.array([500, 505, 500, 505, 500, 900, 500, 505, 500, 505])
    z = (x / 1000 - x.sum() / 10_000) / p_chart(x, [1000] * 10, is_laney=False).sigma
    assert p_chart(x, [1000] * 10).sigma_z[0] == pytest.approx(np.abs(np.diff(z)).mean() / 1.128)


def test_charts_without_a_term_for_it_have_a_sigma_z_of_1():
    assert xmr([1, 9, 4]).sigma_z[0] == p_chart([1, 9], [10, 10], is_laney=False).sigma_z[0] == 1


def test_a_c_chart_is_as_wide_as_chance_however_its_points_vary():
    assert c_chart([1, 90, 2, 80]).upper[0] == pytest.approx(43.25 + 3 * np.sqrt(43.25))


def test_laney_never_narrows_unless_told():
    x, n = [10, 10, 11, 10, 10, 10], [40] * 6
    assert p_chart(x, n).sigma_z[0] < 1
    assert p_chart(x, n).upper[0] == p_chart(x, n, is_laney=False).upper[0]
    assert p_chart(x, n, least_sigma_z=0).upper[0] < p_chart(x, n).upper[0]


def test_a_c_chart_keeps_its_gap_and_its_limits_of_three_roots():
    chart = c_chart([4, np.nan, 6, 5])
    assert chart.upper[0] == pytest.approx(5 + 3 * np.sqrt(5))
    assert np.isnan(chart.values[1]) and np.isnan(chart.upper[1])


@settings(deadline=None, max_examples=60)
@given(counts)
def test_u_limits_agree_with_a_loop(pairs):
    x, exposure = zip(*pairs, strict=True)
    chart = u_chart(x, exposure)
    centre = sum(x) / sum(exposure)
    if centre == 0:
        assert np.isnan(chart.upper).all()
        return
    z = [(a / b - centre) / (centre / b) ** 0.5 for a, b in pairs]
    sigma_z = sum(abs(z[i] - z[i - 1]) for i in range(1, len(z))) / (len(z) - 1) / 1.128
    for place, size in enumerate(exposure):
        half = 3 * (centre / size) ** 0.5 * max(1, sigma_z)
        assert chart.upper[place] == pytest.approx(centre + half)
        assert chart.lower[place] == pytest.approx(max(0, centre - half))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.integers(1, 9), st.integers(-20, 20))
def test_xmr_limits_move_with_the_scale_of_the_figures(values, factor, shift):
    chart, moved = xmr(values), xmr([factor * value + shift for value in values])
    assert moved.upper == pytest.approx(factor * chart.upper + shift, nan_ok=True)
    assert moved.lower == pytest.approx(factor * chart.lower + shift, nan_ok=True)
