"""Pseudonyms: the same person or home, however it is spelled, has one; nobody without the key can make it."""

from __future__ import annotations

import hashlib
import hmac

import duckdb
import pytest

from pipeline.privacy import Keys, register

from .conftest import KEYS


@pytest.fixture
def value(scratch):
    def value(expression, *arguments):
        return scratch.execute(f"select {expression}", list(arguments)).fetchall()[0][0]

    return value


@pytest.mark.parametrize(
    ("expression", "letter", "digits", "purpose", "message"),
    [
        ("resident_pseudonym('13812345678', null, null)", "R", 16, "resident", "phone\x1f13812345678"),
        ("resident_pseudonym(null, '张 伟', 'H1')", "R", 16, "resident", "name\x1f张伟\x1fH1"),
        ("home_pseudonym('阳光花园', '3栋', '2', '501')", "H", 16, "home", "阳光花园\x1f3\x1f2\x1f501"),
        ("handler_code('李雷')", "S", 8, "staff", "李雷"),
    ],
)
def test_a_pseudonym_is_the_hmac_that_python_computes(value, expression, letter, digits, purpose, message):
    expected = hmac.new(KEYS.derive(purpose), message.encode(), hashlib.sha256).hexdigest()
    assert value(expression) == letter + expected[:digits]


@pytest.mark.parametrize(
    "phone",
    [
        "13812345678",
        "138 1234 5678",
        "+86-138-1234-5678",
        "１３８１２３４５６７８",
        "13812345678.0",
        "0086 138 1234 5678",
        "(+86)13812345678",
        "138\u200b12345678",
        "张三 13812345678",
        "13812345678/13987654321",
    ],
)
def test_a_phone_in_any_spelling_is_one_resident(value, phone):
    assert value("resident_phone($1)", phone) == "13812345678"


@pytest.mark.parametrize("phone", ["1.38E+10", "138****5678", "无", "", "00000000", "13800000000", "110", None])
def test_a_phone_that_is_lost_masked_or_a_filler_names_nobody(value, phone):
    assert value("resident_pseudonym($1::varchar, null, null)", phone) is None


def test_without_a_usable_phone_a_resident_is_a_name_in_a_home(value):
    by_name = value("resident_pseudonym(null, '张伟', 'H1')")
    assert by_name == value("resident_pseudonym('无', '张伟先生', 'H1')")
    assert by_name != value("resident_pseudonym(null, '张伟', 'H2')")
    assert value("resident_pseudonym(null, '张伟', null)") is None
    assert value("resident_pseudonym(null, '匿名', 'H1')") is None


@pytest.mark.parametrize(
    ("building", "unit", "room"),
    [("3栋", "2单元", "501室"), ("三栋", "02", "0501"), ("３号楼", "二", "五零一"), ("3.0", "2.0", "501.0")],
)
def test_a_home_in_any_spelling_is_one_home(value, building, unit, room):
    home = value("home_pseudonym('阳光花园', $1, $2, $3)", building, unit, room)
    assert home == value("home_pseudonym(' 阳光 花园', '3', '2', '501')")


def test_other_rooms_units_buildings_and_communities_are_other_homes(value):
    homes = [("A", "3", "2", "501"), ("A", "3", "25", "01"), ("A", "32", "5", "01"), ("B", "3", "2", "501")]
    assert len({value("home_pseudonym($1, $2, $3, $4)", *home) for home in homes}) == 4


def test_a_home_without_a_room_or_a_community_has_no_pseudonym(value):
    assert value("home_pseudonym('A', '3', '2', null)") is None
    assert value("home_pseudonym(null, '3', '2', '501')") is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("二十三", "23"),
        ("一百零二", "102"),
        ("一百", "100"),
        ("五零一", "501"),
    ],
)
def test_chinese_numerals_are_read_as_numbers(value, written, number):
    assert value("address_part($1)", written) == number


def test_another_secret_gives_other_pseudonyms():
    other = duckdb.connect()
    register(other, Keys(b"another secret, for this test on"))
    mine = hmac.new(KEYS.derive("staff"), "李雷".encode(), hashlib.sha256).hexdigest()[:8]
    assert other.execute("select handler_code('李雷')").fetchall() != [("S" + mine,)]


def test_the_keys_stay_out_of_the_database_file(tmp_path):
    with duckdb.connect(str(tmp_path / "scratch.duckdb")) as connection:
        register(connection, KEYS)
        connection.execute("create table t as select handler_code('李雷') as handler")
    with duckdb.connect(str(tmp_path / "scratch.duckdb")) as connection:
        assert connection.execute(
            "select count(*) from duckdb_functions() where function_name = 'handler_code'"
        ).fetchall() == [(0,)]
    inner, _ = KEYS.pads("staff")
    assert inner.hex().encode() not in (tmp_path / "scratch.duckdb").read_bytes()


def test_the_shape_of_a_value_shows_no_value(value):
    assert value("value_shape('京A·12345 张伟 o\u0301 2024-03-05')") == "字a·99999 字字 a\u0301 9999-99-99"
