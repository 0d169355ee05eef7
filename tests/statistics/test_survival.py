"""Survival from counts: against printed numbers and expanded data. R's numbers are in tests/reference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.survival import Curve, curve


def of_cases(times: list[float], events: list[int]) -> Curve:
    """Return the curve of single cases; event 1 = resolved, 2 = competing, 0 = open."""
    kinds = np.asarray(events)
    return curve(times, kinds == 1, kinds == 2, kinds == 0)


def test_counts_give_what_the_single_cases_give():
    single = of_cases([1, 1, 1, 2, 2, 3, 3, 5], [1, 1, 0, 2, 1, 0, 1, 0])
    counted = curve([1, 2, 3, 5], [2, 1, 1, 0], [0, 1, 0, 0], [1, 0, 1, 1])
    assert counted.resolved == pytest.approx(single.resolved)
    assert counted.error == pytest.approx(single.error)


def test_the_error_with_competing_events_becomes_greenwoods_when_there_are_none():
    kaplan_meier = curve([1, 2, 3, 4], [3, 2, 2, 1], [0, 0, 0, 0], [1, 1, 2, 3])
    nearly = curve([1, 2, 3, 4], [3, 2, 2, 1], [0, 0, 1e-12, 0], [1, 1, 2, 3])
    assert nearly.error == pytest.approx(kaplan_meier.error, rel=1e-6)


def test_the_error_with_competing_events_agrees_with_the_bootstrap():
    rng = np.random.default_rng(7)
    times, events = rng.integers(1, 20, 400), rng.choice([0, 1, 2], 400, p=[0.3, 0.5, 0.2])
    got = of_cases(list(times), list(events))
    draws = [rng.integers(0, 400, 400) for _ in range(400)]
    shares = [of_cases(list(times[draw]), list(events[draw])).by(10)[0] for draw in draws]
    place = np.searchsorted(got.times, 10, side="right") - 1
    assert got.error[place] == pytest.approx(np.std(shares), rel=0.1)


def test_a_median_that_is_not_reached_is_not_a_number():
    got = curve([1, 2], [1, 0], [0, 0], [0, 9])
    assert np.isnan(got.quantile(0.5)[0])


def test_everything_resolved_on_one_day_has_that_day_as_median():
    assert curve([3], [4], [0], [0]).quantile(0.5)[0] == 3


@pytest.mark.parametrize(
    ("closed", "still_open", "median"),
    [
        ([5, 6], [], 5.5),
        ([5, 6, 8, 8], [], 7.0),
        ([4, 6, 8], [], 6.0),
        ([5], [5], 5.0),  # half, and nobody is observed for longer
        ([5], [25], 15.0),  # half to the end of what is observed
        ([5], [25, 25], None),
    ],
)
def test_the_median_lies_in_the_middle_of_the_time_at_which_exactly_half_are_resolved(closed, still_open, median):
    got = of_cases([*closed, *still_open], [1] * len(closed) + [0] * len(still_open)).quantile(0.5)[0]
    assert got == median if median else np.isnan(got)


def test_half_is_half_although_it_is_a_product_of_fractions():
    assert of_cases(list(range(1, 21)), [1] * 20).quantile(0.5)[0] == 10.5


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=15), st.sampled_from([0.25, 0.5, 0.75, 0.9]))
def test_without_open_cases_quantiles_are_those_of_the_durations_with_averaging_at_jumps(durations, share):
    want = np.quantile(durations, share, method="averaged_inverted_cdf")
    assert of_cases(durations, [1] * len(durations)).quantile(share)[0] == want


def test_the_scale_moves_the_interval_and_never_the_share():
    counts = ([3, 8, 20], [1, 5, 2], [0, 0, 0], [0, 4, 8])
    plain, log, log_log = (curve(*counts, scale=scale) for scale in ("plain", "log", "log-log"))
    assert plain.by(8)[0] == log.by(8)[0] == log_log.by(8)[0]
    share, low, high = plain.by(8)
    assert high - share == pytest.approx(share - low) == pytest.approx(1.959964 * plain.error[1], abs=1e-6)
    staying, log_low, log_high = 1 - share, *log.by(8)[1:]
    assert (1 - log_low) * (1 - log_high) == pytest.approx(staying**2)
    assert (plain.by(3)[1], log.by(3)[1]) == (0, 0)
    assert 0 < log_log.by(3)[1] < 0.05


def test_a_share_by_a_day_that_nobody_was_observed_for_is_unknown():
    got = curve([2, 10], [1, 0], [0, 0], [0, 3])
    assert got.by(10)[0] == 0.25
    assert np.isnan(got.by(11)).all()


def test_a_share_stays_known_when_every_case_has_ended():
    assert curve([2, 3, 9], [2, 1, 0], [0, 1, 0], [0, 0, 0]).by(30)[0] == 0.75


def test_before_the_first_event_nothing_is_resolved():
    assert curve([5], [1], [0], [1]).by(4)[0] == 0


def test_no_cases_give_an_empty_curve():
    got = curve([], [], [], [])
    assert np.isnan(got.by(7)[0])
    assert np.isnan(got.quantile(0.5)[0])


def test_the_log_log_interval_of_gehans_6_mp_group():
    """Freireich et al. 1963, remission in weeks; R's survfit with conf.type = "log-log" at 6 and 10 weeks."""
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still_well = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    got = of_cases([*relapsed, *still_well], [1] * len(relapsed) + [0] * len(still_well))
    assert got.by(6) == pytest.approx((1 - 0.857, 1 - 0.952, 1 - 0.620), abs=5e-4)
    assert got.by(10) == pytest.approx((1 - 0.753, 1 - 0.889, 1 - 0.503), abs=5e-4)
