"""Progress of long work: how much is done, how many rows, how long it will still take.

The work reports to one object; where it shows (terminal, JSON file, nowhere) is the object's business.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import require_ordinary


@dataclass(frozen=True)
class State:
    """One report.

    Attributes:
        stage: ``read``, ``assemble``, ``check``, ``publish`` or ``done``.
        file: File at hand, None outside ``read``.
        done, total: Work units done and in all; a unit is a byte of input.
        rows: Source rows read so far.
        seconds_left: Estimate from the pace so far, None at first.
        message_zh, message_en: The same in words.
        finished, ok: Whether the work has ended, and well.
    """

    stage: str
    file: str | None
    done: int
    total: int
    rows: int
    seconds_left: float | None
    message_zh: str
    message_en: str
    finished: bool = False
    ok: bool | None = None


STAGES = {
    "read": ("读取和清洗", "reading and cleaning"),
    "assemble": ("汇总入库", "assembling"),
    "check": ("质量检查", "checking"),
    "publish": ("发布", "publishing"),
    "done": ("完成", "done"),
}
# Share of the whole work at the end of each stage, from timings of a 2-million-row export.
ENDS = {"read": 0.6, "assemble": 0.85, "check": 0.95, "publish": 1.0, "done": 1.0}
STARTS = dict(zip(ENDS, (0.0, 0.6, 0.85, 0.95, 1.0), strict=True))


class Progress:
    """Collects reports and hands each state to ``show``.

    Args:
        show: Called with each state, at most every ``interval`` seconds but at every change of stage or file.
    """

    def __init__(self, show: Callable[[State], None] = lambda state: None, interval: float = 0.2) -> None:
        self._show, self._interval = show, interval
        self._started = self._shown = time.monotonic()
        self._total = self._done = self._file_size = self._rows_before = self._rows = 0
        self._stage = "read"
        self._file: str | None = None

    def begin(self, total_bytes: int) -> None:
        """Start reading ``total_bytes`` of input."""
        self._total = max(total_bytes, 1)
        self._report(force=True)

    def file(self, name: str, size: int) -> None:
        """Start on a file."""
        self._file, self._file_size, self._rows_before = name, size, self._rows
        self._report(force=True)

    def rows(self, rows_of_file: int) -> None:
        """So many rows of the file at hand are read; a workbook is read twice, and the second time says nothing new."""
        self._rows = max(self._rows, self._rows_before + rows_of_file)
        self._report()

    def file_done(self) -> None:
        """The file at hand is done."""
        self._done += self._file_size
        self._report()

    def stage(self, name: str) -> None:
        """Enter a stage after reading."""
        self._stage, self._file = name, None
        self._report(force=True)

    def finish(self, *, ok: bool, message_zh: str, message_en: str) -> None:
        """Say how it ended."""
        self._show(State("done", None, self._total, self._total, self._rows, 0.0, message_zh, message_en, True, ok))

    def _report(self, force: bool = False) -> None:
        now = time.monotonic()
        if not force and now - self._shown < self._interval:
            return
        self._shown = now
        inside = min(self._done / self._total, 1) if self._stage == "read" else 0
        share = STARTS[self._stage] + inside * (ENDS[self._stage] - STARTS[self._stage])
        left = (now - self._started) / share * (1 - share) if share > 0.02 else None
        zh, en = STAGES[self._stage]
        where = f" {self._file}" if self._file else ""
        self._show(
            State(
                self._stage, self._file, int(share * self._total), self._total, self._rows, left, zh + where, en + where
            )
        )


def to_terminal(language: str) -> Callable[[State], None]:
    """Return a ``show`` that draws one line on standard error; where that is no terminal, nothing."""
    stream = sys.stderr

    def show(state: State) -> None:
        """Draw the state over the one before."""
        if not stream.isatty():
            return
        share = state.done / state.total if state.total else 1
        bar = "█" * int(share * 24) + "░" * (24 - int(share * 24))
        rows = f"{state.rows:,} 行" if language == "zh" else f"{state.rows:,} rows"
        left = (
            ""
            if not state.seconds_left
            else (
                f"，约剩 {state.seconds_left:.0f} 秒"
                if language == "zh"
                else f", about {state.seconds_left:.0f} s left"
            )
        )
        message = state.message_zh if language == "zh" else state.message_en
        stream.write(f"\r\033[K{bar} {share:4.0%} {rows}{left}  {message[:60]}")
        stream.write("\n" if state.finished else "")
        stream.flush()

    return show


def to_file(path: Path) -> Callable[[State], None]:
    """Return a ``show`` that keeps the newest state as JSON in ``path``, for another process to read.

    Raises:
        UsageError: If ``path`` is a folder, a pipe or a device, in the place of which a file would be put.
    """
    require_ordinary(path)

    def show(state: State) -> None:
        """Write the state beside, then put it in place."""
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)

    return show
