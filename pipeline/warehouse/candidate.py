"""The candidate: a new warehouse file beside the published one, filled, checked, then published or removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.config import Settings
from pipeline.errors import BuildError
from pipeline.warehouse import files
from pipeline.warehouse.pointer import NAME
from pipeline.warehouse.tables import tables

SUFFIX = ".building"
SPACE_PER_INPUT_BYTE = 4


@dataclass(frozen=True)
class Candidate:
    """A warehouse file that nobody reads yet.

    Attributes:
        run: Id of the build.
        path: The file, ``manyidu-<run>.duckdb.building``.
        scratch: Folder in which DuckDB may spill.
        settings: Limits of memory and threads.
    """

    run: str
    path: Path
    scratch: Path
    settings: Settings

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a writable connection; checkpointed and closed at the end, so that the quality gate can open the file."""
        connection = duckdb.connect(str(self.path), config=self._limits())
        try:
            yield connection
            connection.execute("checkpoint")
        finally:
            connection.close()

    def _limits(self) -> dict[str, Any]:
        limits: dict[str, Any] = {
            "memory_limit": f"{self.settings.memory_limit_mb}MB",
            "temp_directory": str(self.scratch),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        return limits | ({"threads": str(self.settings.threads)} if self.settings.threads else {})


@contextmanager
def candidate(settings: Settings, run_id: str, scratch: Path) -> Iterator[Candidate]:
    """Yield a fresh candidate; unless the body publishes it, it is removed. Call it inside ``build_lock``.

    Args:
        run_id: Letters, digits and ``-``; part of the file's name.
        scratch: Folder of this run in which DuckDB may spill.

    Raises:
        BuildError: If the disk fills up.
    """
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(settings.warehouse)
    path = settings.warehouse / f"manyidu-{run_id}.duckdb{SUFFIX}"
    try:
        yield Candidate(run_id, path, scratch, settings)
    except duckdb.FatalException as error:  # DuckDB gives up the whole database when a checkpoint finds no room
        raise BuildError(
            zh="写入新版本时失败，多半是磁盘已满；已发布的版本没有改变。",
            en="Writing the new version failed, most likely because the disk is full. The published version is unchanged.",
        ) from error
    finally:
        files.remove(path)
        files.remove(_wal(path))


def apply_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the comments of ``tables.yml`` on every table and column."""
    connection.execute("begin")
    for table in tables().values():
        connection.execute(f"comment on table {table.name} is {_quoted(f'{table.comment}; {table.grain}')}")
        for column in table.columns:
            connection.execute(f'comment on column {table.name}."{column.name}" is {_quoted(column.comment)}')
    connection.execute("commit")


def check_free_space(settings: Settings, input_bytes: int) -> None:
    """Refuse to start where the disk has too little room: four times the input plus the published file.

    Raises:
        BuildError: With the megabytes needed and free.
    """
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    published = max(
        (path.stat().st_size for path in settings.warehouse.glob("manyidu-*.duckdb")),
        default=0,
    )
    needed = SPACE_PER_INPUT_BYTE * input_bytes + published
    free = shutil.disk_usage(settings.warehouse).free
    if free < needed:
        raise BuildError(
            zh=f"磁盘空间不足：需要约 {needed // 10**6} MB，剩余 {free // 10**6} MB（{settings.warehouse}）。",
            en=f"Not enough disk space: about {needed // 10**6} MB needed, {free // 10**6} MB free "
            f"({settings.warehouse}).",
        )


def require_no_wal(path: Path) -> None:
    """Raise ``BuildError`` where a write-ahead log is left: beside a published file it would stop every reader."""
    if _wal(path).exists():
        raise BuildError(
            zh="新版本没有完整写入（留有 .wal 文件），未发布。",
            en="The new version was not written completely (a .wal file is left) and is not published.",
        )


def _remove_leftovers(folder: Path) -> None:
    for pattern in (f"manyidu-*{SUFFIX}", f"manyidu-*{SUFFIX}.wal", f"{NAME}.*.new"):
        for path in folder.glob(pattern):
            files.remove(path)


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
