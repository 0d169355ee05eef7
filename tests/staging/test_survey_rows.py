"""Surveys: what becomes of the rows: who counts, which are flagged or rejected, when they were given, what identifies them."""

from datetime import date, datetime

import pytest

from pipeline.ingest.table import Sidecar
from tests.staging.survey_files import stage_rows


def test_the_community_comes_from_its_question_then_from_the_sidecar(wjx):
    staged = wjx(
        ["1、您所在的小区", "2、您对安保的满意度"],
        ("云栖花苑", "满意"),
        ("", "不满意"),
        sidecar=Sidecar(community="望江府"),
    )
    assert staged.column("select community from <response> order by row_number") == ["云栖花苑", "望江府"]


def test_an_attention_check_is_no_opinion_and_fails_with_another_answer(wjx):
    staged = wjx(
        ["1、我觉得安全", "2、此题请选择“非常不符合”。"],
        ("5", "1"),
        ("4", "5"),
        ("3", ""),
        name="12345678_按序号_x_3_3.xlsx",
        sidecar=Sidecar(scale=(1, 5)),
    )
    assert staged.roles == {"1": "rating", "2": "attention_check"}
    assert staged.column("select invalid_reasons from <response> order by row_number") == [
        [],
        ["failed_attention_check"],
        [],
    ]
    assert staged.column("select answered_ratings from <response>") == [1, 1, 1]


def test_eight_equal_answers_are_straight_lining_and_seven_are_not(wjx):
    eight = wjx(
        [f"{n}、您对第{n}项是否满意" for n in range(1, 9)], ["满意"] * 8, ["满意"] * 7 + ["一般"], ["不满意"] * 7 + [""]
    )
    assert eight.column("select invalid_reasons from <response> order by row_number") == [["straight_lining"], [], []]


def test_a_question_on_another_scale_does_not_hide_straight_lining(wjx):
    questions = [f"{n}、您对第{n}项是否满意" for n in range(1, 9)] + ["9、您有多大可能推荐本小区物业（0-10分）"]
    staged = wjx(questions, ["满意"] * 8 + ["9"], ["满意"] * 7 + ["一般", "4"], ["不满意"] * 7 + ["", "2"])
    assert staged.column("select distinct scale_max from <question> order by 1") == [3, 10]
    assert staged.column("select invalid_reasons from <response> order by row_number") == [["straight_lining"], [], []]


def test_speed_flags_and_does_not_exclude(wjx):
    staged = wjx(
        ["1、您对安保的满意度"], ("满意",), ("不满意",), meta={1: {"所用时间": "44秒"}, 2: {"所用时间": "45秒"}}
    )
    assert staged.rows("select is_valid, flags from <response> order by row_number") == [
        (True, ["too_fast"]),
        (True, []),
    ]


def test_less_than_half_of_the_ratings_answered_is_incomplete_and_skipped_ones_do_not_count(wjx):
    questions = [f"{n}、您对第{n}项是否满意" for n in range(1, 5)]
    rows = [
        ["满意", "一般", "", ""],
        ["满意", "", "", ""],
        ["满意", "(跳过)", "(跳过)", "(跳过)"],
        ["满意", "不了解", "", ""],
    ]
    staged = wjx(questions, *rows, ["不满意", "非常满意", "一般", "非常不满意"])
    assert staged.column("select is_valid from <response> order by row_number") == [True, False, True, True, True]


def test_a_shared_ip_is_no_duplicate_and_equal_rows_without_user_are_not_either(wjx):
    staged = wjx(["1、您对安保的满意度"], ("满意",), ("满意",), ("不满意",))
    assert staged.column("select is_valid from <response>") == [True] * 3


def test_the_same_answers_of_the_same_user_count_once(tmp_path):
    header = ["序号", "提交答卷时间", "所用时间", "用户", "1、您对安保的满意度"]
    rows = [
        header,
        *(
            [str(n), f"2024/3/5 10:00:0{n}", "90秒", user, answer]
            for n, user, answer in [(1, "a", "满意"), (2, "a", "满意"), (3, "a", "一般"), (4, "b", "满意")]
        ),
    ]
    staged = stage_rows(rows, name="12345678_按文本_x_4_4.xlsx", keys=tmp_path / "key")
    assert staged.column("select invalid_reasons from <response> order by row_number") == [
        [],
        ["duplicate_submission"],
        [],
        [],
    ]


