"""Undoing an upload: its files are moved aside, never deleted, and what was served before is served again."""

from __future__ import annotations

import pytest

from dashboards import jobs
from pipeline.warehouse import versions
from tests.warehouse_files import publish_run, settings_in


@pytest.fixture
def settings(tmp_path):
    """Settings whose exports hold one uploaded file."""
    settings = settings_in(tmp_path)
    settings.raw.mkdir()
    settings.warehouse.mkdir()
    (settings.raw / "投诉.csv").write_text("上传的", encoding="utf-8")
    return settings


def job(run_before: str | None) -> jobs.Job:
    return jobs.Job(pid=0, started=0.0, files=("投诉.csv",), run_before=run_before)


def served(settings) -> list[str]:
    return [version.run for version in versions(settings) if version.is_current]


def test_the_file_is_moved_to_a_hidden_folder_with_its_content(settings):
    publish_run(settings, "r1")
    folder = jobs.undo(settings, job("r1"))
    assert (folder / "投诉.csv").read_text(encoding="utf-8") == "上传的"
    assert folder.is_relative_to(settings.raw / ".taken_back")
    assert [path.name for path in settings.raw.iterdir()] == [".taken_back"]


def test_the_version_from_before_the_upload_is_served_again(settings):
    publish_run(settings, "r1")
    publish_run(settings, "r2")
    assert jobs.can_undo(settings, job("r1"))
    jobs.undo(settings, job("r1"))
    assert served(settings) == ["r1"]


def test_after_the_first_upload_is_undone_nothing_is_served_as_nothing_was_before(settings):
    publish_run(settings, "r1")
    assert jobs.can_undo(settings, job(None))
    jobs.undo(settings, job(None))
    assert versions(settings) == []
    assert list(settings.warehouse.glob("*.duckdb")) == []


def test_exports_that_lay_there_before_the_first_upload_are_built_again(settings, monkeypatch):
    publish_run(settings, "r1")
    (settings.raw / "2022").mkdir()
    (settings.raw / "2022" / "台账.csv").write_text("早先的", encoding="utf-8")
    started = []
    monkeypatch.setattr(jobs, "start", lambda _, files: started.append(files))
    jobs.undo(settings, job(None))
    assert started == [[]]
    assert served(settings) == ["r1"]


def test_an_upload_under_a_newer_version_can_not_be_undone(settings):
    for run in ("r1", "r2", "r3"):
        publish_run(settings, run)
    assert not jobs.can_undo(settings, job("r1"))
    assert not jobs.can_undo(settings, job(None))
