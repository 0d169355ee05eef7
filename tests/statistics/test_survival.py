"""Survival from counts: against R's published numbers, and against the expanded data."""

import numpy as np
import pytest

from pipeline.statistics.survival import Curve, curve

DAYS = (7, 30, 90, 180, 365)


def of_cases(times: list[float], events: list[int]) -> Curve:
    """Return the curve of single cases; event 1 = resolved, 2 = competing, 0 = open."""
    kinds = np.asarray(events)
    return curve(times, kinds == 1, kinds == 2, kinds == 0)


def lung(reference_rows) -> tuple[list[float], list[int]]:
    data = reference_rows("07-resolution-time/lung.csv")
    return [float(row["time"]) for row in data], [int(row["event"]) for row in data]


def test_quantiles_of_the_lung_data_agree_with_r(reference, reference_rows):
    expected = reference("07-resolution-time", "km_lung")["expected"]
    got = of_cases(*lung(reference_rows))
    interval = expected["median_ci"]["loglog"]
    assert got.quantile(0.5) == (expected["median"], interval["low"], interval["high"])
    for name, share in (("p25", 0.25), ("p75", 0.75), ("p90", 0.9)):
        assert got.quantile(share)[0] == expected[name]


def test_shares_resolved_by_a_day_agree_with_r(reference, reference_rows):
    expected = reference("07-resolution-time", "km_lung")["expected"]
    got = of_cases(*lung(reference_rows))
    for day in DAYS:
        want = expected[f"by_day_{day}"]
        ends = (want["resolved"], want["loglog"]["low"], want["loglog"]["high"])
        assert got.by(day) == pytest.approx(ends, abs=1e-7)
        place = np.searchsorted(got.times, day, side="right") - 1
        assert got.error[place] == pytest.approx(want["greenwood_se"], abs=1e-7)


def test_the_product_limit_table_of_gehan_agrees_with_r(reference, reference_rows):
    expected = reference("07-resolution-time", "km_gehan")["expected"]
    data = [row for row in reference_rows("07-resolution-time/gehan.csv") if row["treat"] == "6-MP"]
    got = of_cases([float(row["time"]) for row in data], [int(row["cens"]) for row in data])
    assert list(got.times) == expected["time"]
    assert 1 - got.resolved == pytest.approx(expected["surv"], abs=1e-7)
    assert got.error == pytest.approx(expected["se"], abs=1e-7)


def test_competing_events_agree_with_aalen_and_johansen(reference, reference_rows):
    expected = reference("07-resolution-time", "competing_risks")["expected"]
    data = reference_rows("07-resolution-time/mgus2_competing.csv")
    times, events = [float(row["time"]) for row in data], [int(row["event"]) for row in data]
    got = of_cases(times, events)
    assert [got.by(month)[0] for month in (60, 120, 240)] == pytest.approx(expected["pcm"], abs=1e-6)
    other = of_cases(times, [{1: 2, 2: 1}.get(event, 0) for event in events])
    assert [other.by(month)[0] for month in (60, 120, 240)] == pytest.approx(expected["death"], abs=1e-6)


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
