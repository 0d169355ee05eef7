"""Repeat rate: from which age a resolution is judged, and what is counted apart."""

from datetime import datetime

import pytest

from pipeline.metrics.repeat_rate import repeat_rate
from tests.metrics.conftest import complaint, rows

APRIL = datetime(2024, 4, 1)
PLACE = {"community_id": "c1", "home_id": "h1", "category": "service"}


def only(frame, **arguments):
    (row,) = rows(repeat_rate(frame, period=None, as_of=APRIL, **arguments))
    return row


@pytest.mark.parametrize(("resolved", "judged"), [("2024-01-01 23:59", 1), ("2024-01-02 00:00", 0)])
def test_a_resolution_is_judged_once_its_day_is_90_days_old(complaints, resolved, judged):
    assert only(complaints(complaint("2023-12-20", resolved, **PLACE)))["resolved"] == judged


def test_close_times_contradicting_times_and_unknown_homes_are_counted_apart(complaints):
    wrong, nowhere = {"timing_problem": "resolved_before_received"}, {"home_id": None}
    closed = {"resolved_from": "closed"}
    kinds = [{}, closed, wrong, nowhere, wrong | nowhere, closed | wrong, closed | nowhere]
    given = [complaint("2023-11-01", "2023-11-02", **PLACE | kind, cases=2**at) for at, kind in enumerate(kinds)]
    row = only(complaints(*given))
    counted = {name: row[name] for name in ("resolved", "repeated", "by_close_time", "not_in_export", "excluded")}
    assert counted == {"resolved": 3, "repeated": 0, "by_close_time": 2, "not_in_export": 88, "excluded": 36}
