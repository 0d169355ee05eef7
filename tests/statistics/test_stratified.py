"""Shares and means weighted by homes: against the survey estimator over every single answer, and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from pipeline.statistics.intervals import wilson
from pipeline.statistics.stratified import stratified_mean, stratified_share
from pipeline.statistics.survey_mean import Design, weighted_mean
from pipeline.statistics.weighting import kish

strata = st.lists(
    st.tuples(st.integers(2, 20), st.integers(0, 20), st.integers(1, 5000)).map(
        lambda s: (s[0], min(s[1], s[0]), s[2])
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(strata)
def test_a_share_from_counts_is_the_weighted_mean_of_the_answers(groups):
    n, x, homes = (np.array(column) for column in zip(*groups, strict=True))
    answers = np.concatenate([np.repeat([1.0, 0.0], [some, size - some]) for size, some, _ in groups])
    weights, label = np.repeat(homes / n, n), np.repeat(np.arange(len(n)), n)
    want = weighted_mean(answers, Design(weights, strata=label))
    got = stratified_share(x, n, homes)
    assert (float(got.value), float(got.error)) == pytest.approx((want.value, want.error), abs=1e-9)
    assert got.kish_n_eff == pytest.approx(kish(weights).n_eff)
    assert 0 <= got.low <= got.value + 1e-12 and got.value - 1e-12 <= got.high <= 1


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 100), min_size=2, max_size=9), st.integers(1, 900)), min_size=1, max_size=5
    )
)
def test_a_mean_from_counts_is_the_weighted_mean_of_the_answers(groups):
    answers, homes = [np.array(some, float) for some, _ in groups], np.array([count for _, count in groups])
    n = np.array([len(some) for some in answers])
    want = weighted_mean(
        np.concatenate(answers), Design(np.repeat(homes / n, n), strata=np.repeat(np.arange(len(n)), n))
    )
    got = stratified_mean(n, [some.mean() for some in answers], [some.std(ddof=1) for some in answers], homes)
    assert (float(got.value), float(got.error)) == pytest.approx((want.value, want.error), abs=1e-9)


def test_one_community_is_its_plain_wilson_interval_with_divisor_n_minus_1():
    got = stratified_share([30], [50], [400])
    size = 0.6 * 0.4 / (0.6 * 0.4 / 49)
    assert np.array([got.low, got.high]) == pytest.approx(np.array(wilson(0.6 * size, size)))


def test_a_community_nobody_answered_from_weighs_nothing_and_lowers_the_coverage():
    got = stratified_share([5, 0], [10, 0], [100, 300])
    assert (got.value, got.covered) == pytest.approx((0.5, 0.25))


def test_a_community_with_one_answer_takes_the_pooled_variance():
    alone, among = stratified_share([5, 1], [10, 1], [100, 1]), stratified_share([5], [10], [100])
    assert np.isfinite(alone.error) and alone.error == pytest.approx(among.error, rel=0.02)


def test_a_share_of_all_satisfied_is_not_certain():
    got = stratified_share([10, 10], [10, 10], [100, 100])
    assert (got.value, got.error, got.high) == (1, 0, 1)
    assert got.low == pytest.approx(wilson(20, 20)[0])


def test_groups_in_front_are_computed_side_by_side():
    got = stratified_share([[5, 6], [0, 0]], [[10, 10], [0, 0]], [100, 100])
    assert got.value == pytest.approx([0.55, np.nan], nan_ok=True)
    assert np.isnan([got.low[1], got.high[1], got.error[1], got.kish_n_eff[1]]).all() and got.covered[1] == 0


@pytest.mark.parametrize("sd", [0.1, 12.0])
def test_the_interval_of_a_mean_is_t_with_the_degrees_of_freedom_of_all_communities(sd):
    got = stratified_mean([2], [60.0], [sd], [100])
    assert (got.low, got.high) == pytest.approx(t.interval(0.95, 1, 60, sd / np.sqrt(2)))
    got = stratified_mean([5, 1, 0, 3], [60.0, 70.0, np.nan, 80.0], [sd, np.nan, np.nan, sd], [100, 100, 50, 200])
    error = sd * np.sqrt((1 / 5 + 1 + 2**2 / 3) / 4**2)
    assert got.error == pytest.approx(error)
    assert (got.low, got.high) == pytest.approx(t.interval(0.95, 4 + 0 + 2, 72.5, error))


@pytest.mark.filterwarnings("error")
def test_equal_answers_and_nobody_have_a_mean_without_an_interval():
    equal = stratified_mean([5, 3], [60.0, 70.0], [0.0, 0.0], [100, 100])
    assert (equal.value, equal.error) == (65, 0) and np.isnan([equal.low, equal.high]).all()
    nobody = stratified_mean([0, 0], [np.nan, np.nan], [np.nan, np.nan], [100, 100])
    assert np.isnan([nobody.value, nobody.error, nobody.low, nobody.high]).all()


def test_single_answers_only_have_a_mean_without_an_interval():
    got = stratified_mean([1, 1], [40.0, 60.0], [np.nan, np.nan], [100, 300])
    assert got.value == pytest.approx(55) and np.isnan([got.error, got.low, got.high]).all()
