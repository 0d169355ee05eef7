"""Re-contact rate 不满意再回访率: the share of the unsatisfied who were contacted again, and how it ended (clause ch5.f3).

    recontact_rate = contacted_again / unsatisfied        satisfied_in_the_end_rate = satisfied_in_the_end / unsatisfied

unsatisfied           complaints received in the period whose customer said "dissatisfied" at the call-back, at least
                      ``ripe_after_days`` days before ``as_of``; neutral is not dissatisfied
contacted_again       of those, called again before ``as_of``, reached or not; without a time the call counts as made
satisfied_in_the_end  of those, satisfied at the last contact; still_unsatisfied: contacted, and not satisfied or not heard
dropped               of the unsatisfied, not contacted again: contacted_again + dropped = unsatisfied
rounds                further contacts of those contacted again: calls in all less the first where the export counts them,
                      else one each

It is "to date": whoever was unsatisfied long ago had more time to be called. Only an export with columns for a second
call (二次回访时间, 二次回访结果) records re-contacts; others are ``not_in_export``. A register that overwrites the first
answer with the second hides its unsatisfied customers, and nothing can bring them back: a later export with another
answer may as well be a correction. A new complaint of the same home is no contact by the company (``repeat_rate``).

Unit: proportion, 0 to 1. Grain: one row per dimension value and period of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import (
    LazyFrame,
    is_true,
    keys,
    mark_ripe,
    metric,
    records,
    share,
    total,
)
from pipeline.metrics.periods import Period, first_unripe_day

COUNTS = (
    "unsatisfied", "contacted_again", "satisfied_in_the_end", "still_unsatisfied", "dropped", "rounds", "not_in_export",
)  # fmt: skip


@metric
def recontact_rate(
    complaints: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    ripe_after_days: int = 30,
) -> LazyFrame:
    """Return how many of the unsatisfied were contacted again, of each group in each period.

    Args:
        complaints: ``fct_complaint``.
        as_of: Moment up to which the exports are complete; a call at or after it has not been made yet.
        ripe_after_days: Days that there were at least to call again.

    Returns:
        ``by``, ``period_start``, ``unsatisfied``, ``contacted_again``, ``satisfied_in_the_end``, ``still_unsatisfied``,
        ``dropped``, ``rounds``, ``not_in_export`` (complaints), ``is_ripe``, ``recontact_rate``,
        ``satisfied_in_the_end_rate``, ``dropped_rate``, ``mean_rounds`` (per complaint contacted again).

    Raises:
        UnknownColumnError: If ``complaints`` lacks a column of ``by``.
    """
    groups = keys(complaints, by, period)
    unripe = first_unripe_day(as_of, ripe_after_days)
    received = complaints.filter(nw.col("received_on") < unripe)
    counts = total(_counted(received, as_of, unripe), groups, *COUNTS, period=period)
    rated = counts.with_columns(
        recontact_rate=share("contacted_again", "unsatisfied"),
        satisfied_in_the_end_rate=share("satisfied_in_the_end", "unsatisfied"),
        dropped_rate=share("dropped", "unsatisfied"),
        mean_rounds=share("rounds", "contacted_again"),
    )
    return mark_ripe(rated, period, unripe)


def _counted(received: LazyFrame, as_of: datetime, unripe: datetime) -> LazyFrame:
    """Return the complaints with what each adds to every count."""
    in_export = records("recontacted") & ~nw.col("callback_answer").is_null()
    asked_at = nw.coalesce(nw.col("called_back_at"), nw.col("received_at"))
    unsatisfied = in_export & is_true(nw.col("callback_answer") == "dissatisfied") & is_true(asked_at < unripe)
    said = ~nw.col("recontact_answer").is_null() & ~is_true(nw.col("recontact_answer") == "not_called")
    called = (said | ~nw.col("recontacted_at").is_null()) & ~is_true(nw.col("recontacted_at") >= as_of)
    happy = is_true(nw.col("recontact_answer") == "satisfied")
    met = {
        "unsatisfied": unsatisfied,
        "contacted_again": unsatisfied & called,
        "satisfied_in_the_end": unsatisfied & called & happy,
        "still_unsatisfied": unsatisfied & called & ~happy,
        "dropped": unsatisfied & ~called,
        "not_in_export": ~in_export,
    }
    cases = nw.col("cases")
    further = nw.max_horizontal(nw.col("callbacks").fill_null(2) - 1, nw.lit(1))
    return received.with_columns(
        rounds=nw.when(unsatisfied & called).then(cases * further).otherwise(0),
        **{name: nw.when(condition).then(cases).otherwise(0) for name, condition in met.items()},
    )
