"""Needs: who was asked, what was chosen, what comes together, and what is hidden."""

import pytest
from scipy.stats import false_discovery_control, fisher_exact

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
    assert explain(result, row, "zh") == "20、助餐 需求比例为 70.0%（7/10，95% 区间 39.7–89.2%）。"


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


def pair(result, option, other):
    frame = result.frame
    (row,) = frame[(frame["option"] == option) & (frame["other_option"] == other)].to_dict("records")
    return row


def test_needs_that_come_together_have_support_confidence_lift_and_an_exact_test(warehouse):
    given = asked("助餐", "托管", n=12) + asked("助餐", n=4) + asked("托管", n=8) + asked("保洁", n=16)
    result = compute(warehouse(needs=given), "need_association")
    row = pair(result, "助餐", "托管")
    assert (row["both"], row["with_option"], row["with_other"], row["respondents"]) == (12, 16, 20, 40)
    assert (row["need_association"], row["support"], row["lift"]) == (0.75, 0.3, 1.5)
    assert row["exact_p"] == pytest.approx(fisher_exact([[12, 4], [8, 16]], alternative="greater").pvalue)
    assert pair(result, "托管", "助餐")["need_association"] == 0.6
    assert pair(result, "托管", "助餐")["lift"] == 1.5
    assert row["exact_q"] >= row["exact_p"]
    assert explain(result, row, "zh").startswith("20、助餐、托管 同时需要的比例为 75.0%（12/16，")
    assert len(result.frame) == 6


def test_q_is_judged_among_the_pairs_of_one_community_be_it_known_or_not(warehouse):
    known = asked("助餐", "托管", n=12) + asked("助餐", n=9) + asked("托管", n=8) + asked("保洁", n=16)
    unknown = asked("助餐", "托管", n=9) + asked("托管", "保洁", n=7) + asked("保洁", n=8) + asked("助餐", n=6)
    given = [row | {"community_id": "c1"} for row in known]
    given += [row | {"response_id": f"u{row['response_id']}"} for row in unknown]
    frame = compute(warehouse(needs=given), "need_association", by=["community_id"]).frame
    for _, pairs in frame.groupby("community_id", dropna=False):
        assert len(pairs) == 6
        assert pairs["exact_q"].tolist() == pytest.approx(false_discovery_control(pairs["exact_p"]))


def test_pairs_are_of_respondents_who_were_offered_both(warehouse):
    without = [row | {"survey_id": "s2"} for row in asked("助餐", n=6) if row["option"] != "保洁"]
    result = compute(warehouse(needs=asked("助餐", "保洁", n=5) + without), "need_association")
    assert pair(result, "助餐", "保洁")["respondents"] == 5
    assert pair(result, "助餐", "托管")["respondents"] == 11


def test_a_need_of_nobody_has_no_confidence_and_no_lift(warehouse):
    row = pair(compute(warehouse(needs=asked("助餐", n=9)), "need_association"), "保洁", "助餐")
    assert (row["status"], row["support"]) == ("no_data", 0.0)
    assert row["need_association"] != row["need_association"]
    assert row["lift"] != row["lift"]


@pytest.mark.parametrize(("n", "status"), [(1, "suppressed"), (4, "suppressed"), (5, "ok")])
def test_what_else_four_people_need_is_not_shown_in_either_direction(warehouse, n, status):
    connection = warehouse(needs=asked("助餐", "托管", n=n) + asked("托管", n=9) + asked("保洁", n=9))
    result = compute(connection, "need_association")
    for one, other in (("助餐", "托管"), ("托管", "助餐")):
        row = pair(result, one, other)
        assert row["status"] == status
        assert (row["both"] != row["both"]) == (status == "suppressed")
    assert pair(result, "保洁", "托管")["status"] == "ok"


@pytest.mark.parametrize(("n", "status"), [(4, "suppressed"), (5, "ok")])
def test_pairs_of_four_respondents_are_hidden(warehouse, n, status):
    row = pair(compute(warehouse(needs=asked("助餐", "托管", n=n)), "need_association"), "助餐", "托管")
    assert row["status"] == status
    assert (row["lift"] != row["lift"]) == (status == "suppressed")
