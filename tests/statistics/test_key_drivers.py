"""Key drivers: real ones are shown, chance ones are not, from rows and from blocks alike."""

import numpy as np
import pytest

from pipeline.statistics.correlation import correlate
from pipeline.statistics.importance import relative_weights
from pipeline.statistics.key_drivers import KeyDrivers, key_drivers
from pipeline.statistics.moments import Moments, complete_rows, moments, row_by_row

STRENGTHS = np.array([0.6, -0.3, 0.0, 0.0])


def invented(n, seed):
    rng = np.random.default_rng(seed)
    drivers = rng.normal(size=(n, 4))
    drivers[:, 1] += 0.5 * drivers[:, 0]
    return complete_rows(np.column_stack([drivers @ STRENGTHS + rng.normal(size=n), drivers]))


def blocked(rows, count, seed=0):
    block = np.random.default_rng(seed).integers(0, count, len(rows))
    parts = [moments(rows[block == number]) for number in range(count)]
    return Moments(*(np.array([getattr(part, name) for part in parts]) for name in ("n", "sums", "products")))


def test_points_are_those_of_all_rows_and_the_seed_fixes_the_intervals():
    rows = invented(300, 1)
    one, again = (key_drivers(blocked(rows, 50), seed=3, draws=100) for _ in range(2))
    assert one.weights == pytest.approx(relative_weights(np.corrcoef(rows, rowvar=False)).weights)
    assert one.above_low.tolist() == again.above_low.tolist()
    assert one.weights.sum() == pytest.approx(one.r_squared) and one.n == 300
    assert (one.low <= one.weights).all() and (one.weights <= one.high).all()


def test_rows_and_blocks_give_nearly_the_same_intervals():
    rows = invented(4000, 2)
    by_row, by_block = (key_drivers(part, seed=1, draws=400) for part in (row_by_row(rows), blocked(rows, 200)))
    for side in ("low", "high", "above_low", "above_high"):
        assert getattr(by_block, side) == pytest.approx(getattr(by_row, side), abs=0.006)


@pytest.mark.parametrize("n", [4, 30])
def test_correlations_have_the_intervals_that_they_have_alone(n):
    rows = invented(n, 7)[:, :2]
    got, alone = key_drivers(row_by_row(rows), seed=1, draws=20), correlate(*rows.T, "pearson")
    of_first = got.correlations[0], got.correlation_low[0], got.correlation_high[0]
    assert of_first == pytest.approx((alone.value, alone.low, alone.high))


def test_an_interval_of_no_confidence_is_the_median_of_the_draws():
    got = key_drivers(row_by_row(invented(60, 8)), seed=1, draws=30, confidence=0)
    assert got.low.tolist() == got.high.tolist()
    assert got.correlation_low == pytest.approx(got.correlations)


def test_drivers_without_effect_are_seldom_shown_and_strong_ones_nearly_always():
    shown = np.array([key_drivers(row_by_row(invented(150, seed)), seed=1, draws=200).is_shown for seed in range(60)])
    assert shown[:, 0].mean() > 0.9
    assert shown[:, 2:].mean() < 0.06


def test_a_driver_against_its_correlation_is_suppressed():
    rng = np.random.default_rng(5)
    first = rng.normal(size=2000)
    second = first + 0.3 * rng.normal(size=2000)
    outcome = first - 0.5 * second + 0.2 * rng.normal(size=2000)
    got = key_drivers(row_by_row(np.column_stack([outcome, first, second])), seed=1, draws=50)
    assert got.direction.tolist() == [1, 1] and got.is_suppressed.tolist() == [False, True]


@pytest.mark.parametrize("spoiled", ["constant", "twice"])
def test_drivers_that_cannot_be_told_apart_have_no_weights(spoiled):
    rows = invented(80, 4)
    rows[:, 2] = 0 if spoiled == "constant" else rows[:, 1]
    got = key_drivers(row_by_row(rows), seed=1, draws=20)
    assert np.isnan([*got.weights, *got.low, *got.above_low, *got.coefficients]).all()
    assert not got.is_shown.any()


def test_only_what_leaves_0_out_of_its_interval_is_shown_or_has_a_direction():
    intervals = {"correlation_low": [0.0, 0.1, -0.5, -0.4, -0.2], "correlation_high": [0.4, 0.5, 0.0, -0.1, 0.3]}
    signs = {"correlations": [0.2, 0.3, -0.25, -0.25, 0.05], "coefficients": [-0.1, -0.1, 0.2, 0.0, 0.2]}
    others = dict.fromkeys(("weights", "low", "high", "above_high"), [0.1] * 5)
    arrays = intervals | signs | others | {"above_low": [0.0, 0.1, -0.1, 0.1, 0.1]}
    got = KeyDrivers(n=50, r_squared=0.5, **{name: np.array(values) for name, values in arrays.items()})
    assert got.is_shown.tolist() == [False, True, False, True, True]
    assert got.direction.tolist() == [0, 1, 0, -1, 0]
    assert got.is_suppressed.tolist() == [False, True, False, False, False]
