"""What is said outside a table: the communities that the sheets of a workbook are named after."""

from dataclasses import replace

import pytest

from pipeline.ingest.table import Sidecar
from pipeline.layouts import load_layouts, match
from pipeline.layouts.titles import with_names_of_sheets
from tests.layouts.tables import preview

LEDGER = ("投诉编号|投诉时间|投诉内容", "1|2024-01-05|灯坏")


def communities(**sheets: tuple[str, ...]) -> dict[str, str | None]:
    """Sheet → community that is taken for its rows."""
    tables = [
        (name, match(replace(preview(*rows), sheet=name), load_layouts(None), Sidecar())[0])
        for name, rows in sheets.items()
    ]
    found = with_names_of_sheets(tables)
    return {name: one.file_parts.get("community") for (name, _), one in zip(tables, found, strict=True)}


def test_a_sheet_that_may_be_a_person_is_a_community_beside_one_that_surely_is():
    assert communities(翠湖苑=LEDGER, 金桂园=LEDGER) == {"翠湖苑": "翠湖苑", "金桂园": "金桂园"}


def test_alone_it_stays_in_doubt():
    assert communities(金桂园=LEDGER) == {"金桂园": None}
    assert communities(金桂园=LEDGER, 王建城=LEDGER) == {"金桂园": None, "王建城": None}


def test_one_community_among_many_sheets_says_nothing_of_them():
    assert communities(翠湖苑=LEDGER, 金桂园=LEDGER, 王建城=LEDGER)["王建城"] is None


def test_what_does_not_end_as_communities_do_is_none():
    assert communities(翠湖苑=LEDGER, 王子轩=LEDGER) == {"翠湖苑": "翠湖苑", "王子轩": None}


def test_beside_communities_a_name_that_no_person_has_is_one_and_a_department_is_none():
    found = communities(翠湖苑=LEDGER, 锦绣花园=LEDGER, 滨江一号=LEDGER, 工程部=LEDGER)
    assert found == {"翠湖苑": "翠湖苑", "锦绣花园": "锦绣花园", "滨江一号": "滨江一号", "工程部": None}
    found = communities(翠湖苑=LEDGER, 锦绣花园=LEDGER, 欧阳明月=LEDGER, 三月投诉=LEDGER)
    assert (found["欧阳明月"], found["三月投诉"]) == (None, None)


@pytest.mark.parametrize(
    "sheet", ["合计", "封面", "电话", "线上问卷", "历史数据", "电梯", "退租", "已办结", "商铺", "售楼处"]
)
def test_beside_communities_what_is_no_place_is_none(sheet):
    assert communities(**{"翠湖苑": LEDGER, "锦绣花园": LEDGER, sheet: LEDGER})[sheet] is None


def test_a_sheet_of_other_columns_is_no_neighbour():
    other = ("投诉编号|投诉时间|投诉内容|处理人", "1|2024-01-05|灯坏|李")
    assert communities(翠湖苑=LEDGER, 金桂园=other) == {"翠湖苑": "翠湖苑", "金桂园": None}


def test_a_column_of_communities_and_a_title_say_more_than_a_sheet():
    column = ("投诉编号|小区|投诉时间|投诉内容", "1|锦湖|2024-01-05|灯坏")
    assert communities(翠湖苑=column, 金桂园=column) == {"翠湖苑": None, "金桂园": None}
    titled = ("小区：锦绣湾||", *LEDGER)
    assert communities(翠湖苑=LEDGER, 金桂园=titled)["金桂园"] == "锦绣湾"
