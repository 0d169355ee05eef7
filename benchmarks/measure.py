"""Wall time and peak memory of a process and its children."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

INTERVAL_SECONDS = 0.05


@dataclass(frozen=True)
class Cost:
    """What one command took: wall seconds, peak resident megabytes of its process tree, seconds per stage of a build."""

    seconds: float
    peak_mb: int
    stages: dict[str, float] = field(default_factory=dict)


def run(code: Sequence[str], progress: Path | None = None) -> Cost:
    """Run ``python`` with the arguments ``code`` and return what it cost.

    Args:
        progress: File in which a build keeps its state, watched for the seconds per stage.

    Raises:
        RuntimeError: If the command fails.
    """
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, *code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watched, peak, entered = psutil.Process(process.pid), 0, {}
    while process.poll() is None:
        peak = max(peak, _resident_mb(watched))
        stage = _stage(progress)
        if stage:
            entered.setdefault(stage, time.monotonic() - started)
        time.sleep(INTERVAL_SECONDS)
    seconds = time.monotonic() - started
    if process.returncode != 0:
        raise RuntimeError(process.stderr.read() if process.stderr else "failed")
    return Cost(seconds, peak, _durations(entered, seconds))


def median(runs: Callable[[], Cost], times: int = 3) -> Cost:
    """Return the run of middle length: one alone is a tenth off on a machine that does anything else."""
    return sorted((runs() for _ in range(times)), key=lambda cost: cost.seconds)[times // 2]


def _resident_mb(process: psutil.Process) -> int:
    try:
        return sum(member.memory_info().rss for member in (process, *process.children(recursive=True))) >> 20
    except psutil.NoSuchProcess:
        return 0


def _stage(progress: Path | None) -> str | None:
    if progress is None or not progress.exists():
        return None
    return json.loads(progress.read_text(encoding="utf-8"))["stage"]


def _durations(entered: dict[str, float], end: float) -> dict[str, float]:
    names = list(entered)
    ends = [*(entered[name] for name in names[1:]), end][: len(names)]
    return {name: after - entered[name] for name, after in zip(names, ends, strict=True) if name != "done"}
