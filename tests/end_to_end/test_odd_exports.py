"""Exports with oddities of the programs that wrote them, from file to warehouse: what is read, and what is said."""

from __future__ import annotations

import pytest

from tests.end_to_end.odd_files import built, notes, protected, written

LEDGER = ["投诉编号", "受理时间", "小区", "投诉类型", "投诉内容", "处理人", "状态", "办结时间", "满意度"]
TICKETS = ["Ticket ID", "Subject", "Status", "Category", "Agent", "Created", "Resolved Time", "Survey results"]
SURVEY = ["提交时间", "您的楼龄是？", "您对保洁是否满意？", "您希望改进什么？(多选)"]
ANSWERS = [
    ("5年", "满意", "保洁、安保"),
    ("NULL", "NaN", "保洁、绿化"),
    ("-", "不满意", "安保、绿化"),
    ("N/A", "N/A", "NULL"),
    ("9年", "满意", "保洁、安保"),
    ("5年", "一般", "保洁、绿化"),
]

PASTED = ["序号", "提交答卷时间", "所用时间", "来源", "1、您对保洁的满意度"]
OTHERS = [
    "保洁、安保",
    "保洁、其他：请找张某某 13812345678",
    "安保、其他：灯不亮",
    "保洁、安保、绿化",
    "绿化、其他：请找张某某 13812345678",
    "其他、绿化",
]


def shared(cells) -> bytes:
    """80 numbers on three rows each, received at one moment, of different types."""
    header = ["Complaint ID", "Received Date", "Category", "Property", "Description"]
    rows = [
        [f"S{n}", f"2024-0{1 + n % 3}-{1 + n % 27:02} 10:{n % 60:02}", f"Type {row}", *cells(n, row)]
        for n in range(80)
        for row in range(3)
    ]
    return written([header, *rows])


