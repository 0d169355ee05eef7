"""Series: an indicator that is asked in another way is marked and not compared with before."""

import pytest

from pipeline.metrics import compute
from tests.metrics.conftest import score

QUESTION = {"question_id": "Q1", "question": "您对服务态度是否满意？", "role": "rating", "indicator_id": "attitude"}
QUESTION |= {"scale_min": 1.0, "scale_max": 5.0, "satisfied_codes": [4.0, 5.0], "is_reversed": False}
QUARTERS = ("2024-01-10", "2024-04-10", "2024-07-10")


def asked(*changes):
    """Return the questions of one survey per quarter, and answers to them."""
    questions = [[QUESTION | own | {"survey_id": f"s{at}"} for own in listed] for at, listed in enumerate(changes)]
    given = [
        score(day, value, survey_id=f"s{at}", respondents=20)
        for at, day in enumerate(QUARTERS[: len(changes)])
        for value in (100, 0)
    ]
    return {
        "scores": given,
        "questions": [one for listed in questions for one in listed],
        "surveys_until": "2025-01-01",
    }


@pytest.mark.parametrize("name", ["top_two_box", "satisfaction_index", "top_two_box_weighted"])
@pytest.mark.parametrize(
    "change",
    [
        {"question": "您对服务人员是否满意"},
        {"scale_max": 10.0},
        {"scale_min": 0.0},
        {"is_reversed": True},
        {"satisfied_codes": [5.0]},
    ],
)
def test_a_change_of_wording_scale_direction_or_codes_breaks_the_series_once(warehouse, name, change):
    connection = warehouse(**asked([{}], [change], [change]))
    result = compute(connection, name, period="1q", language="en")
    assert result.frame["is_break"].tolist() == [False, True, False]
    assert result.frame["change"].isna().tolist() == [True, True, False]
    note = "Wording, scale or satisfied codes differ from before, so there is no comparison: Attitude 2024 Q2."
    assert note in result.notes_in("en")


def test_another_item_of_the_indicator_breaks_it_too(warehouse):
    connection = warehouse(**asked([{}], [{}, {"question_id": "Q2", "question": "您对礼貌是否满意"}]))
    assert compute(connection, "top_two_box", period="1q").frame["is_break"].tolist() == [False, True]


def test_number_punctuation_and_spaces_of_a_question_are_not_its_wording(warehouse):
    connection = warehouse(**asked([{}], [{"question": "您对服务态度 是否满意", "question_id": "Q9"}]))
    result = compute(connection, "top_two_box", period="1q")
    assert result.frame["is_break"].tolist() == [False, False]
    assert result.frame["change"].notna().tolist() == [False, True]
    assert result.notes == []


def test_without_questions_nothing_is_marked(warehouse):
    given = asked([{}], [{}]) | {"questions": []}
    frame = compute(warehouse(**given), "top_two_box", period="1q").frame
    assert frame["is_break"].tolist() == [False, False]
    assert frame["change"].notna().tolist() == [False, True]
    assert "series" not in frame


def test_months_after_a_change_are_compared_with_each_other_only(warehouse):
    given = asked([{}], [{"scale_max": 10.0}])
    given["scores"] += [score(day, 100, survey_id="s1", respondents=20) for day in ("2024-05-10", "2024-06-10")]
    frame = compute(warehouse(**given), "top_two_box", period="1mo").frame
    assert frame["is_break"].tolist() == [False, True, False, False]
    assert frame["change"].notna().tolist() == [False, False, True, True]
