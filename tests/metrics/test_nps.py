"""Net promoter score: which question, who is a promoter, and its own interval."""

from datetime import datetime

import pytest
from scipy.stats import ttest_ind

from pipeline.metrics import compute, explain
from pipeline.metrics.nps import nps
from tests.metrics.conftest import rating, recommendation, rows

APRIL = datetime(2024, 4, 1)


@pytest.mark.parametrize(
    ("value", "group"),
    [(0, "detractors"), (6, "detractors"), (7, "passives"), (8, "passives"), (9, "promoters"), (10, "promoters")],
)
def test_the_ends_of_the_three_groups(ratings, value, group):
    (row,) = rows(nps(ratings(recommendation("2024-01-05", value)), period=None, as_of=APRIL))
    counted = {name: row[name] for name in ("promoters", "passives", "detractors")}
    assert counted == {"promoters": 0, "passives": 0, "detractors": 0} | {group: 1}
    assert row["nps"] == {"promoters": 100, "passives": 0, "detractors": -100}[group]


def test_the_score_has_the_interval_of_a_net_promoter_score_and_the_sign_is_said(warehouse):
    answers = [10] * 50 + [8] * 30 + [3] * 20
    result = compute(
        warehouse(ratings=[recommendation("2024-01-05", value) for value in answers]), "nps", language="en"
    )
    (row,) = result.frame.to_dict("records")
    assert (row["respondents"], row["nps"]) == (100, 30)
    assert (round(row["low"], 2), round(row["high"], 2)) == (14.69, 45.31)  # 30 ± 1.96 · √(0.7 − 0.3²) / √100 · 100
    assert explain(result, row, "en").endswith("+30.0 (n = 100, 95% interval 14.7–45.3).")


@pytest.mark.parametrize(
    ("question", "lowest", "highest", "is_one"),
    [
        ("您有多大可能把本小区物业推荐给亲友（0-10分）", 0, 10, True),
        ("How likely are you to Recommend us?", 0, 10, True),
        ("您有多大可能把本小区物业推荐给亲友", 1, 10, False),
        ("您有多大可能把本小区物业推荐给亲友", 1, 5, False),
        ("您对本小区物业的总体评分", 0, 10, False),
    ],
)
def test_only_a_question_of_recommendation_from_0_to_10_counts(warehouse, question, lowest, highest, is_one):
    given = [rating("2024-01-05", 5, question=question, scale_min=lowest, scale_max=highest)] * 9
    result = compute(warehouse(ratings=given), "nps")
    assert result.status == ("ok" if is_one else "no_data")


def test_four_answers_are_hidden_and_five_are_not(warehouse):
    for n, status in ((4, "suppressed"), (5, "ok")):
        frame = compute(warehouse(ratings=[recommendation("2024-01-05", 9)] * n), "nps").frame
        assert frame["status"].tolist() == [status]


def test_the_change_of_a_score_has_an_interval(warehouse):
    given = [recommendation("2024-01-05", value) for value in [10] * 30 + [0] * 30]
    given += [recommendation("2024-04-05", value) for value in [10] * 55 + [0] * 5]
    frame = compute(warehouse(ratings=given, surveys_until="2024-07-01"), "nps", period="1q").frame
    assert frame["change"].tolist()[1] == pytest.approx(250 / 3)
    before, after = ([100] * yes + [-100] * (60 - yes) for yes in (30, 55))
    expected = ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert (frame["change_low"][1], frame["change_high"][1]) == pytest.approx((expected.low, expected.high))
    assert frame["is_signal"][1]
