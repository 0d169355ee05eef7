"""Verdicts on measures: direction, family and caveats."""

from dataclasses import replace

import pytest

from pipeline.reasons import reason
from pipeline.statistics.autoregression import Estimate
from pipeline.statistics.improvement import Effect
from pipeline.statistics.verdicts import caveats, verdicts

FLAT = Estimate(0.0, 1.0, -2.0, 2.0, 1.0)
SOUND = Effect("rate", Estimate(-1.0, 0.2, -1.4, -0.6, 0.001), FLAT, 4.0, 2.0, 18, 18, 0.1, False, 20.0, (0.1, -0.2))


def effect(value, p, **changes):
    return replace(SOUND, effect=Estimate(value, 0.2, value - 0.4, value + 0.4, p), **changes)


@pytest.mark.parametrize(
    ("value", "lower_is_better", "p", "verdict"),
    [
        (-1.0, True, 0.01, "improved"),
        (-1.0, False, 0.01, "worse"),
        (1.0, True, 0.01, "worse"),
        (0.5, True, 0.01, "worse"),
        (1.0, False, 0.01, "improved"),
        (-1.0, True, 0.05, "improved"),
        (-1.0, True, 0.051, "not_shown"),
        (-1.0, True, float("nan"), "not_shown"),
    ],
)
def test_a_verdict_needs_a_small_p_and_the_right_direction(value, lower_is_better, p, verdict):
    assert verdicts([effect(value, p)], [lower_is_better])[0].verdict == verdict
    assert reason(verdict, "zh")


def test_the_more_measures_are_evaluated_together_the_more_each_must_show():
    alone = verdicts([effect(-1, 0.03)], [True])
    among = verdicts([effect(-1, 0.03), effect(-1, 0.4), effect(1, 0.8)], [True] * 3)
    assert (alone[0].verdict, among[0].verdict) == ("improved", "not_shown")
    assert among[0].q == pytest.approx(0.09)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"placebos": ()}, "no_comparison"),
        ({"placebos": (1.5, 0.1)}, "untreated_alike"),
        ({"cases": 4.9}, "few_cases"),
        ({"slope": Estimate(0.8, 0.2, 0.4, 1.2, 0.001)}, "fading"),
        ({"rho": 0.6}, "strong_autocorrelation"),
        ({"has_gaps": True}, "months_missing"),
    ],
)
def test_what_weakens_an_estimate_is_named(changes, code):
    assert caveats(SOUND) == ()
    assert caveats(replace(SOUND, **changes)) == (code,)
    assert reason(code, "zh")
    assert reason(code, "en")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [({"cases": 5.0}, ()), ({"rho": 0.5}, ()), ({"slope": Estimate(0.8, 0.4, 0.0, 1.6, 0.05)}, ("fading",))],
)
def test_what_lies_on_a_limit_is_judged_as_the_definition_says(changes, codes):
    assert caveats(replace(SOUND, **changes)) == codes


def test_a_placebo_as_large_as_the_effect_stands_before_it():
    assert replace(SOUND, placebos=(1.0, 0.2, -0.1)).rank == 2


def test_an_effect_that_grows_is_not_fading():
    assert caveats(replace(SOUND, slope=Estimate(-0.8, 0.2, -1.2, -0.4, 0.001))) == ()


def test_one_of_ten_communities_without_the_measure_may_show_as_much():
    assert caveats(replace(SOUND, placebos=(2.0, *[0.1] * 9))) == ()
    assert caveats(replace(SOUND, placebos=(2.0, 2.0, *[0.1] * 8))) == ("untreated_alike",)
