"""Complaint exports: raw text rows → ``stg_complaint``, rejected rows and cell issues, in one pass inside DuckDB.

Grain: one row per source row. The statement is ``complaint.sql``; this module only says which column of the file is which
canonical field, how its times are read, and what its codes mean.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.config import Settings
from pipeline.ingest.table import RawTable, Sidecar
from pipeline.layouts.layout import Match
from pipeline.staging.codes import write_value_map
from pipeline.staging.complaint_notes import RESOLUTION, complaint_notes
from pipeline.staging.people import note_on_homes, write_people, write_words
from pipeline.staging.reading import TEXTS, TIMES, Reading, read_columns
from pipeline.staging.record_id import NO_ID, NTH_OF_ITS_KIND, NTH_OF_ITS_MOMENT, RecordId, record_id_of
from pipeline.staging.span import time_span
from pipeline.staging.sql import literal, value_list
from pipeline.staging.staged import Staged

STATEMENT = Path(__file__).with_name("complaint.sql").read_text(encoding="utf-8")
END_WORDS = {
    "total_row": r"^[\s　]*(合[\s　]*计|总[\s　]*计|小[\s　]*计|共[\s　]*计|平[\s　]*均|(?i:grand total|total)\b)",
    "note_row": r"^[\s　（(*※]*(备[\s　]*注|说明|注\d*\s*[:：、.]|填表|制表|填报|审核|复核|审批|打印|导出时间|统计人|统计时间|负责人|签[字名]|(?i:note|remark|prepared by|printed|generated)s?\b)",
}
EVENTS = [name for name in TIMES if name not in ("due_at", "status_at", "withdrawn_at")]
CODED = (
    "status",
    "category",
    "subcategory",
    "channel",
    "severity",
    "satisfaction",
    "second_satisfaction",
    "confirmed",
    "callback_reached",
)
FREE_TEXTS = ("summary", "description", "result")
WORDS = ("record_id", "community", "building", "department", "channel", "subcategory", "detail")
# Staged columns that hold nothing but one field: not written where the export lacks it.
OF_ONE_FIELD = {
    name: name
    for name in (
        "department detail severity summary description result registered_at assigned_at responded_at investigated_at proposed_at approved_at "
        "executed_at feedback_at archived_at due_at reopened_at called_back_at recontacted_at callbacks"
    ).split()
} | {
    "handler_id": "handler",
    "responded_precision": "responded_at",
    "due_precision": "due_at",
    "reopened_precision": "reopened_at",
    "is_confirmed_resolved": "confirmed",
    "recontact_answer": "second_satisfaction",
}
CALLBACK = ("called_back_at", "satisfaction", "callback_reached")
TOTAL_ROW = "'[ :：\u3000]*(?i:合计|总计|小计|共计|总数|平均|(?:grand |sub)?total|totals|sum)[ :：\u3000]*'"


def stage_complaints(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    match: Match,
    sidecar: Sidecar,
    settings: Settings,
    *,
    latest: datetime,
    target: Path,
) -> Staged:
    """Type the rows of a complaint export in one pass from the raw table to a Parquet file.

    Args:
        table: The raw table; ``row_number`` and ``c0 …``.
        latest: Moment of loading in the configured zone; complaints received after it are rejected.
        target: Parquet file to write, in the scratch folder.

    Returns:
        Relations ``complaint``, ``rejected`` and ``issue``, see ``pipeline.staging.staged``.
    """
    reading = read_columns(connection, table, match, sidecar, settings)
    value_map = write_value_map(connection, reading, CODED)
    record_id = record_id_of(connection, reading)
    names = write_people(connection, reading)
    home_note = note_on_homes(connection, names["homes"])
    names |= {"value_map": value_map, "words": write_words(connection, reading)}
    staged = f"{table.relation}_staged"
    _write(connection, reading, _statement(reading, settings, names, record_id, latest), target)
    connection.execute(f"create view {staged} as from read_parquet({literal(str(target))})")
    accepted = f"(from {staged} where reject_code is null)"
    events = [name for name in EVENTS[1:] if name in reading.times or name in ("resolved_at", "closed_at")]
    span = time_span(connection, accepted, "received_at", events, latest, sidecar, match)
    relations = {"complaint": target} | _write_faults(connection, reading, staged)
    return Staged(
        relations,
        span.exported_at,
        span.newest_event_at,
        span.covers_until,
        complaint_notes(connection, reading, value_map, accepted, (record_id.note, home_note)),
    )


def _write(connection: duckdb.DuckDBPyConnection, reading: Reading, statement: str, target: Path) -> None:
    """Write the staged rows less the columns of which the export has nothing; core takes those for null."""
    absent = [column for column, field in OF_ONE_FIELD.items() if field not in reading.columns]
    columns = f"* exclude ({', '.join(absent)})" if absent else "*"
    # In a signature or a total row the cell of the id may hold a name: of a rejected row, no word is kept.
    words = [name for name in WORDS if name not in absent]
    columns += f" replace ({', '.join(f'case when reject_code is null then {name} end as {name}' for name in words)})"
    connection.execute(
        f"copy (select {columns} from ({statement})) to {literal(str(target))} "
        "(format parquet, parquet_version v2, compression snappy, row_group_size 40960)"  # what stays in the cache of a processor is written faster
    )


def _statement(
    reading: Reading, settings: Settings, names: dict[str, str], record_id: RecordId, latest: datetime
) -> str:
    source_name = reading.sidecar.source or reading.match.layout.family
    parts = names | {
        "source": _source(reading, settings),
        "record_id": record_id.value,
        "source_name": literal(source_name),
        "place": NTH_OF_ITS_KIND if record_id.value == NO_ID else "",
        "of_moment": NTH_OF_ITS_MOMENT.format(source_name=literal(source_name)) if record_id.value == NO_ID else "",
        "file_key": literal(f"{reading.table.preview.source.sha256}|{reading.table.preview.sheet}"),
        "latest": f"timestamp '{latest:%Y-%m-%d %H:%M:%S}'",
        "has_status": str(reading.has("status")).lower(),
        "has_resolution": str(reading.has(*RESOLUTION)).lower(),
        "has_closing": str(reading.has("closed_at", "status")).lower(),
        "has_due": str(reading.has("due_at")).lower(),
        "has_callback": str(reading.has(*CALLBACK)).lower(),
        "issues": _issues(reading),
        "part": _part(reading, record_id),
    }
    return STATEMENT.format(**parts)


def _source(reading: Reading, settings: Settings) -> str:
    """The select that gives every canonical field a column; each time is read once, in the inner select.

    Texts are scrubbed here, below the joins: above them, every pipeline that a join adds would compile the rules again.
    """
    read, cells = ["*"], ["row_number"]
    for name in TEXTS:
        cells.append(f"{reading.cell(name)} as {name}" if reading.has(name) else f"null::varchar as {name}")
    for name in TIMES:
        if name not in reading.times:
            cells.append(f"null::timestamp as {name}, null::varchar as {name}_precision")
            continue
        column = reading.times[name]
        read.append(f"{column.value} as read_{name}, {column.precision} as precision_{name}")
        cells.append(f"{_end_of_day(name)} as {name}, precision_{name} as {name}_precision")
        unread = f"case when read_{name} is null then trim(c{reading.columns[name]}) <> '' else false end"
        cells.append(f"{column.unread or unread} as unread_{name}")
    cells.append(f"{_is_total_row(reading)} as is_total_row")
    cells.append(f"{_drop_code(reading)} as drop_code")
    cells.append(f"{_end_code(reading)} as end_code")
    texts = ", ".join(f"{_free_text(reading, name, settings)} as {name}_text" for name in FREE_TEXTS)
    inner = f"select {', '.join(cells)} from (select {', '.join(read)} from {reading.table.relation})"
    return f"select *, {texts} from ({inner})"


def _free_text(reading: Reading, name: str, settings: Settings) -> str:
    is_kept = settings.free_text == "scrubbed" and reading.has(name)
    return f"scrub_text({name}, name)" if is_kept else "null::varchar"


def _end_of_day(name: str) -> str:
    """A due date without a clock ends with its day."""
    if name != "due_at":
        return f"read_{name}"
    return f"case when precision_{name} = 'day' then date_trunc('day', read_{name}) + interval 86399 second else read_{name} end"


def _is_total_row(reading: Reading) -> str:
    first = ", ".join(f"c{index}" for index in range(min(3, reading.table.width)))
    return f"coalesce(regexp_full_match(coalesce({first}), {TOTAL_ROW}), false)"


def _end_code(reading: Reading) -> str:
    """Reason code of what stands below a table: sums and remarks, told by their first words where there is no time."""
    first = ", ".join(f"c{index}" for index in range(min(3, reading.table.width)))
    cases = " ".join(
        f"when regexp_matches(coalesce({first}), {literal(words)}) then '{code}'" for code, words in END_WORDS.items()
    )
    return f"case when read_received_at is null then case {cases} end end"


def _drop_code(reading: Reading) -> str:
    cases = [
        f"when c{reading.columns[field]} = {literal(text)} then {literal(code)}"
        for field, texts in reading.match.layout.drop.items()
        if field in reading.columns
        for text, code in texts.items()
    ]
    return f"case {' '.join(cases)} end" if cases else "null::varchar"


def _issues(reading: Reading) -> str:
    """List of the time columns of a row that hold something unreadable; null for nearly every row."""
    names = [name for name in reading.times if name != "received_at"]
    if not names:
        return "null::varchar[]"
    any_unread = " or ".join(f"unread_{name}" for name in names)
    each = ", ".join(f"case when unread_{name} then '{name}' end" for name in names)
    return f"case when {any_unread} then list_filter([{each}], lambda name: name is not null) end"


def _write_faults(connection: duckdb.DuckDBPyConnection, reading: Reading, staged: str) -> dict[str, str]:
    """Write the rejected rows and the cell issues of the staged rows."""
    relations = {name: f"{staged}_{name}" for name in ("rejected", "issue")}
    received = literal(_header(reading, "received_at"))
    connection.execute(
        f"create table {relations['rejected']} as select row_number, case when reject_code in ('no_time', 'future_time') "
        f"then {received} end as column_name, reject_code as reason_code from {staged} where reject_code is not null"
    )
    headers = ", ".join(f"'{name}': {literal(_header(reading, name))}" for name in reading.times)
    shapes = " ".join(f"when '{name}' then value_shape(c{reading.columns[name]})" for name in reading.times)
    times = value_list(reading.written)
    connection.execute(
        f"create table {relations['issue']} as select row_number, map {{{headers}}}[field] as column_name, "
        f"case when field in {times} then 'unreadable_time' else 'unreadable_number' end as reason_code, case field {shapes} end as value_shape "
        f"from (select row_number, unnest(issue_columns) as field from {staged} where reject_code is null and issue_columns is not null) "
        f"join {reading.table.relation} using (row_number)"
    )
    return relations


def _part(reading: Reading, record_id: RecordId) -> str:
    """0 for the row that stands for its complaint, 1 and more for its further problems or handlers."""
    rows = "row_number() over (partition by record_key, received_at::date order by {}row_number) - 1"
    if record_id.has_rows_by_handler:
        at_work = "finished is null and coalesce(status_code, 'open') not in ('closed', 'resolved')"
        return rows.format(
            f"({at_work}) desc, finished desc nulls last, list_position(['closed', 'resolved'], status_code) nulls last, "
        )
    if record_id.last_rows:
        return rows.format(f"(row_number in (select row_number from {record_id.last_rows})) desc, ")
    return "0::bigint" if reading.match.layout.record.get("row", "complaint") == "complaint" else rows.format("")


def _header(reading: Reading, field: str) -> str:
    index = reading.columns[field]
    return next(column.header for column in reading.match.columns if column.index == index)
