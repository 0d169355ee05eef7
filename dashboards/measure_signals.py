"""What somebody has to look at in the improvement measures, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboards.measures import Known
from pipeline.analysis.measure_signals import is_fading, is_worse
from pipeline.analysis.measures import Evaluation
from pipeline.statistics.improvement import NotEnough
from pipeline.statistics.verdicts import Verdict

ORDER = ("worse", "fading", "past_due", "waiting")
Achieved = Mapping[str, Sequence[Evaluation]]


@dataclass(frozen=True)
class Signal:
    """A measure to look at: it made something ``worse``, its effect is ``fading``, it is ``past_due`` since a day, or ``waiting`` for a build."""

    kind: Literal["worse", "fading", "past_due", "waiting"]
    measure: Known


@dataclass(frozen=True)
class Coming:
    """Something to come: a measure is ``due``, or a verdict on it can be given (``verdict``), on a day."""

    day: date
    kind: Literal["due", "verdict"]
    measure: Known


def signals(measures: Sequence[Known], achieved: Achieved) -> list[Signal]:
    """Return what somebody has to look at, the most urgent first."""
    found = [signal for measure in measures for signal in _signals_of(measure, _verdicts(measure, achieved))]
    return sorted(found, key=lambda signal: ORDER.index(signal.kind))


def coming(measures: Sequence[Known], achieved: Achieved) -> list[Coming]:
    """Return what comes next, the soonest first."""
    found = []
    for measure in measures:
        due_on = measure.cells["due_on"]
        if measure.is_open and due_on and due_on >= measure.judged_on:
            found.append(Coming(due_on, "due", measure))
        days = [day for day in map(_verdict_from, achieved.get(measure.measure_id, ())) if day]
        if days:
            found.append(Coming(min(days), "verdict", measure))
    return sorted(found, key=lambda event: (event.day, event.measure.measure_id))


def verdict_counts(measures: Sequence[Known], achieved: Achieved) -> dict[str, int]:
    """Return how many measures have a figure that is ``improved``, that is ``worse``, and how many have neither."""
    said = [{verdict.verdict for verdict in _verdicts(measure, achieved)} for measure in measures]
    return {
        "improved": sum("improved" in words for words in said),
        "worse": sum("worse" in words for words in said),
        "neither": sum(not words & {"improved", "worse"} for words in said),
    }


def _verdict_from(evaluation: Evaluation) -> date | None:
    """Return from when there can be a verdict; None where there is one, or waiting does not help."""
    if evaluation.stage == "interim":
        return evaluation.evaluate_on
    found = evaluation.found
    if isinstance(found, NotEnough) and found.enough_from:
        return max(found.enough_from, evaluation.evaluate_on)
    return None


def _verdicts(measure: Known, achieved: Achieved) -> list[Verdict]:
    return [one.verdict for one in achieved.get(measure.measure_id, ()) if one.verdict]


def _signals_of(measure: Known, verdicts: Sequence[Verdict]) -> list[Signal]:
    holds = {
        "worse": any(map(is_worse, verdicts)),
        "fading": any(map(is_fading, verdicts)),
        "past_due": measure.is_past_due,
        "waiting": measure.is_waiting,
    }
    return [Signal(kind, measure) for kind in ORDER if holds[kind]]  # type: ignore[arg-type]
