"""Distribution and mean of ratings: every code of the scale, one question and one scale at a time."""

from datetime import datetime

import pytest

from pipeline.metrics import compute, explain
from pipeline.metrics.mean_rating import mean_rating
from pipeline.metrics.rating_distribution import rating_distribution
from tests.metrics.conftest import rating, rows

APRIL = datetime(2024, 4, 1)


def distribution(ratings, given, **arguments):
    result = rating_distribution(ratings(*given), **({"period": None, "as_of": APRIL} | arguments))
    return {(row["question"], row["scale"], row["rating"]): (row["chosen"], row["respondents"]) for row in rows(result)}


def test_every_code_of_the_scale_has_a_row(ratings):
    shares = distribution(ratings, [rating("2024-01-05", 5), rating("2024-01-05", 5), rating("2024-01-05", 2)])
    chosen = {code: n for (_, _, code), n in shares.items()}
    assert chosen == {1: (0, 3), 2: (1, 3), 3: (0, 3), 4: (0, 3), 5: (2, 3)}


def test_questions_and_scales_are_never_pooled(ratings):
    ten = {"scale_min": 0, "scale_max": 10, "scale": "0–10"}
    given = [rating("2024-01-05", 5), rating("2024-01-05", 5, **ten), rating("2024-01-05", 1, question="保洁")]
    shares = distribution(ratings, given)
    assert shares["您对服务态度是否满意", "1–5", 5] == (1, 1)
    assert shares["您对服务态度是否满意", "0–10", 5] == (1, 1)
    assert shares["保洁", "1–5", 5] == (0, 1)
    assert len(shares) == 5 + 11 + 5
    means = rows(mean_rating(ratings(*given), period=None, as_of=APRIL))
    assert sorted((row["scale"], row["mean_rating"]) for row in means) == [("0–10", 5), ("1–5", 1), ("1–5", 5)]


def test_answers_without_a_community_have_a_distribution_of_their_own(ratings):
    given = [rating("2024-01-05", 5, community_id="c1"), rating("2024-01-05", 4)]
    found = rows(rating_distribution(ratings(*given), by=["community_id"], period=None, as_of=APRIL))
    chosen = {(row["community_id"], row["rating"]) for row in found if row["chosen"]}
    assert (chosen, len(found)) == ({("c1", 5), (None, 4)}, 10)


@pytest.mark.parametrize(("highest", "listed"), [(10, 11), (11, 0)])
def test_a_scale_of_over_eleven_codes_is_left_out(ratings, highest, listed):
    given = [rating("2024-01-05", 5, scale_min=0, scale_max=highest, scale=f"0–{highest}")]
    assert len(distribution(ratings, given)) == listed


def test_an_answer_between_two_codes_is_listed_as_it_is(ratings):
    assert distribution(ratings, [rating("2024-01-05", 4.5)])["您对服务态度是否满意", "1–5", 4.5] == (1, 1)


def test_attention_checks_and_invalid_responses_are_left_out(ratings):
    given = [
        rating("2024-01-05", 5, indicator_id=None, role="attention_check"),
        rating("2024-01-05", 1, is_valid=False),
    ]
    assert distribution(ratings, given) == {}
    assert len(distribution(ratings, given, include_invalid=True)) == 5


def test_under_five_respondents_hide_every_code_and_not_only_those_chosen(warehouse):
    given = [rating("2024-01-05", 5, community_id="c1")] * 4 + [rating("2024-01-05", 4, community_id="c2")] * 9
    frame = compute(warehouse(ratings=given), "rating_distribution", by="community").frame
    assert frame[frame["status"] == "ok"]["community_id"].unique().tolist() == ["小样本合计"]
    hidden = frame[frame["community_id"] != "小样本合计"]
    assert hidden[["chosen", "respondents", "rating_distribution"]].isna().all(axis=None)
    assert sorted(set(hidden["n_text"])) == ["", "<5"]


def test_of_one_code_nobody_chose_the_share_is_0_and_has_an_interval(warehouse):
    frame = compute(warehouse(ratings=[rating("2024-01-05", 5)] * 20), "rating_distribution").frame
    (row,) = frame[frame["rating"] == 1].to_dict("records")
    assert (row["rating_distribution"], row["low"], round(row["high"], 3)) == (0, 0, 0.161)


def test_a_sentence_names_question_scale_and_code(warehouse):
    connection = warehouse(ratings=[rating("2024-01-05", value) for value in [5, 4] * 5])
    result = compute(connection, "rating_distribution", language="en")
    assert (
        explain(result, result.frame.iloc[-1], "en")
        == "Distribution of ratings, Attitude, 您对服务态度是否满意, 1–5, 5: 50.0% (5/10, 95% interval 23.7–76.3%)."
    )
    result = compute(connection, "mean_rating")
    assert (
        explain(result, result.frame.iloc[0], "zh")
        == "态度、您对服务态度是否满意、1–5 平均分（原量表）为 4.50（n = 10，95% 区间 4.12–4.88）。"
    )


def test_the_view_gives_each_rating_its_question_and_scale(warehouse):
    connection = warehouse(ratings=[rating("2024-01-05", 4, scale_min=0.5, scale_max=5)])
    (row,) = rows(connection.table("mart_rating"))
    assert (row["question"], row["scale"], row["is_recommendation"]) == ("您对服务态度是否满意", "0.5–5", False)
