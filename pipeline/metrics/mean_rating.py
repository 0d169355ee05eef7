"""Mean rating: the mean answer to a question on its own scale (specification clause ch6.a1).

    mean_rating = sum of ratings / respondents

respondents  valid responses with an answer to the question; ratings as given, reverse-worded questions not turned

Means of different scales are never pooled: the scale stands in each row, and so does the question. Across scales use
``satisfaction_index``. Not applicable, skipped and empty answers are in neither.

Unit: points of the scale. Grain: one row per indicator, question, scale, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.top_two_box import counted_scores


@metric
def mean_rating(
    ratings: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return the mean rating of each question and group in each period.

    Args:
        ratings: ``mart_rating``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``indicator_id``, ``question``, ``scale``, ``by``, ``period_start``, ``respondents``, ``rating_sum``,
        ``rating_square_sum``, ``is_ripe``, ``mean_rating``.

    Raises:
        UnknownColumnError: If ``ratings`` lacks a column of ``by``.
    """
    groups = keys(ratings, by, period, "indicator_id", "question", "scale")
    of_satisfaction = ratings.filter(~nw.col("indicator_id").is_null())
    dated = with_period(counted_scores(of_satisfaction, as_of, method, include_invalid), "submitted_on", period)
    weighed = dated.with_columns(
        respondents=nw.col("answers"),
        rating_sum=nw.col("rating") * nw.col("answers"),
        rating_square_sum=nw.col("rating") * nw.col("rating") * nw.col("answers"),
    )
    sums = [nw.col(name).sum() for name in ("respondents", "rating_sum", "rating_square_sum")]
    summed = weighed.group_by(*groups).agg(*sums).with_columns(nw.col("respondents").cast(nw.Int64))
    averaged = summed.with_columns(mean_rating=share("rating_sum", "respondents"))
    return mark_ripe(averaged, period, first_uncovered_day(as_of))
