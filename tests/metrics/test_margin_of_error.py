"""Margin of error: by the households of each community, and what is said where they are unknown or too few."""

import pytest

from pipeline.metrics import compute, explain
from tests.metrics.test_weighted import answers, roster


def rows_of(result):
    return {row["community_id"]: row for row in result.frame.to_dict("records")}


def test_the_margin_of_each_community_is_corrected_by_its_households(warehouse):
    given = answers("c1", 80, 20) + answers("c2", 80, 20)
    result = compute(warehouse(scores=given, households=roster(c1=200, c2=20000)), "margin_of_error", by="community")
    rows = rows_of(result)
    assert rows["c1"]["margin_of_error"] == pytest.approx(0.0555754, abs=1e-6)
    assert rows["c2"]["margin_of_error"] == pytest.approx(0.0782040, abs=1e-6)
    assert (rows["c1"]["required_n"], rows["c2"]["required_n"]) == (132, 377)
    assert explain(result, rows["c1"], "zh") == "态度、锦绣园 误差（95%）为 5.6%（n = 100）。"


@pytest.mark.parametrize("period", ["1q", None])
def test_of_all_communities_together_all_households_count(warehouse, period):
    given = answers("c1", 80, 20) + answers("c2", 80, 20)
    connection = warehouse(scores=given, households=roster(c1=200, c2=300), surveys_until="2024-07-01")
    (row,) = compute(connection, "margin_of_error", period=period, margin_pct=10).frame.to_dict("records")
    assert (row["households"], row["respondents"], row["required_n"]) == (500, 200, 81)


@pytest.mark.parametrize(("households", "is_over"), [({"c1": 99}, True), ({"c1": 100}, False), ({}, False)])
def test_more_answers_than_households_are_not_corrected_and_a_warning_is_given(warehouse, households, is_over):
    result = compute(
        warehouse(scores=answers("c1", 80, 20), households=roster(**households)),
        "margin_of_error",
        by="community",
        language="en",
    )
    row = rows_of(result)["c1"]
    assert row["is_over"] == is_over
    assert row["margin_of_error"] == pytest.approx(0.0 if households == {"c1": 100} else 0.0783986, abs=1e-6)
    warning = "More answers than households: not corrected by the households; check the roster and repeated answers."
    assert (warning in result.notes_in("en")) == is_over


@pytest.mark.parametrize("given", [(25, 0), (0, 25)])
def test_where_all_agree_the_margin_is_the_widest(warehouse, given):
    row = rows_of(compute(warehouse(scores=answers("c1", *given)), "margin_of_error", by="community"))["c1"]
    assert row["margin_of_error"] == pytest.approx(0.1959964, abs=1e-6)


def test_few_answers_have_no_margin(warehouse):
    frame = compute(
        warehouse(scores=answers("c1", 2, 2), households=roster(c1=90)), "margin_of_error", by="community"
    ).frame
    assert frame[["status", "n_text"]].values.tolist() == [["suppressed", "<5"]]
    assert frame[["margin_of_error", "respondents", "satisfied"]].isna().all(axis=None)


@pytest.mark.parametrize("period", ["1q", None])
def test_of_chosen_communities_only_their_households_count(warehouse, period):
    given = answers("c1", 80, 20) + answers("c2", 80, 20)
    connection = warehouse(scores=given, households=roster(c1=200, c2=20000), surveys_until="2024-07-01")
    (row,) = compute(connection, "margin_of_error", period=period, where={"community": "c1"}).frame.to_dict("records")
    assert (row["households"], row["respondents"], row["required_n"]) == (200, 100, 132)
