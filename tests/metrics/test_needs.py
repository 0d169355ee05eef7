"""Needs: who was asked, what was chosen, and what is hidden."""

import pytest

from pipeline.metrics import compute, explain
from tests.metrics.conftest import need


def asked(*chosen, n=1, **columns):
    return [row for place in range(n) for row in need("2024-01-05", chosen, response_id=f"{chosen}{place}", **columns)]


def shares(result):
    frame = result.frame
    return {row["option"]: (row["selected"], row["respondents"]) for row in frame.to_dict("records")}


def test_a_respondent_may_choose_several_options_or_none(warehouse):
    connection = warehouse(needs=asked("助餐", "托管", n=3) + asked("助餐", n=4) + asked(n=3))
    result = compute(connection, "need_share")
    assert shares(result) == {"助餐": (7, 10), "托管": (3, 10), "保洁": (0, 10)}
    (row,) = result.frame[result.frame["option"] == "助餐"].to_dict("records")
    assert explain(result, row, "zh") == "20、助餐 需求比例为 70.0 %（7/10，95 % 区间 39.7–89.2 %）。"


def test_an_option_that_one_survey_did_not_offer_is_divided_by_those_who_were_offered_it(warehouse):
    without = [row | {"survey_id": "s2"} for row in asked("助餐", n=6) if row["option"] != "保洁"]
    found = shares(compute(warehouse(needs=asked("保洁", n=5) + without), "need_share"))
    assert found == {"助餐": (6, 11), "托管": (0, 11), "保洁": (5, 5)}


def test_invalid_responses_and_interviews_are_left_out(warehouse):
    given = asked("助餐", n=6) + asked("托管", n=6, is_valid=False) + asked("托管", n=6, method="interview")
    assert shares(compute(warehouse(needs=given), "need_share"))["托管"] == (0, 6)


@pytest.mark.parametrize(("n", "status"), [(4, "suppressed"), (5, "ok")])
def test_needs_of_four_people_are_hidden(warehouse, n, status):
    frame = compute(warehouse(needs=asked("助餐", n=n)), "need_share").frame
    assert frame["status"].tolist() == [status] * 3
