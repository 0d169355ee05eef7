"""The edges that complaint figures share: the as-of moment, ripeness after 30 days, and times that contradict each other."""

from datetime import datetime

import pytest

from pipeline.metrics.catalogue import catalogue
from tests.metrics.conftest import complaint, rows

APRIL = datetime(2024, 4, 1)
MOMENT = "2024-04-01 00:00"
RATES = ["resolution_rate", "resolution_rate_to_date", "on_time_rate", "on_time_rate_to_date", "closure_rate"]
TIMED = [*RATES, "clearance_ratio", "time_to_resolution"]
OF_COMPLAINTS = [*TIMED, "complaint_count", "confirmed_resolution_rate", "handling_satisfaction_rate"]
OF_RECEIPT = [*OF_COMPLAINTS, "on_time_response_rate", "hot_spot_share", "register_completeness"]
RIPE_AFTER_30_DAYS = [name for name in OF_COMPLAINTS if "ripe_after_days" in catalogue()[name].parameters]


def only(name, frame, **arguments):
    (row,) = rows(catalogue()[name].function(frame, by=(), **{"period": None, "as_of": APRIL} | arguments))
    return row


@pytest.mark.parametrize("name", OF_RECEIPT)
def test_a_complaint_of_the_as_of_moment_has_not_been_made_yet(complaints, name):
    frame = complaints(
        complaint(MOMENT, MOMENT, due_at=MOMENT, callback_answer="satisfied", is_confirmed_resolved=True)
    )
    found = rows(catalogue()[name].function(frame, by=(), period=None, as_of=APRIL))
    assert not any(value for row in found for column, value in row.items() if column != "field")


@pytest.mark.parametrize(
    ("history", "resolved"),
    [
        ({"reopened_at": MOMENT}, 1),
        ({"reopened_at": "2024-03-25", "last_resolved_at": MOMENT}, 0),
        ({"reopened_at": "2024-03-25", "second_resolved_at": "2024-03-27", "second_reopened_at": MOMENT}, 1),
        ({"reopened_at": "2024-03-25", "second_resolved_at": "2024-03-27", "second_reopened_at": "2024-03-31"}, 0),
    ],
)
def test_a_reopening_or_resolution_of_the_as_of_moment_has_not_happened_yet(complaints, history, resolved):
    assert (
        only("resolution_rate_to_date", complaints(complaint("2024-03-20", "2024-03-22", **history)))["resolved"]
        == resolved
    )


def test_a_case_closed_by_its_status_is_open_while_its_resolution_is_not_before_the_as_of_moment(complaints):
    assert only("closure_rate", complaints(complaint("2024-03-20", MOMENT, status="closed")))["closed"] == 0


def test_a_call_at_the_as_of_moment_has_not_been_made_yet(complaints):
    frame = complaints(complaint("2024-03-20", is_confirmed_resolved=True, called_back_at=MOMENT))
    row = only("confirmed_resolution_rate", frame)
    assert (row["complaints"], row["asked"], row["confirmed"]) == (1, 0, 0)


@pytest.mark.parametrize("name", ["on_time_rate", "on_time_rate_to_date"])
def test_an_open_case_due_at_the_as_of_moment_is_missed(complaints, name):
    row = only(name, complaints(complaint("2024-03-20", due_at=MOMENT)))
    assert (row["due"], row["met"], row["not_yet_due"]) == (1, 0, 0)


@pytest.mark.parametrize("name", RIPE_AFTER_30_DAYS)
@pytest.mark.parametrize(("as_of", "ripe"), [(datetime(2024, 3, 31), True), (datetime(2024, 3, 30, 23), False)])
def test_february_is_ripe_30_days_after_its_last_day(complaints, name, as_of, ripe):
    frame = complaints(complaint("2024-02-10", callback_answer="satisfied"))
    assert only(name, frame, period="1mo", as_of=as_of)["is_ripe"] is ripe


@pytest.mark.parametrize(("as_of", "ripe"), [(datetime(2024, 3, 31), False), (datetime(2024, 3, 31, 1), True)])
def test_a_month_that_is_not_over_is_not_ripe_though_all_its_due_times_have_passed(complaints, as_of, ripe):
    frame = complaints(complaint("2024-03-10", "2024-03-11", due_at="2024-03-12"))
    assert only("on_time_rate", frame, period="1mo", as_of=as_of)["is_ripe"] is ripe


@pytest.mark.parametrize("name", TIMED)
def test_contradicting_times_are_excluded_and_an_export_without_the_fields_is_not_in_export(complaints, name):
    fields = {"has_resolution_field": False, "has_closing_field": False, "has_due_field": False}
    wrong = {"timing_problem": "resolved_before_received", "outcome": "withdrawn", "due_at": "2024-03-06"}
    received, resolved = "2024-03-05", "2024-03-04"
    frame = complaints(complaint(received, resolved, **wrong), complaint(received, resolved, **wrong | fields))
    counts = only(name, frame)
    assert {column: n for column, n in counts.items() if n} == {"not_in_export": 1, "excluded": 1}
