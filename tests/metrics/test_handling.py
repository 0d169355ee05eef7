"""How complaints are handled: reopened, called back, answered in time; steps, funnel, register. Boundaries."""

from datetime import datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics.callback_rate import callback_rate
from pipeline.metrics.compute import compute
from pipeline.metrics.register_completeness import register_completeness
from pipeline.metrics.reopen_rate import reopen_rate
from pipeline.metrics.response_on_time_rate import response_on_time_rate
from pipeline.metrics.service_funnel import service_funnel
from pipeline.metrics.step_order_rate import step_order_rate
from pipeline.metrics.step_rate import STEPS, step_rate
from tests.metrics.conftest import complaint, counts, only, rows, table

APRIL = datetime(2024, 4, 1)


@pytest.mark.parametrize(("reopened", "expected"), [("2024-03-01 08:00", 1), ("2024-03-01 08:01", 0), (None, 0)])
def test_a_reopening_counts_to_the_thirtieth_day(complaints, reopened, expected):
    frame = complaints(complaint("2024-01-20", "2024-01-31 08:00", reopened_at=reopened))
    assert counts(reopen_rate(frame, period=None, as_of=APRIL), "resolved", "reopened") == (1, expected)


@pytest.mark.parametrize(("resolved", "judged"), [("2024-03-01 23:59", 1), ("2024-03-02 00:00", 0)])
def test_a_resolution_is_judged_once_it_is_thirty_days_old(complaints, resolved, judged):
    frame = complaints(complaint("2024-01-20", resolved, reopened_at="2024-03-05"))
    row = only(reopen_rate(frame, period=None, as_of=APRIL))
    assert (row["resolved"], row["reopened"]) == (judged, judged)
    assert row["reopen_rate"] == (1 if judged else None)


def test_reopenings_fall_into_the_month_of_the_resolution(complaints):
    frame = complaints(complaint("2024-01-20", "2024-02-02", reopened_at="2024-02-05"))
    assert [f"{row['period_start']:%Y-%m}" for row in rows(reopen_rate(frame, as_of=APRIL))] == ["2024-02"]


def test_a_source_that_never_shows_a_reopening_has_no_reopen_rate(complaints):
    frame = complaints(complaint("2024-01-20", "2024-01-22", recorded="resolved"))
    assert counts(reopen_rate(frame, period=None, as_of=APRIL), "resolved", "not_in_export", "reopen_rate") == (
        0,
        1,
        None,
    )


def test_an_unusable_time_is_left_out_of_the_reopen_rate_and_counted(complaints):
    frame = complaints(complaint("2024-01-20", "2024-01-22", timing_problem="resolved_before_received"))
    assert counts(reopen_rate(frame, period=None, as_of=APRIL), "resolved", "excluded") == (0, 1)


@pytest.mark.parametrize(
    ("call", "called"),
    [
        ({"called_back_at": "2024-03-08 09:00"}, 1),
        ({"called_back_at": "2024-03-08 09:01"}, 0),
        ({"called_back_at": "2024-02-28 09:00"}, 1),
        ({"callback_answer": "not_reached"}, 1),
        ({"callback_answer": "not_called"}, 0),
        ({}, 0),
    ],
)
def test_a_customer_is_called_back_within_seven_days_of_the_closing(complaints, call, called):
    frame = complaints(complaint("2024-02-20", "2024-02-25", closed_at="2024-03-01 09:00", **call))
    assert counts(callback_rate(frame, period=None, as_of=APRIL), "closed", "called_back") == (1, called)


def test_a_withdrawn_case_needs_no_call_and_one_closed_this_week_is_not_judged(complaints):
    frame = complaints(
        complaint("2024-02-20", closed_at="2024-03-01", outcome="withdrawn"),
        complaint("2024-02-20", closed_at="2024-03-25"),
        complaint("2024-02-20", closed_at="2024-03-01", recorded="closed"),
    )
    row = only(callback_rate(frame, period=None, as_of=APRIL))
    assert (row["closed"], row["withdrawn"], row["not_in_export"]) == (0, 1, 1)


@pytest.mark.parametrize(("seconds", "answered"), [(24 * 3600, 1), (24 * 3600 + 1, 0), (None, 0)])
def test_the_last_second_of_the_limit_is_an_answer_in_time(complaints, seconds, answered):
    frame = complaints(complaint("2024-03-01 08:00", response_seconds=seconds))
    assert counts(response_on_time_rate(frame, period=None, as_of=APRIL), "complaints", "answered") == (1, answered)


