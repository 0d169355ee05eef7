"""``margins.csv``: what is read of it, and errors that name file, row and column in both languages."""

from datetime import date

import pytest

from pipeline.agreed import read_margins
from pipeline.errors import UsageError
from tests.agreed.test_settings_files import written

HEADER = "attribute,value,share,households,from,agreed_by\n"
AGE = "您的年龄段,青,60%,,2024-01-01,王总\n您的年龄段,老|5,0.4,,2024-01-01,王总\n"


def test_shares_and_spellings_are_read_and_no_file_is_no_margin(tmp_path):
    young, old = read_margins(written(tmp_path, "margins.csv", HEADER + AGE))
    assert (young.attribute, young.value, young.share, young.valid_from) == ("您的年龄段", "青", 0.6, date(2024, 1, 1))
    assert (old.value, old.answers, old.share, old.agreed_by) == ("老", ("老", "5"), 0.4, "王总")
    assert read_margins(tmp_path / "none.csv") == []


def test_households_are_turned_into_shares_and_rounded_shares_into_a_whole(tmp_path):
    lines = "住户类型｜类型,自住,,300,2024-01-01,王\n住户类型,租,,100,2024-01-01,王\n"
    lines += "年龄,青,33%,,2024-01-01,王\n年龄,中,33%,,2024-01-01,王\n年龄,老,33%,,2024-01-01,王\n"
    found = read_margins(written(tmp_path, "margins.csv", HEADER + lines))
    assert [margin.share for margin in found] == pytest.approx([0.75, 0.25, 1 / 3, 1 / 3, 1 / 3])
    assert found[1].questions == ("住户类型", "类型")


def test_a_later_set_stands_beside_the_one_before(tmp_path):
    later = AGE.replace("2024-01-01", "2025-01-01").replace("60%", "50%").replace("0.4", "50%")
    found = read_margins(written(tmp_path, "margins.csv", HEADER + AGE + later))
    assert [(margin.valid_from.year, margin.share) for margin in found] == [
        (2024, 0.6),
        (2024, 0.4),
        (2025, 0.5),
        (2025, 0.5),
    ]


@pytest.mark.parametrize(
    ("lines", "row", "zh", "en"),
    [
        (
            AGE.replace("0.4", "0.5"),
            3,
            "合计 110.0%，应为 100%",
            "column share: the values of 您的年龄段 from 2024-01-01 add up to 110.0%",
        ),
        (AGE.replace("0.4", "1.5"), 3, "比例不超过 1", "a share at most 1"),
        (AGE.replace("0.4", ""), 3, "share 列：不能为空", "column share: it may not be empty"),
        (AGE.replace("0.4,", "0.4,5"), 3, "只写一个", "give either share or households"),
        (AGE.replace("0.4,", ",5"), 3, "应都写 share", "column households: all values of 您的年龄段"),
        (AGE.replace("老|5", "老|青"), 3, "'青' 在第 2 行已有", "column value: '青' is in row 2 already"),
        (AGE.replace("老|5", "老|"), 3, "| 前后都要有内容", "there is nothing before or after a |"),
        (AGE.replace("老|5", ""), 3, "value 列：不能为空", "column value: it may not be empty"),
        (AGE.split("\n")[0].replace("60%", "1"), 2, "只有一项", "has this one value only"),
        (AGE + AGE.split("\n")[0], 4, "与第 2 行重复", "the same as row 2"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named_with_its_row_and_column(tmp_path, lines, row, zh, en):
    with pytest.raises(UsageError) as error:
        read_margins(written(tmp_path, "margins.csv", HEADER + lines))
    assert error.value.zh.startswith(f"margins.csv 第 {row} 行，") and zh in error.value.zh
    assert error.value.en.startswith(f"margins.csv, row {row}, column ") and en in error.value.en
