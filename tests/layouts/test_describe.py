"""How a file would be read, in words: every column accounted for, what is missing, and never a cell."""

import re
import zipfile

import pytest

from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.layouts.describe import explain_file, list_layouts
from pipeline.layouts.library import load_layouts
from pipeline.layouts.usable import usable
from tests.layouts.tables import matches, preview

LEDGER = """投诉编号,受理时间,小区,投诉人,联系电话,投诉内容,楼层颜色
TS1,2024-03-01 08:00,翠湖花园,赵一,13800001111,电梯停运,红
TS2,2024-03-02 08:00,翠湖花园,钱二,13800002222,垃圾未清,蓝
"""
CELLS = ("TS1", "2024-03", "翠湖", "赵一", "13800001111", "电梯停运", "垃圾", "红", "蓝")
SURVEY = """序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、您对保安的服务态度满意吗？,2、您对维修是否及时满意吗？
1,2024/3/1 8:00:00,60秒,微信,N/A,1.2.3.4,非常满意,满意
2,2024/3/2 8:00:00,70秒,微信,N/A,1.2.3.5,一般,非常满意
"""


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "raw").mkdir()
    return Settings(
        raw=tmp_path / "raw", warehouse=tmp_path / "warehouse", layouts=tmp_path / "layouts", language="en", threads=1
    )


def laid(settings, name, text, encoding="utf-8"):
    path = settings.raw / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_every_column_of_a_ledger_is_named_and_no_cell_is(settings, encoding):
    said = explain_file(laid(settings, "a.csv", LEDGER, encoding), settings)
    assert "complaint_ledger_zh" in said
    assert all(header in said for header in LEDGER.splitlines()[0].split(","))
    assert not any(cell in said for cell in CELLS)


def test_the_columns_that_become_pseudonyms_and_those_not_known_are_said(settings):
    said = explain_file(laid(settings, "a.csv", LEDGER), settings).splitlines()
    (pseudonyms,) = [line for line in said if "pseudonym" in line]
    assert ("投诉人" in pseudonyms, "联系电话" in pseudonyms, "投诉内容" in pseudonyms) == (True, True, False)
    (unknown,) = [line for line in said if "not known" in line]
    assert unknown.strip() == "Columns not known: 楼层颜色."


def test_a_question_is_shown_with_its_indicator(settings):
    said = explain_file(laid(settings, "问卷.csv", SURVEY), settings)
    assert "1、您对保安的服务态度满意吗？ → attitude" in said
    assert "非常满意" not in said


def test_a_sidecar_says_which_column_is_the_time(settings):
    path = laid(settings, "a.csv", LEDGER.replace("受理时间", "何时"))
    assert "Missing" in explain_file(path, settings)
    (settings.raw / "a.csv.yaml").write_text("kind: complaint\ncolumns: {received_at: 何时}\n", encoding="utf-8")
    said = explain_file(path, settings)
    assert "Missing" not in said
    assert "何时 → received_at" in said


def test_a_refusal_names_the_column_that_may_be_the_time_and_the_line_that_mends_it(settings):
    rows = ("Case Number|Case Opened When|Subject|Status|Priority", "1|2024-03-05 08:00|Lamp|Open|High")
    line = 'columns: {received_at: "Case Opened When"}'
    with pytest.raises(InputError) as refusal:
        usable(preview(*rows, name="cases.csv"), matches(*rows, name="cases.csv"))
    assert f"{line} into cases.csv.yaml" in refusal.value.en
    assert f"cases.csv.yaml 里写 {line}" in refusal.value.zh
    path = laid(settings, "cases.csv", "\n".join(row.replace("|", ",") for row in rows))
    assert line in explain_file(path, settings)
    (settings.raw / "cases.csv.yaml").write_text(line, encoding="utf-8")
    assert "Case Opened When → received_at" in explain_file(path, settings)


@pytest.mark.parametrize(
    "rows",
    [
        ("Case Number|Opened By|Subject|Status|Priority", "1|Li|Lamp|Open|High"),
        ("Colour|Bought When|Size", "red|2024-03-05 08:00|big"),
        ("Case Number|13800001111|Subject|Status|Priority", "1|2024-03-05 08:00|Lamp|Open|High"),
    ],
    ids=["no column of times", "no complaints", "a header with a phone"],
)
def test_nothing_is_guessed_where_more_than_a_time_is_missing(rows):
    with pytest.raises(InputError) as refusal:
        usable(preview(*rows), matches(*rows))
    assert "columns:" not in refusal.value.en


