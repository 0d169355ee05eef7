"""Adding lines to a settings file: nothing is lost, nothing is changed backwards, nothing broken takes its place."""

import stat
from datetime import date, datetime
from multiprocessing.pool import ThreadPool

import pytest

from pipeline.agreed import LIMITS, MEASURES, STAFF, TARGETS, read_limits, read_measures, read_staff, read_targets
from pipeline.agreed.lines import CellError
from pipeline.agreed.writing import AlreadyThereError, add, restore, withdraw
from pipeline.errors import UsageError

AT = datetime(2026, 3, 1, 9, 30)
NEW = {"metric": "on_time_rate", "target": "95%", "from": "2026-04-01", "agreed_by": "王总"}


@pytest.fixture
def path(tmp_path):
    """A file as somebody keeps it by hand, in the encoding of Excel."""
    path = tmp_path / "targets.csv"
    path.write_bytes("metric,target,from,agreed_by\non_time_rate,90%,2024-01-01,李经理\n".encode("gb18030"))
    return path


def states(sheet, path, today=date(2026, 3, 2)):
    return [entry.state for entry in sheet.entries(path, today)]


def test_a_new_target_stands_beside_the_old_one_with_who_wrote_it_and_when(path):
    add(TARGETS, path, [NEW], who="zhou", at=AT)
    assert [(each.target, each.agreed_by) for each in read_targets(path)] == [(0.9, "李经理"), (0.95, "王总")]
    old, new = TARGETS.entries(path, date(2026, 3, 2))
    assert (old.state, old.ended_on, new.state) == ("in_force", date(2026, 4, 1), "later")
    assert (new.line.text("entered_by"), new.line.text("entered_at")) == ("zhou", "2026-03-01 09:30:00")
    assert states(TARGETS, path, date(2026, 4, 1)) == ["ended", "in_force"]


def test_the_first_line_makes_the_file_and_its_folder(tmp_path):
    path = tmp_path / "settings" / "targets.csv"
    add(TARGETS, path, [NEW], who="zhou", at=AT)
    assert [each.target for each in read_targets(path)] == [0.95]


@pytest.mark.parametrize("start", ["2024-01-01", "2023-05-01"])
def test_what_was_agreed_is_not_changed_backwards(path, start):
    before = path.read_bytes()
    with pytest.raises(CellError, match="one about the same holds from 2024-01-01") as error:
        add(TARGETS, path, [NEW | {"from": start}], who="zhou", at=AT)
    assert error.value.column == "from"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("cells", "column", "zh"),
    [
        ({"target": "950"}, "target", "比例应在 0 到 1 之间，或写成 95%。"),
        ({"agreed_by": ""}, "agreed_by", "不能为空。"),
        ({"agreed_by": '=HYPERLINK("x")'}, "agreed_by", "不要以 = 开头。"),
        ({"agreed_by": "王\x00总"}, "agreed_by", "含有无法显示的字符。"),
        ({"agreed_by": "王" * 1001}, "agreed_by", "最多 1000 个字。"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused_at_its_field_and_the_file_stays(path, cells, column, zh):
    before = path.read_bytes()
    with pytest.raises(CellError) as error:
        add(TARGETS, path, [NEW | cells], who="zhou", at=AT)
    assert (error.value.column, error.value.reason["zh"]) == (column, zh)
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir() if not file.name.endswith(".lock")) == ["targets.csv"]


def test_a_negative_number_is_no_formula(path):
    add(TARGETS, path, [NEW | {"metric": "nps", "target": "-5"}], who="zhou", at=AT)
    assert read_targets(path)[-1].target == -5


def test_a_withdrawn_line_counts_nowhere_and_stays_in_the_file(path):
    add(TARGETS, path, [NEW], who="zhou", at=AT)
    withdraw(TARGETS, path, TARGETS.entries(path, AT.date())[1].line, who="wu", at=AT)
    assert [each.target for each in read_targets(path)] == [0.9]
    assert states(TARGETS, path) == ["in_force", "withdrawn", "withdrawal"]
    assert path.read_text("utf-8-sig").splitlines()[-1] == "on_time_rate,95%,2026-04-01,王总,wu,2026-03-01 09:30:00,yes"


def test_a_withdrawn_line_is_restored_by_another_line(path):
    add(TARGETS, path, [NEW], who="zhou", at=AT)
    old = TARGETS.entries(path, AT.date())[0].line
    withdraw(TARGETS, path, old, who="wu", at=AT)
    restore(TARGETS, path, old, who="wu", at=AT)
    assert states(TARGETS, path, date(2026, 5, 1)) == ["withdrawn", "in_force", "withdrawal", "ended"]
    with pytest.raises(UsageError, match="the same as row"):
        restore(TARGETS, path, old, who="wu", at=AT)


def test_a_line_that_was_changed_by_hand_meanwhile_is_not_withdrawn(path):
    seen = TARGETS.entries(path, AT.date())[0].line
    path.write_text(path.read_text("gb18030").replace("90%", "91%"), "utf-8")
    with pytest.raises(UsageError, match="changed in the meantime"):
        withdraw(TARGETS, path, seen, who="wu", at=AT)


def test_a_file_that_was_broken_by_hand_is_left_for_a_person_to_mend(path):
    path.write_text("metric,target,from,agreed_by\nx,1,2024-01-01,王\n", "utf-8")
    with pytest.raises(UsageError, match=r"targets\.csv, row 2, column metric"):
        add(TARGETS, path, [NEW], who="zhou", at=AT)
    assert "x,1" in path.read_text("utf-8")


def test_several_writers_at_once_lose_no_line(path):
    def write(month):
        add(
            TARGETS,
            path,
            [NEW | {"metric": "reopen_rate", "period": "1mo", "dimension": "community", "value": f"c{month}"}],
            who="zhou",
            at=AT,
        )

    with ThreadPool(4) as pool:
        pool.map(write, range(12))
    assert len(read_targets(path)) == 13


def test_a_limit_of_another_severity_is_about_something_else(tmp_path):
    path = tmp_path / "limits.csv"
    for severity in ("紧急", ""):
        row = {"severity": severity, "resolution_hours": "24", "from": "2026-01-01", "agreed_by": "王总"}
        add(LIMITS, path, [row], who="zhou", at=AT)
    assert [limit.severity for limit in read_limits(path)] == ["紧急", None]


def test_staff_names_are_their_owners_only_and_the_newest_of_a_code_holds(tmp_path):
    path = tmp_path / "staff.csv"
    for name in ("小王", "王师傅"):
        add(STAFF, path, [{"handler_id": "S0a1b2c3d", "name": name}], who="zhou", at=AT)
    assert read_staff(path) == {"S0a1b2c3d": "王师傅"}
    assert states(STAFF, path) == ["ended", "in_force"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_to_be_new_does_not_take_the_place_of_another(tmp_path):
    path, row = (
        tmp_path / "measures.csv",
        {"measure_id": "R1", "measure": "整治", "owner_post": "经理", "status": "planned"},
    )
    add(MEASURES, path, [row], who="zhou", at=AT, is_about_new=True)
    with pytest.raises(AlreadyThereError):
        add(MEASURES, path, [row | {"measure_id": "r1", "measure": "改造"}], who="wu", at=AT, is_about_new=True)
    assert [each.measure for each in read_measures(path)] == ["整治"]


def test_a_code_that_is_none_is_refused(tmp_path):
    with pytest.raises(CellError, match="'王' is no code of a handler"):
        add(STAFF, tmp_path / "staff.csv", [{"handler_id": "王", "name": "王"}], who="zhou", at=AT)
