"""What is published, what is not, and who may build."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.errors import BuildError
from pipeline.warehouse import (
    apply_comments,
    build_lock,
    candidate,
    check_free_space,
    publish,
    rollback,
    tables,
    versions,
)
from tests.warehouse.conftest import complaints_seen, damage
from tests.warehouse_files import create_tables, publish_run


def test_a_version_remembers_its_row_counts_and_dates(settings):
    publish_run(settings, "r1", complaints=3)
    (version,) = versions(settings)
    assert (
        version.rows["fct_complaint"],
        version.rows["load"],
        version.is_current,
    ) == (3, 0, True)
    assert version.covers_until == "2024-03-31T00:00:00"


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
