"""The scan of a database: it finds what was planted in any column of any type, and names no value."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.privacy import Finding, find_personal_data


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("'请打13812345678，谢谢'", "phone"),
        ("'+86 138 1234 5678'", "phone"),
        ("13812345678::bigint", "phone"),
        ("{'phone': ['13812345678']}", "phone"),
        ("'11010119900307775X'", "id_card"),
        ("'a.b@example.com'", "email"),
        ("'车牌京A·12345'", "plate"),
        ("'10.1.2.3'", "ip"),
    ],
)
def test_a_planted_value_is_found_whatever_the_type_of_its_column(value, kind):
    connection = duckdb.connect()
    connection.execute(
        f'create table "fct complaint" as select 1 as id, {value} as "free text" union all select 2, null'
    )
    assert find_personal_data(connection) == [Finding("fct complaint", "free text", kind, 1)]


@pytest.mark.parametrize(
    "value",
    [
        "'H13812345678abcde'",
        "sha256('13812345678')",
        "0.13812345678::double",
        "1381234567890",
        "'20240305123456'",
        "timestamp '2024-03-05 14:30:00'",
        "'[电话] [车牌]'",
        "'DuckDB 2.0.0'",
    ],
)
def test_pseudonyms_hashes_fractions_times_and_ids_are_no_findings(value):
    connection = duckdb.connect()
    connection.execute(f"create table t as select {value} as c")
    assert find_personal_data(connection) == []


def test_every_table_is_searched_and_every_value_counted():
    connection = duckdb.connect()
    connection.execute("create table first as select 'nothing' as c")
    connection.execute("create view second as select * from (values ('13812345678'), ('13912345678'), ('x')) as v(c)")
    assert find_personal_data(connection) == [Finding("second", "c", "phone", 2)]
