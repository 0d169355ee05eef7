"""The restricted mean: against the mean of min(T, τ) where nothing is open, and against the bootstrap where cases are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.restricted_mean import RestrictedMean, difference, restricted_mean


def of_cases(times, closed, until):
    events = np.asarray(closed, bool)
    return restricted_mean(times, events, ~events, until)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=20), st.integers(1, 40))
def test_without_open_cases_it_is_the_mean_of_the_cut_durations(durations, until):
    got = of_cases(durations, [True] * len(durations), until)
    cut = np.minimum(durations, until)
    assert got.mean == pytest.approx(cut.mean())
    assert got.error == pytest.approx(cut.std() / np.sqrt(len(cut)), abs=1e-9)


def test_with_open_cases_its_error_agrees_with_the_bootstrap():
    rng = np.random.default_rng(3)
    times, closed = rng.integers(1, 40, 300), rng.random(300) < 0.7
    got = of_cases(times, closed, 30)
    draws = [rng.integers(0, 300, 300) for _ in range(400)]
    means = [of_cases(times[draw], closed[draw], 30).mean for draw in draws]
    assert got.error == pytest.approx(np.std(means), rel=0.1)


def test_it_is_unknown_beyond_the_longest_open_case():
    assert of_cases([3, 9], [True, False], 9).mean == 6.0
    assert np.isnan(of_cases([3, 9], [True, False], 10).mean)


def test_it_stays_known_where_every_case_is_closed():
    assert of_cases([3, 9], [True, True], 30).mean == 6.0


def test_a_difference_adds_the_variances():
    gap, p = difference(RestrictedMean(10, 3, 0, 0), RestrictedMean(4, 4, 0, 0))
    assert (gap.mean, gap.error) == (6, 5)
    assert (gap.low, gap.high) == pytest.approx((6 - 9.79982, 6 + 9.79982))
    assert p == pytest.approx(0.2301393)


def test_two_means_without_spread_have_no_p():
    assert np.isnan(difference(RestrictedMean(2, 0, 2, 2), RestrictedMean(1, 0, 1, 1))[1])
