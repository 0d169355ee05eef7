"""The other complaint figures: to date, clearance, closure, call-backs, on time. Boundaries and what is left out."""

from datetime import datetime

import pytest

from pipeline.metrics.clearance_ratio import clearance_ratio
from pipeline.metrics.closure_rate import closure_rate
from pipeline.metrics.complaint_count import complaint_count
from pipeline.metrics.confirmed_resolution_rate import confirmed_resolution_rate
from pipeline.metrics.handling_satisfaction_rate import handling_satisfaction_rate
from pipeline.metrics.on_time_rate import on_time_rate
from pipeline.metrics.on_time_rate_to_date import on_time_rate_to_date
from pipeline.metrics.resolution_rate_to_date import resolution_rate_to_date
from tests.metrics.conftest import complaint, only, rows

APRIL = datetime(2024, 4, 1)


def test_a_case_resolved_after_the_as_of_date_is_still_open(complaints):
    frame = complaints(
        complaint("2024-03-20 08:00", "2024-03-31 23:59"), complaint("2024-03-20 08:00", "2024-04-01 00:00")
    )
    row = only(resolution_rate_to_date(frame, period=None, as_of=APRIL))
    assert (row["complaints"], row["resolved"]) == (2, 1)


@pytest.mark.parametrize(
    ("reopened", "last", "resolved"),
    [("2024-03-25 08:00", None, 0), ("2024-03-25 08:00", "2024-03-28 08:00", 1), ("2024-04-02 08:00", None, 1)],
)
def test_a_case_reopened_by_the_as_of_date_is_resolved_only_when_resolved_again(complaints, reopened, last, resolved):
    frame = complaints(complaint("2024-03-20", "2024-03-22", reopened_at=reopened, last_resolved_at=last))
    assert only(resolution_rate_to_date(frame, period=None, as_of=APRIL))["resolved"] == resolved


def test_a_month_is_ripe_to_date_once_its_youngest_case_is_30_days_old(complaints):
    frame = complaints(complaint("2024-02-10"), complaint("2024-03-10"))
    ripe = [row["is_ripe"] for row in rows(resolution_rate_to_date(frame, as_of=APRIL))]
    assert ripe == [True, False]


def test_clearance_counts_resolutions_in_the_month_they_happen(complaints):
    frame = complaints(
        complaint("2024-01-30", "2024-02-02"), complaint("2024-02-10", "2024-02-11"), complaint("2024-02-20")
    )
    january, february = rows(clearance_ratio(frame, as_of=APRIL))
    assert (january["received"], january["resolved"], january["clearance_ratio"]) == (1, 0, 0.0)
    assert (february["received"], february["resolved"], february["clearance_ratio"]) == (2, 2, 1.0)


def test_a_month_in_which_nothing_was_received_has_no_clearance_ratio(complaints):
    frame = complaints(complaint("2024-01-30", "2024-02-02"))
    assert rows(clearance_ratio(frame, as_of=APRIL))[1]["clearance_ratio"] is None


def test_clearance_over_1_means_that_the_backlog_shrinks(complaints):
    frame = complaints(
        complaint("2024-01-30", "2024-02-02"), complaint("2024-01-30", "2024-02-03"), complaint("2024-02-10")
    )
    assert rows(clearance_ratio(frame, as_of=APRIL))[1]["clearance_ratio"] == 2.0


def test_resolutions_by_close_time_are_counted_apart_in_the_clearance_ratio(complaints):
    frame = complaints(
        complaint("2024-01-30", "2024-02-02"),
        complaint("2024-01-30", "2024-02-03", cases=2),
        complaint("2024-01-30", "2024-02-03", resolved_from="closed"),
        complaint("2024-01-30", resolved_from="closed"),
    )
    row = only(clearance_ratio(frame, period=None, as_of=APRIL))
    assert (row["received"], row["resolved"], row["by_close_time"]) == (5, 4, 1)


def test_withdrawn_cases_are_received_and_counted_apart_in_the_clearance_ratio(complaints):
    frame = complaints(
        complaint("2024-01-30", "2024-02-02", cases=3),
        complaint("2024-01-30", closed_at="2024-02-03", outcome="withdrawn"),
        complaint("2024-01-30", closed_at="2024-02-03", outcome="withdrawn", timing_problem="resolved_before_received"),
    )
    row = only(clearance_ratio(frame, period=None, as_of=APRIL))
    assert (row["received"], row["withdrawn"], row["excluded"]) == (4, 1, 1)


