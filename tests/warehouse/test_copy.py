"""Copies for other programs."""

import stat

import duckdb
import pytest

from pipeline.errors import UsageError, WarehouseError
from pipeline.warehouse import copy, where
from tests.warehouse.conftest import damage
from tests.warehouse_files import publish_run


def test_a_copy_is_private_whole_and_never_overwrites(settings, tmp_path):
    publish_run(settings, "r1", complaints=7)
    target = copy(settings, tmp_path / "for_other_tools.duckdb")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with duckdb.connect(str(target)) as connection:
        assert connection.execute("select count(*) from fct_complaint").fetchall() == [(7,)]
    with pytest.raises(UsageError, match="not overwritten"):
        copy(settings, target)
    with pytest.raises(UsageError, match="outside the folder"):
        copy(settings, settings.warehouse / "manyidu-mine.duckdb")
    with pytest.raises(UsageError, match="There is no folder"):
        copy(settings, tmp_path / "no such folder" / "copy.duckdb")


def test_a_copy_of_a_damaged_file_is_refused_and_removed(settings, tmp_path):
    publish_run(settings, "r1")
    damage(where(settings))
    with pytest.raises(WarehouseError, match="differs"):
        copy(settings, tmp_path / "copy.duckdb")
    assert not (tmp_path / "copy.duckdb").exists()


def test_a_copy_for_which_the_disk_is_too_small_is_taken_away(settings, tmp_path, monkeypatch):
    publish_run(settings, "r1")

    def full(reading, writing, size):
        writing.write(reading.read(10))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(OSError, match="No space left"):
        copy(settings, tmp_path / "copy.duckdb")
    assert not (tmp_path / "copy.duckdb").exists()
