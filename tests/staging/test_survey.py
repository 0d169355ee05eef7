"""Surveys: what becomes of the rows and questions of an export."""

from datetime import date, datetime

import pytest

from pipeline.config import Settings
from pipeline.ingest.table import Sidecar
from tests.staging.survey_files import stage_rows

META = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
FIVE = ["非常满意", "满意", "一般", "不满意", "非常不满意"]


@pytest.fixture
def wjx(tmp_path):
    """Stage a 问卷星 export: questions and one row of answers per response, meta columns made up unless given."""

    def stage(questions, *answers, meta=None, name="12345678_按文本_物业满意度_3_3.xlsx", **options):
        rows = [[*META, *questions]]
        for number, cells in enumerate(answers, start=1):
            own = (meta or {}).get(number, {})
            first = [
                str(number),
                f"2024/3/5 10:{number % 60:02d}:{number // 60:02d}",
                "137秒",
                "微信",
                "N/A",
                "198.51.100.1(江苏-南京)",
            ]
            rows.append([own.get(name, cell) for name, cell in zip(META, first, strict=True)] + list(cells))
        return stage_rows(rows, name=name, keys=tmp_path / "key", **options)

    return stage


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


def test_several_options_in_one_cell_become_one_row_per_option_offered(wjx):
    staged = wjx(["1、您需要哪些服务（多选）"], ("家政┋维修",), ("维修┋其他〖遛狗，电话13812345678〗",), ("(跳过)",))
    chosen = "select row_number, option from <need> where is_selected order by row_number, option"
    assert staged.rows(chosen) == [(2, "家政"), (2, "维修"), (3, "其他"), (3, "维修")]
    assert staged.rows("select count(*) from <need>") == [(6,)]
    assert staged.column("select comment from <comment>") == ["遛狗，电话[电话]"]


def test_split_options_are_one_question_and_a_skipped_row_offers_none(wjx):
    staged = wjx(
        ["1、您的性别", "第2题(家政)", "第2题(维修)"],
        ("1", "1", "0"),
        ("2", "0", "0"),
        ("1", "-3", "-3"),
        name="12345678_按序号_x_3_3.xlsx",
    )
    assert staged.rows("select row_number, option, is_selected from <need> order by 1, 2") == [
        (2, "家政", True), (2, "维修", False), (3, "家政", False), (3, "维修", False),
    ]  # fmt: skip
    assert staged.roles["2"] == "multiple"


def test_rows_of_a_matrix_are_questions_that_share_their_scale(wjx):
    header = ["第1题(保洁)", "第1题(安保)", "第1题(绿化)"]
    staged = wjx(header, ("非常满意", "满意", "一般"), ("不满意", "满意", "一般"), ("非常不满意", "满意", "一般"))
    assert staged.roles == {"1.保洁": "rating", "1.安保": "rating", "1.绿化": "rating"}
    assert ratings(staged, "1.安保") == [4, 4, 4]
    assert staged.column("select distinct scale_max from <question>") == [5]


def test_a_ranking_is_kept_as_its_order_and_enters_no_figure(wjx):
    staged = wjx(["1、请排序"], ("安保→保洁→绿化",), ("保洁→安保→绿化",))
    assert staged.roles == {"1": "attribute"}
    assert "Ranking" in staged.notes


def test_free_text_is_scrubbed_and_dropped_where_settings_say_so(wjx):
    questions, answers = ["1、您的建议"], [("电梯老坏，打我13812345678",), ("路灯不亮",)]
    staged = wjx(questions, *answers)
    assert staged.column("select comment from <comment> order by row_number") == ["电梯老坏，打我[电话]", "路灯不亮"]
    assert wjx(questions, *answers, settings=Settings(free_text="drop")).rows("from <comment>") == []


def test_what_identifies_a_resident_is_never_kept(wjx):
    staged = wjx(
        ["1、您的姓名", "2、联系方式", "3、您对安保的满意度"],
        ("张伟", "13812345678", "满意"),
        ("李娜", "13912345678", "不满意"),
    )
    assert staged.roles == {"3": "rating"}
    assert staged.column("select attributes::varchar from <response>") == ["{}", "{}"]
    assert "1、2" in staged.notes


def test_phones_under_an_innocent_header_are_found_by_their_values(wjx):
    answers = [(f"138{n:08d}", "满意") for n in range(30)]
    assert "1" not in wjx(["1、备注一", "2、您对安保的满意度"], *answers).roles


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
    ]
    staged = stage_rows(rows, keys=tmp_path / "key")
    assert staged.rows("select row_number, reason_code from <rejected> order by 1") == [
        (3, "blank_key"),
        (4, "total_row"),
        (5, "total_row"),
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


def test_a_computed_total_is_named_and_never_a_rating(wjx):
    staged = wjx(["1、您对安保的满意度", "总分"], ("5", "5"), ("4", "4"), sidecar=Sidecar(scale=(1, 5)))
    assert staged.roles == {"1": "rating", "总分": "computed"}


def test_a_survey_nobody_answered_loads_with_no_rows(wjx):
    staged = wjx(["1、您对安保的满意度（1-5分）", "2、您的建议"])
    assert [
        staged.rows(f"select count(*) from <{name}>")[0][0]
        for name in ("response", "rating", "need", "comment", "rejected")
    ] == [0] * 5
    assert staged.roles == {"1": "rating", "2": "text"}
    assert staged.staged.covers_until is None


def test_suggestions_stay_text_even_where_many_say_the_same(wjx):
    staged = wjx(["1、您的建议"], *[("希望增加充电桩", "路灯太暗了")[n % 2 : n % 2 + 1] for n in range(20)])
    assert staged.roles == {"1": "text"}


def test_a_sixth_option_that_may_mean_do_not_know_is_pointed_out(wjx):
    cells = [(str(1 + n % 6),) for n in range(24)]
    assert "often 'do not know'" in wjx(["1、您对安保的满意度"], *cells).notes
    declared = wjx(["1、您对安保的满意度"], *cells, sidecar=Sidecar(scale=(1, 5), not_applicable={"*": ("6",)}))
    assert max(ratings(declared)) == 5 and declared.rows("from <issue>") == []
