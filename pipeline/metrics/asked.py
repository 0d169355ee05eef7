"""What was asked of ``compute``: names resolved to ids, parameters with their defaults, what may not be asked refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import duckdb

from pipeline.metrics.arguments import checked, checked_columns
from pipeline.metrics.catalogue import Metric, find
from pipeline.metrics.changes import Against, require_comparable
from pipeline.metrics.periods import Period, period_start
from pipeline.metrics.remembering import ROWS, Remember, anew
from pipeline.metrics.source import ALIASES, COARSE, SETTLED_DAYS, resolved_where

FILTERED = ("community_id", "category", "subcategory", "department", "channel")  # what pages filter complaints by

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Asked:
    """What was asked for: ids and defaults filled in.

    ``remember`` keeps what does not depend on which members a filter names: counts, and facts about the table.
    """

    entry: Metric
    by: list[str]
    period: Period | None
    where: dict[str, list[Any]]
    parameters: dict[str, Any]
    k: int
    against: Against | None
    remember: Remember = anew

    def kept(self, kind: str, what: Sequence[Any], count: Callable[[], Kept]) -> Kept:
        """Return counts of this metric with these parameters, remembered under ``what``."""
        return self.remember((kind, self.entry.name, str(self.parameters), self.is_fine, *map(str, what)), count)

    def finest(self, by: Sequence[str]) -> list[str]:
        """Return ``by``, with all that pages filter by where counts of complaints are kept for whoever asks next."""
        serves = self.entry.links or self.entry.protects or self.adds_up
        is_kept = self.remember is not anew and self.entry.table == "complaint"
        return sorted({*by, *FILTERED}) if is_kept and serves else list(by)

    @property
    def adds_up(self) -> bool:
        """Whether counts that are kept for whoever asks next give what is asked for: they are of all that pages filter by."""
        return (
            self.remember is not anew
            and self.entry.table == "complaint"
            and self.entry.of_counts is not None
            and not self.is_fine
            and not (self.entry.split and self.period is None)  # of all days together a step of no case is told too
            and {*self.by, *self.where} <= {*FILTERED, *self.entry.split}
        )

    def known(self, what: str, find: Callable[[], Any], *, fact: bool) -> Any:
        """Return what is true of the table that is read, mart or ``fact``, remembered under ``what``."""
        return self.remember((ROWS, what, self.entry.name, fact, *sorted(self.columns)), find)

    @property
    def is_fine(self) -> bool:
        """Whether what is asked of complaints is finer than their mart: minutes, days, a limit that reaches back to settled cases."""
        return self.entry.table == "complaint" and (
            self.parameters.get("unit") == "minute"
            or self.period == "1d"
            or self.parameters.get("within_days", 0) > SETTLED_DAYS
            or bool(COARSE & {*self.by, *self.where})
        )

    @property
    def columns(self) -> list[str]:
        """Columns that the table must have; what the metric itself splits by, say into steps, need not be one."""
        return self.finest([*self.by, *(column for column in self.where if column not in self.entry.split)])

    @property
    def shown(self) -> dict[str, list[Any]]:
        """The conditions on what the table is grouped by: they choose rows to show and change no figure."""
        dimensions = {*self.by, *self.entry.split} - {"method", "is_valid"}
        return {column: values for column, values in self.where.items() if column in dimensions}

    @property
    def filters(self) -> dict[str, list[Any]]:
        """The other conditions: they choose what is counted."""
        return {column: values for column, values in self.where.items() if column not in self.shown}

    @property
    def communities(self) -> list[str | None] | None:
        """The communities whose own spans matter: of the filter, all (empty) where figures are by community, else None."""
        if self.entry.table != "complaint":
            return None
        return self.filters.get("community_id", [] if "community_id" in self.by else None)


def understood(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    by: Sequence[str] | str,
    period: Period | None,
    where: Mapping[str, Any] | None,
    parameters: Mapping[str, Any],
    k: int,
    against: Against | None,
    remember: Remember = anew,
) -> Asked:
    """Return what was asked for, from the arguments of ``compute``.

    Raises:
        UsageError: As ``compute``.
    """
    entry = find(name)
    columns = [by] if isinstance(by, str) else list(by)
    dimensions = list(dict.fromkeys(ALIASES.get(column, column) for column in columns))
    conditions = resolved_where(connection, where)
    if len(conditions.get("method", ())) > 1:
        dimensions = list(dict.fromkeys([*dimensions, "method"]))  # questionnaires and interviews are never pooled
    if period is not None:
        period_start(datetime.min, period)
    checked_columns(entry, dimensions, list(conditions))
    require_comparable(against, dimensions, period)
    return Asked(entry, dimensions, period, conditions, checked(entry, parameters), k, against, remember)
