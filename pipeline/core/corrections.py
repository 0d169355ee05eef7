"""``data/corrections.csv``: what people decided about single records, applied at each build where *old* still matches.

Columns: record, field, old, new, who, when, why. A line is undone by another line. What could not be applied is reported,
never guessed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.errors import UsageError
from pipeline.staging.sql import identifier, literal

COLUMNS = ("record", "field", "old", "new", "who", "when", "why")
COMPLAINT_FIELDS = {
    "community_id", "category", "subcategory", "detail", "severity", "department", "channel", "status", "received_at", "responded_at",
    "resolved_at", "closed_at", "due_at", "reopened_at", "called_back_at", "callback_answer", "is_confirmed_resolved",
}  # fmt: skip
RESPONSE_FIELDS = {"community_id", "is_valid"}
OUTCOMES = ("withdrawn", "merged", "out_of_scope")


@dataclass(frozen=True)
class Correction:
    """One line of the file; ``line`` counts the header as 1."""

    line: int
    record: str
    field: str
    old: str
    new: str
    who: str
    when: str
    why: str


def read_corrections(path: Path) -> list[Correction]:
    """Return the lines of ``corrections.csv``; none where there is no file.

    Raises:
        UsageError: If a column is missing or the file is not UTF-8.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            rows = list(reader)
    except UnicodeDecodeError as error:
        raise UsageError(zh=f"{path.name} 不是 UTF-8 编码。", en=f"{path.name} is not UTF-8.") from error
    if missing:
        raise UsageError(
            zh=f"{path.name} 缺少列：{'、'.join(missing)}。需要：{'、'.join(COLUMNS)}。",
            en=f"{path.name} lacks the columns {', '.join(missing)}. Needed: {', '.join(COLUMNS)}.",
        )
    return [Correction(line, *(str(row[name] or "").strip() for name in COLUMNS)) for line, row in enumerate(rows, 2)]


def apply_to_complaints(connection: duckdb.DuckDBPyConnection, corrections: list[Correction]) -> dict[int, str]:
    """Take the corrected complaints apart from the others, change them, and return line → status.

    Makes the temporary tables ``correction_row_id`` (record) and ``complaint_corrected``.
    """
    records = sorted({correction.record for correction in corrections})
    connection.execute("create temp table correction_row_id as select unnest(?::varchar[]) as record", [records])
    connection.execute(
        "create temp table complaint_corrected as from complaint_accepted where complaint_id in (select record from correction_row_id)"
    )
    return _apply(connection, "complaint_corrected", "complaint_id", COMPLAINT_FIELDS, corrections)


def apply_to_responses(connection: duckdb.DuckDBPyConnection, corrections: list[Correction]) -> dict[int, str]:
    """Change the corrected responses in ``fct_response`` and return line → status."""
    return _apply(connection, "fct_response", "response_id", RESPONSE_FIELDS, corrections)


def write_corrections(
    connection: duckdb.DuckDBPyConnection, corrections: list[Correction], *statuses: dict[int, str]
) -> None:
    """Write the table ``correction``: each line with what became of it."""
    connection.execute(
        "create table correction (line bigint, record varchar, field varchar, old varchar, new varchar, who varchar, corrected_on varchar, why varchar, status varchar)"
    )
    for c in corrections:
        said = {status[c.line] for status in statuses} - {"unknown_record"}
        connection.execute(
            "insert into correction values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [c.line, c.record, c.field, c.old, c.new, c.who, c.when, c.why, said.pop() if said else "unknown_record"],
        )


def _apply(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, fields: set[str], corrections: list[Correction]
) -> dict[int, str]:
    return {correction.line: _apply_one(connection, table, key, fields, correction) for correction in corrections}


def _apply_one(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, fields: set[str], correction: Correction
) -> str:
    found = connection.execute(f"select count(*) from {table} where {key} = ?", [correction.record]).fetchall()[0][0]
    if not found:
        return "unknown_record"
    if correction.field not in fields:
        return "unknown_field"
    column = identifier(correction.field)
    kind = connection.execute(f"select typeof({column}) from {table} limit 1").fetchall()[0][0]
    old = f"try_cast(nullif({literal(correction.old)}, '') as {kind})"
    new = f"try_cast(nullif({literal(correction.new)}, '') as {kind})"
    changed = connection.execute(
        f"update {table} set {column} = {new} where {key} = ? and {column} is not distinct from {old} returning 1",
        [correction.record],
    ).fetchall()
    if changed and correction.field == "status":
        is_gone = correction.new in OUTCOMES
        never_resolved = ", resolved_at = null, resolved_from = null, final_resolved_at = null" if is_gone else ""
        outcome = literal(correction.new) if is_gone else "null"
        connection.execute(
            f"update {table} set outcome = {outcome}{never_resolved} where {key} = ?", [correction.record]
        )
    return "applied" if changed else "old_value_differs"