def test_a_row_without_answers_total_rows_and_the_future_are_rejected(tmp_path):
    rows = [
        ["序号", "性别", "1、您对安保的满意度", "2、您对保洁的满意度"],
        ["1", "男", "5", "4"],
        ["2", "", "", ""],
        ["合计", "", "5", "4"],
        ["平均", "", "5", "4"],
        ["满意率", "", "100%", "80%"],
    ]
    staged = stage_rows(rows, keys=tmp_path / "key")
    assert staged.rows("select row_number, reason_code from <rejected> order by 1") == [
        (3, "blank_key"),
        (4, "total_row"),
        (5, "total_row"),
        (6, "total_row"),
    ]


def test_a_submission_after_the_moment_of_loading_is_rejected(wjx):
    staged = wjx(["1、您对安保的满意度"], ("满意",), ("不满意",), meta={2: {"提交答卷时间": "2030/1/1 10:00:00"}})
    assert staged.rows("select row_number, column_name, reason_code from <rejected>") == [
        (3, "提交答卷时间", "future_time")
    ]
    assert staged.staged.covers_until == datetime(2024, 3, 5, 10, 1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("137秒", 137),
        ("2分5秒", 125),
        ("1小时2分", 3720),
        ("0:02:10", 130),
        ("2:10", 130),
        ("95", 95),
        ("1小时2分3秒", 3723),
        ("3 min 5 sec", 185),
        ("快", None),
    ],
)
def test_the_time_taken_is_read_in_every_spelling(wjx, text, seconds):
    staged = wjx(["1、您对安保的满意度"], ("满意",), ("一般",), meta={1: {"所用时间": text}})
    assert staged.column("select duration_seconds from <response> order by row_number")[0] == seconds


def test_a_survey_without_dates_counts_for_the_first_day_of_its_declared_period(tmp_path):
    rows = [["1、您对安保的满意度", "2、您对保洁的满意度", "3、您对绿化的满意度"], ["5", "4", "3"], ["1", "2", "3"]]
    staged = stage_rows(rows, keys=tmp_path / "key", sidecar=Sidecar(period="2024Q1"))
    assert staged.rows("select distinct submitted_on, time_precision, submitted_at from <response>") == [
        (date(2024, 1, 1), "period", None)
    ]
    assert staged.staged.covers_until == datetime(2024, 4, 1)
    assert "period" in stage_rows(rows, keys=tmp_path / "key").notes


def test_identical_rows_without_ids_or_times_are_different_respondents(tmp_path):
    rows = [["X1", "X2", "X3"], *[["5", "4", "3"]] * 4]
    staged = stage_rows(rows, keys=tmp_path / "key")
    assert staged.rows("select count(distinct record_key), count(distinct content_hash) from <response>") == [(4, 1)]


def test_a_re_export_under_another_name_is_the_same_survey_with_the_same_records(wjx):
    one = wjx(["1、您对安保的满意度"], ("满意",), ("不满意",))
    two = wjx(["1、您对安保的满意度"], ("满意",), ("不满意",), ("一般",), name="导出.xlsx")
    three = wjx(["1、您对安保的满意度"], ("满意",), ("不满意",), name="再次导出.xlsx")
    keys = "select record_key from <response> order by row_number"
    assert two.column(keys)[:2] == three.column(keys)
    assert one.column("select survey_id from <survey>") == ["wjx:12345678"]


def test_a_survey_nobody_answered_loads_with_no_rows(wjx):
    staged = wjx(["1、您对安保的满意度（1-5分）", "2、您的建议"])
    assert [
        staged.rows(f"select count(*) from <{name}>")[0][0]
        for name in ("response", "rating", "need", "comment", "rejected")
    ] == [0] * 5
    assert staged.roles == {"1": "rating", "2": "text"}
    assert staged.staged.covers_until is None


@pytest.mark.parametrize("changed", [None, "1"])
def test_a_row_of_means_below_the_answers_is_no_response(tmp_path, changed):
    asked = [f"How satisfied are you with part {n} of the house?" for n in (1, 2, 3, 4)]
    answers = [[str(1 + n % 5), str(1 + n % 4), str(5 - n % 3), str(3 + n % 3)] for n in range(11)]
    means = [f"{sum(int(row[at]) for row in answers) / len(answers):.2f}" for at in range(4)]
    rows = [[f"3/{n + 1}/2024 10:00:00", *row] for n, row in enumerate(answers)]
    rows[3][4] = changed or rows[3][4]
    survey = stage_rows([["Timestamp", *asked], *rows, ["", *means]], keys=tmp_path / "key")
    assert survey.rows("select reason_code, count(*) from <rejected> group by 1") == [("total_row", 1)]
    assert survey.rows("select count(*) from <response>") == [(11,)]
