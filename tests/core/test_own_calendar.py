"""The company's own calendar: working hours follow it, and the calendar of the warehouse too."""

import pytest

from tests.core.conftest import Export, complaint

LIMITS = "resolution_hours,hours,from,agreed_by\n8,working,2020-01-01,王总\n"
DAYS = "day,kind,agreed_by,withdrawn\n"


@pytest.fixture
def due(assembled, tmp_path):
    """Return a function: lines of calendar.csv and a time of receipt → when eight working hours are over."""

    def run(received, *lines):
        (tmp_path / "limits.csv").write_text(LIMITS, encoding="utf-8")
        (tmp_path / "calendar.csv").write_text(DAYS + "\n".join(lines) + "\n", encoding="utf-8")
        connection = assembled(Export([complaint("W1", received)], "2024-12-30"))
        ((moment,),) = connection.execute("select due_at from fct_complaint").fetchall()
        return f"{moment:%m-%d %H:%M}"

    return run


def test_working_hours_stand_still_on_a_day_on_which_the_company_is_closed(due):
    assert due("2024-03-05 10:00:00") == "03-06 10:00"
    assert due("2024-03-05 10:00:00", "2024-03-06,free,王总,") == "03-07 10:00"


def test_a_saturday_on_which_the_company_works_counts(due):
    assert due("2024-03-08 10:00:00") == "03-11 10:00"
    assert due("2024-03-08 10:00:00", "2024-03-09,working,王总,") == "03-09 10:00"


def test_of_two_lines_about_a_day_the_newest_holds_and_a_withdrawn_one_does_not(due):
    closed, worked = "2024-03-06,free,王总,", "2024-03-06,working,王总,"
    assert due("2024-03-05 10:00:00", closed, worked) == "03-06 10:00"
    assert due("2024-03-05 10:00:00", closed, closed + "yes") == "03-06 10:00"


def test_the_calendar_of_the_warehouse_says_what_the_company_does(assembled, tmp_path):
    (tmp_path / "calendar.csv").write_text(DAYS + "2031-03-05,free,王总,\n", encoding="utf-8")
    connection = assembled(Export([complaint("W1", "2031-03-05 10:00:00"), complaint("W2", "2031-03-06 10:00:00")]))
    known = connection.execute("select is_workday, is_calendar_known from dim_date order by date").fetchall()
    assert known == [(False, True), (True, False)]
