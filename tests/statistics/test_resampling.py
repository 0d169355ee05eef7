"""Bootstrap intervals: seeded, whole rows, undefined rather than 0."""

import numpy as np
import pytest

from pipeline.statistics.correlation import correlate
from pipeline.statistics.resampling import bootstrap

ROWS = np.random.default_rng(7).normal(size=(40, 1)) + np.random.default_rng(8).normal(size=(40, 2)) / 2


def correlation(rows):
    return correlate(rows[:, 0], rows[:, 1], "pearson").value


def mean(rows):
    return rows[:, 0].mean()


def test_the_same_seed_gives_the_same_interval():
    one, again, other = (bootstrap(ROWS, mean, seed=seed, draws=200) for seed in (1, 1, 2))
    assert one == again
    assert one.percentile != other.percentile


def test_the_interval_of_a_mean_is_near_the_t_interval():
    got = bootstrap(ROWS, mean, seed=1)
    error = ROWS[:, 0].std(ddof=1) / np.sqrt(40)
    assert got.error == pytest.approx(error, rel=0.05)
    for low, high in (got.percentile, got.basic, got.bca):
        assert (low, high) == pytest.approx((got.value - 1.96 * error, got.value + 1.96 * error), abs=0.3 * error)


def test_error_and_percentiles_are_those_of_the_figures_drawn():
    seen = []

    def remembered(rows):
        seen.append(mean(rows))
        return seen[-1]

    got = bootstrap(ROWS, remembered, seed=1, draws=20)
    drawn = seen[1:21]  # the first is the figure itself, those behind are of one row less, for BCa
    assert got.error == pytest.approx(np.std(drawn, ddof=1))
    assert got.percentile == pytest.approx(tuple(np.percentile(drawn, [2.5, 97.5])))
    assert got.basic == pytest.approx(tuple(2 * got.value - np.percentile(drawn, [97.5, 2.5])))


def test_two_rows_are_enough():
    got = bootstrap([[1.0], [3.0]], mean, seed=1, draws=2000)
    assert (got.value, got.percentile) == (2, (1, 3))
    assert got.error == pytest.approx(np.sqrt(0.5), rel=0.05)


def test_rows_are_drawn_whole():
    low, high = bootstrap(ROWS, correlation, seed=1, draws=500).bca
    assert 0.4 < low < correlation(ROWS) < high < 1  # columns drawn apart would give an interval around 0


@pytest.mark.parametrize("rows", [np.empty((0, 2)), np.ones((1, 2)), np.ones((9, 2)), np.c_[np.ones(9), np.arange(9)]])
def test_what_is_undefined_or_does_not_vary_has_no_interval(rows):
    got = bootstrap(rows, correlation, seed=1, draws=50)
    assert np.isnan([got.value, got.error, *got.percentile, *got.basic, *got.bca]).all()
    constant = bootstrap(np.ones((9, 2)), mean, seed=1, draws=50)
    assert constant.value == 1
    assert np.isnan([constant.error, *constant.percentile, *constant.basic, *constant.bca]).all()


def test_draws_without_the_figure_are_left_out():
    rows = np.array([[1.0, 1], [1, 1], [1, 1], [2, 3]])  # many draws hold the last row not at all: constant
    got = bootstrap(rows, correlation, seed=1, draws=300)
    assert got.value == pytest.approx(1) and not np.isnan(got.value)
