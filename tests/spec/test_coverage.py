"""Whether the exports answer a clause: by the fields that they hold, as the metrics themselves find."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.metrics.catalogue import catalogue
from pipeline.metrics.compute import compute
from pipeline.spec import Covered, coverage
from pipeline.spec.clauses import needed_by_metrics
from pipeline.spec.coverage import fields_there
from tests.dashboards.warehouses import fill

KINDS = (
    "complaints_only",
    *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("full", "surveys_only", "no_rows")),
)


@pytest.fixture(scope="module", params=KINDS)
def warehouse(request):
    connection = duckdb.connect()
    fill(connection, request.param, "r1", is_sample=False)
    yield connection
    connection.close()


@pytest.fixture
def of_kind():
    """Return the coverage of a kind of warehouse, after a statement."""

    def covered(kind: str, sql: str = "") -> dict[str, Covered]:
        with duckdb.connect() as connection:
            fill(connection, kind, "r1", is_sample=False)
            connection.execute(sql) if sql else None
            return {one.clause.clause: one for one in coverage(connection)}

    return covered


def test_a_metric_has_figures_exactly_where_the_fields_that_it_needs_are_there(warehouse):
    there = fields_there(warehouse)
    said = {name: all(there[field] for field in needed) for name, needed in needed_by_metrics().items()}
    found = {name: compute(warehouse, name, period="1y").status == "ok" for name in catalogue()}
    assert said == found


def test_complaints_alone_answer_on_time_and_not_attitude(of_kind):
    covered = of_kind("complaints_only")
    assert covered["ch3.s1"].state == "not_in_exports"
    assert covered["ch3.s1"].missing == ("attitude",)
    assert covered["ch3.s2"].state == "partly"
    assert not next(part for part in covered["ch3.s2"].parts if part.part.metric == "on_time_rate").missing


def test_surveys_alone_answer_attitude_up_to_the_day_that_they_reach(of_kind):
    (part,) = of_kind("surveys_only")["ch3.s1"].parts
    assert (part.missing, f"{part.as_of:%Y-%m-%d}") == ((), "2024-10-22")


def test_a_clause_is_answered_when_its_last_missing_field_comes(of_kind):
    assert of_kind("complaints_only")["ch2.o"].state == "not_in_exports"
    named = of_kind("complaints_only", "update fct_complaint set department = '工程部' where complaint_id = 'K1'")
    assert named["ch2.o"].state == "answered"


def test_what_no_export_is_read_for_is_never_there(of_kind):
    assert "progress_contact" in of_kind("full")["ch5.p3"].missing


def test_without_any_row_nothing_is_answered(of_kind):
    assert {one.state for one in of_kind("no_rows").values()} == {"not_in_exports"}
