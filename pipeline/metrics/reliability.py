"""Reliability of the questions of an indicator: Cronbach's alpha (specification clause ch6.a1).

    reliability = k/(k − 1) · (1 − Σ variance of a question / variance of their sum)

k            questions of the indicator in a survey; indicators of a single question have no alpha
respondents  valid responses that answered all of them; answers on the 0 to 100 scale, reverse-worded ones turned
alpha_if_dropped       alpha of the other questions: clearly above alpha, the question measures something else
item_rest_correlation  of the question with the sum of the others

Surveys that ask other questions have no alpha together: ask for one of them. Interval: Feldt's, see
``pipeline.statistics.reliability``.

Unit: alpha, at most 1. Grain: one row per indicator, question, dimension value and period; alpha is of the indicator.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe, metric, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.result import NO_DATA, OK
from pipeline.metrics.top_two_box import counted_scores
from pipeline.statistics.reliability import alpha_interval

ROUNDING = 1e-9  # variance on the 0 to 100 scale that is none
SUMS = ("item_sum", "item_square_sum", "total_sum", "total_square_sum", "item_total_sum")


@metric
def reliability(
    ratings: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = None,
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return what alpha needs of each question of an indicator, of each group in each period.

    Args:
        ratings: ``fct_rating`` with ``question``, as ``mart_rating``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``indicator_id``, ``question``, ``by``, ``period_start``, ``respondents``, sums of the question and of the total,
        ``is_ripe``; ``finish`` makes alpha of them.

    Raises:
        UnknownColumnError: If ``ratings`` lacks a column of ``by``.
    """
    groups = keys(ratings, by, period, "indicator_id", "question")
    rated = counted_scores(ratings, as_of, method, include_invalid)
    answered = rated.filter(~nw.col("indicator_id").is_null(), ~nw.col("index_value").is_null())
    complete = with_period(_complete(answered), "submitted_on", period)
    item, total = nw.col("index_value"), nw.col("total")
    products = dict(zip(SUMS, (item, item * item, total, total * total, item * total), strict=True))
    weighed = complete.with_columns(
        respondents=nw.col("answers"), **{name: value * nw.col("answers") for name, value in products.items()}
    )
    summed = weighed.group_by(*groups).agg(*[nw.col(name).sum() for name in ("respondents", *SUMS)])
    return mark_ripe(summed.with_columns(nw.col("respondents").cast(nw.Int64)), period, first_uncovered_day(as_of))


def _complete(answered: LazyFrame) -> LazyFrame:
    """Return the answers of those who answered every question of an indicator of several, with their ``total``."""
    asked = answered.group_by("survey_id", "indicator_id").agg(items=nw.col("question_id").n_unique())
    of_response = ["survey_id", "response_id", "indicator_id"]
    totals = answered.group_by(*of_response).agg(
        total=nw.col("index_value").sum(), answered_items=nw.col("question_id").n_unique()
    )
    known = answered.join(totals, on=of_response).join(asked, on=["survey_id", "indicator_id"])
    return known.filter(nw.col("items") > 1, nw.col("answered_items") == nw.col("items"))


def finish(frame: Any, **_: Any) -> Any:
    """Return counts that may be shown with alpha, its interval, and what each question adds to it."""
    of = [name for name in frame if name not in (*SUMS, "question", "respondents", "cell_status", "reliability")]
    n = frame["respondents"].astype(float)
    var_item, var_total = (
        (frame[f"{of_what}_square_sum"] - frame[f"{of_what}_sum"] ** 2 / n) / (n - 1).where(n > 1)
        for of_what in ("item", "total")
    )
    shared = (frame["item_total_sum"] - frame["item_sum"] * frame["total_sum"] / n) / (n - 1).where(n > 1)
    known = frame.assign(n=n, var_item=var_item, k=1)
    grouped = known.groupby(of, dropna=False)
    k, var_items = grouped["k"].transform("sum"), grouped["var_item"].transform("sum", min_count=1)
    is_one_set = (grouped["n"].transform("min") == grouped["n"].transform("max")) & (k > 1)
    var_rest = var_total + var_item - 2 * shared
    alpha = _alpha(k, var_items, var_total).where(is_one_set)
    low, high = alpha_interval(alpha, n, k)
    correlation = (shared - var_item) / np.sqrt(var_item * var_rest).where(
        (var_item > ROUNDING) & (var_rest > ROUNDING)
    )
    mixed = ~is_one_set & (frame["cell_status"] == OK)
    return frame.assign(
        items=k,
        reliability=alpha,
        reliability_low=low,
        reliability_high=high,
        alpha_if_dropped=_alpha(k - 1, var_items - var_item, var_rest).where(is_one_set),
        item_rest_correlation=correlation.where(is_one_set),
        cell_status=frame["cell_status"].where(~mixed, NO_DATA),
    )


def _alpha(k: Any, var_items: Any, var_total: Any) -> Any:
    several, varies = k.where(k > 1), var_total.where(var_total > ROUNDING)
    return several / (several - 1) * (1 - var_items / varies)
