"""Whether the complaints of a quarter and of the same quarter of last year are of the same communities.

A community whose exports began within the year adds complaints that nobody filed more often, one whose exports ended takes them
away. Where the two quarters differ so in 5 % of either's complaints, those of all communities together are not compared.

    missing(community) = its complaints in the one quarter · share of the other that its exports do not cover

Under three are not counted: so many days without a complaint are chance, and tell of no exports that begin later.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from pipeline.metrics.changes import A_YEAR_BACK
from pipeline.metrics.periods import midnight, shifted
from pipeline.metrics.result import OK
from pipeline.metrics.spans import Span, covered_spans
from pipeline.review.answers import Answers

MOST_MISSING = 0.05
SURE = 3.0
METRIC = "complaint_count"


def unlike(answers: Answers) -> tuple[str, ...]:
    """Return the names of communities for whose sake complaints of all together cannot be held against last year.

    The most complaints first; empty where the two quarters are alike, or are not compared anyway.
    """
    every = answers.metric(METRIC, against="year")
    row, as_of = every.row(), every.result.as_of
    if len(answers.communities) == 1 or row is None or as_of is None or pd.isna(row["change"]):
        return ()
    frame = answers.metric(METRIC, ("community_id",), against="year").result.frame
    frame = frame[frame["status"] == OK]
    spans = covered_spans(answers.connection, answers.start, as_of, [*frame["community_id"].unique()]).of_community
    now = midnight(answers.start)
    before = shifted(now, "1q", -A_YEAR_BACK["1q"])
    names: dict[str, float] = {}
    for quarter, other in ((now, before), (before, now)):
        rows = frame[frame["period_start"] == quarter]
        missing = {
            str(each["community"]): each["complaints"] * _uncovered(spans[each["community_id"]], other)
            for each in rows.to_dict("records")
            if each["community_id"] in spans
        }
        missing = {name: count for name, count in missing.items() if count >= SURE}
        if sum(missing.values()) >= MOST_MISSING * rows["complaints"].sum() > 0:
            names |= missing
    return tuple(sorted(names, key=lambda name: -names[name]))


def _uncovered(span: Span, start: datetime) -> float:
    """Return the share of the days of a quarter that a span does not hold."""
    end = shifted(start, "1q", 1)
    held = min(span.until, end) - max(midnight(span.first), start)
    return 1 - max(held / (end - start), 0.0)
