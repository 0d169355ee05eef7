"""Backlog and what is overdue in it: boundaries, what is counted apart, and lives played up to the end of each month."""

from datetime import datetime, timedelta

import duckdb
import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.metrics.backlog import backlog, of_cases, overdue
from tests.metrics.conftest import complaint, counts, few_examples, only, rows, table

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


def test_behind_a_stock_stand_the_cases_received_before_the_end_of_its_period(complaints):
    frame = complaints(
        complaint("2024-02-29 23:59", complaint_id="before"),
        complaint("2024-03-01 00:00", complaint_id="with the next"),
    )
    asked = {"start": datetime(2024, 2, 1), "period": "1mo", "as_of": APRIL}
    found = rows(of_cases(nw.from_native(frame).lazy(), **asked))
    assert [(row["complaint_id"], row["backlog"]) for row in found] == [("before", 1)]


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
