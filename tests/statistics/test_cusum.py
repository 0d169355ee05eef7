"""CUSUM: by hand, with gaps and without variation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.cusum import cusum, deviation_from_ranges


def test_sums_grow_by_what_is_beyond_the_slack_and_never_cross_zero():
    found = cusum([10, 12, 9, 13], centre=10, error=1, k=0.5)
    assert found.high.tolist() == [0, 1.5, 0, 2.5]
    assert found.low.tolist() == [0, 0, -0.5, 0]


def test_a_sum_signals_beyond_h_and_not_on_it():
    found = cusum([11.5] * 6, centre=10, error=1, k=0.5, h=5)
    assert found.is_above.tolist() == [False] * 5 + [True]
    assert cusum([8.5] * 6, centre=10, error=1, k=0.5, h=5).is_below.tolist() == [False] * 5 + [True]


def test_values_count_in_their_standard_error():
    assert cusum([14, 18], centre=10, error=2).high.tolist() == [1.5, 5.0]
    assert cusum([14, 18], centre=10, error=2).is_above.tolist() == [False, False]
    assert cusum([14, 18.1], centre=10, error=2).is_above.tolist() == [False, True]


def test_a_gap_leaves_the_sums_as_they_were():
    assert cusum([12, np.nan, 12], 10, 1).high.tolist() == [1.5, 1.5, 3.0]


@pytest.mark.parametrize("error", [0.0, np.nan])
def test_without_variation_nothing_signals(error):
    found = cusum([5, 9], 5, error)
    assert np.isnan(found.high).all() and not found.is_above.any()


@given(st.lists(st.integers(-6, 6), max_size=30))
def test_upside_down_the_two_sums_change_places(z):
    found, mirrored = cusum(z, 0, 2), cusum([-value for value in z], 0, 2)
    assert found.high.tolist() == (-mirrored.low + 0.0).tolist()


def test_deviation_from_ranges_uses_the_published_divisors():
    assert deviation_from_ranges([[1, 3], [2, 6]]) == pytest.approx(3 / 1.128)
    assert deviation_from_ranges([[0, 1, 2, 3, 4.0]]) == pytest.approx(4 / 2.326)
    assert deviation_from_ranges([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9.0]]) == pytest.approx(9 / 3.078)


@pytest.mark.filterwarnings("error")
def test_subgroups_of_one_value_and_none_at_all_have_no_deviation():
    assert np.isnan(deviation_from_ranges([[1.0], [2.0]]))
    assert np.isnan(deviation_from_ranges(np.empty((0, 5))))
