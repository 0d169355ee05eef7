"""One build at a time: a file lock that the operating system frees when its holder dies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.config import Settings
from pipeline.errors import BuildError


@contextmanager
def build_lock(settings: Settings) -> Iterator[None]:
    """Hold the lock of the warehouse folder while the body runs; never waits.

    Raises:
        BuildError: If another build (or rollback) holds it; says which process and since when.
    """
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.warehouse / "build.lock", timeout=0)
    # Beside the lock: taking a file lock empties the lock's own file, even for the process that does not get it.
    holder = settings.warehouse / "build.lock.json"
    try:
        lock.acquire()
    except Timeout:
        raise _held(holder) from None
    try:
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _held(holder: Path) -> BuildError:
    try:
        known = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the holder is just starting or ending
        return BuildError(
            zh="另一个构建正在运行，请等它结束后再试。",
            en="Another build is running. Try again when it has ended.",
        )
    return BuildError(
        zh=f"另一个构建正在运行（进程 {known['pid']}，始于 {known['since']}），请等它结束后再试。",
        en=f"Another build is running (process {known['pid']}, since {known['since']}). Try again when it has ended.",
    )
