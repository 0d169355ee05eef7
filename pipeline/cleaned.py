"""The cleaned store: what reading and cleaning one file gave, as Parquet beside a JSON file that describes it.

``cleaned/<sha256>-<context>-<layout>.json`` lists the tables found in the file; ``…-<n>.<relation>.parquet`` hold their rows, nothing
personal in them. The context is a hash of code, key, sidecar and settings, the layout one of how the tables are recognised, so a file
is read once, and again only when something that could change its result has changed. The JSON file is written last; it also
names the sets of layouts under which the file is known to be recognised so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipeline.ingest.table import RejectedRow
from pipeline.staging.sql import literal

CODE_FOLDERS = ("ingest", "layouts", "privacy", "staging", "workbook")
KEY_PARTS = 3
MOST_LIBRARIES = 20
CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml"}


@dataclass(frozen=True)
class CleanedTable:
    """One table of a file after cleaning, or why it has none.

    Attributes:
        sheet, kind, layout, encoding: As in the table ``load``.
        status: ``loaded``, ``empty``, ``refused`` or ``skipped``.
        reason_code, reason_zh, reason_en: Why it was not loaded.
        rows_read: Source rows below the header.
        rows_rejected: Of those, rows that cannot be records.
        relations: Relation → name of its Parquet file in the store.
        exported_at, newest_event_at, covers_until: As in ``Staged``.
        notes: (zh, en) sentences.
    """

    sheet: str | None = None
    kind: str | None = None
    layout: str | None = None
    encoding: str | None = None
    status: str = "loaded"
    reason_code: str | None = None
    reason_zh: str | None = None
    reason_en: str | None = None
    rows_read: int = 0
    rows_rejected: int = 0
    relations: dict[str, str] = field(default_factory=dict)
    exported_at: datetime | None = None
    newest_event_at: datetime | None = None
    covers_until: datetime | None = None
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CleanedFile:
    """All tables of one file.

    Attributes:
        name: Path shown to users.
        sha256: Of the bytes, None where the file could not be opened.
        key: Name of its description in the store, None where nothing is stored.
        tables: At least one.
    """

    name: str
    sha256: str | None
    key: str | None
    tables: tuple[CleanedTable, ...]


def context_of(*parts: Any) -> str:
    """Return a short hash of everything besides a file's bytes that its cleaned form depends on."""
    text = json.dumps([_code_version(), *parts], default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def _code_version() -> str:
    digest = hashlib.sha256(duckdb.__version__.encode())
    root = Path(__file__).parent
    for folder in CODE_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in CODE_SUFFIXES and path.parent.name != "shipped":  # layouts count where they are used
                digest.update(path.read_bytes())
    return digest.hexdigest()


class Store:
    """The folder ``cleaned/``.

    Args:
        folder: Created with access for its owner only.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder

    def find(self, name: str, sha256: str, context: str, library: str) -> CleanedFile | None:
        """Return what cleaning gave earlier under this set of layouts, None where the file has to be looked at."""
        for path in self.folder.glob(f"{sha256[:24]}-{context}-*.json"):
            if library in _description(path)["libraries"]:
                return self._read(name, sha256, path.stem)
        return None

    def recall(self, name: str, sha256: str, key: str, library: str) -> CleanedFile | None:
        """Return what cleaning gave earlier under another set of layouts, where the file is recognised the same; note it."""
        path = self.folder / f"{key}.json"
        file = self._read(name, sha256, key) if path.exists() else None
        if file:
            self.describe(key, file.tables, [*_description(path)["libraries"], library])
        return file

    def _read(self, name: str, sha256: str, key: str) -> CleanedFile | None:
        tables = tuple(_table(entry) for entry in _description(self.folder / f"{key}.json")["tables"])
        whole = all((self.folder / file).exists() for table in tables for file in table.relations.values())
        return CleanedFile(name, sha256, key, tables) if whole else None

    def write_relations(
        self,
        connection: duckdb.DuckDBPyConnection,
        key: str,
        number: int,
        relations: dict[str, str | Path],
        rejected: tuple[RejectedRow, ...],
        error_cells: tuple[tuple[int, str], ...] = (),
    ) -> tuple[dict[str, str], int]:
        """Write the staged relations of a table; return relation → file, and the number of rejected rows.

        Args:
            error_cells: Row number and header of cells with an Excel error; those of rejected rows are no issue.
        """
        _add_faults(connection, relations, rejected, error_cells)
        files = {}
        for name, relation in relations.items():
            file = f"{key}-{number}.{name}.parquet"
            fresh = self.folder / f"{file}.new"
            if isinstance(relation, Path):
                relation.replace(fresh)
            else:
                connection.execute(
                    f"copy (from {relation}) to {literal(str(fresh))} (format parquet, parquet_version v2, compression snappy)"
                )
            fresh.replace(self.folder / file)
            files[name] = file
        count = connection.execute(f"select count(*) from {relations['rejected']}").fetchall()[0][0]
        return files, count

    def describe(self, key: str, tables: tuple[CleanedTable, ...], libraries: list[str]) -> None:
        """Write the description of a file whose relations are all written.

        Args:
            libraries: Hashes of the sets of layouts under which the file is recognised so; the newest few are kept.
        """
        fresh = self.folder / f"{key}.json.new"
        content = {"libraries": libraries[-MOST_LIBRARIES:], "tables": [asdict(table) for table in tables]}
        fresh.write_text(json.dumps(content, default=str, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.folder / f"{key}.json")

    def keep_only(self, keys: set[str]) -> None:
        """Remove what no file of the exports folder needs any more."""
        for path in self.folder.iterdir():
            if "-".join(path.name.split(".")[0].split("-")[:KEY_PARTS]) not in keys:
                path.unlink(missing_ok=True)


def _add_faults(
    connection: duckdb.DuckDBPyConnection,
    relations: dict[str, str | Path],
    rejected: tuple[RejectedRow, ...],
    error_cells: tuple[tuple[int, str], ...],
) -> None:
    """Add what was found while the file was read to what staging found."""
    if rejected:
        connection.execute(
            f"insert into {relations['rejected']} select unnest(?::bigint[]), unnest(?::varchar[]), unnest(?::varchar[])",
            [[row.row_number for row in rejected], [row.column for row in rejected], [row.code for row in rejected]],
        )
    if error_cells:
        connection.execute(
            f"insert into {relations['issue']} select row_number, header, 'error_cell', '#' "
            "from (select unnest(?::bigint[]) as row_number, unnest(?::varchar[]) as header) "
            f"where row_number not in (select row_number from {relations['rejected']})",
            [[row for row, _ in error_cells], [header for _, header in error_cells]],
        )


def _description(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _table(entry: dict[str, Any]) -> CleanedTable:
    moments: dict[str, Any] = {
        name: datetime.fromisoformat(entry[name])
        for name in ("exported_at", "newest_event_at", "covers_until")
        if entry[name]
    }
    return replace(CleanedTable(**entry), notes=tuple((zh, en) for zh, en in entry["notes"]), **moments)
