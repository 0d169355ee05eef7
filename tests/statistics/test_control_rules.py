"""Special causes on control charts: by hand at the boundary of each rule, and against plain loops over random series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.control_charts import Chart, p_chart, xmr
from pipeline.statistics.control_rules import (
    COMMON_CAUSE,
    assurance,
    beyond_limits,
    making_data_count,
    nelson,
    one_side,
    variation,
)


def chart_of(z, phase=None):
    """Return a chart with centre 0 and sigma 1, so that the values are distances in sigmas."""
    values = np.asarray(z, float)
    n = len(values)
    flat = np.ones(n)
    phases = np.zeros(n, int) if phase is None else np.asarray(phase)
    return Chart(values, 0 * flat, flat, -3 * flat, 3 * flat, flat, phases, np.full(n, False))


def causes(z, phase=None):
    return making_data_count(chart_of(z, phase)).tolist()


def test_a_point_on_the_limit_is_inside_it():
    assert causes([3.0, 0, -3.0, 0]) == [COMMON_CAUSE] * 4
    assert causes([3.001, 0, -3.001, 0]) == ["above_limit", COMMON_CAUSE, "below_limit", COMMON_CAUSE]


@pytest.mark.parametrize(
    ("values", "last"), [([0.0, 50.0], 158.0), ([0.2, 0.7], 1.78), ([0.2, 0.7], -0.88), ([3.7, 4.2], 2.62)]
)
def test_a_point_on_a_limit_made_of_moving_ranges_is_inside_it(values, last):
    chart = xmr([*values * 6, last], basis=[True] * 12 + [False])
    assert last == pytest.approx(chart.upper[-1] if last > values[1] else chart.lower[-1])
    assert making_data_count(chart)[-1] == COMMON_CAUSE
    assert not beyond_limits(chart)[-1]


def test_points_off_a_constant_basis_can_form_a_run_but_lie_beyond_no_limit():
    chart = xmr([5.0] * 12 + [9.0] * 7, basis=[True] * 12 + [False] * 7)
    assert making_data_count(chart).tolist() == [COMMON_CAUSE] * 12 + ["seven_above"] * 7
    assert not nelson(chart)[8].any()


def test_seven_on_one_side_are_a_cause_and_six_are_not():
    side = [0.5, 0.4, 0.6, 0.5, 0.4, 0.6]
    assert causes([-1, *side, -1]) == [COMMON_CAUSE] * 8
    assert causes([-1, *side, 0.5, -1]) == [COMMON_CAUSE, *["seven_above"] * 7, COMMON_CAUSE]
    assert causes([1, *(-x for x in side), -0.5, 1])[1:8] == ["seven_below"] * 7


def test_a_point_on_the_centre_line_breaks_a_run():
    assert causes([0.5, 0.4, 0.6, 0.0, 0.5, 0.4, 0.6, 0.5]) == [COMMON_CAUSE] * 8


def test_seven_rising_points_are_a_cause_and_six_or_an_equal_pair_are_not():
    rising = [-0.6, -0.4, -0.2, 0.1, 0.3, 0.5, 0.7]
    assert causes([0, *rising, 0]) == [COMMON_CAUSE, *["rising"] * 7, COMMON_CAUSE]
    assert causes([0, *rising[1:], 0]) == [COMMON_CAUSE] * 8
    assert causes([0, *rising[:3], -0.2, *rising[3:5], 0]) == [COMMON_CAUSE] * 8
    assert causes([0, *(-x for x in rising), 0])[1:8] == ["falling"] * 7


def test_six_rising_points_at_the_start_are_no_cause():
    assert "rising" not in causes([-1.2, -0.8, -0.4, 0.1, 0.5, 0.9, 0.3, -0.2, 0.1])


def test_the_turn_between_two_trends_belongs_to_the_later_one():
    up = [-0.6, -0.4, -0.2, 0.1, 0.3, 0.5, 0.7]
    assert causes(up + up[-2::-1]) == ["rising"] * 6 + ["falling"] * 7
    assert causes(up[::-1] + up[1:]) == ["falling"] * 6 + ["rising"] * 7


def test_two_of_three_near_a_limit_count_only_with_all_three_on_that_side():
    assert causes([0, 2.5, 0.1, 2.5, 0]) == [
        COMMON_CAUSE,
        "two_of_three_high",
        COMMON_CAUSE,
        "two_of_three_high",
        COMMON_CAUSE,
    ]
    assert causes([0, 2.5, -0.1, 2.5, 0]) == [COMMON_CAUSE] * 5
    assert causes([0, 2.5, -2.5, 2.5, 0]) == [COMMON_CAUSE] * 5
    assert causes([0, -2.5, -2.5, -0.1, 0])[1:4] == ["two_of_three_low", "two_of_three_low", COMMON_CAUSE]


def test_points_beyond_a_limit_are_not_near_it():
    assert causes([0.1, 2.5, 3.5, 0.1, -1]) == [COMMON_CAUSE, COMMON_CAUSE, "above_limit", COMMON_CAUSE, COMMON_CAUSE]


def test_two_points_are_not_two_of_three():
    assert causes([2.5, 2.5]) == [COMMON_CAUSE] * 2


def test_no_window_reaches_over_a_recorded_change_or_a_gap():
    run = [0.5, 0.4, 0.6, 0.5, 0.4, 0.6, 0.5]
    assert causes(run, [0, 0, 0, 1, 1, 1, 1]) == [COMMON_CAUSE] * 7
    assert causes([*run[:3], np.nan, *run[3:]]) == [COMMON_CAUSE] * 8


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 5.0])
def test_no_point_of_a_constant_series_is_a_special_cause(value):
    chart = xmr([value] * 21)
    assert making_data_count(chart).tolist() == [COMMON_CAUSE] * 21
    assert not beyond_limits(chart).any()
    assert not any(rule[[0, -1]].any() for number, rule in nelson(chart).items() if number != 7)


def test_variation_turns_with_the_direction_that_is_better():
    found = ["above_limit", "falling", COMMON_CAUSE]
    assert variation(found, 1).tolist() == ["improvement", "concern", COMMON_CAUSE]
    assert variation(found, -1).tolist() == ["concern", "improvement", COMMON_CAUSE]
    assert variation(found, 0).tolist() == ["high", "low", COMMON_CAUSE]


def test_a_target_is_met_missed_or_within_the_limits():
    chart = xmr([10, 12, 11, 13, 9])
    assert [assurance(chart, target, 1) for target in (0, 11, 30)] == ["meets", "may_meet", "misses"]
    assert [assurance(chart, target, -1) for target in (0, 11, 30)] == ["misses", "may_meet", "meets"]
    edge = chart_of([0, 1])
    assert [assurance(edge, target, 1) for target in (-3.0, 3.0)] == ["may_meet", "may_meet"]
    newest = xmr([50, 52, 50, 52, 10, 12, 10, 12], rebased_at=[4])
    assert [assurance(newest, target, 1) for target in (0, 11, 40)] == ["meets", "may_meet", "misses"]
    assert assurance(chart, 11, 0) is None
    assert assurance(xmr([5] * 12), 4, 1) is None and assurance(xmr([]), 4, 1) is None
    assert assurance(xmr([50, 52, 50, 52, 10], rebased_at=[4]), 11, 1) is None


def test_a_target_is_judged_by_the_limits_of_the_last_point_alone():
    wide, narrow = ([500, 500, 50], [1000, 1000, 100]), ([50, 50, 500], [100, 100, 1000])  # 0.5, ± 0.15 or ± 0.05
    for better, low, high in ((1, "meets", "misses"), (-1, "misses", "meets")):
        for counts, said in ((wide, ["may_meet", "may_meet"]), (narrow, [low, high])):
            chart = p_chart(*counts, is_laney=False)
            assert [assurance(chart, target, better) for target in (0.4, 0.6)] == said


def test_nelson_marks_the_point_that_completes_a_window():
    def ends(rule, z, **options):
        return (np.flatnonzero(nelson(chart_of(z), **options)[rule]) + 1).tolist()

    zigzag = [0.1, -0.1] * 8
    assert ends(1, [0, 3.0, 3.1, -3.1]) == [3, 4]
    assert ends(2, [-1] + [0.5, 0.4] * 5) == [10, 11]
    assert ends(3, [1, 2, 3, 4, 5, 6, 6, 7]) == [6]
    assert ends(3, [1, 2, 3, 4, 5, 6, 7], trend_points=7) == [7]
    assert ends(4, zigzag) == [14, 15, 16]
    assert ends(4, zigzag, alternating_points=15) == [15, 16]
    assert ends(4, [0.1, *zigzag[:14]]) == [15]
    assert ends(5, [0, 2.1, -1, 2.1, 0]) == [4]
    assert ends(3, [6, 5, 4, 3, 2, 1, 1]) == [6]
    assert ends(5, [0, 2.1, -2.1, 0]) == []
    assert ends(5, [0, -2.1, -2.1, 0]) == [3]
    assert ends(5, [2.0, 2.1, 2.0, -2.0, -2.1, -2.0]) == []
    assert ends(5, [2.1, 0, 0, 2.1, 0, -2.1, 0, 0, -2.1]) == []
    assert ends(6, [1.5, 1.5, 0, 1.5, 1.5, 0]) == [5]
    assert ends(6, [-1.5, -1.5, 0, -1.5, -1.5, 0]) == [5]
    assert ends(6, [1.5, 1.5, 1.5, 1.0, 0, -1.5, -1.5, -1.5, -1.0]) == []
    assert ends(6, [1.5, 1.5, 0, 0, 1.5, 1.5, 0, -1.5, -1.5, 0, 0, -1.5, -1.5]) == []
    assert ends(7, [0.5] * 14 + [1.0] + [0.5] * 15) == [30]
    assert ends(8, [1.5, -1.5] * 4 + [1.0]) == [8]


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_short_series_break_no_rule(n):
    chart = chart_of([0.5] * n)
    assert len(making_data_count(chart)) == n
    assert all(len(rule) == n and not rule.any() for rule in nelson(chart).values())


def test_points_are_judged_by_their_own_limits():
    chart = p_chart([65, 66, 8, 90], [100, 100, 10, 100], is_laney=False)
    assert beyond_limits(chart).tolist() == [False, False, False, True] == (chart.values > chart.upper).tolist()


def plain_causes(z):
    """The four rules of Making Data Count, point by point over all windows."""
    n = len(z)
    found = []
    windows = [range(i, i + 7) for i in range(n - 6)]
    triples = [range(i, i + 3) for i in range(n - 2)]
    for i in range(n):
        mine = [w for w in windows if i in w]
        up = [w for w in mine if all(z[j + 1] > z[j] for j in w[:-1])]
        down = [w for w in mine if all(z[j + 1] < z[j] for j in w[:-1])]
        sides = [(1, "high", "above"), (-1, "low", "below")]
        near = {
            word: any(
                all(way * z[j] > 0 for j in t) and sum(2 < way * z[j] <= 3 for j in t) >= 2 for t in triples if i in t
            )
            and 2 < way * z[i] <= 3
            for way, word, _ in sides
        }
        run = {word: any(all(way * z[j] > 0 for j in w) for w in mine) for way, _, word in sides}
        if abs(z[i]) > 3:
            found.append("above_limit" if z[i] > 0 else "below_limit")
        elif up or down:
            last = max(up + down, key=lambda w: w[-1])
            found.append("rising" if last in up else "falling")
        elif near["high"] or near["low"]:
            found.append("two_of_three_high" if near["high"] else "two_of_three_low")
        elif run["above"] or run["below"]:
            found.append("seven_above" if run["above"] else "seven_below")
        else:
            found.append(COMMON_CAUSE)
    return found


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from([-3.5, -3, -2.5, -2, -1, -0.5, 0, 0.5, 1, 2, 2.2, 2.5, 3, 3.5]), max_size=25),
    st.booleans(),
)
def test_special_causes_agree_with_plain_loops(z, is_walk):
    if is_walk:  # long trends are rare among independent points
        z = (np.cumsum(z) / 10).tolist()
    z = np.round(z, 3).tolist()
    assert causes(z) == plain_causes(z)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-8, 8), min_size=2, max_size=40))
def test_upside_down_the_causes_are_mirrored(values):
    pairs = [
        ("above_limit", "below_limit"),
        ("rising", "falling"),
        ("seven_above", "seven_below"),
        ("two_of_three_high", "two_of_three_low"),
    ]
    mirror = {COMMON_CAUSE: COMMON_CAUSE, **dict(pairs), **{low: high for high, low in pairs}}
    upright = making_data_count(xmr(values))
    assert [mirror[cause] for cause in upright] == making_data_count(xmr([-value for value in values])).tolist()


def test_a_run_goes_on_marking_after_its_seventh_point():
    assert np.flatnonzero(one_side(chart_of([0.5] * 9), 7)).tolist() == [6, 7, 8]
