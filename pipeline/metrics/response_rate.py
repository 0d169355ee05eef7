"""Response rate: the share of those invited to a survey who answered (specification clause ch6.m1).

    response_rate = responses / invited        valid_response_rate = valid / invited

invited    number that the sidecar of a survey gives; without it the survey is ``not_in_export``
responses  of the survey, finished or not; valid ones keep all validity rules

A survey of several communities has no rate per community: nobody said how many were invited in each.

Unit: proportion, 0 to 1. Grain: one row per survey, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, is_true, keys, mark_ripe, metric, share, total, with_period
from pipeline.metrics.periods import Period, first_uncovered_day


@metric
def response_rate(
    surveys: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1q", as_of: datetime
) -> LazyFrame:
    """Return the response rate of each survey and group in each period.

    Args:
        surveys: ``mart_survey``.
        as_of: Moment up to which the exports are complete; surveys that had not begun are left out.

    Returns:
        ``survey_id``, ``title``, ``by``, ``period_start``, ``responses``, ``valid``, ``invited``, ``not_in_export``,
        ``is_ripe``, ``valid_response_rate``, ``response_rate``.

    Raises:
        UnknownColumnError: If ``surveys`` lacks a column of ``by``.
    """
    groups = keys(surveys, by, period, "survey_id", "title")
    begun = with_period(surveys.filter(~is_true(nw.col("submitted_on") >= as_of)), "submitted_on", period)
    known = begun.with_columns(
        not_in_export=nw.when(nw.col("invited").is_null()).then(nw.col("responses")).otherwise(0),
    )
    counts = total(known, groups, "responses", "valid", "invited", "not_in_export")
    rated = counts.with_columns(
        valid_response_rate=share("valid", "invited"), response_rate=share("responses", "invited")
    )
    return mark_ripe(rated, period, first_uncovered_day(as_of))
