"""Slips and faults of the machine, met at the command line: answered in words, in Chinese and in English, never by a traceback."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline import commands
from pipeline.cli_values import as_of
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.ingest.discover import discover
from pipeline.layouts import library
from pipeline.problems import explained
from tests.cli import manyidu


@pytest.mark.parametrize(
    ("arguments", "zh"),
    [
        (["build", "--format", "xml"], "--format 不能是 xml；可用："),
        (["biuld"], "COMMAND 不能是 biuld；可用："),
        (["copy"], "缺少 target"),
        (["dashboard", "--port", "x"], "--port 不能是 'x'"),
        (["dashboard", "--port"], "--port 后面缺少内容"),
        (["loads", "--frmat", "csv"], "不认识 --frmat"),
        (["metric", "--list=1"], "--list 后面不能有 '1'"),
        (["metric", "--p", "3"], "--p 不明确，可能是 --period, --parameter"),
    ],
)
def test_a_slip_in_the_words_of_a_command_is_answered_in_chinese(tmp_path, arguments, zh):
    command = [*arguments[:1], "--lang", "zh", *arguments[1:]]
    done = manyidu(tmp_path, *command, language=None)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"命令有误：{zh}")
    assert "--help" in done.err


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('memory_limit_mb = "viel"', "memory_limit_mb is a whole number, not 'viel'"),
        ("memory_limit_mb = 1", "memory_limit_mb is 200 to 1000000, not 1"),
        ("threads = -3", "threads is 0 to 1024, not -3"),
        ("k_figures = 2", "k_figures is 3 to 1000, not 2"),
        ("k_figures = true", "k_figures is a whole number, not True"),
        ('resolution_days = ["a"]', "a list of whole numbers"),
        ("resolution_days = 7", "a list of whole numbers"),
        ("resolution_days = [0]", "resolution_days is 1 to 3660"),
        ('zone = "Mars/Base"', "Unknown time zone 'Mars/Base'"),
        ("zone = 3", "zone is a text, not 3"),
        ("raw = 5", "raw is a text, not 5"),
        ('is_sample = "maybe"', "is_sample is true or false"),
        ('free_text = "keep"', "'scrubbed' or 'drop'"),
        ('colour = "red"', "unknown settings: colour"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path, toml, says):
    (tmp_path / "manyidu.toml").write_text(toml, encoding="utf-8")
    for language in ("en", None):  # the language of the answer must not hang on the settings being right
        done = manyidu(tmp_path, "loads", language=language)
        assert done.code == 2
        assert "Traceback" not in done.err
    assert says in manyidu(tmp_path, "loads").err


def test_a_language_that_there_is_not_is_named_and_an_option_wins_over_it(tmp_path):
    (tmp_path / "manyidu.toml").write_text('language = "fr"', encoding="utf-8")
    assert "not 'fr'" in manyidu(tmp_path, "loads", language=None).err
    assert "No warehouse" in manyidu(tmp_path, "loads").err


def test_a_settings_file_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "manyidu.toml").write_text("k_figures = 7\n", encoding="utf-8-sig")
    assert load_settings(tmp_path).k_figures == 7


def test_settings_of_the_environment_are_texts_and_taken_as_their_kind(tmp_path, monkeypatch):
    monkeypatch.setenv("MANYIDU_RESOLUTION_DAYS", "3,9")
    monkeypatch.setenv("MANYIDU_IS_SAMPLE", "yes")
    monkeypatch.setenv("MANYIDU_THREADS", "2")
    settings = load_settings(tmp_path)
    assert (settings.resolution_days, settings.is_sample, settings.threads) == ((3, 9), True, 2)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_misspelt_metric_is_answered_even_where_there_is_no_warehouse(tmp_path, language):
    done = manyidu(tmp_path, "metric", "top_twobox", language=language)
    assert done.code == 2
    assert "top_two_box" in done.err


def test_the_list_of_metrics_shows_no_place_to_be_filled_in(tmp_path):
    listed = json.loads(manyidu(tmp_path, "metric", "--list", "--format", "json").out)
    assert not [row for row in listed if "{" in row["label"] + row["definition"]]
    assert "Resolution rate within 7 days" in {row["label"] for row in listed}


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_cannot_be_is_refused(tmp_path, port):
    done = manyidu(tmp_path, "dashboard", "--no-browser", f"--port={port}")
    assert (done.code, done.err.strip()) == (2, "A port is 1 to 65535.")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-06-30", "2024-07-01 00:00:00"),
        ("20240630", "2024-07-01 00:00:00"),
        ("2024-06-30 12:00", "2024-06-30 12:00:00"),
        ("2024-06-30T16:00:00+00:00", "2024-07-01 00:00:00"),
    ],
)
def test_a_day_is_meant_whole_and_an_offset_is_converted(text, moment):
    assert str(as_of(text, "Asia/Shanghai")) == moment


@pytest.mark.parametrize("text", ["gestern", "2024-13-01", "9999-12-31", "0001-01-01", ""])
def test_a_date_that_cannot_be_is_refused(text):
    with pytest.raises(UsageError, match="is no date"):
        as_of(text, "Asia/Shanghai")


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (OSError(errno.ENOSPC, "x", "a.csv"), "a.csv：磁盘已满。", "a.csv: the disk is full."),
        (PermissionError(errno.EACCES, "x", b"a.csv"), "a.csv：没有权限。", "a.csv: no permission."),
        (FileNotFoundError(errno.ENOENT, "x", "d"), "d：不存在。", "d: it does not exist."),
        (OSError(errno.EROFS, "x"), "只能读，不能写。", "It can be read, not written."),
        (MemoryError(), "内存不足。", "Not enough memory."),
        (duckdb.OutOfMemoryException("138001"), "内存不足。", "Not enough memory."),
        (duckdb.IOException("No space left on device: 138001"), "磁盘已满。", "The disk is full."),
    ],
)
def test_a_problem_of_the_machine_is_said_without_what_the_system_writes(error, zh, en):
    known = explained(error)
    assert known.say("zh").startswith(zh)
    assert known.say("en").startswith(en)
    assert "138001" not in known.say("en")


@pytest.mark.parametrize("error", [ValueError("x"), OSError("without a number"), duckdb.IOException("x")])
def test_an_unknown_problem_is_not_explained_away(error):
    assert explained(error) is None


@pytest.mark.parametrize("arguments", [["build"], ["loads"], ["rollback"], ["layouts"]])
def test_a_place_where_no_folder_can_be_is_named(tmp_path, arguments):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = manyidu(tmp_path, *arguments, "--raw", "raw", "--warehouse", "file/x")
    assert "nternal error" not in done.err
    assert arguments == ["layouts"] or (done.code, "file" in done.err) == (1, True)


def test_an_exports_folder_that_may_not_be_read_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    (tmp_path / "raw" / "locked").mkdir(parents=True)
    scan = os.scandir

    def guarded(path):
        if str(path).endswith("locked"):
            raise PermissionError(errno.EACCES, "x", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", guarded)
    with pytest.raises(PermissionError):
        discover(tmp_path / "raw", scratch=None)


def test_a_folder_of_layouts_that_may_not_be_read_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(errno.EACCES, "x", str(path))

    monkeypatch.setattr(type(tmp_path), "iterdir", refuse)
    with pytest.raises(PermissionError):
        library.load_layouts(tmp_path)


def run(folder, *arguments, **options):
    """Start the command as a program of its own."""
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, env=os.environ | {"LC_ALL": "C"}, **options)


def test_a_reader_that_goes_away_ends_the_output_without_a_word(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with run(tmp_path, "metric", "--list", stdout=writing) as process:
        os.close(writing)
        assert (process.stderr.read(), process.wait()) == (b"", 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is simulated by /dev/full")
def test_output_onto_a_full_disk_is_explained(tmp_path):
    with Path("/dev/full").open("wb") as full, run(tmp_path, "metric", "--list", stdout=full) as process:
        said = process.stderr.read().decode()
        assert (said, process.wait()) == ("The disk is full. What is published is unchanged.\n", 1)


def test_output_in_chinese_survives_a_locale_without_it(tmp_path):
    with run(tmp_path, "metric", "--list", "--lang", "zh", stdout=subprocess.PIPE) as process:
        assert "满意率" in process.stdout.read().decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_an_interrupted_command_says_so_and_no_more(tmp_path, monkeypatch):
    def interrupted(settings, options):
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(commands, "where", interrupted)
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell has what it runs beside it ignore the signal
    try:
        done = manyidu(tmp_path, "where")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done.code, done.err) == (130, "Interrupted.\n")


def test_progress_is_not_written_in_the_place_of_a_pipe_or_a_device(tmp_path):
    """The newest state is put in place of the file before: that of a device would be gone."""
    (tmp_path / "raw").mkdir()
    os.mkfifo(tmp_path / "pipe")
    done = manyidu(tmp_path, "build", "--raw", "raw", "--progress-file", "pipe")
    assert done.code == 2
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("name", ["manyidu.toml", "data/corrections.csv", "data/layouts/mine.yml"])
def test_a_pipe_in_the_place_of_a_settings_file_is_named_and_not_waited_for(tmp_path, name):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "layouts").mkdir()
    (tmp_path / "data" / "raw" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    os.mkfifo(tmp_path / name)
    done = manyidu(tmp_path, "build")
    assert (done.code, Path(name).name in done.err) == (2, True)
