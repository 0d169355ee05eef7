"""Surveys: what becomes of ratings: scales, satisfied codes, what is no answer, and which indicator they belong to."""

import pytest

from pipeline.ingest.table import Sidecar
from pipeline.staging.survey_scales import ends_in_text
from tests.staging.survey_files import stage_rows

FIVE = ["非常满意", "满意", "一般", "不满意", "非常不满意"]


def ratings(staged, question="1"):
    return staged.column(f"select rating from <rating> where question_id = '{question}' order by row_number")


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


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1、请按重要程度评价保洁", "12345"),
        ("1、保洁-重要度", "12345"),
        ("1、How important is cleaning to you?", "12345"),
        ("1、Cleaning", ["Very important", "Important", "Neutral", "Not important"]),
        ("1、保洁", ["非常重要", "重要", "一般", "不重要"]),
    ],
)
def test_how_important_something_is_is_no_opinion_on_how_it_is_done(wjx, text, answers):
    staged = wjx(
        [text, "2、您对保洁的满意度"],
        *[(answers[n % len(answers)], str(n % 5 + 1)) for n in range(40)],
        name="12345678_按序号_满意_3_3.xlsx",
    )
    assert staged.roles == {"1": "attribute", "2": "rating"}
    assert "asks how important something is" in staged.notes


def test_satisfaction_with_something_important_is_an_opinion(wjx):
    headers = ["1、Considering the importance of lifts, how satisfied are you with them?", "2、重要程度和满意程度"]
    staged = wjx(headers, *[(str(n % 5 + 1),) * 2 for n in range(40)])
    assert set(staged.roles.values()) == {"rating"}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1、How noisy is your building?", "12345"),
        ("1、噪音困扰程度", "12345"),
        ("1、I am not satisfied with the lifts", ["Agree", "Neutral", "Disagree"]),
        ("1、电梯太慢", ["同意", "一般", "不同意"]),
    ],
)
def test_it_is_said_where_more_may_be_worse(wjx, text, answers):
    headers = [text, "2、保洁", "3、安保", "4、绿化"]
    rows = [(answers[n % len(answers)], *(3 * str(n % 5 + 1))) for n in range(40)]
    assert "which end" in (said := wjx(headers, *rows).notes.lower()) and "reversed_items" in said
    assert "which end" not in wjx(headers, *rows, sidecar=Sidecar(reversed_items=("1",))).notes.lower()


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1、How easy or difficult was it?", "12345"),
        ("1、How noisy is it? 1=very noisy, 5=very quiet", "12345"),
        ("1、How satisfied or dissatisfied are you?", "12345"),
        ("1、噪音控制", "12345"),
        ("1、I am not satisfied with the lifts", ["Satisfied", "Neutral", "Dissatisfied"]),
    ],
)
def test_it_is_not_asked_which_end_is_good_where_that_is_plain(wjx, text, answers):
    assert "which end" not in wjx([text], *[(answers[n % len(answers)],) for n in range(40)]).notes.lower()


def asked(staged, question="1"):
    """Role, highest code and number of ratings of a question."""
    read = f"select role, scale_max, (select count(*) from <rating> where question_id = '{question}') from <question> where question_id = '{question}'"
    return staged.rows(read)[0]


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


NUMBERS = "12345678_按序号_满意_3_3.xlsx"


def by_number(wjx, questions, *columns):
    return wjx(questions, *[tuple(map(str, row)) for row in zip(*columns, strict=True)], name=NUMBERS)


def test_a_rare_top_answer_is_a_level_and_no_slip(wjx):
    assert asked(by_number(wjx, ["1、您对物业的满意度"], [1, 2, 3, 4] * 13 + [5])) == ("rating", 5, 53)


