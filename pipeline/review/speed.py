"""Whether complaints are resolved faster or slower than before: the medians of a quarter with the tests of their curves (``speeds``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.analysis.speeds import METRIC, SMALLEST, least_log_ratio, speed_tests
from pipeline.metrics.changes import A_YEAR_BACK, Against
from pipeline.metrics.periods import shifted
from pipeline.metrics.result import OK
from pipeline.review.answers import OVER_TIME, Answer, Answers
from pipeline.statistics.log_rank import LogRank


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
    asked: dict[str, Any] = {"before": list(start_of.values()), "period": "1q", "where": answers.where}
    for by in ((), ("community_id",)) if len(answers.communities) != 1 else ((),):
        found = speed_tests(answers.connection, start=answers.start, by=by, **asked)
        for against in OVER_TIME:
            yield from _compared(answers.metric(METRIC, by, against=against), found[start_of[against]], against)


def _compared(answer: Answer, tests: Mapping[Any, LogRank], against: Against) -> Iterator[Speed]:
    """Return the rows whose median is another one than before and whose curves can be tested."""
    rows = answer.rows
    if "change" not in rows:
        return
    for row in rows[(rows["status"] == OK) & (rows["change"].abs() >= SMALLEST)].to_dict("records"):
        test = tests.get(tuple(row[name] for name in answer.result.by))
        if test is not None:
            yield Speed(answer, {**row, "p": test.p}, against, least_log_ratio(test, row["change"]))
