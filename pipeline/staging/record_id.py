"""What identifies the rows of a complaint export: their id, where it really does, else what they say.

An id is unique within the file and not a running number 1 … n. A running number with gaps (rows deleted, or filtered) is
one too, or two exports of one table would be told apart by different keys. Where the tool issues the numbers itself and
never anew, the layout says so (``record: is_stable``).

Without id, home and text, a complaint is the nth of its community, type and department that came in at one moment; where only the day is
known, equal rows of two exports are as likely different cases, and each row is one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Column
from pipeline.staging.id_text import id_text
from pipeline.staging.reading import Reading, read_times
from pipeline.staging.sql import literal
from pipeline.staging.took import ENDS, is_settled

NO_ID = "null::varchar"
# Without id, clock and home, equal rows are as likely different cases: the nth of one export is the nth of the next.
NTH_OF_ITS_KIND = (
    ", case when place_id is null and received_at_precision = 'day' then row_number() over "
    "(partition by community_name, place_id, received_at, summary, description order by row_number) end"
)
SAID = "community_name, received_at, category, subcategory, detail, department"
NTH_OF_ITS_MOMENT = (
    f"\n        when community_name is not null and received_at_precision <> 'day' then hash({{source_name}} || '|' || concat_ws('|', {SAID}, "
    f"row_number() over (partition by {SAID} order by row_number)))"
)
BY_HANDLER = (
    "同一编号有多行（如每个处理人一行），时间、内容、类型和地点相同，按一件投诉计：仍有人在处理的算未完成，都完成的取最后完成的一行。",
    "Ids stand on several rows (one per handler, say) that agree in time, text, type and place: one complaint each: open while one of them is at work, else as the row that was finished last says.",
)
HISTORY = (
    "同一编号有多行，受理时间都相同（如工单的流转记录，或每个事由、每个人一行），按一件投诉计，以最后一次更新的一行（没有更新时间的取最末一行）为准。",
    "Ids stand on several rows of one time of receipt (the history of a ticket, or a row per allegation or person): one complaint each, as the row that was updated last says (without such times, the last row).",
)
HISTORY_SHARE, FEWEST_HISTORIES = 0.95, 20  # a number is given twice by mistake, and times are corrected
IN_TURN_SHARE = 0.9  # some are reopened without a word
REOPENED = "(?i)re-?open|重新|重开|再次|返工|退回"
IDS_PER_DAY = 1.2  # a number that only names the day is none of a complaint
SAME = ("received_at", "community", "building", "unit", "category", "subcategory", "detail", "name", "phone")
TELLING = ("home", "room", "description", "summary")
# Pasted twice by hand happens; a column that repeats more often than this names something else (a room, a resident).
MOST_REPEATED = 0.2
# A running number may have as many gaps as numbers.
MOST_SPREAD = 2
# Columns that count rows by their name, whatever part of the table an export holds; longer numbers are ids all the same.
ROW_NUMBERS = {fold(name) for name in ("序号", "行号", "index", "Unnamed: 0")}
HIGHEST_ROW_NUMBER = 999_999


@dataclass(frozen=True)
class RecordId:
    """What identifies the rows of one export.

    Attributes:
        value: SQL of the id; null where rows have no usable one.
        note: What to say about it, (zh, en).
        has_rows_by_handler: One complaint stands on several rows that say the same of it, one per handler or step.
        last_rows: Relation of the rows (``row_number``) that say how their complaint stood last, where the others are its history.
    """

    value: str
    note: tuple[str, str] | None = None
    has_rows_by_handler: bool = False
    last_rows: str | None = None


@dataclass(frozen=True)
class IdCounts:
    """Cells of a column of ids: filled ones, distinct ones, whole numbers among them, the lowest and the highest of these."""

    filled: int
    distinct: int
    numbers: int
    lowest: int
    highest: int


def record_id_of(connection: duckdb.DuckDBPyConnection, reading: Reading) -> RecordId:
    """Return what identifies the rows of an export."""
    field = reading.match.layout.record.get("id", "complaint_id")
    if field is None or field not in reading.columns:
        return RecordId(NO_ID, _without_id(reading))
    rows_may_share = reading.match.layout.record.get("row", "complaint") != "complaint"
    column = next(column for column in reading.match.columns if column.index == reading.columns[field])
    is_stable = bool(reading.match.layout.record.get("is_stable"))
    counts = _of_complaints(connection, reading, column, count_ids(connection, reading.table, column))
    is_shared = (
        not rows_may_share
        and counts.distinct < counts.filled
        and _says_the_same_on_every_row(connection, reading, column.index)
    )
    is_in_turn = is_shared and _ends_with_its_last_update(connection, reading, column.index)
    is_shared = is_shared and not is_in_turn
    is_history = is_in_turn or (
        not (rows_may_share or is_shared)
        and counts.distinct < counts.filled * (1 - MOST_REPEATED)
        and _is_history(connection, reading, column.index)
    )
    rows_may_share |= is_shared or is_history
    problem = usable_id(
        connection, reading.table, column, rows_may_share=rows_may_share, is_stable=is_stable, counts=counts
    )
    if problem:
        return RecordId(NO_ID, _without_id(reading) or problem)
    value = id_text(connection, reading.table, column.index, f"trim({field})")
    if is_history:
        return RecordId(value, HISTORY, last_rows=_write_last_rows(connection, reading, column.index))
    return RecordId(value, BY_HANDLER, True) if is_shared else RecordId(value)


def _is_history(connection: duckdb.DuckDBPyConnection, reading: Reading, index: int) -> bool:
    """Whether the rows of many ids were each received at one moment, of many, at one place, and say the same words or were updated one after the other:
    no ids of anything else repeat so.
    """
    received, updated = reading.times.get("received_at"), reading.match.column("progress_at")
    if received is None or not (updated or reading.has("description", "summary")):
        return False
    place = f"count(distinct c{reading.columns['community']})" if reading.has("community") else "0"
    told = [f"count(c{reading.columns[field]})" for field in ("description", "summary") if reading.has(field)]
    is_told = " or ".join(f"{cells} > 0" for cells in told) or "false"
    is_updated = f"count(distinct c{updated.index}) > 1" if updated else "false"
    texts = [f"count(distinct c{reading.columns[field]})" for field in ("description", "summary") if reading.has(field)]
    same = " and ".join(f"{count} <= 1" for count in (f"count(distinct {received.value})", *texts))
    ids, alike, timed, moments, places, known = connection.execute(
        "select count(*), count(*) filter (where is_same), count(*) filter (where clocks > 0), count(distinct moment), max(places), "
        "count(*) filter (where is_known) from ("
        f"select {same} as is_same, min({received.value}) as moment, count(*) filter (where {received.precision} <> 'day') as clocks, "
        f"{place} as places, ({is_told}) or ({is_updated}) as is_known "
        f"from {reading.table.relation} where c{index} is not null group by c{index} having count(*) > 1)"
    ).fetchall()[0]
    is_of_moments = timed >= HISTORY_SHARE * ids or ids >= IDS_PER_DAY * moments
    is_known_as_one = (places or 0) <= 1 and known >= HISTORY_SHARE * ids
    return moments >= FEWEST_HISTORIES and alike >= HISTORY_SHARE * ids and is_of_moments and is_known_as_one


def _ends_with_its_last_update(connection: duckdb.DuckDBPyConnection, reading: Reading, index: int) -> bool:
    """Whether the rows of many ids were updated one after the other, and after one that says that the case has ended each says so in another word, or that it was reopened.

    Rows of handlers say so one by one, whoever comes last. Without times of updates, rows of one table that names nobody stand one after the other.
    """
    ends = [f"{reading.times[end].value} is not null" for end in ENDS if end in reading.written]
    ends += [is_settled(connection, reading.columns, reading.match, reading.cells)] if reading.has("status") else []
    moment = _updated_at(connection, reading)
    if not ends or (moment is None and reading.has("handler", "department")):
        return False
    cells = ", ".join(f"c{at}" for at in range(reading.table.width))
    state = f"coalesce(c{reading.columns['status']}, '')" if reading.has("status") else "''"
    repeated = f"select c{index} from {reading.table.relation} group by c{index} having count(c{index}) > 1"
    last = "lag({}) over (partition by id order by moment, row_number)"
    ids, in_turn = connection.execute(
        "select count(*), count(*) filter (where moments = rows and not is_of_handlers) from ("
        "select count(*) as rows, count(distinct moment) as moments, bool_or(coalesce(had_ended and case when has_ended "
        f"then state = last_state else not regexp_matches(state, {literal(REOPENED)}) end, false)) as is_of_handlers "
        f"from (select *, {last.format('has_ended')} as had_ended, {last.format('state')} as last_state "
        f"from (select row_number, c{index} as id, {moment or 'row_number'} as moment, {' or '.join(ends)} as has_ended, {state} as state "
        f"from (select min(row_number) as row_number, {cells} from {reading.table.relation} where c{index} in ({repeated}) group by all))) "
        "group by id having count(*) > 1)"
    ).fetchall()[0]
    return ids >= FEWEST_HISTORIES and in_turn >= IN_TURN_SHARE * ids


def _updated_at(connection: duckdb.DuckDBPyConnection, reading: Reading) -> str | None:
    """SQL of the time of a row's last update, None where the export has none. The other times show in which order days and months stand."""
    updated = reading.match.column("progress_at")
    if updated is None:
        return None
    written = {reading.columns[field] for field in reading.written}
    columns = [updated, *(column for column in reading.match.columns if column.index in written)]
    return read_times(connection, reading.table, columns, reading.match, reading.sidecar)[updated.index].value


