"""Which figures are shown, and which only as counts or not at all; and what is compared with the period before."""

import pytest

from pipeline.metrics import compute, explain
from pipeline.metrics.figures import DURATIONS
from tests.metrics.conftest import complaint, resolved, score


def only(result):
    (row,) = result.frame.to_dict("records")
    return row


@pytest.mark.parametrize(("n", "status"), [(4, "small"), (5, "ok")])
def test_a_share_of_four_complaints_is_not_shown_and_one_of_five_is(warehouse, n, status):
    row = only(compute(warehouse(resolved(1, n, 0), complaints_until="2024-03-01"), "resolution_rate"))
    assert (row["status"], row["resolution_rate"] == 1.0) == (status, status == "ok")


@pytest.mark.parametrize("name", ["time_to_resolution", "days_to_first_response", "time_to_first_response"])
def test_of_four_complaints_no_time_is_shown_in_any_column_and_of_five_it_is(warehouse, name):
    answered = {"responded_at": "2024-01-05 10:00", "response_seconds": 7200}
    few, many = (
        compute(warehouse(resolved(1, yes, 1, **answered), complaints_until="2024-03-01"), name, language="en")
        for yes in (3, 4)
    )
    row, figures = only(few), [column for column in few.frame if column.startswith(DURATIONS)]
    reached = row[few.metric.numerator]
    assert (row["status"], row["n_text"]) == ("small", f"{reached}/4")
    assert few.frame[["low", "high", *figures]].isna().all(axis=None)
    assert f"{reached}/4 (under 5 cases, no median)" in explain(few, row, "en")
    assert only(many)["status"] == "ok" and only(many)[many.metric.value] > 0


def test_no_complaint_at_all_is_no_data_and_none_with_the_field_is_not_in_export(warehouse):
    connection = warehouse(resolved(1, 6, 4, has_due_field=True), complaints_until="2024-03-01")
    assert only(compute(connection, "complaint_count", where={"category": "x"}))["status"] == "no_data"
    assert only(compute(connection, "on_time_rate"))["status"] == "no_data"
    connection = warehouse(resolved(1, 6, 4, has_due_field=False), complaints_until="2024-03-01")
    assert only(compute(connection, "on_time_rate"))["status"] == "not_in_export"


def test_a_mean_near_the_end_of_its_scale_has_no_interval_beyond_it(warehouse):
    for value, ends in ((100, ("high", 100.0)), (0, ("low", 0.0))):
        given = [score("2024-01-10", value)] * 9 + [score("2024-01-10", 50)]
        row = only(compute(warehouse(scores=given), "satisfaction_index"))
        assert row[ends[0]] == ends[1]


def test_an_answer_of_one_person_is_shown_where_the_setting_says_so(warehouse):
    row = only(compute(warehouse(scores=[score("2024-01-10", 100)]), "top_two_box", k=1))
    assert (row["status"], row["respondents"], row["top_two_box"]) == ("ok", 1, 1.0)


def test_a_change_of_a_ratio_has_no_interval_and_is_no_signal(warehouse):
    given = [complaint(f"2024-0{month}-05", f"2024-0{month}-06") for month in (4, 5, 6) for _ in range(6)]
    given += [complaint("2024-06-05")] * 6
    frame = compute(warehouse(given, complaints_until="2024-07-01"), "clearance_ratio", period="1mo").frame
    assert frame["change"].tolist()[2] == -0.5
    assert frame[["change_low", "p", "q"]].isna().all(axis=None)
    assert (frame["family_size"].tolist(), frame["is_signal"].any()) == ([0, 0, 0], False)
