"""Changes of level: against trying every segmentation, and how rarely noise is called one."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.change_point import breaks, cusum_test, level_change, pettitt


def squares(parts):
    return sum(((part - part.mean()) ** 2).sum() for part in parts)


def by_trying_all(x, shortest):
    n, found = len(x), {}
    for number in range(6):
        for places in combinations(range(shortest, n - shortest + 1), number):
            parts = np.split(x, places)
            if min(map(len, parts)) >= shortest:
                bic = n * np.log(squares(parts) / n) + 2 * (number + 1) * np.log(n)
                found[places] = bic
    return min(found, key=found.get)


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 10**6))
def test_breaks_are_those_of_the_best_segmentation(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=20) + np.repeat(rng.choice([0, 0, 4, -3], 4), 5)
    assert breaks(x) == by_trying_all(x, 3)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_the_single_change_is_the_best_split(seed):
    x = np.random.default_rng(seed).normal(size=24)
    got = level_change(x)
    splits = {at: squares(np.split(x, [at])) for at in range(3, 22)}
    assert got.sum_of_squares == pytest.approx(min(splits.values()))
    assert splits[got.last_before] == pytest.approx(got.sum_of_squares)
    total = squares([x])
    assert got.sup_f == pytest.approx((total - got.sum_of_squares) / (got.sum_of_squares / 22))


def test_a_change_is_dated_where_one_side_varies_a_hundred_times_as_much_as_the_other():
    """Both ends of the interval are then on the side that varies, where the change is seen late."""
    noise = np.random.default_rng(3).normal(size=24)
    quiet, loud = noise[:8] * 0.05, 4 + noise[8:]
    late = level_change(np.r_[quiet, loud])
    early = level_change(-np.r_[quiet, loud][::-1])
    assert late.low <= late.last_before <= late.high
    assert early.low <= early.last_before <= early.high
    assert late.high - late.last_before == pytest.approx(early.last_before - early.low, abs=1)


@pytest.mark.parametrize("wider", [1, 2, 5, 5.5, 20, 100])
def test_read_backwards_a_change_has_the_mirrored_interval(wider):
    rng = np.random.default_rng(7)
    noise = rng.permutation(np.tile([2.0, -2.0], 30)), rng.permutation(np.tile([2.0, -2.0], 30)) / wider
    x = np.r_[noise[0], 1 + noise[1]]
    forth, back = level_change(x), level_change(-x[::-1])
    assert (120 - back.high, 120 - back.last_before, 120 - back.low) == (forth.low, forth.last_before, forth.high)


@pytest.mark.parametrize(("confidence", "quantile"), [(0.9, 7.687), (0.95, 11.033), (0.98, 15.868)])
def test_the_interval_of_a_date_has_the_published_quantiles(confidence, quantile):
    """Yao (1987): of two segments of the same variance, in variances per squared step."""
    x = np.tile([10**0.5, -(10**0.5)], 200) + np.repeat([0, 1], 200)  # ten variances
    found = level_change(x, confidence)
    assert found.last_before - found.low == found.high - found.last_before == np.ceil(10 * quantile)


def test_neither_breaks_nor_the_date_of_a_change_depend_on_the_unit():
    x = np.r_[np.zeros(12), np.full(8, 2.0)] + np.random.default_rng(1).normal(0, 1, 20)
    for unit in (1e-9, 1e9):
        for one, other in ((level_change(x), level_change(unit * x)), (cusum_test(x), cusum_test(unit * x))):
            assert other.last_before == one.last_before
        assert (level_change(unit * x).low, level_change(unit * x).high) == (level_change(x).low, level_change(x).high)
        assert level_change(unit * x).sup_f == pytest.approx(level_change(x).sup_f)
        assert breaks(unit * x) == breaks(x) == (12,)


def test_a_change_is_found_far_from_zero():
    x = np.r_[np.zeros(12), np.full(8, 2.0)] + np.random.default_rng(1).normal(0, 1, 20)
    got = level_change(x + 1e8)
    assert got.last_before == level_change(x).last_before
    assert got.sum_of_squares == pytest.approx(level_change(x).sum_of_squares, rel=1e-6)


def test_levels_without_noise_have_no_break_within():
    for levels in ([0.2, 0.1, 0.3], [0.2, 0.3, 0.1], [70.1, 60.3, 79.9]):  # sums of squares of 0 but for rounding
        assert breaks(np.repeat(levels, 7)) == (7, 14)
    for unit in (0.1, 1e5):
        got = level_change(np.repeat([0.1, 0.3], 10) * unit)
        assert (got.last_before, got.low, got.high, got.sum_of_squares, got.sup_f) == (10, 10, 10, 0, np.inf)


@pytest.mark.filterwarnings("error")
def test_four_values_can_have_a_change_of_two_constant_levels_and_a_constant_series_none():
    got = level_change([1, 1, 3, 3])
    assert (got.last_before, got.low, got.high, got.sum_of_squares, got.sup_f) == (2, 2, 2, 0, np.inf)
    assert (got.mean_before, got.mean_after) == (1, 3)
    assert level_change([1, 1, 3, 5]).low == level_change([1, -1, 3, 3]).high == 2
    for without_step in ([5.0] * 6, [0.1] * 30, [1, 3, 3, 1]):
        got = level_change(without_step)
        assert np.isnan([got.low, got.high]).all() and not got.sup_f > 0


def test_pettitts_test_by_hand():
    got = pettitt(range(1, 11))  # |2·Σ ranks − 11·k| is k·(10 − k), most at 5
    assert (got.statistic, got.last_before) == (25, 5)
    assert got.p == pytest.approx(2 * np.exp(-6 * 625 / 1100))


def test_the_cusum_test_by_hand():
    got = cusum_test([0, 0, 1, 1])  # sums −½, −1, −½, 0; sd √⅓; Kolmogorov's p as a sum
    assert (got.statistic, got.last_before) == (pytest.approx(0.75**0.5), 2)
    assert got.p == pytest.approx(2 * (np.exp(-1.5) - np.exp(-6) + np.exp(-13.5) - np.exp(-24)), abs=1e-12)


def test_the_interval_of_a_date_stays_within_the_series_and_holds_the_date():
    rng = np.random.default_rng(5)
    x = np.r_[rng.normal(size=40), 3 + 1000 * rng.normal(size=40)]
    found = level_change(x)
    assert 0 == found.low <= found.last_before <= found.high <= len(x)


def test_a_change_of_level_is_found_where_it_is():
    x = np.r_[np.zeros(30), np.full(20, 2.0)] + np.random.default_rng(1).normal(0, 1, 50)
    assert breaks(x) == pytest.approx((30,), abs=2)
    assert level_change(x).low <= 30 <= level_change(x).high
    for test in (pettitt(x), cusum_test(x)):
        assert test.p < 0.001
        assert abs(test.last_before - 30) <= 2


def test_the_interval_of_the_date_holds_the_true_one_nineteen_times_in_twenty():
    rng = np.random.default_rng(2)
    held = []
    for _ in range(400):
        got = level_change(np.r_[rng.normal(0, 1, 40), rng.normal(1.5, 1.6, 40)])
        held.append(got.low <= 40 <= got.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.04)


def test_noise_is_rarely_called_a_change():
    series = np.random.default_rng(3).normal(size=(400, 60))
    assert np.mean([bool(breaks(x)) for x in series]) < 0.1
    for test in (pettitt, cusum_test):
        assert np.mean([test(x).p < 0.05 for x in series]) < 0.06


def test_two_changes_are_both_found():
    x = np.repeat([0.0, 5.0, -5.0], 20) + np.random.default_rng(4).normal(0, 1, 60)
    assert breaks(x) == (20, 40)


@pytest.mark.parametrize(("squared_step", "found"), [(0.349, ()), (0.35, (10,))])
def test_bic_takes_a_break_for_two_parameters_more(squared_step, found):
    """Variance 1 about both levels and 1 + step²/4 about one: ln 1.3493 is 2·ln(20)/20."""
    assert breaks(np.tile([1, -1], 10) + np.repeat([0, 2 * squared_step**0.5], 10)) == found


def test_a_single_value_is_no_level():
    assert breaks([1, 1, 9]) == breaks([1, 9, 9, 9, 9, 9]) == ()
    assert breaks([1, 1, 9, 9]) == (2,)


def test_at_most_five_breaks_are_told():
    assert len(breaks(np.repeat([0, 9, 0, 9, 0, 9], 2))) == 5
    assert len(breaks(np.repeat([0, 9, 0, 9, 0, 9, 0], 2))) <= 5


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("values", [[5.0] * 30, [0.1] * 30, [1.0, 5.0], [1.0], []])
def test_a_constant_or_short_series_has_no_change(values):
    assert breaks(values) == ()


@pytest.mark.filterwarnings("error")
def test_a_constant_series_has_no_test_and_three_values_no_change():
    got = cusum_test([5.0] * 30)
    assert np.isnan([got.statistic, got.p]).all() and got.last_before == 0
    assert pettitt([5.0] * 30).p == 1
    with pytest.raises(ValueError, match="too few"):
        level_change([1, 2, 3])
