"""What makes somebody look at an improvement measure: it made something worse, its effect fades, or it is past due.

worse     a verdict on one of its figures is *worse*
fading    the trend turns back after the start, beside an effect that is shown
past due  it is planned or running, and its due day is over
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pipeline.statistics.verdicts import Verdict

OPEN = ("planned", "running")
Kind = Literal["worse", "fading", "past_due"]


def is_worse(verdict: Verdict) -> bool:
    """Say whether the figure is worse since the measure."""
    return verdict.verdict == "worse"


def is_fading(verdict: Verdict) -> bool:
    """Say whether an effect that is shown is going away."""
    return verdict.verdict != "not_shown" and "fading" in verdict.caveats


def is_past_due(status: str | None, due_on: date | None, judged_on: date) -> bool:
    """Say whether a measure should be done by ``judged_on`` and is not."""
    return status in OPEN and due_on is not None and due_on < judged_on
