"""Households: those that the complaints of a period come from, and those that the answers of a survey stand for.

    households = Σ households on each covered day / days of the period        of complaints
    households = those that hold on the last covered day of the period        of answers

For complaints a community counts from its first complaint to the end of its own exports, so that days of which nothing is known add
nothing. Where the roster tells the households of only some of those days, or of none, they are unknown: never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import duckdb
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.periods import DAY, Period, midnight, shifted
from pipeline.metrics.spans import MOST_ROWS, Span, covered_spans

Roster = Sequence[tuple[datetime, int]]


def households_by_period(
    connection: duckdb.DuckDBPyConnection,
    first: date,
    as_of: datetime,
    period: Period | None,
    communities: Sequence[str | None],
) -> pd.DataFrame:
    """Return ``community_id``, ``period_start`` (where a period is given) and ``households``, NaN where unknown.

    Args:
        first: First day of the company.
        communities: Those that are counted, empty for all.

    Raises:
        UsageError: If there would be more than two million rows.
    """
    spans = covered_spans(connection, first, as_of, communities)
    known = {name: span for name, span in spans.of_community.items() if name is not None}
    counted = {name: span for name, span in known.items() if not communities or name in communities}
    rosters = _rosters(connection)
    rows = [
        (name, start, _mean_households(rosters.get(name, ()), span, start, end))
        for name, span in counted.items()
        for start, end in _periods(span, period, spans.whole, len(counted))
    ]
    frame = pd.DataFrame(rows, columns=["community_id", "period_start", "households"])
    frame = frame.astype({"community_id": object, "period_start": "datetime64[us]", "households": float})
    return frame if period else frame.drop(columns="period_start")


def roster_by_period(
    connection: duckdb.DuckDBPyConnection, starts: Sequence[datetime], period: Period | None, as_of: datetime
) -> pd.DataFrame:
    """Return ``community_id``, ``period_start`` (where a period is given) and ``households`` at the end of each period.

    A community whose households were not known by then has no row.
    """
    rows = []
    for start in starts if period else [as_of]:
        end = min(shifted(start, period, 1), as_of) if period else as_of
        for name, roster in _rosters(connection).items():
            known = [households for valid_from, households in roster if valid_from < end]
            rows += [(name, start, known[-1])] if known else []
    frame = pd.DataFrame(rows, columns=["community_id", "period_start", "households"])
    frame = frame.astype({"community_id": object, "period_start": "datetime64[us]", "households": float})
    return frame if period else frame.drop(columns="period_start")


def _rosters(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Roster]:
    """Return community_id → the numbers of households and the days from which they hold, in order."""
    rosters: dict[str, list[tuple[datetime, int]]] = {}
    statement = "select community_id, valid_from, households from dim_community_households order by valid_from"
    for name, valid_from, households in connection.execute(statement).fetchall():
        rosters.setdefault(name, []).append((midnight(valid_from), households))
    return rosters


def _periods(span: Span, period: Period | None, whole: Span, communities: int) -> list[tuple[datetime, datetime]]:
    if period is None:
        return [(midnight(whole.first), whole.until)]
    starts = span.starts(period)
    if len(starts) * communities > MOST_ROWS:
        raise UsageError(zh="这样分组的数字太多。请用更长的时期。", en="Too many figures: use a longer period.")
    return [(start, shifted(start, period, 1)) for start in starts]


def _mean_households(roster: Roster, span: Span, start: datetime, end: datetime) -> float:
    """Return the households of the period's days, on average, with those outside the span as 0; NaN where unknown."""
    begin, until = max(start, midnight(span.first)), min(end, span.until)
    if not roster or roster[0][0] > begin:
        return float("nan")
    ends = [*[valid_from for valid_from, _ in roster[1:]], until]
    days = [
        (max((min(stop, until) - max(since, begin)) / DAY, 0.0), households)
        for (since, households), stop in zip(roster, ends, strict=True)
    ]
    return sum(length * households for length, households in days) / ((end - start) / DAY)
