"""The one entry to all metrics, for commands, pages and notebooks: opens the table, filters, suppresses, adds intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.catalogue import Metric, find
from pipeline.metrics.closure_rate import sources_without_closing
from pipeline.metrics.figures import with_change, with_intervals, with_status
from pipeline.metrics.names import with_names
from pipeline.metrics.notes import notes_on
from pipeline.metrics.periods import Period, first_uncovered_day, first_unripe_day, period_start, shifted
from pipeline.metrics.protected import chosen, protected
from pipeline.metrics.result import NO_DATA, NOT_IN_EXPORT, OK, SUPPRESSED, Result
from pipeline.metrics.source import (
    ALIASES,
    covers_until,
    days,
    has_undated,
    matching,
    open_table,
    resolved_where,
)

K_FIGURES = 5
NO_DAY = datetime(2000, 1, 1)  # as-of of a table without rows: no figure depends on it


def compute(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    *,
    by: Sequence[str] | str = (),
    period: Period | None = None,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
    **parameters: Any,
) -> Result:
    """Return a metric of the warehouse.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        name: Name in the catalogue, e.g. ``resolution_rate``.
        by: Dimensions, columns of the fact; ``community`` and ``indicator`` stand for their ids.
        period: ``1d``, ``1mo``, ``1q``, ``1y``, or None for all days together.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values; None stands for an empty cell. An unknown value gives an empty result.
        language: ``zh`` or ``en``, of the names in the frame.
        k: Smallest group of answers whose figure is shown (``Settings.k_figures``).
        parameters: Of the metric, e.g. ``within_days=15``.

    Raises:
        UsageError: If the metric, the period or a parameter is unknown.
        UnknownColumnError: If a column of ``by`` or ``where`` does not exist.
    """
    entry = find(name)
    known = _checked(entry, parameters)
    columns = [by] if isinstance(by, str) else list(by)
    by = list(dict.fromkeys(ALIASES.get(column, column) for column in columns))
    conditions = resolved_where(connection, where)
    if len(conditions.get("method", ())) > 1:
        by = list(dict.fromkeys([*by, "method"]))  # questionnaires and interviews are never pooled
    table = open_table(connection, entry, [*by, *conditions], fact=known.get("unit") == "minute")
    if period is not None:
        period_start(datetime.min, period)
    moment = as_of or covers_until(connection, entry, table)
    if "sources_without_closing" in known and not known["sources_without_closing"]:
        known["sources_without_closing"] = sources_without_closing(table)
    if moment is None:
        frame = _counts(table, entry, by=by, period=period, as_of=NO_DAY, **known)
        left_out = False
    else:
        frame, left_out = _figures(table, entry, by, period, moment, conditions, k, known)
    frame = _finished(frame, entry, table, by, period, moment, k, known.get("ripe_after_days", 0))
    frame = frame[chosen(frame, {column: conditions[column] for column in by if column in conditions})]
    frame = with_names(connection, _ordered(frame, by), language)
    asked: dict[str, Any] = {
        "period": period,
        "by": tuple(by),
        "where": conditions,
        "parameters": known,
        "language": language,
    }
    result = Result(frame=frame, metric=entry, as_of=moment, **_left_out(frame, entry), **asked)
    is_undated = period is not None and has_undated(table, entry)
    result.notes.extend(notes_on(result, has_left_out=left_out, has_undated=is_undated))
    return result


def _checked(entry: Metric, parameters: Mapping[str, Any]) -> dict[str, Any]:
    for name in parameters:
        if name not in entry.parameters:
            can = ", ".join(entry.parameters) or "-"
            raise UsageError(
                zh=f"指标 {entry.name} 没有参数 {name!r}。可用：{can}。",
                en=f"Metric {entry.name} has no parameter {name!r}. It has: {can}.",
            )
    return entry.parameters | dict(parameters)


def _counts(table: Any, entry: Metric, **arguments: Any) -> pd.DataFrame:
    counted = entry.function(table, **arguments).lazy().collect().to_pandas()
    if "period_start" in counted:
        counted["period_start"] = pd.to_datetime(counted["period_start"]).astype("datetime64[us]")
    return counted


def _figures(
    table: Any,
    entry: Metric,
    by: list[str],
    period: Period | None,
    as_of: datetime,
    where: dict[str, list[Any]],
    k: int,
    parameters: dict[str, Any],
) -> tuple[pd.DataFrame, bool]:
    """Return counts and value per group, and whether small cells were left out of sums."""
    if not entry.protects:
        before = {column: values for column, values in where.items() if column not in by}
        return _counts(matching(table, before), entry, by=by, period=period, as_of=as_of, **parameters), False
    filters = dict(where)
    if parameters.get("include_invalid"):
        filters.setdefault("is_valid", [True, False])
    if "method" in (*by, *where):
        parameters["method"] = None
    if "is_valid" in (*by, *where):
        parameters["include_invalid"] = True

    def count(*, by: Sequence[str], period: Period | None) -> pd.DataFrame:
        return _counts(table, entry, by=by, period=period, as_of=as_of, **parameters)

    return protected(count, entry, by, filters, period, k)


def _finished(
    frame: pd.DataFrame,
    entry: Metric,
    table: Any,
    by: list[str],
    period: Period | None,
    as_of: datetime | None,
    k: int,
    ripe_after_days: int,
) -> pd.DataFrame:
    """Add interval, status and, where periods are asked for, what is whole and ripe and the change."""
    cell_status = frame.pop("cell_status") if "cell_status" in frame else pd.Series(OK, index=frame.index)
    frame = with_status(with_intervals(frame, entry), entry)
    hidden = cell_status != OK
    frame.loc[hidden, "status"] = cell_status[hidden]
    frame.loc[hidden, "n_text"] = ""
    frame.loc[cell_status == SUPPRESSED, "n_text"] = f"<{k}"
    if period is None or as_of is None:
        return frame.reset_index(drop=True)
    if "is_ripe" not in frame:
        unripe_from = first_unripe_day(as_of, ripe_after_days) if ripe_after_days else first_uncovered_day(as_of)
        frame["is_ripe"] = frame["period_start"] < period_start(unripe_from, period)
    first = days(table, entry)[0]
    is_volume = entry.unit in ("count", "ratio")  # a rate of a period that the data reach into is still a rate
    begun = frame["period_start"] >= pd.Timestamp(first) if first and is_volume else True
    ended = [shifted(start, period, 1) <= first_uncovered_day(as_of) for start in frame["period_start"]]
    frame["is_whole"] = begun & pd.Series(ended, index=frame.index, dtype=bool)
    groups = [column for column in frame if column in by or column == "indicator_id"]
    return with_change(frame, entry, groups, period)


def _ordered(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Put dimensions first and rows in their order, empty dimensions last."""
    first = [column for column in ("indicator_id", *by, "period_start") if column in frame]
    first = list(dict.fromkeys(first))
    ordered = frame[[*first, *[column for column in frame if column not in first]]]
    return ordered.sort_values(first, ignore_index=True) if first else ordered.reset_index(drop=True)


def _left_out(frame: pd.DataFrame, entry: Metric) -> dict[str, Any]:
    """Return the status of the whole, and how many complaints were left out for which reason."""
    missing = {name: int(frame[name].sum()) if name in frame else 0 for name in ("not_in_export", "excluded")}
    counted = frame[entry.denominator].sum() > 0 or (frame["status"] == SUPPRESSED).any()
    status = OK if counted else NOT_IN_EXPORT if missing["not_in_export"] else NO_DATA
    return missing | {"status": status}
