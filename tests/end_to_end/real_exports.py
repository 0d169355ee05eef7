"""Real exports, laid with their sidecars into a temporary folder and built by the command; shared by the tests of this folder."""

import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.cli import Done, manyidu

SIDECARS = Path(__file__).parent.parent / "sidecars"
REAL = os.environ.get("MANYIDU_REAL_EXPORTS")
needs_real_exports = pytest.mark.skipif(not REAL, reason="MANYIDU_REAL_EXPORTS is not set")


def build(folder: Path, *arguments: str) -> Done:
    """Run ``manyidu build`` on ``folder/raw`` into ``folder/warehouse``, with settings of its own."""
    (folder / "manyidu.toml").write_text('settings = "settings"\n', encoding="utf-8")
    return manyidu(folder, "build", "--raw", "raw", "--warehouse", "warehouse", *arguments)


def published(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open what ``build`` published."""
    pointer = json.loads((folder / "warehouse" / "current.json").read_text(encoding="utf-8"))
    run = pointer["current"] if "current" in pointer else pointer["run"]
    (path,) = (folder / "warehouse").glob(f"manyidu-{run}.duckdb")
    return duckdb.connect(str(path), read_only=True)


def lay(folder: Path, *paths: str, sidecar: str | None = None) -> None:
    """Copy real exports into ``folder/raw``, with a sidecar of this test folder beside them."""
    (folder / "raw").mkdir(exist_ok=True)
    for path in paths:
        source = Path(REAL or "") / path
        target = folder / "raw" / source.name
        shutil.copyfile(source, target)
        if sidecar:
            shutil.copyfile(SIDECARS / f"{sidecar}.yaml", target.with_name(target.name + ".yaml"))
