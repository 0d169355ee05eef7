"""The scratch folder: private, and gone when the run is over."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.ingest import open_scratch


def test_the_folder_is_private_and_goes_at_the_end(tmp_path: Path):
    with open_scratch(Settings(warehouse=tmp_path)) as scratch:
        scratch.new_path(".csv").write_text("13800000000")
        assert os.name == "nt" or stat.S_IMODE(scratch.folder.stat().st_mode) == 0o700
        assert scratch.folder.is_relative_to(tmp_path)
    assert list((tmp_path / ".scratch").iterdir()) == []


def test_the_folder_goes_when_the_run_fails(tmp_path: Path):
    with pytest.raises(RuntimeError), open_scratch(Settings(warehouse=tmp_path)):
        raise RuntimeError
    assert list((tmp_path / ".scratch").iterdir()) == []


def test_what_a_killed_run_left_is_removed_at_the_next_start(tmp_path: Path):
    script = (
        "import os, pathlib, sys; from pipeline.config import Settings; from pipeline.ingest.scratch import open_scratch\n"
        "with open_scratch(Settings(warehouse=pathlib.Path(sys.argv[1]))) as scratch:\n"
        "    scratch.new_path('.csv').write_text('raw text'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, cwd=Path(__file__).parents[2])
    (left,) = [entry for entry in (tmp_path / ".scratch").iterdir() if entry.is_dir()]
    with open_scratch(Settings(warehouse=tmp_path)):
        assert not left.exists()


def test_the_folder_of_a_living_run_is_left_alone(tmp_path: Path):
    with open_scratch(Settings(warehouse=tmp_path)) as first:
        with open_scratch(Settings(warehouse=tmp_path)) as second:
            assert first.folder.exists()
            assert first.folder != second.folder
        assert first.folder.exists()


def test_clearing_drops_tables_and_views_and_keeps_macros(tmp_path: Path):
    with open_scratch(Settings(warehouse=tmp_path)) as scratch:
        scratch.connection.execute(
            'create table "t ""1" as select 1 as a; create view v as from "t ""1"; create temp table s as select 1; '
            "create temp macro twice(x) as 2 * x"
        )
        scratch.clear()
        assert scratch.connection.execute("select count(*) from duckdb_tables()").fetchall() == [(0,)]
        assert scratch.connection.execute("select twice(2)").fetchall() == [(4,)]


def test_no_extension_is_ever_loaded_from_outside(tmp_path: Path):
    with open_scratch(Settings(warehouse=tmp_path)) as scratch:
        settings = dict(
            scratch.connection.execute(
                "select name, value from duckdb_settings() where name like 'auto%extensions'"
            ).fetchall()
        )
    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
