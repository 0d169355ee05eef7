"""Intraclass correlation: the published example of Shrout and Fleiss (1979), and what each form overlooks."""

import numpy as np
import pytest

from pipeline.statistics.intraclass import intraclass_correlation

SHROUT_AND_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.mark.parametrize(
    ("form", "icc", "low", "high"),
    [
        ("ICC1", 0.165742, -0.132932, 0.722560),
        ("ICC2", 0.289764, 0.018787, 0.761084),
        ("ICC3", 0.714841, 0.342465, 0.945858),
        ("ICC1k", 0.442797, -0.884442, 0.912415),
        ("ICC2k", 0.620051, 0.071137, 0.927232),
        ("ICC3k", 0.909316, 0.675675, 0.985892),
    ],
)
def test_the_published_example(form, icc, low, high):
    """Digits beyond the two published ones: pingouin 0.7, ``intraclass_corr``."""
    got = intraclass_correlation(SHROUT_AND_FLEISS, form)
    assert (got.icc, got.low, got.high) == pytest.approx((icc, low, high), abs=1e-6)


def test_consistency_overlooks_that_one_rater_is_stricter_and_agreement_does_not():
    cases = np.random.default_rng(1).normal(70, 10, 50)
    ratings = np.column_stack([cases, cases + 15])
    assert intraclass_correlation(ratings, "ICC3").icc == pytest.approx(1)
    assert intraclass_correlation(ratings, "ICC2").icc < 0.6


def test_raters_who_agree_fully_have_1():
    assert intraclass_correlation([[1, 1], [4, 4], [2, 2]], "ICC2").icc == pytest.approx(1)


def test_a_case_with_a_missing_rating_counts_nowhere():
    with_gap = [*SHROUT_AND_FLEISS, [9, np.nan, 1, 1]]
    assert intraclass_correlation(with_gap, "ICC2") == intraclass_correlation(SHROUT_AND_FLEISS, "ICC2")
    with pytest.raises(ValueError, match="at least two"):
        intraclass_correlation([[1, 2]], "ICC2")
