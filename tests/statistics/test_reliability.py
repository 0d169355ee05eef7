"""Cronbach's alpha: against the definition over the rows, a published interval, and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f

from pipeline.statistics.reliability import covariance, cronbach_alpha


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_alpha_is_that_of_the_rows(seed, k):
    rng = np.random.default_rng(seed)
    rows = rng.integers(1, 6, (30, k)) + rng.integers(0, 4, (30, 1))
    got = cronbach_alpha(*covariance(rows))
    want = k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / rows.sum(axis=1).var(ddof=1))
    assert got.raw == pytest.approx(want)
    if k > 2:
        assert got.if_dropped[0] == pytest.approx(cronbach_alpha(*covariance(rows[:, 1:])).raw)
    assert got.low < got.raw < got.high


def test_one_question_asked_twice_is_fully_reliable():
    got = cronbach_alpha(*covariance([[1, 1], [3, 3], [5, 5]]))
    assert (got.raw, got.standardised, got.mean_correlation) == pytest.approx((1, 1, 1))
    assert np.isnan(got.if_dropped).all()


def test_a_respondent_who_left_an_item_out_is_left_out():
    n, matrix = covariance([[1, 2], [2, np.nan], [3, 3], [5, 4]])
    assert n == 3 and matrix == pytest.approx(np.cov([[1, 3, 5], [2, 3, 4]]))


def test_alpha_of_answers_in_shares_is_that_of_percent():
    rows = np.array([[1, 2, 2], [3, 3, 4], [5, 4, 4], [2, 2, 3]])
    assert cronbach_alpha(*covariance(rows / 100)).raw == pytest.approx(cronbach_alpha(*covariance(rows)).raw)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("rows", [[[1, 2]], [[3, 3], [3, 3], [3, 3]], [[1], [2]], np.empty((0, 3))])
def test_what_does_not_vary_has_no_alpha(rows):
    got = cronbach_alpha(*covariance(rows))
    assert np.isnan([got.raw, got.low, got.high, got.standardised]).all()


def test_two_respondents_and_two_items_are_enough():
    n, matrix = covariance([[1, 2], [3, 3]])
    assert (n, matrix.tolist()) == (2, [[2, 1], [1, 0.5]])
    got = cronbach_alpha(n, matrix)
    assert got.raw == pytest.approx(2 * (1 - 2.5 / 4.5))
    assert (got.low, got.high) == pytest.approx(tuple(1 - (1 - got.raw) * f(1, 1).ppf([0.975, 0.025])))


@pytest.mark.filterwarnings("error")
def test_a_constant_item_leaves_only_the_standardised_alpha_undefined():
    got = cronbach_alpha(*covariance([[1, 2, 3], [2, 3, 3], [5, 4, 3]]))
    assert np.isfinite(got.raw) and np.isnan(got.standardised)
