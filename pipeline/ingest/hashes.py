"""SHA-256 of the exports, remembered from run to run, so that a folder in which nothing changed is not read whole.

A remembered hash counts while size, times and inode are the same, and only where the file was at least two seconds old
when it was hashed: a younger one may be changed again within the same tick of the file system's clock.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.ingest.archives import sha256_of

YOUNG_NS = 2_000_000_000


class Hashes:
    """The remembered hashes.

    Args:
        path: JSON file; made by ``save``. A broken one counts as none.
        on_new: Called before a file is hashed anew: there is something to do.
    """

    def __init__(self, path: Path, on_new: Callable[[], object] = lambda: None) -> None:
        self._path = path
        self._on_new = on_new
        self._known = _read(path)
        self._met: dict[str, list[int | str]] = {}

    def of(self, path: Path) -> str:
        """Return the SHA-256 of a file, hashed anew where it may have changed."""
        before = path.stat()
        signs: list[int | str] = [before.st_size, before.st_mtime_ns, before.st_ctime_ns, before.st_ino]
        entry = self._known.get(str(path), [])
        if len(entry) == len(signs) + 1 and entry[:-1] == signs:
            sha256 = str(entry[-1])
        else:
            self._on_new()
            hashed_at = time.time_ns()
            sha256 = sha256_of(path)
            if max(before.st_mtime_ns, before.st_ctime_ns) > hashed_at - YOUNG_NS:
                return sha256
        self._met[str(path)] = [*signs, sha256]
        return sha256

    def save(self) -> None:
        """Write what was met in this run; files that are gone are forgotten."""
        if self._met == self._known:
            return
        fresh = self._path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps(self._met), encoding="utf-8")
        fresh.replace(self._path)


def _read(path: Path) -> dict[str, list[int | str]]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and all(isinstance(entry, list) for entry in known.values()) else {}
