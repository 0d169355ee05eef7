"""How complaints are handled: reopened, repeated, called back, answered in time; steps, register, backlog. Boundaries."""

from datetime import datetime, timedelta

import duckdb
import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics.backlog import backlog, overdue
from pipeline.metrics.callback_rate import callback_rate
from pipeline.metrics.compute import compute
from pipeline.metrics.register_completeness import register_completeness
from pipeline.metrics.reopen_rate import reopen_rate
from pipeline.metrics.repeat_rate import repeat_rate
from pipeline.metrics.response_on_time_rate import response_on_time_rate
from pipeline.metrics.service_funnel import service_funnel
from pipeline.metrics.step_order_rate import step_order_rate
from pipeline.metrics.step_rate import STEPS, step_rate
from tests.metrics.conftest import complaint, few_examples, rows, table

APRIL = datetime(2024, 4, 1)


def only(frame):
    (row,) = rows(frame)
    return row


def counts(frame, *names):
    row = only(frame)
    return tuple(row[name] for name in names)


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


def home(received, resolved=None, *, id, **columns):
    return complaint(received, resolved, complaint_id=id, **({"home_id": "h1", "category": "facility"} | columns))


@pytest.mark.parametrize(
    ("again", "columns", "repeated"),
    [
        ("2023-11-10 08:00", {}, 0),
        ("2023-11-10 08:01", {}, 1),
        ("2024-02-08 08:00", {}, 1),
        ("2024-02-08 08:01", {}, 0),
        ("2023-11-09 12:00", {}, 0),
        ("2023-11-20 08:00", {"category": "safety"}, 0),
        ("2023-11-20 08:00", {"home_id": "h2"}, 0),
    ],
)
def test_a_repetition_is_the_same_home_and_type_within_ninety_days_of_the_resolution(
    complaints, again, columns, repeated
):
    frame = complaints(home("2023-11-01", "2023-11-10 08:00", id="a"), home(again, id="b", **columns))
    assert counts(repeat_rate(frame, period=None, as_of=APRIL), "resolved", "repeated") == (1, repeated)


def test_two_repetitions_are_one_repeated_complaint(complaints):
    frame = complaints(home("2023-11-01", "2023-11-10", id="a"), home("2023-11-20", id="b"), home("2023-11-21", id="c"))
    assert counts(repeat_rate(frame, period=None, as_of=APRIL), "resolved", "repeated") == (1, 1)


def test_a_case_that_was_moved_to_another_community_is_no_repetition_whatever_is_asked_for(warehouse):
    connection = warehouse(
        [home("2023-11-01", "2023-11-10", id="a", community_id="c2"), home("2023-11-20", "2023-11-21", id="b", community_id="c1")],
        complaints_until="2024-04-01",
    )  # fmt: skip
    for question in ({}, {"where": {"community_id": "c2"}}, {"by": "community", "where": {"community_id": "c2"}}):
        assert compute(connection, "repeat_rate", **question).frame["repeated"].sum() == 0


@pytest.mark.parametrize("unit", ["ns", "ms"])
def test_times_may_have_any_unit(complaints, unit):
    frame = complaints(home("2023-11-01", "2023-11-10", id="a"), home("2023-11-20", id="b"))
    times = [nw.col(name).cast(nw.Datetime(unit)) for name in ("received_at", "resolved_at")]
    polars = nw.from_native(frame).collect("polars").with_columns(times).to_native()
    assert counts(repeat_rate(polars, period=None, as_of=APRIL), "resolved", "repeated") == (1, 1)


WRITTEN = st.lists(
    st.tuples(
        st.integers(0, 40), st.one_of(st.none(), st.integers(0, 20)), st.sampled_from(["h1", "h2", None]),
        st.sampled_from(["facility", "safety", None]),
    ),
    min_size=1,
)  # fmt: skip


@settings(deadline=None, max_examples=few_examples(), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WRITTEN, st.sampled_from([1, 5, 90]))
def test_repetitions_are_what_looking_at_every_pair_of_complaints_gives(complaints, written, within_days):
    day, known = timedelta(days=1), datetime(2023, 9, 1)
    lives = [
        (known + at * day, None if took is None else known + (at + took) * day, *place) for at, took, *place in written
    ]
    frame = complaints(
        *[home(str(at), done and str(done), id=f"k{n}", home_id=of, category=kind) for n, (at, done, of, kind) in enumerate(lives)]
    )  # fmt: skip
    resolved = [(done, of, kind) for _, done, of, kind in lives if done and of and kind]
    again = [
        any((of, kind) == place and timedelta(0) < at - done <= within_days * day for at, _, *place in lives for place in [tuple(place)])
        for done, of, kind in resolved
    ]  # fmt: skip
    found = repeat_rate(frame, period=None, as_of=APRIL, within_days=within_days)
    assert counts(found, "resolved", "repeated") == (len(resolved), sum(again))