def _write_last_rows(connection: duckdb.DuckDBPyConnection, reading: Reading, index: int) -> str:
    """Write which row of each id was updated last, the lowest in the file where that is not said, and return the relation."""
    name, moment = f"{reading.table.relation}_last", _updated_at(connection, reading) or "null::timestamp"
    connection.execute(
        f"create table {name} as select max_by(row_number, (coalesce({moment}, timestamp '1900-01-01'), row_number)) as row_number "
        f"from {reading.table.relation} where c{index} is not null group by c{index}"
    )
    return name


def _says_the_same_on_every_row(connection: duckdb.DuckDBPyConnection, reading: Reading, index: int) -> bool:
    """Whether the rows of an id differ, and never in what the complaint is: time of receipt, text, type, place and resident."""
    if "received_at" not in reading.columns or not reading.has(*TELLING):
        return False
    said = ", ".join(f"c{reading.columns[field]}" for field in (*SAME, *TELLING) if reading.has(field))
    cells = ", ".join(f"c{at}" for at in range(reading.table.width))
    repeated = f"select c{index} from {reading.table.relation} group by c{index} having count(c{index}) > 1"
    shared, differing = connection.execute(
        f"select count(*), count(*) filter (where told > 1) from (select count(distinct row({said})) as told "
        f"from (select distinct {cells} from {reading.table.relation} where c{index} in ({repeated})) group by c{index} having count(*) > 1)"
    ).fetchall()[0]
    return bool(shared and not differing)


