"""Answers with commas, and options that stand at the end of their headers: one choice, or one of several."""

import pytest

from pipeline.ingest.table import Sidecar
from tests.staging.survey_files import stage_rows

PLAIN = Sidecar(period="2024Q1")


@pytest.fixture
def asked(tmp_path):
    """Stage a plain survey: questions, and answers that come again."""

    def stage(questions, answers, times=10):
        return stage_rows([questions, *[list(row) for row in answers] * times], keys=tmp_path / "key", sidecar=PLAIN)

    return stage


QUESTIONS = [
    "Is it rude to call at night, in your opinion?",
    "What is the income of your household per year?",
    "Which of these services do you use most often?",
]


def test_a_few_answers_with_commas_are_single_choices(asked):
    survey = asked(
        QUESTIONS,
        [
            ("No, not rude at all", "$25,000 - $49,999", "Lifts, lights"),
            ("Yes, somewhat rude", "$50,000 - $99,999", "Lights"),
            ("Yes, very rude", "$100,000 - $149,999", "Lifts, parking"),
            ("No, not rude at all", "$50,000 - $99,999", "Parking"),
            ("Yes, very rude", "$25,000 - $49,999", "Lifts, lights, parking"),
        ],
    )
    assert list(survey.roles.values()) == ["attribute", "attribute", "multiple"]


def test_answers_joined_by_commas_that_hardly_repeat_are_several_choices(asked):
    options = ["保洁", "安保", "绿化", "电梯", "停车", "门禁", "照明"]
    answers = [("是的，偶尔", "三口", "、".join((options * 2)[n : n + 3])) for n in range(7)]
    survey = asked(["1、您是否打过热线电话？", "2、您家里有几口人？", "3、您最希望改进哪些方面？"], answers, times=1)
    assert survey.roles["3"] == "multiple"


def test_columns_that_only_repeat_the_end_of_their_headers_are_options_of_one_question(asked):
    stem = "Which of these do you use? Please select all that apply."
    survey = asked(
        [
            f"{stem} - Gym",
            f"{stem} - Pool",
            f"{stem} - Other (please specify)",
            "How satisfied are you with the house?",
        ],
        [
            ("Gym", "", "", "Satisfied"),
            ("Gym", "Pool", "", "Neutral"),
            ("", "", "Other (please specify)", "Dissatisfied"),
        ],
    )
    assert sorted(survey.roles.values()) == ["multiple", "rating"]
    assert survey.rows("select option, count(*) filter (where is_selected) from <need> group by 1 order by 1") == [
        ("Gym", 20),
        ("Other (please specify)", 10),
        ("Pool", 10),
    ]
