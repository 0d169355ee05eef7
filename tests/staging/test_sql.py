"""Helpers for SQL text."""

import duckdb

from pipeline.staging.sql import counts_of


def test_cells_are_counted_in_tables_of_more_columns_than_one_statement_takes():
    connection = duckdb.connect()
    columns = ", ".join(f"case when i = 0 then 'NULL' when i = 1 then {at}::varchar end as c{at}" for at in range(1200))
    connection.execute(f"create table wide as select {columns} from range(3) rows(i)")
    counts = counts_of(connection, "wide", [f"c{at} in ('NULL', '7')" for at in range(1200)])
    assert [at for at, count in enumerate(counts) if count != 1] == [7] and counts[7] == 2
