"""What was told already, per channel: ``watch_told.json`` in the settings folder, changed by one run at a time.

    {"version": 1, "told": {channel: {"until": …, "signals": {about: {"level": …, "told_at": …}}}}}

A signal is news to a channel unless it was told there at ``same_from`` or above. What no longer holds is forgotten, so that
it is told again when it comes back. A level that is a day moves on with its signal; a number stays as it was told, so that
slow growth is told in the end. A look at less than the channel was told of (``until``: an older version of the warehouse, an
as-of in the past) forgets nothing: what does not hold there may hold now. The file is written aside and put in place in one step, after each channel.
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


@dataclass(frozen=True)
class Known:
    """What a channel was told, and the newest end of the data that it was told of."""

    until: str
    signals: Mapping[str, Told]


NOTHING = Known("", {})


class Memory:
    """What each channel was told. Nothing is kept until ``save``."""

    def __init__(self, path: Path, told: dict[str, Known]) -> None:
        self._path = path
        self._told = told

    def news(self, channel: str, signals: Sequence[Signal]) -> list[Signal]:
        """Return the signals that the channel was not told."""
        known = self._told.get(channel, NOTHING).signals
        return [signal for signal in signals if not _is_told(signal, known.get(signal.about))]

    def remember(
        self, channel: str, holding: Sequence[Signal], delivered: Sequence[Signal], *, at: datetime, until: str
    ) -> None:
        """Note what was delivered to the channel, and forget what no longer holds.

        Args:
            holding: All signals that hold now.
            until: End of the data of which they hold, as text in ISO.
        """
        before, told_at = self._told.get(channel, NOTHING), at.isoformat(timespec="seconds")
        fresh = {signal.about for signal in delivered}
        kept = dict(before.signals) if until < before.until else {}
        for signal in holding:
            known = before.signals.get(signal.about)
            if signal.about in fresh:
                kept[signal.about] = Told(signal.level, told_at)
            elif known is not None:
                kept[signal.about] = _moved_on(known, signal)
        self._told[channel] = Known(max(until, before.until), kept)

    def save(self) -> None:
        """Put what is remembered in the place of the file."""
        channels = {
            channel: {"until": known.until, "signals": {of: vars(told) for of, told in sorted(known.signals.items())}}
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


def _moved_on(known: Told, signal: Signal) -> Told:
    """Return what was told of a signal that still holds, its day moved on to the newest."""
    is_later = isinstance(signal.level, str) and _is_told(signal, known) and signal.level > str(known.level)
    return Told(signal.level, known.told_at) if is_later else known


def _read(path: Path) -> dict[str, Known]:
    require_ordinary(path)
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise ValueError(content["version"])
        return {
            channel: Known(_text(known["until"]), {of: _told(entry) for of, entry in known["signals"].items()})
            for channel, known in content["told"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManyiduError(
            zh=f"{path} 无法读取，没有改动，也没有发出任何信号。它记着哪些信号说过；请从备份恢复，或移走它（那样现有的信号都会再说一次）。",
            en=f"{path} cannot be read. It was left as it is, and nothing was told. It holds which signals were told: restore it "
            "from a backup, or move it away (then all signals that hold are told once more).",
        ) from error


def _told(entry: Mapping[str, Any]) -> Told:
    level = entry["level"]
    if isinstance(level, bool) or not isinstance(level, str | int):
        raise TypeError(level)
    return Told(level, _text(entry["told_at"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
