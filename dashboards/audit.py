"""The audit log: who signed in, exported, opened cases, changed settings; one JSON object per line, readable by its owner only.

    {"at": "2026-11-28T09:30:00+08:00", "who": "li.na", "action": "exported", "file": "manyidu-loads.csv"}

Only the facts listed here are taken, so that nothing of a resident gets in by accident. A full file is put aside; the oldest
of those is deleted in the end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock

from pipeline.config import Settings

FOLDER = "audit"
ACTIONS = (
    "signed_in",
    "sign_in_failed",
    "locked_out",
    "signed_out",
    "refused",
    "exported",
    "opened_cases",
    "opened_case",
    "corrected",
    "uploaded",
    "undid_upload",
    "went_back",
    "changed_setting",
    "recorded_measure",
    "wrote_review_note",
    "user_added",
    "user_changed",
    "user_removed",
    "user_unlocked",
    "password_changed",
)
FACTS = {"page", "file", "files", "format", "rows", "case", "cases", "measure", "setting", "version"} | {
    "user",
    "role",
    "communities",
    "reason",
}
LONGEST_TEXT = 200
FULL_BYTES = 5_000_000
KEPT_FILES = 40


def record(settings: Settings, who: str, action: str, **facts: str | int | None) -> None:
    """Write one line. Facts are short codes, names of files and numbers of cases, never a text of a resident.

    Raises:
        ValueError: If the action or a fact is not one of those that are written down.
    """
    if action not in ACTIONS or not set(facts) <= FACTS:
        raise ValueError(f"not written to the audit log: {action}, {sorted(facts)}")
    known = {name: fact for name, fact in facts.items() if fact is not None}
    now = datetime.now(ZoneInfo(settings.zone)).isoformat(timespec="seconds")
    line = {"at": now, "who": who, "action": action} | {name: _short(fact) for name, fact in known.items()}
    path = _folder(settings) / "audit.jsonl"
    with FileLock(path.with_suffix(".lock"), mode=0o600):
        _put_aside_when_full(path)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def entries(settings: Settings) -> Iterator[dict[str, str | int]]:
    """Yield the lines, newest first."""
    folder = settings.settings / FOLDER
    for path in sorted(folder.glob("audit*.jsonl"), key=_age):
        for line in reversed(path.read_text(encoding="utf-8").splitlines()):
            yield json.loads(line)


def _age(path: Path) -> tuple[bool, int]:
    """Order files from new to old: the one that is written to, then those put aside by falling number."""
    number = path.stem.removeprefix("audit").lstrip("-")
    return bool(number), -int(number or 0)


def _put_aside_when_full(path: Path) -> None:
    if not path.exists() or path.stat().st_size < FULL_BYTES:
        return
    aside = sorted(path.parent.glob("audit-*.jsonl"), key=_age)
    number = 1 - _age(aside[0])[1] if aside else 1
    path.replace(path.with_name(f"audit-{number}.jsonl"))
    for old in aside[KEPT_FILES - 1 :]:
        old.unlink()


def _short(fact: str | int) -> str | int:
    return fact[:LONGEST_TEXT] if isinstance(fact, str) else fact


def _folder(settings: Settings) -> Path:
    folder = settings.settings / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder
