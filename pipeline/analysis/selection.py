"""Which answers an analysis of respondents is of: valid questionnaires of chosen surveys, communities and days.

A selection is refused where it, or what it leaves out, would show the answers of few by one subtraction: for each filter,
each chosen member and the rest of the same answers without that filter hold 0 or at least k responses; a month is held
against its quarter, its year and all days, a quarter against its year and all days. Both the responses with any answer
and those with all of them are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.frames import unknown_column
from pipeline.metrics.periods import Period, period_start, shifted
from pipeline.metrics.source import ALIASES, resolved_where

COLUMNS = ("community_id", "survey_id")
PERIODS: tuple[tuple[str, Period], ...] = (
    (r"(?P<year>\d{4})", "1y"),
    (r"(?P<year>\d{4})-?[Qq](?P<quarter>[1-4])", "1q"),
    (r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])", "1mo"),
)
WIDER: dict[Period, tuple[Period, ...]] = {"1mo": ("1q", "1y"), "1q": ("1y",), "1y": ()}


@dataclass(frozen=True)
class During:
    """A month, quarter or year: its kind and first day."""

    period: Period
    start: datetime

    def holds(self, starts_of_months: pd.Series) -> pd.Series:
        """Return, per month, whether it lies in the period."""
        return (starts_of_months >= self.start) & (starts_of_months < shifted(self.start, self.period, 1))

    def wider(self) -> Iterator[During]:
        """Yield the longer periods that hold this one."""
        for period in WIDER[self.period]:
            yield During(period, period_start(self.start, period))


@dataclass(frozen=True)
class Selection:
    """What is chosen. ``where``: ``community_id``, ``survey_id`` → ids, None for answers without one; ``during``: all days
    where None, also those of answers without a day."""

    where: Mapping[str, Sequence[str | None]]
    during: During | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.where) or self.during is not None

    def of_surveys(self, surveys: Sequence[str]) -> Selection:
        """Return the same selection of these surveys."""
        return replace(self, where={**self.where, "survey_id": list(surveys)})

    def conditions(self, *, of_any: bool = False) -> tuple[str, list[Any]]:
        """Return the condition on rows of ``fct_response``, ``fct_score`` or ``mart_score``, and its values.

        Args:
            of_any: Also responses that are not valid, and interviews and observations.
        """
        met = ["true"] if of_any else ["is_valid", "method = 'questionnaire'"]
        values: list[Any] = []
        for column, wanted in self.where.items():
            met.append(f"(list_contains(?::varchar[], {column}) or (? and {column} is null))")
            values += [[value for value in wanted if value is not None], None in wanted]
        if self.during:
            met.append("submitted_on >= ? and submitted_on < ?")
            values += [self.during.start, shifted(self.during.start, self.during.period, 1)]
        return " and ".join(met), values


def selected(
    connection: duckdb.DuckDBPyConnection, where: Mapping[str, Any] | None = None, during: str | None = None
) -> Selection:
    """Return the selection that is asked for.

    Args:
        where: ``community`` (name, alias or id) and ``survey`` (title or id) → value or values.
        during: ``2024``, ``2024Q4`` or ``2024-12``; None: all days.

    Raises:
        UsageError: If the period cannot be read.
        UnknownColumnError: If ``where`` has another column.
    """
    conditions = resolved_where(connection, {_column(name): values for name, values in (where or {}).items()})
    if "survey_id" in conditions:
        conditions["survey_id"] = [id for value in conditions["survey_id"] for id in _surveys(connection, value)]
    return Selection(conditions, _during(during) if during else None)


def gives_away(cells: pd.DataFrame, selection: Selection, k: int) -> bool:
    """Return whether a figure of the selection would give away the answers of under ``k`` responses.

    Args:
        cells: All valid questionnaires: ``community_id``, ``survey_id``, ``month_start``, and the numbers of responses
            ``answered`` and ``complete``.
    """
    masks = {column: cells[column].isin(wanted) for column, wanted in selection.where.items()}
    if selection.during:
        masks["month_start"] = selection.during.holds(cells["month_start"])
    for column, mask in masks.items():
        others = pd.Series(True, index=cells.index)
        for name, other in masks.items():
            others &= other if name != column else True
        for parts in _parts(cells, column, mask, selection):
            sizes = cells[others].groupby(parts[others])[["answered", "complete"]].sum()
            if ((sizes > 0) & (sizes < k)).any(axis=None):
                return True
    return False


def _parts(cells: pd.DataFrame, column: str, mask: pd.Series, selection: Selection) -> Iterator[pd.Series]:
    """Yield into which parts a filter divides the answers: what is chosen, and what is left of something wider."""
    if column != "month_start" or selection.during is None:
        yield cells[column].astype(object).where(cells[column].notna(), "").where(mask, "the rest")
        return
    yield mask
    for wider in selection.during.wider():
        yield mask.where(wider.holds(cells["month_start"]))


def _column(name: str) -> str:
    column = {**ALIASES, "survey": "survey_id"}.get(name, name)
    if column not in COLUMNS:
        raise unknown_column(name, ["community", "survey", *COLUMNS])
    return column


def _surveys(connection: duckdb.DuckDBPyConnection, value: str | None) -> list[str | None]:
    found = connection.execute("select survey_id from dim_survey where ? in (survey_id, title)", [value]).fetchall()
    return [row[0] for row in found] or [value]


def _during(text: str) -> During:
    for pattern, period in PERIODS:
        if found := re.fullmatch(pattern, text.strip()):
            parts = found.groupdict()
            month = int(parts.get("month") or 3 * int(parts.get("quarter") or 1) - 2)
            if int(parts["year"]) > 0:
                return During(period, datetime(int(parts["year"]), month, 1))
    raise UsageError(
        zh=f"看不懂的时期 {text!r}，请写成 2024、2024Q4 或 2024-12。",
        en=f"{text!r} is no period; write it as 2024, 2024Q4 or 2024-12.",
    )
