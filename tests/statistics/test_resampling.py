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


def test_rows_are_drawn_whole():
    low, high = bootstrap(ROWS, correlation, seed=1, draws=500).bca
    assert 0.4 < low < correlation(ROWS) < high < 1  # columns drawn apart would give an interval around 0


@pytest.mark.parametrize("rows", [np.empty((0, 2)), np.ones((1, 2)), np.ones((9, 2)), np.c_[np.ones(9), np.arange(9)]])
def test_what_is_undefined_or_does_not_vary_has_no_interval(rows):
    got = bootstrap(rows, correlation, seed=1, draws=50)
    assert np.isnan([got.value, got.error, *got.percentile, *got.basic, *got.bca]).all()
    assert np.isnan(bootstrap(np.ones((9, 2)), mean, seed=1, draws=50).bca).all()


def test_draws_without_the_figure_are_left_out():
    rows = np.array([[1.0, 1], [1, 1], [1, 1], [2, 3]])  # many draws hold the last row not at all: constant
    got = bootstrap(rows, correlation, seed=1, draws=300)
    assert got.value == pytest.approx(1) and not np.isnan(got.value)
