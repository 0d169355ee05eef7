"""Whatever a program writes as CSV comes back cell for cell."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Settings
from pipeline.ingest import load_table, open_file, open_scratch, previews

ALPHABET = "ab 1,;|\t\"'\n\r业主反映漏水严重要求处理，。（）-=#\\"
cells = st.text(ALPHABET, max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=12)
    ),
    separator=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_written_table_comes_back_cell_for_cell(rows, separator, newline, encoding, quoting):
    width = len(rows[0]) if rows else 2
    header = [[f"题目{index}" for index in range(width)]] * 3  # enough of them to show the separator
    if any(break_ in cell for row in rows for cell in row for break_ in "\r\n"):
        quoting = csv.QUOTE_ALL  # csv.writer leaves the other kind of line break bare: no reader could tell
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=newline, quoting=quoting).writerows(header + rows)
    expected = [
        (number, *(cell or None for cell in row))
        for number, row in enumerate(rows, start=4)
        if any(cell.strip() for cell in row)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        with open_scratch(Settings(warehouse=Path(folder), threads=1)) as scratch:
            (preview,) = previews(open_file(path, scratch)[0].source, scratch, Settings())
            assert preview.separator == separator
            table = load_table(preview, scratch, skip_rows=3, width=width, relation="raw_0")
            assert table.rejected == ()
            assert scratch.connection.execute("select * from raw_0 order by row_number").fetchall() == expected
