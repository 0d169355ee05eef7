"""What is added to counts in pandas: rates again after regrouping, intervals, status, and the change from the period before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.metrics.catalogue import Metric
from pipeline.metrics.periods import Period, shifted
from pipeline.metrics.result import NO_DATA, NOT_IN_EXPORT, OK, SMALL_DENOMINATOR
from pipeline.statistics.differences import Difference, newcombe, welch
from pipeline.statistics.intervals import standard_deviation, t_interval, wilson
from pipeline.statistics.multiplicity import false_discovery

SIGNAL = 0.05
CHANGE = ["previous", "change", "change_low", "change_high", "p", "q", "family_size", "is_signal"]


def with_intervals(frame: pd.DataFrame, entry: Metric) -> pd.DataFrame:
    """Add ``low`` and ``high``: the 95 % interval of the value, NaN where the metric or the group has none."""
    low = high = pd.Series(np.nan, index=frame.index)
    if entry.interval == "wilson":
        low, high = wilson(frame[entry.numerator], frame[entry.denominator])
    elif entry.interval == "t":
        low, high = t_interval(frame[entry.denominator], frame[entry.value], _deviation(frame, entry))
        low, high = np.maximum(low, 0.0), np.minimum(high, 100.0)
    elif entry.interval == "own":
        low, high = frame[f"{entry.value}_low"], frame[f"{entry.value}_high"]
    return frame.assign(low=low, high=high)


def with_status(frame: pd.DataFrame, entry: Metric) -> pd.DataFrame:
    """Add ``status`` and ``n_text``, and take what is divided by under 5 records out."""
    n = frame[entry.denominator]
    missing = frame["not_in_export"] if "not_in_export" in frame else pd.Series(0, index=frame.index)
    is_quiet = entry.unit == "count" and "period_start" in frame  # a covered period without complaints has 0 of them
    empty = (n == 0) & (not is_quiet)
    status = np.select([empty & (missing > 0), empty], [NOT_IN_EXPORT, NO_DATA], OK).astype(object)
    few = (n > 0) & (n < entry.smallest_group(0))
    small = few & (entry.unit in ("share", "ratio"))
    status[small.to_numpy()] = SMALL_DENOMINATOR
    frame = frame.assign(status=status, n_text=n.astype(str))
    if small.any():  # else a column of counts would become one of floats
        frame.loc[small, [entry.value, "low", "high"]] = np.nan
    frame.loc[small, "n_text"] = frame[entry.numerator].astype(str) + "/" + n.astype(str)
    if "complaint_share" in frame:
        frame.loc[few, "complaint_share"] = np.nan
    twin = f"{entry.value}_without_withdrawn"
    if twin in frame:
        frame.loc[n - frame["withdrawn"] < entry.smallest_group(0), twin] = np.nan
    return frame


def with_change(frame: pd.DataFrame, entry: Metric, groups: Sequence[str], period: Period) -> pd.DataFrame:
    """Add the change from the period before, where both periods are whole and ripe and both figures are shown.

    The family of a comparison is all groups of the same period; ``is_signal`` is q < 0.05 within it.
    """
    comparable = frame[(frame["status"] == OK) & frame["is_ripe"] & frame["is_whole"]]
    before = comparable.assign(period_start=[shifted(start, period, 1) for start in comparable["period_start"]])
    before["period_start"] = before["period_start"].astype(frame["period_start"].dtype)
    keys = [*groups, "period_start"]
    of_before = [entry.numerator, entry.denominator, *entry.counts, entry.value]
    pairs = comparable[keys].reset_index().merge(before[list(dict.fromkeys([*keys, *of_before]))], on=keys, how="inner")
    pairs = pairs.set_index("index")
    changes = pd.DataFrame(np.nan, index=frame.index, columns=CHANGE)
    if len(pairs):
        found = _difference(frame.loc[pairs.index], pairs, entry)
        changes.loc[pairs.index, CHANGE[:5]] = np.column_stack(
            [pairs[entry.value], found.difference, found.low, found.high, found.p]
        )
    starts = frame["period_start"]
    changes["q"] = changes["p"].groupby(starts).transform(lambda p: false_discovery(p.to_numpy()))
    changes["family_size"] = changes["p"].groupby(starts).transform("count")
    changes["is_signal"] = changes["q"] < SIGNAL
    return frame.join(changes.astype({"family_size": int}))


def _difference(now: pd.DataFrame, before: pd.DataFrame, entry: Metric) -> Difference:
    if entry.interval == "wilson":
        x, n = entry.numerator, entry.denominator
        return newcombe(now[x], now[n], before[x], before[n])
    if entry.interval == "t":
        sides: list[Any] = []
        for side in (now, before):
            sides += [side[entry.denominator], side[entry.value], _deviation(side, entry)]
        return welch(*sides)
    difference = now[entry.value].to_numpy(float) - before[entry.value].to_numpy(float)
    unknown = np.full(len(now), np.nan)
    return Difference(difference, unknown, unknown, unknown)


def _deviation(frame: pd.DataFrame, entry: Metric) -> Any:
    return standard_deviation(frame[entry.denominator], frame[entry.numerator], frame["index_square_sum"])
