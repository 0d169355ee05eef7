"""Verdicts on improvement measures: *improved*, *not shown* or *worse*, and what weakens them (specification clause ch10.e2).

A measure is improved or worse where its effect has q ≤ 0.05, Benjamini and Hochberg's over all measures and indicators
evaluated together; else nothing is shown, which is not the same as no effect: read the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.statistics.improvement import Effect
from pipeline.statistics.multiplicity import false_discovery

DISCOVERIES = 0.05
FEW_CASES = 5
STRONG = 0.5


@dataclass(frozen=True)
class Verdict:
    """``verdict``: ``improved``, ``not_shown`` or ``worse``; ``q``; ``caveats``: codes, see ``caveats``."""

    verdict: str
    q: float
    caveats: tuple[str, ...]


def verdicts(effects: Sequence[Effect], lower_is_better: Sequence[bool]) -> list[Verdict]:
    """Return the verdict on each effect of one family: all that were evaluated for the same quarter."""
    q = false_discovery([effect.effect.p for effect in effects])
    found = []
    for effect, is_lower_better, rate in zip(effects, lower_is_better, q, strict=True):
        is_good = (effect.effect.value < 0) == is_lower_better
        verdict = "not_shown" if not rate <= DISCOVERIES else "improved" if is_good else "worse"
        found.append(Verdict(verdict, float(rate), caveats(effect)))
    return found


def caveats(effect: Effect) -> tuple[str, ...]:
    """Return the codes of what weakens an estimate.

    ``no_comparison``: whatever else changed at that time counts as effect. ``untreated_alike``: more than a tenth of the
    communities without the measure show as large an effect. ``few_cases``: under 5 a month. ``fading``: the slope leads
    back to where it was. ``strong_autocorrelation``: ρ over ½, where verdicts err more often. ``months_missing``: months
    without an export in between.
    """
    found = {
        "no_comparison": not effect.placebos,
        "untreated_alike": effect.rank is not None and effect.rank - 1 > 0.1 * len(effect.placebos),
        "few_cases": effect.cases < FEW_CASES,
        "fading": effect.slope.p <= DISCOVERIES and effect.slope.value * effect.effect.value < 0,
        "strong_autocorrelation": effect.rho > STRONG,
        "months_missing": effect.has_gaps,
    }
    return tuple(code for code, holds in found.items() if holds)
