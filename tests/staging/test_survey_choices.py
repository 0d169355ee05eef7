"""Answers with commas, and options that stand at the end of their headers: one choice, or one of several."""

import pytest

from pipeline.ingest.table import Sidecar
from pipeline.staging.survey_options import whole_options
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
            ("No, not rude at all", "$25,000 - $49,999", "Lifts, Lights"),
            ("Yes, somewhat rude", "$50,000 - $99,999", "Lights"),
            ("Yes, very rude", "$100,000 - $149,999", "Lifts, Parking"),
            ("No, not rude at all", "$50,000 - $99,999", "Parking"),
            ("Yes, very rude", "$25,000 - $49,999", "Lifts, Lights, Parking"),
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


def test_options_behind_a_question_mark_are_options_beside_what_was_typed(asked):
    stem = "3) Which topics would be of interest to you?"
    survey = asked(
        [f"{stem} Lifts", f"{stem} Not interested in meetings", f"{stem} Other:", f"{stem} Other: (text)", "4) Are you an owner of a flat?", "5) Are you a member?"],
        [("Lifts", "", "Other:", "the garden", "Yes", "No"), ("", "Not interested in meetings", "", "", "No", "No"), ("Lifts", "", "", "", "Yes", "Yes")],
    )  # fmt: skip
    assert survey.roles["3"] == "multiple"
    assert survey.rows("select option, count(*) filter (where is_selected) from <need> where question_id = '3' group by 1 order by 1") == [
        ("Lifts", 20), ("Not interested in meetings", 10), ("Other", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "lowest", "zeros"),
    [("Rate app", 0, [(0, 4)]), ("Rate app (1-5)", 1, []), ("Rate app (0-5)", 0, [(0, 4)])],
)
def test_a_few_zeros_are_the_end_of_the_scale_unless_the_question_begins_at_one(asked, question, lowest, zeros):
    survey = asked(
        [question, "Which lift?"], [("0" if n % 50 == 7 else str(1 + n % 5), "A") for n in range(200)], times=1
    )
    assert survey.rows("select scale_min, scale_max from <question> where role = 'rating'") == [(lowest, 5)]
    assert survey.rows("select rating, count(*) from <rating> where rating = 0 group by 1") == zeros
    assert survey.rows("select count(*) from <issue>") == [(0 if zeros else 4,)]


def test_a_name_with_underscores_is_read_as_words(asked):
    survey = asked(
        ["number_of_lifts_used", "how_satisfied_are_you", "cleaning_rating"],
        [("1", "2", "3"), ("3", "5", "5"), ("4", "4", "2"), ("5", "1", "1")],
    )
    assert survey.roles == {
        "number_of_lifts_used": "attribute",
        "how_satisfied_are_you": "rating",
        "cleaning_rating": "rating",
    }


def test_an_option_with_commas_among_options_joined_by_commas_stays_one(asked):
    car, rack = "Yes - a car, van or truck", "Rack (bikes, scooters)"
    answers = [
        (car, "a", "b"),
        (f"{car}, {rack}", "b", "a"),
        (f"Garage, {car}", "a", "a"),
        (f"Garage, {rack}", "b", "b"),
        ("Garage", "a", "b"),
    ]
    survey = asked(["Which of these do you have at home?", "Is it a or b?", "Is it b or a?"], answers)
    assert survey.rows("select option, count(*) filter (where is_selected) from <need> group by 1 order by 1") == [
        ("Garage", 30), (rack, 20), (car, 30),
    ]  # fmt: skip


def test_options_joined_by_semicolons_may_hold_commas_whatever_the_tool_declares(tmp_path):
    asked = "Which features are the most valuable to you? (Select all that apply)"
    options = ["Lifts (small, large)", "Lights", "Prices, fees"]
    answers = [";".join(options[:2]), options[2], ";".join(options[1:]), options[0], ";".join(options)]
    rows = [[f"2024/03/{n + 1:02} 10:00:00", answers[n % 5]] for n in range(25)]
    survey = stage_rows([["Timestamp", asked], *rows], name="x (Responses).csv", keys=tmp_path / "key")
    assert survey.rows("select option, count(*) filter (where is_selected) from <need> group by 1 order by 1") == [
        ("Lifts (small, large)", 15), ("Lights", 15), ("Prices, fees", 15),
    ]  # fmt: skip


