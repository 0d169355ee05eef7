"""Hand-made ledgers and tool exports with their small oddities, from file to warehouse: what is read, and what is said."""

from __future__ import annotations

import pytest

from tests.end_to_end.odd_files import book, built, notes, written

HEADER = ["投诉编号", "受理时间", "投诉内容", "状态", "办结时间"]
RATED = ["报事单号", "受理时间", "项目", "报事内容", "报事状态", "满意度评价"]


def ledger(name: str, *, day: str = "2024-03-{:02}", rows: int = 6) -> list[list[str]]:
    """A small ledger whose ids begin with ``name``."""
    return [HEADER] + [
        [f"{name}{n}", day.format(n) if "{" in day else day, "电梯停运", "已办结", "2024-03-20"]
        for n in range(1, rows + 1)
    ]


def without(rows: list[list[str]], *headers: str) -> list[list[str]]:
    """The table without the columns of ``headers``."""
    kept = [at for at, name in enumerate(rows[0]) if name not in headers]
    return [[row[at] for at in kept] for row in rows]


FILES = {
    "states.xlsx": book(
        ("已办结", without(ledger("S"), "状态")),
        ("未办结（3件）", without(ledger("U", rows=3), "状态", "办结时间")),
    ),
    "勾选.csv": written(
        [["业主满意度调查表"] + [""] * 11, ["序号", "填表日期", "保洁", "", "", "保安", "", "", "绿化", "", "", "建议"], ["", "", *3 * ["满意", "一般", "不满意"], ""]]
        + [[str(n), f"2024-05-0{n % 9 + 1}", *("√" if at == n % 3 else "" for at in range(3)), *("√" if at == n % 2 or n == 28 else "" for at in range(3)), "√", "", "", ""] for n in range(30)]
    ),
    "回访.csv": written(
        [["投诉编号", "投诉时间", "投诉内容", "状态", "回访满意度", "", ""], ["", "", "", "", "满意", "一般", "不满意"]]
        + [[f"W{n}", f"2024-05-0{n}", "灯坏", "已办结", *("√" if at == n % 3 else "" for at in range(3))] for n in range(1, 7)]
    ),
    "done.xlsx": book(("已办结", without(ledger("V"), "状态", "办结时间"))),
    "阳光花园投诉.csv": written(ledger("A")),
    "title.csv": written([["翠湖苑2023年投诉台账"], *ledger("B", day="3月{}日")]),
    "sheets.xlsx": book(("朗月城", ledger("C")), ("王子轩", ledger("D"))),
    "hidden.xlsx": book(("四月", ledger("H")), ("去年", ledger("I")), hidden="去年"),
    "types.csv": written([["Complaint ID", "Date Received", "Category", "Complaint Type", "Description"]] + [[f"K{n}", f"2024-03-0{n}", ("Sewer", "Noise")[n % 2], ("Odor", "Music", "Flood")[n % 3], "x"] for n in range(1, 7)]),
    "footer.csv": written([*ledger("E"), ["备注：已办结的由客服回访", "", "", "", ""], ["合　计", "6件", "", "", ""], ["制表人：某某", "", "", "", ""]]),
    "header.csv": written([HEADER]),
    "twice.csv": written([[*HEADER, "办结时间"], *([*row, "2024-04-01"] for row in ledger("F")[1:])]),
    "wide.csv": written([*ledger("ＴＳ００"), *ledger("TS00")[1:]]),
    "glpi.csv": written(
        [["ID", "Titre", "Statut", "Date d'ouverture", "Priorité"]]
        + [[f"1 20{n}", "Ascenseur", "Clos", f"0{n}-03-2024 09:20", "Moyenne"] for n in range(1, 7)],
        ";",
    ),
    "stars.csv": written([RATED] + [[f"G{n}", f"2024-03-0{n}", "云栖里", "灯不亮", "已派工人", str(n)] for n in range(1, 6)]),
    "tickets.csv": written([["Ticket ID", "Subject", "Status", "Created"]] + [[f"T{n}", "Lift", "Open", f"2024-03-0{n} 10:00"] for n in range(1, 6)]),
    "评分.csv": written([["时间", "服务态度", "维修及时", "环境卫生"]] + [[f"2024-03-0{n}", str(n * 2 % 5 + 1), str(n * 3 % 5 + 1), "4"] for n in range(1, 6)]),
    "msforms.xlsx": book(
        (
            "Sheet1",
            [["ID", "Start time", "Completion time", "Email", "Name", "How satisfied are you with cleaning?", "How satisfied are you with security?"]]
            + [[str(n), f"3/{n}/24 10:0{n}:00", f"3/{n}/24 10:1{n}:00", "anonymous", "", "4", "5"] for n in range(1, 6)],
        )
    ),
    "readme.txt": "说明\n这些表由客服中心导出，有问题请打电话。\n".encode(),
}  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    """Build all of them once; ask the warehouse in SQL."""
    with built(tmp_path_factory.mktemp("odd"), FILES) as asked:
        yield asked


def communities(ask, file: str) -> list[tuple]:
    return ask(
        f"select distinct sheet, community from fct_complaint join load using (load_id) left join dim_community using (community_id) where file = '{file}' order by 1"
    )


def test_a_column_of_types_that_is_not_used_is_named(ask):
    assert "类型取自「Complaint Type」，「Category」里没有五大类的名称，没有使用" in notes(ask, "types.csv")


