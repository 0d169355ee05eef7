"""Reading what is published: read-only, locked down, one cursor per query, reopened when a new version is out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self

import duckdb

from pipeline.config import Settings
from pipeline.errors import WarehouseError
from pipeline.warehouse.pointer import Signature, Version, signature, versions

OPEN_ATTEMPTS = 3
CORRUPT = "Corrupt database file"


class Warehouse:
    """The published version, open for reading; safe to share between threads.

    Attributes:
        version: What is open.
        path: Its file.
    """

    def __init__(self, settings: Settings, version: Version, seen: Signature) -> None:
        self.version = version
        self.path = settings.warehouse / version.file
        self._settings = settings
        self._seen = seen
        self._connection = _connect(self.path, version, settings)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor for one query or a few; DuckDB answers wrongly when threads share one.

        Raises:
            WarehouseError: If the file turns out to be damaged.
        """
        try:
            with self._connection.cursor() as cursor:
                yield cursor
        except duckdb.Error as error:
            if CORRUPT in str(error):
                raise _damaged(self.path) from error
            raise

    def is_current(self) -> bool:
        """Say whether this is still the published version; costs microseconds while it is."""
        seen = signature(self._settings.warehouse)
        if seen != self._seen:
            if not any(kept.is_current and kept.run == self.version.run for kept in versions(self._settings)):
                return False
            self._seen = seen
        return True

    def close(self) -> None:
        """Close the file; queries that run on other cursors end with an error."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_published(settings: Settings) -> Warehouse:
    """Open the published version for reading.

    Raises:
        WarehouseError: If there is none, it is damaged, or another program holds it; says what to do.
    """
    for _ in range(OPEN_ATTEMPTS):
        seen = signature(settings.warehouse)  # before the version: a publication in between is then noticed later
        version = _current(settings)
        if (settings.warehouse / version.file).exists():
            return Warehouse(settings, version, seen)
    path = settings.warehouse / version.file
    raise WarehouseError(
        zh=f"已发布的文件 {path} 不见了。可回到上一版本：manyidu rollback，或重新构建：manyidu build",
        en=f"The published file {path} is gone. Go back to the version before with: manyidu rollback, "
        "or build again with: manyidu build",
    )


def where(settings: Settings) -> Path:
    """Return the path of the published file.

    Raises:
        WarehouseError: If nothing is published.
    """
    return settings.warehouse / _current(settings).file


def _current(settings: Settings) -> Version:
    for version in versions(settings):
        if version.is_current:
            return version
    raise WarehouseError(
        zh=f"{settings.warehouse} 中还没有数据仓库。请先构建：manyidu build",
        en=f"No warehouse in {settings.warehouse}. Build it with: manyidu build",
    )


def _connect(path: Path, version: Version, settings: Settings) -> duckdb.DuckDBPyConnection:
    if path.stat().st_size != version.size:
        raise _damaged(path)
    try:
        return duckdb.connect(str(path), read_only=True, config=_locked_down(settings))
    except duckdb.IOException as error:
        if "Could not set lock" in str(error) or "being used by another process" in str(error):
            raise _held(path) from error
        if "Permission denied" in str(error):
            raise WarehouseError(zh=f"没有权限读取 {path}。", en=f"{path} may not be read by this account.") from error
        raise _damaged(path) from error
    except duckdb.Error as error:
        if CORRUPT in str(error):
            raise _damaged(path) from error
        raise


def _locked_down(settings: Settings) -> dict[str, Any]:
    config: dict[str, Any] = {
        "enable_external_access": "false",
        "lock_configuration": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{settings.memory_limit_mb}MB",
        "disabled_optimizers": "window_self_join",  # it reads the fact twice to write a period's total beside each group
    }
    if settings.threads:
        config["threads"] = str(settings.threads)
    # Last, because DuckDB applies the settings from the end and external access, once off, forbids this one.
    return config | {"temp_directory": _spill().name}


@cache
def _spill() -> tempfile.TemporaryDirectory[str]:
    """Return where queries that outgrow the memory limit go: for its owner only, gone with the process.

    One for all readers of the process, for DuckDB opens a file a second time only with the same settings.
    """
    return tempfile.TemporaryDirectory(prefix="manyidu-reader-", ignore_cleanup_errors=True)


def _damaged(path: Path) -> WarehouseError:
    return WarehouseError(
        zh=f"数据仓库文件 {path} 已损坏。可回到上一版本：manyidu rollback，或重新构建：manyidu build",
        en=f"The warehouse file {path} is damaged. Go back to the version before with: manyidu rollback, "
        "or build again with: manyidu build",
    )


def _held(path: Path) -> WarehouseError:
    return WarehouseError(
        zh=f"另一个程序以写方式打开了 {path}，请关闭它；要用其他工具查看，请先复制：manyidu copy 文件名",
        en=f"Another program has {path} open for writing. Close it; to look at the data with other tools, "
        "make a copy first with: manyidu copy FILE",
    )
