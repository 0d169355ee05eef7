"""Distribution of ratings: the share of each answer code of a question on its own scale (specification clause ch6.a1).

    rating_distribution = chosen / respondents, for each code

respondents  valid responses with an answer to the question; the base of all its codes
chosen       of those, this code as given: reverse-worded questions are not turned

Every code of the declared scale has a row, 0 where nobody chose it. Scales of more than 11 codes are left out: use
``mean_rating``. Not applicable, skipped and empty answers are in neither.

Unit: proportion, 0 to 1. Grain: one row per indicator, question, scale, code, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe, metric, share, total, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.top_two_box import counted_scores

QUESTION = ["indicator_id", "question", "scale"]
MOST_CODES = 11


@metric
def rating_distribution(
    ratings: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return the share of each code of each question and group in each period.

    Args:
        ratings: ``mart_rating``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``indicator_id``, ``question``, ``scale``, ``rating``, ``by``, ``period_start``, ``respondents``, ``chosen``,
        ``is_ripe``, ``rating_distribution``.

    Raises:
        UnknownColumnError: If ``ratings`` lacks a column of ``by``.
    """
    groups = keys(ratings, by, period, *QUESTION, "rating")
    of_satisfaction = ratings.filter(
        ~nw.col("indicator_id").is_null(), nw.col("scale_max") - nw.col("scale_min") < MOST_CODES
    )
    dated = with_period(counted_scores(of_satisfaction, as_of, method, include_invalid), "submitted_on", period)
    given = total(dated, [*groups, "scale_min", "scale_max"], "answers").collect().to_pandas()
    counts = nw.from_native(_with_every_code(given, groups)).lazy()
    return mark_ripe(
        counts.with_columns(rating_distribution=share("chosen", "respondents")), period, first_uncovered_day(as_of)
    )


def _with_every_code(given: Any, groups: Sequence[str]) -> Any:
    """Return ``groups``, ``respondents`` and ``chosen`` in pandas, a row for every code of the scale in every group."""
    import pandas as pd

    of_group = [name for name in groups if name != "rating"]
    bases = given.groupby([*of_group, "scale_min", "scale_max"], dropna=False, as_index=False)["answers"].sum()
    bases = bases.rename(columns={"answers": "respondents"})
    declared = bases[[*QUESTION, "scale_min", "scale_max"]].drop_duplicates()
    codes = [
        [low + step for step in range(int(high - low) + 1)] for low, high in declared[["scale_min", "scale_max"]].values
    ]
    on_scale = declared[QUESTION].assign(rating=codes).explode("rating")
    every = pd.concat([on_scale.astype({"rating": float}), given[[*QUESTION, "rating"]]]).drop_duplicates()
    full = bases.merge(every, on=QUESTION).merge(
        given[[*groups, "answers"]].rename(columns={"answers": "chosen"}), on=list(groups), how="left"
    )
    return full[[*groups, "respondents"]].assign(chosen=full["chosen"].fillna(0).astype("int64"))