def test_without_a_home_nobody_knows_whether_a_complaint_came_again(complaints):
    frame = complaints(home("2023-11-01", "2023-11-10", id="a", home_id=None), home("2023-11-20", id="b", home_id=None))
    assert counts(repeat_rate(frame, period=None, as_of=APRIL), "resolved", "not_in_export") == (0, 1)


def test_a_repetition_through_another_channel_counts_where_one_channel_is_asked_for(warehouse):
    connection = warehouse(
        [
            home("2023-11-01", "2023-11-10", id="a", channel="phone"),
            home("2023-11-20", "2023-11-21", id="b", channel="app"),
        ],
        complaints_until="2024-04-01",
    )
    row = only(compute(connection, "repeat_rate", where={"channel": "phone"}).frame)
    assert (row["resolved"], row["repeated"]) == (1, 1)


def test_a_month_of_resolutions_is_ripe_for_repetitions_ninety_days_later(warehouse):
    connection = warehouse(
        [home("2023-11-01", "2023-12-01", id="a"), home("2023-12-20", "2024-01-02", id="b")],
        complaints_until="2024-04-10",
    )
    frame = compute(connection, "repeat_rate", period="1mo").frame
    assert dict(zip(frame["period_start"].dt.strftime("%Y-%m"), frame["is_ripe"], strict=True)) == {
        "2023-12": True,
        "2024-01": False,
    }


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


def test_the_backlog_is_what_stands_unresolved_at_the_end_of_each_month(complaints):
    frame = complaints(
        complaint("2024-01-10", "2024-02-10"),
        complaint("2024-01-31 23:00"),
        complaint("2024-02-10", "2024-02-12", reopened_at="2024-02-20", last_resolved_at="2024-03-02"),
        complaint("2024-02-11", closed_at="2024-02-12", outcome="withdrawn"),
    )
    found = {
        f"{row['period_start']:%m}": (row["received"], row["backlog"]) for row in rows(backlog(frame, as_of=APRIL))
    }
    assert found == {"01": (2, 2), "02": (4, 2), "03": (4, 1)}


def test_a_backlog_has_four_ages_that_add_up_to_it(complaints):
    frame = complaints(
        *[complaint(day) for day in ("2024-03-31", "2024-03-24", "2024-03-23", "2024-03-01", "2024-02-29")],
        *[complaint(day) for day in ("2024-01-01", "2023-12-31")],
    )
    row = only(backlog(frame, period=None, as_of=APRIL))
    ages = [row[name] for name in ("age_0_7", "age_8_30", "age_31_90", "age_over_90")]
    assert ages == [2, 2, 2, 1]
    assert sum(ages) == row["backlog"] == row["received"] == 7


def test_a_case_closed_or_resolved_at_the_very_end_of_the_month_is_still_in_its_backlog(complaints):
    frame = complaints(
        complaint("2024-02-10", "2024-03-01 00:00"),
        complaint("2024-02-10", closed_at="2024-03-01 00:00"),
        complaint("2024-02-10", closed_at="2024-02-29 23:59"),
    )
    february, march = rows(backlog(frame, as_of=APRIL))
    assert (february["backlog"], march["backlog"]) == (2, 0)


def test_a_case_reopened_before_its_only_known_resolution_is_in_the_backlog_once(complaints):
    frame = complaints(complaint("2024-02-10", "2024-03-05", reopened_at="2024-02-20", last_resolved_at="2024-03-05"))
    assert [row["backlog"] for row in rows(backlog(frame, as_of=APRIL))] == [1, 0]


@pytest.mark.parametrize(("closed", "left"), [("2024-03-09", 0), ("2024-02-20", 0), ("2024-02-19", 1), (None, 1)])
def test_a_case_closed_after_its_reopening_has_left_though_no_second_resolution_is_written(complaints, closed, left):
    frame = complaints(complaint("2024-02-10", "2024-02-12", reopened_at="2024-02-20", closed_at=closed))
    assert counts(backlog(frame, period=None, as_of=APRIL), "received", "backlog") == (1, left)