@pytest.mark.parametrize(
    ("values", "high", "rated"),
    [
        ([1, 2, 3, 4, 5] * 10 + [9, 9], 5, 50),
        (list(range(1, 11)) * 5 + [99], 10, 50),
        ([1, 2, 3, 4, 5, 6, 7] * 5 + [8, 9], 10, 37),
        (list(range(1, 10)) * 5, 10, 45),
        ([5] * 8 + [8] * 15 + [9] * 15, 10, 38),
        ([1, 2, 3] * 2 + [8] * 30, 10, 36),
        ([1, 2, 3, 4, 5] * 10 + [8] * 20, 10, 70),
        ([1, 2, 3, 4, 5] * 10 + [-1] * 5, 5, 50),
        ([1, 2, 3, 4, 5] * 10 + [-9, -8, 99], 5, 50),
    ],
)
def test_a_code_far_above_all_answers_is_none(wjx, values, high, rated):
    staged = by_number(wjx, ["1、您对物业的满意度"], values)
    assert asked(staged) == ("rating", high, rated)
    assert ("taken as no answer" in staged.notes) == (rated < len(values))


def test_questions_of_yes_or_no_with_ten_levels_are_ratings(wjx):
    header = [f"{n}、您认为物业是否可以{what}" for n, what in enumerate(["帮助住户", "处理投诉", "节约费用"], start=1)]
    staged = by_number(wjx, header, *[list(range(1, 11)) * 4] * 3)
    assert staged.column("select distinct role from <question>") == ["rating"]
    assert not by_number(wjx, header, *[[1, 2, 3] * 14] * 3).column("select rating from <rating>")


def test_numbers_around_zero_are_no_codes_and_no_usual_scale(wjx):
    staged = by_number(wjx, ["1、您对物业的满意度"], [-2, -1, 0, 1, 2] * 10)
    assert not staged.column("select rating from <rating>")


def test_stars_and_points_are_ratings_whatever_the_question(wjx):
    stars = [("★★★★★",), ("★★★",), ("★★",)] * 8
    assert asked(wjx(["1、项目一"], *stars)) == ("rating", 5, 24)


def test_the_rows_of_a_matrix_and_questions_of_one_text_share_their_scale(wjx):
    header = ["1、服务—安保", "1、服务—保洁", "2、请打分", "3、请打分"]
    staged = by_number(wjx, header, [1, 2, 3, 4, 5] * 6, [2, 3, 2] * 10, [1, 3, 5] * 10, [1, 2, 3] * 10)
    assert staged.column("select distinct scale_max from <question>") == [5]


def test_places_in_a_ranking_are_no_ratings(wjx):
    header = [f"4、({name})" for name in ("保洁", "安保", "绿化")]
    places = list(zip(*[(1, 2, 3), (2, 3, 1), (3, 1, 2), (2, 1, 3)] * 6, strict=True))
    staged = by_number(wjx, header, *places)
    assert set(staged.roles.values()) == {"attribute"}
    assert "Ranking questions" in staged.notes


@pytest.mark.parametrize(
    "verdict", ["没用", "没有信心", "没有改善", "无法接受", "从未满意过", "Never satisfied", "No help"]
)
def test_a_bad_verdict_is_no_lack_of_occasion(wjx, verdict):
    answers = ["非常有用", "有用"] * 12 + [verdict] * 22
    staged = wjx(["1、您对活动的评价"], *[(answer,) for answer in answers])
    assert asked(staged)[0] == "attribute" or asked(staged)[2] == len(answers)


@pytest.mark.parametrize("word", ["谢谢", "租户", "不开车", "Unknown", "Declined", "不需要"])
def test_a_few_answers_of_another_kind_do_not_cost_a_question_its_figure(wjx, word):
    answers = [*["非常满意"] * 40, *["满意"] * 40, *["一般"] * 20, *["不满意"] * 5, *[word] * 4]
    assert asked(wjx(["1、您对物业的满意度"], *[(answer,) for answer in answers])) == ("rating", 5, 105)


