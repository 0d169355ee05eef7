"""What several exports show of a complaint that comes back: resolved, reopened, resolved again."""

from datetime import datetime

import narwhals as nw
import pytest

from pipeline.checks.contracts import failing_rows
from pipeline.metrics.resolution_rate import resolution_rate
from pipeline.metrics.resolution_rate_to_date import resolution_rate_to_date
from tests.core.conftest import Export, assembling, complaint
from tests.metrics.conftest import rows

RECEIVED = "2024-01-01 09:00:00"
# Resolved on day 2, reopened by day 4, resolved on day 6, reopened by day 9, resolved on day 12.
TWICE = [
    Export([complaint("W1", RECEIVED)], "2024-01-02"),
    Export([complaint("W1", RECEIVED, resolved="2024-01-03 09:00:00")], "2024-01-04"),
    Export([complaint("W1", RECEIVED)], "2024-01-05 09:00"),
    Export([complaint("W1", RECEIVED, resolved="2024-01-07 09:00:00")], "2024-01-08"),
    Export([complaint("W1", RECEIVED)], "2024-01-10 09:00"),
    Export([complaint("W1", RECEIVED, resolved="2024-01-13 09:00:00")], "2024-01-14"),
]


@pytest.fixture(scope="module")
def assembled_once(tmp_path_factory):
    """Return a function: exports → their tables, only to be read; made once for all tests of the same exports."""
    known = {}
    with assembling(tmp_path_factory.mktemp("reopened")) as run:

        def made(*exports):
            asked = str(exports)
            known[asked] = known[asked] if asked in known else run(*exports)
            return known[asked]

        yield made


@pytest.fixture(scope="module")
def twice(assembled_once):
    """The tables of ``TWICE``."""
    return assembled_once(*TWICE)


def columns(connection, *names):
    return connection.execute(
        f"select {', '.join(f'{name}::varchar' for name in names)} from fct_complaint"
    ).fetchall()[0]


def events(connection):
    return [
        f"{event} {moment:%m-%d} {origin}"
        for event, moment, origin in connection.execute(
            "select event, happened_at, origin from fct_complaint_event where event <> 'received' order by happened_at, event"
        ).fetchall()
    ]


def days(connection):
    return connection.execute(
        "select days_to_resolution, days_to_reopening, days_to_second_resolution, days_to_second_reopening, days_to_last_resolution from fct_complaint"
    ).fetchall()[0]


def test_a_complaint_reopened_twice_keeps_every_stretch(twice):
    assert days(twice) == (2, 4, 6, 9, 12)


@pytest.mark.parametrize("table", ["fct_complaint", "mart_complaint"])
def test_a_complaint_reopened_twice_stands_resolved_in_three_stretches(twice, table):
    frame = nw.from_native(twice.table(table)).lazy()
    resolved = {}
    for limit in range(1, 15):
        (row,) = rows(resolution_rate(frame, period=None, as_of=datetime(2024, 6, 1), within_days=limit))
        resolved[limit] = row["resolved"]
    assert [limit for limit, count in resolved.items() if count] == [2, 3, 6, 7, 8, 12, 13, 14]


def test_it_stands_resolved_to_date_in_the_same_stretches(twice):
    frame = nw.from_native(twice.table("fct_complaint")).lazy()
    resolved = {}
    for day in range(2, 16):
        (row,) = rows(resolution_rate_to_date(frame, period=None, as_of=datetime(2024, 1, day)))
        resolved[day] = row["resolved"]
    assert [day for day, count in resolved.items() if count] == [4, 5, 8, 9, 10, 14, 15]


def test_all_its_events_are_told(twice):
    assert events(twice) == [
        "resolved 01-03 export_difference",
        "reopened 01-05 export_difference",
        "resolved 01-07 export_difference",
        "reopened 01-10 export_difference",
        "resolved 01-13 export_difference",
    ]


def test_a_complaint_open_after_its_second_reopening_has_no_last_resolution(assembled):
    assert days(assembled(*TWICE[:5])) == (2, 4, 6, 9, None)


@pytest.mark.parametrize("which_time", ["finished", "closed"])
def test_a_reopened_complaint_keeps_which_time_said_that_it_was_resolved(assembled, which_time):
    resolved = complaint("W1", RECEIVED, resolved="2024-01-03 09:00:00", resolved_from=which_time)
    connection = assembled(Export([resolved], "2024-01-04"), TWICE[2])
    assert columns(connection, "resolved_at", "resolved_from") == ("2024-01-03 09:00:00", which_time)
    assert failing_rows(connection, "fct_complaint.resolution_says_which_time") == []


