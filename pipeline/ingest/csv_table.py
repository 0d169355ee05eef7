"""CSV files → previews and raw tables. Nothing is taken on trust: rows loaded + rows rejected = records counted.

The fast way is DuckDB's strict reader with text columns; its result stands only where its rows and rejects add up to
the records that ``records`` counted. Everything else (broken quotes, odd line breaks, bad bytes) takes the exact way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from pipeline.ingest.csv_exact import rewrite
from pipeline.ingest.decode import LONGEST_RECORD, Decoded, decode
from pipeline.ingest.loading import filled_rows, load_numbered, names_of, quoted, reporting
from pipeline.ingest.refusals import refusal
from pipeline.ingest.scratch import Scratch
from pipeline.ingest.separator import read_head
from pipeline.ingest.table import Preview, RawTable, RejectedRow, SourceFile
from pipeline.workbook.sheet import MOST_COLUMNS

LONGEST_SHOWN = (
    1 << 15
)  # characters, as many as a cell of a workbook may have; a cell of megabytes took minutes to recognise
REJECTS = {"MISSING COLUMNS": "too_few_columns", "TOO MANY COLUMNS": "too_many_columns"}
READ = """
    create table {table} as select * from read_csv(
        $path, columns = $columns, auto_detect = false, header = false, skip = $skip, delim = $separator,
        quote = '"', escape = '"', nullstr = '', encoding = 'utf-8', compression = 'none', strict_mode = true, null_padding = false,
        max_line_size = $longest, store_rejects = true {newline}
    )
"""


@dataclass(frozen=True)
class _Fast:
    """What the fast way gave: rejects by row number, and blank records below the header."""

    rejected: dict[int, str]
    blank: tuple[int, ...]


def preview_csv(source: SourceFile, scratch: Scratch) -> list[Preview]:
    """Return the one preview of a CSV file.

    Raises:
        InputError: ``unknown_encoding``, ``mixed_encodings`` or ``too_wide``.
    """
    decoded = decode(source.path, source.name, scratch)
    separator, rows = read_head(decoded.path)
    rows = tuple(row if len(row) <= MOST_COLUMNS else _without_blank_end(row) for row in rows)
    widest = max(map(len, rows), default=0)
    if widest > MOST_COLUMNS:
        raise refusal("too_wide", source.name, f"{widest:,}")
    clean = tuple(tuple(cell[:LONGEST_SHOWN].replace("\0", "") for cell in row) for row in rows)
    return [Preview(source, None, clean, decoded.encoding, separator, handle=decoded)]


def load_csv(
    preview: Preview, scratch: Scratch, skip_rows: int, width: int, relation: str, on_rows: Callable[[int], None]
) -> RawTable:
    """Load the records below the first ``skip_rows``; see ``pipeline.ingest.load_table``."""
    decoded: Decoded = preview.handle
    with reporting(scratch.connection, decoded.records.count, on_rows):
        fast = _load_fast(preview, scratch, skip_rows, width, relation) if _may_be_fast(decoded, width) else None
        if fast is None:
            return _load_exactly(preview, scratch, skip_rows, width, relation)
    rows = _number_rows(scratch, relation, skip_rows, width, decoded.records.count, fast)
    rejected = tuple(RejectedRow(number, None, code) for number, code in sorted(fast.rejected.items()))
    return RawTable(preview, relation, width, rows + len(rejected), rejected, _warnings(decoded))


def _may_be_fast(decoded: Decoded, width: int) -> bool:
    # A blank line of a table of one column is a record to DuckDB, so such tables cannot be reconciled.
    return decoded.records.is_plain and not decoded.has_bad_bytes and width > 1


def _load_fast(preview: Preview, scratch: Scratch, skip_rows: int, width: int, relation: str) -> _Fast | None:
    """Return None, and leave nothing behind, where rows and rejects do not add up to the records counted."""
    connection, decoded = scratch.connection, preview.handle
    connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    # Told "\r\n", DuckDB 2.0 reads nothing of a file over one block; told nothing, it may take a bare CR in a quoted cell for one.
    newline = "" if decoded.records.has_return else r", new_line = '\n'"
    try:
        connection.execute(
            READ.format(table=quoted(relation + "_records"), newline=newline),
            {
                "path": str(decoded.path),
                "columns": dict.fromkeys(names_of(width), "VARCHAR"),
                "skip": skip_rows,
                "separator": preview.separator,
                "longest": LONGEST_RECORD,
            },
        )
    except duckdb.InvalidInputException:
        return None  # the strict reader gave up on the file as a whole; the exact way says which rows are at fault
    loaded = connection.table(relation + "_records").shape[0]
    faults = connection.execute("select distinct line, error_type, trim(csv_line) = '' from reject_errors").fetchall()
    connection.execute("drop table reject_errors; drop table reject_scans")
    spaces = {line for line, _, is_blank in faults if is_blank}
    rejected = {line: REJECTS.get(kind, "") for line, kind, is_blank in faults if not is_blank}
    blank = tuple(sorted({number for number in decoded.records.blank if number > skip_rows} | spaces))
    expected = decoded.records.count - skip_rows - len(blank)
    if loaded + len(rejected) != expected or not all(rejected.values()) or len(faults) != len(spaces) + len(rejected):
        connection.execute(f"drop table {quoted(relation + '_records')}")
        return None
    return _Fast(rejected, blank)


def _number_rows(scratch: Scratch, relation: str, skip_rows: int, width: int, records: int, fast: _Fast) -> int:
    """Make ``relation`` a view with row numbers; return its number of rows.

    Where nothing was left out, ``rowid`` gives them; elsewhere a table of the numbers that are left stands beside.
    """
    connection, table = scratch.connection, quoted(relation + "_records")
    columns, filled = ", ".join(names_of(width)), filled_rows(width)
    number, join = f"{table}.rowid + {skip_rows + 1}", ""
    left_out = [*fast.rejected, *fast.blank]
    if left_out:
        numbers = quoted(relation + "_numbers")
        connection.execute(
            f"create table {numbers} as select row_number() over (order by number) - 1 as position, number "
            f"from range({skip_rows + 1}, {records + 1}) as all_rows(number) "
            "where number not in (select unnest($left_out::bigint[]))",
            {"left_out": left_out},
        )
        number, join = "numbers.number", f"join {numbers} as numbers on numbers.position = {table}.rowid"
    (rows,) = connection.execute(f"select count(*) from {table} where {filled}").fetchall()[0]
    only = (
        "" if rows == connection.table(relation + "_records").shape[0] else f" where {filled}"
    )  # asked of every scan of the view
    connection.execute(
        f"create view {quoted(relation)} as select {number} as row_number, {columns} from {table} {join}{only}"
    )
    return rows


def _load_exactly(preview: Preview, scratch: Scratch, skip_rows: int, width: int, relation: str) -> RawTable:
    decoded = preview.handle
    target = scratch.new_path(".csv")
    written, rejected = rewrite(decoded.path, target, preview, skip_rows, width)
    rows = load_numbered(scratch.connection, target, relation, width=width)
    target.unlink()
    if rows != written:
        raise refusal("too_many_faults", preview.source.name, f"{rows:,} ≠ {written:,}")
    return RawTable(preview, relation, width, rows + len(rejected), rejected, _warnings(decoded))


def _warnings(decoded: Decoded) -> tuple[tuple[str, int], ...]:
    return (("nul_bytes", decoded.nul_bytes),) if decoded.nul_bytes else ()


def _without_blank_end(row: tuple[str, ...]) -> tuple[str, ...]:
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    return row[: filled[-1] + 1] if filled else ()
