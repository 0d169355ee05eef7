"""Whether a column of ids really identifies records: unique within the file and not a running number 1 … n."""

from __future__ import annotations

import duckdb

from pipeline.ingest.table import RawTable

# Pasted twice by hand happens; a column that repeats more often than this names something else (a room, a resident).
MOST_REPEATED = 0.2


def usable_id(
    connection: duckdb.DuckDBPyConnection, table: RawTable, index: int, *, rows_may_share: bool
) -> tuple[str, str] | None:
    """Return None where the column identifies records, else why not, in (zh, en).

    Args:
        rows_may_share: Several rows of one record are normal (one complaint, several problems).
    """
    cell = f"c{index}"
    filled, distinct, lowest, highest = connection.execute(
        f"select count(v), count(distinct v), min(try_cast(v as bigint)), max(try_cast(v as bigint)) from (select {cell} as v from {table.relation})"
    ).fetchall()[0]
    if filled == 0:
        return (
            "编号列是空的，按小区、房号、时间和内容识别记录。",
            "The id column is empty; records are told apart by community, home, time and text.",
        )
    if lowest == 1 and highest == distinct and distinct > 1:
        return (
            "编号只是序号（1 到 n），不用来识别记录；按小区、房号、时间和内容识别。",
            "The ids only number the rows (1 to n); records are told apart by community, home, time and text.",
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


def _repeats_with_other_content(
    connection: duckdb.DuckDBPyConnection, table: RawTable, index: int, distinct: int
) -> bool:
    """Whether the ids repeat although rows pasted twice are left out."""
    cells = ", ".join(f"c{at}" for at in range(table.width))
    (rows,) = connection.execute(
        f"select count(*) from (select distinct {cells} from {table.relation} where c{index} is not null)"
    ).fetchall()[0]
    return distinct < rows * (1 - MOST_REPEATED)
