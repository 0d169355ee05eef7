"""Correlations: against scipy and against definitions written out, from rows and from counts, and at the edges."""

from itertools import combinations, permutations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, pearsonr, spearmanr

from pipeline.statistics.correlation import correlate, exact_p, kendall_score, partial_correlation

pairs = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=4, max_size=40).filter(
    lambda rows: all(len(set(side)) > 1 for side in zip(*rows, strict=True))
)


@pytest.mark.parametrize("sign", [1, -1])
def test_no_correlation_is_beyond_1_however_floats_are_rounded(sign):
    """Without a limit these four points, on a line, have 1.0000000000000002."""
    assert correlate([0.6, 0.0, 0.3, 0.7], sign * np.array([3.0, 0.0, 1.5, 3.5]), "pearson").value == sign


@pytest.mark.parametrize(
    ("method", "variance", "lost"),
    [("pearson", lambda r: 1, 3), ("spearman", lambda r: 1 + r**2 / 2, 3), ("kendall", lambda r: 0.437, 4)],
)
def test_the_interval_is_that_of_atanh_with_the_variance_of_the_method(method, variance, lost):
    got = correlate([1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 1, 4, 3, 7, 9, 5, 6, 8], method, confidence=0.9)
    half = 1.6448536 * np.sqrt(variance(got.value) / (9 - lost))
    assert (got.low, got.high) == pytest.approx(np.tanh(np.arctanh(got.value) + np.array([-half, half])))
    assert 0.3 < got.value < 0.9


def test_what_is_left_without_degrees_of_freedom_has_no_p():
    assert np.isnan(correlate([1, 2, 3], [1, 2, 3], "pearson", means=2).p)


@settings(deadline=None)
@given(pairs)
def test_correlations_agree_with_scipy(rows):
    x, y = zip(*rows, strict=True)
    for method, other in (("pearson", pearsonr), ("spearman", spearmanr)):
        got, want = correlate(x, y, method), other(x, y)
        assert (got.value, got.p) == pytest.approx((want.statistic, want.pvalue), abs=1e-7)
    got, want = correlate(x, y, "kendall"), kendalltau(x, y, method="asymptotic")
    assert (got.value, got.p) == pytest.approx((want.statistic, want.pvalue), abs=1e-9)


@settings(deadline=None)
@given(pairs)
def test_fishers_interval_agrees_with_scipy(rows):
    x, y = zip(*rows, strict=True)
    got, want = correlate(x, y, "pearson"), pearsonr(x, y).confidence_interval()
    assert (got.low, got.high) == pytest.approx((want.low, want.high), abs=1e-7)


@given(pairs)
def test_kendalls_s_counts_concordant_less_discordant_pairs(rows):
    want = sum(np.sign(a[0] - b[0]) * np.sign(a[1] - b[1]) for a, b in combinations(rows, 2))
    assert kendall_score(*zip(*rows, strict=True)).score == want


@settings(deadline=None)
@given(pairs, st.sampled_from(["pearson", "spearman", "kendall"]))
def test_a_table_of_counts_gives_what_its_rows_give(rows, method):
    cells, counts = np.unique(np.array(rows), axis=0, return_counts=True)
    got, want = correlate(cells[:, 0], cells[:, 1], method, counts), correlate(*zip(*rows, strict=True), method)
    for part in ("n", "value", "low", "high", "p"):
        assert getattr(got, part) == pytest.approx(getattr(want, part), abs=1e-9, nan_ok=True)


@settings(deadline=None, max_examples=10)
@given(st.permutations(range(6)))
def test_exact_p_is_the_share_of_all_orders_at_least_as_far_out(y):
    x = np.arange(6)
    orders = np.array(list(permutations(range(6))))
    for method, other in (
        ("spearman", lambda order: -((order - x) ** 2).sum()),
        ("kendall", lambda o: kendall_score(x, o).score),
    ):
        seen, all_of_them = other(np.array(y)), np.array([other(order) for order in orders])
        tails = (all_of_them <= seen).mean(), (all_of_them >= seen).mean()
        assert exact_p(x, y, method) == pytest.approx(min(1, 2 * min(tails)))


def test_no_exact_p_with_ties_or_too_many_pairs():
    assert np.isnan(exact_p([1, 2, 2], [1, 2, 3]))
    assert np.isnan(exact_p(range(10), range(10))) and exact_p(range(10), range(10), "kendall") < 1e-5


def test_exact_p_of_the_middle_order_and_of_two_pairs_is_1():
    assert exact_p([1, 2, 3, 4], [4, 1, 2, 3], "kendall") == kendalltau([1, 2, 3, 4], [4, 1, 2, 3]).pvalue == 1
    assert exact_p([1, 2], [4, 3]) == exact_p([1, 2], [4, 3], "kendall") == 1
    assert np.isnan([exact_p([1], [4]), exact_p([1, 2, 3], [4, 3, 5], "pearson")]).all()


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_a_constant_side_or_two_pairs_have_no_correlation(method):
    for x, y in (([1, 1, 1, 1], [1, 2, 3, 4]), ([1, 2], [3, 4]), ([], [])):
        got = correlate(x, y, method)
        assert np.isnan([got.value, got.low, got.high, got.p]).all() and got.n == len(x)


