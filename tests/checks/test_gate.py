"""The quality gate as a build runs it: Great Expectations in its own process, on a file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.checks.contracts import failing_rows, rules
from pipeline.checks.gate import ExpectationResult, quality_gate, require_passed, store
from pipeline.errors import BuildError
from tests.checks.sound import fill_sound
from tests.warehouse_files import settings_in

BREACHES = """
    insert into fct_complaint select fct_complaint.* from fct_complaint, range(29);
    update fct_complaint set complaint_id = rowid, description = '打13812345678', category = 'unknown';
    update fct_response set duration_seconds = -5;
    drop table dim_date;
    create view dim_date as select (select received_at::varchar::integer from fct_complaint limit 1) as date;
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("gate")


@pytest.fixture(scope="module")
def broken(folder) -> Path:
    """A file in which some rules are broken and those about the calendar cannot run."""
    path = folder / "broken.duckdb"
    with duckdb.connect(str(path)) as connection:
        fill_sound(connection)
        connection.execute(BREACHES)
    return path


@pytest.fixture(scope="module")
def scratch(folder) -> Path:
    (folder / "scratch").mkdir()
    return folder / "scratch"


@pytest.fixture(scope="module")
def results(folder, broken, scratch) -> dict[str, ExpectationResult]:
    with quality_gate(settings_in(folder), scratch) as gate:
        return {result.expectation_id: result for result in gate.run(broken)}


def test_every_rule_has_a_result(results):
    assert list(results) == list(rules())


def test_great_expectations_counts_the_rows_that_failing_rows_lists(results, broken):
    with duckdb.connect(str(broken), read_only=True) as connection:
        for name, result in results.items():
            if result.outcome != "could_not_run":
                assert result.failed_rows == len(failing_rows(connection, name)), name


def test_broken_rules_fail_with_the_number_of_rows(results):
    failed = {name: result.failed_rows for name, result in results.items() if result.outcome == "failed"}
    assert failed == {
        "fct_complaint.category_is_one_of_five": 30,
        "fct_complaint.texts_hold_no_phone_or_identity_number": 30,
        "fct_response.duration_is_not_negative": 1,
        "load.complaints_are_all_there": 1,
        "mart_complaint.sums_to_the_facts": 2,
    }


def test_a_check_that_cannot_run_is_told_apart_from_one_that_fails(results):
    broken = {name: result for name, result in results.items() if result.outcome == "could_not_run"}
    assert "dim_date.has_no_gap" in broken
    assert {result.failed_rows for result in broken.values()} == {None}
    assert {result.observed for result in broken.values()} == {"BinderException", "ConversionException"}


def test_no_result_holds_a_value_of_the_data(results):
    assert not re.search("1381234|2024", json.dumps([vars(result) for result in results.values()], default=str))


def test_the_gate_leaves_nothing_behind(results, scratch):
    assert list(scratch.rglob("*")) == []


def test_a_broken_critical_rule_stops_the_build_and_is_named(results):
    with pytest.raises(BuildError, match=r"one of the five.*30 rows break it.*and \d+ more") as raised:
        require_passed(list(results.values()))
    assert "30 行不符" in raised.value.zh


def test_a_rule_that_is_not_critical_does_not_stop_the_build(results):
    broken = results["fct_response.duration_is_not_negative"]
    assert (broken.outcome, broken.is_critical) == ("failed", False)
    require_passed([broken])
    with pytest.raises(BuildError, match="duration_is_not_negative"):
        require_passed([replace(broken, is_critical=True)])


def test_a_critical_rule_that_could_not_run_stops_the_build(results):
    with pytest.raises(BuildError, match="could not run, BinderException"):
        require_passed([results["dim_date.has_no_gap"], results["load.rows_add_up"]])


def test_results_are_stored_with_the_build(results, folder):
    with duckdb.connect() as connection:
        fill_sound(connection)
        store(connection, list(results.values()))
        rows = connection.execute(
            "select outcome, failed_rows, is_critical, table_name, column_name from expectation_result"
            " where expectation_id = 'fct_response.duration_is_not_negative'"
        ).fetchall()
        columns = [
            name for (name,) in connection.execute("select column_name from (describe expectation_result)").fetchall()
        ]
    assert rows == [("failed", 1, False, "fct_response", "duration_seconds")]
    assert columns == list(ExpectationResult.__dataclass_fields__)


def test_a_gate_that_dies_stops_the_build(folder, scratch):
    with quality_gate(settings_in(folder), scratch) as gate:
        gate.warm_up().kill()
        results = gate.run(folder / "broken.duckdb")
    assert {result.outcome for result in results} == {"could_not_run"}
    with pytest.raises(BuildError, match="could not run and"):
        require_passed(results)


def test_a_file_that_is_no_warehouse_stops_the_build(folder, scratch):
    (folder / "text.duckdb").write_text("not a database")
    with quality_gate(settings_in(folder), scratch) as gate:
        results = gate.run(folder / "text.duckdb")
    assert {result.outcome for result in results} == {"could_not_run"}
