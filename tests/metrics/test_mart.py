"""The mart of complaints gives what the fact gives: for every metric that reads it, limit, period and end of exports."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.analysis.resolution_curves import resolution_curves
from pipeline.metrics.compute import compute
from pipeline.metrics.source import SETTLED_DAYS
from tests.metrics.conftest import complaint, make_warehouse, mart_of_complaints, rows
from tests.metrics.test_engines import assert_same

ASKED = [
    ("resolution_rate", {"within_days": 7}),
    ("resolution_rate", {"within_days": SETTLED_DAYS}),
    ("on_time_rate", {}),
    ("time_to_resolution", {}),
    ("complaint_count", {}),
]
ENDS = {1: "2024-04-16 12:00", 2: "2024-01-31"}  # by load: of c1, and of c2, whose exports stop earlier
DAYS = st.one_of(st.none(), st.integers(0, 60), st.sampled_from([200, 400]))


@st.composite
def cases(draw):
    """Draw a complaint of fifteen months, with due date, reopenings, other ways out and contradictions."""
    load, received = draw(st.sampled_from([1, 2])), datetime(2023, 1, 1, 10) + timedelta(days=draw(st.integers(0, 380)))
    at: dict[str, str] = {}
    end = received
    for name in ("resolved_at", "reopened_at", "second_resolved_at", "second_reopened_at"):
        after = draw(DAYS)
        if after is None:
            break
        end += timedelta(hours=23 * after + 1)
        at[name] = str(end)
    resolved, last = at.pop("resolved_at", None), at.get("second_resolved_at")
    left = draw(st.sampled_from([None, None, "withdrawn"]))
    closed = draw(DAYS) if left else None
    due = draw(DAYS)
    return complaint(
        str(received),
        resolved,
        **at,
        **({"last_resolved_at": last} if last and "second_reopened_at" not in at else {}),
        days_to_second_resolution=_days(received, at.get("second_resolved_at")),
        days_to_second_reopening=_days(received, at.get("second_reopened_at")),
        closed_at=None if closed is None else str(received + timedelta(days=closed)),
        due_at=None if due is None else str(received + timedelta(days=due)),
        outcome=left,
        timing_problem=draw(st.sampled_from([None, None, None, "resolved_before_received"])),
        has_resolution_field=draw(st.sampled_from([True, True, True, False])),
        category=draw(st.sampled_from([None, "safety"])),
        community_id=f"c{load}",
        load_id=load,
    )


def _days(start, text):
    return None if text is None else -(-(datetime.fromisoformat(text) - start) // timedelta(days=1))


LONG_AGO = complaint("2023-02-10 08:00", "2023-02-12 09:00", due_at="2023-02-11", community_id="c1", load_id=1)
AT_THE_BORDER = [
    complaint(f"2023-{month}-{day} 08:00", f"2024-{done} 08:00", community_id="c2", load_id=2)
    for month, day in (("09", "30"), ("10", "01"), ("10", "31"))
    for done in ("01-30", "01-31", "02-02")
]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(cases(), max_size=25),
    st.sampled_from(["1mo", "1q", "1y", None]),
    st.sampled_from([(), ("community_id",), ("category",)]),
)
@example([LONG_AGO, *AT_THE_BORDER], "1mo", ("community_id",))
def test_what_is_asked_of_the_mart_is_what_the_fact_says(given_cases, period, by):
    with duckdb.connect() as connection:
        make_warehouse(connection, given_cases, complaints_until=ENDS[1], loads=ENDS)
        from_mart = [_asked(connection, name, period, by, more) for name, more in ASKED]
        connection.execute("drop table mart_complaint; create view mart_complaint as select * from fct_complaint")
        from_fact = [_asked(connection, name, period, by, more) for name, more in ASKED]
    for one, other in zip(from_mart, from_fact, strict=True):
        assert_same(one, other)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cases(), min_size=5, max_size=25), st.sampled_from(["1q", "1y"]), st.sampled_from([None, "category"]))
def test_curves_of_the_mart_are_those_of_the_fact(given_cases, period, by):
    with duckdb.connect() as connection:
        make_warehouse(connection, given_cases, complaints_until=ENDS[1], loads=ENDS)
        asked = {"start": date(2023, 1, 1), "period": period, "by": by}
        from_mart = resolution_curves(connection, **asked)
        connection.execute("drop table mart_complaint; create view mart_complaint as select * from fct_complaint")
        from_fact = resolution_curves(connection, **asked)
    assert_same(from_mart.points, from_fact.points)
    assert_same(from_mart.groups, from_fact.groups)


def test_open_cases_older_than_any_case_took_are_summed(complaints, connection):
    old = [complaint(f"2023-02-{day} 08:00") for day in (10, 12)]
    complaints(*old, complaint("2023-03-01 08:00", "2023-03-05 08:00"), complaint("2024-04-12 08:00"))
    mart = mart_of_complaints(connection, "2024-04-16")
    found = [(row["received_on"], row["cases"]) for row in rows(mart) if row["days_to_resolution"] is None]
    assert sorted(found) == [(date(2023, 2, 10), 2), (date(2024, 4, 12), 1)]


def _asked(connection, name, period, by, more):
    return compute(connection, name, by=by, period=period, against=None, **more).frame


def test_cases_that_are_open_again_wait_for_as_long_as_each_is_old(warehouse):
    again = [complaint(f"2023-02-{day} 08:00", f"2023-02-{day} 09:00", reopened_at=f"2023-02-{day} 10:00", community_id="c1", load_id=1) for day in ("01", "20") for _ in range(3)]  # fmt: skip
    late = complaint("2023-02-10 08:00", "2023-02-10 09:00", reopened_at="2023-02-11 08:00", last_resolved_at="2024-04-10 08:00", community_id="c1", load_id=1)  # fmt: skip
    connection = warehouse([*again, *[late] * 5], complaints_until=ENDS[1], loads=ENDS)
    from_mart = _asked(connection, "time_to_resolution", "1y", (), {})
    connection.execute("drop table mart_complaint; create view mart_complaint as select * from fct_complaint")
    assert_same(from_mart, _asked(connection, "time_to_resolution", "1y", (), {}))


def test_settled_cases_of_a_month_are_one_row_and_open_ones_keep_their_day(complaints, connection):
    done = [complaint(f"2023-02-{day} 08:00", f"2023-02-{day + 1} 08:00") for day in (10, 11, 20)]
    complaints(*done, complaint("2023-02-12 08:00"), complaint("2023-02-20 08:00", "2024-04-14 08:00"))
    mart = mart_of_complaints(connection, "2024-04-16")
    found = [(row["received_on"].day, row["days_to_resolution"], row["cases"]) for row in rows(mart)]
    assert sorted(found, key=str) == [(10, 1, 3), (12, None, 1), (20, 419, 1)]


@pytest.mark.parametrize(
    "asked",
    [{"as_of": datetime(2024, 4, 1)}, {"period": "1d"}, {"within_days": SETTLED_DAYS + 1}, {"by": ["received_on"]}],
)
def test_what_is_finer_than_the_mart_is_asked_of_the_fact(warehouse, asked):
    connection = warehouse([LONG_AGO, complaint("2024-04-02 08:00", load_id=1)], complaints_until=ENDS[1], loads=ENDS)
    connection.execute(
        "drop table mart_complaint; create view mart_complaint as select * from fct_complaint where false"
    )
    assert compute(connection, "resolution_rate", **asked).frame["complaints"].sum() > 0
    assert compute(connection, "resolution_rate").frame["complaints"].sum() == 0


def test_the_mart_reaches_back_as_far_as_the_code_says():
    from tests.metrics.conftest import TABLES

    assert f"interval {SETTLED_DAYS} day" in (TABLES.parent / "mart_complaint.sql").read_text(encoding="utf-8")
