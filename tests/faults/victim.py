"""Builds that are killed: run as ``python -m tests.faults.victim FOLDER``, one order per line on standard input.

    steps RUN COMPLAINTS             publish undisturbed; answers with the names of the file operations, in order
    step RUN COMPLAINTS AT           publish, killed just before the operation AT; ``AT + 0.5``: just after it
    moment RUN COMPLAINTS SECONDS    publish, killed after so many seconds

Each build is a fork of this process, which never opens a database itself: a kill costs milliseconds, not an import.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.warehouse_files import publish_run, settings_in

OPERATIONS = ("open", "fsync", "chmod", "replace", "unlink")


def count_operations(kill_at: float | None, done: list[str]) -> None:
    """Count the file operations of this process in ``done``; kill it before or after one of them."""

    def counted(name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if kill_at == len(done):
                os.kill(os.getpid(), signal.SIGKILL)
            at = len(done)
            done.append(name)
            try:
                return operation(*arguments, **options)
            finally:
                if kill_at == at + 0.5:
                    os.kill(os.getpid(), signal.SIGKILL)

        return call

    for name in OPERATIONS:
        setattr(os, name, counted(name, getattr(os, name)))


def obey(folder: Path, what: str, run: str, complaints: int, when: float) -> str:
    """Do one order; return ``killed``, ``done`` or the operations."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        done: list[str] = []
        count_operations(when if what == "step" else None, done)
        publish_run(settings_in(folder), run, complaints)
        os.write(writing, " ".join(done).encode())
        os._exit(0)
    os.close(writing)
    if what == "moment":
        time.sleep(when)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        operations = answer.read()
    if os.WIFSIGNALED(status):
        return "killed"
    return operations if what == "steps" else f"done {os.waitstatus_to_exitcode(status)}"


if __name__ == "__main__":
    for line in sys.stdin:
        order = line.split()
        print(obey(Path(sys.argv[1]), order[0], order[1], int(order[2]), float((*order, "0")[3])), flush=True)
