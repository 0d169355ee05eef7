"""Which rows of several exports are the same response: by the tool's own number where it stays, else by time and content."""

import pytest

from pipeline.ingest.table import Sidecar
from tests.core.conftest import written_survey

LIME = [
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "startdate",
    "Q1. How satisfied are you with security?",
    "Q2. How satisfied are you with cleaning?",
]
WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您对安保的满意度", "2、您对保洁的满意度"]

NAMED, TEXT = "results-survey12345.csv", "12345678_按文本_业主满意度调查_5_5.csv"


@pytest.fixture
def decisions(tmp_path, assembled):
    """Return a function: exports (file name, rows) → accepted, duplicate and superseded rows."""

    def run(*exports, sidecar=None):
        files = [written_survey(tmp_path, number, name, rows, sidecar) for number, (name, rows) in enumerate(exports)]
        connection = assembled(files=files)
        return connection.execute(
            "select sum(rows_accepted)::int, sum(rows_duplicate)::int, sum(rows_superseded)::int from load"
        ).fetchall()[0]

    return run


def lime(*ids, day="05", rating="5", submitted=True):
    """Rows of a LimeSurvey export; a response was begun in the minute of its id."""
    rows = []
    for id in ids:
        begun = f"2024-03-{day} {8 + id // 60:02d}:{id % 60:02d}"
        rows.append([str(id), f"{begun}:40" if submitted else "", "3", "en", f"{begun}:00", rating, str(id % 2 + 3)])
    return rows


def wjx(*responses):
    """A 问卷星 export whose rows are numbered from 1: (time of submission, seconds, rating)."""
    return [
        WJX,
        *(
            [str(n), *row[:1], f"{row[1]}秒", "微信", "N/A", "198.51.100.1", row[2], "满意"]
            for n, row in enumerate(responses, 1)
        ),
    ]


FIVE = [(f"2024/3/5 10:0{n}:11", 60 + n, "满意" if n % 2 else "一般") for n in range(5)]


def test_a_cumulative_limesurvey_export_counts_each_response_once(decisions):
    hundred, more = lime(*range(1, 101)), lime(*range(1, 151))
    assert decisions((NAMED, [LIME, *hundred]), (NAMED, [LIME, *more])) == (150, 100, 0)


def test_a_limesurvey_response_begun_and_completed_later_is_one(decisions):
    begun, completed = [*lime(1, 2), *lime(3, submitted=False)], lime(1, 2, 3)
    assert decisions((NAMED, [LIME, *begun]), (NAMED, [LIME, *completed])) == (3, 2, 1)


def test_an_export_that_leaves_out_early_numbers_has_the_same_responses(decisions):
    assert decisions(("all.csv", [LIME, *lime(*range(1, 11))]), ("new ones.csv", [LIME, *lime(*range(8, 13))])) == (
        12,
        3,
        0,
    )


def test_equal_limesurvey_responses_of_an_undated_survey_are_different_respondents(decisions):
    rows = [[str(n), "1980-01-01 00:00:00", "3", "en", "1980-01-01 00:00:00", "5", "5"] for n in range(1, 6)]
    assert decisions((NAMED, [LIME, *rows])) == (5, 0, 0)


def test_two_surveys_with_the_same_questions_that_both_number_from_1_are_apart(decisions):
    spring, summer = [LIME, *lime(1, 2, 3)], [LIME, *lime(1, 2, 3, day="25", rating="2")]
    assert decisions(("spring.csv", spring), ("summer.csv", summer)) == (6, 0, 0)


def test_the_numbers_of_a_survey_that_a_sidecar_names_are_those_of_one_survey(decisions):
    once, again = [LIME, *lime(1, 2, 3)], [LIME, *lime(1, 2, 3, rating="2")]
    assert decisions(("once.csv", once), ("again.csv", again), sidecar=Sidecar(survey="yearly")) == (3, 0, 3)


def test_a_cumulative_wjx_export_counts_each_response_once(decisions):
    assert decisions((TEXT, wjx(*FIVE[:3])), (TEXT, wjx(*FIVE))) == (5, 3, 0)


def test_wjx_responses_numbered_anew_after_one_was_deleted_are_the_same(decisions):
    assert decisions((TEXT, wjx(*FIVE)), (TEXT, wjx(*FIVE[:1], *FIVE[2:], ("2024/3/6 10:00:00", 99, "满意")))) == (
        6,
        4,
        0,
    )


def test_a_wjx_export_as_text_and_one_as_numbers_hold_the_same_responses(decisions):
    numbers = [[*row[:6], {"满意": "2", "一般": "3"}[row[6]], "2"] for row in wjx(*FIVE)[1:]]
    assert decisions((TEXT, wjx(*FIVE)), ("12345678_按序号_业主满意度调查_5_5.csv", [WJX, *numbers])) == (5, 0, 5)


def test_equal_wjx_responses_of_one_second_are_two_where_the_tool_numbers_two(decisions):
    assert decisions((TEXT, wjx(FIVE[0], FIVE[0])), (TEXT, wjx(FIVE[0], FIVE[0], FIVE[1]))) == (3, 2, 0)


def test_a_row_pasted_twice_is_one_response(decisions):
    rows = wjx(*FIVE[:2])
    assert decisions((TEXT, [*rows, rows[-1]])) == (2, 1, 0)


def test_a_row_pasted_twice_is_one_response_even_where_times_have_no_seconds(decisions):
    rows = wjx(*((f"2024/3/5 10:0{n}", 60, "满意") for n in range(3)))
    assert decisions((TEXT, [*rows, rows[-1]])) == (3, 1, 0)


def test_the_number_of_a_response_is_an_id_only_where_the_layout_says_that_it_stays(decisions):
    header = ["编号", "开始答题时间", "结束答题时间", "答题时长", "1.您对安保的满意度", "2.您对保洁的满意度"]
    rows = [[str(n), f"2024-03-05 10:0{n}:00", f"2024-03-05 10:0{n}:50", "50", "满意", "一般"] for n in range(1, 7)]
    without_the_second = [rows[0], *rows[2:]]
    assert decisions(("腾讯.csv", [header, *rows]), ("腾讯2.csv", [header, *without_the_second])) == (6, 5, 0)
