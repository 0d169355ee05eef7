"""Surveys: which numbers are ratings, of which scale, and which are codes, places or no answer."""

import pytest

from pipeline.ingest.table import Sidecar
from tests.staging.survey_files import asked, ratings, stage_rows

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


@pytest.mark.parametrize(
    ("options", "role"),
    [
        (["Promotion", "Innovation", "Quality of supervision", "Respect"], "attribute"),
        (["Quality of cleaning", "Quality of repairs", "Quality of supervision", "Respect"], "rating"),
        (["是否业主", "是否有车", "您对物业是否满意", "是否养宠物"], "rating"),
    ],
)
def test_an_option_among_options_is_no_rating_whatever_it_is_called(wjx, options, role):
    headers = [f"{at}、{text}" for at, text in enumerate(options, start=1)]
    rows = [tuple(str((n >> at) & 1) for at in range(len(options))) for n in range(48)]
    assert wjx(headers, *rows).roles["3"] == role


@pytest.mark.parametrize(
    ("ending", "role"),
    [("量", "attribute"), ("服务满意度", "rating"), ("服务得分", "rating"), (" service score", "rating")],
)
def test_amounts_finer_than_halves_are_no_ratings_where_none_are_asked_for(wjx, ending, role):
    amounts = ("0.35", "1.76", "2.98")
    rows = [
        (*(str(1 + (n + at) % 5) for at in range(3)), *(amounts[(n + at) % 3] for at in range(3))) for n in range(40)
    ]
    asked = [f"{at}、{thing}{ending}" for at, thing in enumerate(["水", "电", "气"], start=4)]
    staged = wjx(["1、保洁", "2、安保", "3、绿化", *asked], *rows)
    assert [staged.roles[str(at)] for at in (4, 5, 6)] == [role] * 3
    assert ("read as amounts" in staged.notes) == (role == "attribute")


def test_a_mean_below_the_answers_makes_no_amounts_of_them(wjx):
    rows = [tuple(str(1 + (n + at) % 5) for at in range(3)) for n in range(40)] + [("3.13", "2.98", "3.07")]
    assert set(wjx(["1、保洁", "2、安保", "3、绿化"], *rows).roles.values()) == {"rating"}
