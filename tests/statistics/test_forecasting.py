"""Forecasts: what is shown, what is refused, and how often the figure that follows lies in the interval."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.forecasting import Forecast, accuracy, forecast, seasonal_naive
from pipeline.statistics.refusal import Refusal
from pipeline.statistics.smoothing import Smoothing, fit_smoothing, smooth


def months(n, seed, season=8.0, level=50.0):
    """Return a level that drifts, a season and noise, as monthly figures."""
    random = np.random.default_rng(seed)
    drift = np.cumsum(random.normal(scale=0.5, size=n))
    return level + drift + season * np.sin(2 * np.pi * np.arange(n) / 12) + random.normal(scale=2, size=n)


def test_the_forecast_of_1960_beats_last_year_and_is_near_that_of_r(reference, reference_rows):
    expected = reference("05-trend-forecast", "forecast_accuracy_1960")["expected"]
    passengers = np.array([float(row["passengers"]) for row in reference_rows("05-trend-forecast/airpassengers.csv")])
    known, followed = passengers[:132], passengers[132:]
    for is_log in (True, False):
        got = accuracy(followed, forecast(known, is_log=is_log).mean, known)
        assert got.mape < expected["ets_log_aaa"]["mape"] < expected["seasonal_naive"]["mape"]
        assert got.mase < expected["ets_log_aaa"]["mase"] < expected["seasonal_naive"]["mase"]


@pytest.mark.slow
def test_intervals_cover_the_last_six_of_each_published_series(reference_rows):
    within95, within80 = [], []
    for row in reference_rows("05-trend-forecast/coverage_series.csv"):
        values = np.array([float(value) for name, value in row.items() if name != "series"])
        got, followed = forecast(values[:-6], 6), values[-6:]
        within95.append((got.low95 <= followed) & (followed <= got.high95))
        within80.append((got.low80 <= followed) & (followed <= got.high80))
    assert 0.92 <= np.mean(within95) <= 0.98
    assert 0.75 <= np.mean(within80) <= 0.85


def test_under_two_years_of_months_is_refused():
    assert forecast(months(23, 1)) == Refusal("under_two_years")
    assert forecast([]) == Refusal("under_two_years")


@pytest.mark.parametrize("period", [1, 4])
def test_quarterly_and_yearly_figures_are_refused_however_many(period):
    assert forecast(months(80, 1), period=period) == Refusal("not_monthly")


def test_a_missing_month_is_refused():
    values = months(40, 1)
    values[20] = np.nan
    assert forecast(values) == Refusal("gaps")


def test_equal_figures_and_logarithms_of_nothing_are_refused():
    assert forecast([5.0] * 40) == Refusal("no_variation")
    assert forecast([0, *range(1, 40)], is_log=True) == Refusal("not_positive")


def test_two_years_have_no_backtest_and_show_seasonal_naive():
    values = months(24, 2)
    got = forecast(values, 14)
    assert (got.method, got.backtest) == ("seasonal_naive", None)
    assert got.mean == pytest.approx([*values[12:], *values[12:14]])
    deviation = np.sqrt(np.mean((values[12:] - values[:12]) ** 2))
    assert got.high95[0] - got.mean[0] == pytest.approx(1.959964 * deviation)
    assert got.high95[11] - got.mean[11] == pytest.approx(1.959964 * deviation)
    assert got.high80[12] - got.mean[12] == pytest.approx(1.281552 * deviation * np.sqrt(2))


def test_a_backtest_needs_twelve_single_forecasts():
    assert forecast(months(29, 2)).backtest is None
    assert forecast(months(30, 2)).backtest.forecasts == 6 + 4 + 2


def test_two_equal_years_have_no_backtest_and_years_that_vary_by_one_have():
    later = [6.0, 4, 7, 5, 6, 8, 3, 6, 5, 7, 4, 6]
    assert forecast([*[5.0] * 24, *later]).backtest is None
    assert forecast([*[5.0, 6] * 12, *later]).backtest is not None


def test_smoothing_that_beats_seasonal_naive_is_shown():
    got = forecast(months(72, 3))
    assert got.method.startswith("ETS") and got.method.endswith("A)")
    assert got.backtest.ets.mase < got.backtest.naive.mase
    assert got.backtest.forecasts == 12 + 10 + 8 + 6 + 4 + 2


def test_where_last_year_is_repeated_exactly_seasonal_naive_is_shown():
    values = np.tile(np.random.default_rng(4).normal(size=12), 5)
    got = forecast(values)
    assert got.method == "seasonal_naive"
    assert got.backtest.naive.mae == 0
    assert got.mean == pytest.approx(values[:12])


def test_the_last_year_is_not_known_to_the_forecasts_that_are_tested_on_it():
    values = months(60, 5)
    changed = values.copy()
    changed[-1] += 1000
    before, after = forecast(values).backtest.naive, forecast(changed).backtest.naive
    last = np.abs(
        [values[-1] - values[47], changed[-1] - values[47]]
    )  # each of six origins misses the last month alone
    assert after.mae - before.mae == pytest.approx(6 * (last[1] - last[0]) / 42)


def test_intervals_are_cut_at_what_is_possible():
    got = forecast(np.abs(months(48, 6, level=2)), within=(0, 6))
    assert got.low95.min() == 0 and got.high95.max() == 6
    assert (got.low95 <= got.low80).all() and (got.high80 <= got.high95).all()


def test_growing_counts_are_forecast_as_factors():
    values = np.exp(3 + 0.02 * np.arange(60) + 0.3 * np.sin(2 * np.pi * np.arange(60) / 12) + months(60, 7, 0, 0) / 200)
    got = forecast(values, is_log=True)
    assert got.method.startswith("ETS")
    assert (got.low95 > 0).all()
    assert got.high95 / got.mean == pytest.approx(got.mean / got.low95)


@pytest.mark.slow
def test_figures_that_follow_lie_in_the_intervals_as_often_as_these_say():
    within80, within95 = [], []
    for seed in range(40):
        values = months(54, 100 + seed)
        got = forecast(values[:48], 6)
        within95.append((got.low95 <= values[48:]) & (values[48:] <= got.high95))
        within80.append((got.low80 <= values[48:]) & (values[48:] <= got.high80))
    assert 0.9 <= np.mean(within95) <= 0.99
    assert 0.7 <= np.mean(within80) <= 0.9


@settings(deadline=None, max_examples=4)
@given(st.lists(st.integers(0, 20), min_size=24, max_size=40), st.integers(1, 14))
def test_any_counts_give_ordered_finite_lines_or_a_refusal(values, horizon):
    got = forecast(values, horizon, within=(0, np.inf))
    if isinstance(got, Forecast):
        lines = np.array([got.low95, got.low80, got.mean, got.high80, got.high95])
        assert lines.shape == (5, horizon) and np.isfinite(lines).all()
        assert (np.diff(lines, axis=0) >= 0).all()
    else:
        assert got == Refusal("no_variation")


def test_seasonal_naive_goes_round_the_last_year():
    assert seasonal_naive([9, 9, 1, 2, 3], 7, period=3).tolist() == [1, 2, 3, 1, 2, 3, 1]


def test_accuracy_by_hand():
    got = accuracy([10, 20], [12, 16], [1, 2, 4, 6], period=2)
    assert (got.rmse, got.mae, got.mape, got.mase) == pytest.approx((np.sqrt(10), 3, 20, 3 / 3.5))
    assert accuracy([3], [2], [0, 0.5, 0], period=1).mase == pytest.approx(1 / 0.5)


def test_without_figures_to_compare_with_there_is_no_mape_and_no_mase():
    assert np.isnan(accuracy([0, 5], [1, 5], [1, 2, 3, 4], period=2).mape)
    assert np.isnan(accuracy([4, 5], [1, 5], [1, 2], period=2).mase)
    assert np.isnan(accuracy([4, 5], [1, 5], [1, 2, 1, 2], period=2).mase)


def test_given_parameters_are_run_as_the_formula_says():
    values, states = [10.0, 21.0, 13.0], Smoothing(0.5, 0.2, 0.1, 10.0, 1.0, (-2.0, 3.0))
    level, slope, season, fitted = 10.0, 1.0, [-2.0, 3.0], []
    for step, value in enumerate(values):
        fitted.append(level + slope + season[step % 2])
        error = value - fitted[-1]
        level, slope = level + slope + 0.5 * error, slope + 0.2 * error
        season[step % 2] += 0.1 * error
    got = smooth(values * 1, states, 2)
    assert got.fitted == pytest.approx(fitted)
    assert got.mean == pytest.approx([level + slope + season[1], level + 2 * slope + season[0]])


def test_standard_errors_grow_with_the_horizon_as_the_formula_says():
    values = months(36, 8)
    states = Smoothing(0.4, 0.1, 0.2, 50.0, 0.0, tuple(months(12, 9, level=0)))
    got = smooth(values, states, 14)
    errors = values - got.fitted
    assert got.variance == pytest.approx((errors**2).sum() / (36 - 16))
    c = [0.4 + 0.1 * j + 0.2 * (j % 12 == 0) for j in range(1, 14)]
    assert got.error == pytest.approx(np.sqrt(got.variance * np.cumsum([1, *np.square(c)])))


@pytest.mark.parametrize(
    ("seed", "season", "form"),
    [
        (10, 0, "ETS(A,N,N)"),
        (17, 0, "ETS(A,N,N)"),
        (10, 1.3, "ETS(A,N,N)"),
        (11, 1.95, "ETS(A,N,N)"),
        (10, 2.5, "ETS(A,N,A)"),
    ],
)
def test_a_trend_or_season_is_smoothed_where_it_is_worth_its_parameters(seed, season, form):
    """The next best form has an AIC of 5.6, 3.1, 6.9, 1.0 and 10.8 more."""
    assert fit_smoothing(months(60, seed, season=season), 3).form == form
