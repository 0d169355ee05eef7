"""Scales of which only some answers have words: labelled ends with numbers between them, and labels that name their subject."""

import pytest

from pipeline.ingest.table import Sidecar
from pipeline.staging.survey_subjects import without_subject

SCALE = "select scale_min, scale_max, satisfied_codes, is_reversed from <question>"
CODES = "select rating, count(*) from <rating> group by 1 order by 1"


def answered(wjx, text, answers, **options):
    """A survey of one question, each answer given by three people."""
    return wjx([text], *[[answer] for answer in answers for _ in range(3)], **options)


@pytest.mark.parametrize(
    ("answers", "ends", "codes"),
    [
        ("1 - Strongly disagree|2|3|4|5 - Strongly agree", (1, 5), [1, 2, 3, 4, 5]),
        ("1（非常不满意）|2|3|4|5（非常满意）", (1, 5), [1, 2, 3, 4, 5]),
        ("0 - Not at all likely|6|7|8|9|10 - Extremely likely", (0, 10), [0, 6, 7, 8, 9, 10]),
        ("Not at all likely - 0|5|9|Extremely likely - 10", (0, 10), [0, 5, 9, 10]),
        ("1 = very poor|2|3 = average|4|5 = excellent", (1, 5), [1, 2, 3, 4, 5]),
        ("1 - Strongly disagree|2|3|4", (1, 5), [1, 2, 3, 4]),
        ("2|3|4|5 - Strongly agree", (1, 5), [2, 3, 4, 5]),
        ("1|2|8|9|10 - Extremely likely", (0, 10), [1, 2, 8, 9, 10]),
    ],
)
def test_labelled_ends_are_the_numbers_beside_them(wjx, answers, ends, codes):
    survey = answered(wjx, "1、How would you rate us", answers.split("|"))
    assert survey.rows(SCALE)[0][:2] == ends
    assert survey.rows(CODES) == [(code, 3) for code in codes]
    assert not survey.rows("select * from <issue>")


def test_an_end_that_is_called_the_best_turns_the_scale(wjx):
    survey = answered(wjx, "1、保洁", ["1-非常满意", "2", "3", "4", "5-非常不满意"])
    assert survey.rows(SCALE)[0] == (1, 5, [4, 5], True)
    assert "the answers say that 1 is best" in survey.column("select assumed from <question>")[0]


def test_a_declared_scale_says_which_end_nobody_chose(wjx):
    asked = ["6", "7", "9", "10 - Extremely likely"]
    assert answered(wjx, "1、Rate us", asked).rows(SCALE)[0][:2] == (1, 10)
    assert answered(wjx, "1、Rate us", asked, sidecar=Sidecar(scale=(0.0, 10.0))).rows(SCALE)[0][:2] == (0, 10)
    assert answered(wjx, "1、Rate us (0-10)", asked).rows(SCALE)[0][:2] == (0, 10)


def test_words_beside_numbers_that_do_not_say_their_own_number_leave_the_question_unrated(wjx):
    survey = answered(wjx, "1、How would you rate us", ["Poor", "2", "3", "4", "Excellent"])
    assert survey.roles == {"1": "attribute"}
    assert "not rated" in survey.notes


def test_a_few_words_beside_numbers_are_slips(wjx):
    survey = wjx(["1、How would you rate us"], *[[str(n % 5 + 1)] for n in range(40)], ["see above"])
    assert survey.roles == {"1": "rating"}


def test_a_count_of_five_or_more_is_no_rating(wjx):
    survey = answered(wjx, "1、I rate it, with rooms", ["1", "2", "3", "4", "5 or more"])
    assert not survey.rows("select * from <question> where scale_max is not null and origin = 'ends'")


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ("态度很好|态度一般|态度较差", {"态度很好": 5, "态度一般": 3, "态度较差": 2}),
        ("服务态度好|服务态度一般|服务态度差", {"服务态度好": 3, "服务态度一般": 2, "服务态度差": 1}),
        ("收费合理|一般|收费不合理", {"收费合理": 3, "一般": 2, "收费不合理": 1}),
    ],
)
def test_labels_that_carry_the_subject_are_levels(wjx, answers, codes):
    survey = answered(wjx, "1、您对物业人员的评价", answers.split("|"))
    assert sorted(survey.rows(CODES)) == sorted((code, 3) for code in codes.values())


@pytest.mark.parametrize(
    "answers", ["费用高|费用一般|费用低", "小区东门|小区西门", "非常满意|非常好", "满意|一般|不满意"]
)
def test_a_subject_is_only_taken_away_where_a_verdict_is_left(answers):
    labels = answers.split("|")
    assert without_subject(labels) == {label: label for label in labels}


def test_a_ladder_that_one_question_tells_is_that_of_the_others(wjx):
    survey = wjx(
        ["1、How responsive have we been", "2、How helpful was our staff"],
        *[["Extremely responsive", "Very helpful"], ["Not so responsive", "Somewhat helpful"]] * 3,
    )
    assert survey.rows("select question_id, rating, count(*) from <rating> group by all order by 1, 2") == [
        ("1", 2, 3),
        ("1", 5, 3),
        ("2", 3, 3),
        ("2", 4, 3),
    ]


@pytest.mark.parametrize("comma", [", ", " "])
def test_of_yes_it_is_not_known_that_it_is_good(wjx, comma):
    asked = [f"Yes{comma}definitely", f"Yes{comma}to some extent", "No"]
    survey = answered(wjx, "1、Do you have problems with noise", asked)
    assert survey.roles == {"1": "attribute"}
    assert "how good these answers are is not known, so it is not rated" in survey.notes


@pytest.mark.parametrize("ends", [("Far above average", "Far below average"), ("Far above average",)])
def test_above_average_is_not_known_to_be_good(wjx, ends):
    survey = answered(
        wjx, "1、How high is your fee", [*ends, "Above average", "Average", "Below average"][: len(ends) + 3]
    )
    assert survey.roles == {"1": "attribute"}
    assert "how good these answers are is not known" in survey.notes
