"""When an export was made, its newest event, and up to when it is complete (``covers_until``, metrics.md, Time)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import duckdb

from pipeline.ingest.table import Sidecar
from pipeline.layouts.layout import Match


@dataclass(frozen=True)
class Span:
    """Attributes as in ``Staged``."""

    exported_at: datetime | None
    newest_event_at: datetime | None
    covers_until: datetime | None


def time_span(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    received: str,
    others: Iterable[str],
    latest: datetime,
    sidecar: Sidecar,
    match: Match,
) -> Span:
    """Return the span of a staged relation.

    Args:
        received: Column of the time of receipt or submission; only it says how far the file reaches.
        others: Columns of later events, which tell which of two exports is the newer one.
        latest: Moment of loading; later times are plans or errors and say nothing.
    """
    bound = f"timestamp '{latest:%Y-%m-%d %H:%M:%S}'"
    newest = ", ".join(f"max({name}) filter (where {name} <= {bound})" for name in (received, *others))
    row = connection.execute(f"select {newest} from {relation}").fetchall()[0]
    known = [value for value in row if value is not None]
    exported_at = parse_moment(sidecar.exported_at or match.file_parts.get("exported_at"))
    if exported_at is not None and exported_at > latest + timedelta(days=1):
        exported_at = None
    covers_until = min(exported_at, latest) if exported_at else _whole_day(row[0])
    return Span(exported_at, max(known, default=None), covers_until)


def _whole_day(moment: datetime | None) -> datetime | None:
    """A newest receipt without a clock says that its day is complete."""
    return moment + timedelta(days=1) if moment and moment.time() == time() else moment


def parse_moment(text: str | None) -> datetime | None:
    """Return the moment that ``text`` names; a day without a clock is complete, so its end counts.

    Args:
        text: ``2024-06-30``, ``20240630``, ``202406`` (end of the month), ``20240630_2359``, ``2024-06-30 18:00:00`` or None.
    """
    digits = re.sub(r"\D", "", text or "")
    for length, form in ((14, "%Y%m%d%H%M%S"), (12, "%Y%m%d%H%M"), (8, "%Y%m%d"), (6, "%Y%m")):
        if len(digits) != length:
            continue
        try:
            moment = datetime.strptime(digits, form)
        except ValueError:
            return None
        if length == 8:
            return moment + timedelta(days=1)
        if length == 6:
            return (moment.replace(day=1) + timedelta(days=32)).replace(day=1)
        return moment
    return None