def test_what_one_or_two_people_typed_is_in_no_note(wjx):
    typed = ["没有电梯请找张伟强13812345678"] * 2 + ["其他"] * 6 + ["张伟强"] * 2
    answers = ["非常满意", "满意", "一般", "不满意"] * 12 + typed
    staged = wjx(["1、您对物业的满意度", "2、您对保洁的满意度"], *[(answer, "满意") for answer in answers])
    said = " ".join(
        [staged.notes, *[str(row) for row in staged.rows("from <question>")], *[zh for zh, _ in staged.staged.notes]]
    )
    assert "其他" in said and "张伟强" not in said and "1381" not in said


def test_people_who_tick_one_number_throughout_rank_nothing(wjx):
    header = [f"4、({name})" for name in ("保洁", "安保", "绿化", "维修", "停车")]
    answers = [1, 2, 3, 4, 5] * 6
    staged = by_number(wjx, header, *[answers] * 5)
    assert set(staged.roles.values()) == {"rating"}


def test_the_lowest_level_is_1_though_nobody_chose_it(wjx):
    labels = ["5-非常满意", "4-满意", "3-一般"]
    staged = wjx(["1、您对物业的满意度"], *[(labels[n % 3],) for n in range(30)])
    assert staged.rows("select scale_min, scale_max from <question>") == [(1, 5)]


def test_minus_one_beside_ratings_of_0_to_10_is_no_answer(wjx):
    staged = wjx(["1、您有多大可能把我们推荐给朋友"], *[(str(number),) for number in [*range(11), -1] * 3])
    assert staged.rows("select scale_min, scale_max from <question>") == [(0, 10)]
    assert staged.rows("select min(rating), count(*) from <rating>") == [(0, 33)]


def rated_beside_others(tmp_path, answers, sidecar=None):
    """Ends and satisfied codes of ``satisfaction``, answered so by 60 people beside three ratings to 5; and the notes."""
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1), str(n * 2 % 5 + 1), answers[n % len(answers)]] for n in range(60)]
    header = ["cleaning", "security", "greening", "satisfaction"]
    staged = stage_rows([header, *rows], sidecar=sidecar, keys=tmp_path / "key")
    ends = "select scale_min, scale_max, satisfied_codes from <question> where question_id = 'satisfaction'"
    return staged.rows(ends)[0], staged.notes


def test_of_0_and_1_the_higher_is_satisfied(tmp_path):
    ends, notes = rated_beside_others(tmp_path, "0111")
    assert ends == (0, 1, [1])
    assert "satisfaction: read as 0-1" in notes


@pytest.mark.parametrize(
    "text", ["satisfied with lifts", "保洁满意度", "dissatisfied with lifts", "是否对物业费不满意（1是 0否）"]
)
def test_of_0_and_1_neither_is_rated_where_the_question_asks_who_is_dissatisfied(tmp_path, text):
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1), str(n * 2 % 5 + 1), "0111"[n % 4]] for n in range(60)]
    staged = stage_rows([["cleaning", "security", "greening", text], *rows], keys=tmp_path / "key")
    assert staged.roles[text] == ("attribute" if "dis" in text or "不" in text else "rating")


def test_1_and_2_alone_do_not_say_which_is_good(tmp_path):
    ends, notes = rated_beside_others(tmp_path, "1112")
    assert ends == (None, None, None)
    assert "Question satisfaction: the only answers are 1 and 2" in notes
    assert rated_beside_others(tmp_path, "1112", Sidecar(rating_labels={"satisfaction": {"1": 2.0, "2": 1.0}}))[0] == (1, 2, [2])  # fmt: skip
    assert rated_beside_others(tmp_path, "1112", Sidecar(scale=(1, 5)))[0] == (1, 5, [4, 5])


def test_a_number_beside_what_is_no_answer_does_not_make_it_one(wjx):
    labels = ["Agree (3)", "Neutral (2)", "Disagree (1)", "Not applicable (8)"]
    staged = wjx(["1、I am satisfied with the lifts"], *[(labels[n % 4],) for n in range(24)])
    assert staged.rows("select rating, count(*) from <rating> group by 1 order by 1") == [(1, 6), (2, 6), (3, 6)]


