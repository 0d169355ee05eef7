"""All signals that hold now, in the order in which they are told. One reading of the warehouse; nothing here remembers or tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import duckdb

from pipeline.output import CONTROLS
from pipeline.privacy.scan import PERSONAL
from pipeline.watch.cases import overdue_signals, problem_signals
from pipeline.watch.figures import change_signals, chart_signals, target_signals
from pipeline.watch.signal import Look, Signal
from pipeline.watch.upkeep import export_signals, measure_signals

K_WATCH = 10  # what is told leaves the house, so its groups are those of a review (metrics.md, small groups)
FINDERS: tuple[Callable[[duckdb.DuckDBPyConnection, Look], Iterator[Signal]], ...] = (
    target_signals,
    chart_signals,
    change_signals,
    overdue_signals,
    problem_signals,
    measure_signals,
    export_signals,
)
BUILD = "select complaints_cover_until, surveys_cover_until, is_sample from build"
HIDDEN = "…"


def look_at(
    connection: duckdb.DuckDBPyConnection, *, as_of: datetime | None, today: date, language: str, k: int
) -> Look | None:
    """Return what a run looks at; None where there are neither complaints nor answers with a day.

    Args:
        as_of: Moment up to which exports are taken as complete, and by whose day something is late; None: what the build
            recorded, and ``today``.
        k: Smallest group of answers whose figure a page shows.
    """
    complaints, surveys, is_sample = connection.execute(BUILD).fetchall()[0]
    known = [min(moment, as_of or moment) for moment in (complaints, surveys) if moment]
    if not known:
        return None
    covered = max(known)
    judged_on = covered.date() if is_sample else today
    return Look(
        as_of=as_of,
        covered_until=covered,
        complaints_until=min(complaints, as_of or complaints) if complaints else None,
        today=as_of.date() if as_of else judged_on,
        language=language,
        k=max(k, K_WATCH),
    )


def find_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> list[Signal]:
    """Return the signals that hold, each about something else; texts that look personal are blanked in their sentences."""
    found: dict[str, Signal] = {}
    for finder in FINDERS:
        for signal in finder(connection, look):
            found.setdefault(signal.about, replace(signal, sentence=without_personal(signal.sentence)))
    return list(found.values())


def without_personal(sentence: str) -> str:
    """Return a sentence on one line, without phones, ids, mails, plates and IPs: somebody may have named a measure so."""
    sentence = CONTROLS.sub(" ", sentence)
    for pattern in PERSONAL.values():
        sentence = re.sub(pattern, HIDDEN, sentence)
    return sentence
