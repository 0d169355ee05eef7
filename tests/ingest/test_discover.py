"""Which files are exports: judged by their content, and every other one refused with a reason the user can act on."""

from __future__ import annotations

import gzip
import io
import os
import struct
import warnings
import zipfile

import pytest

from pipeline.errors import InputError
from pipeline.ingest.refusals import SENTENCES, refusal
from pipeline.reasons import reasons
from tests.ingest.conftest import Exports
from tests.ingest.workbooks import workbook

OLE_BOOK = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le")
BOF = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12
TABLE = "单号,内容\n1,漏水\n"


def zipped(**members: bytes | str) -> bytes:
    """Return a zip archive; ``__`` in a name stands for ``/`` and ``_dot_`` for ``.``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def test_files_come_in_natural_order_from_all_folders(exports: Exports):
    for name in ("10月.csv", "2月.csv", "b/1.csv", "B/c.tsv"):
        exports.put(name, TABLE)
    assert sorted(exports.find()) == sorted(["2月.csv", "10月.csv", "b/1.csv", "B/c.tsv"])
    assert list(exports.find())[:2] == ["2月.csv", "10月.csv"]


def test_hidden_files_sidecars_and_the_sample_are_left_out(exports: Exports):
    for name in (".x.csv", ".git/x.csv", "a.csv.yaml", "manifest.yml", "_sample/x.csv", "Thumbs.db", "a.csv"):
        exports.put(name, TABLE)
    assert exports.find() == {"a.csv": "csv"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("~$台账.xlsx", b"\x05user", "lock_file"),
        (".~台账.xlsx", b"\x05user", "lock_file"),
        (".~lock.台账.ods#", b",user", "lock_file"),
        ("台账.xlsx.tmp", b"PK", "lock_file"),
        ("台账.csv.crdownload", b"a,b", "lock_file"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf\r\n\r\n", "empty_file"),
        ("a.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "lfs_pointer"),
        ("a.csv", b"<!DOCTYPE html><html><body>Login</body></html>", "not_a_table"),
        ("a.csv", b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>", "not_a_table"),
        ("a.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "not_a_table"),
        ("a.csv", b'{"rows": []}', "not_a_table"),
        ("a.csv", b"%PDF-1.7\n", "not_a_table"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "not_a_table"),
        ("a.csv", bytes(range(256)) * 8, "not_a_table"),
        ("a.xlsx", zipped(word__document_dot_xml="<w/>"), "not_a_table"),
        ("a.xlsx", zipped(a_dot_txt="x"), "damaged_file"),
        ("a.zip", zipped(a_dot_csv=TABLE)[:60], "damaged_file"),
        ("a.zip", zipped(), "empty_file"),
        ("a.zip", zipped(**{"folder/": ""}), "empty_file"),
        ("a.csv.gz", gzip.compress(TABLE.encode() * 99)[:-20], "damaged_file"),
        ("report.docx", b"PK\x03\x04", "not_an_export"),
        ("photo.png", b"\x89PNG", "not_an_export"),
        ("README.md", b"# x", "not_an_export"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xls", OLE_BOOK + BOF + b"\x2f\x00\x36\x00", "password"),
        ("a.xls", OLE_BOOK + BOF + b"\x86\x00\x00\x00\x2f\x00\x36\x00", "password"),
        ("a.csv", b"<<<<<<< HEAD\na,b\n1,2\n=======\na,b,c\n1,2,3\n>>>>>>> other\n", "merge_conflict"),
        ("a.ods", zipped(content_dot_xml="?", **{"META-INF__manifest_dot_xml": "<x:encryption-data/>"}), "password"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "not_a_table"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # an archive holds the time at which it was made
)
def test_what_is_no_table_is_refused_for_what_it_is(exports: Exports, name: str, content: bytes, code: str):
    exports.put(name, content)
    assert exports.find() == {name: code}


def test_a_workbook_named_csv_and_a_csv_named_xlsx_are_read_as_what_they_are(exports: Exports):
    exports.put("book.csv", workbook([["单号", "内容"], ["1", "漏水"]]))
    exports.put("text.xlsx", TABLE)
    exports.put("text.xls", "单号\t内容\n1\t漏水\n".encode("utf-16"))
    assert exports.find() == {"book.csv": "xlsx", "text.xls": "csv", "text.xlsx": "csv"}
    assert [preview.rows[1] for preview in exports.previews()] == [("1", "漏水")] * 3


def test_links_are_not_followed(exports: Exports, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(TABLE)
    (exports.raw / "a.csv").symlink_to(outside)
    (exports.raw / "folder").symlink_to(tmp_path)
    assert exports.find() == {"a.csv": "link"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are files only on Unix")
def test_a_pipe_with_the_name_of_a_table_is_refused_and_never_waited_for(exports: Exports):
    exports.put("a.csv", TABLE)
    os.mkfifo(exports.raw / "pipe.csv")
    os.mkfifo(exports.raw / "pipe")
    assert exports.find() == {"a.csv": "csv", "pipe": "special_file", "pipe.csv": "special_file"}


def test_members_of_archives_are_read_one_by_one(exports: Exports):
    inner = zipped(c_dot_csv=TABLE, deep_dot_zip=zipped(d_dot_csv=TABLE))
    exports.put("a.zip", zipped(x__a_dot_csv=TABLE, b_dot_csv_dot_gz=gzip.compress(TABLE.encode()), in_dot_zip=inner))
    assert exports.find() == {
        "a.zip/x/a.csv": "csv",
        "a.zip/b.csv.gz": "csv",
        "a.zip/in.zip/c.csv": "csv",
        "a.zip/in.zip/deep.zip": "nested_archive",
    }
    assert {preview.rows[1] for preview in exports.previews()} == {("1", "漏水")}


def test_names_inside_an_archive_are_never_paths(exports: Exports, tmp_path):
    exports.put(
        "a.zip", zipped(**{"../../escaped.csv": TABLE, "/tmp/absolute.csv": TABLE, "..\\..\\windows.csv": TABLE})
    )
    names = exports.find()
    assert sorted(names) == ["a.zip/escaped.csv", "a.zip/tmp/absolute.csv", "a.zip/windows.csv"]
    assert not list(tmp_path.rglob("*escaped*"))
    assert all(found.source.path.parent == exports.scratch.folder for found in exports.found())


def test_names_in_gbk_as_chinese_windows_zips_them_are_readable(exports: Exports):
    data = zipped(aaaa_dot_csv=TABLE).replace(b"aaaa.csv", "台账".encode("gbk") + b".csv")
    exports.put("a.zip", data)
    assert list(exports.find()) == ["a.zip/台账.csv"]


def test_the_same_bytes_have_the_same_fingerprint_in_and_out_of_an_archive(exports: Exports):
    exports.put("a.csv", TABLE)
    exports.put("b.zip", zipped(a_dot_csv=TABLE))
    assert len({found.source.sha256 for found in exports.found()}) == 1


def test_bombs_are_refused_before_they_are_unpacked(exports: Exports):
    zeros = b"0" * (300 << 20)
    packed = gzip.compress(zeros, 1)
    exports.put("a.csv.gz", packed)
    exports.put("b.zip", zipped(a_dot_csv=zeros))
    exports.put("c.xlsx", zipped(**{"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": zeros}))
    assert set(exports.find().values()) == {"archive_bomb"}
    assert sum(file.stat().st_size for file in exports.scratch.folder.rglob("*.*") if file.is_file()) < 1 << 20


def test_an_archive_that_lies_about_its_sizes_is_still_stopped(exports: Exports):
    data = bytearray(zipped(a_dot_csv=b"0" * (250 << 20)))
    for place in (data.rfind(b"PK\x01\x02") + 24, data.find(b"PK\x03\x04") + 22):
        data[place : place + 4] = struct.pack("<I", 100)
    exports.put("a.zip", bytes(data))
    assert exports.find() in ({"a.zip/a.csv": "archive_bomb"}, {"a.zip/a.csv": "damaged_file"})


def test_an_archive_with_a_password_says_so(exports: Exports):
    data = bytearray(zipped(a_dot_csv=TABLE))
    data[data.find(b"PK\x03\x04") + 6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    exports.put("a.zip", bytes(data))
    assert exports.find() == {"a.zip/a.csv": "password"}


def test_every_refusal_has_words_in_both_languages():
    assert set(SENTENCES) <= set(reasons())
    for code in SENTENCES:
        error = refusal(code, "台账.csv", "x")
        assert isinstance(error, InputError)
        assert error.zh.startswith("台账.csv：")
        assert error.en.startswith("台账.csv: ")


def test_two_members_of_one_name_are_told_apart(exports: Exports):
    buffer = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "w") as archive:
        for name in ("a.csv", "a.csv", "b/a.csv", "b\\a.csv"):
            archive.writestr(name, TABLE)
    exports.put("x.zip", buffer.getvalue())
    assert list(exports.find()) == ["x.zip/a.csv", "x.zip/a (2).csv", "x.zip/b/a.csv", "x.zip/b/a (2).csv"]
    assert [found.source.name for found in exports.found() if found.source] == list(exports.find())


@pytest.mark.skipif(os.name == "nt", reason="names are always text there")
def test_a_file_name_in_gbk_is_shown_as_it_was_meant(exports: Exports):
    (exports.raw / os.fsdecode("投诉.csv".encode("gb18030"))).write_text(TABLE)
    (exports.raw / os.fsdecode(b"\xff\xfe.csv")).write_text(TABLE)
    names = list(exports.find())
    assert "投诉.csv" in names
    assert "".join(names).encode()
    assert set(exports.find().values()) == {"csv"}


def test_a_workbook_whose_parts_are_named_as_windows_paths_is_one(exports: Exports):
    rows = workbook([["单号", "内容"], ["1", "漏水"]])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(rows)) as book, zipfile.ZipFile(buffer, "w") as renamed:
        for info in book.infolist():
            renamed.writestr(info.filename.replace("/", "\\"), book.read(info))
    exports.put("erp.xlsx", buffer.getvalue())
    assert exports.find() == {"erp.xlsx": "xlsx"}
    (preview,) = exports.previews()
    assert preview.rows[1] == ("1", "漏水")
