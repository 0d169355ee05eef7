"""What ``tables.yml`` says of a table is what a build makes: its columns in their order, and their types."""

import duckdb
import pytest

from pipeline.warehouse import tables
from tests.cli import manyidu, project


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    """Table -> (column, type) of a built warehouse, in their order."""
    folder = project(tmp_path_factory.mktemp("built"))
    assert manyidu(folder, "build").code == 0
    with duckdb.connect(manyidu(folder, "where").out.strip(), read_only=True) as connection:
        listed = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal order by column_index"
        ).fetchall()
    found = {}
    for table, column, kind in listed:
        found.setdefault(table, []).append((column, kind))
    return found


def test_there_are_the_tables_that_are_described(columns):
    assert set(columns) == set(tables())


@pytest.mark.parametrize("name", tables())
def test_a_table_has_the_columns_and_types_that_are_described(columns, name):
    with duckdb.connect() as connection:  # which writes a type in its own way: int as INTEGER
        described = ", ".join(f'"{column.name}" {column.type}' for column in tables()[name].columns)
        connection.execute(f"create table t ({described})")
        declared = connection.execute("select column_name, data_type from duckdb_columns() where table_name = 't'")
        assert columns[name] == declared.fetchall()
