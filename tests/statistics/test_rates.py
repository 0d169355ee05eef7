"""Rate ratios and overdispersion: against statsmodels, by hand and at their edges."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.rates import confint_poisson_2indep
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from pipeline.statistics.rates import overdispersion, poisson_interval, rate_ratio

side = st.tuples(st.integers(0, 400), st.integers(1, 5000))


@settings(deadline=None, max_examples=25)
@given(side, side)
def test_interval_and_p_agree_with_the_score_method_of_statsmodels(now, before):
    assume(now[0] and before[0])
    got = rate_ratio(*now, *before)
    assert got.ratio == pytest.approx(now[0] / now[1] / (before[0] / before[1]))
    want = confint_poisson_2indep(*now, *before, method="score", compare="ratio")
    assert (got.low, got.high) == pytest.approx(want, rel=1e-3)  # a root found numerically
    assert got.p == pytest.approx(poisson_test(*now, *before, method="score", compare="ratio").pvalue, abs=1e-9)


def test_overdispersion_widens_the_interval_as_if_there_were_fewer_cases():
    wide, few = rate_ratio(80, 1000, 40, 1000, dispersion=4), rate_ratio(20, 1000, 10, 1000)
    assert (wide.low, wide.high, wide.p) == pytest.approx((few.low, few.high, few.p))


def test_underdispersion_does_not_narrow_it():
    assert rate_ratio(80, 1000, 40, 1000, dispersion=0.3).low == rate_ratio(80, 1000, 40, 1000).low


def test_no_case_on_one_side_still_bounds_the_ratio():
    fell, rose = rate_ratio(0, 100, 8, 100), rate_ratio(8, 100, 0, 100)
    assert fell.ratio == fell.low == 0 and 0 < fell.high < 1
    assert rose.ratio == rose.high == np.inf and rose.low == pytest.approx(1 / fell.high)


def test_a_single_case_has_a_ratio():
    one = rate_ratio(1, 100, 0, 100)
    assert np.isinf(one.ratio) and one.p == pytest.approx(0.3173, abs=1e-4)


@pytest.mark.parametrize("sides", [(0, 100, 0, 100), (5, 0, 5, 100), (5, 100, 5, 0)])
def test_without_cases_or_exposure_there_is_no_ratio(sides):
    got = rate_ratio(*sides)
    assert np.isnan([got.ratio, got.low, got.high, got.p]).all()


def test_overdispersion_by_hand_and_never_under_1():
    assert overdispersion([10, 30], [100, 100]) == pytest.approx(100 / 20 * 2)
    assert overdispersion([20, 20, 20], [100, 100, 100]) == 1
    assert overdispersion([10, 30, 99, np.nan], [100, 100, 0, 50]) == pytest.approx(10)


@pytest.mark.parametrize("counts", [[], [5], [0, 0]])
def test_overdispersion_needs_two_groups_and_a_case(counts):
    assert np.isnan(overdispersion(counts, [10] * len(counts)))


def test_a_rate_over_less_than_one_has_an_interval_and_over_nothing_none():
    low, high = poisson_interval([3, 3, 0], [0.5, 0, 0])
    whole = poisson_interval(3, 1)
    assert (low[0], high[0]) == pytest.approx((2 * whole[0], 2 * whole[1]))
    assert np.isnan([*low[1:], *high[1:]]).all()