def test_an_export_without_resolution_times_has_no_clearance_ratio(complaints):
    frame = complaints(complaint("2024-01-30", has_resolution_field=False))
    row = only(clearance_ratio(frame, as_of=APRIL))
    assert (row["received"], row["not_in_export"], row["clearance_ratio"]) == (0, 1, None)


def test_closed_is_not_resolved_and_a_withdrawn_case_is_closed_too(complaints):
    frame = complaints(
        complaint("2024-03-01", "2024-03-02"),
        complaint("2024-03-01", closed_at="2024-03-05", outcome="withdrawn"),
        complaint("2024-03-01", "2024-03-02", closed_at="2024-03-05"),
    )
    row = only(closure_rate(frame, period=None, as_of=APRIL))
    assert (row["closed"], row["closure_rate"], row["closure_rate_without_withdrawn"]) == (2, 2 / 3, 1 / 2)


def test_closed_by_status_counts_where_the_close_time_is_missing(complaints):
    frame = complaints(complaint("2024-03-01", status="closed"))
    assert only(closure_rate(frame, period=None, as_of=APRIL))["closed"] == 1
    later = complaints(complaint("2024-03-01", "2024-04-02", status="closed"))
    assert only(closure_rate(later, period=None, as_of=APRIL))["closed"] == 0


def test_an_export_that_never_closes_a_case_has_no_closure_rate_and_not_zero(complaints):
    frame = complaints(
        complaint("2024-03-01", "2024-03-02", source="finished_only", has_closing_field=False),
        complaint("2024-03-01", source="b", closed_at="2024-03-05"),
    )
    result = rows(closure_rate(frame, by=["source"], period=None, as_of=APRIL))
    assert [(row["closure_rate"], row["not_in_export"]) for row in result] == [(1.0, 0), (None, 1)]


def test_an_export_with_a_status_and_no_times_has_a_closure_rate(complaints):
    columns = {"has_resolution_field": False}
    frame = complaints(complaint("2024-03-01", status="closed", **columns), complaint("2024-03-01", **columns))
    assert only(closure_rate(frame, period=None, as_of=APRIL))["closure_rate"] == 0.5


def test_only_customers_who_were_asked_and_answered_confirm_a_resolution(complaints):
    frame = complaints(
        complaint("2024-03-01", is_confirmed_resolved=True),
        complaint("2024-03-01", is_confirmed_resolved=False),
        complaint("2024-03-01", callback_answer="not_called"),
        complaint("2024-03-01", is_confirmed_resolved=True, called_back_at="2024-04-02"),
        complaint("2024-03-01"),  # of an export without call-backs
    )
    row = only(confirmed_resolution_rate(frame, period=None, as_of=APRIL))
    assert row["not_in_export"] == 1
    assert (row["asked"], row["confirmed"], row["confirmed_resolution_rate"], row["asked_share"]) == (2, 1, 0.5, 0.5)


@pytest.mark.parametrize("answer", ["not_called", "not_reached", "not_rated"])
def test_a_customer_who_gave_no_rating_is_never_satisfied(complaints, answer):
    frame = complaints(
        complaint("2024-03-01", callback_answer=answer), complaint("2024-03-01", callback_answer="neutral")
    )
    row = only(handling_satisfaction_rate(frame, period=None, as_of=APRIL))
    assert (row["answered"], row["handling_satisfaction_rate"], row["answer_rate"]) == (1, 0.0, 0.5)


def test_an_export_without_call_backs_has_no_satisfaction_with_handling(complaints):
    row = only(handling_satisfaction_rate(complaints(complaint("2024-03-01")), period=None, as_of=APRIL))
    assert (row["not_in_export"], row["handling_satisfaction_rate"]) == (1, None)


def test_open_and_past_due_is_missed_and_a_blank_due_date_is_not_on_time(complaints):
    frame = complaints(
        complaint("2024-03-01 08:00", "2024-03-02 08:00", due_at="2024-03-02 08:00"),
        complaint("2024-03-01 08:00", "2024-03-02 08:01", due_at="2024-03-02 08:00"),
        complaint("2024-03-01 08:00", due_at="2024-03-02 08:00"),
        complaint("2024-03-01 08:00", "2024-03-01 09:00", has_due_field=True),
    )
    row = only(on_time_rate(frame, period=None, as_of=APRIL))
    assert (row["due"], row["met"], row["without_due_date"], row["on_time_rate"]) == (3, 1, 1, 1 / 3)