@pytest.mark.parametrize("faces", ["😡🙁😐🙂😀", "😞🙁😐🙂😊", "😡😐😀", "👎👍"])
def test_faces_and_thumbs_are_levels(wjx, faces):
    staged = wjx(["1、您对维修的评价"], *[(faces[n % len(faces)],) for n in range(20)])
    assert ratings(staged, "1")[: len(faces)] == [level + 1 for level in range(len(faces))]


def test_a_table_of_stars_is_a_survey(tmp_path):
    drawn = ["★" * n + "☆" * (5 - n) for n in range(1, 6)]
    rows = [[f"2024-03-{5 + n} 10:00", drawn[n % 5], f"{n % 5 + 1}星", "⭐" * (n % 5 + 1)] for n in range(10)]
    staged = stage_rows([["评价时间", "保洁", "安保", "绿化"], *rows], keys=tmp_path / "key")
    assert {name: ratings(staged, name)[:5] for name in ("保洁", "安保", "绿化")} == {name: [1, 2, 3, 4, 5] for name in ("保洁", "安保", "绿化")}  # fmt: skip
    assert staged.match.layout.name == "plain_ratings"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Repairs (1=Very satisfied, 5=Very dissatisfied)", (1, 5, True)),
        ("Repairs (1 = Very satisfied 2 = Satisfied 3 = Neutral 4 = Dissatisfied 5 = Very dissatisfied)", (1, 5, True)),
        ("Repairs (1: best - 5: worst)", (1, 5, True)),
        ("Rate us (1 - Very poor to 5 - Excellent)", (1, 5, False)),
        ("On a scale of 1 to 5, where 1 is excellent and 5 is very poor, how are the lifts?", (1, 5, True)),
        ("Lifts: 1 (very bad) - 7 (very good)", (1, 7, False)),
        ("保洁（1=非常满意 2=满意 3=一般 4=不满意 5=非常不满意）", (1, 5, True)),
        ("保洁（5=非常满意 4=满意 3=一般 2=不满意 1=非常不满意）", (1, 5, False)),
        ("保洁（1非常满意，5非常不满意）", (1, 5, True)),
        ("满意度（1～5分，1分最满意）", (1, 5, True)),
        ("保洁 1.非常满意 2.满意 3.一般 4.不满意 5.非常不满意", (1, 5, True)),
        ("保洁（1、很差 2、一般 3、很好）", (1, 3, False)),
        ("保洁（非常满意=1，满意=2，一般=3，不满意=4，非常不满意=5）", (1, 5, True)),
        ("Cleaning (Very dissatisfied = 1, Very satisfied = 5)", (1, 5, False)),
        ("保洁：非常满意（5分）、满意（4分）、一般（3分）、不满意（2分）、非常不满意（1分）", (1, 5, False)),
        ("5. 您对保洁满意吗", None),
        ("1. Excellent service in Block 2. Good lifts", None),
        ("满意度（1最差，5最好）", (1, 5, False)),
        ("Age (1=18-24, 2=25-34, 3=35-44)", None),
        ("Which do you use most? (1=cleaning, 2=security, 3=lifts, 4=other)", None),
        ("您对1号楼和5号楼的满意度", None),
    ],
)
def test_a_question_says_its_scale_and_which_end_is_good(text, ends):
    assert ends_in_text(text) == ends


def test_where_1_is_said_to_be_best_high_answers_are_bad_whatever_tells_the_scale(tmp_path):
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1), str(n * 2 % 5 + 1)] for n in range(60)]
    header = ["Lifts (1=Very satisfied, 5=Very dissatisfied)", "Cleaning (1 = best)", "Security"]
    reversed_ones = "select is_reversed from <question> order by question_id"
    staged = stage_rows([header, *rows], keys=tmp_path / "key")
    assert staged.column(reversed_ones) == [True, True, False]
    assert "read as 1-5, high being good" in staged.notes
    declared = stage_rows([header, *rows], sidecar=Sidecar(scale=(1, 5)), keys=tmp_path / "key")
    assert declared.column(reversed_ones) == [True, True, False]


