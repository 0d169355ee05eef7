"""Warehouse files: what is published, what readers see of it, how to go back."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipeline.config import Settings
from pipeline.errors import BuildError, UsageError, WarehouseError
from pipeline.warehouse import (
    apply_comments,
    build_lock,
    candidate,
    check_free_space,
    copy,
    open_published,
    publish,
    rollback,
    tables,
    versions,
    where,
)
from tests.warehouse_files import create_tables, publish_run, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def complaints_seen(settings: Settings) -> int:
    with open_published(settings) as warehouse, warehouse.cursor() as cursor:
        return cursor.execute("select count(*) from fct_complaint").fetchall()[0][0]


def damage(path: Path) -> None:
    """Overwrite bytes in every block behind the headers, size unchanged."""
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    for at in range(3 * 4096 + 2000, len(content), 4096):
        content[at : at + 64] = b"\x5a" * 64
    path.write_bytes(content)


def test_a_published_version_is_what_readers_see(settings):
    publish_run(settings, "r1", complaints=3)
    assert complaints_seen(settings) == 3


def test_a_version_remembers_its_row_counts_and_dates(settings):
    publish_run(settings, "r1", complaints=3)
    (version,) = versions(settings)
    assert (
        version.rows["fct_complaint"],
        version.rows["load"],
        version.is_current,
    ) == (3, 0, True)
    assert version.covers_until == "2024-03-31T00:00:00"


def test_no_warehouse_tells_the_command_that_builds_one(settings):
    with pytest.raises(WarehouseError, match="manyidu build") as raised:
        open_published(settings)
    assert "manyidu build" in raised.value.zh


def test_a_published_file_cannot_be_changed_by_its_readers(settings):
    publish_run(settings, "r1")
    assert stat.S_IMODE(where(settings).stat().st_mode) == 0o400
    with (
        open_published(settings) as warehouse,
        warehouse.cursor() as cursor,
        pytest.raises(duckdb.Error, match="read-only"),
    ):
        cursor.execute("delete from fct_complaint")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/hostname')",
        "copy (select 1) to 'out.csv'",
        "attach 'other.duckdb'",
        "set memory_limit = '8GB'",
        "set enable_external_access = true",
    ],
)
def test_a_reader_reaches_no_other_file_and_no_setting(settings, statement):
    publish_run(settings, "r1")
    with (
        open_published(settings) as warehouse,
        warehouse.cursor() as cursor,
        pytest.raises(duckdb.Error),
    ):
        cursor.execute(statement)


def test_a_new_version_is_noticed_and_the_old_one_still_answers(settings):
    publish_run(settings, "r1", complaints=1)
    with open_published(settings) as warehouse:
        assert warehouse.is_current()
        publish_run(settings, "r2", complaints=2)
        assert not warehouse.is_current()
        with warehouse.cursor() as cursor:
            assert cursor.execute("select count(*) from fct_complaint").fetchall() == [(1,)]
        assert complaints_seen(settings) == 2


def test_going_back_and_forth_to_the_same_version_needs_no_reopening(settings):
    publish_run(settings, "r1")
    publish_run(settings, "r2")
    with open_published(settings) as warehouse:
        rollback(settings)
        rollback(settings, "r2")
        assert warehouse.is_current()


def test_threads_that_read_at_once_all_get_the_right_answer(settings):
    publish_run(settings, "r1", complaints=5000)
    answers = []

    def read(warehouse):
        for _ in range(20):
            with warehouse.cursor() as cursor:
                answers.append(cursor.execute("select count(*) from fct_complaint").fetchall()[0][0])

    with open_published(settings) as warehouse:
        threads = [threading.Thread(target=read, args=(warehouse,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [5000] * 160


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


def test_a_candidate_that_does_not_read_back_is_not_published(settings):
    publish_run(settings, "r1", complaints=1)
    with build_lock(settings), candidate(settings, "r2", settings.warehouse) as built:
        with built.writing() as connection:
            create_tables(connection)
            connection.execute("insert into fct_complaint (complaint_id) select uuid()::varchar from range(50000)")
        damage(built.path)
        with pytest.raises(BuildError, match="not published"):
            publish(
                settings,
                built,
                {"built_at": "", "is_sample": False, "covers_until": None},
            )
    assert complaints_seen(settings) == 1


def test_a_left_over_write_ahead_log_stops_publishing(settings):
    with build_lock(settings), candidate(settings, "r1", settings.warehouse) as built:
        with built.writing() as connection:
            create_tables(connection)
        Path(f"{built.path}.wal").write_bytes(b"left over")
        with pytest.raises(BuildError, match=r"\.wal"):
            publish(
                settings,
                built,
                {"built_at": "", "is_sample": False, "covers_until": None},
            )


def test_a_failed_build_leaves_no_file_and_the_published_version(settings):
    publish_run(settings, "r1", complaints=1)
    with (
        pytest.raises(KeyError),
        build_lock(settings),
        candidate(settings, "r2", settings.warehouse) as built,
        built.writing() as connection,
    ):
        connection.execute("create table half_done (x int)")
        raise KeyError("a mistake in the middle")
    assert sorted(path.name for path in settings.warehouse.glob("manyidu-*")) == ["manyidu-r1.duckdb"]
    assert complaints_seen(settings) == 1


def test_a_second_build_says_who_is_building_and_does_not_wait(settings):
    holder = "import sys; from tests.warehouse_files import *; from pathlib import Path\n"
    holder += "with build_lock(settings_in(Path(sys.argv[1]))): print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", holder, str(settings.warehouse.parent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(BuildError, match=f"process {other.pid}, since {datetime.now().year}"),
            build_lock(settings),
        ):
            pass
        other.kill()
    with build_lock(settings):
        assert json.loads((settings.warehouse / "build.lock.json").read_text())["pid"] == os.getpid()


def test_a_rollback_during_a_build_is_refused(settings):
    publish_run(settings, "r1")
    publish_run(settings, "r2")
    with (
        build_lock(settings),
        pytest.raises(BuildError, match="Another build is running"),
    ):
        rollback(settings)


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


def test_every_table_and_column_carries_its_comment(settings):
    with (
        build_lock(settings),
        candidate(settings, "r1", settings.warehouse) as built,
        built.writing() as connection,
    ):
        create_tables(connection)
        apply_comments(connection)
        columns = connection.execute(
            "select count(*), count(comment) from duckdb_columns() where not internal"
        ).fetchall()
        (comment,) = connection.execute(
            "select comment from duckdb_tables() where table_name = 'fct_complaint'"
        ).fetchall()
    assert columns == [(sum(len(table.columns) for table in tables().values()),) * 2]
    assert comment == ("投诉 / complaints; one row per complaint, in its latest known state",)


def test_too_little_disk_space_is_said_before_the_build_starts(settings):
    with pytest.raises(BuildError, match="MB needed"):
        check_free_space(settings, input_bytes=10**18)
    check_free_space(settings, input_bytes=1000)


def test_looking_whether_a_version_is_current_reads_no_file(settings, monkeypatch):
    publish_run(settings, "r1")
    with open_published(settings) as warehouse:
        monkeypatch.setattr(type(settings.warehouse), "read_text", lambda *_, **__: pytest.fail("a file was read"))
        assert all(warehouse.is_current() for _ in range(10))


def test_a_rollback_without_a_warehouse_says_how_to_build_one_and_leaves_no_folder(tmp_path):
    settings = settings_in(tmp_path / "nothing")
    with pytest.raises(WarehouseError, match="manyidu build"):
        rollback(settings)
    assert not settings.warehouse.exists()


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


def test_a_copy_for_which_the_disk_is_too_small_is_taken_away(settings, tmp_path, monkeypatch):
    publish_run(settings, "r1")

    def full(reading, writing, size):
        writing.write(reading.read(10))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(OSError, match="No space left"):
        copy(settings, tmp_path / "copy.duckdb")
    assert not (tmp_path / "copy.duckdb").exists()
