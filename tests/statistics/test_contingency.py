"""Over-represented cells: against statsmodels, by hand, and how often a table without association has any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.contingency_tables import Table

from pipeline.statistics.contingency import residuals

TABLES = st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=2, max_size=5)


@settings(deadline=None)
@given(TABLES)
def test_residuals_agree_with_statsmodels(counts):
    got, want = residuals(counts), Table(np.array(counts), shift_zeros=False)
    assert got.adjusted == pytest.approx(want.standardized_resids)
    assert got.pearson == pytest.approx(want.resid_pearson)
    test = want.test_nominal_association()
    assert (got.chi_square, got.degrees_of_freedom) == pytest.approx((test.statistic, test.df))
    assert got.chi_square_p == pytest.approx(test.pvalue, abs=1e-12)
    assert got.p == pytest.approx(2 * norm.sf(np.abs(want.standardized_resids)))


def test_the_location_quotient_compares_the_share_in_the_row_with_the_share_of_all():
    got = residuals([[30, 10], [30, 130]]).location_quotient
    assert got[0, 0] == pytest.approx((30 / 40) / (60 / 200))


def test_a_planted_cell_is_found_and_nothing_else():
    counts = np.full((6, 5), 40)
    counts[2, 3] = 110
    assert residuals(counts).over_represented() == [(2, 3)]


def test_the_largest_residual_comes_first():
    counts = np.full((6, 5), 40)
    counts[4, 1], counts[2, 3], counts[0, 2] = 90, 130, 110
    assert residuals(counts).over_represented() == [(2, 3), (0, 2), (4, 1)]


def test_five_cases_and_a_rate_of_exactly_the_limit_are_enough():
    got = residuals([[5, 10], [0, 2000]])
    assert (0, 0) in got.over_represented(discoveries=got.q[0, 0])
    assert (0, 0) not in residuals([[4, 10], [0, 2000]]).over_represented()


def test_few_cases_are_no_finding_however_large_the_quotient():
    counts = [[4, 10], [0, 2000]]
    got = residuals(counts)
    assert (got.location_quotient[0, 0] > 100, got.q[0, 0] < 1e-6) == (True, True)
    assert (0, 0) not in got.over_represented()
    assert (0, 0) in got.over_represented(fewest=4)


def test_a_cell_as_large_as_expected_is_no_finding_at_any_rate_of_discoveries():
    assert residuals([[10, 10], [10, 10]]).over_represented(discoveries=1) == []
    assert residuals([[11, 10], [10, 11]]).over_represented(discoveries=1) == [(0, 0), (1, 1)]


def test_a_table_without_association_rarely_has_a_finding():
    rng = np.random.default_rng(11)
    share = np.outer([0.4, 0.3, 0.2, 0.1], [0.3, 0.25, 0.2, 0.15, 0.1]).ravel()
    tables = rng.multinomial(800, share, 400).reshape(400, 4, 5)
    assert np.mean([bool(residuals(table).over_represented()) for table in tables]) < 0.07


def test_rows_and_columns_without_a_case_are_left_out():
    got = residuals([[10, 20, 0], [20, 10, 0], [0, 0, 0]])
    assert got.degrees_of_freedom == 1
    assert np.isnan(got.adjusted[2]).all()
    assert got.adjusted[:2, :2] == pytest.approx(residuals([[10, 20], [20, 10]]).adjusted)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[3, 4]], [[3], [4]]])
def test_a_table_that_cannot_be_compared_has_no_p(counts):
    got = residuals(counts)
    assert np.isnan(got.chi_square_p)
    assert got.over_represented() == []


def test_a_row_or_column_of_one_case_counts_among_the_degrees_of_freedom():
    assert residuals([[1, 0], [3, 4]]).degrees_of_freedom == 1
    assert residuals([[1, 3], [0, 4]]).degrees_of_freedom == 1
