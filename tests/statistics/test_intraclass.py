"""Intraclass correlation: the published example of Shrout and Fleiss (1979), and what each form overlooks."""

import numpy as np
import pytest

from pipeline.statistics.intraclass import intraclass_correlation

SHROUT_AND_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

FORMS = ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"]


@pytest.mark.parametrize(
    ("form", "icc", "low", "high", "f", "p"),
    [
        ("ICC1", 0.165742, -0.132932, 0.722560, 1.794678, 0.164769),
        ("ICC2", 0.289764, 0.018787, 0.761084, 11.027248, 0.000135),
        ("ICC3", 0.714841, 0.342465, 0.945858, 11.027248, 0.000135),
        ("ICC1k", 0.442797, -0.884442, 0.912415, 1.794678, 0.164769),
        ("ICC2k", 0.620051, 0.071137, 0.927232, 11.027248, 0.000135),
        ("ICC3k", 0.909316, 0.675675, 0.985892, 11.027248, 0.000135),
    ],
)
def test_the_published_example(form, icc, low, high, f, p):
    """Digits beyond the two published ones: pingouin 0.7, ``intraclass_corr``."""
    got = intraclass_correlation(SHROUT_AND_FLEISS, form)
    assert (got.icc, got.low, got.high, got.f, got.p) == pytest.approx((icc, low, high, f, p), abs=1e-6)


@pytest.mark.parametrize("form", FORMS)
def test_the_unit_of_the_ratings_changes_nothing(form):
    small, large = (intraclass_correlation(np.array(SHROUT_AND_FLEISS) * unit, form) for unit in (1e-9, 1))
    assert (small.icc, small.low, small.high, small.p) == pytest.approx((large.icc, large.low, large.high, large.p))


def test_two_cases_and_two_raters_are_enough():
    assert intraclass_correlation([[1, 2], [4, 5]], "ICC1").icc == pytest.approx((9 - 0.5) / (9 + 0.5))
    assert intraclass_correlation([[0, 0], [1, 1]], "ICC1").icc == 1


def test_consistency_overlooks_that_one_rater_is_stricter_and_agreement_does_not():
    cases = np.random.default_rng(1).normal(70, 10, 50)
    ratings = np.column_stack([cases, cases + 15])
    assert intraclass_correlation(ratings, "ICC3").icc == pytest.approx(1)
    assert intraclass_correlation(ratings, "ICC2").icc < 0.6


def test_a_rater_who_is_always_as_much_stricter_leaves_an_interval_of_the_agreement_in_value():
    parallel = np.array([[1.1, 3.1, 2.1], [4.7, 6.7, 5.7], [2.3, 4.3, 3.3]])
    got = intraclass_correlation(parallel, "ICC2")
    nearly = intraclass_correlation(parallel + 1e-5 * np.random.default_rng(1).normal(size=(3, 3)), "ICC2")
    assert got.low < got.icc < got.high < 1
    assert (got.icc, got.low, got.high) == pytest.approx((nearly.icc, nearly.low, nearly.high), abs=1e-4)
    assert intraclass_correlation(parallel, "ICC3").low == 1


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("form", FORMS)
def test_raters_who_agree_fully_have_1_and_equal_ratings_say_nothing(form):
    for ratings in ([[1, 1], [4, 4], [2, 2]], [[0.1] * 3, [0.4] * 3, [0.7] * 3]):
        got = intraclass_correlation(ratings, form)
        assert (got.icc, got.low, got.high, got.f, got.p) == (1, 1, 1, np.inf, 0)
    got = intraclass_correlation([[0.1] * 3] * 7, form)
    assert np.isnan([got.icc, got.low, got.high, got.f, got.p]).all()


@pytest.mark.filterwarnings("error")
def test_cases_that_do_not_differ_have_no_agreement_in_order():
    for ratings in ([[1, 3], [1, 3]], [[0.1, 0.7, 0.2]] * 3):
        got = intraclass_correlation(ratings, "ICC3")
        assert np.isnan([got.icc, got.low, got.high, got.p]).all()
        assert intraclass_correlation(ratings, "ICC2").icc == 0


def test_a_case_with_a_missing_rating_counts_nowhere():
    with_gap = [*SHROUT_AND_FLEISS, [9, np.nan, 1, 1]]
    assert intraclass_correlation(with_gap, "ICC2") == intraclass_correlation(SHROUT_AND_FLEISS, "ICC2")
    with pytest.raises(ValueError, match="at least two"):
        intraclass_correlation([[1, 2]], "ICC2")
