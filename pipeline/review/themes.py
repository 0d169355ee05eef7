"""At most six findings out of all signals: each a theme, led by the comparison that matters most, with those that say the same.

Two signals are one theme where they are of the same subject and tone, both are changes or both are standing gaps, and one
is of the company or both are of one community. A change against the quarter before and the same one against last year is
told once, with the comparison that matters more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.review.family import Comparison

MOST = 6
MOST_SUPPORTS = 4


@dataclass
class Theme:
    """A finding in the making: ``lead``, and what says the same, the weightiest first."""

    lead: Comparison
    supports: list[Comparison] = field(default_factory=list)

    def holds(self, other: Comparison) -> bool:
        """Say whether ``other`` is of the same theme."""
        return (
            _subject(other) == _subject(self.lead)
            and other.tone == self.lead.tone
            and _is_standing(other) == _is_standing(self.lead)
            and (_community(other) == _community(self.lead) or None in (_community(other), _community(self.lead)))
        )

    def tells(self, other: Comparison) -> bool:
        """Say whether the figure of ``other`` is told already, by whatever comparison."""
        return any(_figure(other) == _figure(one) for one in (self.lead, *self.supports))


def themes(signals: Iterable[Comparison]) -> list[Theme]:
    """Return the findings, the weightiest first.

    Args:
        signals: Comparisons beyond chance, the weightiest first.
    """
    found: list[Theme] = []
    for signal in signals:
        home = next((theme for theme in found if theme.holds(signal)), None)
        if home is None:
            if len(found) < MOST:
                found.append(Theme(signal))
        elif not home.tells(signal) and len(home.supports) < MOST_SUPPORTS:
            home.supports.append(signal)
    return found


def _subject(comparison: Comparison) -> str:
    return comparison.answer.result.metric.subject


def _is_standing(comparison: Comparison) -> bool:
    return comparison.against == "rest"


def _community(comparison: Comparison) -> str | None:
    return comparison.members.get("community_id")


def _figure(comparison: Comparison) -> tuple[object, ...]:
    result = comparison.answer.result
    return (result.metric.name, *sorted(result.parameters.items()), *sorted(map(repr, comparison.members.items())))
