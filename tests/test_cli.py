"""The command line as its users meet it: help, exit codes, formats, and never a traceback."""

import csv
import io
import json
import subprocess
import sys

import openpyxl
import pytest
import yaml

from pipeline import cli
from tests.cli import HEADER, ROWS, manyidu, project

WORDS = yaml.safe_load((cli.Path(cli.__file__).with_name("cli.yml")).read_text(encoding="utf-8"))
COMMANDS = WORDS["commands"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project that has been built once; tests only read it."""
    folder = project(tmp_path_factory.mktemp("built"))
    done = manyidu(folder, "build", "--format", "json")
    assert done.code == 0, done.err
    assert {load["file"] for load in json.loads(done.out)} == {"投诉台账.csv", "colours.csv"}
    assert "Published version" in done.err
    return folder


def test_a_second_build_of_the_same_exports_has_nothing_new(built):
    done = manyidu(built, "build")
    assert done.code == 0, done.err
    assert "Nothing new" in done.out


@pytest.fixture
def empty(tmp_path):
    """A project with exports and without a warehouse."""
    return project(tmp_path)


def flat(text):
    """The text without the line breaks that help puts in."""
    return "".join(text.split())


def assert_explained(done, *words):
    """The command failed with a sentence that holds the words, not with a traceback or an internal error."""
    assert done.code in (1, 2)
    assert done.err.strip()
    for sign in ("Traceback", "Internal error", "internal error", "内部错误"):
        assert sign not in done.out + done.err
    for word in words:
        assert word in done.err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_in_both_languages(command, language, tmp_path):
    done = manyidu(tmp_path, command, "--lang", language, "--help", language=language)
    assert done.code == 0
    assert flat(COMMANDS[command][language]) in flat(done.out)
    assert flat(COMMANDS[command]["example"]) in flat(done.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_a_command_is_understood(command):
    words = COMMANDS[command]["example"].split()
    assert cli.parser("en").parse_args(words[1:]).command == command


def test_the_commands_of_the_help_are_the_commands_there_are():
    assert set(COMMANDS) == {
        "build", "loads", "rejects", "layouts", "metric", "scorecard", "operations", "trend", "measures", "drivers", "check", "rollback",
        "where", "copy", "dashboard", "demo", "problems", "pareto", "combinations", "together", "strain", "words",
        "suggest", "user", "audit", "review", "watch",
    }  # fmt: skip


def test_commands_start_without_the_libraries_that_only_figures_need():
    code = f"import sys; from pipeline.cli import _command; [_command(name) for name in {[*COMMANDS]}]; print(*{{'pandas', 'scipy', 'narwhals', 'streamlit'}} & {{*sys.modules}})"
    started = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert started.stdout.split() == []


def test_no_command_at_all_shows_the_help_and_is_an_error_of_use(tmp_path):
    done = manyidu(tmp_path, language=None)
    assert done.code == 2
    assert all(command in done.out for command in COMMANDS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_unknown_command_is_an_error_of_use(tmp_path, language):
    done = manyidu(tmp_path, "biuld", language=language)
    assert done.code == 2
    assert_explained(done, "biuld", "--help")


@pytest.mark.parametrize(
    "arguments", [["loads"], ["rejects"], ["metric", "resolution_rate"], ["check"], ["where"], ["problems"]]
)
def test_without_a_warehouse_a_command_says_how_to_build_one(empty, arguments):
    done = manyidu(empty, *arguments)
    assert done.code == 1
    assert_explained(done)
    assert "manyidu build" in done.err


def test_a_misspelt_metric_is_answered_with_the_nearest(built):
    done = manyidu(built, "metric", "resolution_rat")
    assert done.code == 2
    assert_explained(done, "resolution_rat", "resolution_rate")


def test_a_misspelt_column_is_answered_with_the_nearest(built):
    done = manyidu(built, "metric", "resolution_rate", "--by", "comunity")
    assert done.code == 2
    assert_explained(done, "comunity", "community")


@pytest.mark.parametrize(
    "option", ["--as-of=gestern", "--where=category", "--period=1fortnight", "--parameter=within_dais=3"]
)
def test_an_option_that_cannot_be_understood_is_explained(built, option):
    done = manyidu(built, "metric", "resolution_rate", option)
    assert done.code == 2
    assert_explained(done)


def test_a_metric_counts_the_complaints_of_the_exports(built):
    done = manyidu(
        built, "metric", "resolution_rate", "--parameter", "within_days=7", "--as-of", "2024-04-30", "--format", "json"
    )
    assert done.code == 0, done.err
    (row,) = json.loads(done.out)
    assert 12 in row.values()


def test_no_phone_of_the_exports_is_in_any_column_of_the_warehouse(built):
    done = manyidu(built, "check", "--personal")
    assert (done.code, done.out.strip()) == (0, "Nothing found.")


def test_the_backlog_is_explained_by_the_events_month_by_month(built):
    done = manyidu(built, "check", "--backlog", "--format", "json")
    assert done.code == 0, done.err
    assert {(row["difference"], row["case_ids"]) for row in json.loads(done.out)} == {(0, "")}


def test_the_rows_that_break_a_check_are_listed_and_an_unknown_check_is_named(built):
    done = manyidu(built, "check", "--rule", "fct_complaint.key_is_unique", "--format", "json")
    assert (done.code, done.out.strip()) == (0, "[]")
    done = manyidu(built, "check", "--rule", "no_such")
    assert done.code == 2
    assert_explained(done, "no_such")


def test_the_list_of_metrics_has_a_definition_in_both_languages(tmp_path):
    for language in ("zh", "en"):
        rows = json.loads(manyidu(tmp_path, "metric", "--list", "--format", "json", language=language).out)
        assert {"resolution_rate", "top_two_box"} <= {row["metric"] for row in rows}
        assert all(row["definition"] for row in rows)


@pytest.mark.parametrize("command", [["loads"], ["rejects"], ["check"], ["layouts"], ["metric", "--list"]])
def test_csv_and_json_of_a_command_read_back_as_the_same_table(built, command):
    from_json = json.loads(manyidu(built, *command, "--format", "json").out)
    header, *rows = csv.reader(io.StringIO(manyidu(built, *command, "--format", "csv").out))
    assert from_json
    assert header == list(from_json[0])
    assert len(rows) == len(from_json)
    assert all(len(row) == len(header) for row in rows)
    assert [row[0].lstrip("'") for row in rows] == [str(row[header[0]]) for row in from_json]


def test_the_printed_table_of_loads_has_one_line_per_file(built):
    lines = manyidu(built, "loads").out.splitlines()
    assert lines[0].split()[:2] == ["file", "sheet"]
    assert len(lines) == 2 + 2


def test_every_row_of_the_ledger_is_accounted_for(built):
    loads = {load["file"]: load for load in json.loads(manyidu(built, "loads", "--format", "json").out)}
    ledger = loads["投诉台账.csv"]
    assert (ledger["rows_read"], ledger["rows_accepted"], ledger["rows_rejected"]) == (14, 12, 2)
    assert ledger["encoding"] == "gb18030"
    assert (loads["colours.csv"]["status"], loads["colours.csv"]["rows_read"]) == ("refused", 0)


def test_reasons_of_rejected_rows_are_in_the_language_of_the_user(built):
    in_chinese, in_english = (
        {
            row["row_number"]: row["reason"]
            for row in json.loads(manyidu(built, "rejects", "--format", "json", language=language).out)
        }
        for language in ("zh", "en")
    )
    assert in_chinese == {14: "没有可用的受理时间", 15: "列数少于表头"}
    assert in_english == {14: "No usable time of receipt", 15: "Fewer cells than the header"}


def test_where_prints_the_published_file_and_copy_copies_it(built, tmp_path):
    path = cli.Path(manyidu(built, "where").out.strip())
    assert path.is_file()
    assert manyidu(built, "copy", str(tmp_path / "copy.duckdb")).code == 0
    assert (tmp_path / "copy.duckdb").read_bytes() == path.read_bytes()


def test_a_build_writes_a_layout_to_edit_for_an_unknown_table(built):
    (proposal,) = (built / "data" / "warehouse" / "layouts_to_edit").iterdir()
    assert "颜色" in proposal.read_text(encoding="utf-8")
    assert "红" not in proposal.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_ledger_in_gb18030_is_explained_without_a_cell_of_it(empty, language):
    done = manyidu(empty, "layouts", "data/raw/投诉台账.csv", language=language)
    assert done.code == 0, done.err
    assert "complaint_ledger_zh" in done.out
    assert all(header in done.out for header in HEADER.split(","))
    assert not any(cell in done.out for cell in ROWS[0].split(",") if cell != "电梯")


def test_a_layout_written_for_an_unknown_table_leaves_the_others_readable(empty):
    done = manyidu(empty, "layouts", "data/raw/colours.csv", "--write")
    assert done.code == 0, done.err
    (written,) = (empty / "data" / "layouts").iterdir()
    assert str(written) in done.out
    assert "红" not in done.out
    assert manyidu(empty, "layouts", "data/raw/colours.csv").code == 0
    assert "complaint_ledger_zh" in manyidu(empty, "layouts", "data/raw/投诉台账.csv").out


def test_an_edited_layout_reads_the_table_for_which_it_was_written(empty):
    rows = [
        "建单标识,何时受理,哪个园子,说了什么",
        "A7,2024-03-01 08:00,翠湖花园,灯坏了",
        "B9,2024-03-02 08:00,翠湖花园,门坏了",
    ]
    (empty / "data" / "raw" / "own.csv").write_text("\n".join(rows), encoding="utf-8")
    manyidu(empty, "layouts", "data/raw/own.csv", "--write")
    (written,) = (empty / "data" / "layouts").iterdir()
    layout = yaml.safe_load(written.read_text(encoding="utf-8"))
    layout["fields"] |= {
        "complaint_id": ["建单标识"],
        "received_at": ["何时受理"],
        "community": ["哪个园子"],
        "description": ["说了什么"],
    }
    written.write_text(yaml.safe_dump(layout, allow_unicode=True), encoding="utf-8")
    done = manyidu(empty, "layouts", "data/raw/own.csv")
    assert done.code == 0, done.err
    assert written.stem in done.out
    assert "何时受理 → received_at" in done.out


@pytest.mark.parametrize("name", ["nowhere.csv", "data"])
def test_a_file_that_is_not_there_is_named(empty, name):
    assert_explained(manyidu(empty, "layouts", name), name)


def test_a_file_that_is_no_table_is_refused_in_words(empty):
    (empty / "page.xlsx").write_text("<html><body>login</body></html>", encoding="utf-8")
    done = manyidu(empty, "layouts", "page.xlsx")
    assert done.code in (0, 1)
    assert "page.xlsx" in done.out + done.err
    assert "Internal error" not in done.err


@pytest.mark.parametrize(
    "content", ["kind: complaint\nfeilds: {}\n", "a: [", "- 1\n", "kind: nothing\nfields: {}\n", "\xff\xfe"]
)
@pytest.mark.parametrize("command", [["build"], ["layouts"], ["layouts", "data/raw/投诉台账.csv"]])
def test_a_broken_layout_is_named(empty, content, command):
    (empty / "data" / "layouts").mkdir()
    (empty / "data" / "layouts" / "mine.yml").write_bytes(content.encode("latin-1"))
    done = manyidu(empty, *command)
    assert_explained(done, "mine.yml")


@pytest.mark.parametrize(
    "content",
    ["layuot: x\n", "a: [", "- 1\n", "layout: no_such_layout\n", "columns: {received_at: 没有这列}\n", "scale: 5\n"],
)
def test_a_broken_sidecar_is_explained(empty, content):
    (empty / "data" / "raw" / "投诉台账.csv.yaml").write_text(content, encoding="utf-8")
    is_found_late = content.startswith("columns")  # only when the table is read: a whole build for one sentence
    for command in ([["build"]] if not is_found_late else []) + [["layouts", "data/raw/投诉台账.csv"]]:
        done = manyidu(empty, *command)
        for sign in ("Traceback", "nternal error"):
            assert sign not in done.out + done.err
        assert "sidecar" in done.out + done.err


def test_a_missing_exports_folder_is_named(tmp_path):
    assert_explained(manyidu(tmp_path, "build", "--raw", "elsewhere"), "elsewhere")


def test_an_empty_exports_folder_is_named(tmp_path):
    (tmp_path / "nothing").mkdir()
    assert_explained(manyidu(tmp_path, "build", "--raw", "nothing"), "nothing")


def test_corrections_without_columns_are_refused_with_the_columns_needed(empty):
    (empty / "data" / "corrections.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert_explained(manyidu(empty, "build"), "corrections.csv", "record", "field")


def test_settings_that_cannot_be_read_are_named(empty):
    (empty / "manyidu.toml").write_text("zone = ", encoding="utf-8")
    assert_explained(manyidu(empty, "loads"), "manyidu.toml")


def test_an_empty_sheet_is_named_beside_the_others(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    for row in ROWS:
        book.active.append(row.split(","))
    book.create_sheet("空表")
    book.save(tmp_path / "投诉.xlsx")
    done = manyidu(tmp_path, "layouts", "投诉.xlsx")
    assert (done.code, "complaint_ledger_zh" in done.out, "空表: no header was found." in done.out) == (
        0,
        True,
        True,
    ), done.err
