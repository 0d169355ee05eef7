"""Backlog: what it cannot tell of is counted apart, and what comes with the as-of moment has not happened yet."""

from datetime import datetime

import pytest

from pipeline.metrics.backlog import backlog
from tests.metrics.conftest import complaint, rows

APRIL = datetime(2024, 4, 1)
NOON = datetime(2024, 3, 20, 12)
COUNTS = ("received", "backlog", "age_0_7", "not_in_export", "excluded")


def counted(frame, **arguments):
    return [tuple(row[name] for name in COUNTS) for row in rows(backlog(frame, **({"as_of": APRIL} | arguments)))]


@pytest.mark.parametrize("period", ["1mo", None])
def test_cases_of_contradicting_times_and_of_exports_that_say_no_end_are_counted_apart(complaints, period):
    wrong, silent = {"timing_problem": "resolved_before_received"}, {"has_resolution_field": False}
    neither = silent | {"has_closing_field": False}
    frame = complaints(
        complaint("2024-03-29"),
        complaint("2024-03-29", cases=2, **silent),  # it says when a case was closed
        complaint("2024-03-29", cases=4, has_closing_field=False),
        complaint("2024-03-29", cases=8, **wrong),
        complaint("2024-03-29", cases=16, **neither),
        complaint("2024-03-29", cases=32, **neither, **wrong),
    )
    assert counted(frame, period=period) == [(7, 7, 7, 48, 8)]


@pytest.mark.parametrize("period", ["1d", "1mo", None])
@pytest.mark.parametrize("as_of", [NOON, APRIL])
def test_what_comes_or_goes_with_the_as_of_moment_has_not_done_so_yet(complaints, period, as_of):
    frame = complaints(complaint("2024-03-18 08:00", str(as_of), cases=2), complaint(str(as_of)))
    assert counted(frame, period=period, as_of=as_of)[-1] == (2, 2, 2 if as_of == NOON else 0, 0, 0)


def test_each_type_has_its_own_stock_the_nameless_one_too(complaints):
    frame = complaints(
        complaint("2024-02-10", "2024-03-02", category="safety"),
        complaint("2024-02-10"),
        complaint("2024-03-10", category="safety", cases=3),
    )
    found = rows(backlog(frame, by=["category"], as_of=APRIL))
    stocks = {(row["category"], row["period_start"].month): row["backlog"] for row in found}
    assert stocks == {("safety", 2): 1, ("safety", 3): 3, (None, 2): 1, (None, 3): 1}


@pytest.mark.parametrize(
    ("history", "backlog_of_march"),
    [
        ({"reopened_at": "2024-03-05"}, 1),
        ({"reopened_at": "2024-03-06", "second_resolved_at": "2024-03-07", "second_reopened_at": "2024-03-07"}, 1),
        ({"reopened_at": "2024-03-06", "second_resolved_at": "2024-03-07"}, 0),
    ],
)
def test_a_case_reopened_in_the_moment_of_its_resolution_is_open(complaints, history, backlog_of_march):
    frame = complaints(complaint("2024-03-01", "2024-03-05", **history))
    assert [row["backlog"] for row in rows(backlog(frame, as_of=APRIL))] == [backlog_of_march]
