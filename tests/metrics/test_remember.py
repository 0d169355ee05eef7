"""Counts that are kept between questions give the same figures, and are counted once whatever members a filter names."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics import counting
from pipeline.metrics.catalogue import catalogue
from pipeline.metrics.compute import compute
from pipeline.metrics.remembering import COUNTS
from tests.metrics.conftest import complaint, make_warehouse
from tests.metrics.test_engines import assert_same
from tests.metrics.test_mart import ENDS, cases

KEPT = [
    name
    for name, entry in catalogue().items()
    if entry.table == "complaint" and (entry.links or entry.protects or entry.of_counts)
]
FILTERS = [
    {},
    {"community_id": ["c1"]},
    {"community_id": ["c2", "c1"]},
    {"category": ["safety"], "community_id": ["c1"]},
]


@pytest.fixture
def company(warehouse):
    """Two communities, homes that complain again, call-backs with answers."""
    cases = [
        complaint(
            f"2024-{month:02}-{day:02} 08:00",
            f"2024-{month:02}-{day + 1:02} 08:00",
            complaint_id=f"{community}{month}{day}",
            community_id=community,
            category=category,
            building="3",
            home_id=f"h{community}{day % 4}",
            closed_at=f"2024-{month:02}-{day + 1:02} 09:00",
            called_back_at=f"2024-{month:02}-{day + 2:02} 09:00",
            callback_answer="satisfied" if day % 3 else "dissatisfied",
            is_confirmed_resolved=day % 3 > 0,
            load_id=1,
        )
        for community in ("c1", "c2")
        for month in (1, 2, 3)
        for day in range(1, 25)
        for category in ("safety" if day % 2 else "service",)
    ]
    return warehouse(cases, complaints_until="2024-06-01", loads={1: "2024-06-01"})


@pytest.mark.parametrize("name", KEPT)
def test_kept_counts_give_the_same_figures_and_are_counted_once_for_all_members(company, name):
    remember = Kept()
    for where in FILTERS:
        counted = compute(company, name, period="1q", where=where).frame
        for _ in ("counted", "kept"):
            assert_same(compute(company, name, remember, period="1q", where=where).frame, counted)
    assert {key[1] for key in remember.kept if key[0] == COUNTS} <= {name}
    assert sum(key[0] == COUNTS for key in remember.kept) == 1 < remember.asked


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(cases(), max_size=20),
    st.sampled_from(["1mo", "1q", "1y", None]),
    st.sampled_from([(), ("community_id",), ("category",), ("category", "community_id")]),
    st.sampled_from([*FILTERS, {"category": [None]}, {"community_id": ["c2"], "category": ["SAFETY", None]}]),
    st.lists(st.sampled_from(KEPT), min_size=4, max_size=4, unique=True),
)
def test_cells_add_up_to_what_is_counted(given_cases, period, by, where, names):
    with duckdb.connect() as connection:
        make_warehouse(connection, given_cases, complaints_until=ENDS[1], loads=ENDS)
        remember = Kept()
        for name in names:
            found = compute(connection, name, remember, by=by, period=period, where=where, against=None)
            counted = compute(connection, name, by=by, period=period, where=where, against=None)
            assert_same(found.frame, counted.frame)
            assert found.notes == counted.notes


@pytest.mark.parametrize("period", ["1q", *(pytest.param(of, marks=pytest.mark.slow) for of in ("1mo", "1y", None))])
@pytest.mark.parametrize("name", KEPT)
def test_where_nothing_matches_kept_counts_say_the_same(warehouse, name, period):
    given = [complaint("2023-02-01 08:00", community_id="c2", category="safety", load_id=1)]
    connection = warehouse(given, complaints_until="2024-06-01", loads={1: "2024-06-01"})
    asked = {"period": period, "where": {"community_id": ["c1"]}}
    found = compute(connection, name, Kept(), **asked)
    assert_same(found.frame, compute(connection, name, **asked).frame)


def test_members_that_differ_in_upper_and_lower_case_are_two(warehouse):
    given = [
        complaint(f"2024-02-{day:02} 08:00", community_id="c1", subcategory=name, load_id=1)
        for name, days in (("Heating", 12), ("HEATING", 7))
        for day in range(1, 1 + days)
    ]
    connection, remember = warehouse(given, complaints_until="2024-06-01", loads={1: "2024-06-01"}), Kept()
    for name in ("complaint_count", "resolution_rate"):
        for wanted, n in (("Heating", 12), ("HEATING", 7), ("heating", 0)):
            found = compute(connection, name, remember, period="1y", where={"subcategory": [wanted]})
            assert found.frame["complaints"].sum() == n


@pytest.mark.parametrize("name", ["repeat_rate", "hot_spot_share", "complaint_count"])
def test_days_are_counted_as_days(company, name):
    found = compute(company, name, Kept(), period="1d")
    assert_same(found.frame, compute(company, name, period="1d").frame)


def test_too_many_cells_are_not_kept(company, monkeypatch):
    monkeypatch.setattr(counting, "MOST_CELLS", 3)
    remember = Kept()
    found = compute(company, "resolution_rate", remember, period="1q", where={"community_id": ["c1"]})
    assert_same(found.frame, compute(company, "resolution_rate", period="1q", where={"community_id": ["c1"]}).frame)
    assert not any(key[0] == COUNTS for key in remember.kept)


class Kept:
    """Keeps counts as a dashboard does."""

    def __init__(self):
        self.kept, self.asked = {}, 0

    def __call__(self, key, count):
        self.asked += 1
        if key not in self.kept:
            self.kept[key] = count()
        return self.kept[key]
