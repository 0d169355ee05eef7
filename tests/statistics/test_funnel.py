"""Funnel limits: by hand, with and without overdispersion, and at their edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.mstats import winsorize

from pipeline.statistics.funnel import funnel, winsorised_dispersion

members = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=20)


def test_limits_of_a_share_by_hand():
    got = funnel([50, 48, 53, 49], [100] * 4, kind="share", target=0.5)
    assert not got.is_overdispersed
    assert (got.low95[0], got.high95[0]) == pytest.approx((0.5 - 1.959964 * 0.05, 0.5 + 1.959964 * 0.05))
    assert (got.low998[0], got.high998[0]) == pytest.approx((0.5 - 3.090232 * 0.05, 0.5 + 3.090232 * 0.05))
    assert set(got.status) == {"inside"}


def test_limits_of_a_rate_by_hand_and_narrower_for_larger_members():
    got = funnel([20, 82, 0], [1000, 4000, 0], kind="rate", target=0.02)
    assert got.high95[:2] == pytest.approx(0.02 + 1.959964 * np.sqrt(0.02 / np.array([1000, 4000])))
    assert np.isnan([got.values[2], got.high95[2]]).all() and got.status[2] == "inside"


def test_the_target_is_the_company_and_not_the_mean_of_its_members():
    assert funnel([10, 300], [10, 990], kind="share").target == 0.31


def test_members_outside_are_named_by_how_far_they_are():
    got = funnel([50, 50, 50, 50, 50, 50, 50, 50, 62, 38, 72, 28], [100] * 12, kind="share", target=0.5)
    assert not got.is_overdispersed
    assert got.status[-4:].tolist() == ["high", "low", "very_high", "very_low"]


def test_overdispersion_widens_the_limits_and_leaves_only_the_real_outlier():
    shares = np.array([0.60, 0.66, 0.54, 0.63, 0.57, 0.68, 0.52, 0.61, 0.59, 0.65, 0.55, 0.30])
    got = funnel(shares * 10_000, [10_000] * 12, kind="share", target=0.6)
    plain = (shares - 0.6) / np.sqrt(0.24 / 10_000)
    assert (np.abs(plain) > 3).sum() == 9
    assert got.is_overdispersed
    assert got.z == pytest.approx(plain / np.sqrt(got.dispersion))
    assert np.flatnonzero(got.status != "inside").tolist() == [11]


def test_variation_that_chance_explains_is_not_called_overdispersion():
    threshold = 1 + 2 * np.sqrt(2 / 2)
    for z, expected in ((np.sqrt(threshold) - 1e-6, False), (np.sqrt(threshold) + 1e-6, True)):
        got = funnel(100 * 0.5 + np.array([1, -1]) * z * 5 * 1.25, [100, 100], kind="share", target=0.5)
        assert got.dispersion == pytest.approx(threshold, abs=1e-4)  # the tenths pull ±1.25 z in to ±z
        assert got.is_overdispersed is expected


def test_a_single_member_is_overdispersed_beyond_1_and_two_roots_of_2():
    assert not funnel([50 + 5 * 1.95], [100], kind="share", target=0.5).is_overdispersed
    assert funnel([50 + 5 * 1.96], [100], kind="share", target=0.5).is_overdispersed


def test_the_threshold_falls_with_the_number_of_members():
    for z, expected in ((1.4, False), (1.45, True)):  # of 8 members φ counts from 1 + 2·√(2/8) = 2 on
        signs = np.array([1, -1] * 4)
        got = funnel(50 + signs * z * 5, [100] * 8, kind="share", target=0.5)
        assert got.dispersion == pytest.approx(z**2)
        assert got.is_overdispersed is expected


def test_limits_of_shares_end_at_1_and_of_rates_do_not():
    assert funnel([1, 18], [1, 20], kind="share").high998[0] == 1
    assert funnel([1, 18], [1, 20], kind="rate").high998[0] > 1
    assert funnel([1, 18], [1, 20], kind="share").low998[0] == 0


@settings(deadline=None)
@given(st.lists(st.integers(-90, 90), min_size=1, max_size=5), st.sampled_from([11, 21, 31]))
def test_dispersion_agrees_with_scipy_where_the_tenths_are_whole_members(seeds, n):
    z = np.random.default_rng(np.abs(seeds)).normal(scale=2, size=n)  # type 7 quantiles are members when n = 10k + 1
    want = winsorize(z, limits=((n // 10) / n, (n // 10) / n))
    assert winsorised_dispersion(z) == pytest.approx(np.square(np.asarray(want)).mean())


@pytest.mark.parametrize(("x", "kind"), [([0, 0, 0], "share"), ([5, 7, 9], "share"), ([0, 0, 0], "rate")])
def test_where_nothing_can_vary_there_are_no_limits(x, kind):
    got = funnel(x, [5, 7, 9], kind=kind)
    assert np.isnan(got.high95).all() and not got.is_overdispersed
    assert set(got.status) == {"inside"}


def test_no_members_have_no_target():
    got = funnel([], [], kind="rate")
    assert np.isnan(got.target) and np.isnan(got.dispersion)
    assert len(got.status) == len(got.low95) == 0


@settings(deadline=None)
@given(members, st.sampled_from(["share", "rate"]))
def test_members_lie_outside_exactly_where_they_pass_their_limits(pairs, kind):
    x, n = (np.array(side) for side in zip(*pairs, strict=True))
    got = funnel(np.minimum(x, n), n, kind=kind)
    beyond = (got.values > got.high95) | (got.values < got.low95)
    clear = np.abs(np.abs(got.z) - 1.959964) > 1e-6
    assert (beyond == (got.status != "inside"))[clear].all()
    limits = np.array([got.low998, got.low95, got.high95, got.high998])
    assert (np.diff(limits[:, ~np.isnan(limits[0])], axis=0) >= 0).all()
