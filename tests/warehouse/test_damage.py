"""A file that is damaged, gone or locked is named, with the way out."""

import subprocess
import sys
from dataclasses import replace

import pytest

from pipeline.errors import WarehouseError
from pipeline.warehouse import open_published, versions, where
from tests.warehouse.conftest import complaints_seen, damage
from tests.warehouse_files import publish_run, settings_in


def test_no_warehouse_tells_the_command_that_builds_one(settings):
    with pytest.raises(WarehouseError, match="manyidu build") as raised:
        open_published(settings)
    assert "manyidu build" in raised.value.zh


def test_a_damaged_file_says_how_to_get_out_of_it(settings):
    publish_run(settings, "r1", complaints=50_000)
    damage(where(settings))
    with pytest.raises(WarehouseError, match="manyidu rollback"):
        complaints_seen(settings)


def test_a_truncated_or_missing_file_says_how_to_get_out_of_it(settings):
    path = settings.warehouse / publish_run(settings, "r1").file
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(WarehouseError, match="manyidu rollback"):
        complaints_seen(settings)
    path.unlink()
    with pytest.raises(WarehouseError, match="is gone"):
        complaints_seen(settings)


def test_a_damaged_pointer_is_reported_and_mended_by_the_next_build(settings):
    publish_run(settings, "r1")
    (settings.warehouse / "current.json").write_text("{", encoding="utf-8")
    with pytest.raises(WarehouseError, match="manyidu build"):
        open_published(settings)
    publish_run(settings, "r2", complaints=2)
    assert complaints_seen(settings) == 2


def test_a_program_that_writes_to_the_published_file_is_named_as_the_reason(settings):
    publish_run(settings, "r1")
    where(settings).chmod(0o600)
    writer = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", writer, str(where(settings))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(WarehouseError, match="manyidu copy"):
            complaints_seen(settings)
        other.kill()


def test_a_warehouse_in_the_place_of_which_a_file_lies_is_none(tmp_path):
    settings = replace(settings_in(tmp_path), warehouse=tmp_path / "file")
    settings.warehouse.write_text("no folder", encoding="utf-8")
    with pytest.raises(WarehouseError, match="No warehouse"):
        open_published(settings)


def test_a_pointer_that_may_not_be_read_is_told_from_a_damaged_one(settings, monkeypatch):
    publish_run(settings, "r1")

    def refuse(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(settings.warehouse), "read_text", refuse)
    with pytest.raises(WarehouseError, match="may not be read"):
        versions(settings)