def test_options_of_a_survey_in_french_are_chosen_by_oui(tmp_path):
    header = [
        "ID de la réponse",
        "Date de soumission",
        "Dernière page",
        "Langue de départ",
        "Vous utilisez ? [Gym]",
        "Vous utilisez ? [Piscine]",
    ]
    rows = [
        [str(n), f"2024-03-{n + 1:02} 10:00:00", "3", "fr", "Oui" if n % 2 else "Non", "Non" if n % 3 else "Oui"]
        for n in range(12)
    ]
    survey = stage_rows([header, *rows], keys=tmp_path / "key")
    assert survey.rows("select option, count(*) filter (where is_selected) from <need> group by 1 order by 1") == [
        ("Gym", 6),
        ("Piscine", 4),
    ]


def test_yes_and_no_with_a_reason_are_single_choices(asked):
    answers = [
        ("Yes", "a", "b"),
        ("No, I did not know of it", "b", "a"),
        ("No, I had no time", "a", "a"),
        ("Yes, often", "b", "b"),
    ]
    survey = asked(["Did you use the app before your visit?", "Is it a or b?", "Is it b or a?"], answers)
    assert survey.roles["Did you use the app before your visit?"] == "attribute"


def test_clicks_that_qualtrics_counts_are_no_ratings(tmp_path):
    header = ["StartDate", "EndDate", "Status", "Finished", "ResponseId", "Q1", "T1_First Click", "T1_Page Submit"]
    texts = [
        "Start Date",
        "End Date",
        "Response Type",
        "Finished",
        "Response ID",
        "How satisfied are you?",
        "Timing - First Click",
        "Timing - Page Submit",
    ]
    ids = ['{"ImportId":"x"}'] * 8
    rows = [
        [
            "2024-03-05 08:00:00",
            f"2024-03-05 08:{n:02}:00",
            "IP Address",
            "True",
            f"R_{n}",
            str(n % 5 + 1),
            f"{n}.5",
            f"{n + 20}.25",
        ]
        for n in range(30)
    ]
    survey = stage_rows([header, texts, ids, *rows], keys=tmp_path / "key")
    assert survey.roles == {"Q1": "rating", "T1_First Click": "computed", "T1_Page Submit": "computed"}


def test_consent_to_the_survey_is_no_judgement(asked):
    survey = asked(
        [
            "Electronic consent: do you agree to participate?",
            "The lifts are clean enough for me.",
            "I feel safe in the garage at night.",
        ],
        [("Agree", "Agree", "Disagree"), ("Agree", "Disagree", "Agree"), ("Agree", "Strongly agree", "Neutral")],
    )
    assert sorted(survey.roles.values()) == ["attribute", "rating", "rating"]


FIVE, LADDER = ["1", "2", "3", "4", "5"], ["非常满意", "满意", "一般", "不满意", "非常不满意"]
AGREEING = ["Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree"]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("How satisfied are you with our data protection?", ["Very satisfied", "Satisfied", "Dissatisfied"]),
        ("How satisfied are you with the privacy policy", FIVE),
        ("Rate our privacy policy (1-5)", FIVE),
        ("How satisfied are you with how we ask for consent before entering your flat?", FIVE),
        ("您对物业隐私政策落实的满意度", LADDER),
        ("您对自愿参与的社区活动满意吗", LADDER),
        ("居民自愿参加活动的氛围好", ["非常同意", "同意", "一般", "不同意", "非常不同意"]),
        ("居民自愿参加活动的氛围好", ["同意", "不同意"]),
        ("Do you agree to participate in the renovation fund?", AGREEING),
        ("Do you consent to the new fee?", ["Agree", "Disagree"]),
        ("您是否同意参加电梯更新", ["同意", "不同意"]),
        ("We were asked to take part in a survey with informed consent", AGREEING),
    ],
)
def test_a_judgement_that_speaks_of_consent_is_a_rating(asked, question, answers):
    survey = asked([question, "Which lift do you use?"], [(answer, "A") for answer in answers])
    assert survey.roles[question] == "rating"
    assert survey.rows("select count(*) from <rating>") == [(10 * len(answers),)]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Do you consent to take part in this survey?", ["Agree", "Disagree"]),
        ("您是否同意参加本次问卷调查？", ["同意", "不同意"]),
        ("我已阅读并同意隐私政策", ["同意"]),
        ("I have read and accept the privacy policy", ["Agree", "Disagree"]),
    ],
)
def test_a_bare_answer_to_consent_is_not_rated_and_that_is_said(asked, question, answers):
    survey = asked([question, "Which lift do you use?"], [(answer, "A") for answer in answers])
    assert survey.roles[question] == "attribute"
    assert "asks for consent to the survey" in survey.notes


