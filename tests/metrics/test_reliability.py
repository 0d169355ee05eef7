"""Reliability: alpha as of the covariance matrix, of complete respondents to one set of questions."""

import numpy as np
import pytest

from pipeline.metrics import compute, explain
from pipeline.statistics.reliability import covariance, cronbach_alpha
from tests.metrics.conftest import rating

ANSWERS = np.array([[5, 4, 5], [4, 4, 3], [2, 3, 2], [1, 2, 2], [3, 3, 5], [4, 5, 4], [5, 5, 5], [2, 1, 2]])
ITEMS = ("保洁", "绿化", "垃圾")


def answered(table, items=ITEMS, **columns):
    """Return the ratings of respondents (rows) to items (columns); NaN is no answer."""
    return [
        rating(
            "2024-01-05",
            value,
            question=item,
            response_id=f"{columns.get('survey_id', 's1')}{who}",
            index_value=(value - 1) * 25,
        )
        | columns
        for who, row in enumerate(np.asarray(table, float).tolist())
        for item, value in zip(items, row, strict=True)
        if not np.isnan(value)
    ]


def by_question(result):
    return {row["question"]: row for row in result.frame.to_dict("records")}


def test_alpha_is_that_of_the_covariance_matrix_and_so_is_what_dropping_a_question_does(warehouse):
    result = compute(warehouse(ratings=answered(ANSWERS)), "reliability")
    known = cronbach_alpha(*covariance(ANSWERS))
    rows = by_question(result)
    for item, dropped in zip(ITEMS, known.if_dropped, strict=True):
        row = rows[item]
        assert (row["respondents"], row["items"]) == (8, 3)
        assert row["reliability"] == pytest.approx(known.raw)
        assert (row["low"], row["high"]) == pytest.approx((known.low, known.high))
        assert row["alpha_if_dropped"] == pytest.approx(dropped)
    others = ANSWERS[:, 1:].sum(axis=1)
    assert rows["保洁"]["item_rest_correlation"] == pytest.approx(np.corrcoef(ANSWERS[:, 0], others)[0, 1])
    assert explain(result, rows["绿化"], "zh") == "态度、绿化 信度（克隆巴赫 α）为 0.91（n = 8，95% 区间 0.71–0.98）。"


def test_who_left_a_question_out_is_left_out(warehouse):
    given = answered(np.vstack([ANSWERS, [[5, np.nan, 1]]]))
    assert {row["respondents"] for row in by_question(compute(warehouse(ratings=given), "reliability")).values()} == {8}


def test_an_indicator_of_one_question_has_no_alpha(warehouse):
    assert compute(warehouse(ratings=answered(ANSWERS[:, :1], ("保洁",))), "reliability").status == "no_data"


def test_surveys_that_ask_other_questions_have_no_alpha_together_and_each_has_its_own(warehouse):
    given = answered(ANSWERS) + answered(ANSWERS[:, :2], ("保洁", "路灯"), survey_id="s2")
    connection = warehouse(ratings=given)
    assert set(compute(connection, "reliability").frame["status"]) == {"no_data"}
    assert set(compute(connection, "reliability", by="survey_id").frame["status"]) == {"ok"}


def test_surveys_that_ask_the_same_are_taken_together(warehouse):
    connection = warehouse(ratings=answered(ANSWERS) + answered(ANSWERS[::-1], survey_id="s2"))
    known = cronbach_alpha(*covariance(np.vstack([ANSWERS, ANSWERS])))
    assert by_question(compute(connection, "reliability"))["保洁"]["reliability"] == pytest.approx(known.raw)


@pytest.mark.parametrize(("n", "status"), [(4, "suppressed"), (5, "ok")])
def test_alpha_of_four_respondents_is_hidden(warehouse, n, status):
    frame = compute(warehouse(ratings=answered(ANSWERS[:n])), "reliability").frame
    assert frame["status"].tolist() == [status] * 3
    assert frame["alpha_if_dropped"].isna().all() == (status == "suppressed")


def test_where_all_answer_alike_there_is_no_alpha(warehouse):
    frame = compute(warehouse(ratings=answered(np.full((6, 2), 4), ("保洁", "绿化"))), "reliability").frame
    assert frame["reliability"].isna().all()


def test_of_two_questions_none_can_be_dropped(warehouse):
    rows = by_question(compute(warehouse(ratings=answered(ANSWERS[:, :2], ITEMS[:2])), "reliability"))
    assert rows["保洁"]["reliability"] == pytest.approx(cronbach_alpha(*covariance(ANSWERS[:, :2])).raw)
    assert np.isnan([row["alpha_if_dropped"] for row in rows.values()]).all()


def test_two_respondents_have_an_alpha_where_so_few_may_be_shown(warehouse):
    rows = by_question(compute(warehouse(ratings=answered(ANSWERS[[0, 3]])), "reliability", k=2))
    assert rows["保洁"]["reliability"] == pytest.approx(cronbach_alpha(*covariance(ANSWERS[[0, 3]])).raw)
    assert rows["保洁"]["item_rest_correlation"] == pytest.approx(1.0)


def test_answers_without_a_community_have_an_alpha_of_their_own(warehouse):
    frame = compute(warehouse(ratings=answered(ANSWERS)), "reliability", by=["community_id"]).frame
    assert frame["community_id"].isna().all()
    assert frame["reliability"].tolist() == pytest.approx([cronbach_alpha(*covariance(ANSWERS)).raw] * 3)


@pytest.mark.parametrize("alike", [0, 1, 2])
def test_a_question_that_all_answer_alike_goes_with_no_other(warehouse, alike):
    """A third of 100 has no exact sum: what is left of its variance must not be taken for one."""
    answers = np.where(np.arange(3) == alike, 10 / 3, ANSWERS)
    rows = by_question(compute(warehouse(ratings=answered(answers)), "reliability"))
    assert np.isnan(rows[ITEMS[alike]]["item_rest_correlation"])
    assert np.isfinite([rows[item]["item_rest_correlation"] for item in ITEMS if item != ITEMS[alike]]).all()
