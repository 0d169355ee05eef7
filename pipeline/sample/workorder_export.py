"""Cumulative exports of the work-order system used from 2023.

Every file holds all complaints received since the start of its year, in the state of the export; what was open in one
file comes again closed in the next. Grain: one row per complaint and export. Ids have 20 digits and are text.
"""

from pathlib import Path

import pandas as pd

from pipeline.sample.company import Company
from pipeline.sample.handmade_ledger import is_kept_by_hand
from pipeline.sample.ledger_export import RECEIPT_COLUMNS, register_rows
from pipeline.sample.register_state import state_at
from pipeline.sample.workbook import write_table

# Year of receipt and moment of the export. Each year is exported for the last time early in the next, when nearly all
# is closed; after that its quarters can be judged by what was resolved within 30 days.
EXPORTS = [
    (2023, pd.Timestamp("2023-06-30 23:59")),
    (2023, pd.Timestamp("2023-12-31 23:59")),
    (2023, pd.Timestamp("2024-02-29 23:59")),
    (2024, pd.Timestamp("2024-03-31 23:59")),
    (2024, pd.Timestamp("2024-06-30 23:59")),
    (2024, pd.Timestamp("2024-09-30 23:59")),
    (2024, pd.Timestamp("2025-01-30 23:59")),
    (2025, pd.Timestamp("2025-01-31 23:59")),
]
_ID_FORMAT = "{received_at:%Y%m%d%H%M%S}{place:06d}"
COLUMNS = {
    **RECEIPT_COLUMNS,
    "登记时间": "registered_at",
    "派单时间": "assigned_at",
    "责任部门": "department",
    "处理人": "handler",
    "限时完成时间": "due_at",
    "答复时间": "responded_at",
    "调查时间": "investigated_at",
    "方案提出时间": "proposed_at",
    "审批时间": "approved_at",
    "执行时间": "executed_at",
    "完成时间": "resolved_at",
    "处理结果": "result",
    "反馈时间": "feedback_at",
    "反馈方式": "feedback_channel",
    "是否说明措施": "has_measures",
    "是否说明改进": "has_improvement",
    "办结时间": "closed_at",
    "归档时间": "archived_at",
    "重开时间": "reopened_at",
    "单据状态": "status",
    "回访时间": "called_back_at",
    "回访结果": "was_reached",
    "回访满意度": "rating",
    "是否解决": "is_confirmed",
    "二次回访时间": "recontacted_at",
    "二次回访满意度": "second_rating",
}


def write_work_orders(company: Company, folder: Path, *, seed: int) -> list[Path]:
    """Write one workbook per export, named with its date (``投诉工单_20240630.xlsx``)."""
    return [_write_export(company, folder, year, moment, seed=seed) for year, moment in EXPORTS]


def work_order_table(company: Company, year: int, moment: pd.Timestamp, *, seed: int) -> pd.DataFrame:
    """Return the export of the complaints received in ``year`` as known at ``moment``; times are text to the minute."""
    cases = state_at(company.complaints, moment)
    cases = cases[(cases["received_at"].dt.year == year) & ~is_kept_by_hand(cases)]
    table = register_rows(cases, company, COLUMNS, seed=seed, register=f"work orders {year}", id_format=_ID_FORMAT)
    for column in [c for c in table.columns if c.endswith("时间")]:
        table[column] = table[column].dt.strftime("%Y-%m-%d %H:%M")
    table["回访结果"] = table["回访结果"].map({True: "已接通", False: "未接通"})
    return table.astype(object).where(table.notna(), None)


def _write_export(company: Company, folder: Path, year: int, moment: pd.Timestamp, *, seed: int) -> Path:
    table = work_order_table(company, year, moment, seed=seed)
    path = folder / f"投诉工单_{moment:%Y%m%d}.xlsx"
    write_table(path, "投诉工单", list(table.columns), table.to_numpy().tolist())
    return path
