"""McNemar's test: against statsmodels, and what homes that did not change say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar as by_statsmodels

from pipeline.statistics.paired_shares import mcnemar

COUNT = st.integers(0, 60)


@settings(deadline=None)
@given(COUNT, st.integers(1, 60), COUNT, COUNT)
def test_it_agrees_with_statsmodels(kept, lost, gained, never):
    table = [[kept, lost], [gained, never]]
    got = mcnemar(kept, lost, gained, never)
    plain, exact = by_statsmodels(table, exact=False, correction=False), by_statsmodels(table, exact=True)
    assert (got.chi_square, got.p) == pytest.approx((plain.statistic, plain.pvalue))
    assert got.p_exact == pytest.approx(min(exact.pvalue, 1.0))
    if lost != gained:
        corrected = by_statsmodels(table, exact=False, correction=True)
        assert (got.chi_square_corrected, got.p_corrected) == pytest.approx((corrected.statistic, corrected.pvalue))


def test_the_difference_is_that_of_the_two_shares():
    got = mcnemar(40, 5, 15, 40)
    assert got.difference == pytest.approx((40 + 15) / 100 - (40 + 5) / 100)
    assert got.low < got.difference < got.high
    assert (got.low > 0) == (got.p < 0.05)


def test_homes_that_did_not_change_leave_the_test_alone():
    few, many = mcnemar(1, 5, 15, 1), mcnemar(500, 5, 15, 700)
    assert few.p == many.p
    assert abs(many.difference) < abs(few.difference)


def test_where_no_home_changed_there_is_nothing_to_test():
    got = mcnemar(30, 0, 0, 70)
    assert got.difference == 0
    assert np.isnan([got.low, got.p, got.p_exact]).all()
    assert np.isnan(mcnemar(0, 0, 0, 0).difference)
