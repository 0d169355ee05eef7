"""What is read again, and what is not: cleaned files are named by what they depend on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.config import load_settings
from pipeline.progress import Progress, State
from pipeline.warehouse import open_published
from tests.cli import manyidu, project

OWN = """
extends: complaint_ledger_zh
version: 1
kind: complaint
evidence: [^颜色$]
required: []
"""
WINS = """
extends: complaint_ledger_zh
evidence: [^受理时间$, ^小区$, ^房号$, ^投诉人$, ^联系电话$, ^办结时间$]
fields:
  severity: [状态]
"""


def cleaned(folder: Path) -> dict[str, int]:
    """Cleaned Parquet files and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / "data/warehouse/cleaned").glob("*.parquet")}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = project(tmp_path)
    shutil.rmtree(folder / "data/layouts", ignore_errors=True)
    (folder / "data/layouts").mkdir(parents=True)
    assert manyidu(folder, "build").code == 0
    return folder


def test_a_layout_of_another_table_reads_no_file_again(built: Path):
    before = cleaned(built)
    (built / "data/layouts/colours.yml").write_text(OWN, encoding="utf-8")
    done = manyidu(built, "build")
    assert done.code == 0, done.err
    assert {name: when for name, when in cleaned(built).items() if name in before} == before


def test_a_layout_that_wins_a_table_has_it_read_again(built: Path):
    before = cleaned(built)
    (built / "data/layouts/mine.yml").write_text(WINS, encoding="utf-8")
    assert "mine" in manyidu(built, "build").out
    assert before and not set(before) & set(cleaned(built))


def test_a_layout_that_comes_and_goes_leaves_the_old_result(built: Path):
    (built / "data/raw/colours.csv").unlink()  # whose refusal names the nearest layout
    manyidu(built, "build")
    before = cleaned(built)
    own = built / "data/layouts/colours.yml"
    own.write_text("extends: kobotoolbox\nevidence: [^no_such_column$]\n", encoding="utf-8")
    assert "Nothing new" in manyidu(built, "build").out
    own.unlink()
    assert "Nothing new" in manyidu(built, "build").out
    assert cleaned(built) == before


def test_a_file_that_goes_while_another_is_read_costs_itself_alone(tmp_path: Path):
    folder = project(tmp_path)
    gone = folder / "data/raw/a.csv"
    shutil.copy(folder / "data/raw/投诉台账.csv", gone)
    settings = load_settings(raw=folder / "data/raw", warehouse=folder / "data/warehouse")

    def taken_away(_: State) -> None:
        gone.unlink(missing_ok=True)

    build(replace(settings, settings=folder / "settings", layouts=folder / "layouts"), Progress(taken_away))
    with open_published(settings) as published, published.cursor() as cursor:
        found = dict(cursor.execute("select file, status from load").fetchall())
    assert found == {"a.csv": "refused", "colours.csv": "refused", "投诉台账.csv": "loaded"}