FILES = {
    "words.csv": written(
        [LEDGER, ["W0", "2024-03-01", "东园", "噪音", "夜里有施工", "王工", "已办结", "2024-03-05", "满意"]]
        + [[f"W{n}", f"2024-03-0{n}", *[word] * 4, "已办结", word, word] for n, word in enumerate(["NULL", "\\N", "-", "N/A", "#N/A", "None"], 2)]
    ),
    "tickets.csv": written(
        [TICKETS] + [[f"T{n}", "Lift", "Open", "NULL", "NULL", f"2024-03-0{n} 10:00", "\\N", answer] for n, answer in enumerate(["Happy", "-", "Happy", "Unhappy"], 1)]
    ),
    "program.csv": written([SURVEY] + [[f"2024-03-{n + 1:02} 10:00", *ANSWERS[n % 6]] for n in range(24)]),
    "others.csv": written([SURVEY] + [[f"2024-05-{n + 1:02} 10:00", "5年", "满意", OTHERS[n % 6]] for n in range(24)]),
    "few.csv": written([[*SURVEY[:3], "您最希望改进什么？"]] + [[f"2024-04-{n + 1:02} 10:00", "5年", "满意", OTHERS[n % 6]] for n in range(12)]),
    "english (Responses).csv": written(
        [["Timestamp", "How satisfied are you with the cleaning?", "What should be better?"]]
        + [[f"2024/03/{n + 1:02} 10:00:00", "Satisfied" if n % 3 else "Dissatisfied", ["Lifts, Lights", "Lights, Other, please specify: ask Ann Example 13812345678", "Lifts, Other: my roof"][n % 3]] for n in range(24)]
    ),
    "locked.xlsx": protected(),
    "locked.xls": protected(),
    "history.csv": written(
        [["number", "incident_state", "reopen_count", "opened_at", "sys_updated_at", "category", "assignment_group", "assigned_to", "resolved_at", "closed_at"]]
        + [
            [f"INC{n}", state, "0", f"1/3/2024 {n:02}:{n + 10}", f"{day}/3/2024 10:00", f"Category {category}", f"Group {day % 3}", "?", resolved, closed]
            for n in range(24)
            for day, category, state, resolved, closed in [
                (4, 2, "Closed" if n < 16 else "Active", "3/3/2024 09:00" if n < 16 else "?", "4/3/2024 10:00" if n < 16 else "?"),
                (1, 1, "New", "?", "?"),
                (3, 2, "Resolved", "3/3/2024 09:00", "?"),
            ]
        ]
    ),
    "states.csv": written(
        [["Ticket ID", "Created", "Updated", "Status", "Subject", "Assigned Group"]]
        + [
            [f"U{n}", f"2024-03-05 {n % 24:02}:0{n // 24}", f"2024-03-0{6 + step} 10:00", state, f"Printer {n}", f"Group {step}"]
            for n in range(45)
            for step, state in enumerate(["New", "In Progress", "Resolved"][: 1 + n % 3])
        ]
    ),
    "subheaded.csv": written(
        [["提交时间", "您对保洁是否满意？", "您对安保是否满意？", "您对绿化是否满意？"], ["", "Response", "Open-Ended Response", "Response"]]
        + [[f"2024-03-{5 + n % 20:02}", ("满意", "不满意")[n % 2], "满意", "一般"] for n in range(24)]
    ),
    "content.csv": written(
        [["保洁服务", "安保服务", "绿化服务"], ["非常满意"] * 3]
        + [[["满意", "一般", "不满意"][(n + at) % 3] for at in range(3)] for n in range(24)]
    ),
    "pasted.csv": written(
        [row for n in range(24) for row in ([[("\ufeff" if n and not at else "") + name + " " * (n > 0) for at, name in enumerate(PASTED)]] * (n % 12 == 0) + [[str(n + 1), f"2024/3/5 10:{n:02}:00", f"{60 + n}秒", "微信", "满意" if n % 3 else "不满意"]])]
    ),
    "allegations.csv": written(
        [["Complaint Number", "Received Date", "Allegation", "Complaint Type", "Description", "Property", "Closed Date"]]
        + [[f"C{n}", f"2024-0{1 + n % 3}-{1 + n % 27:02}", word, "Staff", f"What happened to {n}", f"House {n % 4}", "2024-05-01"] for n in range(60) for word in ["Rude", "Late"][: 1 + n % 2] * 2]
    ),
    "places.csv": shared(lambda n, row: [f"House {(n + row) % 4}", "The same words"]),
    "slips.csv": shared(lambda n, row: [f"House {n % 4}", f"Words of {n}"]).replace(b"2024-03-09 10:08", b"2024-03-19 10:08", 1),
    "wordless.csv": shared(lambda n, row: [f"House {n % 4}", ""]),
    "different words.csv": shared(lambda n, row: [f"House {n % 4}", f"Words of {row}"]),
    "jira.csv": written(
        [["Summary", "Issue key", "Issue Type", "Status", "Created", "Resolved", "Custom field (Request Type)"]]
        + [["Lamp", f"AB-{n}", "Service Request", "Done", f"2024-03-0{n} 10:00", f"2024-03-0{n} 12:00", "Lights" if n % 2 else "Lifts"] for n in range(1, 9)]
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    """Build all of them once; ask the warehouse in SQL."""
    with built(tmp_path_factory.mktemp("odd"), FILES) as asked:
        yield asked


def of_file(file: str) -> str:
    return f"load_id in (select load_id from load where file = '{file}')"


def test_null_and_signs_are_empty_cells_of_a_ledger(ask):
    known = ask(
        f"select count(*), count(handler_id), count(subcategory), count(community_id), count(description), count(resolved_at) from fct_complaint where {of_file('words.csv')}"
    )
    assert known == [(7, 1, 1, 1, 1, 1)]
    assert not ask(f"select * from cell_issue where {of_file('words.csv')}")
    assert "写着 NULL、N/A、“-” 等的单元格（按空处理）：36" in notes(ask, "words.csv")


def test_a_sign_that_a_layout_knows_keeps_its_meaning(ask):
    answers = ask(
        f"select callback_answer, count(*) from fct_complaint where {of_file('tickets.csv')} group by 1 order by 1"
    )
    assert answers == [("dissatisfied", 1), ("not_rated", 1), ("satisfied", 2)]


def test_null_is_no_answer_and_no_property_of_a_respondent(ask):
    known = ask(
        f"select map_values(attributes)[1] as age, sum(answered_ratings), count(*) from fct_response where {of_file('program.csv')} group by 1 order by 1"
    )
    assert known == [("5年", 8, 8), ("9年", 4, 4), (None, 4, 12)]
    assert ask(
        f"select distinct option from fct_need semi join (from fct_response where {of_file('program.csv')}) using (response_id) order by 1"
    ) == [
        ("保洁",),
        ("安保",),
        ("绿化",),
    ]


def options(ask, file: str) -> list[tuple]:
    return ask(
        f"select option, count(*) filter (where is_selected) from fct_need semi join (from fct_response where {of_file(file)}) using (response_id) group by 1 order by 1"
    )


@pytest.mark.parametrize(("file", "times"), [("others.csv", 4), ("few.csv", 2)])
def test_what_several_typed_behind_other_is_a_comment_and_no_option(ask, file, times):
    assert options(ask, file) == [("保洁", 3 * times), ("其他", 4 * times), ("安保", 3 * times), ("绿化", 3 * times)]
    comments = ask(
        f"select comment, count(*) from fct_comment semi join (from fct_response where {of_file(file)}) using (response_id) group by 1 order by 1"
    )
    assert [n for _, n in comments] == [times, 2 * times]
    assert "138" not in str(comments) and "灯不亮" in str(comments)
    assert "选项计为“其他”" in notes(ask, file)


def test_please_specify_behind_a_comma_belongs_to_other(ask):
    assert options(ask, "english (Responses).csv") == [("Lifts", 16), ("Lights", 16), ("Other", 16)]
    assert not ask("select * from fct_comment where comment like '%138%'")


@pytest.mark.parametrize("file", ["locked.xlsx", "locked.xls"])
def test_a_workbook_with_a_password_is_refused_with_what_to_do(ask, file):
    assert ask(f"select status, reason_code from load where file = '{file}'") == [("refused", "password")]
    ((zh, en),) = ask(f"select reason, reason_en from load where file = '{file}'")
    assert zh == f"{file}：文件有密码保护。请取消密码后另存，再放回来。"
    assert en == f"{file}: the file is protected by a password. Save it without the password and put it back."


def test_it_is_said_which_of_two_columns_of_types_is_used(ask):
    assert "投诉类型取自「Custom field (Request Type)」，没有用「Issue Type」" in notes(ask, "jira.csv")
    types = f"select subcategory, count(*) from fct_complaint where {of_file('jira.csv')} group by 1 order by 1"
    assert ask(types) == [("Lifts", 4), ("Lights", 4)]


def test_the_history_of_a_ticket_is_one_complaint_as_its_last_row_says(ask):
    known = f"from fct_complaint where {of_file('history.csv')}"
    assert ask(f"select status, count(*), count(resolved_at), count(handler_id) {known} group by 1 order by 1") == [
        ("closed", 16, 16, 0),
        ("open", 8, 0, 0),
    ]
    assert ask(f"select distinct subcategory, department {known}") == [("Category 2", "Group 1")]
    assert ask("select rows_read, rows_accepted, records from load where file = 'history.csv'") == [(72, 72, 24)]
    assert "以最后一次更新的一行（没有更新时间的取最末一行）为准" in notes(ask, "history.csv")


def test_rows_of_states_end_as_their_last_update_says_whichever_groups_they_went_through(ask):
    known = f"select status, count(*) from fct_complaint where {of_file('states.csv')} group by 1 order by 1"
    assert ask(known) == [("open", 30), ("resolved", 15)]


def test_a_header_in_the_middle_is_no_response(ask):
    assert ask("select status, rows_read, rows_rejected, records from load where file = 'pasted.csv'") == [
        ("loaded", 25, 1, 24)
    ]
    assert ask(f"select reason_code from rejected_row where {of_file('pasted.csv')}") == [("repeated_header",)]
    assert ask(f"select count(*), count(*) filter (where is_satisfied) from fct_rating join fct_response using (response_id) where {of_file('pasted.csv')}") == [(24, 16)]  # fmt: skip


def test_a_second_row_of_a_header_without_the_rest_of_its_tool_is_no_response(ask):
    assert ask("select rows_read, rows_rejected, records from load where file = 'subheaded.csv'") == [(25, 1, 24)]


def test_a_first_respondent_who_alone_gives_one_answer_to_everything_is_a_response(ask):
    assert ask("select rows_read, rows_rejected, records from load where file = 'content.csv'") == [(25, 0, 25)]


def test_one_number_with_a_second_time_does_not_take_the_rows_of_all_others_apart(ask):
    assert ask("select rows_read, rows_accepted, records from load where file = 'slips.csv'") == [(240, 240, 81)]


def test_a_row_for_each_allegation_of_a_complaint_makes_one_complaint(ask):
    assert ask("select rows_read, records from load where file = 'allegations.csv'") == [(180, 60)]


@pytest.mark.parametrize("file", ["places.csv", "wordless.csv", "different words.csv"])
def test_rows_of_a_number_are_one_complaint_only_where_place_and_words_agree(ask, file):
    assert ask(f"select rows_read, records from load where file = '{file}'") == [(240, 240)]
    assert ask(f"select count(distinct subcategory) from fct_complaint where {of_file(file)}") == [(3,)]
    assert "编号大量重复" in notes(ask, file)
