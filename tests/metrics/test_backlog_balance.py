"""The balance of the backlog: start plus what came in less what went out is the end, and a case that breaks it is named."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.metrics.backlog_balance import MOVES, backlog_balance
from tests.metrics.conftest import complaint, few_examples, moment
from tests.metrics.test_backlog import lives
from tests.warehouse_files import create_tables, insert

APRIL = datetime(2024, 4, 1)


@pytest.fixture
def company(connection):
    """Return a function: complaints, and events that only older exports show → a warehouse."""

    def make(*complaints, told=()):
        create_tables(connection)
        events = [dict(zip(("complaint_id", "event", "happened_at"), one, strict=True)) for one in told]
        numbered = [{"complaint_id": f"K{at}"} | case for at, case in enumerate(complaints, 1)]
        insert(connection, {"fct_complaint": numbered, "export_difference": events, "build": [{"built_at": APRIL}]})
        return connection

    return make


def months(balance):
    """Return month → its start, moves, end by events and by states."""
    columns = ["backlog_start", *MOVES, "backlog_by_events", "backlog"]
    return {f"{row['period_start']:%m}": tuple(row[name] for name in columns) for row in balance.to_dict("records")}


def test_each_month_starts_where_the_last_one_ended_and_its_moves_lead_to_its_end(company):
    connection = company(
        complaint("2024-01-10", "2024-02-10", closed_at="2024-02-12"),
        complaint("2024-01-20", closed_at="2024-01-25", outcome="withdrawn"),
        complaint("2024-02-01", "2024-02-05", reopened_at="2024-02-20", last_resolved_at=None),
        complaint("2024-02-02", closed_at="2024-03-02", outcome="merged"),
        complaint("2024-03-30"),
    )
    balance = backlog_balance(connection, as_of=APRIL)
    assert months(balance) == {
        "01": (0, 2, 0, 0, 1, 0, 0, 1, 1),
        "02": (1, 2, 1, 2, 0, 0, 0, 2, 2),
        "03": (2, 1, 0, 0, 0, 1, 0, 2, 2),
    }
    assert set(balance["difference"]) == {0}
    assert all(ids == [] for ids in balance["case_ids"])


def test_an_event_that_the_states_do_not_know_is_a_difference_with_its_case(company):
    cases = complaint("2024-01-10", "2024-01-12"), complaint("2024-01-10", "2024-01-12")
    balance = backlog_balance(company(*cases, told=[("K2", "reopened", moment("2024-02-03"))]), as_of=APRIL)
    assert balance["difference"].tolist() == [0, -1, -1]
    assert balance["case_ids"].tolist() == [[], ["K2"], ["K2"]]


def test_two_wrongs_that_cancel_out_are_both_named(company):
    connection = company(
        complaint("2024-01-10", "2024-01-12"),
        complaint("2024-01-10"),
        told=[("K1", "reopened", moment("2024-02-03")), ("K2", "resolved", moment("2024-02-04"))],
    )
    balance = backlog_balance(connection, as_of=APRIL)
    assert balance["difference"].tolist() == [0, 0, 0]
    assert balance["case_ids"].tolist() == [[], ["K1", "K2"], ["K1", "K2"]]


def test_a_difference_that_is_mended_later_is_one_of_its_own_months_only(company):
    told = [("K1", "reopened", moment("2024-01-20")), ("K1", "resolved", moment("2024-02-20"))]
    balance = backlog_balance(
        company(complaint("2024-01-10", "2024-01-12"), complaint("2024-03-01"), told=told), as_of=APRIL
    )
    assert balance["case_ids"].tolist() == [["K1"], [], []]


@pytest.mark.parametrize("columns", [{"outcome": "withdrawn"}, {"status": "closed"}])
def test_a_case_that_left_at_an_unknown_time_is_on_neither_side(company, columns):
    balance = backlog_balance(company(complaint("2024-01-10", **columns), complaint("2024-01-11")), as_of=APRIL)
    assert months(balance)["01"] == (0, 1, 0, 0, 0, 0, 0, 1, 1)


def test_what_happens_at_the_as_of_moment_is_on_neither_side(company):
    connection = company(complaint("2024-03-10", "2024-04-01 00:00"), complaint("2024-04-01 00:00"))
    assert months(backlog_balance(connection, as_of=APRIL)) == {"03": (0, 1, 0, 0, 0, 0, 0, 1, 1)}


def test_complaints_whose_exports_tell_no_end_or_contradict_themselves_are_not_in_the_balance(company):
    connection = company(
        complaint("2024-03-10", has_resolution_field=False, has_closing_field=False),
        complaint("2024-03-10", "2024-03-01", timing_problem="resolved_before_received"),
        complaint("2024-03-11"),
    )
    assert months(backlog_balance(connection, as_of=APRIL)) == {"03": (0, 1, 0, 0, 0, 0, 0, 1, 1)}


@pytest.mark.parametrize("cases", [[], [complaint("2024-03-10", has_resolution_field=False, has_closing_field=False)]])
def test_without_a_complaint_that_can_be_counted_there_is_no_balance(company, cases):
    assert len(backlog_balance(company(*cases))) == 0


@settings(deadline=None, max_examples=few_examples())
@given(st.lists(lives(), min_size=1, max_size=24))
def test_the_events_of_any_lives_explain_the_backlog(cases):
    numbered = [{"complaint_id": f"K{at}"} | case for at, case in enumerate(cases)]
    told = {
        (case["complaint_id"], event, case.get(name))
        for case in numbered
        for event, name in (
            ("resolved", "second_resolved_at"), ("reopened", "second_reopened_at"), ("resolved", "last_resolved_at")
        )
        if case.get(name) is not None
    }  # fmt: skip
    with duckdb.connect() as connection:
        create_tables(connection)
        events = [{"complaint_id": id, "event": event, "happened_at": at} for id, event, at in told]
        insert(connection, {"fct_complaint": numbered, "export_difference": events})
        balance = backlog_balance(connection, as_of=APRIL)
    assert set(balance["difference"]) <= {0}
    assert not any(balance["case_ids"])
    came, went = balance["received"] + balance["reopened"], balance[MOVES[2:]].sum(axis=1)
    assert (balance["backlog_start"] + came - went).tolist() == balance["backlog_by_events"].tolist()
