"""Relative importance and regression: against averages over all orders of entry, against statsmodels, and at the edges."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.tools import add_constant

from pipeline.statistics.importance import MOST_DRIVERS, importance, relative_weights
from pipeline.statistics.moments import Moments, complete_rows, moments, row_by_row
from pipeline.statistics.regression import regress

seeds = st.integers(0, 10_000)


def invented(seed, p=3, n=40):
    rng = np.random.default_rng(seed)
    drivers = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    return np.column_stack([drivers @ rng.normal(size=p) + 2 * rng.normal(size=n), drivers]) + 50


def explained(table, drivers):
    return OLS(table[:, 0], add_constant(table[:, drivers])).fit().rsquared if drivers else 0.0


@settings(deadline=None, max_examples=20)
@given(seeds)
def test_lmg_is_what_a_driver_adds_averaged_over_all_orders(seed):
    table = invented(seed)
    got = importance(moments(complete_rows(table)).correlation)
    added = np.zeros(3)
    for order in permutations([1, 2, 3]):
        for place, driver in enumerate(order):
            before = list(order[:place])
            added[driver - 1] += explained(table, [*before, driver]) - explained(table, before)
    assert got.lmg == pytest.approx(added / 6)
    assert got.lmg.sum() == pytest.approx(got.r_squared) == pytest.approx(explained(table, [1, 2, 3]))
    assert got.last == pytest.approx(
        [got.r_squared - explained(table, [d for d in (1, 2, 3) if d != j]) for j in (1, 2, 3)]
    )
    assert got.first == pytest.approx([explained(table, [j]) for j in (1, 2, 3)])


@settings(deadline=None)
@given(seeds, st.integers(1, 6))
def test_relative_weights_sum_to_r_squared_and_are_not_negative(seed, p):
    table = invented(seed, p)
    got = relative_weights(moments(complete_rows(table)).correlation)
    assert got.weights.sum() == pytest.approx(explained(table, list(range(1, p + 1))))
    assert (got.weights >= 0).all()


def test_uncorrelated_drivers_get_their_squared_correlations():
    correlations = np.array([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]])
    assert relative_weights(correlations).weights == pytest.approx([0.36, 0.09])
    assert importance(correlations).lmg == pytest.approx([0.36, 0.09])


def test_many_matrices_are_weighed_at_once_and_a_bad_one_does_not_spoil_the_others():
    good = moments(complete_rows(invented(1))).correlation
    twice = good.copy()
    twice[1:, 1:] = 1
    got = relative_weights(np.stack([good, np.full((4, 4), np.nan), twice]))
    assert got.weights[0] == pytest.approx(relative_weights(good).weights)
    assert np.isnan(got.weights[1:]).all() and np.isnan(got.r_squared[1:]).all()
    assert np.isnan(importance(twice).lmg).all()


def test_too_many_drivers_for_all_orders_are_refused():
    with pytest.raises(ValueError, match="at most 12"):
        importance(np.eye(MOST_DRIVERS + 2))


@settings(deadline=None)
@given(seeds)
def test_regression_agrees_with_statsmodels(seed):
    table = invented(seed)
    want = OLS(table[:, 0], add_constant(table[:, 1:])).fit()
    got = regress(len(table), table.mean(axis=0), np.cov(table, rowvar=False))
    assert got.coefficients == pytest.approx(want.params) and got.errors == pytest.approx(want.bse)
    assert got.p == pytest.approx(want.pvalues, abs=1e-9)
    assert (got.f, got.adjusted_r_squared) == pytest.approx((want.fvalue, want.rsquared_adj))
    scaled = (table - table.mean(axis=0)) / table.std(axis=0, ddof=1)
    standard = OLS(scaled[:, 0], scaled[:, 1:]).fit()
    assert got.beta == pytest.approx(standard.params)
    vif = [variance_inflation_factor(add_constant(table[:, 1:]), place) for place in (1, 2, 3)]
    assert got.inflation == pytest.approx(vif)


def test_a_regression_with_one_row_to_spare_has_errors_in_whatever_units():
    table = invented(7, n=5)
    want = OLS(table[:, 0], add_constant(table[:, 1:])).fit()
    for units in (np.ones(4), np.full(4, 1e-3), np.array([1, 1e-7, 1, 1e7])):
        scaled = table * units
        got = regress(5, scaled.mean(axis=0), np.cov(scaled, rowvar=False))
        assert got.coefficients[1:] * units[1:] / units[0] == pytest.approx(want.params[1:])
        assert got.p == pytest.approx(want.pvalues)


def test_drivers_that_determine_each_other_are_refused():
    rows = np.c_[np.arange(9) % 4, np.arange(9), 2 * np.arange(9)]
    for n, matrix in ((9, np.cov(rows, rowvar=False)), (3, np.eye(3)), (9, np.diag([1, 0, 1]))):
        with pytest.raises(ValueError, match="too few rows"):
            regress(n, np.zeros(3), matrix)


def test_as_many_drivers_as_orders_can_be_gone_through_are_taken():
    assert importance(np.eye(MOST_DRIVERS + 1)).lmg == pytest.approx(np.zeros(MOST_DRIVERS))


def test_two_drivers_that_are_one_have_no_importance_beside_a_third():
    with_outcome = np.array([[1, 0.5, 0.5, 0.2], [0.5, 1, 1, 0], [0.5, 1, 1, 0], [0.2, 0, 0, 1]])
    assert np.isnan(importance(with_outcome).lmg).all()


def test_moments_of_blocks_add_up_to_those_of_the_whole():
    table = complete_rows(np.vstack([invented(2), [[np.nan, 1, 2, 3]]]))
    blocks, whole = row_by_row(table), moments(table)
    added = Moments(blocks.n.sum(), blocks.sums.sum(axis=0), blocks.products.sum(axis=0))
    assert added.n == 40 and added.covariance == pytest.approx(np.cov(table, rowvar=False))
    assert added.correlation == pytest.approx(np.corrcoef(table, rowvar=False))
    assert whole.correlation == pytest.approx(added.correlation)


def test_a_constant_column_has_no_correlation():
    table = invented(3)
    table[:, 2] = 4.2
    for rows in (table, complete_rows(table)):
        got = moments(rows).correlation
        assert np.isnan(got[2]).all() and got[0, 1] == pytest.approx(np.corrcoef(table[:, 0], table[:, 1])[0, 1])
