"""Margin of error reached, and how many answers a wanted one takes (specification clause ch6.m1).

    margin_of_error = z·√(p(1 − p)/n · (N − n)/(N − 1)), 95 %        ``pipeline.statistics.sample_size``

n             respondents to the indicator, taken as one per home
p             their satisfied share (``top_two_box``); one half, the widest, where all of them agree
N             households of the roster at the end of the period: of the community, else of all
required_n    answers that a margin of ``margin_pct`` percent takes at most

N unknown: not corrected. More answers than households: not corrected, and ``is_over`` says that one of them is wrong.

Unit: proportion, 0 to 1. Grain: one row per indicator, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np

from pipeline.metrics.frames import LazyFrame, mark_ripe, metric
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.top_two_box import top_two_box
from pipeline.metrics.weighted import with_households
from pipeline.statistics.sample_size import margin, required_answers


@metric
def margin_of_error(
    scores: LazyFrame,
    *,
    by: Sequence[str] = ("community_id",),
    period: Period | None = "1q",
    as_of: datetime,
    method: str | None = "questionnaire",
    include_invalid: bool = False,
    margin_pct: int = 5,
    roster: Any = None,
) -> LazyFrame:
    """Return the margin of each indicator and group in each period.

    Args:
        scores: ``fct_score`` or ``mart_score``.
        as_of, method, include_invalid: As for ``top_two_box``.
        margin_pct: Margin wanted, percent.
        roster: Frame in pandas with ``community_id``, ``period_start`` (where a period is given) and ``households``;
            None: unknown.

    Returns:
        A pandas frame: ``indicator_id``, ``by``, ``period_start``, ``respondents``, ``satisfied``, ``is_ripe``,
        ``households``, ``is_over``, ``required_n``, ``margin_of_error``.

    Raises:
        UnknownColumnError: If ``scores`` lacks a column of ``by``.
    """
    options = {"as_of": as_of, "method": method, "include_invalid": include_invalid}
    counted = top_two_box(scores, by=by, period=period, **options).drop("top_two_box").collect().to_pandas()
    figures = finish(counted, roster=roster, margin_pct=margin_pct)
    return mark_ripe(nw.from_native(figures).lazy(), period, first_uncovered_day(as_of))


def finish(frame: Any, *, roster: Any = None, margin_pct: int = 5, **_: Any) -> Any:
    """Return counts that may be shown with ``households``, ``is_over``, ``required_n`` and the margin."""
    if roster is None:
        frame = frame.assign(households=np.nan)
    elif "community_id" in frame:
        frame = with_households(frame, roster)
    elif "period_start" in frame:
        whole = roster.groupby("period_start", as_index=False)["households"].sum()
        frame = frame.merge(whole, on="period_start", how="left")
    else:
        frame = frame.assign(households=roster["households"].sum(min_count=1))
    n, homes = frame["respondents"].astype(float), frame["households"].astype(float)
    p = frame["satisfied"] / n
    p = p.where((p > 0) & (p < 1), 0.5)
    required = required_answers(margin_pct / 100, homes)
    return frame.assign(is_over=n > homes, required_n=required, margin_of_error=margin(p, n, homes))
