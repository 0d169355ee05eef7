"""Response rate and validity of responses: what is divided by what, and what is not known."""

from datetime import date, datetime

import pytest

from pipeline.metrics import compute, explain
from pipeline.metrics.response_rate import response_rate
from tests.metrics.conftest import response, rows

SURVEY = {"survey_id": "s1", "title": "春季调查", "method": "questionnaire", "period_start": date(2024, 1, 1)}
OTHER = SURVEY | {"survey_id": "s2", "title": "夏季调查", "period_start": date(2024, 4, 1)}


def test_responses_are_divided_by_those_invited(warehouse):
    given = [response("2024-01-05")] * 30 + [response("2024-01-05", "incomplete")] * 10
    result = compute(warehouse(responses=given, surveys=[SURVEY | {"invited": 160}]), "response_rate")
    (row,) = result.frame.to_dict("records")
    assert (row["response_rate"], row["valid_response_rate"]) == (40 / 160, 30 / 160)
    assert explain(result, row, "zh") == "s1、春季调查 回收率为 25.0%（40/160）。"


@pytest.mark.parametrize(("invited", "status"), [(None, "not_in_export"), (0, "no_data")])
def test_without_a_number_invited_there_is_no_rate(warehouse, invited, status):
    surveys = [SURVEY | {"invited": invited}, OTHER | {"invited": 90}]
    given = [response("2024-01-05")] * 9 + [response("2024-04-05", survey_id="s2")] * 9
    result = compute(warehouse(responses=given, surveys=surveys), "response_rate", language="en")
    assert result.frame["status"].tolist() == [status, "ok"]
    assert result.frame["response_rate"].isna().tolist() == [True, False]
    note = "Some surveys do not say how many were invited; give invited in a sidecar."
    assert (note in result.notes_in("en")) == (invited is None)


def test_a_survey_that_nobody_answered_has_a_rate_of_0(warehouse):
    frame = compute(warehouse(responses=[response("2024-01-05")] * 9, surveys=[
        SURVEY | {"invited": 90}, OTHER | {"invited": 90}
    ]), "response_rate").frame  # fmt: skip
    assert frame["response_rate"].tolist() == [0.1, 0.0]


@pytest.mark.parametrize(("begun", "listed"), [("2024-03-31", 1), ("2024-04-01", 0)])
def test_a_survey_of_the_as_of_day_has_not_begun_yet(warehouse, begun, listed):
    survey = SURVEY | {"invited": 90, "period_start": date.fromisoformat(begun)}
    connection = warehouse(responses=[response(begun)] * 9, surveys=[survey])
    assert len(rows(response_rate(connection.table("mart_survey"), period=None, as_of=datetime(2024, 4, 1)))) == listed


@pytest.mark.parametrize(("n", "status"), [(4, "suppressed"), (5, "ok")])
def test_under_five_answers_are_not_told_by_the_rate(warehouse, n, status):
    frame = compute(
        warehouse(responses=[response("2024-01-05")] * n, surveys=[SURVEY | {"invited": 90}]), "response_rate"
    ).frame
    assert frame["status"].tolist() == [status]
    assert frame["responses"].isna().tolist() == [status == "suppressed"]


def test_only_a_survey_of_one_community_has_a_rate_of_that_community(warehouse):
    given = [response("2024-01-05", community_id="c1")] * 9
    given += [response("2024-04-05", community_id=name, survey_id="s2") for name in ("c1", None) for _ in range(9)]
    surveys = [SURVEY | {"invited": 90}, OTHER | {"invited": 90}]
    frame = compute(warehouse(responses=given, surveys=surveys), "response_rate", where={"community_id": "c1"}).frame
    assert frame["survey_id"].tolist() == ["s1"]


def test_each_reason_is_counted_and_speed_makes_nothing_invalid(warehouse):
    given = [response("2024-01-05")] * 6 + [response("2024-01-05", flags=["too_fast"])] * 2
    given += [response("2024-01-05", "incomplete", "straight_lining"), response("2024-01-05", "duplicate_submission")]
    (row,) = compute(warehouse(responses=given, surveys=[SURVEY]), "valid_share").frame.to_dict("records")
    counted = [row[name] for name in ("incomplete", "straight_lining", "duplicate_submission", "too_fast")]
    assert (row["valid_share"], row["failed_attention_check"], counted) == (0.8, 0, [1, 1, 1, 2])


def test_validity_of_a_few_responses_is_hidden(warehouse):
    given = [response("2024-01-05", community_id="c1")] * 4 + [response("2024-01-05", community_id="c2")] * 9
    frame = compute(warehouse(responses=given, surveys=[SURVEY]), "valid_share", by="community").frame
    assert frame["status"].tolist() == ["suppressed", "joined", "ok"]


def test_validity_can_be_asked_for_by_method(warehouse):
    given = [response("2024-01-05", method=method) for method in ("questionnaire", "interview") for _ in range(6)]
    connection = warehouse(responses=given, surveys=[SURVEY])
    assert compute(connection, "valid_share").frame["responses"].tolist() == [6]
    assert compute(connection, "valid_share", by="method").frame["method"].tolist() == ["interview", "questionnaire"]