def test_a_limit_of_hours_cannot_be_judged_by_days(complaints):
    answered = {"responded_at": "2024-03-01", "response_seconds": 0}
    frame = complaints(
        complaint("2024-03-01", responded_precision="day", **answered),
        complaint("2024-03-01", received_precision="day", **answered),
        complaint("2024-03-01", recorded="responded", **answered),
    )
    by_hours = only(response_on_time_rate(frame, period=None, as_of=APRIL, within_hours=2))
    assert (by_hours["complaints"], by_hours["not_in_export"]) == (0, 3)
    assert counts(response_on_time_rate(frame, period=None, as_of=APRIL), "complaints", "answered") == (3, 3)


def test_an_answer_before_the_receipt_is_left_out_and_a_case_of_the_last_day_not_judged(complaints):
    frame = complaints(
        complaint("2024-03-01", responded_at="2024-02-01"), complaint("2024-03-31 12:00"), complaint("2024-03-30 12:00")
    )
    assert counts(response_on_time_rate(frame, period=None, as_of=APRIL), "complaints", "excluded") == (1, 1)


def steps(frame, **arguments):
    return {row["step"]: row for row in rows(step_rate(frame, period=None, as_of=APRIL, **arguments))}


def test_each_step_has_its_share_and_one_that_is_not_recorded_is_not_zero(complaints):
    frame = complaints(
        complaint("2024-02-01", assigned_at="2024-02-02", recorded="assigned,approved"),
        complaint("2024-02-01", assigned_at="2024-04-02", recorded="assigned,approved"),
        complaint("2024-02-01", outcome="merged", recorded="assigned,approved"),
        complaint("2024-03-03", recorded="assigned,approved"),
    )
    found = steps(frame)
    assert (found["assigned"]["reached"], found["assigned"]["complaints"]) == (1, 2)
    assert (found["approved"]["reached"], found["approved"]["step_rate"]) == (0, 0)
    assert (found["archived"]["complaints"], found["archived"]["not_in_export"]) == (0, 2)
    assert found["archived"]["step_rate"] is None


def test_a_step_whose_name_ends_another_is_not_taken_for_it(complaints):
    frame = complaints(complaint("2024-02-01", recorded="called_back"))
    assert {step for step, row in steps(frame).items() if row["complaints"]} == {"called_back"}


FUNNEL = ("access", "confirmed", "service", "tracking", "feedback", "evaluation")


def funnel(frame, count="reached"):
    found = {row["stage"]: row for row in rows(service_funnel(frame, period=None, as_of=APRIL))}
    return tuple(found[stage][count] for stage in FUNNEL)


@pytest.mark.parametrize(
    ("signs", "reached"),
    [
        ({}, 1),
        ({"responded_at": "2024-02-02"}, 2),
        ({"proposed_at": "2024-02-02"}, 2),
        ({"executed_at": "2024-02-02"}, 3),
        ({"resolved": "2024-02-02"}, 3),
        ({"feedback_at": "2024-02-02"}, 4),
        ({"closed_at": "2024-02-02"}, 4),
        ({"closed_at": "2024-04-01"}, 1),  # at the as-of moment nothing has happened yet
        ({"called_back_at": "2024-02-02", "callback_answer": "not_reached"}, 5),
        ({"called_back_at": "2024-02-02", "callback_answer": "neutral"}, 6),
        ({"callback_answer": "dissatisfied"}, 6),
        ({"called_back_at": "2024-04-01", "callback_answer": "satisfied"}, 1),
        ({"callback_answer": "not_rated"}, 1),
    ],
)
def test_a_case_has_come_to_the_latest_stage_that_it_shows_a_sign_of_and_to_all_before(complaints, signs, reached):
    assert funnel(complaints(complaint("2024-02-01", **signs))) == (1,) * reached + (0,) * (6 - reached)


def test_a_funnel_of_three_cases_has_the_share_at_each_stage_and_leaves_out_the_young_and_the_gone(complaints):
    frame = complaints(
        complaint("2024-02-01", callback_answer="satisfied"),
        complaint("2024-02-01", "2024-02-03"),
        complaint("2024-03-01"),
        complaint("2024-03-02"),
        complaint("2024-02-01", outcome="merged"),
    )
    assert funnel(frame, "complaints") == (3,) * 6
    assert funnel(frame) == (3, 2, 2, 1, 1, 1)
    assert funnel(frame, "service_funnel") == tuple(map(pytest.approx, (1, 2 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 3)))


def test_a_stage_of_which_a_source_records_no_sign_is_not_one_that_nobody_reached(complaints):
    frame = complaints(complaint("2024-02-01", "2024-02-02", recorded="resolved,called_back,callback_answer"))
    assert funnel(frame, "not_in_export") == (0, 1, 0, 1, 0, 1)
    assert funnel(frame, "service_funnel") == (1.0, None, 1.0, None, 0.0, None)


