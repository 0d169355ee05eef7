"""Signals of figures: targets that are missed, control charts that leave their limits, changes of the newest whole quarter.

Only whole and ripe periods count, and only the newest one of a figure that is shown: a signal of long ago is none. A target
is missed from the first period of the unbroken run up to now, a chart is out of its limits likewise; so one that goes on is
told once, and one that ended and came back again. Changes are judged as one family (``metrics.signals``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd

from pipeline.analysis.trend_words import on_the_last
from pipeline.analysis.trends import control_chart
from pipeline.metrics.catalogue import Metric, find
from pipeline.metrics.compute import compute
from pipeline.metrics.explain import change_in_words, explain, period_in_words
from pipeline.metrics.periods import period_start, shifted
from pipeline.metrics.result import OK, Result
from pipeline.metrics.signals import Signal as Change
from pipeline.metrics.signals import signals as changes_beyond_chance
from pipeline.metrics.suppression import SMALL
from pipeline.review.findings import PAGES
from pipeline.statistics.control_rules import COMMON_CAUSE
from pipeline.watch.signal import Look, Signal, Tone, about, address_of, as_text
from pipeline.watch.words import said

FRESH_PERIODS = 3  # a newest period that began longer ago than this is no news; the last one or two may not be ripe
COMPLAINT_CHARTS = (
    "complaint_count", "resolution_rate", "on_time_rate", "callback_rate", "reopen_rate", "handling_satisfaction_rate",
)  # fmt: skip
OVERALL = {"indicator_id": "overall"}
COMPARED: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("top_two_box", (), {}),
    ("top_two_box", ("community_id",), OVERALL),
    *(
        (name, by, {})
        for name in ("resolution_rate", "on_time_rate", "callback_rate", "reopen_rate", "handling_satisfaction_rate")
        for by in ((), ("community_id",))
    ),
)
TARGETS = "select distinct metric, dimension, value, parameter, period from dim_target order by all"
TONES: dict[str, Tone] = {"improvement": "better", "concern": "worse"}


def target_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> Iterator[Signal]:
    """Yield the targets that the newest period misses."""
    for name, dimension, value, parameter, period in connection.execute(TARGETS).fetchall():
        metric = find(name)
        if metric.better == "neither":
            continue
        where = {dimension: value} if dimension else {}
        given = dict([parameter.split("=", 1)]) if parameter else {}
        result = _asked(connection, look, name, where=where, period=period or metric.default_period, **given)
        for rows in _series(result):
            missed = _target(result, rows, look, as_text(given) | as_text(where))
            if missed:
                yield missed


def _target(result: Result, rows: list[dict[str, Any]], look: Look, named: Mapping[str, str]) -> Signal | None:
    judged = [row for row in rows if not pd.isna(row.get("gap"))]
    if not judged or not _is_fresh(judged[-1], result, look) or not _is_missed(judged[-1], result.metric):
        return None
    run = _run(judged, lambda row: _is_missed(row, result.metric))
    newest, language = judged[-1], look.language
    key = "first" if len(run) == 1 < len(judged) else "only" if len(run) == 1 else "since"
    assert result.period is not None
    since = period_in_words(run[0]["period_start"], result.period, language)
    members = {name: newest[name] for name in result.metric.split}
    return Signal(
        kind="target",
        about=about("target", result.metric.name, result.period, **{**members, **named}),
        level=_day(newest),
        same_from=_day(run[0]),
        since=run[0]["period_start"].date(),
        sentence=said(f"target.{key}", language, figure=_open(explain(result, newest, language)), since=since),
        page=_page(result.metric, community=named.get("community_id")),
    )


def _is_missed(row: Mapping[str, Any], metric: Metric) -> bool:
    gap = round(row["gap"], 9)
    return gap < 0 if metric.better == "higher" else gap > 0


def chart_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> Iterator[Signal]:
    """Yield the main metrics whose newest period is beyond the limits of its control chart; trial limits are none."""
    asked: list[tuple[str, dict[str, str]]] = [*((name, {}) for name in COMPLAINT_CHARTS), ("top_two_box", OVERALL)]
    for name, where in asked:
        period = "1q" if where else "1mo"
        result = _asked(connection, look, name, where=where, period=period)
        frame, chart = control_chart(result)
        rows = frame.to_dict("records")
        if not rows or chart.is_trial[-1] or rows[-1]["cause"] == COMMON_CAUSE:
            continue
        newest = rows[-1]
        if not _is_fresh(newest, result, look):
            continue
        run = _run(rows, lambda row, side=newest["variation"]: row["variation"] == side)
        sentence = on_the_last(result, frame, chart)[0][look.language]
        yield Signal(
            kind="chart",
            about=about("chart", name, newest["variation"], **where),
            level=_day(newest),
            same_from=_day(run[0]),
            since=run[0]["period_start"].date(),
            sentence=said("chart", look.language, label=result.label(), said=sentence),
            page=_page(result.metric),
            tone=TONES.get(newest["variation"], "neither"),
        )


def change_signals(connection: duckdb.DuckDBPyConnection, look: Look) -> Iterator[Signal]:
    """Yield the changes of the newest whole quarter from the one before that are beyond chance, as one family."""
    compared: list[tuple[Result, pd.Series]] = []
    for name, by, where in COMPARED:
        result = _asked(connection, look, name, by=by, where=where, period="1q")
        rows = _usable(result)
        for column in result.by:
            rows = rows[rows[column].notna() & (rows[column] != SMALL)]
        if len(rows) and _is_fresh({"period_start": rows["period_start"].max()}, result, look):
            newest = rows[rows["period_start"] == rows["period_start"].max()]
            compared += [(result, row) for _, row in newest.iterrows()]
    for change in changes_beyond_chance(compared):
        yield _change(change, look)


def _change(change: Change, look: Look) -> Signal:
    result, language = change.result, look.language
    row = change.row.to_dict() | {"is_signal": True}
    members = {name: row[name] for name in (*result.metric.split, *result.by)}
    figure = _open(explain(result, row, language))
    said_change = change_in_words(result, row, language, "previous")
    tone: Tone = "neither" if change.is_better is None else "better" if change.is_better else "worse"
    return Signal(
        kind="change",
        about=about("change", result.metric.name, **members),
        level=_day(row),
        same_from=_day(row),
        since=row["period_start"].date(),
        sentence=said(f"change.{tone}", language, figure=figure, change=said_change),
        page=_page(result.metric, community=members.get("community_id")),
        tone=tone,
    )


def _asked(connection: duckdb.DuckDBPyConnection, look: Look, name: str, **asked: Any) -> Result:
    """Return a figure; a survey is over when it is exported, so its quarter is whole when any export reaches the end."""
    as_of = look.as_of if find(name).table == "complaint" else look.covered_until
    return compute(connection, name, as_of=as_of, language=look.language, k=look.k, **asked)


def _usable(result: Result) -> pd.DataFrame:
    frame = result.frame
    if frame.empty or "is_whole" not in frame:
        return frame.iloc[:0]
    return frame[(frame["status"] == OK) & frame["is_ripe"] & frame["is_whole"]].sort_values("period_start")


def _series(result: Result) -> Iterator[list[dict[str, Any]]]:
    """Yield the usable rows of each member of a metric that has several, the oldest first."""
    rows, split = _usable(result), list(result.metric.split)
    if not split:
        yield rows.to_dict("records")
        return
    for _, own in rows.groupby(split, sort=True):
        yield own.to_dict("records")


def _is_fresh(row: Mapping[str, Any], result: Result, look: Look) -> bool:
    assert result.period is not None
    return row["period_start"] >= shifted(
        period_start(look.covered_until, result.period), result.period, -FRESH_PERIODS
    )


def _run(rows: Sequence[dict[str, Any]], holds: Any) -> list[dict[str, Any]]:
    """Return the last rows for which ``holds`` is true without a break."""
    first = len(rows)
    while first and holds(rows[first - 1]):
        first -= 1
    return list(rows[first:])


def _day(row: Mapping[str, Any]) -> str:
    return row["period_start"].date().isoformat()


def _open(sentence: str) -> str:
    """Return a sentence without its full stop, to go on with."""
    return sentence.rstrip("。.")


def _page(metric: Metric, community: Any = None) -> str:
    return address_of(PAGES.get(metric.subject, "resolution"), community=community)
