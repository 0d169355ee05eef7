"""Agreed limits in the figures: due times without one in the export, answers and call-backs, and what is said of them."""

from datetime import datetime

import pytest

from pipeline.metrics import compute
from tests.metrics.conftest import complaint

DAY = "2024-01-05 08:00"


def figures(result):
    counts = (result.metric.numerator, result.metric.denominator, *result.metric.counts)
    return {name: int(result.frame[name].iloc[0]) for name in counts if result.frame[name].iloc[0]}


def test_a_due_time_by_a_limit_counts_where_the_export_has_none(warehouse):
    by_limit = {"due_at": "2024-01-07 08:00", "due_from": "limit", "has_due_field": False}
    given = [
        complaint(DAY, "2024-01-06 08:00", **by_limit),
        complaint(DAY, "2024-01-08 08:00", is_due_estimated=True, **by_limit),
        complaint(DAY, "2024-01-06 08:00", due_at="2024-01-07 08:00"),
        complaint(DAY, "2024-01-06 08:00"),
    ]
    result = compute(warehouse(given, complaints_until="2024-02-01"), "on_time_rate")
    assert figures(result) == {"met": 2, "due": 3, "due_by_limit": 2, "due_estimated": 1, "not_in_export": 1}
    assert "2 are due by agreed limits: their exports have no due date." in result.notes_in("en")
    assert "1 件的时限经过节假日安排尚未公布的日子，只除去周末。" in result.notes_in("zh")


@pytest.mark.parametrize(
    ("name", "due_at", "met", "not_recorded"),
    [
        ("on_time_response_rate", "response_due_at", "is_response_due_met", "closed,called_back"),
        ("on_time_callback_rate", "callback_due_at", "is_callback_due_met", "closed,responded"),
    ],
)
def test_answers_and_call_backs_are_judged_by_their_own_limits(warehouse, name, due_at, met, not_recorded):
    closed = {"closed_at": "2024-01-06 08:00"}
    given = [
        complaint(DAY, **closed, **{due_at: "2024-01-31 00:00", met: True}, cases=6),
        complaint(DAY, **closed, **{due_at: "2024-01-31 00:00", met: False}, cases=2),
        complaint(DAY, **closed, **{due_at: "2024-02-01 00:00"}),  # due on the moment of the as-of, not done: missed
        complaint(DAY, **closed, **{due_at: "2024-02-01 00:01", met: True}),
        complaint(DAY, **closed),
        complaint(DAY, **closed, **{due_at: "2024-01-31 00:00", met: True}, recorded=not_recorded, cases=3),
    ]
    result = compute(warehouse(given, complaints_until="2024-02-01"), name, period="1mo")
    expected = {"met": 6, "due": 9, "not_yet_due": 1, "without_limit": 1, "not_in_export": 3}
    assert figures(result) == expected
    assert result.frame[name].iloc[0] == pytest.approx(6 / 9)
    assert "1 are left out: no limit was agreed for them." in result.notes_in("en")
    assert not result.frame["is_ripe"].iloc[0]  # one in ten is not due yet


def test_a_withdrawn_complaint_needs_no_call_back(warehouse):
    gone = complaint(DAY, closed_at="2024-01-06 08:00", callback_due_at="2024-01-08 08:00", outcome="withdrawn")
    stayed = gone | {"outcome": None}
    connection = warehouse([gone, stayed], complaints_until="2024-02-01")
    assert figures(compute(connection, "on_time_callback_rate")) == {"due": 1}


def test_the_call_back_counts_in_the_month_of_closing_and_the_answer_in_that_of_receipt(warehouse):
    case = complaint(
        DAY,
        closed_at="2024-02-06 08:00",
        callback_due_at="2024-02-08 08:00",
        response_due_at="2024-01-06 08:00",
        cases=9,
    )
    connection = warehouse([case], complaints_until="2024-04-01")
    months = {
        name: compute(connection, name, period="1mo").frame.query("due > 0")["period_start"].tolist()
        for name in ("on_time_callback_rate", "on_time_response_rate")
    }
    assert months == {
        "on_time_callback_rate": [datetime(2024, 2, 1)],
        "on_time_response_rate": [datetime(2024, 1, 1)],
    }