def test_overdue_is_what_stands_unresolved_past_its_due_time_by_community(complaints):
    frame = complaints(
        complaint("2024-01-02", due_at="2024-01-05", community_id="A"),
        complaint("2024-03-20", due_at="2024-04-01 00:00", community_id="A"),  # due at the very end: over
        complaint("2024-03-20", due_at="2024-04-01 00:01", community_id="A"),
        complaint("2024-01-02", "2024-02-01", due_at="2024-01-05", community_id="A"),  # late, but resolved
        complaint("2024-01-02", "2024-04-02", due_at="2024-01-06", community_id="B"),  # resolved after the end
        complaint("2024-01-02", community_id="B"),  # never due
        complaint("2024-01-02", due_at="2024-01-05", community_id="B", status="withdrawn", outcome="withdrawn"),
    )
    counted = overdue(nw.from_native(frame), by=["community_id"], as_of=APRIL, recent_days=30)
    assert [(row["community_id"], row["overdue"], row["recent"], row["first_due_at"]) for row in rows(counted)] == [
        ("A", 2, 1, datetime(2024, 1, 5)),
        ("B", 1, 0, datetime(2024, 1, 6)),
    ]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (complaint("2024-01-02", due_at="2024-03-02 00:00"), (1, 0)),  # thirty days over
        (complaint("2024-01-02", due_at="2024-03-02 00:01"), (1, 1)),
        (complaint("2024-01-02", "2024-04-01 00:00", due_at="2024-01-05"), (1, 0)),
        (complaint("2024-01-02", "2024-03-31 23:59", due_at="2024-01-05"), None),
        (complaint("2024-04-01 00:00", due_at="2024-04-01 00:00"), None),
        (complaint("2024-01-02", "2024-01-03", reopened_at="2024-01-04", second_resolved_at="2024-01-05",
                   second_reopened_at="2024-01-06", due_at="2024-01-05"), (1, 0)),
    ],
)  # fmt: skip
def test_overdue_at_the_very_end_and_after_a_second_reopening(complaints, case, expected):
    found = rows(
        overdue(
            nw.from_native(complaints(case | {"community_id": "A"})), by=["community_id"], as_of=APRIL, recent_days=30
        )
    )
    assert [(row["overdue"], row["recent"]) for row in found] == ([expected] if expected else [])


def test_backlog_by_type_has_a_type_from_its_first_complaint_on(complaints):
    frame = complaints(complaint("2024-01-10", category="safety"), complaint("2024-03-10", category="service"))
    found = {
        (row["category"], f"{row['period_start']:%m}"): row["backlog"]
        for row in rows(backlog(frame, by=["category"], as_of=APRIL))
    }
    assert found == {("safety", "01"): 1, ("safety", "02"): 1, ("safety", "03"): 1, ("service", "03"): 1}


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


HOURS = st.one_of(st.none(), st.integers(0, 24 * 60))


@st.composite
def lives(draw):
    """A complaint that is resolved, reopened, resolved again and closed at random, each after the other, or left."""
    at = {"received_at": datetime(2024, 1, 1) + timedelta(hours=draw(st.integers(0, 24 * 85)))}
    names = ["resolved_at", "reopened_at", draw(st.sampled_from(["second_resolved_at", "last_resolved_at"]))]
    if names[2] == "second_resolved_at":
        names += ["second_reopened_at", "last_resolved_at"]
    previous = at["received_at"]
    for name in names:
        hours = draw(HOURS)
        if hours is None:
            break
        previous = at[name] = previous + timedelta(hours=hours + 1)
    if "reopened_at" not in at and "resolved_at" in at:
        at["last_resolved_at"] = at["resolved_at"]
    outcome = draw(st.sampled_from([None, None, "withdrawn"])) if "resolved_at" not in at else None
    if outcome and draw(st.booleans()):
        at["closed_at"] = at["received_at"] + timedelta(hours=draw(st.integers(0, 500)))
    return complaint(
        str(at.pop("received_at")),
        **{name: str(moment) for name, moment in at.items() if name != "resolved_at"},
        resolved=str(at["resolved_at"]) if "resolved_at" in at else None,
        outcome=outcome,
    )


def stands_open(case, moment):
    """Play the life of a case up to a moment."""
    if case["received_at"] >= moment:
        return False
    if case["outcome"]:
        return case.get("closed_at") is not None and case["closed_at"] >= moment
    is_open = True
    for name in ("resolved_at", "reopened_at", "second_resolved_at", "second_reopened_at"):
        if case.get(name) is not None and case[name] < moment:
            is_open = name.endswith("reopened_at")
    last = case.get("last_resolved_at")
    return is_open and not (case.get("reopened_at") is not None and last is not None and last < moment)


@pytest.mark.wide
@settings(deadline=None, max_examples=few_examples())
@given(st.lists(lives(), min_size=1, max_size=36))
def test_the_backlog_is_what_playing_every_life_gives(cases):
    ends = {1: datetime(2024, 2, 1), 2: datetime(2024, 3, 1), 3: datetime(2024, 3, 20, 12)}
    with duckdb.connect() as connection:
        found = rows(backlog(table(connection, "fct_complaint", cases), as_of=ends[3]))
    by_month = {row["period_start"].month: row for row in found}
    first = min(case["received_at"] for case in cases).month
    for month, end in ends.items():
        if month >= first and any(case["received_at"] < end for case in cases):
            open_ones = [case for case in cases if stands_open(case, end)]
            ages = [((end - timedelta(microseconds=1)).date() - case["received_on"]).days for case in open_ones]
            assert by_month[month]["backlog"] == len(open_ones)
            assert by_month[month]["age_0_7"] == sum(age <= 7 for age in ages)
            assert by_month[month]["age_8_30"] == sum(8 <= age <= 30 for age in ages)
            assert by_month[month]["age_31_90"] == sum(31 <= age <= 90 for age in ages)
