"""Whether complaints are resolved faster or slower than before: the times to resolution of two quarters, by the log-rank test.

A median has no test of its own, but the curves that it is read from have: the comparison is of the whole course of resolution,
cases still open counted as long as they are known. Its size is the hazard ratio, how many times as fast cases are resolved.

    ln HR = ln(O/E) − ln(O′/E′), standard error √(1/E + 1/E′)       observed and expected of the log-rank test
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.analysis.resolution_curves import durations_by_member, rank_test
from pipeline.metrics.changes import A_YEAR_BACK, Against
from pipeline.metrics.periods import shifted
from pipeline.metrics.result import OK
from pipeline.review.answers import OVER_TIME, Answer, Answers
from pipeline.statistics.log_rank import LogRank

METRIC = "time_to_resolution"
Z95 = 1.959964
SMALLEST = 0.5  # days; of a median that stays nobody could repeat that it changed


@dataclass(frozen=True)
class Speed:
    """A median beside another quarter's: the row with its ``p``, and the logarithm of the hazard ratio nearest to none."""

    answer: Answer
    row: Mapping[str, Any]
    against: Against
    log_ratio: float


def speeds(answers: Answers) -> Iterator[Speed]:
    """Return the medians of all communities together and, where there are several, of each beside the quarter before and the same of last year."""
    back: dict[Against, int] = {"previous": 1, "year": A_YEAR_BACK["1q"]}
    start_of = {against: shifted(answers.start, "1q", -quarters).date() for against, quarters in back.items()}
    starts = [answers.start, *start_of.values()]
    for by in ((), ("community_id",)) if len(answers.communities) != 1 else ((),):
        found = durations_by_member(answers.connection, starts=starts, period="1q", by=by, where=answers.where)
        for against in OVER_TIME:
            answer = answers.metric(METRIC, by, against=against)
            yield from _compared(answer, found[answers.start], found[start_of[against]], against)


def _compared(
    answer: Answer, here: Mapping[Any, pd.DataFrame], there: Mapping[Any, pd.DataFrame], against: Against
) -> Iterator[Speed]:
    """Return the rows whose median is another one than before and whose curves can be tested.

    Where the curves cross, the median can rise though cases are resolved faster on the whole: then nothing is sure.
    """
    rows = answer.rows
    if "change" not in rows:
        return
    for row in rows[(rows["status"] == OK) & (rows["change"].abs() >= SMALLEST)].to_dict("records"):
        key = tuple(row[name] for name in answer.result.by)
        if any(pd.isna(name) for name in key) or key not in here or key not in there:
            continue
        test = rank_test([here[key], there[key]])
        if test is not None and not np.isnan(test.p):
            yield Speed(answer, {**row, "p": test.p}, against, _nearest(test, slower=row["change"] > 0))


def _nearest(test: LogRank, *, slower: bool) -> float:
    """Return the end of the interval of ln HR that is nearest to none, 0 where it holds none or says the opposite."""
    (observed, observed_before), (expected, expected_before) = test.observed, test.expected
    if min(observed, observed_before, expected, expected_before) <= 0:
        return 0.0
    ratio = np.log(observed / expected) - np.log(observed_before / expected_before)
    half = Z95 * np.sqrt(1 / expected + 1 / expected_before)
    if slower == (ratio > 0):
        return 0.0
    return float(max(abs(ratio) - half, 0.0))
