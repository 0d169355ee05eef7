"""The months before and after a measure, for a chart: its communities, and those without such a measure.

Unit: complaints per 1,000 households and month, else that of the metric. Grain: one row per month.
"""

from __future__ import annotations

from datetime import datetime

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.measure_figures import (
    ASPECTS,
    Monthly,
    figures_of,
    panels_of,
    read_households,
    read_measures,
    treated_too,
)
from pipeline.metrics.compute import K_FIGURES
from pipeline.statistics.improvement import complete

COLUMNS = ["month", "value", "others", "side"]


def measure_series(
    connection: duckdb.DuckDBPyConnection,
    *,
    measure_id: str,
    metric: str,
    as_of: datetime | None = None,
    k: int = K_FIGURES,
) -> pd.DataFrame:
    """Return ``month``, ``value``, ``others`` and ``side`` of a measure that has a start; no rows where it has no such figure.

    Args:
        metric: One of the figures by which measures are judged.

    Returns:
        ``others`` is NaN where nothing is compared; ``side`` is ``before``, ``after`` or, of the month of a start that is
        not its first day, ``during``.
    """
    measures = read_measures(connection)
    measure = next((each for each in measures if each["measure_id"] == measure_id), None)
    aspect = next(each for each in ASPECTS if each.metric == metric)
    if measure is None or measure["starts_on"] is None:
        return pd.DataFrame(columns=COLUMNS)
    figures, _ = figures_of(Monthly(connection, as_of, k), measure, aspect)
    panels = None
    if not figures.empty:
        panels = panels_of(measure, figures, read_households(connection), treated_too(measure, measures))
    if panels is None:
        return pd.DataFrame(columns=COLUMNS)
    scope, others = panels
    value = scope.monthly(aspect.kind)
    used = np.isfinite(value)
    beside = np.full(len(value), np.nan)
    pool = complete(others, used)
    if pool is not None:
        beside[used] = pool.monthly(aspect.kind)
    start = pd.Timestamp(measure["starts_on"])
    first = start.to_period("M").to_timestamp()
    side = np.select([figures.index < first, figures.index >= start], ["before", "after"], "during")
    return pd.DataFrame({"month": figures.index, "value": value, "others": beside, "side": side})
