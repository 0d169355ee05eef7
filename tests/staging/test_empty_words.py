"""Cells that say that they are empty."""

from pathlib import Path

import duckdb
import pytest

from pipeline.ingest.table import Preview, RawTable, Sidecar, SourceFile
from pipeline.layouts.library import load_layouts
from pipeline.layouts.match import match
from pipeline.staging.empty_words import without_empty_words
from tests.staging.survey_files import load

HEADER = ["Ticket-Nr.", "Erstellt am", "Betreff", "Status", "Geschlossen am"]
DONE = ["T8", "25.03.2024", "Licht", "Geschlossen", "26.03.2024"]


def emptied(*rows: list[str]) -> tuple[RawTable, list[tuple]]:
    cells = [HEADER, *rows]
    connection = duckdb.connect()
    preview = Preview(SourceFile("t.csv", Path("t.csv"), "0", 1, "csv"), None, tuple(map(tuple, cells)))
    found = match(preview, load_layouts(None), Sidecar())[0]
    table = without_empty_words(connection, load(connection, cells, preview, 1), found)
    return table, connection.execute(f"select c1, c4 from {table.relation} order by row_number").fetchall()


@pytest.mark.parametrize(
    "never", ["9999-12-31", "9999-12-31 23:59:59", "9999-99-99", "31.12.9999", "0000-00-00 00:00:00", "1900-01-01"]
)
def test_a_close_date_that_never_comes_is_none(never):
    table, rows = emptied(["T7", "05.03.2024", "Aufzug", "Offen", never], DONE)
    assert rows == [("05.03.2024", None), ("25.03.2024", "26.03.2024")]
    assert table.warnings == (("empty_words", 1),)


def test_a_time_of_receipt_that_cannot_be_stays_for_its_row_to_be_rejected():
    _, rows = emptied(["T7", "9999-12-31", "Aufzug", "Offen", ""], DONE)
    assert rows[0] == ("9999-12-31", None)
