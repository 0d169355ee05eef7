"""Log-rank tests from counts: against statsmodels on the expanded cases."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import survdiff

from pipeline.statistics.log_rank import log_rank

CASES = st.lists(st.tuples(st.integers(1, 6), st.booleans(), st.integers(0, 2)), min_size=12, max_size=40)


def grouped(times, closed, group, names):
    return [(times[group == name], closed[group == name], ~closed[group == name]) for name in names]


@pytest.mark.parametrize(("weights", "kind"), [("log-rank", None), ("peto-peto", "fh")])
@settings(deadline=None, max_examples=50)
@given(CASES)
def test_it_agrees_with_statsmodels(weights, kind, cases):
    times, closed, group = (np.array(column) for column in zip(*cases, strict=True))
    names = np.unique(group)
    got = log_rank(grouped(times, closed, group, names), weights)
    assume(got.degrees_of_freedom == len(names) - 1 > 0)
    options = {"weight_type": kind, "fh_p": 1} if kind else {}
    statistic, p = survdiff(times, closed.astype(int), group, **options)
    assert got.chi_square == pytest.approx(statistic, abs=1e-6)
    assert got.p == pytest.approx(p, abs=1e-6)


def test_the_events_expected_are_those_observed_in_another_order():
    got = log_rank([([1, 2, 9], [1, 4, 1], [0, 2, 5]), ([2, 3], [2, 2], [1, 0])])
    assert got.observed.sum() == pytest.approx(got.expected.sum())
    assert list(got.observed) == [6, 4]


def test_counts_give_what_the_single_cases_give():
    counted = log_rank([([1, 2], [2, 1], [0, 3]), ([2, 5], [1, 1], [2, 2])])
    single = log_rank(
        [
            ([1, 1, 2, 2, 2, 2], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]),
            ([2, 2, 2, 5, 5, 5], [1, 0, 0, 1, 0, 0], [0, 1, 1, 0, 1, 1]),
        ]
    )
    assert counted.chi_square == pytest.approx(single.chi_square)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("weights", ["log-rank", "peto-peto"])
def test_a_duration_at_which_nobody_is_left_changes_nothing(weights):
    first, second = ([1, 2], [2, 1], [0, 3]), ([2, 5], [1, 1], [2, 2])
    longer = ([1, 2, 9], [2, 1, 0], [0, 3, 0])
    assert log_rank([longer, second], weights).p == log_rank([first, second], weights).p


def test_without_an_event_there_is_no_test():
    got = log_rank([([1], [0], [3]), ([2], [0], [3])])
    assert got.degrees_of_freedom == 0
    assert np.isnan(got.p)
