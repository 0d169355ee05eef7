"""Sizes of differences: by hand and at their edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import association

from pipeline.statistics.effect_sizes import cohen_d, cohen_h, cramers_v, hedges_g


def test_d_is_the_difference_in_pooled_standard_deviations():
    assert cohen_d(10, 80.0, 10.0, 10, 75.0, 10.0) == pytest.approx(0.5)
    assert cohen_d(2, 5.0, 1.0, 4, 4.0, 2.0) == pytest.approx(1 / np.sqrt((1 + 3 * 4) / 4))


def test_g_is_d_times_hedges_table_of_corrections():
    for n, correction in ((3, 0.7979), (6, 0.9228), (20, 0.9801)):  # Hedges 1981, freedom 4, 10 and 38
        assert hedges_g(n, 1.0, 1.0, n, 0.0, 1.0) == pytest.approx(correction, abs=6e-5)


def test_without_spread_or_with_one_value_there_is_no_size():
    assert np.isnan(cohen_d(10, 5.0, 0.0, 10, 4.0, 0.0))
    assert np.isnan(hedges_g(1, 5.0, 0.0, 10, 4.0, 1.0))
    assert np.isnan(hedges_g(1, 5.0, 0.0, 1, 4.0, 1.0))


def test_h_of_two_shares():
    assert cohen_h(5, 10, 5, 10) == 0
    assert cohen_h(10, 10, 0, 10) == pytest.approx(np.pi)
    assert cohen_h(75, 100, 50, 100) == pytest.approx(0.5236, abs=1e-4)  # Cohen 1988, table 6.2.2: 2.094 − 1.571
    assert np.isnan(cohen_h(0, 0, 5, 10))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 40), min_size=3, max_size=3), min_size=2, max_size=5))
def test_cramers_v_agrees_with_scipy(table):
    assert cramers_v(table) == pytest.approx(association(np.array(table), method="cramer"), abs=1e-9)


def test_cramers_v_is_1_where_the_group_tells_the_type_and_an_empty_type_does_not_count():
    assert cramers_v([[10, 0, 0], [0, 7, 0]]) == pytest.approx(1)
    assert np.isnan(cramers_v([[10, 0], [7, 0]]))
    assert np.isnan(cramers_v([[10, 5]]))
