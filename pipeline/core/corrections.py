"""``data/corrections.csv``: what people decided about single records, applied at each build where *old* still matches.

Columns: record, field, old, new, who, when, why. A line is undone by another line, with *old* and *new* changed over. What
could not be applied is reported, never guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.agreed.lines import Line, read_rows
from pipeline.agreed.writing import locked, put, require_harmless
from pipeline.errors import UsageError
from pipeline.privacy import scrubbed_text
from pipeline.staging.sql import identifier, literal

COLUMNS = ("record", "field", "old", "new", "who", "when", "why")
COMPLAINT_FIELDS = {
    "community_id", "category", "subcategory", "detail", "severity", "department", "channel", "status", "received_at", "responded_at",
    "resolved_at", "closed_at", "due_at", "reopened_at", "called_back_at", "callback_answer", "is_confirmed_resolved",
}  # fmt: skip
RESPONSE_FIELDS = {"community_id", "is_valid"}
RESOLUTION = ("resolved_at", "resolved_from", "final_resolved_at")  # what leaves without a resolution has none of these
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

    @property
    def undone(self) -> Change:
        """What another line says to undo this one."""
        return Change(self.record, self.field, self.new, self.old)


@dataclass(frozen=True)
class Change:
    """What a new line is to say of a record; empty is unknown."""

    record: str
    field: str
    old: str
    new: str


def add_corrections(path: Path, changes: Sequence[Change], *, who: str, at: datetime, why: str) -> None:
    """Append one line per change, all of them or none; the lines that are there stay as they are, the reason loses personal data.

    Raises:
        CellError: If there is no reason, or a cell is no plain text.
        UsageError: If the file was broken before, or another writer holds it.
    """
    reason = scrubbed_text(" ".join(why.split()))
    with locked(path):
        read_corrections(path)
        rows = read_rows(path) or [list(COLUMNS)]
        new = []
        for number, change in enumerate(changes, len(rows) + 1):
            cells = vars(change) | {"who": who, "when": f"{at:%Y-%m-%d %H:%M:%S}", "why": reason}
            line = Line(path.name, number, cells)
            line.required("why")
            for name, cell in cells.items():
                require_harmless(line, name, cell)
            new.append([cells.get(name, "") for name in rows[0]])
        put(path, [*rows, *new], read_corrections)


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
    statuses = {correction.line: _apply_one(connection, table, key, fields, correction) for correction in corrections}
    settled = [each.record for each in corrections if each.field == "status" and statuses[each.line] == "applied"]
    if settled:  # once all lines are applied: a status that another line undoes leaves the times as they were
        gone = f"status in ({', '.join(map(literal, OUTCOMES))})"
        kept = ", ".join(f"{name} = case when {gone} then null else {name} end" for name in RESOLUTION)
        connection.execute(
            f"update {table} set outcome = case when {gone} then status end, {kept} where list_contains(?::varchar[], {key})",
            [settled],
        )
    return statuses


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
    return "applied" if changed else "old_value_differs"
