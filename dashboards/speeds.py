"""Medians of the time to resolution beside those of the period before, with the test of their curves (``pipeline.analysis.speeds``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboards import data
from dashboards.filters import Choice
from pipeline.analysis.speeds import METRIC, SMALLEST, least_log_ratio, speed_tests
from pipeline.metrics.changes import SIGNAL
from pipeline.metrics.periods import shifted
from pipeline.metrics.result import OK
from pipeline.statistics.log_rank import LogRank

FEWEST = 10
COUNT = data.entry(METRIC).denominator


def tested(rows: pd.DataFrame, choice: Choice, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows of the chosen period, one per member of ``by``, with ``p``, ``is_sure`` and ``is_signal`` of their change.

    Medians of under 10 complaints and those that stay as they were are compared with nothing.
    """
    if not any(_is_comparable(row) for row in rows.to_dict("records")):
        return rows
    start = choice.start("complaint")
    before = shifted(start, choice.grain, -1).date()
    asked: dict[str, Any] = {"period": choice.grain, "by": tuple(by), "where": choice.where("complaint")}
    tests = data.analysis(speed_tests, start=start, before=(before,), **asked)[before]
    return pd.DataFrame(
        [row | _verdict(row, tests.get(tuple(row[name] for name in by))) for row in rows.to_dict("records")]
    )


def _is_comparable(row: dict[str, Any]) -> bool:
    return row["status"] == OK and row[COUNT] >= FEWEST and abs(row.get("change", 0.0)) >= SMALLEST


def _verdict(row: dict[str, Any], test: LogRank | None) -> dict[str, Any]:
    if test is None or not _is_comparable(row):
        return {}
    is_sure = least_log_ratio(test, row["change"]) > 0
    return {"p": test.p, "is_sure": is_sure, "is_signal": is_sure and test.p < SIGNAL}
