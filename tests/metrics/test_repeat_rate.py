"""Repeat rate: what is a repetition, from which age a resolution is judged, and what is counted apart."""

from datetime import datetime, timedelta

import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics.compute import compute
from pipeline.metrics.repeat_rate import repeat_rate
from tests.metrics.conftest import complaint, counts, few_examples, only

APRIL = datetime(2024, 4, 1)
PLACE = {"community_id": "c1", "home_id": "h1", "category": "service"}


@pytest.mark.parametrize(("resolved", "judged"), [("2024-01-01 23:59", 1), ("2024-01-02 00:00", 0)])
def test_a_resolution_is_judged_once_its_day_is_90_days_old(complaints, resolved, judged):
    assert (
        only(repeat_rate(complaints(complaint("2023-12-20", resolved, **PLACE)), period=None, as_of=APRIL))["resolved"]
        == judged
    )


def test_close_times_contradicting_times_and_unknown_homes_are_counted_apart(complaints):
    wrong, nowhere = {"timing_problem": "resolved_before_received"}, {"home_id": None}
    closed = {"resolved_from": "closed"}
    kinds = [{}, closed, wrong, nowhere, wrong | nowhere, closed | wrong, closed | nowhere]
    given = [complaint("2023-11-01", "2023-11-02", **PLACE | kind, cases=2**at) for at, kind in enumerate(kinds)]
    row = only(repeat_rate(complaints(*given), period=None, as_of=APRIL))
    counted = {name: row[name] for name in ("resolved", "repeated", "by_close_time", "not_in_export", "excluded")}
    assert counted == {"resolved": 3, "repeated": 0, "by_close_time": 2, "not_in_export": 88, "excluded": 36}


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
