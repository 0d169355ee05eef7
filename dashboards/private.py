"""Files of the settings folder that only their owner reads: changed by one at a time, and written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock


@contextmanager
def alone(folder: Path, name: str) -> Iterator[Path]:
    """Give the path of a file that nobody else changes meanwhile; the folder is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f".{name}.lock", mode=0o600):
        yield folder / name


def write(path: Path, content: object) -> None:
    """Put ``content`` as JSON in the place of what the file held."""
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
