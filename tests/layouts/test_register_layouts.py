"""Rosters, improvement measures and operational indicators by their headers."""

from __future__ import annotations

import pytest

from tests.layouts.tables import best, fields, matches

TABLES = {
    "roster": ("community_roster", "项目编号|项目名称|别名|总户数|楼栋数|片区|交付时间\nX1|锦湖|锦湖苑|960|12|城北|2010-06-30", {"community", "households", "aliases", "community_id"}),
    "roster en": ("community_roster", "Community|Aliases|Households\nLake|The Lake|960", {"community", "households", "aliases"}),
    "measures": ("improvement_measures", "措施编号|措施名称|针对问题|适用小区|投诉类别|责任岗位|开始日期|计划完成日期|状态|目标\nM1|电梯大修|停运|锦湖|设施类|工程经理|2024-01-01|2024-06-30|进行中|零停运", {"measure", "measure_id", "problem", "communities", "category", "owner_post", "starts_on", "due_on", "status", "target"}),
    "indicators, long": ("operational_indicators", "指标名称|项目名称|期间|数值|单位\n培训合格率|锦湖|2024Q1|96|%", {"indicator", "community", "period", "value", "unit"}),
    "indicators, wide": ("operational_indicators_wide", "小区|月份|培训合格率|物业费收缴率|演练次数\n锦湖|2024-01|96%|88%|1", {"community", "period", "indicator:training_pass_rate", "indicator:fee_collection_rate", "indicator:drills"}),
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_register_is_read_by_its_layout(table):
    layout, text, wanted = TABLES[table]
    found = best(*text.split("\n"))
    assert (found.layout.name, set(fields(found))) == (layout, wanted)


def test_work_orders_are_no_measures():
    found = matches("Work Order ID|Issue|Action|Status|Due Date|Asset ID", "7f|Leak|Sealed|Done|2024-03-05|9b")
    assert [one.layout.name for one in found if not one.missing] == []


def test_measures_may_name_the_types_of_complaints_that_they_are_for():
    found = best("Measure|Owner|Start Date|Status|Related complaint types", "New pumps|Works|2024-03-05|Open|Noise")
    assert found.layout.name == "improvement_measures"


def test_a_wide_table_has_an_indicator_per_column_of_amounts_under_its_own_name():
    found = best(
        "月份|项目|收费率|培训场次|负责人电话|热线|备注",
        "2024-01|锦湖|95.5%|3|83665521|83665522|",
        "2024-02|锦湖|94%|2|83665521|83665522|春节",
    )
    assert set(fields(found)) == {"period", "community", "indicator:fee_collection_rate", "indicator:培训场次"}


@pytest.mark.parametrize(
    ("rows", "indicators"),
    [
        (
            [
                "月份|小区|走访户数|培训场次|员工ID|座机|邮编|QQ|房间|年度|张三",
                "2024-01|锦湖|95|3|20011|8881234|510000|123456|501|2024|4",
                "2024-02|锦湖|94|2|20012|8881235|510000|123457|502|2024|5",
            ],
            {"indicator:visits", "indicator:培训场次"},
        ),
        (
            [
                "Period|Community|Visits|No. of Events|employee_no|CommunityID|Zip|Ext|Latitude",
                "2024-01|Hill|95|3|20011|7|10001|1234|31.2",
                "2024-02|Hill|94|2|20012|7|10001|1235|31.2",
            ],
            {"indicator:visits", "indicator:No. of Events"},
        ),
    ],
)
def test_codes_places_times_and_names_in_a_wide_table_are_no_indicators(rows, indicators):
    assert set(fields(best(*rows))) == {"period", "community"} | indicators


def test_of_single_people_no_column_of_amounts_is_an_indicator():
    found = best(
        "月份|姓名|部门|培训合格率|工资|年龄", "2024-01|张三|工程部|95%|6500|41", "2024-01|李四|工程部|85%|7500|35"
    )
    assert "indicator:工资" not in fields(found)


@pytest.mark.parametrize("people", ["张三|李四", "甲13812345678|3-2-501乙"])
def test_columns_of_single_people_are_no_indicators(people):
    found = best(f"月份|小区|走访户数|{people}", "2024-01|锦湖|95|30|65", "2024-02|锦湖|94|40|54")
    assert set(fields(found)) == {"period", "community", "indicator:visits"}
