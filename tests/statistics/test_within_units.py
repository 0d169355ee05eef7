"""The slope within units: beside statsmodels' regression on indicators, and how often it calls noise an effect."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from pipeline.statistics.multiplicity import false_discovery
from pipeline.statistics.within_units import slope_within

FLAT = np.full((8, 6), 4.0)


def panel(rng, units, times, *, slope=0.0, missing=0.0, rho=0.5, is_one=True):
    """Return answers (AR(1) within units, a level per unit and time), rates of which one unit has most, and variances."""
    n = np.maximum(5, rng.poisson(rng.integers(6, 60, units)[:, None] * np.ones(times)))
    noise = rng.normal(size=(units, times))
    for at in range(1, times):
        noise[:, at] = rho * noise[:, at - 1] + np.sqrt(1 - rho**2) * noise[:, at]
    expected = rng.gamma(2, 0.5, units)[:, None] * np.ones(times)
    if is_one:
        expected[0, times * 2 // 3 :] += 6
    x = rng.poisson(expected).astype(float)
    variances = 361 / n
    level = rng.normal(60, 6, units)[:, None] + rng.normal(0, 2, times)
    y = level + slope * x + 3 * noise + rng.normal(size=(units, times)) * np.sqrt(variances)
    y[rng.random((units, times)) < missing] = np.nan
    return y, x, variances


def by_indicators(y, x, variances):
    """Return slope and error of weighted regression on an indicator per unit and time, written out (statsmodels)."""
    rows = pd.DataFrame([(u, t, y[u, t], x[u, t], variances[u, t]) for u, t in np.argwhere(~np.isnan(y))])
    while True:
        sizes = [rows.groupby(column)[column].transform("size") for column in (0, 1)]
        if min(size.min() for size in sizes) > 1:
            break
        rows = rows[(sizes[0] > 1) & (sizes[1] > 1)]
    effects = pd.get_dummies(rows[[0, 1]].astype(str), drop_first=True).to_numpy(float)
    design = np.column_stack([np.ones(len(rows)), effects, rows[3]])
    units, times = rows[0].nunique(), rows[1].nunique()
    plain = sm.OLS(rows[2].to_numpy(), design).fit()
    beyond = max((plain.resid**2).sum() / (len(rows) - units - times) - rows[4].mean(), 0)
    weights = (1 / (beyond + rows[4])).to_numpy()
    fitted = sm.WLS(rows[2].to_numpy(), design, weights).fit()
    left = sm.WLS(rows[3].to_numpy(), design[:, :-1], weights).fit().resid
    keys = [rows[0].to_numpy(), rows[1].to_numpy()]
    errors = pd.Series(np.sqrt(weights) * fitted.resid, keys).unstack()
    causes = pd.Series(np.sqrt(weights) * left, keys).unstack().fillna(0)
    shared = np.array([[(errors[s] * errors[t]).mean() for t in errors] for s in errors])
    covariance = np.nan_to_num(shared) * units / (units - 2)
    values, vectors = np.linalg.eigh(covariance)
    covariance = vectors @ np.diag(values.clip(0)) @ vectors.T
    variance = sum(row @ covariance @ row for row in causes.to_numpy()) / (weights @ left**2) ** 2
    return float(fitted.params[-1]), float(np.sqrt(variance))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(6, 14), st.integers(5, 12), st.sampled_from([0.0, 0.25]))
def test_slope_and_error_are_those_of_a_regression_on_indicators(seed, units, times, missing):
    y, x, variances = panel(np.random.default_rng(seed), units, times, missing=missing, slope=-1)
    found = slope_within(y, x, variances)
    if found.reason is None:
        assert (found.value, found.error) == pytest.approx(by_indicators(y, x, variances), rel=1e-6)


def test_interval_and_p_are_of_t_with_two_degrees_of_freedom_less_than_units():
    got = slope_within(*panel(np.random.default_rng(3), 9, 7, slope=0.4), confidence=0.9)
    half = t.ppf(0.95, 9 - 2) * got.error
    assert (got.low, got.high) == pytest.approx((got.value - half, got.value + half))
    assert got.p == pytest.approx(2 * t.sf(abs(got.value) / got.error, 9 - 2))


def test_cells_are_few_under_24_and_where_units_and_times_are_as_many():
    y, x, variances = panel(np.random.default_rng(4), 6, 4)
    assert slope_within(y, x, variances).reason is None
    y[0, 0] = np.nan
    assert slope_within(y, x, variances).reason == "few_cells"
    y, x, variances = panel(np.random.default_rng(5), 12, 12)
    ring = np.eye(12, dtype=bool) | np.roll(np.eye(12, dtype=bool), 1, axis=1)
    assert slope_within(np.where(ring, y, np.nan), x, variances).reason == "few_cells"
    ring[0, 5] = True
    assert slope_within(np.where(ring, y, np.nan), x, variances).reason is None


def test_what_units_and_times_have_of_their_own_changes_nothing():
    y, x, variances = panel(np.random.default_rng(3), 9, 8, slope=-1)
    shifted = y + np.arange(9)[:, None] * 5 - np.arange(8) * 3
    found = slope_within(y, x, variances), slope_within(shifted, x + np.arange(8), variances)
    assert found[1].value == pytest.approx(found[0].value)
    assert found[1].error == pytest.approx(found[0].error)


def test_units_that_differ_for_good_but_not_in_time_have_no_slope():
    y = np.arange(8)[:, None] * 5 + np.arange(6.0)
    assert slope_within(y, y, FLAT).reason == "no_variation"
    assert np.isnan(slope_within(y, y, FLAT).value)


@pytest.mark.parametrize(
    ("units", "times", "reason"), [(5, 12, "few_units"), (12, 3, "few_times"), (6, 4, None), (7, 4, None)]
)
def test_few_units_and_few_times_are_refused(units, times, reason):
    y, x, variances = panel(np.random.default_rng(1), units, times)
    assert slope_within(y, x, variances).reason == reason


def test_what_roundings_leave_of_great_figures_is_no_variation():
    x = 1e9 + np.arange(8)[:, None] / 7 + np.arange(6) / 3
    left = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0) + x.mean()
    assert np.abs(left).max() > 1e-9
    assert slope_within(np.random.default_rng(1).normal(size=(8, 6)), x, FLAT).reason == "no_variation"


def test_figures_without_sampling_that_follow_exactly_have_their_slope():
    x = np.random.default_rng(2).integers(0, 2, size=(8, 6)).astype(float)
    assert slope_within(3 * x, x, np.zeros((8, 6))).value == pytest.approx(3)


def test_cells_that_are_alone_in_their_row_count_nowhere():
    y, x, variances = panel(np.random.default_rng(1), 8, 6)
    y[7, 1:] = np.nan
    alone = slope_within(y, x, variances)
    assert (alone.n, alone.units) == (42, 7)
    assert alone == slope_within(y[:7], x[:7], variances[:7])
    y[0, 1:] = y[1, 2:] = np.nan
    assert slope_within(y, x, variances).reason is None
    assert slope_within(y[:6, :5], x[:6, :5], variances[:6, :5]).reason == "few_units"
    y, x, variances = panel(np.random.default_rng(1), 8, 6)
    y[1:, 5] = np.nan
    assert slope_within(y, x, variances) == slope_within(y[:, :5], x[:, :5], variances[:, :5])


def test_a_planted_slope_is_found_and_lies_in_its_interval():
    rng = np.random.default_rng(7)
    found = [slope_within(*panel(rng, 12, 12, slope=-2)) for _ in range(60)]
    assert np.mean([each.low <= -2 <= each.high for each in found]) >= 0.9
    assert np.mean([each.p < 0.01 and each.value < 0 for each in found]) >= 0.9


@pytest.mark.parametrize("is_one", [True, False])
@pytest.mark.parametrize(("units", "times", "missing"), [(6, 12, 0.0), (12, 12, 0.3), (25, 8, 0.0)])
def test_of_300_panels_without_effect_few_have_one(units, times, missing, is_one):
    rng = np.random.default_rng(2024)
    p = np.array([slope_within(*panel(rng, units, times, missing=missing, is_one=is_one)).p for _ in range(300)])
    assert np.mean(p < 0.05) <= 0.08
    assert np.mean(p < 0.005) <= 0.015


def test_of_200_families_of_20_without_effect_few_have_a_discovery():
    rng = np.random.default_rng(5)
    found = 0
    for _ in range(200):
        y, _, variances = panel(rng, 12, 12)
        p = [slope_within(y, panel(rng, 12, 12)[1], variances).p for _ in range(20)]
        found += (false_discovery(p) <= 0.05).any()
    assert found <= 16
