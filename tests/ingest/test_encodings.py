"""Encodings: a file is read as what it is, or refused; never as rubbish."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.ingest import decode
from tests.ingest.conftest import Exports, rejects

LEDGER = "单号,内容\n1,业主反映楼下漏水严重，要求尽快处理\n2,电梯故障\n"
ROWS = [(2, "1", "业主反映楼下漏水严重，要求尽快处理"), (3, "2", "电梯故障")]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_chinese_text_is_read_in_each_encoding_that_programs_write(exports: Exports, encoding: str, shown: str):
    table, rows = exports.read("a.csv", LEDGER.encode(encoding))
    assert (table.preview.encoding, rows) == (shown, ROWS)
    assert table.preview.rows[0] == ("单号", "内容")


def test_characters_that_only_gb18030_has_are_read(exports: Exports):
    _, rows = exports.read("a.csv", "姓名,内容\n𠮷某,楼道灯不亮请尽快维修\n".encode("gb18030"))
    assert rows == [(2, "𠮷某", "楼道灯不亮请尽快维修")]


def test_accents_of_windows_1252_are_not_taken_for_chinese(exports: Exports):
    text = "id,request\n1,The café on José street doesn’t close its doors at night\n"
    table, rows = exports.read("a.csv", text.encode("cp1252"))
    assert table.preview.encoding == "cp1252"
    assert rows == [(2, "1", "The café on José street doesn’t close its doors at night")]


@pytest.mark.parametrize(
    ("encoding", "shown", "header", "text"),
    [
        ("big5", "cp950", "編號,內容", "電梯故障，無人處理請儘快維修"),
        ("shift_jis", "cp932", "番号,内容", "エレベーターがこわれています。修理をお願いします"),
        ("euc_kr", "cp949", "번호,내용", "엘리베이터가 사흘째 고장났습니다. 빨리 고쳐 주시기 바랍니다"),
    ],
)
def test_text_of_taiwan_japan_and_korea_is_read_in_the_encoding_of_their_spreadsheets(
    exports: Exports, encoding: str, shown: str, header: str, text: str
):
    table, rows = exports.read("a.csv", f"{header}\n1,{text}\n".encode(encoding))
    assert (table.preview.encoding, rows) == (shown, [(2, "1", text)])


def twice(text: str) -> bytes:
    """The text in UTF-8, taken for Windows-1252 (Latin-1 where that has no sign) and written as UTF-8 again."""
    return "".join(_sign(byte) for byte in text.encode()).encode()


def _sign(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_text_that_was_encoded_twice_is_read_as_it_was(exports: Exports, mark: bytes):
    table, rows = exports.read("a.csv", mark + twice(LEDGER))
    assert (table.preview.encoding, rows) == ("utf-8-twice", ROWS)
    _, rows = exports.read("a.csv", mark + twice("Nº,Género\n1,señor “Jesús” – 5 €\n"))
    assert rows == [(2, "1", "señor “Jesús” – 5 €")]


def test_accents_that_were_encoded_once_stay_as_they_are(exports: Exports):
    for text in ("1,Café\n2,Ã\n", "1,GÃ©nero\n2,Café\n"):
        table, rows = exports.read("a.csv", ("No,Text\n" + text).encode())
        assert (table.preview.encoding, [row[2] for row in rows]) == ("utf-8", [line[2:] for line in text.split()])


def test_text_that_is_encoded_twice_only_at_its_beginning_stays_as_it_is(exports: Exports):
    lines = twice("No,Género\n") + b"1,x\n" * (decode.SAMPLE // 4) + "2,Café\n".encode()
    table, rows = exports.read("a.csv", lines)
    assert (table.preview.encoding, rows[-1][2]) == ("utf-8", "Café")


def test_chinese_of_twenty_characters_is_not_taken_for_korean(exports: Exports):
    text = "单号,内容\n1,电梯经常停在半路，打电话没有人接，请物业公司尽快派人检查修理\n"
    table, _ = exports.read("a.csv", text.encode("gb18030"))
    assert table.preview.encoding == "gb18030"


def test_russian_of_windows_1251_is_refused_and_not_read_as_something_else(exports: Exports):
    exports.put("a.csv", ("номер,текст\n" + "1,Лифт не работает третий день подряд\n" * 5).encode("cp1251"))
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code == "unknown_encoding"


def test_two_encodings_in_one_file_are_refused_with_the_line(exports: Exports):
    exports.put("a.csv", LEDGER.encode() + "3,停车位被占用\n".encode("gb18030"))
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code == "mixed_encodings"
    assert "line 4" in caught.value.en


def test_a_row_with_bytes_that_are_no_text_is_rejected_alone(exports: Exports):
    broken = "3,停车位".encode() + b"\xe8\xa2" + "\n4,门禁坏了\n".encode()
    table, rows = exports.read("a.csv", LEDGER.encode() + broken)
    assert rows == [*ROWS, (5, "4", "门禁坏了")]
    assert rejects(table) == [(4, "bad_bytes")]


def test_a_file_cut_off_inside_a_character_loses_that_row_only(exports: Exports):
    table, rows = exports.read("a.csv", LEDGER.encode("gb18030")[:-2])
    assert rows == ROWS[:1]
    assert rejects(table) == [(3, "bad_bytes")]


def test_plain_letters_need_no_guess(exports: Exports):
    table, _ = exports.read("a.csv", "id,text\n1,lift out of order\n")
    assert table.preview.encoding == "utf-8"


PIECES = st.sampled_from(["a", "\n", "é", "楼", "𠮷", "\0", "\ud800", "\uffff"]).map(
    lambda text: text.encode("utf-8", "surrogatepass")
) | st.binary(min_size=1, max_size=4)


@given(st.lists(PIECES, max_size=12).map(b"".join), st.integers(1, 7))
@example(b"\xc0\xaf", 1)  # overlong
@example(b"\xf4\x90\x80\x80", 3)  # beyond the last character
@example("楼".encode()[:2], 1)
def test_bytes_are_utf8_where_python_says_so_wherever_chunks_are_cut(data: bytes, chunk: int):
    try:
        data.decode("utf-8")
        is_text = True
    except UnicodeDecodeError:
        is_text = False
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(decode, "CHUNK", chunk):
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        assert (decode._count_utf8(path) is not None) == is_text
