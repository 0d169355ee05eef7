"""Margin of error and required answers: textbook numbers, the ends, and what is not known."""

import math

import pytest

from pipeline.statistics.sample_size import margin, required_answers


@pytest.mark.parametrize(
    ("points", "population", "answers"),
    [
        (0.05, math.nan, 385),
        (0.05, 500, 218),
        (0.05, 1000, 278),
        (0.05, 100_000, 383),
        (0.03, 1000, 517),
        (0.05, 1, 1),
        (0.05, 0, 385),
    ],
)
def test_the_answers_of_cochrans_table(points, population, answers):
    assert required_answers(points, population) == answers


def test_the_margin_of_a_large_population_and_of_a_small_one():
    assert margin(0.5, 384.1459, math.nan) == pytest.approx(0.05, abs=1e-6)
    assert margin(0.5, 100, 200) == pytest.approx(0.0979982 * math.sqrt(100 / 199), abs=1e-6)


@pytest.mark.parametrize(
    ("n", "population", "expected"), [(200, 200, 0.0), (2, 2, 0.0), (1, 1, 0.9799820), (10, 9, 0.3098975)]
)
def test_all_have_answered_or_more_than_there_are(n, population, expected):
    assert margin(0.5, n, population) == pytest.approx(expected, abs=1e-6)


def test_without_answers_there_is_no_margin():
    assert math.isnan(margin(0.5, 0, 100))


@pytest.mark.parametrize("population", [50, 500, 5000])
def test_the_required_answers_reach_the_margin_and_one_less_does_not(population):
    n = required_answers(0.05, population)
    assert margin(0.5, n, population) <= 0.05 < margin(0.5, n - 1, population)