def test_only_complete_pairs_count():
    got = correlate([1, 2, np.nan, 4, 5], [2, np.nan, 1, 3, 7], "pearson")
    assert (got.n, got.value) == pytest.approx((3, pearsonr([1, 4, 5], [2, 3, 7]).statistic))


def test_a_perfect_correlation_is_certain():
    got = correlate(range(9), range(9), "pearson")
    assert (got.value, got.low, got.high, got.p) == (1, 1, 1, 0)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["pearson", "spearman"]))
def test_a_partial_correlation_is_that_of_the_residuals(seed, method):
    table = np.random.default_rng(seed).normal(size=(15, 4))
    got = partial_correlation(table[:, 0], table[:, 1], table[:, 2:], method)
    ranks = table if method == "pearson" else table.argsort(axis=0).argsort(axis=0)
    given_them = np.column_stack([np.ones(15), ranks[:, 2:]])
    left = ranks - given_them @ np.linalg.lstsq(given_them, ranks, rcond=None)[0]
    assert got.value == pytest.approx(np.corrcoef(left[:, 0], left[:, 1])[0, 1])
    assert got.low < got.value < got.high


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 3))
def test_a_partial_correlation_has_the_p_of_its_coefficient_and_the_interval_of_g_rows_fewer(seed, g):
    """The t test of a coefficient, and Fisher's interval of the same correlation in g rows fewer, made for this."""
    rng = np.random.default_rng(seed)
    x, y, others = rng.normal(size=12), rng.normal(size=12), rng.normal(size=(12, g))
    got = partial_correlation(x, y, others)
    assert got.p == pytest.approx(sm.OLS(y, sm.add_constant(np.column_stack([x, others]))).fit().pvalues[1])
    centred = rng.normal(size=(12 - g, 2))
    a, b = np.linalg.qr(centred - centred.mean(axis=0))[0].T
    want = pearsonr(a, got.value * a + np.sqrt(1 - got.value**2) * b).confidence_interval()
    assert (got.low, got.high) == pytest.approx((want.low, want.high))


def test_the_fewest_rows_with_a_partial_correlation_have_a_p_and_one_more_an_interval():
    x, y, others = [1, 2, 4, 3, 7], [1, 2, 3, 5, 4], [[1], [0], [1], [0], [1]]
    two, three, four = (partial_correlation(x[:n], y[:n], others[:n]) for n in (3, 4, 5))
    assert np.isnan([two.value, two.p, two.low, two.high]).all()
    assert three.p == pytest.approx(sm.OLS(y[:4], sm.add_constant(np.column_stack([x, others])[:4])).fit().pvalues[1])
    assert np.isnan([three.low, three.high]).all()
    assert -1 < four.low < four.value < four.high < 1


def test_what_follows_from_another_beside_the_given_is_certain_and_what_the_given_explain_has_none():
    for x, other in np.random.default_rng(3).normal(size=(20, 2, 20)):
        for sign in (1, -1):
            got = partial_correlation(x, sign * 2 * x + other, other)
            assert (got.value, got.low, got.high) == pytest.approx((sign,) * 3, abs=1e-9)
            assert abs(got.value) <= 1 and got.p == pytest.approx(0, abs=1e-9)
    y = np.arange(20.0)
    for one, another in ((3 * other, y), (x, other - 1)):
        assert np.isnan(partial_correlation(one, another, other).value)
    assert partial_correlation(x, y, np.column_stack([other, -other])).value == pytest.approx(
        partial_correlation(x, y, other).value
    )


def test_a_partial_correlation_needs_more_rows_than_columns_and_no_constant():
    for rows in (np.arange(12.0).reshape(3, 4), np.ones((20, 4))):
        assert np.isnan(partial_correlation(rows[:, 0], rows[:, 1], rows[:, 2:]).value)
    with pytest.raises(ValueError, match="Pearson's or Spearman's"):
        partial_correlation([1], [1], [[1]], "kendall")


@pytest.mark.filterwarnings("error")
def test_the_score_of_a_constant_side_has_no_tau_and_no_p():
    for x, y in (([2, 2, 2], [1, 3, 5]), ([2, 2, 2], [3, 3, 3]), ([2] * 5, [3] * 5), ([2], [3]), ([], [])):
        score = kendall_score(x, y)
        assert (score.score, score.error) == (0, 0)
        assert np.isnan([score.tau_b, score.p_corrected]).all()


def test_a_score_of_1_or_0_corrected_is_no_more_than_chance():
    assert kendall_score([1, 2], [1, 2]).tau_b == kendall_score([1, 2], [1, 2]).p_corrected == 1
    assert kendall_score([1, 2, 3, 4], [2, 3, 4, 1]).score == kendall_score([1, 2, 3, 4], [4, 1, 2, 3]).score == 0
    assert kendall_score([1, 2, 3, 4], [4, 1, 2, 3]).p_corrected == 1
