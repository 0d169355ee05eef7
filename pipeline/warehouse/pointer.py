"""``current.json``: which version is published and which earlier ones are kept. Replaced in one step, never edited.

    {"run": "…", "versions": [newest first: {"run", "file", "sha256", "size", "rows", "covers_until", "is_sample", "built_at"}]}

After a rollback ``run`` is not the newest of ``versions``. The next build drops what lies above it: who rolled back does
not want to get there again by rolling back once more.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.errors import WarehouseError
from pipeline.warehouse import files

NAME = "current.json"
KEPT_VERSIONS = 3

Signature = tuple[int, int, int] | None


@dataclass(frozen=True)
class Version:
    """One published file.

    Attributes:
        run: Id of the build that made it.
        file: Its name in the warehouse folder.
        sha256: Of its bytes.
        size: Bytes.
        rows: Table → rows.
        covers_until: Up to when the facts are complete, ISO, None where nothing says so.
        is_sample: Made of the synthetic sample.
        built_at: When it was built, ISO.
        is_current: It is the one that is served.
    """

    run: str
    file: str
    sha256: str
    size: int
    rows: dict[str, int]
    covers_until: str | None
    is_sample: bool
    built_at: str
    is_current: bool = False


def versions(settings: Settings) -> list[Version]:
    """Return the kept versions, newest first; empty where nothing was ever published.

    Raises:
        WarehouseError: If ``current.json`` is damaged or may not be read.
    """
    path = settings.warehouse / NAME
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        kept = [Version(**entry) for entry in known["versions"]]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError as error:
        raise WarehouseError(zh=f"没有权限读取 {path}。", en=f"{path} may not be read by this account.") from error
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise WarehouseError(
            zh=f"{path} 已损坏，无法知道哪个版本已发布。请重新构建：manyidu build",
            en=f"{path} is damaged: it does not say which version is published. Build again with: manyidu build",
        ) from error
    return [replace(version, is_current=version.run == known["run"]) for version in kept]


def point_to(settings: Settings, run: str, kept: list[Version]) -> None:
    """Publish ``run`` in one step: a crash before the rename leaves the old pointer, one after it the new one."""
    entries: list[dict[str, Any]] = [asdict(version) for version in kept]
    for entry in entries:
        del entry["is_current"]  # said once, by "run"
    target = settings.warehouse / NAME
    aside = settings.warehouse / f"{NAME}.{os.getpid()}.new"
    aside.write_text(
        json.dumps({"run": run, "versions": entries}, ensure_ascii=False, indent=1),
        encoding="utf-8",
    )
    files.sync_file(aside)
    files.replace(aside, target)
    files.sync_folder(settings.warehouse)


def signature(folder: Path) -> Signature:
    """Return what changes whenever the pointer is replaced, None where there is none; one ``stat``, microseconds."""
    try:
        known = (folder / NAME).stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return known.st_ino, known.st_mtime_ns, known.st_size
