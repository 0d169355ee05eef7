"""Whether a column of ids really identifies records: unique within the file and not a running number 1 … n.

A running number with gaps (rows deleted, or filtered) is one too, or two exports of one table would be told apart by
different keys. Where the tool issues the numbers itself and never anew, the layout says so (``record: is_stable``).
"""

from __future__ import annotations

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Column

# Pasted twice by hand happens; a column that repeats more often than this names something else (a room, a resident).
MOST_REPEATED = 0.2
# A running number may have as many gaps as numbers.
MOST_SPREAD = 2
# Columns that count rows by their name, whatever part of the table an export holds; longer numbers are ids all the same.
ROW_NUMBERS = {fold(name) for name in ("序号", "行号", "index", "Unnamed: 0")}
HIGHEST_ROW_NUMBER = 999_999


def usable_id(
    connection: duckdb.DuckDBPyConnection, table: RawTable, column: Column, *, rows_may_share: bool, is_stable: bool
) -> tuple[str, str] | None:
    """Return None where the column identifies records, else why not, in (zh, en).

    Args:
        rows_may_share: Several rows of one record are normal (one complaint, several problems).
        is_stable: The tool issues the ids and never anew, so that 1 … n are ids too.
    """
    index = column.index
    filled, distinct, numbers, lowest, highest = connection.execute(
        "select count(v), count(distinct v), count(n), min(n), max(n) "
        f"from (select c{index} as v, try_cast(c{index} as bigint) as n from {table.relation})"
    ).fetchall()[0]
    if filled == 0:
        return (
            "编号列是空的，按小区、房号、时间和内容识别记录。",
            "The id column is empty; records are told apart by community, home, time and text.",
        )
    if not is_stable and numbers == filled and _counts_rows(column, distinct, lowest, highest):
        return (
            "编号只是序号，不用来识别记录；按小区、房号、时间和内容识别。",
            "The ids only number the rows; records are told apart by community, home, time and text.",
        )
    if (
        not rows_may_share
        and distinct < filled * (1 - MOST_REPEATED)
        and _repeats_with_other_content(connection, table, index, distinct)
    ):
        return (
            "编号大量重复，不用来识别记录；按小区、房号、时间和内容识别。",
            "Many ids repeat, so they do not identify records; community, home, time and text do.",
        )
    return None


def _counts_rows(column: Column, distinct: int, lowest: int, highest: int) -> bool:
    is_counted = distinct > 1 and lowest in (0, 1) and highest <= MOST_SPREAD * distinct
    return is_counted or (fold(column.header) in ROW_NUMBERS and highest <= HIGHEST_ROW_NUMBER)


def _repeats_with_other_content(
    connection: duckdb.DuckDBPyConnection, table: RawTable, index: int, distinct: int
) -> bool:
    """Whether the ids repeat although rows pasted twice are left out."""
    cells = ", ".join(f"c{at}" for at in range(table.width))
    (rows,) = connection.execute(
        f"select count(*) from (select distinct {cells} from {table.relation} where c{index} is not null)"
    ).fetchall()[0]
    return distinct < rows * (1 - MOST_REPEATED)
