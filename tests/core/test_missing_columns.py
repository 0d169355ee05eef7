"""Exports that lack a column: their complaints have nothing there, and those of other exports keep what they have."""

from datetime import datetime

import duckdb
import pytest

from pipeline.core.assemble import assemble, order_loads
from pipeline.staging.complaint import OF_ONE_FIELD
from tests.core.conftest import BUILD
from tests.staging.complaint_files import clean_complaints

# Canonical field -> the header and the cell of one complaint, received on 2024-03-01 at 09:00.
CELLS = {
    "complaint_id": ("投诉编号", "W{}01"),
    "received_at": ("投诉时间", "2024-03-01 09:00:00"),
    "community": ("小区名称", "翠湖苑"),
    "summary": ("投诉标题", "电梯停运"),
    "description": ("投诉内容", "电梯又停了"),
    "subcategory": ("投诉细类", "电梯"),
    "detail": ("投诉原因", "门机老化"),
    "severity": ("投诉级别", "紧急"),
    "department": ("责任部门", "工程部"),
    "handler": ("处理人", "G017"),
    "registered_at": ("登记时间", "2024-03-01 09:05:00"),
    "assigned_at": ("派单时间", "2024-03-01 09:10:00"),
    "responded_at": ("答复时间", "2024-03-01 09:30:00"),
    "investigated_at": ("调查时间", "2024-03-01 10:00:00"),
    "proposed_at": ("方案时间", "2024-03-01 11:00:00"),
    "approved_at": ("审批时间", "2024-03-01 12:00:00"),
    "executed_at": ("执行时间", "2024-03-02 09:00:00"),
    "resolved_at": ("完成时间", "2024-03-03 09:00:00"),
    "feedback_at": ("反馈时间", "2024-03-03 10:00:00"),
    "closed_at": ("办结时间", "2024-03-04 09:00:00"),
    "reopened_at": ("重开时间", "2024-03-05 09:00:00"),
    "called_back_at": ("回访时间", "2024-03-06 09:00:00"),
    "recontacted_at": ("二次回访时间", "2024-03-06 15:00:00"),
    "second_satisfaction": ("二次回访结果", "满意"),
    "callbacks": ("回访次数", "3次"),
    "archived_at": ("归档时间", "2024-03-07 09:00:00"),
    "due_at": ("限时完成时间", "2024-03-08 09:00:00"),
    "confirmed": ("是否解决", "是"),
    "result": ("处理结果", "换了门机"),
}
# Column of the fact -> the field that it comes from: the field's own columns, and what is reckoned from its time.
OF_THE_FACT = {name: field for name, field in OF_ONE_FIELD.items() if not name.endswith("_precision")} | {
    "response_seconds": "responded_at",
    "days_to_reopening": "reopened_at",
    "days_to_due": "due_at",
    "is_due_met": "due_at",
}
FIELDS = sorted(set(OF_ONE_FIELD.values()))
LACKING = [(), *(tuple(FIELDS[start::5]) for start in range(5))]  # what each export lacks; each field is lacking once
MADE = datetime(2024, 3, 31)


def export(folder, name, number, without=()):
    """An export of one complaint, ``W<number>01``, with every column but some."""
    held = [cell for field, cell in CELLS.items() if field not in without]
    rows = [[header for header, _ in held], [cell.format(number) for _, cell in held]]
    return clean_complaints(folder, name, rows, MADE)


def fact(connection):
    """Complaint -> its columns that come from one field."""
    rows = connection.execute(f"select complaint_id, {', '.join(OF_THE_FACT)} from fct_complaint").fetchall()
    return {complaint_id: dict(zip(OF_THE_FACT, values, strict=True)) for complaint_id, *values in rows}


def empty(columns):
    return {name for name, value in columns.items() if value is None}


