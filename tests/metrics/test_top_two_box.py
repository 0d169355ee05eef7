"""Top-two-box: who counts, who is satisfied, and what is never pooled."""

from datetime import datetime

from pipeline.metrics.top_two_box import top_two_box
from tests.metrics.conftest import rows, score

APRIL = datetime(2024, 4, 1)


def test_two_of_three_respondents_are_satisfied(scores):
    frame = scores(score("2024-03-01", 100), score("2024-03-01", 75), score("2024-03-02", 50))
    (row,) = rows(top_two_box(frame, as_of=APRIL))
    assert (row["respondents"], row["satisfied"], row["top_two_box"]) == (3, 2, 2 / 3)


def test_an_invalid_response_counts_only_on_request(scores):
    frame = scores(score("2024-03-01", 100), score("2024-03-01", 0, is_valid=False))
    assert [row["top_two_box"] for row in rows(top_two_box(frame, as_of=APRIL))] == [1.0]
    assert [row["top_two_box"] for row in rows(top_two_box(frame, as_of=APRIL, include_invalid=True))] == [0.5]


def test_indicators_are_never_pooled(scores):
    frame = scores(score("2024-03-01", 100), score("2024-03-01", 0, indicator_id="fees"))
    result = rows(top_two_box(frame, period=None, as_of=APRIL))
    assert [(row["indicator_id"], row["top_two_box"]) for row in result] == [("attitude", 1.0), ("fees", 0.0)]


def test_an_interview_is_not_pooled_with_questionnaires(scores):
    frame = scores(score("2024-03-01", 100), score("2024-03-01", 0, method="interview"))
    (row,) = rows(top_two_box(frame, as_of=APRIL))
    assert row["respondents"] == 1


def test_an_answer_given_on_a_later_day_has_not_been_given_yet(scores):
    frame = scores(score("2024-03-31", 100), score("2024-04-01", 0))
    (row,) = rows(top_two_box(frame, period=None, as_of=APRIL))
    assert (row["respondents"], row["top_two_box"]) == (1, 1.0)


def test_a_quarter_is_whole_once_its_last_day_has_begun(scores):
    frame = scores(score("2024-02-01", 100))
    assert [row["is_ripe"] for row in rows(top_two_box(frame, as_of=datetime(2024, 3, 31)))] == [False]
    assert [row["is_ripe"] for row in rows(top_two_box(frame, as_of=datetime(2024, 3, 31, 18)))] == [True]
