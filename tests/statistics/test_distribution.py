"""Descriptive statistics from counts: against the rows themselves, for every quantile type, and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.distribution import index, quantile, share_of, summary, tally

answers = st.lists(st.integers(1, 5), min_size=1, max_size=40)
NUMPY = {7: "linear", 6: "weibull", 2: "averaged_inverted_cdf"}


@settings(deadline=None)
@given(answers, st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), st.sampled_from([7, 6, 2]))
def test_quantiles_from_counts_are_those_of_the_rows(rows, share, kind):
    assert quantile(*tally(rows), share, kind) == pytest.approx(np.quantile(rows, share, method=NUMPY[kind]), abs=1e-9)


@settings(deadline=None)
@given(answers)
def test_means_and_deviations_from_counts_are_those_of_the_rows(rows):
    got = summary(*tally(rows))
    assert (got.n, got.mean) == pytest.approx((len(rows), np.mean(rows)))
    if len(rows) > 1:
        assert got.sd == pytest.approx(np.std(rows, ddof=1), abs=1e-12)
        assert got.error == pytest.approx(np.std(rows, ddof=1) / np.sqrt(len(rows)), abs=1e-12)


def test_three_conventions_give_three_quartiles_of_the_same_answers():
    values = tally([1, 1, 2, 3, 3, 4, 5, 5, 5, 5])
    assert [float(quantile(*values, 0.25, kind)) for kind in (7, 6, 2)] == [2.25, 1.75, 2.0]


def test_a_place_is_whole_where_only_rounding_makes_it_less():
    """0.29 · 100 is 28.999999999999996."""
    assert quantile(*tally(range(101)), 0.29) == 29
    assert quantile(*tally(range(1, 100)), 0.29, 6) == 29
    assert quantile(*tally(range(1, 101)), 0.29, 2) == 29.5


def test_a_type_nobody_asked_for_is_refused():
    with pytest.raises(ValueError, match="quantile type 8"):
        quantile([1], [1], 0.5, 8)


@pytest.mark.filterwarnings("error")
def test_groups_stand_side_by_side_and_an_empty_one_is_undefined():
    values, counts = [1, 2, 5], [[0, 2, 2], [0, 0, 0], [1, 0, 0]]
    got = summary(values, counts)
    assert got.mean == pytest.approx([3.5, np.nan, 1.0], nan_ok=True)
    assert got.sd == pytest.approx([np.sqrt(3), np.nan, np.nan], nan_ok=True)
    assert quantile(values, counts, 0.5) == pytest.approx([3.5, np.nan, 1.0], nan_ok=True)


def test_missing_answers_are_no_answers():
    values, counts = tally([np.nan, 5, np.nan])
    assert summary(values, counts).n == 1
    for shape in ((0,), (3, 0), (2, 3, 0)):
        got = quantile([], np.zeros(shape), 0.5)
        assert got.shape == shape[:-1] and np.isnan(got).all()


def test_three_of_five_is_half_of_the_way():
    assert index([1, 3, 5], 1, 5).tolist() == [0, 50, 100]


def test_the_top_box_counts_the_chosen_values_over_all_answers():
    assert share_of([1, 2, 4, 5], [3, 1, 2, 4], [4, 5]) == (6, 10)
