"""How a room as written in a ledger is taken apart."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "building", "unit", "room"),
    [
        ("3-2-501", "3", "2", "501"),
        ("03-02-0501", "3", "2", "501"),
        ("3栋2单元501室", "3", "2", "501"),
        ("3栋 2单元 501.0", "3", "2", "501"),
        ("阳光花园3栋2单元501", "3", "2", "501"),
        ("3#2-501", "3", "2", "501"),
        ("12号楼三单元501", "12", "3", "501"),
        ("三栋二单元五零一", "3", "2", "501"),
        ("A座1203", "A", None, "1203"),
        ("5幢602", "5", None, "602"),
        ("12-1805", "12", None, "1805"),
        ("２栋１０１", "2", None, "101"),
        ("十二号楼十八层1801室", "12", None, "1801"),
        ("3期5栋1单元1501", "3期5", "1", "1501"),
        ("东区3栋501", "东区3", None, "501"),
        ("501", None, None, "501"),
        ("Apt 4B", None, None, "4B"),
        ("#12-03", None, None, "12-03"),
    ],
)
def test_a_room_is_taken_apart_into_building_unit_and_room(scratch, written, building, unit, room):
    place = scratch.execute("select split_room($1)", [written]).fetchall()[0][0]
    assert place == {"building": building, "unit": unit, "room": room}


@pytest.mark.parametrize("written", ["3号楼", "物业办公室", "1栋1单元", "3-2-501-1"])
def test_what_is_not_understood_stays_whole_so_that_no_two_homes_become_one(scratch, written):
    place = scratch.execute("select split_room($1)", [written]).fetchall()[0][0]
    assert place == {"building": None, "unit": None, "room": written}


@pytest.mark.parametrize("written", ["", "  ", None])
def test_an_empty_cell_is_no_home(scratch, written):
    place = scratch.execute("select split_room($1::varchar)", [written]).fetchall()[0][0]
    assert place == {"building": None, "unit": None, "room": None}
