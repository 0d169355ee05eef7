"""Whether complaints are resolved faster or slower than in another period: the times to resolution of both, by the log-rank test.

A median has no test of its own, but the curves that it is read from have: the comparison is of the whole course of resolution,
cases still open counted as long as they are known. Its size is the hazard ratio, how many times as fast cases are resolved.

    ln HR = ln(O/E) − ln(O′/E′), standard error √(1/E + 1/E′)       observed and expected of the log-rank test

Where the curves cross, the median can rise though cases are resolved faster on the whole: then nothing is sure.
Unit of p: probability. Grain: one test per member and earlier period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.resolution_curves import durations_by_member, rank_test
from pipeline.metrics.periods import Period
from pipeline.statistics.log_rank import LogRank

METRIC = "time_to_resolution"
SMALLEST = 0.5  # days; of a median that stays nobody could repeat that it changed
Z95 = 1.959964


def speed_tests(
    connection: duckdb.DuckDBPyConnection,
    *,
    start: date,
    before: Sequence[date],
    period: Period,
    by: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
) -> dict[date, dict[tuple[Any, ...], LogRank]]:
    """Return first day of an earlier period → members → test of the period from ``start`` against it, where there is one.

    Args:
        before: First days of the earlier periods.
        by: Dimensions; none: one test, of all complaints. The others as in ``resolution_curves``.
    """
    found = durations_by_member(connection, starts=[start, *before], period=period, by=by, where=where)
    here = {members: of for members, of in found[start].items() if not any(pd.isna(name) for name in members)}
    return {
        earlier: {
            members: test
            for members, of in here.items()
            if members in found[earlier]
            and (test := rank_test([of, found[earlier][members]])) is not None
            and not np.isnan(test.p)
        }
        for earlier in before
    }


def least_log_ratio(test: LogRank, change: float) -> float:
    """Return the end of the interval of ln HR that is nearest to none, 0 where it holds none or says the opposite of ``change``, that of the median."""
    (observed, observed_before), (expected, expected_before) = test.observed, test.expected
    if min(observed, observed_before, expected, expected_before) <= 0:
        return 0.0
    ratio = np.log(observed / expected) - np.log(observed_before / expected_before)
    half = Z95 * np.sqrt(1 / expected + 1 / expected_before)
    if (change > 0) == (ratio > 0):
        return 0.0
    return float(max(abs(ratio) - half, 0.0))
