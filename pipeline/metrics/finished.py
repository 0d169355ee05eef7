"""What is added to the counted rows of a question: intervals and status, what is ripe and whole, the change, the order."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from pipeline.metrics.asked import Asked
from pipeline.metrics.changes import with_change
from pipeline.metrics.figures import with_intervals, with_status
from pipeline.metrics.periods import first_uncovered_day, first_unripe_day, period_start
from pipeline.metrics.result import OK, SUPPRESSED
from pipeline.metrics.spans import Spans

VOLUMES = ("count", "rate")  # what comes in, not what became of it: complaints end with the exports anyway


def with_figures(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Add interval and status; a hidden cell says why."""
    cell_status = frame.pop("cell_status") if "cell_status" in frame else pd.Series(OK, index=frame.index)
    frame = with_status(with_intervals(frame, asked.entry), asked.entry)
    hidden = cell_status != OK
    frame.loc[hidden, "status"] = cell_status[hidden]
    frame.loc[hidden, "n_text"] = ""
    frame.loc[cell_status == SUPPRESSED, "n_text"] = f"<{asked.k}"
    return frame.reset_index(drop=True)


def with_periods(frame: pd.DataFrame, asked: Asked, spans: Spans, as_of: datetime) -> pd.DataFrame:
    """Add what is ripe and whole."""
    entry, period = asked.entry, asked.period
    assert period is not None
    if "is_ripe" not in frame:
        window = asked.parameters.get("ripe_after_days", 0)
        unripe_from = first_unripe_day(as_of, window) if window else first_uncovered_day(as_of)
        frame["is_ripe"] = frame["period_start"] < period_start(unripe_from, period)
    is_volume = entry.unit in (*VOLUMES, "ratio")  # a rate of a period that the data reach into is still a rate
    return frame.assign(is_whole=spans.hold(frame, period, from_first=is_volume))


def compared(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Add the change from what is compared with, where there is something: what belongs to no period is in no comparison."""
    against = asked.against
    if against is None or ("is_whole" not in frame and not (against == "rest" and asked.period is None)):
        return frame
    groups = [column for column in ("series", *asked.entry.split, *asked.by) if column in frame]
    compared = with_change(frame, asked.entry, list(dict.fromkeys(groups)), asked.period, against)
    return compared.drop(columns="series", errors="ignore")


def ordered(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Put dimensions first and rows in their order, empty dimensions last."""
    first = [column for column in (*asked.entry.split, *asked.by, "period_start") if column in frame]
    first = list(dict.fromkeys(first))
    named = [name for column in first for name in (column, column.removesuffix("_id")) if name in frame]
    shown = list(dict.fromkeys(named))  # the name of a community or indicator stands after its id
    ordered = frame[[*shown, *[column for column in frame if column not in shown]]]
    if not first:
        return ordered.reset_index(drop=True)
    # Steps and stages follow each other as in the flow, not by the alphabet.
    place, of_flow = {member: at for at, member in enumerate(asked.entry.order)}, asked.entry.split[:1]
    return ordered.sort_values(
        first, ignore_index=True, key=lambda column: column.map(place) if place and column.name in of_flow else column
    )
