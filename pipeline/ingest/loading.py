"""The last step of both paths: text with row numbers into a scratch table, and the progress of a load."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

LONGEST_LINE = 1 << 25
REPORT_SECONDS = 0.2
BLANKS = "E' \\t\\r\\n'"
NUMBERED = (
    "read_csv($path, columns = $columns, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', "
    "nullstr = '', encoding = 'utf-8', new_line = '\\n', max_line_size = $longest)"
)


def names_of(width: int) -> list[str]:
    """Return the names of the text columns: ``c0 … cN``. Headers of a file are never part of a statement."""
    return [f"c{index}" for index in range(width)]


def quoted(name: str) -> str:
    """Return a name quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def filled_rows(width: int) -> str:
    """Return the condition that some cell of a row holds more than blanks."""
    names = names_of(width)
    # A first character over the space settles it for nearly every row; trimming every cell costs as much as loading it.
    return (
        "("
        + " or ".join([f"{name} >= '!'" for name in names] + [f"trim({name}, {BLANKS}) <> ''" for name in names])
        + ")"
    )


def load_numbered(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    relation: str,
    *,
    width: int,
    written_width: int | None = None,
    skip_rows: int = 0,
) -> int:
    """Load a CSV that this package wrote (``row_number``, then the cells); return its number of rows.

    Args:
        width: Number of columns of ``relation``; those that were not written are null.
        written_width: Number of columns in the CSV, where it is not ``width``.
        skip_rows: Rows up to this number are left out, and blank ones.
    """
    written = names_of(width if written_width is None else written_width)
    cells = [name if name in set(written) else f"null::varchar as {name}" for name in names_of(width)]
    connection.execute(
        f"create table {quoted(relation)} as select {', '.join(['row_number', *cells])} from {NUMBERED} "
        f"where row_number > $skip_rows and {filled_rows(len(written))}",
        _numbered(path, written, skip_rows),
    )
    (rows,) = connection.execute(f"select count(*) from {quoted(relation)}").fetchall()[0]
    return rows


def count_beyond(
    connection: duckdb.DuckDBPyConnection, path: Path, width: int, written_width: int, skip_rows: int
) -> int:
    """Return the number of filled cells right of the first ``width`` columns, in a CSV as of ``load_numbered``."""
    beyond = " + ".join(f"count(*) filter (where length(trim({name})) > 0)" for name in names_of(written_width)[width:])
    (count,) = connection.execute(
        f"select {beyond} from {NUMBERED} where row_number > $skip_rows",
        _numbered(path, names_of(written_width), skip_rows),
    ).fetchall()[0]
    return count


def _numbered(path: Path, written: list[str], skip_rows: int) -> dict[str, object]:
    return {
        "path": str(path),
        "columns": {"row_number": "BIGINT"} | dict.fromkeys(written, "VARCHAR"),
        "longest": LONGEST_LINE,
        "skip_rows": skip_rows,
    }


@contextlib.contextmanager
def reporting(connection: duckdb.DuckDBPyConnection, rows: int, on_rows: Callable[[int], None]) -> Iterator[None]:
    """Call ``on_rows`` with the rows read so far while the body loads ``rows`` of them, and with all at its end."""
    done = threading.Event()

    def report() -> None:
        """Say how far the load is, until it is done."""
        while not done.wait(REPORT_SECONDS):
            percent = connection.query_progress()
            if percent > 0:
                on_rows(int(rows * percent / 100))

    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        yield
    finally:
        done.set()
        reporter.join()
    on_rows(rows)
