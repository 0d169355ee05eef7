"""Satisfaction index: the mean over respondents, and answers without a day."""

from datetime import datetime

from pipeline.metrics.satisfaction_index import satisfaction_index
from tests.metrics.conftest import rows, score

APRIL = datetime(2024, 4, 1)


def test_the_index_is_the_mean_over_respondents_not_over_rows(scores):
    frame = scores(score("2024-03-01", 100, respondents=3), score("2024-03-01", 0))
    (row,) = rows(satisfaction_index(frame, as_of=APRIL))
    assert (row["respondents"], row["satisfaction_index"], row["index_square_sum"]) == (4, 75.0, 30000.0)


def test_an_answer_without_a_day_counts_in_the_whole_and_in_no_period(scores):
    frame = scores(score("2024-03-01", 100), score("2024-03-01", 0, submitted_on=None))
    assert [row["respondents"] for row in rows(satisfaction_index(frame, period=None, as_of=APRIL))] == [2]
    by_quarter = {
        row["period_start"] is None: row["respondents"] for row in rows(satisfaction_index(frame, as_of=APRIL))
    }
    assert by_quarter == {False: 1, True: 1}
