"""A refused table that holds figures already: whoever sent it is told to export the records."""

import pytest

from pipeline.clean import usable
from pipeline.errors import InputError
from tests.layouts.tables import matches, preview

FIGURES = {
    "complaints by month": ("月份|投诉总数|已处理|处理率", "2024年1月|31|28|93%", "2024年2月|27|27|100%"),
    "means by community": (
        "小区|服务态度|环境卫生|总体满意度|样本数",
        "翠湖苑|4.2|3.9|4.1|120",
        "金桂园|4.0|3.8|3.9|98",
    ),
    "English": ("Month|Number of complaints|Closed|% on time", "Jan|31|28|93%", "Feb|27|27|100%"),
}
RECORDS = {
    "no figures": ("颜色|大小|形状", "红|大|圆", "蓝|小|方"),
    "a single figure": ("月份|颜色|形状|投诉总数", "1月|红|圆|3", "2月|蓝|方|4"),
    "words below the header of a figure": ("颜色|处理率|投诉总数", "红|高|多", "蓝|低|少"),
}


def refused(*rows: str) -> InputError:
    with pytest.raises(InputError) as caught:
        usable(preview(*rows), matches(*rows))
    assert caught.value.code == "unknown_layout"
    return caught.value


@pytest.mark.parametrize("table", FIGURES)
def test_a_table_of_totals_is_said_to_be_one(table):
    error = refused(*FIGURES[table])
    assert "已经汇总好的统计表" in error.zh
    assert "a row per complaint or per response" in error.en


@pytest.mark.parametrize("table", RECORDS)
def test_other_tables_are_not(table):
    error = refused(*RECORDS[table])
    assert "汇总" not in error.zh
    assert "totals" not in error.en
