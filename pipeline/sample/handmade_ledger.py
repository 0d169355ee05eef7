"""The ledger that two communities kept by hand in Excel before they joined the work-order system (2023, first half).

Two title rows, the community's name merged over its rows, dates in the spelling of whoever typed them, a total row
(合计) and a line with signatures below. Grain: one row per complaint.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.sample.company import Company
from pipeline.sample.facts import random_stream
from pipeline.sample.ledger_export import register_rows
from pipeline.sample.register_state import state_at
from pipeline.sample.workbook import open_workbook

COMMUNITIES = ["朗月城", "青禾佳园"]
UNTIL = pd.Timestamp("2023-07-01")
FILLED_IN_AT = pd.Timestamp("2023-07-31 18:00")
TITLES = ["投诉登记台账（2023年上半年）", "填报单位：朗月城、青禾佳园      填报日期：2023.7.31"]
HEADER = [
    "序号",
    "小区",
    "登记日期",
    "房号",
    "业主姓名",
    "联系电话",
    "反映方式",
    "类别",
    "问题类型",
    "反映问题",
    "经办人",
    "要求完成日期",
    "完成日期",
    "处理情况",
    "回访日期",
    "回访结果",
    "备注",
]
_COLUMNS = {
    "小区": "community",
    "登记日期": "received_at",
    "房号": "room",
    "业主姓名": "resident",
    "联系电话": "phone",
    "反映方式": "channel",
    "类别": "category",
    "问题类型": "subcategory",
    "反映问题": "text",
    "经办人": "handler",
    "要求完成日期": "due_at",
    "完成日期": "resolved_at",
    "处理情况": "result",
    "回访日期": "called_back_at",
    "回访结果": "rating",
}
_WIDTHS = [5, 10, 16, 14, 9, 14, 10, 8, 10, 46, 9, 14, 16, 30, 12, 10, 8]


def is_kept_by_hand(cases: pd.DataFrame) -> pd.Series:
    """Tell which complaints stand in the hand-made ledger and in no other export."""
    return (
        cases["community"].isin(COMMUNITIES) & (cases["received_at"].dt.year == 2023) & (cases["received_at"] < UNTIL)
    )


def write_handmade_ledger(company: Company, path: Path, *, seed: int) -> None:
    """Write the ledger as one sheet."""
    rows = ledger_rows(company, seed=seed)
    with open_workbook(path) as workbook:
        sheet = workbook.add_worksheet("台账")
        centred = workbook.add_format({"align": "center", "valign": "vcenter"})
        date_format = workbook.add_format({"num_format": "yyyy-m-d"})
        for place, title in enumerate(TITLES):
            sheet.merge_range(place, 0, place, len(HEADER) - 1, title, centred)
        sheet.write_row(len(TITLES), 0, HEADER)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        first = len(TITLES) + 1
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                _write_cell(sheet, first + number, column, value, date_format)
        _merge_communities(sheet, first, [row[1] for row in rows], centred)
        _write_foot(sheet, first + len(rows), len(rows))


def ledger_rows(company: Company, *, seed: int) -> list[list[Any]]:
    """Return the cells below the header, one list per complaint, a community after the other."""
    rng = random_stream(seed, "handmade")
    cases = state_at(company.complaints, FILLED_IN_AT)
    cases = cases[is_kept_by_hand(cases)].sort_values(
        "community", kind="stable", key=lambda name: name.map(COMMUNITIES.index)
    )
    table = register_rows(cases, company, _COLUMNS, seed=seed, register="handmade", id_format="{place}").astype(object)
    table["小区"] = cases["community"].to_numpy()
    table["类别"] = [category.removesuffix("类") if rng.random() < 0.3 else category for category in table["类别"]]
    for column in ["登记日期", "要求完成日期", "完成日期", "回访日期"]:
        table[column] = [_spell_date(at, rng, is_received=column == "登记日期") for at in table[column]]
    table = table.where(table.notna(), None)
    return [[number, *row, None] for number, row in enumerate(table.to_numpy().tolist(), start=1)]


def _spell_date(at: Any, rng: np.random.Generator, *, is_received: bool) -> Any:
    """Return the date as one of many hands types it; without a year only where the row's first date has one."""
    if pd.isna(at):
        return None
    day = pd.Timestamp(at)
    spellings = [
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y-%m-%d}",
        day.normalize().to_pydatetime(),
        day.normalize().to_pydatetime(),
        f"{day.year}.{day.month}.{day.day} {day:%H:%M}" if is_received else f"{day.month}月{day.day}日",
    ]
    return spellings[rng.choice(len(spellings), p=[0.3, 0.12, 0.12, 0.12, 0.15, 0.15, 0.04])]


def _write_cell(sheet: Any, row: int, column: int, value: Any, date_format: Any) -> None:
    if hasattr(value, "year"):
        sheet.write_datetime(row, column, value, date_format)
    elif value is not None:
        sheet.write(row, column, value)


def _merge_communities(sheet: Any, first: int, names: list[str], centred: Any) -> None:
    for name in COMMUNITIES:
        start = first + names.index(name)
        sheet.merge_range(start, 1, start + names.count(name) - 1, 1, name, centred)


def _write_foot(sheet: Any, row: int, count: int) -> None:
    sheet.write_row(row, 0, ["合计", None, f"{count}件"])
    sheet.write(row + 1, 0, "制表人：廖振华        审核人：阎丹")
