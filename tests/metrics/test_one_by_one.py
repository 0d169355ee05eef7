"""Every count of a rate of complaints is what judging them one by one, in plain Python by the words of its definition, gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics import (
    callback_rate,
    clearance_ratio,
    closure_rate,
    confirmed_resolution_rate,
    handling_satisfaction_rate,
    on_time_callback_rate,
    on_time_rate,
    on_time_rate_to_date,
    on_time_response_rate,
    reopen_rate,
    resolution_rate,
    resolution_rate_to_date,
    response_on_time_rate,
)
from tests.metrics.conftest import few_examples, rows, table
from tests.metrics.edges import AS_OF, DAY, WITHIN, cases

Case = Mapping[str, Any]
Judged = (
    tuple[date, dict[str, bool]] | None
)  # the day that places a case, and what it counts as; None: in no period yet


def happened(case: Case, name: str, until: datetime) -> bool:
    """Return whether an event of a case came before a moment."""
    return case.get(name) is not None and case[name] < until


def is_old(moment: datetime, days: int) -> bool:
    """Return whether the whole day of a moment was at least so many days old at the end of the exports."""
    return datetime.combine(moment.date() + DAY, datetime.min.time()) + days * DAY <= AS_OF


def is_usable(case: Case) -> bool:
    return case["has_resolution_field"] and case["timing_problem"] is None


def stands(case: Case, has_come: Callable[[datetime], bool]) -> bool:
    """Play the resolutions and reopenings that have come; where more than two are known, the last resolution settles it."""
    state = False
    for name, after in (
        ("resolved_at", True),
        ("reopened_at", False),
        ("second_resolved_at", True),
        ("second_reopened_at", False),
        ("last_resolved_at", True),
    ):
        if case.get(name) is not None and has_come(case[name]):
            state = after
    return state


def resolutions(case: Case, *, is_resolved: bool) -> dict[str, bool]:
    is_left = case["outcome"] is not None and not is_resolved
    usable = is_usable(case)
    return {
        "complaints": usable,
        "resolved": usable and is_resolved,
        "withdrawn": usable and is_left,
        "by_close_time": usable and is_resolved and case["resolved_from"] == "closed",
        "not_in_export": not case["has_resolution_field"],
        "excluded": case["has_resolution_field"] and case["timing_problem"] is not None,
    }


def of_resolution_rate(case: Case) -> Judged:
    if not is_old(case["received_at"], WITHIN):
        return None
    is_resolved = stands(case, lambda moment: moment <= case["received_at"] + WITHIN * DAY)
    return case["received_on"], resolutions(case, is_resolved=is_resolved)


def of_resolution_rate_to_date(case: Case) -> Judged:
    return case["received_on"], resolutions(case, is_resolved=stands(case, lambda moment: moment < AS_OF))


def of_closure_rate(case: Case) -> Judged:
    said_only = case["status"] == "closed" and case.get("closed_at") is None
    unsettled = case["resolved_at"] is not None and case["resolved_at"] >= AS_OF
    is_closed = happened(case, "closed_at", AS_OF) or (said_only and not unsettled)
    usable, stayed = case["has_closing_field"] and case["timing_problem"] is None, case["outcome"] is None
    return case["received_on"], {
        "complaints": usable,
        "closed": usable and is_closed,
        "withdrawn": usable and not stayed,
        "closed_without_withdrawn": usable and is_closed and stayed,
        "not_in_export": not case["has_closing_field"],
        "excluded": case["has_closing_field"] and case["timing_problem"] is not None,
    }


def _due(case: Case, *, judged: bool) -> Judged:
    due_at = case.get("due_at")
    in_export = case["has_resolution_field"] and (case["has_due_field"] or due_at is not None)
    timed = case["timing_problem"] is None
    is_due = in_export and timed and due_at is not None and judged
    withdrawn = case["outcome"] is not None and case["resolved_at"] is None
    by_limit = is_due and case["due_from"] == "limit"
    return case["received_on"], {
        "due": is_due,
        "met": is_due and bool(case["is_due_met"]) and not withdrawn,
        "withdrawn": is_due and withdrawn,
        "due_by_limit": by_limit,
        "due_estimated": by_limit and case["is_due_estimated"],
        "not_yet_due": in_export and timed and due_at is not None and not judged,
        "without_due_date": in_export and timed and due_at is None,
        "not_in_export": not in_export,
        "excluded": in_export and not timed,
    }


def of_on_time_rate(case: Case) -> Judged:
    due_at = case.get("due_at")
    return _due(case, judged=due_at is not None and due_at <= AS_OF)


def of_on_time_rate_to_date(case: Case) -> Judged:
    due_at = case.get("due_at")
    end = case["resolved_at"] or case.get("closed_at")
    met_early = end is not None and end < AS_OF and bool(case["is_due_met"])
    return _due(case, judged=due_at is not None and (due_at <= AS_OF or met_early))


def _by_limit(case: Case, step: str, kind: str) -> dict[str, bool]:
    in_export = step in case["recorded"].split(",")
    due_at = case[f"{kind}_due_at"]
    is_due = in_export and due_at is not None and due_at <= AS_OF
    return {
        "due": is_due,
        "met": is_due and bool(case[f"is_{kind}_due_met"]),
        "due_estimated": is_due and case["is_due_estimated"],
        "not_yet_due": in_export and due_at is not None and due_at > AS_OF,
        "without_limit": in_export and due_at is None,
        "not_in_export": not in_export,
    }


def of_on_time_response_rate(case: Case) -> Judged:
    return case["received_on"], _by_limit(case, "responded", "response")


def of_on_time_callback_rate(case: Case) -> Judged:
    if not happened(case, "closed_at", AS_OF) or case["outcome"] is not None:
        return None
    return case["closed_at"].date(), _by_limit(case, "called_back", "callback")


def of_response_on_time_rate(case: Case) -> Judged:
    if not is_old(case["received_at"], 1):
        return None
    in_export = "responded" in case["recorded"].split(",")
    known = case["response_seconds"] is not None or case["responded_at"] is None
    return case["received_on"], {
        "complaints": in_export and known,
        "answered": in_export and (case["response_seconds"] or 86_401) <= 86_400,
        "not_in_export": not in_export,
        "excluded": in_export and not known,
    }


def of_reopen_rate(case: Case) -> Judged:
    if case["resolved_at"] is None or not is_old(case["resolved_at"], WITHIN):
        return None
    in_export, timed = "reopened" in case["recorded"].split(","), case["timing_problem"] is None
    reopened = case.get("reopened_at")
    return case["resolved_at"].date(), {
        "resolved": in_export and timed,
        "reopened": in_export and timed and reopened is not None and reopened - case["resolved_at"] <= WITHIN * DAY,
        "by_close_time": in_export and timed and case["resolved_from"] == "closed",
        "not_in_export": not in_export,
        "excluded": in_export and not timed,
    }


def of_callback_rate(case: Case) -> Judged:
    closed, called = case.get("closed_at"), case.get("called_back_at")
    if closed is None or not is_old(closed, WITHIN):
        return None
    in_export = bool({"called_back", "callback_answer"} & set(case["recorded"].split(",")))
    timed, stayed = case["timing_problem"] is None, case["outcome"] is None
    without_time = called is None and case["callback_answer"] not in (None, "not_called")
    in_time = called is not None and called <= closed + WITHIN * DAY
    return closed.date(), {
        "closed": in_export and timed and stayed,
        "called_back": in_export and timed and stayed and (in_time or without_time),
        "withdrawn": in_export and timed and not stayed,
        "not_in_export": not in_export,
        "excluded": in_export and not timed,
    }


def of_confirmed_resolution_rate(case: Case) -> Judged:
    said, called = case["is_confirmed_resolved"], case.get("called_back_at")
    in_export = case["callback_answer"] is not None or said is not None
    given_by_then = called is None or called < AS_OF
    return case["received_on"], {
        "complaints": in_export,
        "asked": given_by_then and said is not None,
        "confirmed": given_by_then and said is True,
        "not_in_export": not in_export,
    }


def of_handling_satisfaction_rate(case: Case) -> Judged:
    answer, called = case["callback_answer"], case.get("called_back_at")
    given_by_then = called is None or called < AS_OF
    return case["received_on"], {
        "complaints": answer is not None,
        "answered": given_by_then and answer in ("satisfied", "neutral", "dissatisfied"),
        "satisfied": given_by_then and answer == "satisfied",
        "not_in_export": answer is None,
    }


ASKED = {
    "resolution_rate": (resolution_rate.resolution_rate, of_resolution_rate, {"within_days": WITHIN}),
    "resolution_rate_to_date": (resolution_rate_to_date.resolution_rate_to_date, of_resolution_rate_to_date, {}),
    "closure_rate": (closure_rate.closure_rate, of_closure_rate, {}),
    "on_time_rate": (on_time_rate.on_time_rate, of_on_time_rate, {}),
    "on_time_rate_to_date": (on_time_rate_to_date.on_time_rate_to_date, of_on_time_rate_to_date, {}),
    "on_time_response_rate": (on_time_response_rate.on_time_response_rate, of_on_time_response_rate, {}),
    "on_time_callback_rate": (on_time_callback_rate.on_time_callback_rate, of_on_time_callback_rate, {}),
    "response_on_time_rate": (response_on_time_rate.response_on_time_rate, of_response_on_time_rate, {}),
    "reopen_rate": (reopen_rate.reopen_rate, of_reopen_rate, {"within_days": WITHIN}),
    "callback_rate": (callback_rate.callback_rate, of_callback_rate, {"within_days": WITHIN}),
    "confirmed_resolution_rate": (confirmed_resolution_rate.confirmed_resolution_rate, of_confirmed_resolution_rate, {}),
    "handling_satisfaction_rate": (handling_satisfaction_rate.handling_satisfaction_rate, of_handling_satisfaction_rate, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
@settings(max_examples=few_examples(), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_cases=st.lists(cases(), min_size=30, max_size=60))
def test_counts_are_what_judging_each_complaint_gives(name, given_cases):
    function, judge, parameters = ASKED[name]
    wanted = judged(given_cases, judge)
    with duckdb.connect() as connection:
        fact = table(connection, "fct_complaint", given_cases)
        found = rows(function(fact, period="1mo", as_of=AS_OF, **parameters))
    counted = {f"{row['period_start']:%Y-%m}": row for row in found}
    assert {month: {kind: row[kind] for kind in wanted[month]} for month, row in counted.items()} == wanted


def judged(given_cases: list[dict[str, Any]], judge: Callable[[Case], Judged]) -> dict[str, dict[str, int]]:
    """Return month → what its cases count as."""
    counts: dict[str, Counter[str]] = {}
    for case in given_cases:
        if (found := judge(case)) is not None:
            day, kinds = found
            of_month = counts.setdefault(f"{day:%Y-%m}", Counter())
            of_month.update({kind: case["cases"] * is_it for kind, is_it in kinds.items()})
    return {month: dict(of_month) for month, of_month in counts.items()}


def played(given_cases: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Return month → received and resolved, each in its own month."""
    months: dict[str, list[int]] = {}
    for case in given_cases:
        if not is_usable(case):
            continue
        months.setdefault(f"{case['received_on']:%Y-%m}", [0, 0])[0] += case["cases"]
        if happened(case, "resolved_at", AS_OF):
            months.setdefault(f"{case['resolved_at']:%Y-%m}", [0, 0])[1] += case["cases"]
    return {month: (received, resolved) for month, (received, resolved) in months.items()}


@settings(max_examples=few_examples(), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cases(), min_size=30, max_size=60))
def test_the_clearance_ratio_sets_what_was_resolved_in_a_month_beside_what_came_in_then(given_cases):
    with duckdb.connect() as connection:
        found = rows(clearance_ratio.clearance_ratio(table(connection, "fct_complaint", given_cases), as_of=AS_OF))
    counted = {f"{row['period_start']:%Y-%m}": (row["received"], row["resolved"]) for row in found}
    assert {month: both for month, both in counted.items() if any(both)} == played(given_cases)