def test_an_export_with_every_column_fills_every_column(assembled, tmp_path):
    full = fact(assembled(files=[export(tmp_path, "full", 1)]))["W101"]
    assert empty(full) == set()
    assert (full["department"], full["detail"], full["result"]) == ("工程部", "门机老化", "换了门机")
    assert (full["response_seconds"], full["days_to_reopening"], full["days_to_due"]) == (1800, 4, 7)
    assert (full["is_due_met"], full["is_confirmed_resolved"]) == (True, True)
    assert full["called_back_at"] == datetime(2024, 3, 6, 9)
    assert full["recontacted_at"] == datetime(2024, 3, 6, 15)
    assert (full["recontact_answer"], full["callbacks"]) == ("satisfied", 3)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """A folder with the exports, and their cleaned files by number."""
    folder = tmp_path_factory.mktemp("exports")
    return folder, [export(folder, str(number), number, without) for number, without in enumerate(LACKING)]


@pytest.fixture(scope="module")
def together(exports):
    """The complaint of each export, in a warehouse of all these exports."""
    folder, files = exports
    with duckdb.connect() as connection:
        assemble(connection, order_loads(files), folder, folder / "corrections.csv", BUILD, agreed=folder)
        complaints = fact(connection)
    return [complaints[f"W{number}01"] for number in range(len(LACKING))]


@pytest.mark.parametrize("number", range(len(LACKING)))
def test_columns_that_one_export_lacks_are_empty_for_its_complaints_alone(together, number):
    complaint = together[number]
    assert empty(complaint) == {name for name, field in OF_THE_FACT.items() if field in LACKING[number]}
    told = [name for name, value in complaint.items() if value is not None]
    assert [complaint[name] for name in told] == [together[0][name] for name in told]


def test_columns_that_no_export_has_are_empty(assembled, tmp_path):
    rows = [["投诉编号", "投诉时间", "投诉内容"], ["W101", "2024-03-01 09:00:00", "电梯又停了"]]
    bare = fact(assembled(files=[clean_complaints(tmp_path, "bare", rows, MADE)]))["W101"]
    assert empty(bare) == set(OF_THE_FACT) - {"description"}


@pytest.mark.parametrize("number", range(len(LACKING)))
def test_the_cleaned_file_has_no_column_for_a_field_that_the_export_lacks(exports, number):
    written = duckdb.sql(f"describe from '{exports[0]}/{number}.complaint.parquet'").fetchall()
    missing = set(OF_ONE_FIELD) - {column for column, *_ in written}
    assert missing == {name for name, field in OF_ONE_FIELD.items() if field in LACKING[number]}


def test_a_call_back_says_whether_it_reached_anybody_and_whether_the_case_is_settled(assembled, tmp_path):
    header = ["投诉编号", "投诉时间", "投诉内容", "回访结果", "是否解决"]
    said = [("接通", "是"), ("接通", "否"), ("无人接听", "")]
    rows = [[f"W{n}01", "2024-03-01 09:00:00", "电梯又停了", *cells] for n, cells in enumerate(said, 1)]
    connection = assembled(files=[clean_complaints(tmp_path, "called", [header, *rows], MADE)])
    asked = "select callback_answer = 'not_reached', is_confirmed_resolved from fct_complaint order by complaint_id"
    assert connection.execute(asked).fetchall() == [(False, True), (False, False), (True, None)]


def test_a_later_export_without_a_column_leaves_the_complaint_without_it(assembled, tmp_path):
    older, newer = export(tmp_path, "older", 1), export(tmp_path, "newer", 1, without=["due_at"])
    connection = assembled(files=[older, newer])
    assert empty(fact(connection)["W101"]) == {"due_at", "days_to_due", "is_due_met"}
    assert connection.execute("select has_due_field from fct_complaint").fetchall() == [(False,)]


@pytest.mark.parametrize(("without", "which_time"), [([], "finished"), (["resolved_at"], "closed")])
def test_an_export_with_only_a_close_time_is_resolved_from_closing(assembled, tmp_path, without, which_time):
    connection = assembled(files=[export(tmp_path, "ledger", 1, without=without)])
    assert connection.execute("select resolved_from from fct_complaint").fetchall() == [(which_time,)]
