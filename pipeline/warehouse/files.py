"""Files that survive a crash: written aside, flushed to disk, put in place by one rename. Written for Windows too."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

BLOCK = 4 * 1024 * 1024
REPLACE_ATTEMPTS = 20
REPLACE_PAUSE_SECONDS = 0.05


def sha256_of(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of a file as hex; ``progress`` is told the bytes done so far."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
            done += len(block)
            if progress:
                progress(done)
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Force the bytes of ``path`` to disk."""
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Force renames inside ``folder`` to disk; Windows does so by itself and cannot open a folder."""
    if os.name != "nt":
        sync_file(folder)


def replace(source: Path, target: Path) -> None:
    """Put ``source`` in the place of ``target`` in one step.

    Windows refuses while somebody reads ``target``; readers hold the small files of this package for moments only.
    """
    for _ in range(REPLACE_ATTEMPTS):
        try:
            source.replace(target)
            return
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(REPLACE_PAUSE_SECONDS)
    source.replace(target)


def remove(path: Path) -> bool:
    """Remove a file; False where a reader on Windows still holds it, so that the next build tries again."""
    try:
        if os.name == "nt" and path.exists():
            path.chmod(0o600)  # Windows does not remove a read-only file
        path.unlink(missing_ok=True)
    except PermissionError:
        if os.name != "nt":
            raise
        return False
    return True