def test_a_case_met_before_a_later_due_date_counts_only_to_date(complaints):
    frame = complaints(
        complaint("2024-03-30", "2024-03-31", due_at="2024-04-05"), complaint("2024-03-30", due_at="2024-04-05")
    )
    strict, to_date = (only(metric(frame, period=None, as_of=APRIL)) for metric in (on_time_rate, on_time_rate_to_date))
    assert (strict["due"], strict["not_yet_due"], strict["on_time_rate"]) == (0, 2, None)
    assert (to_date["due"], to_date["met"], to_date["not_yet_due"]) == (1, 1, 1)


def test_a_due_time_at_the_as_of_moment_has_passed(complaints):
    frame = complaints(complaint("2024-03-30", due_at="2024-04-01 00:00"))
    assert only(on_time_rate(frame, period=None, as_of=APRIL))["due"] == 1


def test_an_export_without_due_dates_has_no_on_time_rate(complaints):
    row = only(on_time_rate(complaints(complaint("2024-03-01", "2024-03-02")), period=None, as_of=APRIL))
    assert (row["not_in_export"], row["on_time_rate"]) == (1, None)


def test_a_withdrawn_case_is_missed_in_one_on_time_rate_and_absent_from_the_other(complaints):
    frame = complaints(
        complaint("2024-03-01", "2024-03-02", due_at="2024-03-05"),
        complaint("2024-03-01", closed_at="2024-03-02", due_at="2024-03-05", outcome="withdrawn"),
    )
    row = only(on_time_rate(frame, period=None, as_of=APRIL))
    assert (row["on_time_rate"], row["on_time_rate_without_withdrawn"]) == (0.5, 1.0)


def test_a_month_with_many_due_dates_to_come_is_not_ripe(complaints):
    met = complaint("2024-03-01", "2024-03-02", due_at="2024-03-05")
    to_come = complaint("2024-03-01", due_at="2059-01-01")
    assert only(on_time_rate(complaints(*[met] * 19, to_come), as_of=APRIL))["is_ripe"] is True
    assert only(on_time_rate(complaints(*[met] * 18, to_come), as_of=APRIL))["is_ripe"] is False


def test_complaints_by_type_add_up_to_the_period(complaints):
    frame = complaints(*[complaint("2024-03-01", category=name) for name in ("safety", "safety", "service", None)])
    result = rows(complaint_count(frame, as_of=APRIL))
    assert sum(row["complaint_share"] for row in result) == 1
    assert {row["category"]: row["complaints"] for row in result} == {"safety": 2, "service": 1, None: 1}


def test_a_complaint_with_contradicting_times_is_still_a_complaint(complaints):
    frame = complaints(complaint("2024-03-02", timing_problem="resolved_before_received"))
    assert only(complaint_count(frame, by=(), period=None, as_of=APRIL))["complaints"] == 1


def test_what_happens_at_the_as_of_moment_has_not_happened_before_it(complaints):
    at = "2024-04-01 00:00"
    frame = complaints(complaint("2024-03-30", at, closed_at=at, callback_answer="satisfied", called_back_at=at))
    assert only(clearance_ratio(frame, period=None, as_of=APRIL))["resolved"] == 0
    closed = complaints(complaint("2024-03-30", closed_at=at, due_at="2024-04-05"))
    assert only(on_time_rate_to_date(closed, period=None, as_of=APRIL))["due"] == 0
    again = complaints(complaint("2024-03-20", "2024-03-22", reopened_at="2024-03-25", second_resolved_at=at))
    assert only(resolution_rate_to_date(again, period=None, as_of=APRIL))["resolved"] == 0
    frame = complaints(complaint("2024-03-30", at, closed_at=at, callback_answer="satisfied", called_back_at=at))
    assert only(closure_rate(frame, period=None, as_of=APRIL))["closed"] == 0
    assert only(handling_satisfaction_rate(frame, period=None, as_of=APRIL))["answered"] == 0


def test_without_complaints_there_are_none_and_not_nothing(complaints):
    assert only(complaint_count(complaints(), by=(), period=None, as_of=APRIL))["complaints"] == 0
