"""Steps that all metrics share: which frames they take, how they group, count and divide.

A metric is a function frame → frame. It takes a DuckDB relation, a pandas or polars frame, or a narwhals frame, and
returns the same kind, whatever types its columns have (``plain_types.py``). It sums the count column (``cases``, ``respondents``) and never counts rows, so the fact and its
mart give one result. Only operations that narwhals also has on PySpark are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from difflib import get_close_matches
from functools import wraps
from typing import Any

import narwhals as nw

from pipeline.errors import UnknownColumnError
from pipeline.metrics.periods import Period, period_start, shifted
from pipeline.metrics.plain_types import in_plain_types, plain_argument

LazyFrame = nw.LazyFrame[Any]
METRICS: dict[str, Callable[..., Any]] = {}


def metric(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``function`` (narwhals lazy frame first) take and return any kind of frame that narwhals knows."""

    @wraps(function)
    def on_any_frame(frame: Any, **arguments: Any) -> Any:
        """Run the metric lazily and give back the kind of frame that came in."""
        known = nw.from_native(frame)
        further = {name: plain_argument(value) for name, value in arguments.items()}
        result = function(in_plain_types(known).lazy(), **further)
        if isinstance(known, nw.DataFrame):
            result = result.lazy().collect()
        return result if frame is known else result.to_native()

    METRICS[function.__name__] = on_any_frame
    return on_any_frame


def keys(frame: LazyFrame, by: Sequence[str], period: Period | None, *more: str) -> list[str]:
    """Return the grouping columns: ``more``, ``by`` and, where a period is asked for, ``period_start``.

    Raises:
        UnknownColumnError: If the frame lacks a column of ``by``.
    """
    names = list(dict.fromkeys([*more, *([by] if isinstance(by, str) else by)]))
    columns = frame.collect_schema().names()
    for name in names:
        if name not in columns:
            raise unknown_column(name, columns)
    return [*names, "period_start"] if period else names


def unknown_column(name: str, columns: Sequence[str]) -> UnknownColumnError:
    """Return the error for a dimension that is not there, with the nearest name that is."""
    near = get_close_matches(name, columns, n=1, cutoff=0.5)
    hint_zh = f"是否指 {near[0]!r}？" if near else f"可用：{'、'.join(sorted(columns))}。"
    hint_en = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(sorted(columns))}."
    return UnknownColumnError(zh=f"没有列 {name!r}。{hint_zh}", en=f"Unknown column {name!r}. {hint_en}")


def with_period(frame: LazyFrame, day: str, period: Period | None) -> LazyFrame:
    """Add ``period_start``, the first day of the period of column ``day``; nothing where no period is asked for."""
    return frame if period is None else frame.with_columns(period_start=nw.col(day).dt.truncate(period))


def within(frame: LazyFrame, day: str, start: datetime | None, period: Period | None) -> LazyFrame:
    """Return the rows whose column ``day`` lies in the period from ``start``; all rows where no period is asked for."""
    if start is None or period is None:
        return frame
    return frame.filter(nw.col(day) >= start, nw.col(day) < shifted(start, period, 1))


def mark_ripe(frame: LazyFrame, period: Period | None, unripe_from: datetime) -> LazyFrame:
    """Add ``is_ripe``: whether the whole period lies before the day ``unripe_from``; not where no period is known."""
    if period is None:
        return frame
    is_before = nw.col("period_start") < period_start(unripe_from, period)
    return frame.with_columns(is_ripe=is_before & ~nw.col("period_start").is_null())


def count(
    frame: LazyFrame, by: Sequence[str], *, of: str, period: Period | None = None, **conditions: nw.Expr
) -> LazyFrame:
    """Return, per group, the sum of the count column ``of`` over the rows that meet each condition; ``period`` as of ``total``."""
    flagged = frame.with_columns(
        **{name: nw.when(met).then(nw.col(of)).otherwise(0) for name, met in conditions.items()}
    )
    return total(flagged, by, *conditions, period=period)


def total(frame: LazyFrame, by: Sequence[str], *columns: str, period: Period | None = None) -> LazyFrame:
    """Return the sums of whole-number ``columns`` per group (DuckDB sums them as HUGEINT: cast back).

    With ``period`` the column ``period_start`` of ``by`` is made here, of ``received_on``. Of all cases together days are summed
    first: to find the period of each of ten million rows takes three times as long as to sum them by day. Not so where days
    times members are many groups.
    """
    if period is not None:
        summed = _sums(frame, ["received_on"], columns) if list(by) == ["period_start"] else frame
        frame = with_period(summed, "received_on", period)
    return _sums(frame, by, columns).with_columns(*[nw.col(name).fill_null(0).cast(nw.Int64) for name in columns])


def _sums(frame: LazyFrame, by: Sequence[str], columns: Sequence[str]) -> LazyFrame:
    sums = [nw.col(name).sum() for name in columns]
    return frame.group_by(*by).agg(*sums) if by else frame.select(*sums)


def share(numerator: str, denominator: str) -> nw.Expr:
    """Return numerator / denominator, null where the denominator is 0."""
    return _quotient(nw.col(numerator), nw.col(denominator))


def _quotient(numerator: nw.Expr, denominator: nw.Expr) -> nw.Expr:
    return nw.when(denominator > 0).then(numerator / denominator)


def rates(counts: LazyFrame, rate: str, numerator: str, denominator: str, *, staying: str | None = None) -> LazyFrame:
    """Add the rate and its twin ``…_without_withdrawn``, which leaves withdrawn, merged and out-of-scope cases out.

    Needs ``withdrawn``, how many of the denominator; ``staying`` names the numerator without them, where it had any.
    """
    stayed = nw.col(denominator) - nw.col("withdrawn")
    twin = _quotient(nw.col(staying or numerator), stayed)
    return counts.with_columns(share(numerator, denominator).alias(rate), twin.alias(f"{rate}_without_withdrawn"))


def split(
    counts: LazyFrame, groups: Sequence[str], name: str, members: Sequence[str], columns: Sequence[str]
) -> LazyFrame:
    """Return counts in columns ``member:column`` as one row per group and member, the member in column ``name``.

    Collects: what is counted is small, and engines differ in how they unpivot.
    """
    wide = nw.from_native(counts.collect().to_pandas())
    parts = [
        wide.select(nw.lit(member).alias(name), *groups, **{column: nw.col(f"{member}:{column}") for column in columns})
        for member in members
    ]
    return nw.maybe_reset_index(nw.concat(parts)).lazy()


def records(step: str) -> nw.Expr:
    """Return whether the source of a complaint records ``step`` (of ``fct_complaint.recorded``) at all.

    No name of a step or field is part of another, so that a plain search, 200 times as fast as a rule, finds it.
    """
    return is_true(nw.col("recorded").str.contains(step, literal=True))


def is_true(flag: nw.Expr) -> nw.Expr:
    """Return ``flag`` with unknown read as false."""
    return flag.fill_null(False)
