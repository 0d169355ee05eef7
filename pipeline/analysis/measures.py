"""What the improvement measures achieved, inside their scope (specification clauses ch10.e1–e3).

Three kinds of figures by month and community, each an effect of its own: complaints per 1,000 households (problem
resolution), resolution and on-time rate (service quality), and the satisfaction index where a survey asked every month.
Compared with the communities that have no measure of the same scope. All measures whose evaluation is due in the same
quarter are one family. Before that date, and with under 12 months on a side, there is no verdict but the figures before
and after, and from when on there will be one. A verdict is about the months since the start; it proves no cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import duckdb
import numpy as np
import pandas as pd

from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.periods import period_start, shifted
from pipeline.metrics.result import OK
from pipeline.statistics.improvement import Effect, Kind, NotEnough, Panel, improvement_effect
from pipeline.statistics.verdicts import Verdict, verdicts

MEASURES = """
    select measure_id, measure, problem, community_ids, buildings, category, subcategory, indicator_id, owner_post, status, target,
        starts_on, due_on, evaluate_on
    from dim_measure order by starts_on nulls last, measure_id
"""
QUARTERS_TO_EVALUATION = 2
Stage = Literal["verdict", "interim", "not_enough"]


@dataclass(frozen=True)
class Aspect:
    """One figure by which a measure is judged: metric of the catalogue, kind of panel, and which direction is better."""

    metric: str
    kind: Kind
    lower_is_better: bool


ASPECTS = (
    Aspect("complaint_count", "rate", lower_is_better=True),
    Aspect("resolution_rate", "value", lower_is_better=False),
    Aspect("on_time_rate", "value", lower_is_better=False),
    Aspect("satisfaction_index", "value", lower_is_better=False),
)


@dataclass(frozen=True)
class Evaluation:
    """One measure by one figure.

    Attributes:
        measure: Row of ``dim_measure``: id, title, problem, scope, owner, status, target, dates.
        aspect: What is looked at.
        found: The effect, or why there is none.
        evaluate_on: Day from which a verdict is given; the end of the second whole quarter after the start by default.
        stage: ``verdict``; ``interim``: an estimate before its day; ``not_enough``.
        verdict: None where ``stage`` is not ``verdict``.
    """

    measure: dict[str, Any]
    aspect: Aspect
    found: Effect | NotEnough
    evaluate_on: date
    stage: Stage
    verdict: Verdict | None


def evaluate_measures(
    connection: duckdb.DuckDBPyConnection, *, as_of: datetime | None = None, k: int = K_FIGURES
) -> list[Evaluation]:
    """Return the evaluation of every measure that has begun, by every figure that its scope has.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        k: Smallest group of answers whose figure is shown.
    """
    measures = _measures(connection)
    households = connection.execute("select community_id, valid_from, households from dim_community_households").df()
    open_ones: list[tuple[dict[str, Any], Aspect, Effect | NotEnough, date, bool]] = []
    for measure in measures:
        if measure["starts_on"] is None:
            continue
        for aspect in ASPECTS:
            figures, moment = _figures(connection, measure, aspect, as_of, k)
            if measure["buildings"]:
                figures = _in_buildings(connection, measure, aspect, as_of, k, figures)
            if figures.empty or moment is None or measure["starts_on"] >= moment.date():
                continue
            found = _effect(measure, aspect, figures, households, _treated_too(measure, measures))
            if found is not None:
                due = measure["evaluate_on"] or _usual_evaluation(measure["starts_on"])
                open_ones.append((measure, aspect, found, due, due < moment.date()))
    return _judged(open_ones)


def _measures(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    found = connection.execute(MEASURES)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _usual_evaluation(start: date) -> date:
    """Return the last day of the second whole quarter after the start."""
    first_whole = period_start(start, "1q")
    if first_whole.date() < start:
        first_whole = shifted(first_whole, "1q", 1)
    return (shifted(first_whole, "1q", QUARTERS_TO_EVALUATION) - timedelta(days=1)).date()


def _figures(
    connection: duckdb.DuckDBPyConnection,
    measure: dict[str, Any],
    aspect: Aspect,
    as_of: datetime | None,
    k: int,
    **more: Any,
) -> tuple[pd.DataFrame, datetime | None]:
    """Return months × communities of the figure in the scope's types or indicator; NaN where there is none."""
    if aspect.metric == "satisfaction_index":
        if measure["indicator_id"] is None:
            return pd.DataFrame(), None
        where = {"indicator_id": measure["indicator_id"]}
    else:
        where = {name: measure[name] for name in ("category", "subcategory") if measure[name] is not None} | more
    result = compute(
        connection, aspect.metric, by=["community_id"], period="1mo", as_of=as_of, where=where, k=k, language="en"
    )
    frame = result.frame
    if frame.empty:
        return frame, result.as_of
    usable = frame[(frame["status"] == OK) & frame["is_ripe"] & frame["is_whole"] & frame["community_id"].notna()]
    table = usable.pivot(index="period_start", columns="community_id", values=result.metric.value)
    if table.empty:
        return table, result.as_of
    return table.reindex(pd.date_range(table.index.min(), table.index.max(), freq="MS")).astype(float), result.as_of


