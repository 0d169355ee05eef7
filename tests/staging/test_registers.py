"""Registers that a company keeps by hand, and names of sheets and headers: what personal numbers become."""

from __future__ import annotations

import duckdb
import pytest
import xlsxwriter

from tests.cli import HEADER, ROWS, manyidu

PHONE = "13812345678"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A roster with phones in wrong cells, a sheet called by a phone, and sidecars that repeat one."""
    folder = tmp_path_factory.mktemp("registers")
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    roster = [
        "小区,别名,户数",
        f"翠湖花园,,{PHONE}",
        f"金桂园 联系{PHONE},金桂{PHONE},300",
        "锦湖苑,,一百",
        "阳光苑,,1200",
    ]
    (raw / "花名册.csv").write_text("\n".join(roster), encoding="utf-8")
    with xlsxwriter.Workbook(raw / "sheet.xlsx") as book:
        for name, text in ((f"张三{PHONE}", "颜色,大小"), (f"李四{PHONE}", "\n".join([HEADER, *ROWS]))):
            sheet = book.add_worksheet(name)
            for number, line in enumerate([*text.split("\n"), "红,大"]):
                sheet.write_row(number, 0, line.split(","))
    for name, said in (("layout", f"layout: '{PHONE}'"), ("columns", f"columns: {{received_at: '{PHONE}'}}")):
        (raw / f"{name}.csv").write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
        (raw / f"{name}.csv.yaml").write_text(said, encoding="utf-8")
    assert manyidu(folder, "build").code == 0
    with duckdb.connect(manyidu(folder, "where").out.strip(), read_only=True) as connection:
        yield connection


def test_a_phone_in_a_community_of_the_roster_is_hidden(published):
    found = published.execute("select community, aliases::varchar from dim_community").fetchall()
    assert len(found) == 4
    assert not [name for row in found for name in row if PHONE in name]


def test_a_phone_is_no_number_of_households(published):
    found = dict(published.execute("select community, households from dim_community").fetchall())
    assert (found["翠湖花园"], found["锦湖苑"], found["阳光苑"]) == (None, None, 1200)
    assert published.execute("select row_number, column_name from cell_issue order by 1").fetchall()[:2] == [
        (2, "户数"),
        (4, "户数"),
    ]


def test_no_load_repeats_a_phone(published):
    found = published.execute("select file, sheet, reason, reason_en from load").fetchall()
    assert {file for file, *_ in found} == {"花名册.csv", "sheet.xlsx", "layout.csv", "columns.csv"}
    assert not [row for row in found if PHONE in repr(row)]
