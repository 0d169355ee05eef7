"""``manyidu watch``: exit codes, formats, and one run after the other on a small warehouse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from pipeline.privacy import find_personal_data
from pipeline.watch.state import NAME
from tests.cli import manyidu
from tests.dashboards.warehouses import publish_warehouse

PHONE = "13800138000"
# Targets that are missed and met, three overdue cases more, and a measure named by somebody who did not think.
MORE = f"""
insert into dim_target (line, metric, target, valid_from, agreed_by) values
    (1, 'resolution_rate', 0.99, date '2023-01-01', '甲'), (2, 'on_time_rate', 0.01, date '2023-01-01', '甲');
update dim_measure set measure = '电梯大修，找王工 {PHONE}' where measure_id = 'M1';
update fct_complaint set resolved_at = null, days_to_resolution = null, resolution_seconds = null, status = 'open', is_due_met = null
    where community_id = 'c2' and received_on between date '2025-01-01' and date '2025-01-06'
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    """A warehouse of two communities, read only by the tests."""
    return publish_warehouse(tmp_path_factory.mktemp("watched"), "full", is_sample=True, more=MORE).warehouse


@pytest.fixture
def project(warehouse, tmp_path, monkeypatch):
    """A project with that warehouse and settings of its own."""
    monkeypatch.setenv("MANYIDU_WAREHOUSE", str(warehouse))
    monkeypatch.setenv("MANYIDU_SETTINGS", str(tmp_path / "settings"))
    (tmp_path / "settings").mkdir()
    return tmp_path


def test_what_is_new_is_told_once_with_exit_code_1_and_then_0_and_nothing_of_it_is_personal(project):
    done = manyidu(project, "watch", "--format", "json")
    assert (done.code, done.err) == (1, "")
    found = {row["key"].partition("@")[0]: row for row in json.loads(done.out)}
    assert "target/resolution_rate/1mo" in found
    assert "target/on_time_rate/1mo" not in found
    assert found["overdue/c2"]["link"] == "/resolution?community=c2&resolution_view=backlog"
    assert found["measure/past_due/M1"]["since"] == "2024-12-31"
    assert "找王工" in found["measure/past_due/M1"]["sentence"]
    assert PHONE not in done.out, "somebody named a measure with a number in it"
    with duckdb.connect() as connection:
        connection.execute("create table told (said varchar)")
        connection.executemany("insert into told values (?)", [[str(row)] for row in found.values()])
        assert find_personal_data(connection) == []
    again = manyidu(project, "watch", "--format", "json")
    assert (again.code, json.loads(again.out)) == (0, [])


def test_a_dry_run_leaves_no_memory_and_a_page_loads_nothing(project):
    page = manyidu(project, "watch", "--dry-run", "--format", "html", language="zh")
    assert page.code == 1
    assert not (project / "settings" / NAME).exists()
    assert page.out.startswith("<!doctype html>")
    assert "望江苑有" in page.out
    assert not re.search(r"<script|<img|<link|src=|url\(|@import|href=", page.out)


def test_a_group_that_could_not_be_reached_is_told_with_the_next_run(project, robots, monkeypatch, tmp_path_factory):
    only = publish_warehouse(tmp_path_factory.mktemp("only"), "complaints_only")  # quicker to look through
    monkeypatch.setenv("MANYIDU_WAREHOUSE", str(only.warehouse))
    (project / "settings/watch.toml").write_text('hosts = ["127.0.0.1"]\n[wecom]', encoding="utf-8")
    monkeypatch.setenv("MANYIDU_WECOM_URL", f"{robots.url}?key=geheim")
    robots.answers = [(200, {}, {"errcode": 93000})]
    failed = manyidu(project, "watch", "--send")
    assert failed.code == 1
    assert "93000" in failed.err
    assert "geheim" not in failed.out + failed.err
    robots.answers, told = [(200, {}, {"errcode": 0})], len(robots.posts)
    second = manyidu(project, "watch", "--send")
    assert (second.code, second.err) == (1, "")
    assert "no new signals" in second.out, "it was printed by the first run"
    assert len(robots.posts) > told
    told = len(robots.posts)
    assert manyidu(project, "watch", "--send").code == 0
    assert len(robots.posts) == told


def test_where_to_send_is_asked_for_before_anything_is_told(project):
    done = manyidu(project, "watch", "--send")
    assert done.code == 2
    assert "watch.toml" in done.err
    assert done.out == ""
    assert not (project / "settings" / NAME).exists()


def test_a_damaged_memory_is_a_clear_error(project):
    (project / "settings" / NAME).write_text("{", encoding="utf-8")
    done = manyidu(project, "watch")
    assert (done.code, done.out) == (1, "")
    assert NAME in done.err
    assert "move it away" in done.err


def test_without_a_warehouse_it_says_how_to_build_one(tmp_path):
    done = manyidu(tmp_path, "watch")
    assert done.code == 1
    assert "manyidu build" in done.err


def test_an_empty_warehouse_has_no_signals(tmp_path, monkeypatch):
    monkeypatch.setenv("MANYIDU_WAREHOUSE", str(publish_warehouse(tmp_path, "no_rows").warehouse))
    assert manyidu(tmp_path, "watch").code == 0


def test_without_complaints_there_is_nothing_to_say_of_them(tmp_path, monkeypatch):
    monkeypatch.setenv("MANYIDU_WAREHOUSE", str(publish_warehouse(tmp_path, "surveys_only").warehouse))
    assert manyidu(tmp_path, "watch").err == ""
