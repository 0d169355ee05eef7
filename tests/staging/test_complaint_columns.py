"""What the columns of a complaint export say, as staged from rows recognised by the shipped layouts."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from tests.staging.complaint_files import clean_complaints, staged

MADE = datetime(2024, 6, 30)


@pytest.mark.parametrize(
    ("header", "day", "clock", "at", "precision"),
    [
        ("投诉编号 | 投诉日期 | 投诉时间 | 投诉内容", "2024.3.5", "9:05", datetime(2024, 3, 5, 9, 5), "minute"),
        ("投诉编号 | 日期 | 时间 | 投诉内容", "2024年3月5日", "下午3:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("Ticket # | Date | Time | Customer Complaint", "22-04-15", "3:53:50 PM", datetime(2015, 4, 22, 15, 53, 50), "second"),
        ("Ticket # | Date | Time | Customer Complaint", "2024-03-05 00:00:00", "10:30", datetime(2024, 3, 5, 10, 30), "minute"),
        ("Ticket # | Date | Time | Customer Complaint", "20240305", "10:30", datetime(2024, 3, 5), "day"),
    ],
)  # fmt: skip
def test_a_day_and_a_clock_in_two_columns_are_one_time_of_receipt(tmp_path, header, day, clock, at, precision):
    found = staged(tmp_path, "received_at, received_precision", header, f"T7 | {day} | {clock} | Lift stuck")
    assert found == [(at, precision)]


def test_a_day_without_its_clock_stays_a_day(tmp_path):
    rows = ("T7 | 2024-03-05 | 10:30 | 灯坏", "T8 | 2024-03-06 | | 灯坏")
    found = staged(tmp_path, "received_at, received_precision", "投诉编号 | 投诉日期 | 投诉时间 | 投诉内容", *rows)
    assert found == [(datetime(2024, 3, 5, 10, 30), "minute"), (datetime(2024, 3, 6), "day")]


def test_ticks_and_crosses_are_states_and_drawn_stars_verdicts(tmp_path):
    rows = (
        "A7 | 2024-03-05 10:00 | 灯坏 | √ | ★★★★★",
        "A8 | 2024-03-06 10:00 | 漏水 | × | ★★☆☆☆",
        "A9 | 2024-03-06 11:00 | 漏水 | ✓ | ★★★",
        "A10 | 2024-03-06 12:00 | 漏水 | □ | ★★★★★★",
    )
    found = staged(tmp_path, "status, callback_answer", "投诉编号 | 投诉时间 | 投诉内容 | 完成情况 | 满意度评价", *rows)
    assert found == [
        ("resolved", "satisfied"),
        ("open", "dissatisfied"),
        ("resolved", "neutral"),
        ("open", "not_called"),
    ]


def test_settled_or_not_is_a_state_where_nobody_called_back(tmp_path):
    rows = ("A7 | 2024-03-05 10:00 | 灯坏 | 已解决", "A8 | 2024-03-06 10:00 | 漏水 | 未解决")
    found = staged(tmp_path, "status", "投诉编号 | 来电时间 | 来电问题/诉求 | 是否解决", *rows)
    assert found == [("resolved",), ("open",)]


def test_a_planned_day_of_service_resolves_nothing(tmp_path):
    rows = (
        "1-7 | 01/05/2024 | Pothole | Closed | 01/09/2024 | 01/08/2024",
        "1-8 | 01/06/2024 | Pothole | Open | 02/09/2024 |",
    )
    header = "SRNumber | CreatedDate | RequestType | Status | ServiceDate | ClosedDate"
    assert staged(tmp_path, "resolved_at", header, *rows) == [(datetime(2024, 1, 8),), (None,)]


def test_a_case_in_review_or_deferred_is_open(tmp_path):
    rows = [f"C{n} | 2024-03-05 | Leak | {state}" for n, state in enumerate(["In Review", "Deferred", "Dispatched"])]
    found = staged(tmp_path, "status", "Complaint ID | Date Received | Description | Status", *rows)
    assert [state for (state,) in found] == ["open"] * 3


@pytest.mark.parametrize("state", ["已完成 Completed", "Completed / 已完成"])
def test_states_in_two_languages_are_known_by_either_half(tmp_path, state):
    rows = ("投诉编号 | 投诉时间 | 投诉内容 | 状态", f"C7 | 2024-03-05 | 灯坏 | {state}")
    assert staged(tmp_path, "status", *rows) == [("resolved",)]


def test_satisfaction_in_words_with_their_number_is_read(tmp_path):
    rows = [
        f"C{n} | 2024-03-05 | Lift | Closed | {text}"
        for n, text in enumerate(["Very satisfied 5", "3 - Neutral", "Dissatisfied (2)"])
    ]
    header = "Complaint ID | Date Received | Description | Status | Tenant Rating"
    found = staged(tmp_path, "callback_answer", header, *rows)
    assert [answer for (answer,) in found] == ["satisfied", "neutral", "dissatisfied"]


@pytest.mark.parametrize(
    ("scores", "answers"),
    [
        ((4, 1), ["satisfied", "dissatisfied"]),
        ((5, 3), ["satisfied", "neutral"]),
        (("4.0", "2.0"), ["satisfied", "dissatisfied"]),
        ((3, 1), ["not_called"] * 2),
        ((10, 5), ["satisfied", "dissatisfied"]),
    ],
)
def test_satisfaction_from_1_to_5_of_a_service_desk_is_read_where_the_numbers_show_it(tmp_path, scores, answers):
    header = "Summary | Issue key | Status | Priority | Created | Resolved | Custom field (Satisfaction rating)"
    rows = [f"Leak | FM-{n} | Closed | High | 2024-03-05 08:00 | 2024-03-06 08:00 | {n}" for n in scores]
    found = staged(tmp_path, "callback_answer", header, *rows)
    assert [answer for (answer,) in found] == answers


def test_what_a_complaint_took_says_when_it_was_resolved_where_nothing_else_does(tmp_path):
    rows = ["complaint_id | complaint_text | status | created_date | resolution_time_hours"]
    rows += ["C-71 | lift stuck | Resolved | 2024-03-05 | 25.5", "C-72 | lift stuck again | Closed | 2024-03-06 | 0"]
    rows += ["C-73 | water in cellar | Open | 2024-03-07 | 90", "C-74 | gate broken | Resolved | 2024-03-08 | "]
    ends = [end for (end,) in staged(tmp_path, "resolved_at", *rows)]
    assert ends == [datetime(2024, 3, 6, 1, 30), datetime(2024, 3, 6), None, None]


@pytest.mark.parametrize(
    ("header", "took"), [("calendar_duration", "5400"), ("Calendar Duration", "1 hour 30 minutes")]
)
def test_what_service_now_says_a_ticket_took_is_in_seconds_where_it_names_no_units(tmp_path, header, took):
    rows = [f"number | short_description | incident_state | opened_at | {header}"]
    rows += [f"INC{n} | Lift stuck | {('Closed', 'Active')[n]} | 2024-03-05 08:00:00 | {took}" for n in range(2)]
    assert staged(tmp_path, "resolved_at", *rows) == [(datetime(2024, 3, 5, 9, 30),), (None,)]


@pytest.mark.parametrize(
    ("header", "took"),
    [("Resolution Time (Seconds)", "5400"), ("Resolution Time (Minutes)", "90"), ("处理时长（秒）", "5400")],
)
def test_the_unit_in_the_header_says_how_long_a_complaint_took(tmp_path, header, took):
    names = "投诉编号 | 投诉时间 | 投诉内容" if "（" in header else "Complaint ID | Date Received | Description"
    rows = [f"{names} | {header}", f"C1 | 2024-03-05 08:00:00 | Leak | {took}"]
    assert staged(tmp_path, "resolved_at", *rows) == [(datetime(2024, 3, 5, 9, 30),)]


@pytest.mark.parametrize(("took", "ended"), [("48", None), ("2 hours", datetime(2024, 3, 5, 10))])
def test_what_a_ticket_took_in_no_unit_is_not_taken_for_seconds(tmp_path, took, ended):
    header = "Ticket ID | Subject | Status | Created | Resolve Time"
    assert staged(tmp_path, "resolved_at", header, f"T1 | Lift stuck | Closed | 2024-03-05 08:00 | {took}") == [
        (ended,)
    ]


@pytest.mark.parametrize("state", ["Открыто Open", "处理中 / New", "مفتوح Open"])
def test_a_short_word_for_a_state_is_known_beside_another_language(tmp_path, state):
    rows = ("Complaint ID | Date Received | Description | Status", f"C7 | 2024-03-05 | Leak | {state}")
    assert staged(tmp_path, "status", *rows) == [("open",)]


@pytest.mark.parametrize(("header", "is_said"), [("备注", True), ("重开时间", False)])
def test_it_is_said_where_many_open_cases_have_a_time_of_resolution(tmp_path, header, is_said):
    rows = [["投诉编号", "投诉时间", "投诉内容", "状态", "完成时间", header]]
    rows += [
        [f"T-{n}", "2024-03-05", "电梯故障", ("已完成", "处理中")[n % 2], "2024-03-09", "2024-03-10"] for n in range(10)
    ]
    (table,) = clean_complaints(tmp_path, "export", rows, MADE).tables
    assert any("5 cases are open by their status" in en for _, en in table.notes) == is_said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("表扬", "2 cases are praise ('表扬')"),
        ("Compliment", "2 cases are praise ('Compliment')"),
        *(
            (word, f"2 cases are praise ('{word}')")
            for word in ("业主表扬", "表扬/感谢", "好评", "Compliment - staff", "Praise/Thanks")
        ),
        *((word, "") for word in ("表扬栏损坏", "表扬与投诉", "Praise or complaint")),
    ],
)
def test_praise_among_complaints_is_counted_and_said(tmp_path, word, said):
    rows = [["投诉编号", "投诉时间", "投诉内容", "投诉类型"]]
    rows += [[f"T-{n}", "2024-03-05", "电梯", word if n < 2 else "漏水"] for n in range(6)]
    table = clean_complaints(tmp_path, "export", rows, MADE).tables[0]
    assert [en.split(" and count")[0] for _, en in table.notes if "are praise" in en] == ([said] if said else [])
    assert table.rows_rejected == 0


def test_a_layout_of_ones_own_keeps_praise_out(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    lines = ["extends: complaint_ledger_zh", "drop: {subcategory: {表扬: not_a_complaint}}"]
    (own / "ours.yml").write_text("\n".join(lines), encoding="utf-8")
    rows = [
        "投诉编号 | 投诉时间 | 投诉内容 | 投诉类型",
        "T-1 | 2024-03-05 | 谢谢 | 表扬",
        "T-2 | 2024-03-05 | 漏水 | 漏水",
    ]
    found = staged(tmp_path, "subcategory, reject_code", *rows, layouts=own)
    assert [reason for _, reason in found] == ["not_a_complaint", None]


def test_a_time_of_resolution_goes_before_what_a_complaint_took(tmp_path):
    rows = ["投诉编号 | 投诉时间 | 投诉内容 | 办结时间 | 处理天数", "T-1 | 2024-03-05 | 电梯故障 | 2024-03-09 | 7"]
    assert staged(tmp_path, "resolved_at", *rows) == [(datetime(2024, 3, 9),)]


@pytest.mark.parametrize(
    ("took", "end"),
    [
        ("1,200.5", datetime(2024, 4, 24, 8, 30)),
        (".5", datetime(2024, 3, 5, 8, 30)),
        ("３小时", datetime(2024, 3, 5, 11)),
        ("2 hours", datetime(2024, 3, 5, 10)),
    ],
)
def test_what_a_complaint_took_is_read_as_people_write_numbers(tmp_path, took, end):
    header = "complaint_id | complaint_text | status | created_date | resolution_time_hours"
    rows = [header, f"C-71 | lift stuck | Closed | 2024-03-05 08:00 | {took}"]
    assert staged(tmp_path, "resolved_at", *rows) == [(end,)]


def test_what_a_case_cannot_have_taken_ends_none_and_is_said(tmp_path):
    rows = ["投诉编号 | 投诉时间 | 投诉内容 | 状态 | 处理天数"]
    rows += [
        f"T-{at} | 2024-03-05 | 电梯故障 | 已办结 | {took}"
        for at, took in enumerate(["-3", "三", "999999999999999999", "2,5"])
    ]
    rows += ["T-8 | 2024-03-05 | 电梯故障 | 处理中 | 未完", "T-9 | 2024-03-05 | 电梯故障 | 結案 | 2"]
    assert staged(tmp_path, "resolved_at", *rows) == [(None,)] * 5 + [(datetime(2024, 3, 7),)]
    issues = duckdb.sql(
        f"select column_name, reason_code, count(*) from '{tmp_path / 'export.issue.parquet'}' group by all"
    )
    assert issues.fetchall() == [("处理天数", "unreadable_number", 4)]


def test_the_verdict_is_taken_from_the_column_of_verdicts_and_not_from_that_of_calls(tmp_path):
    header = "工单编号 | 来电时间 | 诉求内容 | 诉求人是否满意 | 回访结果"
    rows = ("A7 | 2024-03-05 10:00 | 灯坏 | 满意 | 已回访", "A8 | 2024-03-06 10:00 | 漏水 | 不满意 | 已回访")
    found = staged(tmp_path, "callback_answer", header, *rows, "A9 | 2024-03-06 11:00 | 漏水 | | 未接通")
    assert found == [("satisfied",), ("dissatisfied",), ("not_reached",)]


def test_who_was_called_and_gave_no_verdict_was_called(tmp_path):
    rows = ("A7 | 2024-03-05 10:00 | 灯坏 | 已回访", "A8 | 2024-03-06 10:00 | 漏水 | 未回访")
    assert staged(tmp_path, "callback_answer", "工单编号 | 来电时间 | 诉求内容 | 回访结果", *rows) == [
        ("not_rated",),
        ("not_called",),
    ]


def test_how_a_petition_ended_is_its_status(tmp_path):
    rows = ("X7 | 2024-03-05 | 灯坏 | 办结", "X8 | 2024-03-06 | 漏水 | 在办")
    assert staged(tmp_path, "status", "信访编号 | 登记日期 | 反映问题 | 办结情况", *rows) == [("closed",), ("open",)]


def test_costs_below_a_heading_of_the_process_are_no_result(tmp_path):
    rows = (
        "报修单号 | 报修时间 | 报修内容 | 处理过程 | 处理过程 | 处理过程 | 处理过程",
        "报修单号 | 报修时间 | 报修内容 | 派单时间 | 到场时间 | 完工时间 | 费用(元)",
        "B7 | 2024-03-05 10:00 | 灯坏 | 2024-03-05 11:00 | 2024-03-05 12:00 | 2024-03-05 15:00 | 25",
        "B8 | 2024-03-06 10:00 | 漏水 | 2024-03-06 11:00 | 2024-03-06 12:00 | 2024-03-06 15:00 | 120",
    )
    assert staged(tmp_path, "resolved_at", *rows) == [(datetime(2024, 3, 5, 15),), (datetime(2024, 3, 6, 15),)]
    written = duckdb.sql(f"describe from '{tmp_path / 'export.complaint.parquet'}'").fetchall()
    assert "result" not in {column for column, *_ in written}


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("Closed - Resolved", "closed"),
        ("Closed - Unresolved", "closed"),
        ("Closed - Duplicate", "merged"),
        ("Open: duplicate", "merged"),
        ("Closed (withdrawn)", "withdrawn"),
        ("Resolved - Reopened", "open"),
        ("In Progress - Waiting for parts", "open"),
        ("Pending customer", "open"),
        ("Cancelled by tenant", "withdrawn"),
        ("Pending then closed", None),
        ("Resolved: No", None),
        ("Resolved - Unresolved", None),
        ("Completed (50%)", None),
        ("Lift works again", None),
    ],
)
def test_a_state_with_more_words_says_what_its_first_words_do(tmp_path, state, code):
    assert staged(tmp_path, "status", "Complaint ID | Date Received | Description | Status", f"C7 | 2024-03-05 | Lift | {state}") == [(code,)]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("处理中（待配件）", "open"),
        ("已办结-超期", "closed"),
        ("已关闭（重复投诉）", "merged"),
        ("已完成/重新打开", "open"),
        ("已处理：否", None),
        ("已完成-未解决", None),
        ("已完成（部分）", None),
        ("已关闭（未解决）", "closed"),
    ],
)
def test_a_state_with_brackets_says_what_stands_before_them(tmp_path, state, code):
    assert staged(tmp_path, "status", "投诉编号 | 投诉时间 | 投诉内容 | 状态", f"C7 | 2024-03-05 | 灯坏 | {state}") == [
        (code,)
    ]


def test_what_a_case_took_counts_where_more_words_say_that_it_is_closed(tmp_path):
    rows = (
        "C7 | 2024-03-05 10:00 | Lift | Closed - Resolved | 5",
        "C8 | 2024-03-05 10:00 | Lift | Pending customer | 9",
    )
    header = "Complaint ID | Date Received | Description | Status | Resolution Time (Hours)"
    assert staged(tmp_path, "resolved_at", header, *rows) == [(datetime(2024, 3, 5, 15),), (None,)]


@pytest.mark.parametrize(
    ("took", "end"),
    [
        ("1天3小时", datetime(2024, 3, 6, 13)),
        ("２小时３０分", datetime(2024, 3, 5, 12, 30)),
        ("1.5小时", datetime(2024, 3, 5, 11, 30)),
        ("45分钟", datetime(2024, 3, 5, 10, 45)),
        ("2 days, 4 hours", datetime(2024, 3, 7, 14)),
        ("1 hour and 5 min", datetime(2024, 3, 5, 11, 5)),
        ("26:05:00", datetime(2024, 3, 6, 12, 5)),
    ],
)
def test_what_a_complaint_took_may_name_its_units(tmp_path, took, end):
    rows = [f"G7 | 2024-03-05 10:00 | 灯坏 | 已完成 | {took}", "G8 | 2024-03-05 10:00 | 灯坏 | 处理中 | 2小时"]
    assert staged(tmp_path, "resolved_at", "工单编号 | 创建时间 | 工单内容 | 工单状态 | 处理时长", *rows) == [
        (end,),
        (None,),
    ]


def test_a_bare_number_under_a_length_without_unit_is_none(tmp_path):
    found = staged(
        tmp_path,
        "resolved_at",
        "工单编号 | 创建时间 | 工单内容 | 工单状态 | 处理时长",
        "G7 | 2024-03-05 10:00 | 灯坏 | 已完成 | 26",
    )
    assert found == [(None,)]
