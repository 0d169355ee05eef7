"""Needs that come together: of those with one need, the share with another (specification clause ch4.a2).

    need_association = both / with_option        support = both / respondents        lift = need_association / share of the other

respondents  valid responses to the multiple choice that were offered both options
with_option, with_other, both   of those, chose the one, the other, both
exact_p      Fisher's, one-sided: both more often together than by chance; ``exact_q`` controls the false discovery rate
             over all pairs of a question, group and period (``pipeline.statistics.association``)

Lift and p are the same in both directions, the share is not. Lift says that needs come together, not why.

Unit: proportion, 0 to 1. Grain: one row per question, ordered pair of options, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np

from pipeline.metrics.frames import LazyFrame, count, is_true, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.result import SUPPRESSED
from pipeline.metrics.top_two_box import counted_scores
from pipeline.statistics.association import pair_tests
from pipeline.statistics.multiplicity import false_discovery

PAIR = ["question_id", "option", "other_option"]
COUNTS = ("both", "with_option", "with_other", "respondents", "need_association")


@metric
def need_association(
    needs: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = None,
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
) -> LazyFrame:
    """Return how often each pair of options is chosen together, of each group in each period.

    Args:
        needs: ``fct_need``.
        as_of: Moment up to which the exports are complete; answers of days that had not begun are left out,
            those without a day are under a null ``period_start``.
        method: How the answers were taken; ``None`` only where ``by`` holds ``method`` or the frame has one method.
        include_invalid: Also count responses that failed a validity rule.

    Returns:
        ``question_id``, ``option``, ``other_option``, ``by``, ``period_start``, ``respondents``, ``with_option``,
        ``with_other``, ``both``, ``is_ripe``, ``need_association``; ``finish`` adds the rest.

    Raises:
        UnknownColumnError: If ``needs`` lacks a column of ``by``.
    """
    keys(needs, by, period)
    answered = with_period(counted_scores(needs, as_of, method, include_invalid), "submitted_on", period)
    other = needs.select(
        "response_id", "question_id", other_option=nw.col("option"), has_other=is_true(nw.col("is_selected"))
    )
    is_pair = ~nw.col("option").is_null() & ~nw.col("other_option").is_null()  # pandas takes null and null for two
    pairs = answered.join(other, on=["response_id", "question_id"])
    pairs = pairs.filter(is_pair, nw.col("option") != nw.col("other_option"))
    has_option = is_true(nw.col("is_selected"))
    counts = count(
        pairs,
        keys(pairs, by, period, *PAIR),
        of="answers",
        respondents=~nw.col("option").is_null(),
        with_option=has_option,
        with_other=nw.col("has_other"),
        both=has_option & nw.col("has_other"),
    )
    rated = counts.with_columns(need_association=share("both", "with_option"))
    return mark_ripe(rated, period, first_uncovered_day(as_of))


def finish(frame: Any, *, k: int, **_: Any) -> Any:
    """Return counts that may be shown with ``support``, ``lift``, ``exact_p`` and ``exact_q``.

    A need of under ``k`` respondents is in no pair: what else they need would tell of few.
    """
    fewest = np.minimum(frame["with_option"], frame["with_other"])
    is_few = (fewest > 0) & (fewest < k)
    frame = frame.assign(cell_status=frame["cell_status"].where(~is_few, SUPPRESSED))
    frame.loc[is_few, list(COUNTS)] = np.nan
    both, one, other, n = (frame[name].to_numpy(float) for name in COUNTS[:4])
    with np.errstate(divide="ignore", invalid="ignore"):
        p = pair_tests(both, one, other, n)["p"]
        tested = frame.assign(support=both / n, lift=both * n / (one * other), exact_p=p)
    family = [name for name in frame if name not in (*COUNTS, "option", "other_option", "cell_status")]
    q = tested.groupby(family, dropna=False)["exact_p"].transform(lambda p: false_discovery(p.to_numpy()))
    return tested.assign(exact_q=q)
