"""The small registers: roster of communities, improvement measures, operational indicators."""

from pathlib import Path

from pipeline.sample.company import Company
from pipeline.sample.operations import INDICATORS
from pipeline.sample.workbook import write_table

ROSTER_HEADER = ["项目编号", "项目名称", "别名", "总户数", "楼栋数", "片区", "交付时间"]
MEASURE_HEADER = [
    "措施编号",
    "措施名称",
    "针对问题",
    "适用小区",
    "适用楼栋",
    "投诉类别",
    "投诉子类",
    "对应指标",
    "责任岗位",
    "实施步骤",
    "资源投入",
    "培训情况",
    "开始日期",
    "计划完成日期",
    "状态",
    "目标",
]
INDICATOR_HEADER = ["指标代码", "指标名称", "项目名称", "期间", "数值", "单位", "分子", "分母"]
_UNITS = {"visits": "户", "activities": "场", "drills": "次"}


def write_roster(company: Company, path: Path) -> None:
    """Write one row per community, its aliases joined by 、."""
    rows = [
        [
            f"XM{number:02d}",
            c.name,
            "、".join(c.aliases),
            c.households,
            c.buildings,
            c.district,
            f"{c.delivered:%Y-%m-%d}",
        ]
        for number, c in enumerate(company.communities.itertuples(index=False, name="Community"), start=1)
    ]
    write_table(path, "小区名册", ROSTER_HEADER, rows)


def write_measures(company: Company, path: Path) -> None:
    """Write one row per improvement measure."""
    rows = company.measures.astype(object).where(company.measures.notna(), None).to_numpy().tolist()
    write_table(path, "改进措施", MEASURE_HEADER, rows)


def write_indicators(company: Company, path: Path) -> None:
    """Write one row per indicator, community and period as CSV (UTF-8 with BOM); rates in per cent."""
    table = company.indicators
    is_rate = table["denominator"].notna()
    table = table.assign(
        label=table["indicator"].map(lambda name: INDICATORS[name][0]),
        value=table["value"].mask(is_rate, table["value"] * 100).round(2),
        unit=table["indicator"].map(_UNITS).fillna("%"),
        numerator=table["numerator"].where(is_rate),
    )
    columns = ["indicator", "label", "community", "period", "value", "unit", "numerator", "denominator"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table[columns].set_axis(INDICATOR_HEADER, axis=1).to_csv(
            file, index=False, lineterminator="\r\n", float_format="%g"
        )