def test_the_manifest_of_the_exports_folder_counts_for_a_file_in_a_folder_of_it(settings):
    (settings.raw / "2024").mkdir()
    (settings.raw / "manifest.yaml").write_text("2024/*.csv: {columns: {received_at: 何时}}\n", encoding="utf-8")
    path = laid(settings, "2024/a.csv", LEDGER.replace("受理时间", "何时"))
    assert "何时 → received_at" in explain_file(path, settings)


def test_one_bad_member_of_an_archive_leaves_the_others_explained(settings):
    path = settings.raw / "exports.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1_noise.csv", bytes(range(128, 256)) * 40)
        archive.writestr("2_page.xlsx", "<html></html>")
        archive.writestr("3_ledger.csv", LEDGER)
    noise, page, ledger = explain_file(path, settings).split("\n\n")
    assert "1_noise.csv" in noise and "UTF-8" in noise
    assert "2_page.xlsx" in page and "HTML" in page
    assert "complaint_ledger_zh" in ledger


def test_a_written_layout_loads_again_whatever_the_headers_hold(settings):
    headers = ['何时"收', "内容: 说明", "#备注", "- 项", "{a: b}", "C:\\new", "‘引’", "100%", "是", "null", "\u200b空"]
    path = laid(settings, "odd.csv", "\t".join(headers) + "\n" + "\t".join(["甲乙"] * len(headers)) + "\n")
    said = explain_file(path, settings, write=True)
    (written,) = settings.layouts.iterdir()
    assert str(written) in said
    (own,) = [layout for layout in load_layouts(settings.layouts) if layout.is_own]
    assert own.name == written.stem
    text = written.read_text(encoding="utf-8")
    assert "备注" in text and "C:\\\\new" in text
    assert "甲乙" not in text


def test_a_layout_that_was_edited_is_not_written_again(settings):
    path = laid(settings, "odd.csv", "颜色,大小\n红,大\n")
    explain_file(path, settings, write=True)
    (written,) = settings.layouts.iterdir()
    edited = written.read_text(encoding="utf-8") + "# mine\n"
    written.write_text(edited, encoding="utf-8")
    explain_file(path, settings, write=True)
    assert written.read_text(encoding="utf-8") == edited


def test_nothing_is_written_for_a_table_that_has_its_layout(settings):
    explain_file(laid(settings, "a.csv", LEDGER), settings, write=True)
    assert not settings.layouts.exists()


def test_the_explanation_is_in_the_language_of_the_user(settings):
    in_chinese = Settings(raw=settings.raw, warehouse=settings.warehouse, layouts=settings.layouts, language="zh")
    path = laid(settings, "colours.csv", "colour,size\nred,big\n")
    assert re.search("[\u4e00-\u9fff]", explain_file(path, in_chinese).splitlines()[-1])
    assert "no layout fits" in explain_file(path, settings)


def test_a_missing_file_is_named(settings):
    with pytest.raises(UsageError, match=r"nowhere\.csv"):
        explain_file(settings.raw / "nowhere.csv", settings)


def test_the_list_has_a_label_and_kind_for_every_layout(settings):
    columns, rows = list_layouts(settings)
    assert len(rows) == len(load_layouts(None))
    assert all(all(row) and len(row) == len(columns) for row in rows)


def test_a_time_that_comes_later_is_not_proposed_as_the_time_of_receipt():
    header = "Request ID|Project completed on|Logged in at|Type of problem"
    rows = [f"{n}|2024-03-0{n} 10:00|2024-02-0{n} 10:00|Lamp" for n in (1, 2, 3)]
    table = preview(header, *rows)
    with pytest.raises(InputError, match='"Logged in at"'):
        usable(table, matches(header, *rows))
    with pytest.raises(InputError) as error:
        usable(
            preview(header.replace("Logged in at", "Closing"), *rows),
            matches(header.replace("Logged in at", "Closing"), *rows),
        )
    assert "columns:" not in error.value.en
