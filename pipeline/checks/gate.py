"""The quality gate: Great Expectations counts, on the candidate, the rows that break each rule of ``contracts.py``.

It runs in a process of its own, started when the build meets a new file: importing Great Expectations takes seconds, and the
candidate must be opened by nobody else in the same process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from pipeline.checks.contracts import Rule, rules, suites
from pipeline.config import Settings
from pipeline.errors import BuildError

TIMEOUT_SECONDS = 1800
MEMORY_LIMIT = "400MB"
NAMED_BREACHES = 5


@dataclass(frozen=True)
class ExpectationResult:
    """One row of ``expectation_result``, columns in its order; ``outcome`` is passed, failed or could_not_run."""

    expectation_id: str
    table_name: str
    column_name: str | None
    expectation: str
    description: str
    description_en: str
    is_critical: bool
    outcome: str
    failed_rows: int | None
    observed: str | None


class Gate:
    """A quality gate that is cold, warming up or ready; made by ``quality_gate``."""

    def __init__(self, settings: Settings, scratch: Path) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._scratch = scratch
        self._config = {"access_mode": "read_only", "memory_limit": MEMORY_LIMIT, "temp_directory": str(scratch)}
        if settings.threads:
            self._config["threads"] = str(settings.threads)

    def warm_up(self) -> subprocess.Popen[str]:
        """Start the process, where it does not run yet."""
        if self._process is None:
            self._process = started(self._scratch)
        return self._process

    def cool_down(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def run(self, path: Path) -> list[ExpectationResult]:
        """Check the warehouse file ``path``, which nobody may have open for writing; can be called once.

        Returns:
            One result per rule, in the order of ``rules()``. A check that could not run is told apart from one that failed.
        """
        task = {"path": str(path.resolve()), "config": self._config, "suites": suites()}
        try:
            answered, _ = self.warm_up().communicate(json.dumps(task) + "\n", timeout=TIMEOUT_SECONDS)
            answers = json.loads(answered)
        except (subprocess.TimeoutExpired, BrokenPipeError, ValueError):
            # The process died or hangs: every result says so, and require_passed stops the build.
            answers = {}
        return [_result(rule, answers.get(rule.id, "NoAnswer")) for rule in rules().values()]


@contextmanager
def quality_gate(settings: Settings, scratch: Path) -> Iterator[Gate]:
    """Give the body a gate, which it warms up as soon as it knows of something to read; it ends with the body.

    Args:
        scratch: Folder of this run, for whatever the gate has to write.
    """
    gate = Gate(settings, scratch)
    try:
        yield gate
    finally:
        gate.cool_down()


def started(folder: Path) -> subprocess.Popen[str]:
    """Start the process of a gate, at home in ``folder``."""
    places = {"HOME": folder, "USERPROFILE": folder, "TMPDIR": folder, "TEMP": folder, "TMP": folder}
    return subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", str(Path(__file__).with_name("gate_child.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=os.environ | {name: str(place) for name, place in places.items()} | {"PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )


def store(connection: duckdb.DuckDBPyConnection, results: Sequence[ExpectationResult]) -> None:
    """Write ``results`` into ``expectation_result``."""
    columns = [list(column) for column in zip(*map(astuple, results), strict=True)]
    lists = ", ".join("unnest(?)" for _ in columns)
    connection.execute(
        f"insert into expectation_result select {lists}", columns
    )  # row by row it takes ten times as long


def require_passed(results: Sequence[ExpectationResult]) -> None:
    """Stop the build where a critical rule is broken or could not be checked.

    Raises:
        BuildError: Names the rules and how many rows break each.
    """
    broken = [result for result in results if result.is_critical and result.outcome != "passed"]
    if not broken:
        return
    if all(result.outcome == "could_not_run" for result in results):
        raise BuildError(
            zh="质量检查无法运行，新版本未发布。请检查 great-expectations 是否已安装、内存是否足够。",
            en="The quality checks could not run and the new version is not published. "
            "See whether great-expectations is installed and memory suffices.",
        )
    more = len(broken) - NAMED_BREACHES
    raise BuildError(
        zh="质量检查未通过，新版本未发布："
        + "；".join(_said(result, "zh") for result in broken[:NAMED_BREACHES])
        + (f"；另有 {more} 项" if more > 0 else ""),
        en="The quality checks failed and the new version is not published: "
        + "; ".join(_said(result, "en") for result in broken[:NAMED_BREACHES])
        + (f"; and {more} more" if more > 0 else ""),
    )


def _result(rule: Rule, answer: int | str) -> ExpectationResult:
    failed_rows = answer if isinstance(answer, int) else None
    outcome = "could_not_run" if failed_rows is None else "failed" if failed_rows else "passed"
    return ExpectationResult(
        rule.id,
        rule.table,
        rule.column,
        "no_rows",
        rule.zh,
        rule.en,
        rule.is_critical,
        outcome,
        failed_rows,
        str(answer),
    )


def _said(result: ExpectationResult, language: str) -> str:
    if language == "zh":
        how = f"{result.failed_rows} 行不符" if result.outcome == "failed" else f"无法检查，{result.observed}"
        return f"{result.description}（{result.expectation_id}，{how}）"
    how = f"{result.failed_rows} rows break it" if result.outcome == "failed" else f"could not run, {result.observed}"
    return f"{result.description_en} ({result.expectation_id}, {how})"
