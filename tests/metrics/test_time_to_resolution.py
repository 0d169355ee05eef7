"""Time to resolution: open cases are censored, withdrawn ones compete, and the as-of date decides what has happened."""

from datetime import datetime

import narwhals as nw
import pytest

from pipeline.metrics.time_to_resolution import durations_in_days, of_cases, time_to_resolution
from tests.metrics.conftest import complaint, only, rows, table

APRIL = datetime(2024, 4, 1)


def test_the_median_counts_open_cases_and_not_only_resolved_ones(complaints):
    frame = complaints(
        complaint("2024-03-01 08:00", "2024-03-02 08:00"),
        complaint("2024-03-01 08:00", "2024-03-11 08:00"),
        complaint("2024-03-01 08:00"),
    )
    row = only(time_to_resolution(frame, period=None, as_of=APRIL))
    assert (row["complaints"], row["resolved"], row["censored"], row["median_days"]) == (3, 2, 1, 10.0)


def test_a_quantile_that_is_not_reached_is_null(complaints):
    frame = complaints(complaint("2024-03-01", "2024-03-02"), complaint("2024-03-01"), complaint("2024-03-01"))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL))
    assert (row["median_days"], row["p90_days"]) == (None, None)


def test_a_case_resolved_after_the_as_of_date_is_censored(complaints):
    frame = complaints(complaint("2024-03-01", "2024-03-11"), complaint("2024-03-01", "2024-04-11"))
    for unit in ("day", "minute"):
        row = only(time_to_resolution(frame, period=None, as_of=APRIL, unit=unit))
        assert (row["resolved"], row["censored"]) == (1, 1)


@pytest.mark.parametrize(("resolved", "counts"), [("2024-03-31 00:00", 1), ("2024-04-01 00:00", 0)])
def test_by_whole_days_a_case_is_observed_until_its_last_whole_day_before_the_as_of_date(complaints, resolved, counts):
    frame = complaints(complaint("2024-03-30 00:00", resolved))
    assert only(time_to_resolution(frame, period=None, as_of=APRIL))["resolved"] == counts


@pytest.mark.parametrize(("left", "counts"), [("2024-03-31 00:00", (1, 0)), ("2024-03-31 00:01", (0, 1))])
def test_by_whole_days_a_case_has_left_by_its_last_whole_day_before_the_as_of_date(complaints, left, counts):
    frame = complaints(complaint("2024-03-30 00:00", closed_at=left, outcome="withdrawn"))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL))
    assert (row["competing"], row["censored"]) == counts


@pytest.mark.parametrize(
    ("reopened", "again", "counts"),
    [
        ("2024-03-31 00:00", None, (3, None)),  # open again: of five cases only two are resolved for good
        ("2024-03-31 00:01", None, (0, 1.0)),
        ("2024-03-30 18:00", "2024-03-31 00:00", (3, 1.0)),
        ("2024-03-30 18:00", "2024-03-31 00:01", (3, None)),
    ],
)
def test_by_whole_days_a_case_is_open_again_or_not_on_its_last_whole_day(complaints, reopened, again, counts):
    history = {"reopened_at": reopened, "last_resolved_at": again, "cases": 3}
    frame = complaints(
        complaint("2024-03-30 00:00", "2024-03-30 12:00", **history),
        complaint("2024-03-30 00:00", "2024-03-30 12:00", cases=2),
    )
    row = only(time_to_resolution(frame, period=None, as_of=APRIL))
    assert (row["reopened"], row["median_to_last_days"]) == counts


@pytest.mark.parametrize("unit", ["day", "minute"])
def test_a_young_open_case_says_nothing_of_later_days(complaints, unit):
    frame = complaints(complaint("2024-03-01", "2024-03-11"), complaint("2024-03-29"))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL, unit=unit))
    assert (row["censored"], row["median_days"], row["resolved_by_day_15"]) == (1, 10.0, 1.0)


def test_by_minutes_a_case_is_observed_up_to_the_as_of_moment(complaints):
    frame = complaints(complaint("2024-03-30 08:00", "2024-03-31 08:00"), complaint("2024-03-30 08:00"))
    row = only(time_to_resolution(frame, period=None, as_of=datetime(2024, 4, 2, 8), unit="minute"))
    assert (row["resolved_by_day_1"], row["resolved_by_day_3"]) == (0.5, 0.5)
    row = only(time_to_resolution(frame, period=None, as_of=datetime(2024, 4, 2, 7, 59), unit="minute"))
    assert (row["resolved_by_day_1"], row["resolved_by_day_3"]) == (0.5, None)


