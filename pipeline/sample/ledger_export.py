"""The ledger of 2022: one GB18030 CSV of the whole company, with the faults of a register kept by many hands.

Grain: one row per complaint, plus a few rows entered twice. ``FAULTS`` lists what is wrong on purpose.
"""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.sample.company import Company
from pipeline.sample.facts import random_stream, read_facts
from pipeline.sample.feedback import RATINGS
from pipeline.sample.register_state import state_at
from pipeline.sample.residents import spell_room
from pipeline.sample.spelling import spell_communities

EXPORTED_AT = pd.Timestamp("2023-03-31 18:00")
# What both registers say of a complaint when it comes in.
RECEIPT_COLUMNS = {
    "投诉编号": "id",
    "项目名称": "community",
    "房号": "room",
    "投诉人": "resident",
    "联系电话": "phone",
    "投诉时间": "received_at",
    "投诉渠道": "channel",
    "投诉分类": "category",
    "投诉子类": "subcategory",
    "投诉级别": "severity",
    "投诉内容": "text",
}
COLUMNS = {
    **RECEIPT_COLUMNS,
    "派单时间": "assigned_at",
    "责任部门": "department",
    "处理人": "handler",
    "限时完成时间": "due_at",
    "答复时间": "responded_at",
    "完成时间": "resolved_at",
    "关闭时间": "closed_at",
    "单据状态": "status",
    "处理结果": "result",
    "回访时间": "called_back_at",
    "回访满意度": "rating",
}
FAULTS = {
    "投诉时间": ["2022-02-30 10:15", "待补录", "2022/13/5 9:00"],
    "完成时间": ["已完成", "#N/A", "1900/1/0 0:00"],
    "联系电话": ["1.39E+10", "座机", "无"],
    "回访满意度": ["9", "见备注"],
}
ROWS_ENTERED_TWICE = 6


def write_ledger(company: Company, path: Path, *, seed: int) -> None:
    """Write the CSV with Windows line ends and dates as Excel writes them (``2022/3/5 9:07``)."""
    rng = random_stream(seed, "ledger")
    cases = state_at(company.complaints, EXPORTED_AT)
    cases = cases[cases["received_at"].dt.year == 2022]
    table = register_rows(
        cases, company, COLUMNS, seed=seed, register="ledger", id_format="{received_at:%Y%m%d}{place:06d}"
    )
    for column in [c for c in table.columns if c.endswith("时间")]:
        table[column] = [
            f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}" if pd.notna(at) else "" for at in table[column]
        ]
    table = _with_faults(table.astype(object), rng)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as file:
        table.to_csv(file, index=False, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)


def register_rows(
    cases: pd.DataFrame, company: Company, columns: dict[str, str], *, seed: int, register: str, id_format: str
) -> pd.DataFrame:
    """Return ``cases`` in the words of a register: ``columns`` maps header to a column of the model; times stay times.

    A case that comes again in a later export of the same ``register`` is spelt the same, if ``cases`` are ordered by
    receipt.
    """
    known = cases.reset_index(names="place")
    homes = company.homes.loc[known["home"]].reset_index(drop=True)
    rows = zip(known["received_at"], known["place"], strict=True)
    known["id"] = [id_format.format(received_at=received_at, place=place) for received_at, place in rows]
    known["resident"], known["phone"] = homes["resident"], homes["phone"]
    known["room"] = _room_cells(known, homes, company.communities.set_index("name")["room"])
    known["category"] = known["category"].map(read_facts("company")["categories"])
    known["rating"] = known["rating"].map(dict(enumerate(RATINGS, start=1)))
    known["second_rating"] = known["second_rating"].map(dict(enumerate(RATINGS, start=1)))
    spelling = random_stream(seed, f"communities of {register}")
    known["community"] = spell_communities(known["community"], company.communities, spelling)
    return known[list(columns.values())].set_axis(list(columns), axis=1)


def _room_cells(cases: pd.DataFrame, homes: pd.DataFrame, style: pd.Series) -> list[str | None]:
    """Return the room as the community's staff write it, nothing where they left it out."""
    rows = zip(homes.to_dict("records"), cases["community"].map(style), cases["has_room"], strict=True)
    return [spell_room(home, spelling) if has_room else None for home, spelling, has_room in rows]


def _with_faults(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    spoiled = rng.permutation(len(table))
    for column, values in FAULTS.items():
        rows, spoiled = spoiled[: len(values)], spoiled[len(values) :]
        table.loc[table.index[rows], column] = values
    twice = table.iloc[np.sort(spoiled[:ROWS_ENTERED_TWICE])]
    return pd.concat([table, twice], ignore_index=True)
