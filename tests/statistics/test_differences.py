"""Newcombe's and Welch's intervals, and the false discovery rate: against published values and scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from pipeline.statistics.differences import false_discovery, newcombe, welch


def test_newcombe_intervals_agree_with_the_paper(reference, reference_rows):
    expected = reference("04-period-comparison", "newcombe_difference")["expected"]
    for row in reference_rows("04-period-comparison/newcombe1998_diff.csv"):
        got = newcombe(*(int(row[name]) for name in ("x1", "n1", "x2", "n2")))
        want = expected[row["id"]]
        assert got.difference == pytest.approx(want["diff"], abs=1e-9)
        assert (got.low, got.high) == pytest.approx((want["newcombe_low"], want["newcombe_high"]), abs=1e-6)
        assert got.p == pytest.approx(np.nan if want["p_pooled"] is None else want["p_pooled"], nan_ok=True)


def test_year_on_year_differences_agree_with_the_reference(reference, reference_rows):
    months: dict[str, list[int]] = {}
    for row in reference_rows("04-period-comparison/ae_england_monthly.csv"):
        seen, late = int(row["attendances"]), int(row["breaches"])
        month = months.setdefault(row["period"][:7], [0, 0])
        month[0] += seen - late
        month[1] += seen
    expected = reference("04-period-comparison", "year_on_year")["expected"]["yoy"]
    for month, want in expected.items():
        year_before = f"{int(month[:4]) - 1}{month[4:]}"
        got = newcombe(*months[month], *months[year_before])
        ends = (100 * got.difference, 100 * got.low, 100 * got.high)
        assert ends == pytest.approx((want["diff_pp"], want["low_pp"], want["high_pp"]), abs=1e-6)


def test_welch_agrees_with_the_sleep_data(reference, reference_rows):
    expected = reference("04-period-comparison", "welch_sleep")["expected"]
    groups = {"1": [], "2": []}
    for row in reference_rows("04-period-comparison/sleep.csv"):
        groups[row["group"]].append(float(row["extra"]))
    first, second = groups.values()
    got = welch(len(first), np.mean(first), np.std(first, ddof=1), len(second), np.mean(second), np.std(second, ddof=1))
    assert (got.low, got.high, got.p) == pytest.approx(
        (expected["ci_low"], expected["ci_high"], expected["welch_p"]), rel=1e-9
    )


def test_two_groups_without_spread_have_a_difference_and_no_p():
    got = welch(10, 80.0, 0.0, 10, 75.0, 0.0)
    assert got.difference == 5
    assert np.isnan(got.p)


def test_an_empty_group_has_no_difference():
    got = newcombe(1, 2, 0, 0)
    assert np.isnan([got.difference, got.low, got.high, got.p]).all()


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_false_discovery_agrees_with_scipy(p):
    assert false_discovery(p) == pytest.approx(false_discovery_control(p), abs=1e-12)


def test_a_comparison_that_was_not_made_does_not_enlarge_the_family():
    assert false_discovery([0.01, np.nan]) == pytest.approx([0.01, np.nan], nan_ok=True)