@pytest.mark.parametrize("unit", ["day", "minute"])
@pytest.mark.parametrize(
    ("resolved", "closed", "counts"),
    [
        ("2024-03-05", "2024-03-09", (1, 0, 0)),  # resolved, then withdrawn: it was resolved first
        ("2024-04-05", "2024-03-09", (0, 1, 0)),
        ("2024-04-05", "2024-04-09", (0, 0, 1)),
        (None, "2024-04-09", (0, 0, 1)),
    ],
)
def test_what_happened_first_counts_and_what_is_to_come_does_not(complaints, unit, resolved, closed, counts):
    frame = complaints(complaint("2024-03-01", resolved, closed_at=closed, outcome="withdrawn"))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL, unit=unit))
    assert (row["resolved"], row["competing"], row["censored"]) == counts
    assert (row["complaints"], row["excluded"]) == (1, 0)


def test_durations_are_rounded_up_to_the_minute(complaints):
    for seconds, minutes in ((60, 1), (61, 2), (119, 2), (120, 2)):
        frame = complaints(complaint("2024-03-01 08:00", f"2024-03-01 08:0{seconds // 60}:{seconds % 60:02}"))
        median = only(time_to_resolution(frame, period=None, as_of=APRIL, unit="minute"))["median_days"]
        assert median == pytest.approx(minutes / 1440)


def test_groups_are_told_apart_the_nameless_one_too(complaints):
    frame = complaints(
        complaint("2024-03-01", "2024-03-02", category="safety"),
        complaint("2024-02-01", "2024-02-04", category="safety"),
        complaint("2024-03-01", "2024-03-06"),
    )
    result = rows(time_to_resolution(frame, by=["category"], as_of=APRIL))
    medians = {(row["category"], row["period_start"].month): row["median_days"] for row in result}
    assert medians == {("safety", 3): 1.0, ("safety", 2): 3.0, (None, 3): 5.0}


def test_withdrawn_cases_compete_and_do_not_count_as_resolved_or_open(complaints):
    frame = complaints(
        complaint("2024-03-01", closed_at="2024-03-02", outcome="withdrawn"),
        complaint("2024-03-01", closed_at="2024-03-02", outcome="merged"),
        complaint("2024-03-01", "2024-03-03"),
        complaint("2024-03-01", "2024-03-03"),
    )
    row = only(time_to_resolution(frame, period=None, as_of=APRIL))
    assert (row["competing"], row["resolved_by_day_3"], row["median_days"]) == (2, 0.5, 2.0)


def test_a_case_that_left_at_an_unknown_time_is_excluded(complaints):
    frame = complaints(complaint("2024-03-01", outcome="withdrawn"), complaint("2024-03-01", "2024-03-02"))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL))
    assert (row["complaints"], row["excluded"]) == (1, 1)


@pytest.mark.parametrize(
    ("received", "resolved", "times", "counts"),
    [
        ("2024-04-01", None, {}, (0, 0, 0, 0)),
        ("2024-03-01", "2024-04-01", {}, (0, 0, 0, 1)),
        ("2024-03-01", "2024-03-02", {"reopened_at": "2024-04-01"}, (1, 0, 0, 0)),
        ("2024-03-01", None, {"closed_at": "2024-04-01", "outcome": "withdrawn"}, (0, 0, 0, 1)),
        ("2024-03-31", None, {"closed_at": "2024-03-31 12:00", "outcome": "withdrawn"}, (0, 0, 1, 0)),
        ("2024-03-31 08:00", None, {"closed_at": "2024-03-31 12:00", "outcome": "withdrawn"}, (0, 0, 1, 0)),
        ("2024-03-01", None, {"closed_at": "2024-03-02"}, (0, 0, 0, 1)),  # closed is not withdrawn
    ],
)
def test_by_minutes_what_comes_with_the_as_of_moment_has_not_happened_and_the_hour_before_has(
    complaints, received, resolved, times, counts
):
    frame = complaints(complaint(received, resolved, **times))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL, unit="minute"))
    assert (row["resolved"], row["reopened"], row["competing"], row["censored"]) == counts
    assert row["complaints"] == sum(counts[:1]) + sum(counts[2:])


@pytest.mark.parametrize(("again", "last"), [("2024-03-31 22:00", 2.0), ("2024-04-01 00:00", None)])
def test_by_minutes_a_reopening_of_the_last_hours_counts_though_its_days_are_rounded_up(complaints, again, last):
    times = {"reopened_at": "2024-03-31 20:00", "last_resolved_at": again}
    frame = complaints(complaint("2024-03-30 08:00", "2024-03-30 09:00", **times))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL, unit="minute"))
    assert (row["resolved"], row["reopened"], row["median_to_last_days"]) == (1, 1, last)


