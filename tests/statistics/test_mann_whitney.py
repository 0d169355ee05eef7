"""Mann–Whitney from counts: against scipy on the answers written out, and at its edges."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from pipeline.statistics.mann_whitney import mann_whitney

answered = st.lists(st.integers(0, 12), min_size=5, max_size=5)


@settings(deadline=None, max_examples=150)
@given(answered, answered, st.booleans())
def test_counts_give_what_scipy_gives_on_the_answers(first, second, is_corrected):
    assume(any(first) and any(second) and np.count_nonzero(np.add(first, second)) > 1)
    values = [5, 1, 4, 2, 3]
    got = mann_whitney(values, first, second, is_corrected=is_corrected)
    written = [np.repeat(values, counts) for counts in (first, second)]
    want = mannwhitneyu(*written, use_continuity=is_corrected, method="asymptotic")
    assert (got.u, got.p) == pytest.approx((want.statistic, want.pvalue), abs=1e-12)


def test_the_effect_is_1_where_every_answer_of_the_first_group_is_higher():
    assert mann_whitney([1, 2, 5], [0, 0, 4], [3, 1, 0]).rank_biserial == 1
    assert mann_whitney([1, 2, 5], [3, 1, 0], [0, 0, 4]).rank_biserial == -1


def test_equal_answers_have_an_effect_of_0_and_no_p():
    got = mann_whitney([3], [4], [6])
    assert (got.u, got.rank_biserial) == (12, 0)
    assert np.isnan([got.z, got.p]).all()


@pytest.mark.parametrize("values", [[], [3]])
def test_an_empty_group_has_no_test(values):
    got = mann_whitney(values, [0] * len(values), [2] * len(values))
    assert np.isnan([got.u, got.p, got.rank_biserial]).all()
    assert (got.n1, got.n2) == (0, 2 * len(values))


def test_two_single_answers_have_a_p_corrected_unless_told():
    got, plain = mann_whitney([1, 2], [0, 1], [1, 0]), mann_whitney([1, 2], [0, 1], [1, 0], is_corrected=False)
    assert (got.z, plain.z) == (0, 1)
    assert (got.p, plain.p) == pytest.approx((1, 0.3173105))
