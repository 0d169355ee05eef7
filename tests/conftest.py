"""Published and independently computed numbers, read from the folder named in ``MANYIDU_REFERENCE``; and how many random
examples a test tries: 100 (``make test-all``), by ``--hypothesis-profile=usual`` (``make test``, ``make check``) 8.
A changed code is only to be noticed (``make mutants``): there an example that fails is made no smaller.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import Phase, settings

from pipeline.build import build
from pipeline.config import Settings
from tests.one_gate import one_gate

SAMPLE = Path(__file__).parents[1] / "data/raw/_sample"

LONGEST_FIRST = (
    "browser", "dashboards", "end_to_end", "sample", "review", "faults", "watch", "tests", "core", "metrics", "checks", "analysis",
)  # fmt: skip

BUILDS_THE_SAMPLE = "test_first_page.py"

settings.register_profile("usual", max_examples=8)
settings.register_profile("noticing few", max_examples=12, phases=(Phase.explicit, Phase.generate), database=None)
settings.register_profile("noticing", phases=(Phase.explicit, Phase.generate), database=None)
os.environ["MANYIDU_LOGIN"] = "none"  # pages in tests are of this machine's only user, unless a test signs somebody in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the folders with the longest files first: files are handed out in this order, so that short ones are left for the end.

    Before all others comes a file that builds the sample, so that no worker waits for another to build it.
    """
    rank = {folder: number for number, folder in enumerate(LONGEST_FIRST)}
    items.sort(
        key=lambda item: -1 if item.path.name == BUILDS_THE_SAMPLE else rank.get(item.path.parent.name, len(rank))
    )


@pytest.fixture(scope="module", autouse=True)
def gate() -> Iterator[None]:
    """Let builds share the import of Great Expectations."""
    with one_gate():
        yield


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory) -> Settings:
    """Return the settings of the published warehouse of the whole sample, built once for all processes of the run; only to be read."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample"
    home.mkdir(exist_ok=True)
    own = {name: home / name for name in ("warehouse", "settings", "layouts", "corrections", "measures")}
    settings = Settings(raw=SAMPLE, **own, language="zh", is_sample=True)
    with FileLock(home / "lock"), one_gate():
        build(settings)  # which is done already for all but the first
    return settings


@pytest.fixture
def reference() -> Callable[[str, str], dict[str, Any]]:
    """Return a function (folder, case id) → the case; the test is skipped where the folder is not given."""

    def case(folder: str, name: str) -> dict[str, Any]:
        path = _folder() / folder
        cases = json.loads((path / "expected.json").read_text(encoding="utf-8"))["cases"]
        return next(found for found in cases if found["id"] == name)

    return case


@pytest.fixture
def reference_rows() -> Callable[[str], list[dict[str, str]]]:
    """Return a function: path of a CSV under the reference folder → its rows."""

    def rows(name: str) -> list[dict[str, str]]:
        with (_folder() / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return rows


def _folder() -> Path:
    folder = os.environ.get("MANYIDU_REFERENCE")
    if not folder:
        pytest.skip("MANYIDU_REFERENCE names no folder of reference numbers")
    return Path(folder)
