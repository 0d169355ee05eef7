"""Problems that the user can mend are told in words, others are not mistaken for them."""

import duckdb
import pytest

from pipeline.problems import explained


def raised_by(statement):
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as error:
        connection.execute(statement)
    return error.value


def test_a_warehouse_that_lacks_a_table_is_to_be_built_anew():
    said = explained(raised_by("from dim_target"))
    assert "manyidu build" in said.say("zh")
    assert "older program" in said.say("en")


@pytest.mark.parametrize(
    "statement", ["select nothing_of_this", "create table a (x int); create table a (x int)", "slect"]
)
def test_a_statement_that_is_wrong_is_no_old_warehouse(statement):
    assert explained(raised_by(statement)) is None