def test_a_hidden_sheet_is_read_and_that_is_said(ask):
    said = ask(
        "select sheet, rows_accepted, notes like '%隐藏的工作表%' from load where file = 'hidden.xlsx' order by 1"
    )
    assert said == [("去年", 6, True), ("四月", 6, False)]


def test_a_ledger_named_after_a_community_belongs_to_it_and_says_so(ask):
    assert communities(ask, "阳光花园投诉.csv") == [(None, "阳光花园")]
    assert communities(ask, "title.csv") == [(None, "翠湖苑")]
    assert "按文件名认为全部属于「阳光花园」" in notes(ask, "阳光花园投诉.csv")
    assert "按标题认为全部属于「翠湖苑」" in notes(ask, "title.csv")


def test_a_sheet_named_after_a_person_is_no_community(ask):
    assert communities(ask, "sheets.xlsx") == [("朗月城", "朗月城"), ("王子轩", None)]
    assert "也看不出是哪个小区" in notes(ask, "sheets.xlsx")


def test_dates_without_a_year_are_of_the_year_in_the_title(ask):
    assert ask(
        "select min(received_on)::varchar, count(*) from fct_complaint join load using (load_id) where file = 'title.csv'"
    ) == [("2023-03-01", 6)]


def test_what_stands_below_a_table_is_rejected_as_what_it_is(ask):
    assert ask("select row_number, reason_code from rejected_row where file = 'footer.csv' order by 1") == [
        (8, "note_row"),
        (9, "total_row"),
        (10, "note_row"),
    ]


def test_a_file_of_a_header_only_says_just_that(ask):
    assert ask("select status, rows_read, notes from load where file = 'header.csv'")[0][:2] == ("loaded", 0)
    assert "只有表头" in notes(ask, "header.csv")
    assert "编号" not in notes(ask, "header.csv")


def test_a_header_that_stands_twice_is_said_with_both_columns(ask):
    assert "用的是 E 列，F 列没有读取" in notes(ask, "twice.csv")
    assert ask(
        "select max(closed_at)::date::varchar from fct_complaint join load using (load_id) where file = 'twice.csv'"
    ) == [("2024-03-20",)]


def test_an_id_in_full_width_signs_is_the_same_id(ask):
    assert ask(
        "select count(*), count(distinct complaint_id), max(rows_duplicate) from fct_complaint join load using (load_id) where file = 'wide.csv'"
    ) == [(6, 6, 6)]


def test_glpi_in_french_has_the_day_first_and_ids_without_blanks(ask):
    assert ask(
        "select min(complaint_id), min(received_on)::varchar, max(received_on)::varchar from fct_complaint join load using (load_id) where file = 'glpi.csv'"
    ) == [("1201", "2024-03-01", "2024-03-06")]


def test_numbers_of_one_to_five_are_stars_and_unknown_states_are_said(ask):
    assert ask("select callback_answer, count(*) from fct_complaint join load using (load_id) where file = 'stars.csv' group by 1 order by 1") == [
        ("dissatisfied", 2), ("neutral", 1), ("satisfied", 2)
    ]  # fmt: skip
    assert "「报事状态」有 5 个单元格的写法不认识（已派工人）" in notes(ask, "stars.csv")


def test_tickets_need_no_agent_and_ratings_are_dated_by_a_plain_header(ask):
    assert ask("select layout, records from load where file = 'tickets.csv'") == [("helpdesk_tickets", 5)]
    assert ask(
        "select count(distinct submitted_on) from fct_response join load using (load_id) where file = '评分.csv'"
    ) == [(5,)]


def test_anonymous_is_nobody_who_answered_twice(ask):
    assert ask(
        "select count(*) from fct_response join load using (load_id) where file = 'msforms.xlsx' and is_valid"
    ) == [(5,)]


def test_a_readme_among_the_exports_is_no_failed_table(ask):
    assert ask("select status, reason_code from load where file = 'readme.txt'") == [("skipped", "not_an_export")]


def test_sheets_named_after_states_say_the_state_of_their_rows(ask):
    assert ask(
        "select sheet, fct_complaint.status, has_resolution_field, count(*), count(resolved_at) from fct_complaint join load using (load_id) where file = 'states.xlsx' group by all order by 1"
    ) == [("已办结", "closed", True, 6, 6), ("未办结（3件）", "open", True, 3, 0)]
    assert "按工作表名认为全部是「未办结」" in notes(ask, "states.xlsx")


def test_one_sheet_named_after_a_state_says_nothing(ask):
    assert ask(
        "select distinct fct_complaint.status from fct_complaint join load using (load_id) where file = 'done.xlsx'"
    ) == [(None,)]


def test_ticks_below_answers_are_the_answers(ask):
    assert ask(
        "select question, scale_max, count(*), count(*) filter (where rating = scale_max) from fct_rating join dim_question using (survey_id, question_id) where question in ('保洁', '保安') and survey_id in (select survey_id from fct_response join load using (load_id) where file = '勾选.csv') group by all order by 1 desc"
    ) == [("保洁", 3, 30, 10), ("保安", 3, 29, 14)]
    assert "同一题勾了两个答案的次数（不计入）：1" in notes(ask, "勾选.csv")


def test_ticks_of_a_call_back_are_its_answer(ask):
    assert ask(
        "select callback_answer, count(*) from fct_complaint join load using (load_id) where file = '回访.csv' group by all order by 1"
    ) == [("dissatisfied", 2), ("neutral", 2), ("satisfied", 2)]