def test_stages_and_steps_are_listed_in_the_order_of_the_flow(warehouse):
    connection = warehouse([complaint("2024-02-01", "2024-02-03")] * 5, complaints_until="2024-04-01")
    frame = compute(connection, "service_funnel").frame
    assert tuple(frame["stage"]) == FUNNEL
    assert list(frame["service_funnel"]) == [1, 1, 1, 0, 0, 0]
    assert tuple(compute(connection, "step_rate").frame["step"]) == STEPS


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.sampled_from(["responded", "executed", "closed", "called_back", "resolved"])), min_size=1))
def test_a_funnel_never_widens_and_is_what_looking_for_the_latest_sign_gives(given_signs):
    stage_of = {"responded": 2, "executed": 3, "resolved": 3, "closed": 4, "called_back": 5}
    cases = [
        complaint("2024-02-01", "2024-02-03" if "resolved" in signs else None)
        | {f"{sign}_at": datetime(2024, 2, 3) for sign in signs}
        for signs in given_signs
    ]
    latest = [max([stage_of[sign] for sign in signs], default=1) for signs in given_signs]
    with duckdb.connect() as connection:
        found = funnel(table(connection, "fct_complaint", cases))
    assert found == tuple(sum(stage >= at for stage in latest) for at in range(1, 7))
    assert list(found) == sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("times", "in_order"),
    [
        ({"assigned_at": "2024-02-02", "investigated_at": "2024-02-03"}, 1),
        ({"assigned_at": "2024-02-03", "investigated_at": "2024-02-02"}, 0),
        ({"assigned_at": "2024-02-03 18:00", "investigated_at": "2024-02-03 09:00"}, 1),
        ({"assigned_at": "2024-02-05", "executed_at": "2024-02-06", "archived_at": "2024-02-04"}, 0),
        ({"assigned_at": "2024-01-31", "investigated_at": "2024-02-03"}, 0),
    ],
)
def test_steps_are_in_order_when_none_lies_on_a_day_before_an_earlier_one(complaints, times, in_order):
    frame = complaints(complaint("2024-02-01", **times))
    assert counts(step_order_rate(frame, period=None, as_of=APRIL), "complaints", "in_order") == (1, in_order)


def test_one_step_alone_has_no_order_and_a_step_to_come_is_not_looked_at(complaints):
    frame = complaints(
        complaint("2024-02-01", assigned_at="2024-02-02"),
        complaint("2024-02-01", assigned_at="2024-02-02", registered_at="2024-04-01 00:00"),
    )
    assert counts(step_order_rate(frame, period=None, as_of=APRIL), "complaints", "not_in_export") == (0, 2)


@pytest.mark.parametrize(("received", "counted"), [("2024-03-01 23:59", 1), ("2024-03-02 00:00", 0)])
def test_the_order_of_steps_is_asked_of_complaints_30_whole_days_old(complaints, received, counted):
    frame = complaints(complaint(received, assigned_at="2024-03-03", investigated_at="2024-03-04"))
    assert counts(step_order_rate(frame, period=None, as_of=APRIL), "complaints") == (counted,)


@pytest.mark.parametrize(("hours", "ripe"), [(24, True), (25, False), (48, False)])
def test_a_month_is_ripe_when_its_last_day_is_as_many_whole_days_old_as_the_limit_has_begun(complaints, hours, ripe):
    frame = complaints(*[complaint(day, response_seconds=60) for day in ("2024-03-01 08:00", "2024-03-31 08:00")])
    found = only(response_on_time_rate(frame, period="1mo", as_of=datetime(2024, 4, 2), within_hours=hours))
    assert (found["is_ripe"], found["complaints"]) == (ripe, 2 if ripe else 1)


def test_each_field_of_the_register_has_its_share(complaints):
    frame = complaints(
        complaint("2024-03-01 08:00", "2024-03-02", community_id="c1", subcategory="电梯", result="已修"),
        complaint("2024-03-01 08:00", "2024-04-02", received_precision="day", summary="漏水", result="已派"),
        complaint("2024-03-01 08:00", "2024-04-01", result="已派"),
        complaint("2024-03-01 08:00", recorded="type"),
    )
    found = {
        row["field"]: (row["filled"], row["complaints"], row["not_in_export"])
        for row in rows(register_completeness(frame, period=None, as_of=APRIL))
    }
    assert found["community"] == (1, 3, 1)
    assert found["type"] == (1, 4, 0)
    assert found["text"] == (1, 3, 1)
    assert found["result"] == (1, 1, 0)  # of those that were resolved before the as-of moment
    assert found["clock"] == (3, 4, 0)
    assert found["home"] == (0, 3, 1)
