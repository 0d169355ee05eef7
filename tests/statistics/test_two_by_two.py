"""Odds and risk ratios: against statsmodels and scipy, and what strata change."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import Table2x2

from pipeline.statistics.two_by_two import fisher, mantel_haenszel, odds_ratio, risk_ratio

CELLS = st.lists(st.integers(1, 80), min_size=4, max_size=4)


@settings(deadline=None)
@given(CELLS)
def test_odds_and_risk_ratio_agree_with_statsmodels(cells):
    table = np.reshape(cells, (2, 2))
    want = Table2x2(table, shift_zeros=False)
    odds, risk = odds_ratio(table), risk_ratio(table)
    assert (odds.ratio, odds.low, odds.high) == pytest.approx((want.oddsratio, *want.oddsratio_confint()))
    assert (risk.ratio, risk.low, risk.high) == pytest.approx((want.riskratio, *want.riskratio_confint()))
    assert odds.p == pytest.approx(want.oddsratio_pvalue(), abs=1e-12)


@settings(deadline=None, max_examples=30)
@given(CELLS)
def test_fishers_interval_excludes_1_only_where_a_one_sided_p_is_small(cells):
    table = np.reshape(cells, (2, 2))
    got = fisher(table)
    greater, less = (fisher_exact(table, alternative).pvalue for alternative in ("greater", "less"))
    assert got.p == pytest.approx(fisher_exact(table).pvalue)
    assert (got.low > 1) == (greater < 0.025)
    assert (got.high < 1) == (less < 0.025)


def test_an_empty_cell_has_no_interval_on_the_log_scale():
    got = odds_ratio([[0, 5], [3, 4]])
    assert got.ratio == 0
    assert np.isnan([got.low, got.high, got.p]).all()
    assert np.isnan(odds_ratio([[0, 0], [3, 4]]).ratio)
    assert np.isnan(risk_ratio([[0, 5], [3, 4]]).low)


def test_two_groups_in_which_everybody_has_the_event_have_a_risk_ratio_without_interval():
    got = risk_ratio([[3, 0], [2, 0]])
    assert got.ratio == 1
    assert np.isnan([got.low, got.high, got.p]).all()


def test_an_association_that_strata_explain_is_gone_when_they_are_held_apart():
    strata = [[[80, 20], [40, 10]], [[5, 45], [20, 180]]]
    assert odds_ratio(np.sum(strata, axis=0)).low > 1
    got = mantel_haenszel(strata)
    assert got.ratio == pytest.approx(1)
    assert got.p == pytest.approx(1)


def test_one_stratum_gives_its_own_odds_ratio_and_one_that_is_empty_or_has_a_single_case_nothing():
    table = [[12, 5], [6, 14]]
    alone = mantel_haenszel([table])
    assert alone.ratio == pytest.approx(odds_ratio(table).ratio)
    assert mantel_haenszel([table, [[0, 0], [0, 0]], [[1, 0], [0, 0]]]) == alone
    assert mantel_haenszel([table, [[1, 0], [0, 1]]]).chi_square > alone.chi_square


def test_a_correction_takes_nothing_off_a_difference_that_is_smaller_than_it():
    got = mantel_haenszel([[[10, 10], [10, 10]], [[12, 10], [11, 10]]])
    assert (got.chi_square_corrected, got.p_corrected) == (got.chi_square, got.p)
    of_a_half = mantel_haenszel([[[3, 2], [2, 3]]])
    assert of_a_half.chi_square == pytest.approx(0.36)
    assert (of_a_half.chi_square_corrected, of_a_half.p_corrected) == (0, 1)


def test_berkeley_has_the_test_of_mantelhaen_test():
    """R's help(UCBAdmissions): X-squared = 1.4269, p = 0.2323 with correction, 0.9047 (0.7719 to 1.0603).

    Without correction by the formula written out.
    """
    admitted = [
        (512, 313, 89, 19),
        (353, 207, 17, 8),
        (120, 205, 202, 391),
        (138, 279, 131, 244),
        (53, 138, 94, 299),
        (22, 351, 24, 317),
    ]
    strata = np.reshape(admitted, (6, 2, 2))
    got = mantel_haenszel(strata)
    assert (got.chi_square_corrected, got.p_corrected) == pytest.approx((1.4269, 0.2323), abs=5e-5)
    assert (got.ratio, got.low, got.high) == pytest.approx((0.9047, 0.7719, 1.0603), abs=5e-5)
    beyond = variance = 0.0
    for (a, b), (c, d) in strata.tolist():
        n = a + b + c + d
        beyond += a - (a + b) * (a + c) / n
        variance += (a + b) * (c + d) * (a + c) * (b + d) / n**2 / (n - 1)
    assert got.chi_square == pytest.approx(beyond**2 / variance)
    assert got.p == pytest.approx(2 * NormalDist().cdf(-abs(beyond) / variance**0.5))
