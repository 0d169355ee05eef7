"""Covered spans: within the days that the exports cover, a period without a complaint is 0; outside them it is missing.

A span runs from the first day with a complaint (or answer) to the first day that the exports do not cover. A community's
ends with the newest export that holds complaints of it, be they all known already: after that nothing is known of it,
and it is never counted as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.periods import Period, first_uncovered_day, last_covered_day, period_start, shifted

MOST_ROWS = 2_000_000
OF_COMMUNITIES = "select community_id, first_on, covers_until from community_coverage where first_on is not null"


@dataclass(frozen=True)
class Span:
    """Days that are covered: ``first`` to the day before ``until``."""

    first: date
    until: datetime

    def starts(self, period: Period) -> list[datetime]:
        """Return the first days of the periods that the span reaches into."""
        starts = [period_start(self.first, period)]
        while shifted(starts[-1], period, 1) < self.until:
            starts.append(shifted(starts[-1], period, 1))
        return starts if starts[0] < self.until else []


@dataclass(frozen=True)
class Spans:
    """The span of all that is counted and, where figures are by community, of each."""

    whole: Span
    of_community: Mapping[str | None, Span]

    def of(self, row: Mapping[str, Any]) -> Span:
        """Return the span of a row of figures."""
        known = row.get("community_id")
        return self.of_community.get(None if pd.isna(known) else known, self.whole)

    def hold(self, rows: pd.DataFrame, period: Period, *, from_first: bool) -> np.ndarray[Any, Any]:
        """Return, per row of figures, whether its period ends in its span; ``from_first``: begins in it too."""
        starts = rows["period_start"]
        ends = starts.map({start: shifted(start, period, 1) for start in starts.unique()}).to_numpy("datetime64[us]")
        members = rows["community_id"] if "community_id" in rows else pd.Series(None, index=rows.index, dtype=object)
        places, names = pd.factorize(members, use_na_sentinel=False)
        spans = [self.of({"community_id": name}) if "community_id" in rows else self.whole for name in names]
        until = np.array([span.until for span in spans], "datetime64[us]")[places]
        first = np.array([span.first for span in spans], "datetime64[us]")[places]
        return (ends <= until) & ((starts.to_numpy("datetime64[us]") >= first) | (not from_first))


def covered_spans(
    connection: duckdb.DuckDBPyConnection, first: date, as_of: datetime, communities: Sequence[str | None] | None
) -> Spans:
    """Return the spans of complaints or answers at ``as_of``.

    Args:
        first: First day of the company.
        communities: Those that are counted, empty for all; None where communities have no spans of their own.
    """
    company = Span(first, first_uncovered_day(as_of))
    if communities is None:
        return Spans(company, {})
    rows = connection.execute(OF_COMMUNITIES).fetchall()
    spans = {name: Span(begin, min(first_uncovered_day(covers), company.until)) for name, begin, covers in rows}
    counted = [spans[name] for name in communities if name in spans]
    if not counted:
        return Spans(company, spans)
    whole = Span(min(span.first for span in counted), max(span.until for span in counted))
    return Spans(whole, spans)


def early_ends(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[datetime, list[str]]:
    """Return end of the exports → communities, of those whose exports of complaints end before ``as_of``.

    Who is covered on the newest day of all is as far as anybody's exports go, and is judged at ``as_of`` like the company.
    """
    ends: dict[datetime, list[str]] = {}
    known = connection.execute(OF_COMMUNITIES).fetchall()
    newest = max((first_uncovered_day(covers) for _, _, covers in known), default=as_of)
    for community, _, covers in known:
        if community is not None and covers < as_of and first_uncovered_day(covers) < newest:
            ends.setdefault(covers, []).append(community)
    return ends


def ending_early(connection: duckdb.DuckDBPyConnection, as_of: datetime, period: Period) -> dict[str, date]:
    """Return community_id → last covered day, of those that lack whole periods before ``as_of``."""
    newest = period_start(last_covered_day(as_of), period)
    last_day = {name: last_covered_day(end) for end, names in early_ends(connection, as_of).items() for name in names}
    return {name: last for name, last in sorted(last_day.items()) if period_start(last, period) < newest}


def with_quiet_periods(frame: pd.DataFrame, by: Sequence[str], period: Period, spans: Spans) -> pd.DataFrame:
    """Return the complaint counts with a row of 0 for each group and covered period without one.

    Raises:
        UsageError: If there would be more than two million rows.
    """
    groups = frame[list(by)].drop_duplicates().to_dict("records") if by else [{}]
    covered = [(group, spans.of(group).starts(period)) for group in groups] if len(frame) else []
    if sum(len(starts) for _, starts in covered) > MOST_ROWS:
        raise UsageError(
            zh="这样分组的数字太多。请用更长的时期或更少的维度。",
            en="Too many figures: use a longer period or fewer dimensions.",
        )
    rows = [group | {"period_start": start} for group, starts in covered for start in starts]
    if not rows:
        return frame
    keys = [*by, "period_start"]
    listed = pd.DataFrame(rows).astype(frame[keys].dtypes.to_dict())
    filled = frame[[*keys, "complaints"]].merge(listed, on=keys, how="outer")
    filled["complaints"] = filled["complaints"].fillna(0).astype(int)
    filled["complaints_in_period"] = filled.groupby("period_start")["complaints"].transform("sum")
    whole = filled["complaints_in_period"]
    return filled.assign(complaint_share=filled["complaints"] / whole)
