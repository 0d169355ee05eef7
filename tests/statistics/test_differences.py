"""Newcombe's, Wald's and Welch's intervals, t tests: against published values and libraries."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind_from_stats, ttest_rel
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from pipeline.statistics.differences import against_target, newcombe, of_errors, paired_t, pooled_t, wald, welch


def test_newcombe_intervals_agree_with_the_paper(reference, reference_rows):
    expected = reference("04-period-comparison", "newcombe_difference")["expected"]
    for row in reference_rows("04-period-comparison/newcombe1998_diff.csv"):
        got = newcombe(*(int(row[name]) for name in ("x1", "n1", "x2", "n2")))
        want = expected[row["id"]]
        assert got.difference == pytest.approx(want["diff"], abs=1e-9)
        assert (got.low, got.high) == pytest.approx((want["newcombe_low"], want["newcombe_high"]), abs=1e-6)
        assert got.p == pytest.approx(np.nan if want["p_pooled"] is None else want["p_pooled"], nan_ok=True)


def test_year_on_year_differences_agree_with_the_reference(reference, reference_rows):
    months: dict[str, list[int]] = {}
    for row in reference_rows("04-period-comparison/ae_england_monthly.csv"):
        seen, late = int(row["attendances"]), int(row["breaches"])
        month = months.setdefault(row["period"][:7], [0, 0])
        month[0] += seen - late
        month[1] += seen
    expected = reference("04-period-comparison", "year_on_year")["expected"]["yoy"]
    for month, want in expected.items():
        year_before = f"{int(month[:4]) - 1}{month[4:]}"
        got = newcombe(*months[month], *months[year_before])
        ends = (100 * got.difference, 100 * got.low, 100 * got.high)
        assert ends == pytest.approx((want["diff_pp"], want["low_pp"], want["high_pp"]), abs=1e-6)


def test_welch_agrees_with_the_sleep_data(reference, reference_rows):
    expected = reference("04-period-comparison", "welch_sleep")["expected"]
    groups = {"1": [], "2": []}
    for row in reference_rows("04-period-comparison/sleep.csv"):
        groups[row["group"]].append(float(row["extra"]))
    first, second = groups.values()
    got = welch(len(first), np.mean(first), np.std(first, ddof=1), len(second), np.mean(second), np.std(second, ddof=1))
    assert (got.low, got.high, got.p) == pytest.approx(
        (expected["ci_low"], expected["ci_high"], expected["welch_p"]), rel=1e-9
    )


def test_two_groups_without_spread_have_a_difference_and_no_p():
    got = welch(10, 80.0, 0.0, 10, 75.0, 0.0)
    assert got.difference == 5
    assert np.isnan(got.p)


def test_an_empty_group_has_no_difference_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = newcombe(1, 2, 0, 0)
    assert np.isnan([got.difference, got.low, got.high, got.p]).all()


def test_newcombes_example_of_56_of_70_and_48_of_80():
    got = newcombe(56, 70, 48, 80)  # Newcombe 1998, table II, method 10
    assert (got.difference, got.low, got.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    z, p = proportions_ztest([56, 48], [70, 80])
    assert (got.statistic, got.p) == pytest.approx((z, p))


shares = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
groups = st.tuples(st.integers(2, 300), st.floats(-100, 100), st.floats(0.01, 50))


@settings(deadline=None)
@given(shares, shares)
def test_wald_intervals_agree_with_statsmodels(first, second):
    got = wald(*first, *second)
    assert (got.low, got.high) == pytest.approx(confint_proportions_2indep(*first, *second, method="wald"), abs=1e-9)
    assert got.p == pytest.approx(newcombe(*first, *second).p, nan_ok=True)
    assert got.difference == newcombe(*first, *second).difference


@settings(deadline=None)
@given(shares, shares)
def test_the_correction_widens_newcombes_interval_and_leaves_p(first, second):
    plain, corrected = newcombe(*first, *second), newcombe(*first, *second, is_corrected=True)
    assert corrected.low <= plain.low + 1e-12 and plain.high <= corrected.high + 1e-12
    assert corrected.p == pytest.approx(plain.p, nan_ok=True)


@settings(deadline=None)
@given(shares, shares)
def test_newcombes_interval_turns_with_the_order_of_the_groups(first, second):
    forth, back = newcombe(*first, *second), newcombe(*second, *first)
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert -1 <= forth.low <= forth.difference <= forth.high <= 1


@settings(deadline=None)
@given(groups, groups)
def test_t_tests_of_two_groups_agree_with_scipy(first, second):
    order = (first[1], first[2], first[0], second[1], second[2], second[0])
    for got, is_pooled in ((pooled_t(*first, *second), True), (welch(*first, *second), False)):
        want = ttest_ind_from_stats(*order, equal_var=is_pooled)
        assert (got.statistic, got.p) == pytest.approx((want.statistic, want.pvalue), rel=1e-7, abs=1e-12)


def test_paired_differences_agree_with_scipy():
    before, after = np.array([3.0, 4, 2, 5, 4]), np.array([4.0, 4, 4, 5, 5])
    moved = after - before
    got = paired_t(len(moved), moved.mean(), moved.std(ddof=1))
    want = ttest_rel(after, before)
    assert (got.statistic, got.p, got.freedom) == pytest.approx((want.statistic, want.pvalue, 4))
    assert (got.low, got.high) == pytest.approx(tuple(want.confidence_interval()))


def test_values_that_do_not_vary_have_no_t_test():
    for got in (paired_t(5, 2.0, 0.0), pooled_t(5, 3.0, 0.0, 6, 1.0, 0.0)):
        assert got.difference == 2 and np.isnan([got.low, got.high, got.p]).all()


@pytest.mark.parametrize("n", [0, 1])
def test_one_value_has_no_t_test(n):
    for got in (paired_t(n, 5.0, 0.0), pooled_t(n, 5.0, 0.0, 10, 4.0, 1.0), welch(n, 5.0, 0.0, 10, 4.0, 1.0)):
        assert np.isnan([got.low, got.high, got.p]).all()


@settings(deadline=None)
@given(shares, st.floats(0.01, 0.99))
def test_a_share_is_outside_its_target_exactly_where_the_interval_excludes_it(share, target):
    got = against_target(*share, target)
    assert got.difference == pytest.approx(share[0] / share[1] - target)
    if abs(got.p - 0.05) > 1e-6:
        assert (got.p < 0.05) == (got.low > 0 or got.high < 0)


def test_a_share_is_tested_against_its_target_as_statsmodels_does():
    got = against_target(70, 120, 0.5)
    assert (got.statistic, got.p) == pytest.approx(proportions_ztest(70, 120, value=0.5, prop_var=0.5))


def test_a_target_of_all_has_a_difference_and_no_p():
    got = against_target(9, 10, 1.0)
    assert got.difference == pytest.approx(-0.1)
    assert np.isnan(got.p)
    assert np.isnan(against_target(0, 0, 0.5).difference)


def test_estimates_with_errors_of_03_and_04_differ_with_one_of_05():
    got = of_errors(1, 0.3, 0.4, 0.4)
    assert (got.difference, got.low, got.high) == pytest.approx((0.6, 0.6 - 0.979982, 0.6 + 0.979982))
    assert (got.statistic, got.p) == pytest.approx((1.2, 0.2301393))
    certain = of_errors(10, 0, 4, 0)
    assert certain.difference == 6 and np.isnan([certain.low, certain.high, certain.p]).all()
