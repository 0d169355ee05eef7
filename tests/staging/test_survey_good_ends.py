"""Surveys: which end of a scale is good, as the question, what stands above the table, or a sidecar says."""

import pytest

from pipeline.ingest.table import Sidecar
from pipeline.staging.survey_scales import ends_in_text
from tests.staging.survey_files import ratings, stage_rows


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1、请按重要程度评价保洁", "12345"),
        ("1、保洁-重要度", "12345"),
        ("1、How important is cleaning to you?", "12345"),
        ("1、Rate the attributes (1=most important, ..., 5=least important) [Cleaning]", "12345"),
        ("1、请为保洁打分（1分=不重要，5分=非常重要）", "12345"),
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
