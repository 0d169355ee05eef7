"""Top-two-box of the company, raked to its households and to known margins of its residents (specification clauses ch6.a1, ch6.m1).

    top_two_box_raked = Σ w · satisfied / Σ w        w: weights whose sums agree with every margin (Deming and Stephan 1940)

margins    values of attributes that the survey asks for, with their shares among residents (``margins.csv``)
households   of the roster, at the end of the period; without a roster communities stand as they answered
respondents, satisfied   as in ``top_two_box``

Interval: Wilson's on n_eff = p(1 − p) / SE², SE linearised; Kish's n_eff stands beside. See ``pipeline.metrics.raked`` for
small values, and for margins that a survey does not fit. The margins are those of the whole company, so there is no figure by community.

Unit: proportion, 0 to 1. Grain: one row per indicator, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe, metric
from pipeline.metrics.margins import CELL, in_columns
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.raked import raked
from pipeline.metrics.top_two_box import top_two_box
from pipeline.metrics.weighted import with_households


@metric
def top_two_box_raked(
    scores: LazyFrame,
    *,
    by: Sequence[str] = (),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
    roster: Any,
    margins: Any,
) -> LazyFrame:
    """Return the raked satisfied share of each indicator and group in each period; small values stand alone here.

    Args:
        scores: ``mart_margin``.
        as_of, method, include_invalid: As for ``top_two_box``.
        roster: Frame in pandas with ``community_id``, ``period_start`` (where a period is given) and ``households``.
        margins: Frame in pandas as ``margins_by_period`` gives it.

    Returns:
        A pandas frame: ``indicator_id``, ``by``, ``period_start``, ``is_ripe``, and what ``raked`` returns.

    Raises:
        UnknownColumnError: If ``scores`` lacks a column of ``by``.
    """
    groups = keys(scores, by, period, "indicator_id")
    cells = list(dict.fromkeys([*by, "community_id", CELL]))
    options = {"as_of": as_of, "method": method, "include_invalid": include_invalid}
    counted = top_two_box(scores, by=cells, period=period, **options).collect().to_pandas()
    strata = with_households(in_columns(counted, sorted(counted[CELL].unique())), roster)
    figures = raked(strata, margins, groups, "top_two_box_raked", 1)
    return mark_ripe(nw.from_native(figures).lazy(), period, first_uncovered_day(as_of))