def test_which_time_is_that_of_the_first_resolution_not_of_the_newest_export(assembled):
    by_closing = complaint("W1", RECEIVED, resolved="2024-01-03 09:00:00", resolved_from="closed")
    by_finishing = complaint("W1", RECEIVED, resolved="2024-01-07 09:00:00", resolved_from="finished")
    connection = assembled(Export([by_closing], "2024-01-04"), TWICE[2], Export([by_finishing], "2024-01-08"))
    assert columns(connection, "resolved_at", "resolved_from") == ("2024-01-03 09:00:00", "closed")


def test_a_day_of_resolution_stays_a_day_when_the_complaint_is_open_again(assembled):
    same_day = complaint("W1", RECEIVED, resolved="2024-01-01 00:00:00", resolved_precision="day")
    connection = assembled(Export([same_day], "2024-01-02"), TWICE[2])
    assert columns(connection, "timing_problem", "resolution_seconds", "days_to_resolution") == (None, "0", "0")


def test_a_third_reopening_keeps_the_first_two_and_the_last_resolution(assembled):
    more = [
        Export([complaint("W1", RECEIVED)], "2024-01-15 09:00"),
        Export([complaint("W1", RECEIVED, resolved="2024-01-21 09:00:00")], "2024-01-22"),
    ]
    connection = assembled(*TWICE, *more)
    assert days(connection) == (2, 4, 6, 9, 20)
    assert [event for event in events(connection) if event.startswith("reopened")] == [
        f"reopened 01-{day} export_difference" for day in ("05", "10", "15")
    ]


def test_an_open_complaint_that_comes_again_closed_was_never_reopened(assembled):
    connection = assembled(TWICE[0], TWICE[1])
    assert days(connection) == (2, None, None, None, 2)
    assert events(connection) == ["resolved 01-03 column"]


def test_the_written_time_of_a_reopening_is_better_than_that_of_the_export(assembled):
    again = complaint("W1", RECEIVED, reopened="2024-01-05 10:00:00", resolved="2024-01-21 09:00:00")
    connection = assembled(TWICE[1], Export([again], "2024-01-31"))
    assert columns(connection, "resolved_at", "reopened_at", "last_resolved_at") == (
        "2024-01-03 09:00:00",
        "2024-01-05 10:00:00",
        "2024-01-21 09:00:00",
    )


def test_a_column_that_holds_only_the_last_reopening_does_not_hide_the_first(assembled):
    last = complaint("W1", RECEIVED, reopened="2024-01-09 10:00:00", resolved="2024-01-13 09:00:00")
    connection = assembled(*TWICE[1:5], Export([last], "2024-01-14"))
    assert days(connection) == (2, 4, 6, 9, 12)


def test_a_resolution_time_that_is_only_corrected_is_no_reopening(assembled):
    connection = assembled(TWICE[1], Export([complaint("W1", RECEIVED, resolved="2024-01-04 09:00:00")], "2024-01-31"))
    assert days(connection) == (3, None, None, None, 3)
    assert events(connection) == ["resolved 01-04 column"]


def test_a_resolved_complaint_that_is_withdrawn_later_is_no_reopening(assembled):
    withdrawn = complaint("W1", RECEIVED, status="withdrawn", outcome="withdrawn")
    connection = assembled(TWICE[1], Export([withdrawn], "2024-01-31"))
    assert columns(connection, "status", "reopened_at") == ("withdrawn", None)
    assert events(connection) == ["resolved 01-03 export_difference", "withdrawn 01-31 export_difference"]


LEFT = [complaint("W1", RECEIVED, status=name, outcome=name) for name in ("withdrawn", "merged", "out_of_scope")]


@pytest.mark.parametrize("left", LEFT, ids=lambda row: row["status"])
@pytest.mark.parametrize("table", ["fct_complaint", "mart_complaint"])
def test_a_ripe_rate_does_not_change_when_a_resolved_case_is_withdrawn_later(assembled_once, table, left):
    def rates(*exports):
        frame = nw.from_native(assembled_once(*exports).table(table)).lazy()
        limits = {"period": None, "as_of": datetime(2024, 1, 20)}
        return [rows(resolution_rate(frame, within_days=limit, **limits))[0] for limit in (1, 2, 7)]

    before = rates(TWICE[1])
    assert [(row["complaints"], row["resolved"], row["withdrawn"]) for row in before] == [
        (1, 0, 0),
        (1, 1, 0),
        (1, 1, 0),
    ]
    assert rates(TWICE[1], Export([left], "2024-01-31")) == before


def test_a_withdrawal_does_not_undo_what_stood_resolved_before_it_as_of_an_earlier_day(assembled):
    connection = assembled(TWICE[1], Export([LEFT[0]], "2024-01-31"))
    (row,) = rows(resolution_rate_to_date(connection.table("fct_complaint"), period=None, as_of=datetime(2024, 1, 10)))
    assert (row["resolved"], row["withdrawn"]) == (1, 0)
    assert failing_rows(connection, "fct_complaint.left_cases_are_not_resolved") == []


