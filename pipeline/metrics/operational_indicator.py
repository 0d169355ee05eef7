"""Operational indicators 运营指标: what a company reports of itself (training, visits, drills …), per indicator and period.

    operational_indicator = total / reports        shares and scores (%, ‰, 分)
                          = total / periods        stocks (employees)
                          = total                  what is counted (visits, drills)

total    sum of the reported values
reports  how many values were reported, each by a community or department for a period of its own
periods  how many periods of their own they are of

A value counts in the period in which its own begins: a quarter's stands in its first month. Means are over communities
as they are, unweighted: exports say no denominators. Values of different units are never put together (clause ch2.t).

Unit: as reported (``unit``). Grain: one row per indicator, unit, dimension value and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import narwhals as nw

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe, metric, share, with_period
from pipeline.metrics.periods import Period, first_uncovered_day

MEAN_UNITS = ("%", "％", "‰", "分", "分数", "percent")
MEAN_NAMES = "(?i)(?:率|_rate|比例|uptime|turnover)$"
STOCKS = ("employees",)


@metric
def operational_indicator(
    operational: LazyFrame, *, by: Sequence[str] = (), period: Period | None = "1q", as_of: datetime
) -> LazyFrame:
    """Return each operational indicator of each group in each period.

    Args:
        operational: ``mart_operational``.
        as_of: Moment up to which the company's exports are complete; values of later periods are left out.

    Returns:
        ``indicator_id``, ``unit``, ``by``, ``period_start``, ``total``, ``reports``, ``periods``, ``is_ripe``,
        ``operational_indicator``.

    Raises:
        UnknownColumnError: If ``operational`` lacks a column of ``by``.
    """
    groups = keys(operational, by, period, "indicator_id", "unit")
    reported = operational.filter(nw.col("reported_on") < as_of, ~nw.col("value").is_null())
    summed = (
        with_period(reported, "reported_on", period)
        .group_by(*groups)
        .agg(total=nw.col("value").sum(), reports=nw.col("reports").sum(), periods=nw.col("reported_on").n_unique())
        .with_columns(nw.col("reports", "periods").cast(nw.Int64))
    )
    is_mean = nw.col("unit").is_in(MEAN_UNITS) | nw.col("indicator_id").str.contains(MEAN_NAMES)
    is_stock = nw.col("indicator_id").is_in(STOCKS)
    value = (
        nw.when(is_mean)
        .then(share("total", "reports"))
        .otherwise(nw.when(is_stock).then(share("total", "periods")).otherwise(nw.col("total")))
    )
    return mark_ripe(summed.with_columns(operational_indicator=value), period, first_uncovered_day(as_of))
