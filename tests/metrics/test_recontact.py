"""The unsatisfied at the call-back: contacted again or dropped, satisfied in the end or not, in how many rounds."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.metrics import compute, explain
from pipeline.metrics.recontact_rate import COUNTS, recontact_rate
from tests.metrics.conftest import complaint, only, table

APRIL = datetime(2024, 4, 1)
CALLED = "2024-02-05 10:00"
ENDS = ("unsatisfied", "contacted_again", "satisfied_in_the_end", "still_unsatisfied", "dropped", "rounds")


def unsatisfied(recontacted_at=None, recontact_answer=None, **columns):
    """A complaint of 1 February whose customer said at the call-back that they are dissatisfied."""
    at = {"called_back_at": CALLED, "recontacted_at": recontacted_at}
    return complaint(
        "2024-02-01", **({"callback_answer": "dissatisfied", "recontact_answer": recontact_answer} | at | columns)
    )


def ends(frame, **arguments):
    row = only(recontact_rate(frame, period=None, as_of=APRIL, **arguments))
    return tuple(row[name] for name in ENDS)


@pytest.mark.parametrize(("received", "counted"), [("2024-03-01 23:59", 1), ("2024-03-02 00:00", 0)])
def test_complaints_are_counted_once_their_day_is_30_days_old(complaints, received, counted):
    row = only(recontact_rate(complaints(complaint(received)), period=None, as_of=APRIL))
    assert row["not_in_export"] == counted


def test_of_four_unsatisfied_three_are_contacted_again_and_one_is_satisfied_in_the_end(complaints):
    frame = complaints(
        unsatisfied("2024-02-10", "satisfied"),
        unsatisfied("2024-02-10", "dissatisfied"),
        unsatisfied("2024-02-10", "not_reached"),
        unsatisfied(),
    )
    row = only(recontact_rate(frame, period=None, as_of=APRIL))
    assert tuple(row[name] for name in ENDS) == (4, 3, 1, 2, 1, 3)
    shares = ("recontact_rate", "satisfied_in_the_end_rate", "dropped_rate", "mean_rounds")
    assert tuple(row[name] for name in shares) == (0.75, 0.25, 0.25, 1.0)


@pytest.mark.parametrize("answer", ["satisfied", "neutral", "not_reached", "not_rated", "not_called"])
def test_only_the_dissatisfied_are_unsatisfied(complaints, answer):
    assert ends(complaints(unsatisfied(callback_answer=answer))) == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("at", "answer", "again"),
    [
        ("2024-03-31 23:59", "satisfied", 1),
        ("2024-04-01 00:00", "satisfied", 0),  # after the as-of date nothing has happened yet
        (None, "satisfied", 1),  # without a time, the answer says that the call was made
        ("2024-02-10", None, 1),
        (None, "not_called", 0),
        (None, None, 0),
    ],
)
def test_a_second_call_counts_once_it_was_made(complaints, at, answer, again):
    happy = int(again and answer == "satisfied")
    assert ends(complaints(unsatisfied(at, answer))) == (1, again, happy, again - happy, 1 - again, again)


@pytest.mark.parametrize(("called", "judged"), [("2024-03-01 23:59", 1), ("2024-03-02 00:00", 0)])
def test_who_was_unsatisfied_less_than_thirty_days_ago_may_still_be_called(complaints, called, judged):
    assert ends(complaints(unsatisfied(called_back_at=called)))[0] == judged


def test_an_answer_without_a_time_is_as_old_as_its_complaint(complaints):
    frame = complaints(unsatisfied(called_back_at=None), complaint("2024-03-02", callback_answer="dissatisfied"))
    assert ends(frame)[0] == 1


@pytest.mark.parametrize(("callbacks", "rounds"), [(None, 1), (1, 1), (2, 1), (4, 3)])
def test_rounds_are_the_calls_after_the_first_where_the_export_counts_them(complaints, callbacks, rounds):
    assert ends(complaints(unsatisfied("2024-02-10", "satisfied", callbacks=callbacks)))[-1] == rounds
    assert ends(complaints(unsatisfied(callbacks=callbacks)))[-1] == 0


def test_a_register_without_a_second_call_or_without_call_backs_says_so_and_drops_nobody(complaints):
    frame = complaints(
        unsatisfied(recorded="called_back,callback_answer"),
        unsatisfied(callback_answer=None),
        unsatisfied("2024-02-10", "satisfied"),
    )
    row = only(recontact_rate(frame, period=None, as_of=APRIL))
    assert (row["unsatisfied"], row["not_in_export"], row["recontact_rate"]) == (1, 2, 1.0)


def test_a_group_without_an_unsatisfied_customer_has_no_rate(complaints):
    row = only(recontact_rate(complaints(unsatisfied(callback_answer="satisfied")), period=None, as_of=APRIL))
    assert (row["recontact_rate"], row["dropped_rate"], row["mean_rounds"]) == (None, None, None)


def test_the_answers_of_fewer_than_five_are_not_shown_and_a_sentence_says_the_rest(warehouse):
    given = [unsatisfied("2024-02-10", "satisfied", community_id="c1")] * 3
    given += [unsatisfied(community_id="c1")] * 2 + [unsatisfied(community_id="c2")] * 4
    connection = warehouse(given, complaints_until="2024-06-01")
    result = compute(connection, "recontact_rate", by="community", period="1y")
    status = dict(zip(result.frame["community_id"], result.frame["status"], strict=True))
    assert "ok" not in [status[name] for name in status if name == "c2"]
    whole = compute(connection, "recontact_rate", period="1y", language="en")
    assert explain(whole, whole.frame.iloc[0], "en").startswith(
        "Unsatisfied contacted again, 2024: 33.3% (3/9, 95% interval"
    )
    assert explain(whole, whole.frame.iloc[0], "zh").startswith("2024 年 不满意客户再回访率为 33.3%（3/9，")


@pytest.mark.parametrize("column", ["recontact_answer", "recontacted_at", "callbacks"])
def test_complaints_are_not_counted_by_what_tells_who_was_unsatisfied(warehouse, column):
    with pytest.raises(UsageError, match=column):
        compute(warehouse([unsatisfied()], complaints_until="2024-06-01"), "complaint_count", where={column: None})


ANSWERS = ["satisfied", "neutral", "dissatisfied", "not_reached", "not_rated", "not_called", None]


@st.composite
def customers(draw):
    """A complaint with a call-back and perhaps a second one, each with a time or without."""
    received = datetime(2024, 1, 1) + timedelta(hours=draw(st.integers(0, 24 * 90)))
    first, second = (draw(st.one_of(st.none(), st.integers(0, 60))) for _ in range(2))
    called = None if first is None else received + timedelta(days=first)
    again = None if second is None else (called or received) + timedelta(days=second)
    return complaint(
        str(received),
        called_back_at=None if called is None else str(called),
        recontacted_at=None if again is None else str(again),
        callback_answer=draw(st.sampled_from(["dissatisfied", "dissatisfied", *ANSWERS])),
        recontact_answer=draw(st.sampled_from(ANSWERS)),
        callbacks=draw(st.one_of(st.none(), st.integers(0, 5))),
        recorded=draw(st.sampled_from(["recontacted", "recontacted", "called_back"])),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(customers(), min_size=1, max_size=12))
def test_the_loop_is_what_going_through_the_customers_gives(cases):
    counted = dict.fromkeys(COUNTS, 0)
    for case in cases:
        if datetime.combine(case["received_on"], datetime.min.time()) >= APRIL - timedelta(days=30):
            continue
        if "recontacted" not in case["recorded"] or case["callback_answer"] is None:
            counted["not_in_export"] += 1
            continue
        asked = case["called_back_at"] or case["received_at"]
        if case["callback_answer"] != "dissatisfied" or asked >= APRIL - timedelta(days=30):
            continue
        counted["unsatisfied"] += 1
        at, answer = case["recontacted_at"], case["recontact_answer"]
        if (at is None and answer in (None, "not_called")) or (at is not None and at >= APRIL):
            counted["dropped"] += 1
            continue
        counted["contacted_again"] += 1
        counted["rounds"] += max(1, (case["callbacks"] or 0) - 1)
        counted["satisfied_in_the_end" if answer == "satisfied" else "still_unsatisfied"] += 1
    with duckdb.connect() as connection:
        row = only(recontact_rate(table(connection, "fct_complaint", cases), period=None, as_of=APRIL))
    assert {name: row[name] for name in COUNTS} == counted
    assert row["contacted_again"] + row["dropped"] == row["unsatisfied"]
    assert row["satisfied_in_the_end"] + row["still_unsatisfied"] == row["contacted_again"] <= row["rounds"]
