"""Measures recorded in the dashboard: part of every build, before those of exports with the same id, without personal data."""

import pytest

from pipeline.agreed import read_measures
from pipeline.errors import UsageError
from tests.core.conftest import Export, complaint

HEADER = "measure_id,measure,owner_post,status,communities,buildings,category,starts_on,problem_ids,withdrawn\n"
EXPORTED = {"measure_id": "M1", "measure": "电梯大修", "communities": ["翠湖苑"], "buildings": [], "status": "running"}


@pytest.fixture
def measures(assembled, tmp_path):
    """Return a function: lines of measures.csv (and a measure of an export) → rows of dim_measure."""

    def run(*lines, exported=None, columns="measure_id, measure, origin"):
        (tmp_path / "measures.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
        exports = [Export([exported], relation="measure")] if exported else []
        connection = assembled(Export([complaint("W1", "2024-03-05 10:00:00")]), *exports)
        return connection.execute(f"select {columns} from dim_measure order by measure_id").fetchall()

    return run


def test_a_recorded_measure_stands_beside_those_of_exports(measures):
    recorded = "R1,下水改造,工程经理,running,翠湖苑,03栋；5号楼,设施类,2024-01-01,P0a1b2c3d,"
    assert measures(recorded, exported=EXPORTED) == [("M1", "电梯大修", "export"), ("R1", "下水改造", "recorded")]
    columns = "community_ids, buildings, category, starts_on::varchar, problem_ids"
    assert measures(recorded, columns=columns) == [(["翠湖苑"], ["3", "5"], "facility", "2024-01-01", ["P0a1b2c3d"])]


def test_a_recorded_measure_takes_the_place_of_the_exported_one_of_its_id_and_gives_it_back_when_withdrawn(measures):
    recorded = "M1,电梯更换,工程经理,running,翠湖苑,,,2024-01-01,"
    assert measures(recorded + ",", exported=EXPORTED) == [("M1", "电梯更换", "recorded_over_export")]
    assert measures(recorded + ",", recorded + ",yes", exported=EXPORTED) == [("M1", "电梯大修", "export")]


def test_the_newest_line_of_a_measure_holds(measures):
    first, second = (f"R1,下水改造,工程经理,{status},,,,2024-01-01,," for status in ("running", "done"))
    assert measures(first, second, columns="status") == [("done",)]


def test_a_phone_number_in_a_recorded_measure_does_not_reach_the_warehouse(measures):
    ((text,),) = measures("R1,联系13812345678,工程经理,planned,,,,,,", columns="measure")
    assert "13812345678" not in text


@pytest.mark.parametrize(
    ("line", "en"),
    [
        (",停车整治,经理,planned,,,,,,", "column measure_id: it may not be empty"),
        ("R1,,经理,planned,,,,,,", "column measure: it may not be empty"),
        ("R1,停车整治,经理,runing,,,,2024-01-01,,", "column status: 'runing' is unknown; did you mean 'running'?"),
        ("R1,停车整治,经理,running,,,,,,", "column starts_on: a measure that has begun needs its start"),
        ("R1,停车整治,经理,running,,,,0024-01-01,,", "column starts_on: the year 24 cannot be meant"),
        ("R1,停车整治,经理,planned,,3栋,,,,", "column communities: buildings are given, so this is needed"),
        ("R1,停车整治,经理,planned,,,天气,,,", "column category: '天气' is none of the five types"),
        ("R1,停车整治,经理,planned,,,,,P1,", "column problem_ids: 'P1' is no id of a problem"),
        ("R1,停车整治,经理,planned,,,,,,yes", "column withdrawn: no line above is about the same"),
    ],
)
def test_a_measure_that_cannot_be_meant_is_named_with_its_row_and_column(tmp_path, line, en):
    path = tmp_path / "measures.csv"
    path.write_text(HEADER + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_measures(path)
    assert error.value.en.startswith("measures.csv, row 2, ") and en in error.value.en


@pytest.mark.parametrize(
    ("dates", "en"),
    [
        ("2024-05-01,2024-04-30,", "column due_on: it may not be before the start"),
        ("2024-05-01,,2024-05-01", "column evaluate_on: it must be later than the start"),
        (",,2024-05-01", "column evaluate_on: it must be later than the start"),
    ],
)
def test_dates_of_a_measure_that_contradict_each_other_are_refused(tmp_path, dates, en):
    path = tmp_path / "measures.csv"
    path.write_text(
        f"measure_id,measure,owner_post,status,starts_on,due_on,evaluate_on\nR1,整治,经理,planned,{dates}\n", "utf-8"
    )
    with pytest.raises(UsageError) as error:
        read_measures(path)
    assert en in error.value.en
