"""Satisfaction index: the mean of respondents' answers on a 0 to 100 scale (specification clause ch6.a1).

    index = (answer - lowest) / (highest - lowest) * 100        satisfaction_index = sum of index / respondents

lowest, highest  ends of the declared scale, so 3 of 5 is 50, not 60
respondents      valid responses with an answer on the indicator; one value per respondent and indicator

Not applicable, skipped and empty answers are in neither. Questionnaires, interviews and observations are never pooled.

Unit: points, 0 to 100. Grain: one row per indicator, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.top_two_box import counted_scores


@metric
def satisfaction_index(
    scores: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return the mean index of each indicator and group in each period.

    Args:
        scores: ``fct_score`` or ``mart_score``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``indicator_id``, ``by``, ``period_start``, ``respondents``, ``index_sum``, ``index_square_sum``, ``is_ripe``,
        ``satisfaction_index``.

    Raises:
        UnknownColumnError: If ``scores`` lacks a column of ``by``.
    """
    groups = keys(scores, by, period, "indicator_id")
    dated = with_period(counted_scores(scores, as_of, method, include_invalid), "submitted_on", period)
    weighted = dated.with_columns(
        index_sum=nw.col("index_value") * nw.col("respondents"),
        index_square_sum=nw.col("index_value") * nw.col("index_value") * nw.col("respondents"),
    )
    sums = [nw.col(name).sum() for name in ("respondents", "index_sum", "index_square_sum")]
    summed = weighted.group_by(*groups).agg(*sums).with_columns(nw.col("respondents").cast(nw.Int64))
    averaged = summed.with_columns(satisfaction_index=share("index_sum", "respondents"))
    return mark_ripe(averaged, period, first_uncovered_day(as_of))
