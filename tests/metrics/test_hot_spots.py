"""Hot spots: a building and type of which several homes complain in a quarter; one loud home is none."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics.compute import compute
from pipeline.metrics.hot_spot_share import hot_spot_share
from tests.metrics.conftest import complaint, rows, table

APRIL = datetime(2024, 4, 1)


def report(id, home, received="2024-02-01", **columns):
    place = {"community_id": "c1", "building": "3栋", "category": "facility", "home_id": home}
    return complaint(received, complaint_id=id, **(place | columns))


def counts(frame, **arguments):
    (row,) = rows(hot_spot_share(frame, **{"period": None, "as_of": APRIL} | arguments))
    return tuple(row[name] for name in ("complaints", "at_hot_spots", "hot_spots", "not_in_export"))


def test_three_homes_of_a_building_with_one_type_in_a_quarter_are_a_hot_spot(complaints):
    frame = complaints(
        report("a", "h1"), report("b", "h2"), report("c", "h3"), report("d", "h3"), report("e", None),
        report("f", "h4", building="5栋"),
    )  # fmt: skip
    assert counts(frame) == (6, 5, 1, 0)
    (row,) = rows(hot_spot_share(frame, period=None, as_of=APRIL))
    assert row["hot_spot_share"] == pytest.approx(5 / 6)


@pytest.mark.parametrize(
    "other",
    [
        {"home": "h2"},
        {"home": None},
        {"home": "h3", "building": "5栋"},
        {"home": "h3", "community_id": "c2"},
        {"home": "h3", "category": "safety"},
        {"home": "h3", "received": "2023-12-31 23:59"},
        {"home": "h3", "received": "2024-04-01 00:00"},  # after the as-of moment nothing has been received yet
    ],
)
def test_two_homes_are_none_nor_a_third_of_another_place_type_or_quarter(complaints, other):
    frame = complaints(report("a", "h1"), report("b", "h2"), report("c", **other))
    assert counts(frame)[1:3] == (0, 0)
    assert counts(frame, fewest_homes=2)[2] == 1


def test_where_it_was_or_what_it_was_is_unknown_nobody_can_tell(complaints):
    unknown = [report(name, f"h{name}", **{name: None}) for name in ("building", "category", "community_id")]
    assert counts(complaints(*unknown)) == (0, 0, 0, 3)


def test_a_year_has_the_hot_spots_of_its_quarters_and_a_month_is_judged_by_its_quarter(complaints):
    frame = complaints(
        *(report(f"a{home}", home, "2024-01-31") for home in ("h1", "h2")),
        report("ah3", "h3", "2024-02-01"),
        *(report(f"b{home}", home, "2024-05-01") for home in ("h1", "h2", "h3")),
    )
    found = hot_spot_share(frame, period="1mo", as_of=datetime(2024, 6, 1))
    assert [(f"{row['period_start']:%m}", row["at_hot_spots"], row["hot_spots"], row["is_ripe"]) for row in rows(found)] == [
        ("01", 2, 1, True), ("02", 1, 0, True), ("05", 3, 1, False),
    ]  # fmt: skip
    assert counts(frame, period="1y", as_of=datetime(2024, 6, 1))[1:3] == (6, 2)


def test_other_channels_make_a_hot_spot_where_one_channel_is_asked_for(warehouse):
    given_reports = [report(str(at), f"h{at}", channel="app" if at else "phone") for at in range(6)]
    connection = warehouse(given_reports, complaints_until="2024-04-01")
    (row,) = rows(compute(connection, "hot_spot_share", where={"channel": "phone"}).frame)
    assert (row["complaints"], row["at_hot_spots"]) == (1, 1)


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["c1", "c2", None]), st.sampled_from(["1栋", "2栋", None]), st.sampled_from(["safety", "service", None]),
        st.sampled_from(["h1", "h2", "h3", "h4", None]), st.sampled_from(["2024-01-01", "2024-03-31", "2023-12-31"]),
    ),
    min_size=1,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REPORTS, st.integers(1, 4))
def test_hot_spots_are_what_collecting_the_homes_of_each_place_gives(given_reports, fewest_homes):
    homes, numbers = {}, {}
    for place in given_reports:
        spot = (*place[:3], place[4] < "2024")
        if None not in spot:
            homes.setdefault(spot, set()).update({place[3]} - {None})
            numbers[spot] = numbers.get(spot, 0) + 1
    hot = [spot for spot, of_spot in homes.items() if len(of_spot) >= fewest_homes]
    names = ("community_id", "building", "category")
    cases = [
        report(str(at), home, received, **dict(zip(names, place, strict=True)))
        for at, (*place, home, received) in enumerate(given_reports)
    ]
    with duckdb.connect() as connection:
        found = counts(table(connection, "fct_complaint", cases), fewest_homes=fewest_homes)
    whole = sum(numbers.values())
    assert found == (whole, sum(numbers[spot] for spot in hot), len(hot), len(cases) - whole)
