"""Wilson and t intervals: against published tables, against statsmodels, and at their edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from pipeline.statistics.intervals import exact_interval, standard_deviation, t_interval, wilson


def test_wilson_intervals_agree_with_newcombes_table(reference):
    case = reference("01-descriptive-ci", "wilson_newcombe_table1")
    for name, expected in case["expected"].items():
        successes, n = (int(part[1:]) for part in name.split("_"))
        assert wilson(successes, n) == pytest.approx((expected["wilson_low"], expected["wilson_high"]), abs=1e-7)


def test_mean_intervals_agree_with_the_reference(reference, reference_rows):
    case = reference("01-descriptive-ci", "likert_mass_items")
    answers = reference_rows("01-descriptive-ci/likert_mass.csv")
    for item, expected in case["expected"].items():
        if not item.startswith("q"):
            continue
        values = np.array([float(row[item]) for row in answers])
        sd = standard_deviation(len(values), values.sum(), (values**2).sum())
        assert sd == pytest.approx(expected["sd"], rel=1e-9)
        ends = t_interval(len(values), values.mean(), sd)
        assert ends == pytest.approx((expected["mean_ci_low"], expected["mean_ci_high"]), rel=1e-9)
        top2 = wilson((values >= 4).sum(), len(values))
        assert top2 == pytest.approx((expected["top2_wilson_low"], expected["top2_wilson_high"]), rel=1e-9)


def test_the_interval_of_a_large_sample_agrees_with_nist(reference):
    expected = reference("01-descriptive-ci", "t_interval_nist")["expected"]
    assert t_interval(195, 9.261460, 0.02278881) == pytest.approx((expected["low"], expected["high"]), rel=1e-9)


@settings(deadline=None)
@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_statsmodels(counts):
    assert wilson(*counts) == pytest.approx(proportion_confint(*counts, method="wilson"), abs=1e-12)


@settings(deadline=None)
@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_with_continuity_correction_agrees_with_scipy(counts):
    ends = binomtest(*counts).proportion_ci(method="wilsoncc")
    assert wilson(*counts, is_corrected=True) == pytest.approx((ends.low, ends.high), abs=1e-9)


def test_nobody_satisfied_and_everybody_satisfied_end_at_exactly_0_and_1():
    assert wilson(0, 20)[0] == 0
    assert wilson(20, 20)[1] == 1


def test_a_group_without_answers_has_no_interval():
    assert np.isnan(wilson(0, 0)).all()


def test_the_mean_of_one_answer_has_no_interval():
    assert np.isnan(t_interval(1, 50.0, 0.0)).all()
    assert np.isnan(standard_deviation(1, 50.0, 2500.0))


def test_equal_answers_have_no_spread():
    assert standard_deviation(3, 0.3, 0.03) == pytest.approx(0, abs=1e-9)


def test_the_t_interval_of_ten_answers():
    low, high = t_interval(10, 5.0, 2.0)  # t(9; 0.975) = 2.262157
    assert (float(low), float(high)) == pytest.approx((5 - 1.430714, 5 + 1.430714), abs=1e-5)


@settings(deadline=None)
@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_exact_interval_agrees_with_statsmodels(counts):
    assert exact_interval(*counts) == pytest.approx(proportion_confint(*counts, method="beta"), abs=1e-9)


def test_nobody_asked_has_no_exact_interval():
    assert np.isnan(exact_interval(0, 0)).all()


def test_equal_answers_have_no_t_interval():
    assert np.isnan(t_interval(3, 3.0, 0.0)).all()
