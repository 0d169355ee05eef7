"""Needs: the share of respondents who chose each option of a multiple choice (specification clause ch4.k).

    need_share = selected / respondents, for each option

respondents  valid responses that answered the question and were offered the option
selected     of those, chose it; one respondent may choose several options, so the shares add up to more than 1

Unit: proportion, 0 to 1. Grain: one row per question, option, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.top_two_box import counted_scores


@metric
def need_share(
    needs: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return the share that chose each option of each question, of each group in each period.

    Args:
        needs: ``fct_need``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``question_id``, ``option``, ``by``, ``period_start``, ``respondents``, ``selected``, ``is_ripe``, ``need_share``.

    Raises:
        UnknownColumnError: If ``needs`` lacks a column of ``by``.
    """
    groups = keys(needs, by, period, "question_id", "option")
    dated = with_period(counted_scores(needs, as_of, method, include_invalid), "submitted_on", period)
    everyone = ~nw.col("option").is_null()
    counts = count(dated, groups, of="answers", respondents=everyone, selected=is_true(nw.col("is_selected")))
    rated = counts.with_columns(need_share=share("selected", "respondents"))
    return mark_ripe(rated, period, first_uncovered_day(as_of))
