"""Share of valid responses, and how many break each rule of validity (specification clause ch6.d1).

    valid_share = valid / responses

responses                received, valid or not
valid                    of those, keep all rules
incomplete               unfinished, or under half of the ratings answered
straight_lining          the same answer to every question, of eight or more
failed_attention_check   an attention check answered wrongly
duplicate_submission     the same person submitted the same answers before
too_fast                 a flag only: speed alone makes no response invalid

A response can break several rules.

Unit: proportion, 0 to 1. Grain: one row per dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.top_two_box import counted_scores

REASONS = ("incomplete", "straight_lining", "failed_attention_check", "duplicate_submission", "too_fast")


@metric
def valid_share(
    responses: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
) -> LazyFrame:
    """Return the valid share of the responses of each group in each period.

    Args:
        responses: ``mart_response``.
        as_of: Moment up to which the exports are complete; responses of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.

    Returns:
        ``by``, ``period_start``, ``responses``, ``valid``, one count per reason, ``is_ripe``, ``valid_share``.

    Raises:
        UnknownColumnError: If ``responses`` lacks a column of ``by``.
    """
    groups = keys(responses, by, period)
    received = with_period(counted_scores(responses, as_of, method, True), "submitted_on", period)
    broken = {reason: is_true(nw.col("reasons").str.contains(reason)) for reason in REASONS}
    conditions = {"responses": ~nw.col("responses").is_null(), "valid": nw.col("is_valid")} | broken
    counts = count(received, groups, of="responses", period=None, **conditions)
    return mark_ripe(counts.with_columns(valid_share=share("valid", "responses")), period, first_uncovered_day(as_of))