@pytest.mark.parametrize(
    ("ends", "is_reversed"),
    [("1=Very satisfied, 5=Very dissatisfied", True), ("1=Strongly agree, 5=Strongly disagree", False)],
)
def test_a_sidecar_turns_what_agreeing_means_and_says_again_what_satisfied_means(tmp_path, ends, is_reversed):
    header = [f"The lifts are slow ({ends})", f"The lifts ({ends})"]
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1)] for n in range(60)]
    staged = stage_rows([header, *rows], sidecar=Sidecar(reversed_items=(header[0],)), keys=tmp_path / "key")
    assert staged.column("select is_reversed from <question> order by question") == [True, is_reversed]


def test_years_are_no_scores_of_100(tmp_path):
    rows = [[str(n % 12 + 0.5), *(str(45 + n * step % 54) for step in (5, 7, 11))] for n in range(60)]
    header = ["experience", "cleaning score", "security score", "greening score"]
    staged = stage_rows([header, *rows], keys=tmp_path / "key")
    assert {name for name, role in staged.roles.items() if role == "rating"} == set(header[1:])


@pytest.mark.parametrize(
    ("above", "reversed_ones"),
    [
        ("填表说明：1分=非常满意，2分=满意，3分=一般，4分=不满意，5分=非常不满意", [True, True, False]),
        ("填表说明：5分非常满意、1分非常不满意", [False, False, False]),
        ("2024年5月业主满意度调查", [False, False, False]),
    ],
)
def test_what_stands_above_the_table_says_which_end_is_good_where_the_question_does_not(tmp_path, above, reversed_ones):
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1), str(n * 2 % 5 + 1)] for n in range(60)]
    staged = stage_rows([[above], ["保洁", "安保", "绿化（5=非常满意，1=非常不满意）"], *rows], keys=tmp_path / "key")
    assert (
        staged.column("select is_reversed from <question> order by question_id = '保洁' or question_id = '安保' desc")
        == reversed_ones
    )


@pytest.mark.parametrize(
    "above",
    [
        "第1-2题：1=非常满意，5=非常不满意；第3题：1=非常不满意，5=非常满意",
        "Q1-Q2: 1=Very satisfied, 5=Very dissatisfied. Q3-Q4: 1=Very poor, 5=Very good",
    ],
)
def test_what_stands_above_the_table_holds_for_the_questions_that_it_names(tmp_path, above):
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1), str(n * 2 % 5 + 1)] for n in range(60)]
    staged = stage_rows([[above], ["Q1 Lifts", "Q2 Cleaning", "Q3 Security"], *rows], keys=tmp_path / "key")
    assert staged.column("select is_reversed from <question> order by question") == [True, True, False]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (["1/5", "4/5", "5/5"], [(1, 5, [4, 5], 40)]),
        (["1/10", "4/10", "3 / 10", "N/A"], [(1, 10, [8, 9, 10], 30)]),
        (["3/5", "4/5", "28/5"], []),  # days in May
        (["3/5", "4/10"], []),
    ],
)
def test_points_out_of_a_top_are_read_with_it(wjx, answers, found):
    staged = wjx(["1、您对保洁的评分"], *[(answers[n % len(answers)],) for n in range(40)])
    read = "select scale_min, scale_max, satisfied_codes, (select count(*) from <rating>) from <question> where role = 'rating'"
    assert staged.rows(read) == found


def test_levels_above_the_table_are_its_scale_and_what_they_call_no_answer_is_none(tmp_path):
    rows = [[str((n % 3) + 1) if n % 9 else "9" for _ in range(3)] for n in range(45)]
    above = "说明：1=非常满意 2=满意 3=一般 4=不满意 9=不清楚"
    staged = stage_rows([[above], ["保洁", "安保", "绿化"], *rows], keys=tmp_path / "key")
    assert set(staged.rows("select scale_min, scale_max, is_reversed from <question>")) == {(1, 4, True)}
    assert staged.rows("select count(*), max(rating) from <rating>") == [(120, 3)]


