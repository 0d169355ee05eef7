"""Publishing: a candidate that was read whole becomes the version that everybody is served, in one step.

scan every column → file flushed and read-only → rename → pointer replaced → versions beyond the third removed.
Killed at any of these, the version published before is still served; what is left over goes with the next build.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from pipeline.config import Settings
from pipeline.errors import BuildError, WarehouseError
from pipeline.warehouse import files
from pipeline.warehouse.candidate import SUFFIX, Candidate, require_no_wal
from pipeline.warehouse.pointer import KEPT_VERSIONS, Version, point_to, versions

Progress = Callable[[float], None]


def publish(
    settings: Settings,
    candidate: Candidate,
    facts: dict[str, Any],
    progress: Progress | None = None,
) -> Version:
    """Publish a filled and closed candidate; call it inside ``build_lock`` and ``candidate``.

    Args:
        facts: ``built_at`` (ISO), ``is_sample``, ``covers_until`` (ISO or None).
        progress: Told the share done, 0 to 1.

    Returns:
        The version now served.

    Raises:
        BuildError: If the candidate is incomplete or damaged; the published version is as it was.
    """
    require_no_wal(candidate.path)
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(files.sha256_of, candidate.path)
        rows = scan(candidate.path, progress)
        sha256 = digest.result()
    target = candidate.path.with_name(candidate.path.name.removesuffix(SUFFIX))
    size = candidate.path.stat().st_size
    candidate.path.chmod(0o400)
    files.sync_file(candidate.path)
    files.replace(candidate.path, target)
    files.sync_folder(settings.warehouse)
    version = Version(candidate.run, target.name, sha256, size, rows, is_current=True, **facts)
    kept = [version, *_at_or_below_current(settings)][:KEPT_VERSIONS]
    point_to(settings, version.run, kept)
    _remove_others(settings.warehouse, kept)
    return version


def scan(path: Path, progress: Progress | None = None) -> dict[str, int]:
    """Read every column of every table of ``path`` and return table → rows.

    Opening a file proves little: DuckDB compares a block with its checksum only when it reads the block.

    Raises:
        BuildError: If a block is damaged.
    """
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
            rows = {}
            for done, name in enumerate(sorted(names), 1):
                rows[name] = _read_whole(connection, name)
                if progress:
                    progress(done / len(names))
            return rows
    except duckdb.Error as error:
        raise BuildError(
            zh="新版本写到磁盘后读不回来，未发布；请检查磁盘。",
            en="The new version cannot be read back from disk and is not published. Check the disk.",
        ) from error


def _read_whole(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    rows, _ = connection.execute(f'select count(*), bit_xor(hash(*columns(*))) from "{table}"').fetchall()[0]
    return rows


def _at_or_below_current(settings: Settings) -> list[Version]:
    try:
        kept = versions(settings)
    except WarehouseError:  # a damaged pointer is replaced by this build; what it listed cannot be known
        return []
    current = next((at for at, version in enumerate(kept) if version.is_current), 0)
    return kept[current:]


def _remove_others(folder: Path, kept: list[Version]) -> None:
    names = {version.file for version in kept}
    for path in folder.glob("manyidu-*.duckdb"):
        if path.name not in names:
            files.remove(path)
