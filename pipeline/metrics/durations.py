"""Times to an event with cases still waiting: what ``time_to_resolution`` and the metrics of the first response share.

A metric counts cases by the times of their events; here these counts become durations, curves
(``pipeline.statistics.survival``) and the columns of the result. What waits at ``as_of`` is censored there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np

from pipeline.metrics.periods import DAY, midnight
from pipeline.statistics.survival import Curve

MINUTES_PER_DAY = 24 * 60
QUANTILES = {"median": 0.5, "p75": 0.75, "p90": 0.9}


class Ended(NamedTuple):
    """How the cases of each row stand at ``as_of``: the ``duration`` up to there, whether the event had ``happened``, or
    the case had left before it (``competing``)."""

    duration: Any
    happened: Any
    competing: Any


def observed_days(start: Any, as_of: datetime, *, by_minute: bool) -> Any:
    """Return for how many days a case was observed.

    By minutes it is up to ``as_of``, without end where ``start`` is null: the metric leaves out that of ended cases. By
    days it is the whole days between the end of the day of receipt and ``as_of``, so that fact and mart agree.
    """
    import pandas as pd

    start = pd.to_datetime(start)
    if by_minute:
        return np.ceil((as_of - start) / pd.Timedelta(minutes=1)).fillna(np.inf) / MINUTES_PER_DAY
    return ((midnight(as_of) - start) // DAY - 1).astype(float)


def days_to_last_whole_day(as_of: datetime) -> nw.Expr:
    """Return what ``observed_days`` says by days of the column ``start``, for frames that stay lazy."""
    start = nw.col("start").cast(nw.Datetime("us"))
    return (nw.lit(midnight(as_of)) - start).dt.total_minutes() // MINUTES_PER_DAY - 1


def ended(event_after: Any, left_after: Any, age: Any) -> Ended:
    """Return how cases stand, from the days to their event and to their leaving (null: neither) and their age."""
    happened = (event_after <= age) & ~(left_after < event_after)
    competing = (left_after <= age) & ~happened
    return Ended(np.select([happened, competing], [event_after, left_after], age), happened, competing)


def by_group(
    durations: Any, groups: Sequence[str], row_of: Callable[[Any], Mapping[str, Any]], columns: Sequence[str]
) -> Any:
    """Return one row per group: what ``row_of`` makes of its durations, as a pandas frame of ``groups`` and ``columns``."""
    import pandas as pd

    rows = [{**group, **row_of(of_group)} for group, of_group in _each(durations, groups)]
    return pd.DataFrame(rows, columns=[*groups, *columns])


def quantiles(curve: Curve, unit: str, *, per_day: int = 1) -> dict[str, float]:
    """Return ``median_<unit>``, ``p75_<unit>`` and ``p90_<unit>`` with their intervals; null where not reached."""
    row: dict[str, float] = {}
    for name, share in QUANTILES.items():
        ends = (f"{name}_{unit}{end}" for end in ("", "_low", "_high"))
        row |= dict(zip(ends, (per_day * time for time in curve.quantile(share)), strict=True))
    return row


def _each(durations: Any, groups: Sequence[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the members of each group, in their order, and its columns as arrays, which are cut faster than a frame."""
    columns = {name: durations[name].to_numpy() for name in durations if name not in groups}
    if not groups:
        yield {}, columns
        return
    place = durations.groupby(list(groups), dropna=False, sort=True).ngroup().to_numpy()
    order = np.argsort(place, kind="stable")
    ends = np.flatnonzero(np.diff(place[order], append=-1)) + 1
    begins = [0, *ends[:-1]] if len(ends) else []
    members = durations[list(groups)].iloc[order[begins]].to_dict("records")
    for member, begin, end in zip(members, begins, ends, strict=True):
        yield member, {name: values[order[begin:end]] for name, values in columns.items()}
