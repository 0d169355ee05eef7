"""``corrections.csv``: lines are added, none is lost, and what one line did another undoes."""

from __future__ import annotations

from datetime import datetime
from multiprocessing.pool import ThreadPool

import pytest

from pipeline.agreed.lines import CellError
from pipeline.core.corrections import Change, add_corrections, read_corrections
from tests.core.conftest import Export, complaint

AT = datetime(2026, 3, 1, 9, 30)
MERGED = Change("W1", "status", "resolved", "merged")


def add(path, *changes, why="与 W2 重复"):
    add_corrections(path, changes, who="zhou", at=AT, why=why)


def resolved_case(assembled):
    handled = complaint("W1", "2024-01-01 09:00:00", resolved="2024-01-03 09:00:00", category="facility")
    connection = assembled(Export([handled], "2024-01-04"))
    columns = "status, outcome, resolved_at::date::varchar, days_to_resolution, category"
    return connection, connection.execute(f"select {columns} from fct_complaint").fetchall()[0]


def statuses(connection):
    return [status for (status,) in connection.execute("select status from correction order by line").fetchall()]


def test_a_line_says_who_corrected_what_when_and_why(tmp_path):
    path = tmp_path / "data" / "corrections.csv"
    add(path, MERGED)
    (line,) = read_corrections(path)
    assert (line.record, line.field, line.old, line.new) == ("W1", "status", "resolved", "merged")
    assert (line.who, line.when, line.why) == ("zhou", "2026-03-01 09:30:00", "与 W2 重复")


def test_lines_that_somebody_wrote_by_hand_stay_with_their_own_columns(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text("why,record,field,old,new,who,when,note\n重复,W9,category,,safety,王主管,2024-03-01,x\n", "utf-8")
    add(path, MERGED)
    first, second = path.read_text("utf-8-sig").splitlines()[1:]
    assert first == "重复,W9,category,,safety,王主管,2024-03-01,x"
    assert second == "与 W2 重复,W1,status,resolved,merged,zhou,2026-03-01 09:30:00,"


def test_ten_writers_at_once_lose_no_line(tmp_path):
    path = tmp_path / "corrections.csv"
    with ThreadPool(10) as pool:
        pool.map(lambda number: add(path, Change(f"W{number}", "category", "", "safety")), range(10))
    assert {line.record for line in read_corrections(path)} == {f"W{number}" for number in range(10)}


def test_a_correction_needs_a_reason_and_all_its_lines_are_written_or_none(tmp_path):
    path = tmp_path / "corrections.csv"
    with pytest.raises(CellError, match="column why"):
        add(path, MERGED, why=" ")
    with pytest.raises(CellError, match="may not begin with ="):
        add(path, MERGED, Change("W1", "subcategory", "", "=cmd"))
    assert not path.exists()


def test_a_reason_keeps_no_phone_of_a_resident(tmp_path):
    path = tmp_path / "corrections.csv"
    add(path, MERGED, why="住户来电13812345678要求撤回")
    assert "13812345678" not in path.read_text("utf-8-sig")


def test_a_duplicate_is_no_resolution_and_undoing_the_line_brings_the_resolution_back(assembled, tmp_path):
    path = tmp_path / "corrections.csv"
    add(path, MERGED)
    connection, case = resolved_case(assembled)
    assert (case, statuses(connection)) == (("merged", "merged", None, None, "facility"), ["applied"])
    add(path, read_corrections(path)[0].undone, why="弄错了")
    connection, case = resolved_case(assembled)
    assert case == ("resolved", None, "2024-01-03", 2, "facility")
    assert statuses(connection) == ["applied", "applied"]


def test_a_reclassified_case_counts_under_its_new_type_unless_the_export_says_something_else_by_then(
    assembled, tmp_path
):
    add(
        tmp_path / "corrections.csv",
        Change("W1", "category", "facility", "safety"),
        Change("W1", "category", "other", ""),
    )
    connection, case = resolved_case(assembled)
    assert (case[-1], statuses(connection)) == ("safety", ["applied", "old_value_differs"])
