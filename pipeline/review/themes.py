"""At most six findings out of all signals: each a theme, led by the comparison that matters most, with those that say the same.

Two signals are one theme where they are of the same subject and tone, and one is of the company or both are of one community.
How fast and how well complaints are resolved is one subject. A gap to the other communities says the same as the change that
made it. A figure is told once, with the comparison that matters more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.review.family import Comparison

MOST = 6
MOST_SUPPORTS = 4
HANDLING = "resolution"


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
            and (_community(other) == _community(self.lead) or None in (_community(other), _community(self.lead)))
        )

    def tells(self, other: Comparison) -> bool:
        """Say whether the figure of ``other`` is told already, by whatever comparison."""
        return any(figure_of(other) == figure_of(one) for one in (self.lead, *self.supports))


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
    subject = comparison.answer.result.metric.subject
    return HANDLING if subject in (HANDLING, "on_time") else subject


def _community(comparison: Comparison) -> str | None:
    return comparison.members.get("community_id")


def figure_of(comparison: Comparison) -> tuple[object, ...]:
    """Return what tells the figure of a comparison from others, whatever it is compared with."""
    result = comparison.answer.result
    return (result.metric.name, *sorted(result.parameters.items()), *sorted(map(repr, comparison.members.items())))
