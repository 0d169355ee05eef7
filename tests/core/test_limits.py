"""Agreed limits: when a complaint is due by them, by calendar and by working hours, never before their date."""

import pytest

from pipeline.errors import UsageError
from tests.core.conftest import Export, complaint

HEADER = "category,severity,response_hours,resolution_hours,callback_hours,hours,opens,closes,from,agreed_by\n"


@pytest.fixture
def due(assembled, tmp_path):
    """Return a function: lines of limits.csv and complaints → what became of the columns, one complaint a row."""

    def run(lines, *given, columns="due_at, due_from"):
        (tmp_path / "limits.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
        connection = assembled(Export(list(given), "2026-12-30"))
        found = connection.execute(f"select {columns} from fct_complaint order by complaint_id").fetchall()
        return [tuple(None if cell is None else str(cell) for cell in row) for row in found]

    return run


def received(moment, **columns):
    return complaint("W1", moment, **columns)


def working(hours, **cells):
    return f",,,{hours},,working,{cells.get('opens', '')},{cells.get('closes', '')},2020-01-01,王总"


def test_calendar_hours_run_through_the_night_and_the_holidays(due):
    lines = [",,,48,,calendar,,,2020-01-01,王总"]
    assert due(lines, received("2024-02-09 22:15:30")) == [("2024-02-11 22:15:30", "limit")]


@pytest.mark.parametrize(
    ("moment", "hours", "end"),
    [
        ("2024-03-05 10:00:00", 4, "2024-03-05 14:00:00"),
        ("2024-03-05 10:00:00", 7, "2024-03-05 17:00:00"),  # the last second of the day is in it
        ("2024-03-05 10:00:00", 8, "2024-03-06 10:00:00"),
        ("2024-03-05 03:00:00", 1, "2024-03-05 10:00:00"),  # before they open
        ("2024-03-05 23:00:00", 1, "2024-03-06 10:00:00"),  # after they closed
        ("2024-03-08 16:30:00", 1, "2024-03-11 09:30:00"),  # over a weekend
        ("2024-03-09 12:00:00", 8, "2024-03-11 17:00:00"),  # received on a Saturday
        ("2024-02-08 16:00:00", 2, "2024-02-09 10:00:00"),  # Friday before Spring Festival is worked
        ("2024-02-09 16:00:00", 2, "2024-02-18 10:00:00"),  # the Sunday after it is a make-up day
    ],
)
def test_working_hours_stop_at_night_on_weekends_and_holidays(due, moment, hours, end):
    assert due([working(hours)], received(moment)) == [(end, "limit")]


def test_the_working_day_is_as_long_as_agreed(due):
    assert due([working(4, opens="08:30", closes="11:30")], received("2024-03-05 09:00:00")) == [
        ("2024-03-06 10:00:00", "limit")
    ]


def test_a_day_of_receipt_without_a_clock_ends_with_a_day_and_has_no_limit_of_hours(due):
    day = {"received_precision": "day"}
    assert due([working(16)], received("2024-03-07 00:00:00", **day)) == [("2024-03-11 23:59:59", "limit")]
    assert due([working(4)], received("2024-03-07 00:00:00", **day)) == [(None, None)]
    assert due([",,,24,,,,,2020-01-01,王"], received("2024-03-07 00:00:00", **day)) == [
        ("2024-03-08 23:59:59", "limit")
    ]
    assert due([",,,23,,,,,2020-01-01,王"], received("2024-03-07 00:00:00", **day)) == [(None, None)]


def test_what_the_export_says_goes_first(due):
    given = received("2024-03-05 10:00:00", due_at="2024-03-30 10:00:00", due_precision="second", has_due_field=True)
    assert due([working(4)], given) == [("2024-03-30 10:00:00", "export")]


def test_a_limit_never_applies_before_its_date(due):
    lines = [",,,24,,,,,2024-03-05,王总", ",,,48,,,,,2024-04-01,王总"]
    days = ["2024-03-04 23:00:00", "2024-03-05 00:30:00", "2024-04-01 01:00:00"]
    given = [complaint(f"W{place}", day) for place, day in enumerate(days)]
    assert due(lines, *given) == [
        (None, None),
        ("2024-03-06 00:30:00", "limit"),
        ("2024-04-03 01:00:00", "limit"),
    ]


def test_type_and_severity_go_before_type_and_type_before_severity(due):
    lines = [
        ",,,1,,,,,2020-01-01,王",
        ",紧急,,2,,,,,2020-01-01,王",
        "设施类,,,3,,,,,2020-01-01,王",
        "facility,紧急,,4,,,,,2020-01-01,王",
        ",,,5,,,,,2021-01-01,王",
    ]
    of = [("facility", "紧急"), ("facility", "一般"), ("service", "紧急"), ("service", None), (None, None)]
    given = [
        complaint(f"W{place}", "2024-03-05 10:00:00", category=category, severity=severity)
        for place, (category, severity) in enumerate(of)
    ]
    assert [end[11:13] for end, _ in due(lines, *given)] == ["14", "13", "12", "15", "15"]


def test_beyond_the_known_calendar_only_weekends_are_and_it_is_marked(due):
    columns = "due_at, is_due_estimated"
    late, early = (
        "2035-10-01 10:00:00",
        "2024-03-05 10:00:00",
    )  # a National Day of which nobody knows yet what is worked
    assert due([working(4)], received(late), columns=columns) == [("2035-10-01 14:00:00", "True")]
    assert due([working(4)], received(early), columns=columns) == [("2024-03-05 14:00:00", "False")]
    assert due([",,,4,,,,,2020-01-01,王"], received(late), columns=columns) == [("2035-10-01 14:00:00", "False")]


def test_whether_it_was_met_is_known_of_resolution_answer_and_call_back(due):
    lines = [",,2,24,48,,,,2020-01-01,王"]
    columns = "is_due_met, is_response_due_met, callback_due_at, is_callback_due_met"
    times = {
        "responded_at": "2024-03-05 12:00:01",
        "responded_precision": "second",
        "resolved": "2024-03-06 10:00:00",
        "resolved_precision": "second",
        "closed": "2024-03-07 09:00:00",
        "closed_precision": "second",
        "called_back_at": "2024-03-09 09:00:00",
    }
    met = received("2024-03-05 10:00:00", **times)
    assert due(lines, met, columns=columns) == [("True", "False", "2024-03-09 09:00:00", "True")]
    late = times | {"called_back_at": "2024-03-09 09:00:01", "resolved": "2024-03-06 10:00:01"}
    late["responded_at"] = "2024-03-05 12:00:00"
    assert due(lines, received("2024-03-05 10:00:00", **late), columns=columns)[0][::3] == ("False", "False")
    none_yet = due(lines, received("2024-03-05 10:00:00"), columns=columns)
    assert none_yet == [(None, None, None, None)]


def test_without_limits_nothing_is_due(assembled):
    connection = assembled(Export([received("2024-03-05 10:00:00")], "2024-04-01"))
    columns = "due_at, due_from, response_due_at, callback_due_at, is_due_estimated"
    assert connection.execute(f"select {columns} from fct_complaint").fetchall() == [(None, None, None, None, False)]


def test_a_broken_line_stops_the_build(due):
    with pytest.raises(UsageError, match=r"limits\.csv, row 2, column from: 'soon' is no date; write 2024-01-31\."):
        due([",,,24,,,,,soon,王"], received("2024-03-05 10:00:00"))
