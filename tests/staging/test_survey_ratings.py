"""Surveys: what becomes of answers in words: scales, satisfied codes, what is no answer, and which indicator they belong to."""

import pytest

from pipeline.ingest.table import Sidecar
from tests.staging.survey_files import asked, ratings

FIVE = ["非常满意", "满意", "一般", "不满意", "非常不满意"]


def test_labels_become_codes_on_the_scale_of_their_question(wjx):
    staged = wjx(
        ["1、您对安保是否满意？", "2、您对回访是否满意？"],
        *[(label, "满意" if n < 3 else "不满意") for n, label in enumerate(FIVE)],
    )
    assert ratings(staged, "1") == [5, 4, 3, 2, 1]
    assert staged.rows("select scale_min, scale_max, satisfied_codes from <question> where question_id = '1'") == [
        (1, 5, [4, 5])
    ]


def test_satisfied_is_the_top_of_three_in_one_question_and_the_fourth_of_five_in_another(wjx):
    three = ["满意", "一般", "不满意"]
    answers = [(FIVE[n % 5], three[n % 3]) for n in range(30)]
    staged = wjx(["1、您对安保是否满意？", "2、您对保洁是否满意？"], *answers)
    read = "select question_id, scale_max, satisfied_codes from <question> order by 1"
    assert staged.rows(read) == [("1", 5, [4, 5]), ("2", 3, [3])]


def test_a_few_answers_take_the_scale_of_the_questions_around_them(wjx):
    staged = wjx(
        ["1、您对安保是否满意？", "2、您对保洁是否满意？"],
        *[(label, "满意" if n else "一般") for n, label in enumerate(FIVE)],
    )
    assert ratings(staged, "2") == [3, 4, 4, 4, 4]


def test_no_answer_and_not_applicable_are_no_ratings(wjx):
    staged = wjx(["1、您对安保是否满意？"], *[(label,) for label in [*FIVE, "不了解", "(跳过)", "(空)", ""]])
    assert ratings(staged) == [5, 4, 3, 2, 1]
    assert staged.rows("from <issue>") == []


def test_an_answer_outside_the_scale_is_null_and_named_without_its_value(wjx):
    staged = wjx(["1、您对安保是否满意？"], *[(label,) for label in [*FIVE, *FIVE, "没注意13"]])
    assert ratings(staged) == [5, 4, 3, 2, 1] * 2
    assert staged.rows("select row_number, column_name, reason_code, value_shape from <issue>") == [
        (12, "1、您对安保是否满意？", "unknown_rating", "字字字99")
    ]


def test_numbers_of_options_are_rated_where_the_question_asks_for_it_and_not_for_gender(wjx):
    staged = wjx(
        ["1、您对安保的满意度", "2、您的性别", "3、您最关注哪方面"],
        ("5", "1", "3"),
        ("3", "2", "5"),
        ("-3", "1", "1"),
        name="12345678_按序号_满意_3_3.xlsx",
    )
    assert staged.roles == {"1": "rating", "2": "attribute", "3": "attribute"}
    assert ratings(staged) == [5, 3]


def test_zero_is_a_rating_and_said_so_unless_it_is_declared_as_not_applicable(wjx):
    cells = [(str(code),) for code in (0, 1, 2, 3, 4, 5) * 2]
    staged = wjx(["1、您对安保的满意度"], *cells)
    assert ratings(staged) == [0, 1, 2, 3, 4, 5] * 2
    assert "answers of 0" in staged.notes
    declared = wjx(["1、您对安保的满意度"], *cells, sidecar=Sidecar(scale=(1, 5), not_applicable={"1": ("0",)}))
    assert ratings(declared) == [1, 2, 3, 4, 5] * 2
    assert declared.column("select assumed from <question>") == [None]


def test_a_reversed_item_keeps_its_rating_unturned(wjx):
    staged = wjx(
        ["1、您对安保的满意度", "2、小区太吵"],
        ("5", "1"),
        ("4", "2"),
        sidecar=Sidecar(scale=(1, 5), reversed_items=("2",)),
    )
    assert ratings(staged, "2") == [1, 2]
    assert staged.column("select is_reversed from <question> order by question_id") == [False, True]


def test_the_outcome_is_one_for_the_satisfied_answers_and_zero_for_the_others(wjx):
    sidecar = Sidecar(outcome="2", satisfied_codes=("愿意续约",))
    staged = wjx(
        ["1、您对安保的满意度", "2、您的打算"], ("5", "愿意续约"), ("4", "再看看"), ("3", "不续约"), sidecar=sidecar
    )
    assert ratings(staged, "2") == [1, 0, 0]
    assert staged.rows("select role, indicator_id, satisfied_codes from <question> where question_id = '2'") == [
        ("outcome", "overall", [1])
    ]


def test_the_indicator_comes_from_the_words_and_an_unmatched_question_is_its_own(wjx):
    staged = wjx(["1、您对物业服务态度是否满意？", "2、本条内容的评价"], ("满意", "满意"), ("不满意", "不满意"))
    assert staged.column("select indicator_id from <question> order by question_id") == ["attitude", "q:wjx:12345678:2"]


def test_rows_of_a_matrix_are_questions_that_share_their_scale(wjx):
    header = ["第1题(保洁)", "第1题(安保)", "第1题(绿化)"]
    staged = wjx(header, ("非常满意", "满意", "一般"), ("不满意", "满意", "一般"), ("非常不满意", "满意", "一般"))
    assert staged.roles == {"1.保洁": "rating", "1.安保": "rating", "1.绿化": "rating"}
    assert ratings(staged, "1.安保") == [4, 4, 4]
    assert staged.column("select distinct scale_max from <question>") == [5]


