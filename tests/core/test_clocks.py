"""Whether the answers of an export have a clock: decided for the export, not for its single cells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pipeline.core
from tests.core.conftest import Export, complaint


def answers(with_clock, without, unanswered=1, first=1):
    """Complaints of 08:00 that are answered at 09:00 or on the day, and some that are not."""
    given = [("2024-03-01 09:00", "minute")] * with_clock + [("2024-03-01", "day")] * without
    given += [(None, "minute")] * unanswered
    return [
        complaint(f"W{first + number:03}", "2024-03-01 08:00", responded_at=at, responded_precision=precision)
        for number, (at, precision) in enumerate(given)
    ]


def clocks(connection):
    """Return, per number of a hundred, whether its complaints are of an export whose answers have a clock."""
    return dict(
        connection.execute(
            "select complaint_id[2:2], min(list_contains(string_split(recorded, ','), 'response_clock')) from fct_complaint group by 1"
        ).fetchall()
    )


@pytest.mark.parametrize(("with_clock", "without", "has_clock"), [(9, 1, True), (8, 1, False), (0, 3, False)])
def test_an_export_has_clocks_where_nine_answers_in_ten_have_one_and_so_do_its_unanswered(
    assembled, with_clock, without, has_clock
):
    assert clocks(assembled(Export(answers(with_clock, without)))) == {"0": has_clock}


def test_a_new_export_without_an_answer_yet_has_clocks_where_the_other_exports_of_its_source_have(assembled):
    exports = Export(answers(5, 0), "2024-03-05"), Export(answers(0, 0, first=101), "2024-03-06")
    assert clocks(assembled(*exports)) == {"0": True, "1": True}


def test_an_export_of_days_has_no_clocks_though_another_of_its_source_has(assembled):
    exports = Export(answers(5, 0), "2024-03-05"), Export(answers(0, 4, first=101), "2024-03-06")
    assert clocks(assembled(*exports)) == {"0": True, "1": False}


def test_no_name_of_what_an_export_records_is_part_of_another_one():
    """Metrics search the list for a name as it stands."""
    statement = (Path(pipeline.core.__path__[0]) / "fct_complaint.sql").read_text(encoding="utf-8")
    names = set(re.findall(r" as (\w+)", statement[: statement.index("from stg_complaint")])) - {"closed_status"}
    assert {"resolved", "closed", "response_clock", "recontacted"} <= names
    assert [(one, other) for one in names for other in names - {one} if one in other] == []


def test_a_state_of_closed_is_no_record_of_when_a_case_was_closed(assembled):
    rows = [
        complaint("W001", "2024-03-01 08:00", status="closed"),
        complaint("W002", "2024-03-01 08:00", status="open"),
    ]
    (recorded,) = assembled(Export(rows)).execute("select distinct recorded from fct_complaint").fetchall()[0]
    assert "closed" not in recorded
