"""Times to resolution of two periods: the log-rank test of their curves, and how much faster or slower is sure."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.analysis.speeds import least_log_ratio, speed_tests
from pipeline.statistics.log_rank import log_rank
from tests.metrics.conftest import complaint

JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
ASKED = {"start": FEBRUARY, "before": [JANUARY], "period": "1mo"}


def resolved_after(days: int, many: int, month: int, **columns) -> list[dict]:
    """Return complaints of the first of a month resolved after so many days."""
    received, resolved = f"2024-{month:02}-01 08:00", f"2024-{month:02}-{1 + days:02} 08:00"
    return [complaint(received, resolved, **columns) for _ in range(many)]


@pytest.fixture
def slower(warehouse):
    """In community c1 20 cases took 2 days in January and 10 in February; c2 has cases of February only."""
    c1, c2 = {"community_id": "c1"}, {"community_id": "c2"}
    rows = [*resolved_after(2, 20, 1, **c1), *resolved_after(10, 20, 2, **c1), *resolved_after(3, 9, 2, **c2)]
    return warehouse(rows, complaints_until="2024-04-01")


def test_each_member_known_in_both_periods_has_the_test_of_its_own_two_curves(slower):
    (tests,) = speed_tests(slower, by=["community_id"], **ASKED).values()
    assert set(tests) == {("c1",)}
    assert tests["c1",].p == pytest.approx(log_rank([([10], [20], [0]), ([2], [20], [0])]).p)


def test_without_dimensions_there_is_one_test_of_all_complaints(slower):
    (tests,) = speed_tests(slower, **ASKED).values()
    assert set(tests) == {()}
    assert tests[()].p < 0.001


def test_where_all_cases_took_as_long_nothing_is_sure(warehouse):
    rows = [row for month in (1, 2) for days in (2, 5) for row in resolved_after(days, 20, month)]
    connection = warehouse(rows, complaints_until="2024-04-01")
    ((test,),) = [tests.values() for tests in speed_tests(connection, **ASKED).values()]
    assert least_log_ratio(test, 1.0) == least_log_ratio(test, -1.0) == 0


@pytest.mark.parametrize(("change", "is_sure"), [(8.0, True), (-8.0, False)])
def test_a_median_that_moves_against_its_curve_is_not_sure(change, is_sure):
    spread = log_rank([(range(5, 25), [1] * 20, [0] * 20), (range(1, 21), [1] * 20, [0] * 20)])
    slower = log_rank([(range(15, 35), [1] * 20, [0] * 20), (range(1, 21), [1] * 20, [0] * 20)])
    assert (least_log_ratio(slower, change) > 0) == is_sure
    assert 0 <= least_log_ratio(spread, 4.0) < least_log_ratio(slower, 8.0)