def test_a_computed_total_is_named_and_never_a_rating(wjx):
    staged = wjx(["1、您对安保的满意度", "总分"], ("5", "5"), ("4", "4"), sidecar=Sidecar(scale=(1, 5)))
    assert staged.roles == {"1": "rating", "总分": "computed"}


def test_a_sixth_option_that_may_mean_do_not_know_is_pointed_out(wjx):
    cells = [(str(1 + n % 6),) for n in range(24)]
    assert "often 'do not know'" in wjx(["1、您对安保的满意度"], *cells).notes
    declared = wjx(["1、您对安保的满意度"], *cells, sidecar=Sidecar(scale=(1, 5), not_applicable={"*": ("6",)}))
    assert max(ratings(declared)) == 5 and declared.rows("from <issue>") == []


def test_the_best_answer_is_never_left_out_of_its_scale(wjx):
    levels = ["Poor", "Fairly good", "Good", "Very good", "Excellent"]
    staged = wjx(["1、How would you rate the service?"], *[(level,) for level in levels * 6])
    assert ratings(staged) == [1, 2, 3, 4, 5] * 6
    assert staged.rows("from <issue>") == []


def test_levels_of_no_one_scale_are_no_ratings(wjx):
    levels = ["Bad", "Good", "Rather good", "Excellent"]
    staged = wjx(["1、How would you rate the service?"], *[(level,) for level in levels * 8])
    assert staged.roles == {"1": "attribute"}
    assert staged.rows("from <issue>") == []


def test_a_question_whose_worst_answer_nobody_chose_has_the_scale_of_those_with_the_same_answers(wjx):
    three = ["Not satisfied", "Somewhat satisfied", "Satisfied"]
    answers = [(three[n % 3], three[1 + n % 2]) for n in range(30)]
    staged = wjx(
        ["1、How satisfied are you with the waiting time?", "2、How satisfied are you with the staff?"], *answers
    )
    assert staged.column("select scale_max from <question> order by question_id") == [3, 3]
    assert set(ratings(staged, "2")) == {2, 3}


def test_codes_ranks_and_options_that_nobody_chose_are_no_ratings(wjx):
    headers = ["1、您的楼栋编码", "2、请按重要性给保洁排序", "3、Please rank the gym", "4、都没有"]
    staged = wjx(
        headers,
        *[(f"0{n % 9 + 1}", str(n % 4 + 1), str(n % 4 + 1), "0") for n in range(40)],
        name="12345678_按序号_满意_3_3.xlsx",
    )
    assert "rating" not in staged.roles.values()


def test_judgements_of_order_are_ratings_and_so_are_padded_numbers(wjx):
    headers = [
        "1、您对处理先后次序的满意度",
        "2、请按先后顺序评价保洁",
        "3、How would you rank and rate the gym?",
        "4、您对安保的满意度",
    ]
    staged = wjx(
        headers, *[(str(n % 5 + 1),) * 3 + (f"0{n % 5 + 1}",) for n in range(40)], name="12345678_按序号_满意_3_3.xlsx"
    )
    assert set(staged.roles.values()) == {"rating"}


@pytest.mark.parametrize("bad", [["脏", "很脏"], ["不佳"], ["脏乱差"]])
def test_bad_answers_count_however_few_they_are(wjx, bad):
    answers = ["非常干净", "干净", "一般"] * 10 + bad if "脏" in bad else ["很好", "好", "一般"] * 10 + bad * 2
    if bad == ["脏乱差"]:
        answers = ["整洁", "一般"] * 10 + bad * 2
    staged = wjx(["1、您小区的卫生情况"], *[(answer,) for answer in answers])
    assert asked(staged)[::2] == ("rating", len(answers))


def test_an_answer_whose_rank_nobody_knows_keeps_the_question_from_being_rated_and_is_named(wjx):
    answers = ["满意", "一般", "不满意"] * 10 + ["马虎"] * 6
    staged = wjx(
        ["1、您对保洁的评价", "2、您对安保的评价"], *[(answer, answers[n % 3]) for n, answer in enumerate(answers)]
    )
    assert staged.roles == {"1": "attribute", "2": "rating"}
    assert "Question 1: how good these answers are is not known, so it is not rated: 马虎" in staged.notes


def test_who_had_no_occasion_to_judge_gives_no_rating_and_is_named(wjx):
    answers = ["非常满意", "满意", "一般"] * 5 + ["本小区没有电梯"] * 5
    staged = wjx(["1、您对电梯的满意度"], *[(answer,) for answer in answers])
    assert asked(staged) == ("rating", 5, 15)
    assert "Answers to 1 taken as no answer and not counted: 本小区没有电梯" in staged.notes
    assert staged.rows("from <issue>") == []


def test_other_is_no_level_of_a_scale_and_an_answer_like_others_elsewhere(wjx):
    rows = [("满意" if n % 3 else "不满意", "助餐") for n in range(20)] + [("其他", "其他")] * 4
    staged = wjx(["1、您对保洁的满意度", "2、您的职业"], *rows)
    assert asked(staged)[::2] == ("rating", 20)
    assert staged.column("select count(*) from <response> where attributes::varchar like '%其他%'") == [4]


def test_a_question_of_satisfaction_is_rated_though_nobody_is_dissatisfied(wjx):
    staged = wjx(["1、您对保洁的满意度", "2、您的楼盘"], *[("满意" if n else "一般", "东园") for n in range(30)])
    assert asked(staged) == ("rating", 3, 30)
    assert staged.roles["2"] != "rating"


def test_which_end_is_good_is_said_to_be_unknown_where_no_word_tells_it(wjx):
    words = ["非常晃", "晃", "一般", "不晃"]
    staged = wjx(["1、您觉得电梯的平稳程度"], *[(words[n % 4],) for n in range(40)])
    assert "Which end of the answers to 1 is good is not known" in staged.notes
