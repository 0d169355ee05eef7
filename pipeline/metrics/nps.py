"""Net promoter score: promoters less detractors among the answers to a 0–10 question of recommendation (clause ch6.a1).

    nps = (promoters − detractors) / respondents · 100

respondents  valid responses with an answer to the question
promoters    answered 9 or 10; passives 7 or 8; detractors 0 to 6

Other questions and scales are left out: 8 of 10 for satisfaction is no recommendation. Interval: see ``statistics.nps``.

Unit: points, −100 to 100. Grain: one row per question, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.top_two_box import counted_scores


@metric
def nps(
    ratings: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return the net promoter score of each question and group in each period.

    Args:
        ratings: ``mart_rating``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``question``, ``by``, ``period_start``, ``respondents``, ``promoters``, ``passives``, ``detractors``,
        ``net_points``, ``net_square_points``, ``is_ripe``, ``nps``.

    Raises:
        UnknownColumnError: If ``ratings`` lacks a column of ``by``.
    """
    groups = keys(ratings, by, period, "question")
    asked = counted_scores(ratings.filter(is_true(nw.col("is_recommendation"))), as_of, method, include_invalid)
    rating = nw.col("rating")
    counts = count(
        with_period(asked, "submitted_on", period),
        groups,
        of="answers",
        respondents=~rating.is_null(),
        promoters=rating >= 9,
        passives=(rating >= 7) & (rating < 9),
        detractors=rating < 7,
    )
    scored = counts.with_columns(
        net_points=100 * (nw.col("promoters") - nw.col("detractors")),
        net_square_points=100 * 100 * (nw.col("promoters") + nw.col("detractors")),
    ).with_columns(nps=share("net_points", "respondents"))
    return mark_ripe(scored, period, first_uncovered_day(as_of))
