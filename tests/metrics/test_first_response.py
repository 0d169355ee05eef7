"""The first response: who waits is censored, who left competes, and days without a clock tell no hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics.catalogue import catalogue
from pipeline.metrics.compute import compute
from pipeline.metrics.days_to_first_response import days_to_first_response
from pipeline.metrics.explain import explain
from pipeline.metrics.first_response import cases_of
from pipeline.metrics.time_to_first_response import time_to_first_response
from tests.metrics.conftest import complaint, counts, moment, only, rows, table

APRIL = datetime(2024, 4, 1)
BOTH = [time_to_first_response, days_to_first_response]


def answered(received, at=None, **columns):
    """A complaint and its first answer; seconds follow from the times unless given."""
    seconds = None if at is None else int((moment(at) - moment(received)).total_seconds())
    return complaint(received, responded_at=at, **({"response_seconds": seconds} | columns))


def test_the_median_of_hours_counts_those_who_still_wait(complaints):
    frame = complaints(
        answered("2024-03-01 08:00", "2024-03-01 10:00"),
        answered("2024-03-01 08:00", "2024-03-01 18:00"),
        answered("2024-03-01 08:00"),
    )
    row = only(time_to_first_response(frame, period=None, as_of=APRIL))
    assert (row["complaints"], row["responded"], row["censored"]) == (3, 2, 1)
    assert (row["median_hours"], row["p75_hours"], row["answered_by_hour_4"]) == (10.0, None, pytest.approx(1 / 3))


def test_days_are_whole_ones_rounded_up_and_a_day_without_a_clock_can_be_none(complaints):
    frame = complaints(answered("2024-03-01 08:00", "2024-03-02 08:01"))
    assert only(days_to_first_response(frame, period=None, as_of=APRIL))["median_days"] == 2.0
    known_by_day = {"received_precision": "day", "responded_precision": "day"}
    frame = complaints(answered("2024-03-01", "2024-03-01", **known_by_day))
    assert only(days_to_first_response(frame, period=None, as_of=APRIL))["median_days"] == 0.0


@pytest.mark.parametrize(("seconds", "days"), [(1, 1), (86_400, 1), (86_401, 2)])
def test_a_day_ends_with_its_last_second(complaints, seconds, days):
    frame = complaints(answered("2024-03-01 08:00", "2024-03-02 08:00", response_seconds=seconds))
    assert only(days_to_first_response(frame, period=None, as_of=APRIL))["median_days"] == days


@pytest.mark.parametrize(("days", "left_after", "is_answered"), [(30, None, 1), (31, None, 0), (5, 5, 1), (6, 5, 0)])
def test_an_answer_of_the_last_whole_day_counts_and_so_does_one_of_the_day_on_which_the_case_left(
    complaints, days, left_after, is_answered
):
    left = {} if left_after is None else {"outcome": "withdrawn", "days_to_close": left_after}
    frame = complaints(answered("2024-03-01", "2024-03-05", response_seconds=days * 86_400, complaint_id="1", **left))
    assert only(days_to_first_response(frame, period=None, as_of=APRIL))["responded"] == is_answered
    assert only(cases_of(nw.from_native(frame), None, None, APRIL, "day"))["responded"] == is_answered


@pytest.mark.parametrize(("seconds", "minutes"), [(60, 1), (61, 2), (119, 2), (120, 2)])
def test_durations_are_rounded_up_to_the_minute(complaints, seconds, minutes):
    frame = complaints(answered("2024-03-01 08:00", f"2024-03-01 08:0{seconds // 60}:{seconds % 60:02}"))
    median = only(time_to_first_response(frame, period=None, as_of=APRIL))["median_hours"]
    assert median == pytest.approx(minutes / 60)


@pytest.mark.parametrize("metric", BOTH)
@pytest.mark.parametrize(
    ("at", "counted"), [("2024-03-30 09:00", (1, 0)), ("2024-04-01 00:00", (0, 1)), ("2024-04-02", (0, 1))]
)
def test_an_answer_at_the_as_of_moment_has_not_been_given_yet(complaints, metric, at, counted):
    frame = complaints(answered("2024-03-20 08:00", at))
    assert counts(metric(frame, period=None, as_of=APRIL), "responded", "censored") == counted


@pytest.mark.parametrize("metric", BOTH)
def test_a_complaint_of_the_as_of_moment_has_not_been_made_yet(complaints, metric):
    assert not any(only(metric(complaints(answered("2024-04-01 00:00")), period=None, as_of=APRIL)).values())


@pytest.mark.parametrize(("at", "responded"), [("2024-03-31 00:00", 1), ("2024-04-01 00:00", 0)])
def test_by_days_a_case_is_observed_to_its_last_whole_day_before_the_as_of_date(complaints, at, responded):
    frame = complaints(answered("2024-03-30 00:00", at))
    assert only(days_to_first_response(frame, period=None, as_of=APRIL))["responded"] == responded


@pytest.mark.parametrize("metric", BOTH)
@pytest.mark.parametrize(
    ("at", "closed", "counted"),
    [
        ("2024-03-05", "2024-03-09", (1, 0, 0)),  # answered, then withdrawn
        ("2024-03-05", "2024-03-04", (0, 1, 0)),  # withdrawn, then answered
        ("2024-03-05", "2024-03-05", (1, 0, 0)),
        ("2024-04-05", "2024-03-09", (0, 1, 0)),
        (None, "2024-03-09", (0, 1, 0)),
        (None, "2024-04-09", (0, 0, 1)),
        (None, "2024-04-01", (0, 0, 1)),
        ("2024-03-05", "2024-04-01", (1, 0, 0)),
    ],
)
def test_who_left_unanswered_does_not_wait_any_more(complaints, metric, at, closed, counted):
    frame = complaints(answered("2024-03-01", at, closed_at=closed, outcome="withdrawn"))
    assert counts(metric(frame, period=None, as_of=APRIL), "responded", "competing", "censored") == counted


def test_by_minutes_who_left_in_the_last_hours_has_left_though_its_days_are_rounded_up(complaints):
    frame = complaints(answered("2024-03-31 08:00", closed_at="2024-03-31 12:00", outcome="withdrawn"))
    found = counts(time_to_first_response(frame, period=None, as_of=APRIL), "responded", "competing", "censored")
    assert found == (0, 1, 0)


@pytest.mark.parametrize("metric", BOTH)
def test_a_case_that_was_resolved_without_an_answer_waits_and_is_named(complaints, metric):
    frame = complaints(
        answered("2024-03-01", resolved="2024-03-03"),
        answered("2024-03-01", resolved="2024-04-01"),
        answered("2024-03-01", "2024-03-02", resolved="2024-03-03"),
    )
    found = counts(metric(frame, period=None, as_of=APRIL), "complaints", "censored", "resolved_unanswered")
    assert found == (3, 2, 1)


@pytest.mark.parametrize("metric", BOTH)
def test_an_answer_before_the_receipt_and_a_leaving_at_an_unknown_time_are_excluded(complaints, metric):
    frame = complaints(
        answered("2024-03-02", "2024-03-01", response_seconds=None),
        answered("2024-03-02", outcome="merged"),
        answered("2024-03-02", "2024-03-03", outcome="merged"),
    )
    assert counts(metric(frame, period=None, as_of=APRIL), "complaints", "excluded") == (1, 2)


def test_days_without_a_clock_are_not_in_the_hours_answered_or_not(complaints):
    frame = complaints(
        answered("2024-03-01", "2024-03-01", responded_precision="day"),
        answered("2024-03-01", "2024-03-01 09:00", received_precision="day"),
        answered("2024-03-01 08:00", recorded="responded"),
        answered("2024-03-01 08:00", "2024-03-01 09:00"),
    )
    assert counts(time_to_first_response(frame, period=None, as_of=APRIL), "complaints", "not_in_export") == (1, 3)
    assert counts(days_to_first_response(frame, period=None, as_of=APRIL), "complaints", "not_in_export") == (4, 0)


@pytest.mark.parametrize("metric", BOTH)
def test_a_source_that_records_no_answers_is_not_one_that_gives_none(complaints, metric):
    frame = complaints(answered("2024-03-01", recorded="resolved"))
    assert counts(metric(frame, period=None, as_of=APRIL), "complaints", "not_in_export") == (0, 1)


def test_each_type_and_month_has_its_own_median_the_nameless_type_too(complaints):
    frame = complaints(
        answered("2024-03-01 08:00", "2024-03-01 09:00", category="safety"),
        answered("2024-02-01 08:00", "2024-02-01 11:00", category="safety"),
        answered("2024-03-01 08:00", "2024-03-01 13:00"),
    )
    found = rows(time_to_first_response(frame, by=["category"], as_of=APRIL))
    medians = {(row["category"], row["period_start"].month): row["median_hours"] for row in found}
    assert medians == {("safety", 3): 1.0, ("safety", 2): 3.0, (None, 3): 5.0}


def test_the_sentence_says_hours_and_the_note_what_days_cannot_tell(warehouse):
    cases = [answered("2024-01-05 08:00", f"2024-01-05 {hour:02}:00") for hour in (9, 10, 11, 12, 13)]
    by_day = answered("2024-01-05", "2024-01-05", responded_precision="day", recorded="responded")
    connection = warehouse(
        [*cases, by_day, answered("2024-01-05 08:00", resolved="2024-01-06")], complaints_until="2024-07-01"
    )
    result = compute(connection, "time_to_first_response", period="1q", language="en")
    said = explain(result, result.frame.iloc[0], "en")
    assert said.startswith("Time to first response (median), 2024 Q1: 3.5 hours (n = 6, 95% interval 1.0–")
    assert explain(result, result.frame.iloc[0], "zh").startswith(
        "2024 年一季度 首次答复时长（中位数）为 3.5 小时（n = 6"
    )
    assert result.notes_in("en") == [
        "1 complaints are left out: their exports lack the time of an answer or give only its day, which tells no hours; "
        "see days to first response.",
        "1 are resolved without a time of an answer: they count as not answered yet.",
    ]


def test_where_no_export_has_a_clock_the_hours_are_not_in_the_export_and_the_days_are_shown(warehouse):
    cases = [answered("2024-01-05", "2024-01-06", received_precision="day", recorded="responded")] * 6
    connection = warehouse(cases, complaints_until="2024-07-01")
    result = compute(connection, "time_to_first_response", period="1q", language="zh")
    assert (result.status, explain(result, result.frame.iloc[0], "zh")) == (
        "not_in_export",
        "2024 年一季度 首次答复时长（中位数）：导出中没有所需字段。",
    )
    assert "按天请看“首次答复天数”" in result.notes_in("zh")[0]
    assert compute(connection, "days_to_first_response", period="1q").frame["median_days"].tolist() == [1.0]


HOURS = st.one_of(st.none(), st.integers(0, 200))


@st.composite
def waits(draw):
    """A complaint that is answered, withdrawn or neither at random, up to the as-of date and beyond."""
    received = datetime(2024, 3, 20) + timedelta(minutes=draw(st.integers(0, 12 * 24 * 60 - 1)))
    answer, leaving = draw(HOURS), draw(HOURS)
    at = None if answer is None else str(received + timedelta(hours=answer, minutes=7))
    closed = None if leaving is None else str(received + timedelta(hours=leaving, minutes=3))
    return answered(str(received), at, closed_at=closed, outcome="merged" if closed else None)


def share_answered(cases, limit):
    """Play the queue minute by minute: Aalen–Johansen, one case at a time; None where nobody was watched so long."""
    lives = []
    for case in cases:
        start, at, closed = case["received_at"], case["responded_at"], case["closed_at"]
        leaving = timedelta(days=case["days_to_close"]) if closed is not None and closed < APRIL else None
        if at is not None and at < APRIL and (leaving is None or at - start <= leaving):
            lives.append((at - start, 1))
        elif leaving is not None:
            lives.append((leaving, 2))
        else:
            lives.append((APRIL - start, 0))
    share, staying = 0.0, 1.0
    for time in sorted({life for life, event in lives if event and life <= limit}):
        at_risk = sum(life >= time for life, _ in lives)
        ends = [event for life, event in lives if life == time]
        share += staying * ends.count(1) / at_risk
        staying *= 1 - (ends.count(1) + ends.count(2)) / at_risk
    return share if limit <= max(life for life, _ in lives) or staying < 1e-12 else None


@pytest.mark.parametrize("metric", BOTH)
def test_the_cases_behind_a_figure_add_up_to_it(complaints, metric):
    left = {"closed_at": "2024-03-04", "outcome": "merged"}
    given = [
        answered("2024-03-01 08:00", "2024-03-02 09:00"),
        answered("2024-03-01 08:00", "2024-04-02 09:00"),
        answered("2024-03-31 08:00", "2024-03-31 09:00"),
        answered("2024-03-01", "2024-03-06", **left),
        answered("2024-03-01", **left),
        answered("2024-03-01", "2024-02-28", response_seconds=None),
        answered("2024-03-01", "2024-03-01", responded_precision="day"),
        answered("2024-03-01", recorded=""),
        answered("2024-02-01", "2024-02-02"),
    ]
    frame = complaints(*(case | {"complaint_id": str(at)} for at, case in enumerate(given)))
    _, march = rows(metric(frame, period="1mo", as_of=APRIL))
    of_cases = catalogue()[metric.__name__].of_cases
    cases = rows(of_cases(nw.from_native(frame).lazy(), start=datetime(2024, 3, 1), period="1mo", as_of=APRIL))
    for name in ("complaints", "responded", "not_in_export", "excluded"):
        assert sum(case[name] for case in cases) == march[name] > 0
    assert len(cases) == 8


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(waits(), min_size=1, max_size=12))
def test_the_share_answered_is_what_playing_the_queue_gives(cases):
    with duckdb.connect() as connection:
        row = only(time_to_first_response(table(connection, "fct_complaint", cases), period=None, as_of=APRIL))
    assert row["responded"] + row["competing"] + row["censored"] == row["complaints"] == len(cases)
    for hours in (1, 4, 24, 48):
        expected = share_answered(cases, timedelta(hours=hours))
        assert row[f"answered_by_hour_{hours}"] == (None if expected is None else pytest.approx(expected))
