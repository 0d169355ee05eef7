"""Going back to an earlier version or to none, and copying the published one for other programs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import UsageError, WarehouseError
from pipeline.warehouse import files
from pipeline.warehouse.lock import build_lock
from pipeline.warehouse.pointer import NAME, Version, point_to, versions
from pipeline.warehouse.reader import where


def rollback(settings: Settings, run: str | None = None) -> Version:
    """Publish an earlier version again: the one before the published one, or the version ``run``.

    A second rollback goes one further back. The version that was left stays until the next build.

    Raises:
        BuildError: If a build is running.
        WarehouseError: If there is no such version, or its file is damaged.
    """
    where(settings)  # before the lock, which would make the folder of a warehouse that is not there
    with build_lock(settings):
        kept = versions(settings)
        target = _before_current(settings, kept) if run is None else _named(kept, run)
        _require_whole(settings.warehouse / target.file, target)
        point_to(settings, target.run, kept)
    return next(version for version in versions(settings) if version.is_current)


def withdraw(settings: Settings) -> None:
    """Serve nothing any more, as before the first build; the versions' files are removed.

    Raises:
        BuildError: If a build is running.
    """
    with build_lock(settings):
        (settings.warehouse / NAME).unlink(missing_ok=True)
        for path in settings.warehouse.glob("manyidu-*.duckdb"):
            files.remove(path)


def copy(settings: Settings, target: Path, progress: Callable[[int], None] | None = None) -> Path:
    """Copy the published file to ``target`` for other programs, readable by its owner only, and verify the copy.

    Args:
        progress: Told the bytes verified so far.

    Raises:
        UsageError: If ``target`` exists, or lies in the warehouse's folder or in one that does not exist.
        WarehouseError: If nothing is published, or the copy differs from what was published.
        OSError: If the disk is full or ``target`` may not be written; nothing is left there.
    """
    source = where(settings)
    if target.is_dir():
        target = target / source.name
    if target.exists():
        raise UsageError(
            zh=f"{target} 已存在，没有覆盖。",
            en=f"{target} exists and was not overwritten.",
        )
    if target.resolve().parent == settings.warehouse.resolve():
        raise UsageError(
            zh="请复制到数据仓库文件夹以外的位置。",
            en="Copy it to a place outside the folder of the warehouse.",
        )
    if not target.parent.is_dir():
        raise UsageError(zh=f"没有文件夹 {target.parent}。", en=f"There is no folder {target.parent}.")
    version = next(version for version in versions(settings) if version.file == source.name)
    try:
        handle = os.open(
            target,
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0),
            0o600,
        )
        with source.open("rb") as reading, os.fdopen(handle, "wb") as writing:
            shutil.copyfileobj(reading, writing, files.BLOCK)
        _require_same(target, version, progress)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    return target


def _before_current(settings: Settings, kept: list[Version]) -> Version:
    current = next((at for at, version in enumerate(kept) if version.is_current), None)
    if current is None or current + 1 == len(kept):
        raise WarehouseError(
            zh=f"{settings.warehouse} 中没有更早的版本可以回退。",
            en=f"There is no earlier version in {settings.warehouse} to go back to.",
        )
    return kept[current + 1]


def _named(kept: list[Version], run: str) -> Version:
    for version in kept:
        if version.run == run:
            return version
    names = [version.run for version in kept]
    raise WarehouseError(
        zh=f"没有版本 {run!r}。现有：{'、'.join(names) or '无'}。",
        en=f"No version {run!r}. There are: {', '.join(names) or 'none'}.",
    )


def _require_whole(path: Path, version: Version) -> None:
    if not path.exists() or path.stat().st_size != version.size or files.sha256_of(path) != version.sha256:
        raise WarehouseError(
            zh=f"版本 {version.run} 的文件 {path} 缺失或已损坏，没有回退。",
            en=f"The file {path} of version {version.run} is missing or damaged; nothing was changed.",
        )


def _require_same(target: Path, version: Version, progress: Callable[[int], None] | None) -> None:
    if files.sha256_of(target, progress) != version.sha256:
        target.unlink()
        raise WarehouseError(
            zh="副本与发布时的内容不同，已删除副本：原文件可能已损坏，请运行 manyidu rollback 或 manyidu build",
            en="The copy differs from what was published and was removed. The warehouse may be damaged: "
            "run manyidu rollback or manyidu build",
        )