def test_an_option_beside_n_a_is_chosen(asked):
    answers = [("Gym, N/A", "a"), ("Gym, Pool", "b"), ("Pool", "a"), ("Gym", "b"), ("Pool, N/A", "b")]
    survey = asked(["Which of these do you use?", "Is it a or b?"], answers)
    chosen = survey.rows("select option, count(*) filter (where is_selected) from <need> group by 1 order by 1")
    assert [pair for pair in chosen if pair[0] != "N/A"] == [("Gym", 30), ("Pool", 30)]


def test_blanks_behind_a_separator_make_no_other_option(asked):
    answers = [("Gym; Pool", "a"), ("Pool", "b"), ("Gym", "a"), ("Lift; Gym; Pool", "b")]
    survey = asked(["Which of these do you use?", "Is it a or b?"], answers)
    assert survey.rows("select option, count(*) filter (where is_selected) from <need> group by 1 order by 1") == [
        ("Gym", 30), ("Lift", 10), ("Pool", 30),
    ]  # fmt: skip


def test_an_option_with_a_separator_and_a_blank_inside_stays_one():
    values = {"Hall (bikes; prams); Gym": 30, "Gym": 20, "Hall (bikes; prams)": 9}
    assert whole_options(values, ";") == ("Hall (bikes; prams)",)
    assert whole_options({"Gym; Pool": 30, "Pool": 20}, ";") == ()


def test_questions_that_no_answer_takes_above_four_have_one_scale(asked):
    rows = [(str(1 + n % 4), str(1 + n % 3) if n else "4", str(1 + n % 4)) for n in range(100)]
    survey = asked(
        ["I plan my days carefully at home.", "I like to buy what is made here.", "I think about what I eat."],
        rows,
        times=1,
    )
    assert survey.rows("select distinct scale_min, scale_max from <question>") == [(1, 4)]


def test_with_few_answers_the_top_is_that_of_the_question_beside_it(asked):
    rows = [(str(1 + n % 4), str(1 + n % 5)) for n in range(15)]
    survey = asked(["How satisfied are you with the prices?", "How satisfied are you with the service?"], rows, times=1)
    assert survey.rows("select distinct scale_min, scale_max from <question>") == [(1, 5)]


def test_an_option_that_stands_over_two_columns_is_one_option(asked):
    stem = "Which of these do you use? Please select all that apply."
    survey = asked(
        [f"{stem} - Gym", f"{stem} - Gym", f"{stem} - Pool", "How satisfied are you with the house?"],
        [("Gym", "", "", "Satisfied"), ("", "Gym", "Pool", "Neutral"), ("", "", "Pool", "Dissatisfied")],
    )
    assert survey.rows(
        "select option, count(*) filter (where is_selected), count(*) from <need> group by 1 order by 1"
    ) == [("Gym", 20, 30), ("Pool", 20, 30)]


def test_rows_that_stand_under_one_number_have_one_scale(asked):
    rows = [(str(1 + n % 5), str(1 + n % 6), str(1 + n % 6), str(1 + n % 5)) for n in range(30)]
    survey = asked(["3、(甲队)", "3、(乙队)", "3、(丙队)", "4、您对物业的评价"], rows, times=1)
    assert survey.rows("select question, scale_max from <question> where question_id like '3%' order by 1") == [
        ("(丙队)", 6),
        ("(乙队)", 6),
        ("(甲队)", 6),
    ]
