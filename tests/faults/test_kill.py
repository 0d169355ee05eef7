"""A build killed with SIGKILL, at every file operation of publishing and at random moments: the old version is served."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.warehouse import open_published, rollback, versions
from tests.warehouse_files import publish_run, settings_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks; SIGKILL has no equal on Windows")
MANY = 3000  # complaints of the published version; enough for a build to take a while
RANDOM_KILLS = 30


class Victim:
    """The process that builds and is killed."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.faults.victim", str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, order: str) -> str:
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.communicate()


@pytest.fixture
def settings(tmp_path):
    settings = settings_in(tmp_path)
    publish_run(settings, "before", MANY)
    return settings


@pytest.fixture
def victim(tmp_path, settings):
    victim = Victim(tmp_path)
    yield victim
    victim.close()


def served(settings) -> tuple[str, int]:
    """Return run and complaints of what readers are served, every row read."""
    with open_published(settings) as warehouse, warehouse.cursor() as cursor:
        count = cursor.execute("select count(distinct complaint_id) from fct_complaint").fetchall()[0][0]
        return warehouse.version.run, count


def left_over(settings) -> list[str]:
    known = {version.file for version in versions(settings)} | {"current.json", "build.lock"}
    return sorted(path.name for path in settings.warehouse.iterdir() if path.name not in known)


def test_killed_at_every_file_operation_the_old_version_or_the_whole_new_one_is_served(settings, victim):
    operations = victim(f"steps trial {MANY + 1}").split()
    assert operations.count("replace") == 2
    assert operations.count("fsync") >= 4
    rollback(settings, "before")
    replacing = max(at for at, name in enumerate(operations) if name == "replace")
    for half_steps in range(2 * len(operations)):
        at = half_steps / 2
        assert victim(f"step trial {MANY + 1} {at}") == "killed", (at, operations[int(at)])
        expected = ("before", MANY) if at <= replacing else ("trial", MANY + 1)
        assert served(settings) == expected, (at, operations[int(at)])
        if expected[0] == "trial":
            rollback(settings, "before")
        for name in left_over(settings):  # so that the next build does the same operations again
            (settings.warehouse / name).unlink()


@pytest.mark.slow
def test_killed_at_random_moments_a_whole_version_is_served_and_the_next_build_clears_up(settings, victim):
    victim(f"steps warm {MANY}")  # its imports are not part of the duration
    started = time.monotonic()
    victim(f"steps timed {MANY}")
    duration = time.monotonic() - started
    moments = random.Random(2024)
    whole, killed = {"timed": MANY}, 0
    while killed < RANDOM_KILLS:
        run, complaints = f"r{len(whole):02}", MANY + len(whole)
        whole[run] = complaints
        if victim(f"moment {run} {complaints} {moments.uniform(0, duration)}") == "killed":
            killed += 1
        else:
            duration *= 0.9  # the timed build was slower than this one: aim earlier, whatever the machine is doing
        now, count = served(settings)
        assert count == whole[now]
    assert victim(f"steps last {MANY}").startswith("open")
    assert served(settings) == ("last", MANY)
    assert left_over(settings) == []
