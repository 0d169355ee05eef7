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
from typing import Literal

import duckdb

from pipeline.analysis.measure_figures import (
    ASPECTS,
    Aspect,
    Measure,
    Monthly,
    figures_of,
    panels_of,
    read_households,
    read_measures,
    treated_too,
)
from pipeline.metrics.compute import K_FIGURES
from pipeline.metrics.periods import period_start, shifted
from pipeline.statistics.improvement import Effect, NotEnough, improvement_effect
from pipeline.statistics.verdicts import Verdict, verdicts

QUARTERS_TO_EVALUATION = 2
Stage = Literal["verdict", "interim", "not_enough"]


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

    measure: Measure
    aspect: Aspect
    found: Effect | NotEnough
    evaluate_on: date
    stage: Stage
    verdict: Verdict | None


def evaluate_measures(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of: datetime | None = None,
    k: int = K_FIGURES,
    due_by: date | None = None,
) -> list[Evaluation]:
    """Return the evaluation of every measure that has begun, by every figure that its scope has.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        k: Smallest group of answers whose figure is shown.
        due_by: Leave out measures whose evaluation is due on this day or later: there is no verdict on them yet.
    """
    measures, households = read_measures(connection), read_households(connection)
    monthly = Monthly(connection, as_of, k)
    open_ones: list[tuple[Measure, Aspect, Effect | NotEnough, date, bool]] = []
    for measure in measures:
        if measure["starts_on"] is None:
            continue
        due = measure["evaluate_on"] or _usual_evaluation(measure["starts_on"])
        if due_by is not None and due >= due_by:
            continue
        for aspect in ASPECTS:
            figures, moment = figures_of(monthly, measure, aspect)
            if figures.empty or moment is None or measure["starts_on"] >= moment.date():
                continue
            panels = panels_of(measure, figures, households, treated_too(measure, measures))
            if panels is not None:
                months = figures.index.to_numpy("datetime64[D]")
                found = improvement_effect(months, panels[0], measure["starts_on"], aspect.kind, panels[1])
                open_ones.append((measure, aspect, found, due, due < moment.date()))
    return _judged(open_ones)


def _usual_evaluation(start: date) -> date:
    """Return the last day of the second whole quarter after the start."""
    first_whole = period_start(start, "1q")
    if first_whole.date() < start:
        first_whole = shifted(first_whole, "1q", 1)
    return (shifted(first_whole, "1q", QUARTERS_TO_EVALUATION) - timedelta(days=1)).date()


def _judged(
    open_ones: list[tuple[Measure, Aspect, Effect | NotEnough, date, bool]],
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
