"""Second calls: read from a Chinese register, recorded where it has a column for them, and events of the complaint."""

from datetime import datetime

from tests.staging.complaint_files import clean_complaints

HEADER = ["投诉编号", "投诉时间", "小区名称", "投诉内容", "完成时间", "回访时间", "回访满意度"]
ROW = ["2024-03-01 09:00", "翠湖苑", "电梯停运", "2024-03-03 09:00", "2024-03-04 09:00", "不满意"]
MADE = datetime(2024, 3, 31)


def told(assembled, folder, more, *cells):
    """The complaints of a register with more columns: id, what is recorded of re-contacts, the second call's columns."""
    rows = [HEADER + more, *([f"W{number}", *ROW, *more_cells] for number, more_cells in enumerate(cells, 1))]
    connection = assembled(files=[clean_complaints(folder, "register", rows, MADE)])
    found = connection.execute(
        "select list_contains(string_split(recorded, ','), 'recontacted'), recontacted_at, recontact_answer, callbacks "
        "from fct_complaint order by complaint_id"
    ).fetchall()
    events = connection.execute("select happened_at from fct_complaint_event where event = 'recontacted'").fetchall()
    return found, [at for (at,) in events]


def test_a_register_with_the_time_and_result_of_a_second_call_records_re_contacts(assembled, tmp_path):
    cells = ["2024-03-10 15:00", "满意", "3"], ["", "", "1"]
    found, events = told(assembled, tmp_path, ["二次回访时间", "二次回访结果", "回访次数"], *cells)
    assert found == [(True, datetime(2024, 3, 10, 15), "satisfied", 3), (True, None, None, 1)]
    assert events == [datetime(2024, 3, 10, 15)]


def test_the_result_alone_records_re_contacts_too(assembled, tmp_path):
    found, _ = told(assembled, tmp_path, ["再次回访结果"], ["不满意"], ["无人接听"])
    assert found == [(True, None, "dissatisfied", None), (True, None, "not_reached", None)]


def test_a_number_of_calls_alone_records_no_re_contact(assembled, tmp_path):
    found, _ = told(assembled, tmp_path, ["回访次数"], ["2次"], ["多次"])
    assert found == [(False, None, None, 2), (False, None, None, None)]
