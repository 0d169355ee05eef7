"""Satisfaction index of several communities together, weighted by their households (specification clauses ch6.a1, ch6.m1).

    satisfaction_index_weighted = Σ W · satisfaction_index of the community        W = its households / Σ households

households   of the roster, as they were at the end of the period; of communities with an answer
respondents, index_sum   as in ``satisfaction_index``

Interval: t on the linearised standard error; Kish's n_eff stands beside. See ``pipeline.metrics.weighted``
for communities without households and small ones.

Unit: points, 0 to 100. Grain: one row per indicator, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.metrics.frames import LazyFrame, metric
from pipeline.metrics.periods import Period
from pipeline.metrics.satisfaction_index import satisfaction_index
from pipeline.metrics.weighted import weighted_metric


@metric
def satisfaction_index_weighted(
    scores: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
    roster: Any,
) -> LazyFrame:
    """Return the weighted index of each indicator and group in each period.

    Args:
        scores: ``fct_score`` or ``mart_score``.
        as_of, method, include_invalid: As for ``satisfaction_index``.
        roster: Frame in pandas with ``community_id``, ``period_start`` (where a period is given) and ``households``.

    Returns:
        A pandas frame: ``indicator_id``, ``by``, ``period_start``, ``is_ripe``, and what ``weighted`` returns.

    Raises:
        UnknownColumnError: If ``scores`` lacks a column of ``by``.
    """
    asked: dict[str, Any] = {
        "by": by,
        "period": period,
        "as_of": as_of,
        "method": method,
        "include_invalid": include_invalid,
    }
    return weighted_metric(
        satisfaction_index,
        scores,
        "satisfaction_index_weighted",
        "index_sum",
        "index_square_sum",
        roster=roster,
        **asked,
    )
