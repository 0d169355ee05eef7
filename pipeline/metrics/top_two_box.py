"""Top-two-box: the share of respondents who are satisfied with an indicator (specification clause ch6.a1).

    top_two_box = satisfied / respondents

respondents  valid responses with an answer on the indicator; one value per respondent and indicator
satisfied    of those, in the satisfied codes of the question (by default the top two of four to seven levels);
             an indicator of several items is satisfied when its mean index is 75 or more

Not applicable, skipped and empty answers are in neither. Questionnaires, interviews and observations are never pooled.

Unit: proportion, 0 to 1. Grain: one row per indicator, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day


@metric
def top_two_box(
    scores: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return the satisfied share of each indicator and group in each period.

    Args:
        scores: ``fct_score`` or ``mart_score``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``indicator_id``, ``by``, ``period_start``, ``respondents``, ``satisfied``, ``is_ripe``, ``top_two_box``.

    Raises:
        UnknownColumnError: If ``scores`` lacks a column of ``by``.
    """
    groups = keys(scores, by, period, "indicator_id")
    answered = counted_scores(scores, as_of, method, include_invalid)
    dated = with_period(answered, "submitted_on", period)
    everyone = ~nw.col("respondents").is_null()
    counted = count(dated, groups, of="respondents", respondents=everyone, satisfied=is_true(nw.col("is_satisfied")))
    rated = counted.with_columns(top_two_box=share("satisfied", "respondents"))
    return mark_ripe(rated, period, first_uncovered_day(as_of))


def counted_scores(scores: LazyFrame, as_of: datetime, method: str | None, include_invalid: bool) -> LazyFrame:
    """Return the scores that a satisfaction metric counts: covered days, one method, valid responses.

    Answers without any day are counted too; where periods are asked for, they are under a null ``period_start``.
    """
    counted = scores.filter(~is_true(nw.col("submitted_on") >= as_of))
    if method is not None:
        counted = counted.filter(nw.col("method") == method)
    return counted if include_invalid else counted.filter(nw.col("is_valid"))
