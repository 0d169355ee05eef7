"""Which whole months the analyses of complaints are of: those of the chosen period, or the year up to its end.

Months that the exports of the chosen communities do not reach the end of are left out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from dashboards import cards, data, figures, filters, formats
from dashboards.filters import Choice
from dashboards.text import t
from pipeline.metrics.periods import MONTHS, first_uncovered_day, period_start, shifted
from pipeline.metrics.result import Result

YEAR = 12
SEASONS = 36


def of_period(choice: Choice) -> dict[str, Any] | None:
    """Return ``months`` and ``as_of`` of the chosen period, None where no month of it is over."""
    end = _end(choice)
    if end is None:
        return None
    start = choice.start("complaint")
    months = (end.year - start.year) * 12 + end.month - start.month
    return {"months": months, "as_of": end} if 0 < months <= MONTHS[choice.grain] else None


def until_its_end(choice: Choice, months: int = YEAR) -> dict[str, Any] | None:
    """Return ``months`` and ``as_of`` of the whole months up to the end of the chosen period, from the first one with complaints on.

    None where there is none.
    """
    end, known = _end(choice), data.months("complaint")
    if end is None or not known:
        return None
    reached = (end.year - known[0].year) * 12 + end.month - known[0].month
    return {"months": min(months, reached), "as_of": end} if reached > 0 else None


def in_words(span: dict[str, Any]) -> str:
    """Return of which days an analysis is."""
    first, last = shifted(span["as_of"], "1mo", -span["months"]), span["as_of"] - timedelta(days=1)
    return t("span", first=formats.day(first), last=formats.day(last))


def about(span: dict[str, Any], choice: Choice) -> dict[str, str]:
    """Return what every downloaded row of an analysis says: its days, the filter, the build, and whether it is sample data."""
    narrowed = filters.conditions_in_words(choice, "complaint") or t("filters.all")
    return {t("about.span"): in_words(span)} | cards.about(_counted(choice), choice) | {t("about.filter"): narrowed}


def _end(choice: Choice) -> datetime | None:
    """Return the end of the last month of the period, or before it, that the exports cover."""
    counted = _counted(choice)
    if counted.as_of is None:
        return None
    covered = period_start(first_uncovered_day(counted.as_of), "1mo")
    return min(covered, shifted(choice.start("complaint"), choice.grain, 1))


def _counted(choice: Choice) -> Result:
    return figures.card(choice, "complaint_count").result