def _without_id(reading: Reading) -> tuple[str, str] | None:
    """What to say of rows that neither an id nor a home nor a text tells apart."""
    if reading.has(*TELLING) or "received_at" not in reading.times:
        return None
    if reading.times["received_at"].precision == "'day'":
        return (
            "没有可用的编号，也没有房号、内容和钟点，每行算一件；时间重叠的导出会重复计数。",
            "No usable id, no home, no text and no clock: every row counts as a complaint, and exports that overlap count twice.",
        )
    return (
        "没有可用的编号，也没有房号和内容，按小区、时间、类型和部门识别；相同的行各算一件，与重叠的导出逐件对应。",
        "No usable id, no home and no text: rows are told apart by community, time, type and department; equal rows count one each, "
        "and are matched one by one with those of exports that overlap.",
    )


def count_ids(connection: duckdb.DuckDBPyConnection, table: RawTable, column: Column) -> IdCounts:
    """Return what a column of ids holds."""
    row = connection.execute(
        "select count(v), count(distinct v), count(n), min(n), max(n) "
        f"from (select c{column.index} as v, try_cast(c{column.index} as bigint) as n from {table.relation})"
    ).fetchall()[0]
    return IdCounts(*row)


def _of_complaints(
    connection: duckdb.DuckDBPyConnection, reading: Reading, column: Column, counts: IdCounts
) -> IdCounts:
    """The counts without words beside running numbers that stand in rows without a time of receipt: 合计, 制表人 and remarks below the table."""
    received, words = reading.times.get("received_at"), counts.filled - counts.numbers
    if received is None or not counts.numbers or not words:
        return counts
    cell = f"c{column.index}"
    distinct, of_complaints = connection.execute(
        f"select count(distinct {cell}), count(*) filter (where {received.value} is not null) from {reading.table.relation} "
        f"where {cell} is not null and try_cast({cell} as bigint) is null"
    ).fetchall()[0]
    return counts if of_complaints else replace(counts, filled=counts.numbers, distinct=counts.distinct - distinct)


def usable_id(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    column: Column,
    *,
    rows_may_share: bool,
    is_stable: bool,
    counts: IdCounts | None = None,
) -> tuple[str, str] | None:
    """Return None where the column identifies records, else why not, in (zh, en).

    Args:
        rows_may_share: Several rows of one record are normal (one complaint, several problems).
        is_stable: The tool issues the ids and never anew, so that 1 … n are ids too.
        counts: Of ``count_ids``, where they are known.
    """
    counts = counts or count_ids(connection, table, column)
    filled, distinct = counts.filled, counts.distinct
    if filled == 0:
        return (
            "编号列是空的，按小区、房号、时间和内容识别记录。",
            "The id column is empty; records are told apart by community, home, time and text.",
        )
    if not is_stable and counts.numbers == filled and _counts_rows(column, counts):
        return (
            "编号只是序号，不用来识别记录；按小区、房号、时间和内容识别。",
            "The ids only number the rows; records are told apart by community, home, time and text.",
        )
    if (
        not rows_may_share
        and distinct < filled * (1 - MOST_REPEATED)
        and _repeats_with_other_content(connection, table, column.index, distinct)
    ):
        return (
            "编号大量重复，不用来识别记录；按小区、房号、时间和内容识别。",
            "Many ids repeat, so they do not identify records; community, home, time and text do.",
        )
    return None


def _counts_rows(column: Column, counts: IdCounts) -> bool:
    is_counted = counts.distinct > 1 and counts.lowest in (0, 1) and counts.highest <= MOST_SPREAD * counts.distinct
    return is_counted or (fold(column.header) in ROW_NUMBERS and counts.highest <= HIGHEST_ROW_NUMBER)


def _repeats_with_other_content(
    connection: duckdb.DuckDBPyConnection, table: RawTable, index: int, distinct: int
) -> bool:
    """Whether the ids repeat although rows pasted twice are left out."""
    cells = ", ".join(f"c{at}" for at in range(table.width))
    (rows,) = connection.execute(
        f"select count(*) from (select distinct {cells} from {table.relation} where c{index} is not null)"
    ).fetchall()[0]
    return distinct < rows * (1 - MOST_REPEATED)
