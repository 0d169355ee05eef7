"""What is counted where conditions are given: by values of every type, by empty cells, and by what nobody wrote."""

from datetime import date, datetime

import pytest

from pipeline.errors import UsageError
from pipeline.metrics import compute
from tests.metrics.conftest import complaint, score

GIVEN = [
    complaint("2024-01-05 08:00", due_at="2024-01-07 08:00", load_id=1),
    complaint("2024-01-05 09:00", due_at="2024-01-09 08:00", load_id=1),
    complaint("2024-02-05 08:00", load_id=2),
]


@pytest.mark.parametrize(
    ("column", "value", "counted"),
    [
        ("has_due_field", "true", 2),
        ("has_due_field", "False", 1),
        ("has_due_field", True, 2),
        ("received_on", "2024-01-05", 2),
        ("received_on", date(2024, 2, 5), 1),
        ("received_at", "2024-01-05T09:00", 1),
        ("received_at", datetime(2024, 1, 5, 8), 1),
        ("load_id", "1", 2),
        ("load_id", 2, 1),
        ("load_id", ["1", 2], 3),
        ("due_at", None, 1),
        ("due_at", [None, "2024-01-07T08:00"], 2),
    ],
)
def test_a_condition_is_read_as_its_column_is(warehouse, column, value, counted):
    connection = warehouse(GIVEN, complaints_until="2024-03-01")
    assert compute(connection, "complaint_count", where={column: value}).frame["complaints"].sum() == counted


@pytest.mark.parametrize("column", ["has_due_field", "received_on", "received_at", "load_id"])
def test_a_value_of_another_type_is_refused(warehouse, column):
    with pytest.raises(UsageError, match=f"'{column}' cannot be 'lift'"):
        compute(warehouse(GIVEN, complaints_until="2024-03-01"), "complaint_count", where={column: "lift"})


@pytest.mark.parametrize(("wanted", "respondents"), [("c1", 10), (None, 12), ([None, "c1"], 22), ("C1", 10)])
def test_answers_of_no_community_can_be_asked_for_with_and_without_others(warehouse, wanted, respondents):
    given = [score("2024-01-10", 100, community_id="c1", respondents=10), score("2024-01-10", 0, respondents=12)]
    frame = compute(warehouse(scores=given), "top_two_box", where={"community_id": wanted}).frame
    assert frame["respondents"].tolist() == [respondents]


def test_finer_times_than_days_are_read_from_the_fact(warehouse):
    connection = warehouse([complaint("2024-01-05 08:00", "2024-01-05 20:00")] * 5, complaints_until="2024-03-01")
    medians = {
        unit: compute(connection, "time_to_resolution", unit=unit).frame["median_days"][0] for unit in ("day", "minute")
    }
    assert medians == {"day": 1.0, "minute": 0.5}
