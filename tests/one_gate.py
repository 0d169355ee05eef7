"""One quality gate that has imported Great Expectations, for all builds of a test process; each build is answered by a copy of it.

Importing it takes longer than building a few rows. Rules, candidate and process of each build stay its own. ``tests/checks``,
``tests/faults`` and all commands that run in a process of their own start the gate as users do.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

WARM = multiprocessing.get_context("forkserver")


class Copy:
    """A copy of the gate, with what ``Gate`` needs of ``subprocess.Popen``."""

    def __init__(self, folder: Path) -> None:
        self._answers, theirs = WARM.Pipe()
        self._process = WARM.Process(target=_answer, args=(theirs, folder), daemon=True)
        with no_main_module():
            self._process.start()
        theirs.close()

    def communicate(self, task: str | None = None, timeout: float | None = None) -> tuple[str, str]:
        """Return the answer to a task; nothing where there is none, as after the end."""
        if task is None:
            return "", ""
        self._answers.send(task)
        answered = self._answers.recv() if self._answers.poll(timeout) else ""
        self._process.join()  # until then it has the candidate open
        return answered, ""

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


@contextmanager
def no_main_module() -> Iterator[None]:
    """Hide the main module, which a copy would run again: under Streamlit's tests it is the whole dashboard."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def one_gate() -> Iterator[None]:
    """Answer the builds of this process from copies of one gate."""
    WARM.set_forkserver_preload(["pipeline.checks.gate_child"])
    with patch("pipeline.checks.gate.started", Copy):
        yield


def _answer(pipe: Any, folder: Path) -> None:
    from pipeline.checks import gate_child

    os.environ.update(dict.fromkeys(("HOME", "TMPDIR"), str(folder)))
    os.chdir(folder)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        sys.stdout = sys.stderr = nowhere
        pipe.send(json.dumps(gate_child.run(json.loads(pipe.recv()))))
