"""The build that the data page starts: a process of its own, one at a time, followed through its progress file.

What is known of it lies in a file, so that another session, or the dashboard after a restart, sees the same build.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from dashboards.environment import ROOT, for_child
from dashboards.staging import private_folder
from pipeline.config import Settings
from pipeline.errors import BuildError
from pipeline.ingest.discover import SAMPLE_FOLDER
from pipeline.warehouse import rollback, versions, withdraw

TAKEN_BACK = ".taken_back"

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
        raise _busy()
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
    before = kept[current + 1].run if current + 1 < len(kept) else None
    return before == job.run_before


def undo(settings: Settings, job: Job) -> Path:
    """Take the files of ``job`` out of the exports and serve what was served before it; return where the files lie now.

    Before the first upload nothing was served: then the exports that remain are built, or, without any, nothing is served.

    Raises:
        BuildError: If a build is running.
        WarehouseError: If the version before is missing or damaged; the files are taken out all the same.
    """
    if is_running(settings):
        raise _busy()
    folder = _take_back(settings, job.files)
    dismiss(settings)
    current = _current_run(settings)
    if current == job.run_before:
        return folder
    if job.run_before:
        rollback(settings, job.run_before)
    elif _has_exports(settings):
        start(settings, [])
    else:
        withdraw(settings)
    return folder


def _take_back(settings: Settings, names: tuple[str, ...]) -> Path:
    """Move exports into a folder of their own inside the exports; a hidden folder is not read by a build."""
    folder = settings.raw / TAKEN_BACK / f"{datetime.now():%Y%m%d-%H%M%S}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (settings.raw / name).exists():
            (settings.raw / name).replace(folder / name)
    return folder


def _has_exports(settings: Settings) -> bool:
    """Say whether a build would find any file: hidden ones and the sample are not read."""
    found = (path.relative_to(settings.raw).parts for path in settings.raw.rglob("*") if path.is_file())
    return any(parts[0] != SAMPLE_FOLDER and not any(part.startswith(".") for part in parts) for parts in found)


def _busy() -> BuildError:
    return BuildError(zh="正在构建，请等它完成。", en="A build is running. Wait until it has ended.")


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
