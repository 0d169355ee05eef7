"""What readers see of a published warehouse, and what they cannot reach or change."""

import stat
import threading
from dataclasses import replace

import duckdb
import pytest

from pipeline.warehouse import open_published, rollback, where
from tests.warehouse.conftest import complaints_seen
from tests.warehouse_files import publish_run


def test_a_published_version_is_what_readers_see(settings):
    publish_run(settings, "r1", complaints=3)
    assert complaints_seen(settings) == 3


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


def test_looking_whether_a_version_is_current_reads_no_file(settings, monkeypatch):
    publish_run(settings, "r1")
    with open_published(settings) as warehouse:
        monkeypatch.setattr(type(settings.warehouse), "read_text", lambda *_, **__: pytest.fail("a file was read"))
        assert all(warehouse.is_current() for _ in range(10))


def test_two_readers_of_one_version_stand_side_by_side(settings):
    publish_run(settings, "r1", complaints=3)
    with open_published(settings), open_published(settings) as second, second.cursor() as cursor:
        assert cursor.execute("select count(*) from fct_complaint").fetchall() == [(3,)]


def test_a_query_that_outgrows_the_memory_limit_is_answered(settings):
    publish_run(settings, "r1")
    large = "select max(place) from (select row_number() over (order by hash(i), i) as place from range(9000000) t(i))"
    with open_published(replace(settings, memory_limit_mb=200)) as warehouse, warehouse.cursor() as cursor:
        assert cursor.execute(large).fetchall() == [(9_000_000,)]
