"""The one entry to all metrics, for commands, pages and notebooks: opens the table, filters, suppresses, adds intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from pipeline.metrics.asked import Asked, understood
from pipeline.metrics.catalogue import find
from pipeline.metrics.changes import Against
from pipeline.metrics.counting import Open, counts_by_end, counts_of, end_of_chosen, linked_counts
from pipeline.metrics.finished import compared, ordered, with_figures, with_periods
from pipeline.metrics.households import households_by_period, roster_by_period
from pipeline.metrics.margins import CELL, in_columns, margins_by_period, with_cells
from pipeline.metrics.names import community_names, doubtful_communities, with_names
from pipeline.metrics.notes import Beside, notes_on
from pipeline.metrics.periods import Period
from pipeline.metrics.protected import added_up, chosen, protected
from pipeline.metrics.raked import raked
from pipeline.metrics.remembering import CELLS, COUNTS, ROWS, Remember, anew, with_memory
from pipeline.metrics.result import MARGINS_UNMET, NO_DATA, NO_MARGINS, NOT_IN_EXPORT, OK, SUPPRESSED, Result
from pipeline.metrics.series import series_of, with_series
from pipeline.metrics.source import (
    ANSWERS,
    Days,
    covers_until,
    days,
    has_several_communities,
    is_before_end,
    open_table,
)
from pipeline.metrics.spans import covered_spans, ending_early, with_quiet_periods
from pipeline.metrics.targets import with_targets
from pipeline.metrics.weighted import headline, weighted

pd.set_option(
    "mode.string_storage", "python"
)  # frames here are small, and Arrow's strings cost a tenth of all time per step
K_FIGURES = 5
NO_DAY = datetime(2000, 1, 1)  # as-of of a table without rows: no figure depends on it


def compute(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    remember: Remember = anew,
    /,
    *,
    by: Sequence[str] | str = (),
    period: Period | None = None,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
    against: Against | None = "previous",
    **parameters: Any,
) -> Result:
    """Return a metric of the warehouse.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        name: Name in the catalogue, e.g. ``resolution_rate``.
        remember: How counts are kept for the next question to the same warehouse, see ``Asked``.
        by: Dimensions, columns of the fact; ``community`` and ``indicator`` stand for their ids.
        period: ``1d``, ``1mo``, ``1q``, ``1y``, or None for all days together.
        as_of: Moment up to which the exports are complete; default: what the build recorded. Where figures are of single
            communities, the end of a community's own exports where that is earlier.
        where: Column → value or values; None stands for an empty cell. An unknown value gives an empty result.
        language: ``zh`` or ``en``, of the names in the frame.
        k: Smallest group of answers whose figure is shown (``Settings.k_figures``).
        against: What a figure is compared with: the ``previous`` period, the same one of last ``year``, the ``rest``; None:
            with nothing.
        parameters: Of the metric, e.g. ``within_days=15``; texts are taken as the parameter's kind.

    Raises:
        UsageError: If the metric, the period or a parameter is unknown, or the question would show single answers.
        UnknownColumnError: If a column of ``by`` or ``where`` does not exist.
    """
    connection = with_memory(connection, remember)
    asked = understood(connection, name, by, period, where, parameters, k, against, remember)
    (result,) = _answered(connection, [asked], as_of, language)
    return result


def compute_against(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    ways: Sequence[Against],
    *,
    by: Sequence[str] | str = (),
    period: Period | None = None,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
    **parameters: Any,
) -> list[Result]:
    """Return what ``compute`` returns for each way of comparing, the same figures counted once.

    Args:
        ways: What the figures are compared with; the others as in ``compute``.

    Raises:
        UsageError, UnknownColumnError: As ``compute``.
    """
    asked = [understood(connection, name, by, period, where, parameters, k, against) for against in ways]
    return _answered(connection, asked, as_of, language)


def _answered(
    connection: duckdb.DuckDBPyConnection, ways: Sequence[Asked], as_of: datetime | None, language: str
) -> list[Result]:
    """Return the figures, counted once, for questions that differ in what is compared with only."""
    asked = ways[0]
    is_fine = asked.is_fine or is_before_end(connection, asked.entry, as_of)
    table = partial(open_table, connection, asked.entry, asked.columns, fact=is_fine)
    known = asked.known("days", lambda: days(table(), asked.entry), fact=is_fine)
    moment = end_of_chosen(connection, asked, as_of or covers_until(connection, asked.entry, known))
    figures, left_out = _figures(connection, table, asked, moment, known)
    figures = with_names(connection, with_targets(connection, figures, asked, known.first), language)
    results = []
    for way in ways:
        frame = compared(figures, way)
        results.append(_result(way, ordered(frame[chosen(frame, way.shown)], way), moment, language))
    beside = Beside(
        has_left_out=left_out,
        has_undated=asked.period is not None and known.undated > 0,
        early=_early(connection, asked, results[0].frame, moment),
        is_unweighted=_is_pooled(table, asked, fact=is_fine) and not results[0].is_weighted,
    )
    for result in results:
        result.notes.extend(notes_on(result, beside))
    return results


def _is_pooled(table: Open, asked: Asked, *, fact: bool) -> bool:
    """Return whether a figure adds up answers of several communities, without weights."""
    if asked.entry.table not in ANSWERS or "community_id" in asked.by or len(asked.where.get("community_id", ())) == 1:
        return False
    return asked.known("several communities", lambda: has_several_communities(table()), fact=fact)


def _early(
    connection: duckdb.DuckDBPyConnection, asked: Asked, frame: pd.DataFrame, as_of: datetime | None
) -> dict[str, date]:
    """Return name → last covered day, of the counted communities whose exports of complaints end early."""
    if asked.entry.table != "complaint" or as_of is None:
        return {}
    last_day = ending_early(connection, as_of, asked.period or asked.entry.default_period)
    if not last_day:
        return {}
    if "community_id" in frame:
        counted = set(frame["community_id"])
    else:
        counted = set(asked.where.get("community_id", last_day)) - doubtful_communities(connection)
    names = community_names(connection)
    return {names.get(id, id): last for id, last in last_day.items() if id in counted}


def _result(asked: Asked, frame: pd.DataFrame, as_of: datetime | None, language: str) -> Result:
    entry = asked.entry
    not_in_export, excluded = (int(frame[name].sum()) if name in frame else 0 for name in ("not_in_export", "excluded"))
    counted = frame[entry.denominator].sum() > 0 or (frame["status"] == SUPPRESSED).any()
    counted = counted and not frame["status"].isin([NO_MARGINS, MARGINS_UNMET]).all()
    return Result(
        frame=frame,
        metric=entry,
        as_of=as_of,
        period=asked.period,
        by=tuple(asked.by),
        where=asked.where,
        parameters=asked.parameters,
        status=OK if counted else NOT_IN_EXPORT if not_in_export else NO_DATA,
        not_in_export=not_in_export,
        excluded=excluded,
        language=language,
    )


def _figures(
    connection: duckdb.DuckDBPyConnection, table: Open, asked: Asked, as_of: datetime | None, known: Days
) -> tuple[pd.DataFrame, bool]:
    """Return the finished rows, and whether small cells were left out of sums."""
    entry, period, left_out, moment = asked.entry, asked.period, False, as_of or NO_DAY
    if entry.protects:
        frame, left_out = _protected(table, asked, moment)
        if entry.weighs:
            frame = _headline(connection, frame, asked, moment, known.first)
        elif entry.finish:
            roster = _roster(connection, frame, asked, moment)
            frame = entry.finish(frame, roster=roster, k=asked.k, **asked.parameters)
    else:
        frame = _open(connection, table, asked, moment, known)
    if period is None or as_of is None or known.first is None:
        return with_figures(frame, asked), left_out
    spans = covered_spans(connection, known.first, as_of, asked.communities)
    if entry.unit == "count":
        frame = with_quiet_periods(frame, asked.by, period, spans)
    if entry.table in ("score", "margin"):
        frame = with_series(frame, asked.remember((ROWS, "series", period), lambda: series_of(connection, period)))
    return with_periods(with_figures(frame, asked), asked, spans, as_of), left_out


def _open(
    connection: duckdb.DuckDBPyConnection, table: Open, asked: Asked, as_of: datetime, known: Days
) -> pd.DataFrame:
    """Return counts and value per group of what needs no protection."""
    arguments = {"period": asked.period, "as_of": as_of} | asked.parameters
    if asked.entry.takes_households:
        first = known.first or as_of.date()
        of = asked.filters.get("community_id", [])
        arguments["households"] = households_by_period(connection, first, as_of, asked.period, of)
    if asked.entry.takes_roster:
        arguments["roster"] = roster_by_period(connection, [], asked.period, as_of)
    if asked.entry.links:
        return linked_counts(table, asked, arguments)
    return counts_by_end(connection, table, asked, arguments)


def _protected(table: Open, asked: Asked, as_of: datetime) -> tuple[pd.DataFrame, bool]:
    """Return counts, value and ``cell_status`` per group, and whether small cells were left out of sums."""
    entry = find(asked.entry.weighs) if asked.entry.weighs else asked.entry
    filters, parameters = asked.filters, dict(asked.parameters)
    if parameters.get("include_invalid"):
        filters.setdefault("is_valid", [True, False])
    for column, name, everything in (("method", "method", None), ("is_valid", "include_invalid", True)):
        if column in (*asked.by, *asked.where) and name in parameters:
            parameters[name] = everything

    cells = sorted(table().select(CELL).unique().collect()[CELL].to_list()) if asked.entry.rakes else []

    def count_cells(*, by: Sequence[str], period: Period | None) -> pd.DataFrame:
        """Count the cells of the unfiltered table."""
        finer = [*by, CELL] if asked.entry.rakes else asked.finest(by)
        counted = asked.kept(
            COUNTS,
            (*finer, period, as_of, parameters),
            lambda: counts_of(table(), entry, by=finer, period=period, as_of=as_of, **parameters),
        )
        if asked.entry.rakes:
            return in_columns(counted.copy(), cells)
        groups = [*entry.split, *by, *(["period_start"] if period else [])]
        return counted.copy() if finer == by else added_up(counted, entry, list(dict.fromkeys(groups)))

    by = ["community_id", *asked.by] if asked.entry.weighs else asked.by
    told_by = (*by, "where", *filters, asked.period, as_of, parameters, asked.k)
    return protected(
        count_cells,
        with_cells(entry, cells) if cells else entry,
        by,
        filters,
        asked.period,
        asked.k,
        partial(asked.kept, CELLS, told_by),
    )


def _headline(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, asked: Asked, as_of: datetime, first: date | None
) -> pd.DataFrame:
    """Return the figures of communities together, weighted by the households of the roster or raked to margins."""
    entry = asked.entry
    groups = [name for name in dict.fromkeys([*entry.split, *asked.by, "period_start"]) if name in rows]
    asking: dict[str, Any] = {"groups": groups, "value": entry.value}
    if entry.rakes:
        starts = list(rows["period_start"].drop_duplicates()) if "period_start" in rows else []
        margins = margins_by_period(connection, starts, first)
        estimate = partial(raked, margins=margins, k=asked.k, **asking)
    else:
        estimate = partial(weighted, numerator=entry.numerator, squares=entry.squares, **asking)
    return headline(rows, _roster(connection, rows, asked, as_of), groups, estimate)


def _roster(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, asked: Asked, as_of: datetime
) -> pd.DataFrame | None:
    """Return the households at the end of each period of ``rows``, of the communities asked for.

    None where the metric needs none or none is known.
    """
    if not asked.entry.takes_roster:
        return None
    starts = list(rows["period_start"].drop_duplicates()) if "period_start" in rows else []
    roster = roster_by_period(connection, starts, asked.period, as_of)
    if roster is None or "community_id" not in asked.filters:
        return roster
    return roster[roster["community_id"].isin(asked.filters["community_id"])]
