"""Signals of what somebody has to keep up: improvement measures past due, fading or worse, and exports that stopped coming."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from pipeline.analysis.measure_signals import is_fading, is_past_due, is_worse
from pipeline.analysis.measure_words import sentence
from pipeline.analysis.measures import evaluate_measures
from pipeline.analysis.upkeep import LateExport, late_exports
from pipeline.watch.signal import Look, Signal, about, address_of
from pipeline.watch.words import said

MEASURES = "select measure_id, measure, status, due_on, origin from dim_measure order by due_on, measure_id"


def measure_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> Iterator[Signal]:
    """Yield the measures that made something worse, whose effect fades, or that are past due; those recorded here by today's day."""
    judged_on = (look.complaints_until or look.covered_until).date()
    told = set()
    due_by = look.covered_until.date()
    for one in evaluate_measures(connection, as_of=look.as_of, k=look.k, due_by=due_by):
        if one.verdict is None:
            continue
        kind = "worse" if is_worse(one.verdict) else "fading" if is_fading(one.verdict) else None
        of = about("measure", kind, one.measure["measure_id"])
        if kind is None or of in told:
            continue
        told.add(of)
        day = one.evaluate_on.isoformat()
        page = address_of("improvement", measure=one.measure["measure_id"])
        yield Signal("measure", of, day, day, one.evaluate_on, sentence(one)[look.language], page)
    for id, name, status, due_on, origin in connection.execute(MEASURES).fetchall():
        if is_past_due(status, due_on, judged_on if origin == "export" else look.today):
            yield Signal(
                kind="measure",
                about=about("measure", "past_due", id),
                level=due_on.isoformat(),
                same_from=due_on.isoformat(),
                since=due_on,
                sentence=said("measure.past_due", look.language, name=name, day=due_on),
                page=address_of("improvement", measure=id),
            )


def export_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> Iterator[Signal]:
    """Yield what should have been exported again by now: kinds of files, and communities whose complaints lag behind."""
    for late in late_exports(connection, today=look.today, as_of=look.as_of):
        yield Signal(
            kind="export",
            about=about("export", late.kind, late.community_id or "all"),
            level=late.last_day.isoformat(),
            same_from=late.last_day.isoformat(),
            since=late.last_day,
            sentence=said(
                f"export.{'community' if late.community else late.kind}",
                look.language,
                place=late.community,
                day=late.last_day,
                days=(look.today - late.last_day).days,
                newest=late.newest_day,
                usual=late.usual_days,
            ),
            page=_page(late),
        )


def _page(late: LateExport) -> str:
    return address_of("data", section="freshness") if late.kind == "complaint" else "satisfaction"
