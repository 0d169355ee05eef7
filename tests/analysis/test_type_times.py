"""When complaints of a type come in against all others: what stands out, what cannot tell, what is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.analysis.type_times import received_when
from pipeline.errors import UnknownColumnError
from tests.metrics.conftest import complaint

MONDAY = date(2024, 4, 1)
HEATING = {"subcategory": "供暖"}


def on(weekday, number, kind, hour="09:00", home=None, **columns):
    """Return complaints on a weekday (0 is Monday), each of another home unless one is named."""
    rows = []
    for at in range(number):
        day = MONDAY + timedelta(days=weekday + 7 * (at % 12))
        name = f"{kind}{weekday}{hour}{at}"
        row = complaint(f"{day} {hour}", complaint_id=name, home_id=home or name, load_id=1, subcategory=kind)
        rows.append(row | columns)
    return rows


@pytest.fixture
def when(warehouse):
    def run(*groups, of=HEATING, **arguments):
        rows = [row for group in groups for row in group]
        until = "2024-07-01"
        return received_when(warehouse(rows, complaints_until=until, loads={1: until}), of=of, **arguments)

    return run


def members(frame):
    return frame.loc[frame["is_over"], "member"].tolist()


def test_a_weekday_with_more_homes_than_other_types_have_stands_out(when):
    frame = when(on(0, 30, "供暖"), on(3, 10, "供暖"), on(0, 20, "保洁"), on(3, 80, "保洁"), units=["weekday"])
    assert members(frame) == [1]
    monday = frame[frame["member"] == 1].iloc[0]
    assert (monday["homes"], monday["share"], monday["share_elsewhere"]) == (30, 0.75, 0.2)
    assert monday["expected"] == pytest.approx(40 * 50 / 140)


def test_one_home_that_writes_every_monday_is_one(when):
    frame = when(
        on(0, 30, "供暖", home="h1"), on(3, 10, "供暖"), on(0, 20, "保洁"), on(3, 80, "保洁"), units=["weekday"]
    )
    assert frame[frame["member"] == 1].iloc[0]["homes"] == 1
    assert frame[frame["member"] == 1].iloc[0]["cases"] == 30
    assert members(frame) == []


def test_complaints_without_a_clock_have_no_hour(when):
    by_day = on(0, 30, "供暖", hour="00:00", received_precision="day")
    assert when(by_day, on(3, 30, "保洁"), units=["hour"]).empty


def test_a_whole_year_has_all_its_months_with_none_in_the_quiet_ones(when):
    frame = when(on(0, 12, "供暖"), on(3, 12, "保洁"), units=["month"])
    assert frame["member"].tolist() == list(range(1, 13))
    assert frame.loc[frame["member"] > 6, "homes"].sum() == 0


def test_without_a_choice_there_is_nothing_to_compare_with(when):
    frame = when(on(0, 30, "供暖"), of={}, units=["weekday"])
    assert frame["share"].sum() == pytest.approx(1)
    assert frame["share_elsewhere"].isna().all()
    assert members(frame) == []


def test_complaints_without_a_type_can_be_looked_at(when):
    frame = when(on(0, 9, None), on(3, 10, "保洁"), of={"subcategory": None}, units=["weekday"])
    assert frame["homes"].sum() == 9


def test_a_column_that_complaints_do_not_have_is_refused(when):
    with pytest.raises(UnknownColumnError, match="typ"):
        when(on(0, 1, "供暖"), of={"typ": "x"})