def test_a_case_withdrawn_after_its_reopening_stood_resolved_until_then(assembled):
    connection = assembled(TWICE[1], TWICE[2], Export([LEFT[0]], "2024-01-31"))
    assert failing_rows(connection, "fct_complaint.left_cases_are_not_resolved") == []
    frame = nw.from_native(connection.table("fct_complaint")).lazy()
    found = {}
    for limit in (1, 2, 3, 4, 7):
        (row,) = rows(resolution_rate(frame, period=None, as_of=datetime(2024, 6, 1), within_days=limit))
        found[limit] = (row["resolved"], row["withdrawn"])
    assert found == {1: (0, 1), 2: (1, 0), 3: (1, 0), 4: (0, 1), 7: (0, 1)}


def test_a_case_that_was_open_before_it_was_withdrawn_was_never_resolved(assembled):
    connection = assembled(TWICE[0], Export([LEFT[0]], "2024-01-31"))
    assert columns(connection, "status", "outcome", "resolved_at") == ("withdrawn", "withdrawn", None)


def test_a_corrected_status_says_that_a_case_was_never_resolved(assembled, tmp_path):
    (tmp_path / "corrections.csv").write_text(
        "record,field,old,new,who,when,why\nW1,status,resolved,merged,王主管,2024-03-01,重复\n", encoding="utf-8"
    )
    connection = assembled(TWICE[1])
    assert columns(connection, "status", "outcome", "resolved_at") == ("merged", "merged", None)
    assert failing_rows(connection, "fct_complaint.left_cases_are_not_resolved") == []


def test_a_time_of_handling_while_the_case_is_open_is_no_resolution_to_undo(assembled):
    handled = complaint("W1", RECEIVED, resolved="2024-01-03 09:00:00", status="open")
    connection = assembled(Export([handled], "2024-01-04"), Export([handled | {"department": "工程部"}], "2024-01-05"))
    assert columns(connection, "reopened_at") == (None,)


def test_an_open_case_that_still_shows_its_old_resolution_is_not_resolved_again(assembled):
    reopened = complaint("W1", RECEIVED, resolved="2024-01-03 09:00:00", status="open")
    assert days(assembled(TWICE[1], Export([reopened], "2024-01-05 09:00"))) == (2, 4, None, None, None)


def test_a_reopened_case_that_is_withdrawn_was_not_resolved_again(assembled):
    withdrawn = complaint("W1", RECEIVED, status="withdrawn", outcome="withdrawn", closed="2024-01-08 09:00:00")
    connection = assembled(TWICE[1], TWICE[2], Export([withdrawn], "2024-01-09"))
    assert days(connection) == (2, 4, None, None, None)
    assert events(connection) == [
        "resolved 01-03 export_difference",
        "reopened 01-05 export_difference",
        "closed 01-08 column",
        "withdrawn 01-09 export_difference",
    ]


def test_a_reopening_before_the_oldest_export_stays_an_event(assembled):
    before = complaint("W1", RECEIVED, reopened="2024-01-03 09:00:00", resolved="2024-01-05 09:00:00")
    after = complaint("W1", RECEIVED, reopened="2024-01-09 09:00:00", resolved="2024-01-13 09:00:00")
    connection = assembled(Export([before], "2024-01-06"), Export([after], "2024-01-14"))
    assert days(connection) == (4, 8, 12, None, 12)
    assert [event for event in events(connection) if event.startswith("reopened")] == [
        "reopened 01-03 export_difference",
        "reopened 01-09 export_difference",
    ]


def test_states_without_times_are_events_of_the_export_that_shows_them(assembled):
    states = ["resolved", "closed", "open"]
    exports = [
        Export([complaint("W1", RECEIVED, status=status)], f"2024-02-0{n}") for n, status in enumerate(states, 1)
    ]
    assert events(assembled(TWICE[0], *exports)) == [
        "resolved 02-01 export_difference",
        "closed 02-02 export_difference",
        "reopened 02-03 export_difference",
    ]


def test_a_case_that_is_open_again_was_closed_once_and_at_its_own_time(assembled):
    closed = complaint("W1", RECEIVED, status="closed", closed="2024-01-03 09:00:00")
    connection = assembled(TWICE[0], Export([closed], "2024-01-04"), TWICE[2])
    assert [event for event in events(connection) if event.startswith("closed")] == ["closed 01-03 export_difference"]


def test_a_case_closed_twice_was_closed_twice(assembled):
    closed = [complaint("W1", RECEIVED, status="closed", closed=f"2024-01-{day} 09:00:00") for day in ("03", "13")]
    connection = assembled(Export([closed[0]], "2024-01-04"), TWICE[2], Export([closed[1]], "2024-01-14"))
    assert [event for event in events(connection) if event.startswith("closed")] == [
        "closed 01-03 export_difference",
        "closed 01-13 export_difference",
    ]
