"""The community that a sheet, title or file is named after: taken only where the name can be nothing else."""

import pytest

from pipeline.layouts.community_names import named_community


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("阳光花园2023年投诉台账", "阳光花园"),
        ("阳光花园投诉.xlsx", "阳光花园"),
        ("翠湖苑", "翠湖苑"),
        ("朗月城", "朗月城"),
        ("万科城市花园2024年第一季度投诉汇总表", "万科城市花园"),
        ("168204417_按文本_阳光花园业主满意度调查_432_432.xlsx", "阳光花园"),
        ("投诉_翠湖花园_202403.xls", "翠湖花园"),
        ("幸福里小区2024年3月份投诉记录", "幸福里小区"),
    ],
)
def test_a_name_that_ends_as_communities_do_is_one(text: str, name: str):
    assert named_community(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "万科物业投诉台账",
        "客服中心投诉台账",
        "北京市朝阳区投诉台账",
        "各小区投诉汇总",
        "2024年度某市住宅小区物业投诉统计",
        "碧桂园投诉台账",
        "王子轩",
        "李春城",
        "张三",
        "Sheet1",
        "2023年",
        "投诉登记台账（朗月城、青禾佳园）2023上半年",
    ],
)
def test_a_person_a_company_a_district_or_several_names_are_none(text: str):
    assert named_community(text) is None
