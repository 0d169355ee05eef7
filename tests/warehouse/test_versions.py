"""Which versions are kept, and how to go back to one."""

import pytest

from pipeline.errors import WarehouseError
from pipeline.warehouse import rollback, versions, where
from tests.warehouse.conftest import complaints_seen, damage
from tests.warehouse_files import publish_run, settings_in


def test_the_last_three_versions_are_kept(settings):
    for run in ("r1", "r2", "r3", "r4"):
        publish_run(settings, run)
    assert [version.run for version in versions(settings)] == ["r4", "r3", "r2"]
    assert sorted(path.name for path in settings.warehouse.glob("*.duckdb*")) == [
        "manyidu-r2.duckdb",
        "manyidu-r3.duckdb",
        "manyidu-r4.duckdb",
    ]


def test_each_rollback_goes_one_further_back_until_there_is_none(settings):
    for number, run in enumerate(("r1", "r2", "r3"), 1):
        publish_run(settings, run, complaints=number)
    assert [rollback(settings).run, complaints_seen(settings)] == ["r2", 2]
    assert [rollback(settings).run, complaints_seen(settings)] == ["r1", 1]
    with pytest.raises(WarehouseError, match="no earlier version"):
        rollback(settings)
    assert complaints_seen(settings) == 1


def test_a_rollback_can_name_the_version_also_a_newer_one(settings):
    for run in ("r1", "r2", "r3"):
        publish_run(settings, run)
    assert rollback(settings, "r1").run == "r1"
    assert rollback(settings, "r3").run == "r3"
    with pytest.raises(WarehouseError, match="r3, r2, r1"):
        rollback(settings, "r9")


def test_after_a_rollback_and_a_new_build_rollback_skips_the_version_that_was_left(
    settings,
):
    for run in ("good", "bad"):
        publish_run(settings, run)
    rollback(settings)
    publish_run(settings, "mended")
    assert rollback(settings).run == "good"


def test_a_rollback_to_a_damaged_version_changes_nothing(settings):
    publish_run(settings, "r1")
    publish_run(settings, "r2")
    damage(settings.warehouse / "manyidu-r1.duckdb")
    with pytest.raises(WarehouseError, match="damaged"):
        rollback(settings)
    assert where(settings).name == "manyidu-r2.duckdb"


def test_a_rollback_without_a_warehouse_says_how_to_build_one_and_leaves_no_folder(tmp_path):
    settings = settings_in(tmp_path / "nothing")
    with pytest.raises(WarehouseError, match="manyidu build"):
        rollback(settings)
    assert not settings.warehouse.exists()