def test_a_curve_is_made_of_what_was_received_from_its_first_day_until_before_its_last(complaints):
    frame = complaints(
        complaint("2024-02-29 23:59", "2024-03-02"),
        complaint("2024-03-01 00:00", "2024-03-03 09:00", cases=2),
        complaint("2024-03-30 23:59", "2024-03-31 08:00", cases=4),
        complaint("2024-03-31 00:00", cases=8),
    )
    first, until = datetime(2024, 3, 1), datetime(2024, 3, 31)
    found = durations_in_days(nw.from_native(frame).lazy(), first=first, until=until, as_of=APRIL)
    assert found["resolved"].sum() == found["cases"].sum() == 6
    assert sorted(found.loc[found["resolved"] > 0, "duration"]) == [1, 3]


def test_behind_a_figure_stand_the_cases_of_exports_that_say_no_time_of_resolution_as_such(complaints):
    frame = complaints(
        complaint("2024-03-01", "2024-03-02", complaint_id="told"),
        complaint("2024-03-01", complaint_id="silent", has_resolution_field=False),
    )
    asked = {"start": datetime(2024, 3, 1), "period": "1mo", "as_of": APRIL, "unit": "day"}
    found = {row["complaint_id"]: row for row in rows(of_cases(nw.from_native(frame).lazy(), **asked))}
    counted = {name: (row["complaints"], row["not_in_export"], row["excluded"]) for name, row in found.items()}
    assert counted == {"told": (1, 0, 0), "silent": (0, 1, 0)}


def test_minutes_are_finer_than_days(complaints):
    frame = complaints(complaint("2024-03-01 08:00", "2024-03-01 20:00"))
    assert only(time_to_resolution(frame, period=None, as_of=APRIL))["median_days"] == 1.0
    assert only(time_to_resolution(frame, period=None, as_of=APRIL, unit="minute"))["median_days"] == 0.5


def test_an_export_without_resolution_times_has_no_median(complaints):
    frame = complaints(complaint("2024-03-01", has_resolution_field=False))
    row = only(time_to_resolution(frame, period="1mo", as_of=APRIL))
    assert (row["complaints"], row["not_in_export"], row["median_days"], row["resolved_by_day_7"]) == (0, 1, None, None)


@pytest.mark.parametrize("unit", ["day", "minute"])
def test_medians_of_published_tickets_agree_with_the_reference(connection, reference, reference_rows, unit):
    expected = reference("07-resolution-time", "logrank_lung_sex")["expected"]["median"]
    tickets = reference_rows("07-resolution-time/lung_as_tickets.csv")
    given = [
        complaint(row["opened_at"][:19], row["closed_at"][:19] or None, department=row["group"]) for row in tickets
    ]
    frame = table(connection, "fct_complaint", given)
    result = rows(time_to_resolution(frame, by=["department"], period=None, as_of=datetime(2025, 6, 30), unit=unit))
    assert {row["department"]: row["median_days"] for row in result} == expected


def test_the_share_by_a_day_beyond_all_ages_is_null(complaints):
    frame = complaints(complaint("2024-03-26", "2024-03-27"), complaint("2024-03-26"))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL))
    assert (row["resolved_by_day_3"], row["resolved_by_day_7"]) == (0.5, None)


@pytest.mark.parametrize("unit", ["day", "minute"])
@pytest.mark.parametrize(
    ("reopened", "again", "median", "last", "reopenings"),
    [
        (None, None, 2.0, 2.0, 0),
        ("2024-03-04", "2024-03-06", 2.0, 5.0, 1),
        ("2024-03-04", None, 2.0, None, 1),
        ("2024-04-04", "2024-04-06", 2.0, 2.0, 0),  # after the as-of date nothing has happened yet
    ],
)
def test_beside_the_first_resolution_stands_the_last(complaints, unit, reopened, again, median, last, reopenings):
    frame = complaints(complaint("2024-03-01", "2024-03-03", reopened_at=reopened, last_resolved_at=again))
    row = only(time_to_resolution(frame, period=None, as_of=APRIL, unit=unit))
    assert (row["median_days"], row["median_to_last_days"], row["reopened"]) == (median, last, reopenings)


def test_resolutions_by_close_time_are_counted_apart(complaints):
    frame = complaints(
        complaint("2024-03-01", "2024-03-02", resolved_from="closed"),
        complaint("2024-03-01", "2024-04-02", resolved_from="closed"),
        complaint("2024-03-01", "2024-03-02", cases=3),
    )
    assert only(time_to_resolution(frame, period=None, as_of=APRIL))["by_close_time"] == 1