def _in_buildings(
    connection: duckdb.DuckDBPyConnection,
    measure: dict[str, Any],
    aspect: Aspect,
    as_of: datetime | None,
    k: int,
    figures: pd.DataFrame,
) -> pd.DataFrame:
    """Return ``figures`` with those of the measure's buildings in the place of its communities.

    Rates stay per 1,000 homes of the community, since nobody knows those of a building: a ratio of two is the same.
    Answers know no buildings, so there is no satisfaction of them.
    """
    if aspect.metric == "satisfaction_index":
        return pd.DataFrame()
    inside, _ = _figures(connection, measure, aspect, as_of, k, building=measure["buildings"])
    scope = [name for name in measure["community_ids"] or figures.columns if name in figures]
    return figures.assign(**{name: inside.reindex(figures.index).get(name, np.nan) for name in scope})


def _effect(
    measure: dict[str, Any], aspect: Aspect, figures: pd.DataFrame, households: pd.DataFrame, treated: set[str]
) -> Effect | NotEnough | None:
    known = list(figures.columns)
    scope = [name for name in measure["community_ids"] or known if name in known]
    if not scope:
        return None
    untreated = (
        [name for name in known if name not in scope and name not in treated] if measure["community_ids"] else []
    )
    homes = _homes(households, known, figures.index)

    def panel(names: list[str]) -> Panel:
        """Return the figures and households of communities, one row each."""
        return Panel(figures[names].to_numpy().T, homes[names].to_numpy().T)

    others = panel(untreated) if untreated else None
    months = figures.index.to_numpy("datetime64[D]")
    return improvement_effect(months, panel(scope), measure["starts_on"], aspect.kind, others)


def _homes(households: pd.DataFrame, communities: list[str], months: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the households of each community in each month: the newest number by then, else the oldest known."""
    found = pd.DataFrame(np.nan, index=months, columns=communities)
    for name, rows in households.groupby("community_id"):
        if name in found:
            dated = rows.sort_values("valid_from")
            starts = pd.to_datetime(dated["valid_from"]).to_numpy()
            at = np.clip(np.searchsorted(starts, months.to_numpy(), side="right") - 1, 0, None)
            found[name] = dated["households"].to_numpy(float)[at]
    return found


def _treated_too(measure: dict[str, Any], measures: list[dict[str, Any]]) -> set[str]:
    """Return the communities of other measures with the same target: their figures are no picture of doing nothing."""
    scope = tuple(measure[name] for name in ("category", "subcategory", "indicator_id"))
    return {
        name
        for other in measures
        if other is not measure
        and other["starts_on"] is not None
        and tuple(other[name] for name in ("category", "subcategory", "indicator_id")) == scope
        for name in other["community_ids"]
    }


def _judged(
    open_ones: list[tuple[dict[str, Any], Aspect, Effect | NotEnough, date, bool]],
) -> list[Evaluation]:
    """Give verdicts on those that are due, with the others of their quarter as a family."""
    families: dict[datetime, list[int]] = {}
    for at, (_, _, found, due, is_due) in enumerate(open_ones):
        if is_due and isinstance(found, Effect):
            families.setdefault(period_start(due, "1q"), []).append(at)
    given: dict[int, Verdict] = {}
    for members in families.values():
        effects = [found for found in (open_ones[at][2] for at in members) if isinstance(found, Effect)]
        given |= dict(
            zip(members, verdicts(effects, [open_ones[at][1].lower_is_better for at in members]), strict=True)
        )
    return [
        Evaluation(
            measure, aspect, found, due,
            "verdict" if at in given else "interim" if isinstance(found, Effect) else "not_enough", given.get(at),
        )
        for at, (measure, aspect, found, due, _) in enumerate(open_ones)
    ]  # fmt: skip
