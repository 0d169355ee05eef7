"""Where to improve first: each driver with its gap and the complaints about the same subject (specification clause ch6.s).

    driver × gap × complaint evidence

driver      what goes with overall satisfaction beyond chance (``drivers``), heavy ones with low ratings first
gap         satisfaction index − target, where one was agreed
complaints  of the period and communities whose type names the subject of the indicator, by the words of the indicator tree
            (``layouts/indicators.yml``); a type that names none counts for facilities or safety where it belongs to these

The order is that of the quadrants (concentrate here, keep up, low priority, possible overkill), then of the weights: gap
and complaints stand beside it and are weighed by the reader, for no sum of the three has a meaning. Grain: one row per driver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis import priority_words as words
from pipeline.analysis.answers import OUTCOME
from pipeline.analysis.driver_words import SHOWN, Said
from pipeline.analysis.drivers import Drivers, drivers
from pipeline.analysis.selection import Selection, selected
from pipeline.layouts.indicators import match_indicator
from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.statistics.quadrants import CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL

ORDER = (CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL)
OF_TYPE = {"facility": "facilities", "safety": "safety"}  # types whose name is that of one indicator
OF_DRIVER = ["indicator_id", "indicator", "weight", "low", "high", "share_of_explained", "performance", "quadrant"]


@dataclass(frozen=True)
class Priorities:
    """The drivers, and what speaks for each of them.

    Attributes:
        drivers: What the order rests on; where it is refused, ``frame`` is empty.
        frame: Drivers that are shown, first things first: ``OF_DRIVER``, ``target`` and ``gap`` (index points; NaN without
            a target), ``complaints`` (NaN where no type names the subject, or none were exported for the period), ``types``
            (their names as exported, the most frequent first).
        sentences: One per row of ``frame``.
        notes: Sentences beside the list.
    """

    drivers: Drivers
    frame: pd.DataFrame
    sentences: list[Said]
    notes: list[Said]


def priorities(
    connection: duckdb.DuckDBPyConnection,
    *,
    where: Mapping[str, Any] | None = None,
    during: str | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
) -> Priorities:
    """Return the drivers of overall satisfaction in the order in which improving them promises most.

    Args:
        connection: Connection to, or cursor of, the warehouse; used for temporary tables.
        where: ``community`` (name, alias or id) and ``survey`` → value or values; empty: all.
        during: Days that count, for answers and complaints: ``2024``, ``2024Q4`` or ``2024-12``; None: all.
        language, k: As of ``drivers``.

    Raises:
        UsageError: If the period cannot be read.
        UnknownColumnError: If ``where`` has another column.
    """
    found = drivers(connection, where=where, during=during, language=language, k=k)
    selection = selected(connection, where, during)
    shown = found.frame[found.frame["status"] == SHOWN][OF_DRIVER].reset_index(drop=True)
    complaints = _complaints(connection, selection)
    beside = shown.join(_targets(connection, selection, shown, k)).join(_evidence(shown, complaints))
    rank = beside["quadrant"].map({name: at for at, name in enumerate(ORDER)}).fillna(len(ORDER))
    ordered = beside.assign(rank=rank).sort_values(["rank", "weight"], ascending=[True, False], kind="stable")
    frame = ordered.drop(columns="rank").reset_index(drop=True)
    names = _names(connection)
    said = [
        words.sentence(row, *names.get(row["indicator_id"], (row["indicator"],) * 2))
        for row in frame.to_dict("records")
    ]
    return Priorities(found, frame, said, words.on_complaints(complaints))


def indicator_of_type(category: str | None, subcategory: str | None) -> str | None:
    """Return the id of the indicator whose subject a type of complaints names, None where it names none of them."""
    named = match_indicator(subcategory, "measure") if subcategory else None
    return named if named not in (None, OUTCOME) else OF_TYPE.get(category or "")


def _complaints(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """Return ``category``, ``type`` (the finer one where there is one), ``complaints``, ``indicator_id``, most frequent first."""
    chosen = {name: ids for name, ids in selection.where.items() if name == "community_id"}
    during = selection.during
    result = compute(
        connection,
        "complaint_count",
        by=["category", "subcategory"],
        where=chosen,
        period=during.period if during else None,
    )
    rows = result.frame
    if during and len(rows):
        rows = rows[rows["period_start"] == during.start]
    known = (
        rows[rows["complaints"] > 0] if len(rows) else pd.DataFrame(columns=["category", "subcategory", "complaints"])
    )
    known = known.sort_values("complaints", ascending=False, kind="stable")
    types = [(_text(row.category), _text(row.subcategory)) for row in known.itertuples()]
    return pd.DataFrame(
        {
            "category": [category for category, _ in types],
            "type": [subcategory or category for category, subcategory in types],
            "complaints": known["complaints"].to_list(),
            "indicator_id": [indicator_of_type(*names) for names in types],
        }
    )


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _evidence(shown: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """Return ``complaints`` and ``types`` beside each driver."""
    of = dict(list(complaints.dropna(subset="indicator_id").groupby("indicator_id")))
    counts = [of[id]["complaints"].sum() if id in of else np.nan for id in shown["indicator_id"]]
    types = [tuple(of[id]["type"]) if id in of else () for id in shown["indicator_id"]]
    return pd.DataFrame({"complaints": counts, "types": types}, index=shown.index).astype({"complaints": float})


def _targets(connection: duckdb.DuckDBPyConnection, selection: Selection, shown: pd.DataFrame, k: int) -> pd.DataFrame:
    """Return ``target`` of the satisfaction index beside each driver, and the ``gap`` of its performance to it."""
    during = selection.during
    result = compute(
        connection, "satisfaction_index", where=selection.where, period=during.period if during else None, k=k
    )
    rows = result.frame
    if during and len(rows):
        rows = rows[rows["period_start"] == during.start]
    agreed = rows.set_index("indicator_id")["target"] if len(rows) else pd.Series(dtype=float)
    target = shown["indicator_id"].map(agreed).astype(float)
    return pd.DataFrame({"target": target, "gap": shown["performance"].astype(float) - target})


def _names(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    found = connection.execute("select indicator_id, indicator_zh, indicator_en from dim_indicator").fetchall()
    return {id: (zh or id, en or zh or id) for id, zh, en in found}
