"""The build that the data page starts: a process of its own, one at a time, followed through its progress file.

What is known of it lies in a file, so that another session, or the dashboard after a restart, sees the same build.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from dashboards.environment import ROOT, for_child
from dashboards.staging import private_folder
from pipeline.config import Settings
from pipeline.errors import BuildError
from pipeline.warehouse import rollback, versions

_children: dict[int, subprocess.Popen[bytes]] = {}  # a child that nobody waits for stays a zombie


@dataclass(frozen=True)
class Job:
    """A build that was started from the data page.

    Attributes:
        pid, started: The process, and when it began (a pid alone is used again).
        files: Names of the files that were added to the exports for it.
        run_before: The version that was served when it started, None where there was none.
    """

    pid: int
    started: float
    files: tuple[str, ...]
    run_before: str | None


def start(settings: Settings, files: list[str]) -> Job:
    """Start a build of the exports folder.

    Raises:
        BuildError: If the one started before still runs.
    """
    if is_running(settings):
        raise BuildError(zh="正在构建，请等它完成。", en="A build is running. Wait until it has ended.")
    _progress_path(settings).unlink(missing_ok=True)
    command = [sys.executable, "-m", "pipeline.cli", "build", "--progress-file", str(_progress_path(settings))]
    child = subprocess.Popen(
        command,
        env=for_child(settings),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=_log_path(settings).open("wb"),
        start_new_session=os.name != "nt",
    )
    _children[child.pid] = child
    job = Job(child.pid, psutil.Process(child.pid).create_time(), tuple(files), _current_run(settings))
    _job_path(settings).write_text(json.dumps(asdict(job)), encoding="utf-8")
    return job


def latest(settings: Settings) -> Job | None:
    """Return the build started last from the data page, None where there was none or it was dismissed."""
    try:
        known = json.loads(_job_path(settings).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return replace(Job(**known), files=tuple(known["files"]))


def is_running(settings: Settings) -> bool:
    """Say whether the build started last still runs."""
    job = latest(settings)
    if job is None:
        return False
    if child := _children.get(job.pid):
        child.poll()
    try:
        process = psutil.Process(job.pid)
        return process.create_time() == job.started and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def progress(settings: Settings) -> dict[str, Any]:
    """Return the newest ``pipeline.progress.State`` of the build, empty before the first."""
    path = _progress_path(settings)
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    return json.loads(known) if known else {}


def dismiss(settings: Settings) -> None:
    """Forget the build started last; what it did stays."""
    _job_path(settings).unlink(missing_ok=True)


def can_undo(settings: Settings, job: Job) -> bool:
    """Say whether the version served now is the one that ``job`` made, or it made none."""
    kept = versions(settings)
    current = next((at for at, version in enumerate(kept) if version.is_current), None)
    if current is None or kept[current].run == job.run_before:
        return True
    return current + 1 < len(kept) and kept[current + 1].run == job.run_before


def undo(settings: Settings, job: Job) -> None:
    """Take the files of ``job`` out of the exports again and serve the version from before it.

    Raises:
        WarehouseError: If that version is missing or damaged; the files are taken out all the same.
    """
    for name in job.files:
        (settings.raw / name).unlink(missing_ok=True)
    dismiss(settings)
    if job.run_before and _current_run(settings) != job.run_before:
        rollback(settings, job.run_before)


def _current_run(settings: Settings) -> str | None:
    return next((version.run for version in versions(settings) if version.is_current), None)


def _job_path(settings: Settings) -> Path:
    return _build_folder(settings) / "job.json"


def _progress_path(settings: Settings) -> Path:
    return _build_folder(settings) / "progress.json"


def _log_path(settings: Settings) -> Path:
    return _build_folder(settings) / "build.log"


def _build_folder(settings: Settings) -> Path:
    folder = private_folder(settings) / "build"
    folder.mkdir(exist_ok=True)
    return folder
