"""A scope of communities: no row of another one is seen, whatever is read, and figures of answers stay protected."""

from __future__ import annotations

import pytest

from dashboards import data
from dashboards.scope import OF_OTHERS, SEEN, _views, narrowed_to, require_own
from pipeline.analysis.complaints import chosen_complaints
from pipeline.errors import ManyiduError
from pipeline.metrics.compute import compute
from pipeline.warehouse import open_published
from pipeline.warehouse.tables import tables

KEYS = {"community_id", "community_ids", "complaint_id", "response_id"}


@pytest.fixture
def warehouse(published):
    with open_published(published("full")) as opened:
        yield opened


def counted(warehouse, scope, sql: str):
    with data.reading(warehouse, scope) as cursor:
        return cursor.execute(sql).fetchall()


@pytest.mark.parametrize("table", tables())
def test_each_table_with_a_community_a_complaint_or_a_response_is_narrowed(table):
    narrowed = f"create temp view {table} " in _views()
    assert narrowed >= bool(KEYS & {column.name for column in tables()[table].columns})


def test_each_view_stands_for_a_table_that_there_is():
    assert set(OF_OTHERS) <= set(tables())
    assert SEEN in _views()


@pytest.mark.parametrize("table", ["fct_complaint", "mart_complaint", "mart_score", "fct_response", "dim_community"])
def test_a_cursor_shows_the_rows_of_the_scope_and_no_others(warehouse, table):
    of_both = counted(warehouse, None, f"select count(*) from {table} where community_id in ('c1', 'c2')")
    of_one = counted(warehouse, ("c1",), f"select count(*), count(*) filter (community_id <> 'c1') from {table}")
    assert 0 < of_one[0][0] < of_both[0][0]
    assert of_one[0][1] == 0


def test_a_scope_without_communities_shows_nothing(warehouse):
    assert counted(warehouse, (), "select count(*) from mart_complaint") == [(0,)]


def test_a_complaint_without_a_community_is_in_no_scope(warehouse):
    sql = "select count(*) from mart_complaint where community_id is null"
    assert counted(warehouse, ("c1", "c2"), sql) == [(0,)]


def test_a_table_named_with_its_schema_is_narrowed_too(warehouse):
    assert counted(warehouse, ("c1",), "select distinct community_id from main.mart_complaint") == [("c1",)]


def test_a_scope_does_not_stay_on_the_next_cursor(warehouse):
    counted(warehouse, ("c1",), "select 1")
    assert counted(warehouse, None, "select count(distinct community_id) from mart_complaint") == [(2,)]


def test_an_analysis_of_complaints_sees_the_scope_only(warehouse):
    with data.reading(warehouse, ("c2",)) as cursor:
        found = chosen_complaints(cursor, months=12)
        assert set(found.rows.df()["community_id"]) == {"c2"}


@pytest.mark.parametrize(
    ("where", "narrowed"),
    [
        (None, {"community_id": ("c1", "c2")}),
        ({}, {"community_id": ("c1", "c2")}),
        ({"community_id": ("c2", "c3")}, {"community_id": ("c2",)}),
        ({"community_id": "c2"}, {"community_id": ("c2",)}),
        ({"community_id": ["c3"]}, {"community_id": ()}),
        ({"community_id": (None,)}, {"community_id": ()}),
        ({"community_id": None}, {"community_id": ()}),
        ({"community_id": ("c1",), "community": ("c3",)}, {"community_id": ()}),
        ({"community": "望江苑"}, {"community_id": ()}),
        ({"category": ("safety",)}, {"category": ("safety",), "community_id": ("c1", "c2")}),
    ],
)
def test_conditions_are_narrowed_to_the_scope(where, narrowed):
    assert narrowed_to(("c1", "c2"), where) == narrowed


def test_without_a_scope_conditions_stay_as_they_are():
    assert narrowed_to(None, {"community": ("c3",)}) == {"community_id": ("c3",)}


def test_where_no_community_is_left_there_is_no_figure_instead_of_that_of_all(warehouse):
    with data.reading(warehouse, None) as cursor:
        result = compute(cursor, "complaint_count", where=narrowed_to(("c1",), {"community_id": ("c2",)}))
    assert result.status == "no_data"


def test_a_comparison_with_the_rest_is_refused_in_a_scope():
    require_own(None, ("community_id",), "rest")
    require_own(("c1",), ("category",), "rest")
    with pytest.raises(ManyiduError, match="no comparison with the rest"):
        require_own(("c1",), ("community_id",), "rest")