def test_what_stands_above_the_table_says_nothing_where_it_says_both(tmp_path):
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1), str(n * 2 % 5 + 1)] for n in range(60)]
    above = "保洁、安保：1=很差，5=很好；绿化：1=很好，5=很差"
    staged = stage_rows([[above], ["保洁", "安保", "绿化"], *rows], keys=tmp_path / "key")
    assert staged.column("select is_reversed from <question>") == [False, False, False]


def test_what_stands_above_the_table_says_too_that_the_highest_is_best(tmp_path):
    rows = [[str(n % 5 + 1), str(n * 3 % 5 + 1), str(n * 2 % 5 + 1)] for n in range(60)]
    header = ["保洁", "安保", "绿化"]
    said = "select is_direction_said from <question>"
    above = stage_rows([["1分非常不满意，5分非常满意"], header, *rows], keys=tmp_path / "key")
    assert above.column(said) == [True, True, True]
    assert stage_rows([["业主满意度"], header, *rows], keys=tmp_path / "key").column(said) == [False, False, False]


def test_yes_is_satisfied_where_it_is_asked_whether_somebody_is_and_nowhere_else(tmp_path):
    header = ["调查日期", "小区", "保洁是否满意", "安保是否满意", "总体是否满意", "家里是否有车", "是否有不满意的地方"]
    rows = [["2024-03-05", "翠湖苑", *("是" if n % step else "否" for step in (2, 3, 4, 2, 3))] for n in range(24)]
    staged = stage_rows([header, *rows], keys=tmp_path / "key")
    assert staged.match.layout.name == "plain_ratings"
    rated = staged.rows("select question_id, sum((rating = 2)::int), count(*) from <rating> group by 1 order by 2, 1")
    assert rated == [("保洁是否满意", 12, 24), ("安保是否满意", 16, 24), ("总体是否满意", 18, 24)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Are you satisfied with how we asked?", "rating"),
        ("Are you not satisfied with the lifts?", "attribute"),
        ("Do you know whom to call if you are not satisfied?", "attribute"),
        ("Were you told what would make you satisfied?", "attribute"),
        ("维修后是否有人问您是否满意", "attribute"),
    ],
)
def test_yes_is_not_satisfied_where_it_is_asked_whether_somebody_is_not_or_was_asked(wjx, text, role):
    assert wjx([f"1、{text}"], *[(("Yes", "No")[n % 2],) for n in range(24)]).roles["1"] == role


@pytest.mark.parametrize(
    "legend",
    ["A非常满意 B满意 C一般 D不满意 E非常不满意", "A.非常满意 B.满意 C.一般 D.不满意 E.非常不满意", "A=Very satisfied, B=Satisfied, C=Neutral, D=Dissatisfied, E=Very dissatisfied"],
)  # fmt: skip
def test_letters_are_levels_where_the_question_says_which(wjx, legend):
    staged = wjx([f"1、您对保洁的满意度（{legend}）", "2、年龄（A.18-30 B.31-45）"], *[("ABCDE"[n % 5], "AB"[n % 2]) for n in range(20)])  # fmt: skip
    assert ratings(staged, "1")[:5] == [5, 4, 3, 2, 1]
    assert staged.roles["2"] == "attribute"


def test_a_number_that_the_question_calls_no_answer_is_none(tmp_path):
    header = [
        "保洁（0=未接触，1=很差，5=很好）",
        "维修（1=很差，2=差，3=一般，4=好，5=很好，6=不了解）",
        "Gym (0=not visited, 1=very poor, 5=very good)",
        "总体（1=很差，5=很好）",
    ]
    rows = [
        [str((0, 1, 3, 4, 5)[n % 5]), str(n % 6 + 1), str((0, 1, 3, 4, 5)[n % 5]), str(n % 5 + 1)] for n in range(60)
    ]
    staged = stage_rows([header, *rows], keys=tmp_path / "key")
    assert staged.rows("select distinct scale_min, scale_max from <question>") == [(1, 5)]
    assert staged.rows("select count(*) from <rating>") == [(48 + 50 + 48 + 60,)]
