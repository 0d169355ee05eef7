"""What was told already, per channel: ``watch_told.json`` in the settings folder, changed by one run at a time.

    {"version": 1, "told": {channel: {about: {"level": …, "told_at": …}}}}

A signal is news to a channel unless it was told there at ``same_from`` or above. What no longer holds is forgotten, so that
it is told again when it comes back. A level that is a day moves on with its signal; a number stays as it was told, so that
slow growth is told in the end. The file is written aside and put in place in one step, after each channel.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.agreed.writing import locked
from pipeline.errors import ManyiduError, require_ordinary
from pipeline.warehouse.files import replace, sync_file, sync_folder
from pipeline.watch.signal import Level, Signal

NAME = "watch_told.json"
VERSION = 1


@dataclass(frozen=True)
class Told:
    """One signal as it was told: how far it had come, and when."""

    level: Level
    told_at: str


class Memory:
    """What each channel was told. Nothing is kept until ``save``."""

    def __init__(self, path: Path, told: dict[str, dict[str, Told]]) -> None:
        self._path = path
        self._told = told

    def news(self, channel: str, signals: Sequence[Signal]) -> list[Signal]:
        """Return the signals that the channel was not told."""
        known = self._told.get(channel, {})
        return [signal for signal in signals if not _is_told(signal, known.get(signal.about))]

    def remember(self, channel: str, holding: Sequence[Signal], delivered: Sequence[Signal], *, at: datetime) -> None:
        """Note what was delivered to the channel, and forget what no longer holds.

        Args:
            holding: All signals that hold now.
        """
        before, told_at = self._told.get(channel, {}), at.isoformat(timespec="seconds")
        fresh = {signal.about for signal in delivered}
        kept: dict[str, Told] = {}
        for signal in holding:
            known = before.get(signal.about)
            if signal.about in fresh:
                kept[signal.about] = Told(signal.level, told_at)
            elif known is not None and _is_told(signal, known):
                kept[signal.about] = known if isinstance(signal.level, int) else Told(signal.level, known.told_at)
            elif known is not None:
                kept[signal.about] = known
        self._told[channel] = kept

    def save(self) -> None:
        """Put what is remembered in the place of the file."""
        channels = {
            channel: {about: vars(told) for about, told in sorted(known.items())}
            for channel, known in sorted(self._told.items())
        }
        draft = self._path.with_name(f".{self._path.name}.part")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"version": VERSION, "told": channels}, file, ensure_ascii=False, indent=1)
        sync_file(draft)
        replace(draft, self._path)
        sync_folder(self._path.parent)


@contextmanager
def memory(folder: Path) -> Iterator[Memory]:
    """Give what was told, while no other run tells anything.

    Args:
        folder: That of the settings.

    Raises:
        ManyiduError: If the file is damaged; it is left as it is.
        UsageError: If another run holds it for longer than ten seconds, or something else than a file lies there.
    """
    path = folder / NAME
    with locked(path):
        yield Memory(path, _read(path))


def _is_told(signal: Signal, known: Told | None) -> bool:
    if known is None or type(known.level) is not type(signal.same_from):
        return False
    return known.level >= signal.same_from  # type: ignore[operator]


def _read(path: Path) -> dict[str, dict[str, Told]]:
    require_ordinary(path)
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise ValueError(content["version"])
        return {
            channel: {about: _told(entry) for about, entry in known.items()}
            for channel, known in content["told"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManyiduError(
            zh=f"{path} 无法读取，没有改动，也没有发出任何信号。它记着哪些信号说过；请从备份恢复，或移走它（那样现有的信号都会再说一次）。",
            en=f"{path} cannot be read. It was left as it is, and nothing was told. It holds which signals were told: restore it "
            "from a backup, or move it away (then all signals that hold are told once more).",
        ) from error


def _told(entry: Mapping[str, Any]) -> Told:
    level, told_at = entry["level"], entry["told_at"]
    if isinstance(level, bool) or not isinstance(level, str | int) or not isinstance(told_at, str):
        raise TypeError(level)
    return Told(level, told_at)
