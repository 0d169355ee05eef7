"""What is added to counts in pandas: intervals and status."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.metrics.catalogue import Metric
from pipeline.metrics.result import NO_DATA, NO_HOUSEHOLDS, NOT_IN_EXPORT, OK, SMALL_DENOMINATOR
from pipeline.statistics.intervals import standard_deviation, t_interval, wilson
from pipeline.statistics.nps import net_promoter_score
from pipeline.statistics.rates import poisson_interval

# Units of figures that are withheld where they are of a handful of cases, and what columns of durations begin with.
OF_MANY = ("share", "ratio", "days", "hours")
DURATIONS = ("median_", "p75_", "p90_", "resolved_by_", "answered_by_")


def with_intervals(frame: pd.DataFrame, entry: Metric) -> pd.DataFrame:
    """Add ``low`` and ``high``: the 95 % interval of the value, NaN where the metric or the group has none."""
    low = high = pd.Series(np.nan, index=frame.index)
    if entry.interval == "wilson":
        low, high = wilson(frame[entry.numerator], frame[entry.denominator])
    elif entry.interval == "t":
        low, high = t_interval(frame[entry.denominator], frame[entry.value], deviation(frame, entry))
        if entry.unit == "index":
            low, high = np.maximum(low, 0.0), np.minimum(high, 100.0)
    elif entry.interval == "nps":
        score = net_promoter_score(frame["promoters"], frame["passives"], frame["detractors"])
        low, high = score.low, score.high
    elif entry.interval == "poisson":
        ends = poisson_interval(frame[entry.numerator], frame[entry.denominator], dispersion=frame["dispersion"])
        low, high = (entry.per * end for end in ends)
    elif entry.interval == "own":
        low, high = frame[f"{entry.value}_low"], frame[f"{entry.value}_high"]
    return frame.assign(low=low, high=high)


def with_status(frame: pd.DataFrame, entry: Metric) -> pd.DataFrame:
    """Add ``status`` and ``n_text``, and take what is divided by under 5 records out."""
    n = frame[entry.denominator]
    missing = frame["not_in_export"] if "not_in_export" in frame else pd.Series(0, index=frame.index)
    is_quiet = entry.unit == "count" and "period_start" in frame  # a covered period without complaints has 0 of them
    empty = (n == 0) & (not is_quiet)
    nothing = NO_HOUSEHOLDS if entry.takes_households else NO_DATA
    status = np.select([empty & (missing > 0), empty], [NOT_IN_EXPORT, nothing], OK).astype(object)
    few = (n > 0) & (n < entry.smallest_group(0))
    small = few & (entry.unit in OF_MANY)
    status[small.to_numpy()] = SMALL_DENOMINATOR
    # households are a mean over the days of the period; counts become floats where the figure of a group is not known
    shown_n = _as_texts(n.round() if entry.takes_households else n)
    frame = frame.assign(status=status, n_text=shown_n)
    if small.any():  # else a column of counts would become one of floats
        frame.loc[small, list({entry.value, "low", "high", *_durations(frame, entry)})] = np.nan
        frame.loc[small, "n_text"] = _as_texts(frame[entry.numerator]) + "/" + shown_n
    if "complaint_share" in frame:
        frame.loc[few, "complaint_share"] = np.nan
    twin = f"{entry.value}_without_withdrawn"
    if twin in frame:
        frame.loc[n - frame["withdrawn"] < entry.smallest_group(0), twin] = np.nan
    return frame


def _as_texts(counts: pd.Series) -> pd.Series:
    """Return counts as texts, whole ones without a point; ``<NA>`` where one is unknown."""
    texts = ["<NA>" if each != each else str(int(each)) if each == int(each) else str(each) for each in counts]
    return pd.Series(texts, index=counts.index, dtype="str")


def _durations(frame: pd.DataFrame, entry: Metric) -> list[str]:
    """Return the columns of quantiles and of shares by a day or hour."""
    return [name for name in frame if name.startswith(DURATIONS)] if entry.unit in ("days", "hours") else []


def deviation(frame: pd.DataFrame, entry: Metric) -> Any:
    """Return the standard deviation of the answers behind each row of a mean."""
    return standard_deviation(frame[entry.denominator], frame[entry.numerator], frame[entry.squares])
