"""What a measure is judged by: monthly figures of the communities in its scope, and of those without such a measure.

Complaints (kind ``rate``) are per 1,000 households of the community; shares and the index are as the catalogue has them.
Only months that are whole, ripe and not suppressed have a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.metrics.catalogue import find
from pipeline.metrics.compute import compute
from pipeline.metrics.result import OK, Result
from pipeline.statistics.improvement import Kind, Panel

Measure = Mapping[str, Any]
MEASURES = """
    select measure_id, measure, problem, community_ids, buildings, category, subcategory, indicator_id, owner_post, status, target,
        starts_on, due_on, evaluate_on
    from dim_measure order by starts_on nulls last, measure_id
"""


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


def read_measures(connection: duckdb.DuckDBPyConnection) -> list[Measure]:
    """Return the rows of ``dim_measure``, in the order of their start."""
    found = connection.execute(MEASURES)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def read_households(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return ``community_id``, ``valid_from``, ``households`` of the roster."""
    return connection.execute("select community_id, valid_from, households from dim_community_households").df()


@dataclass
class Monthly:
    """Monthly figures by community, each metric counted once for all measures whose scopes have the same dimensions.

    Attributes:
        as_of: Moment up to which the exports are complete. ``k``: smallest group of answers whose figure is shown.
    """

    connection: duckdb.DuckDBPyConnection
    as_of: datetime | None
    k: int
    _known: dict[tuple[str, ...], Result] = field(default_factory=dict)

    def figures(
        self, metric: str, scope: Mapping[str, Any], buildings: Sequence[str] = ()
    ) -> tuple[pd.DataFrame, datetime | None]:
        """Return months × communities of a metric in a scope of types or an indicator; NaN where there is none.

        Args:
            scope: Dimension → member. ``buildings``: only complaints of these.
        """
        columns = [name for name in sorted(scope) if name not in find(metric).split]
        where = {"building": list(buildings)} if buildings else {}
        key = (metric, *columns, *buildings)
        if key not in self._known:
            self._known[key] = compute(
                self.connection, metric, by=["community_id", *columns], period="1mo", as_of=self.as_of, where=where,
                k=self.k, language="en", against=None,
            )  # fmt: skip
        result = self._known[key]
        frame = result.frame
        if frame.empty:
            return frame, result.as_of
        usable = frame[(frame["status"] == OK) & frame["is_ripe"] & frame["is_whole"] & frame["community_id"].notna()]
        for name, member in scope.items():
            usable = usable[usable[name] == member]
        table = usable.pivot(index="period_start", columns="community_id", values=result.metric.value)
        if table.empty:
            return table, result.as_of
        return table.reindex(pd.date_range(table.index.min(), table.index.max(), freq="MS")).astype(float), result.as_of


def figures_of(monthly: Monthly, measure: Measure, aspect: Aspect) -> tuple[pd.DataFrame, datetime | None]:
    """Return months × communities of the figure in the scope's types, buildings or indicator, and up to when it is known.

    NaN where there is none; no rows where the scope has no such figure at all.
    """
    if aspect.metric == "satisfaction_index":
        if measure["indicator_id"] is None or measure["buildings"]:  # answers know no buildings
            return pd.DataFrame(), None
        return monthly.figures(aspect.metric, {"indicator_id": measure["indicator_id"]})
    scope = {name: measure[name] for name in ("category", "subcategory") if measure[name] is not None}
    figures, moment = monthly.figures(aspect.metric, scope)
    if measure["buildings"]:
        figures = _in_buildings(monthly, measure, aspect, scope, figures)
    return figures, moment


def panels_of(
    measure: Measure, figures: pd.DataFrame, households: pd.DataFrame, treated: set[str]
) -> tuple[Panel, Panel | None] | None:
    """Return the figures of the measure's communities, and of those to compare with; None where its scope has none.

    Args:
        households: ``community_id``, ``valid_from``, ``households``.
        treated: Communities that are no picture of doing nothing.
    """
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

    return panel(scope), panel(untreated) if untreated else None


def treated_too(measure: Measure, measures: Sequence[Measure]) -> set[str]:
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


def _in_buildings(
    monthly: Monthly, measure: Measure, aspect: Aspect, scope: Mapping[str, Any], figures: pd.DataFrame
) -> pd.DataFrame:
    """Return ``figures`` with those of the measure's buildings in the place of its communities.

    Rates stay per 1,000 homes of the community, since nobody knows those of a building: a ratio of two is the same.
    """
    inside, _ = monthly.figures(aspect.metric, scope, measure["buildings"])
    communities = [name for name in measure["community_ids"] or figures.columns if name in figures]
    return figures.assign(**{name: inside.reindex(figures.index).get(name, np.nan) for name in communities})


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
