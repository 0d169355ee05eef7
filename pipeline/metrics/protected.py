"""Figures from people's answers: counted in fine cells before any filter, suppressed, then filtered and added up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.periods import Period, period_start
from pipeline.metrics.result import JOINED, OK, SUPPRESSED
from pipeline.metrics.suppression import QUARTER, hidden_cells, joined, without_small_quarters

NEVER_POOLED = ("method", "is_valid")
Count = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Cells:
    """The finest cells of a question, whatever members it names.

    Attributes:
        counts: One row per combination of the dimensions, what the metric splits by, and the period.
        hidden: Which of them are not shown.
        fixed: Columns over which no total is formed.
        has_left_out: Quarters were left out of a year or of the whole.
    """

    counts: pd.DataFrame
    hidden: pd.Series
    fixed: list[str]
    has_left_out: bool


def protected(
    count: Count,
    entry: Metric,
    by: Sequence[str],
    where: Mapping[str, Sequence[Any]],
    period: Period | None,
    k: int,
    keep: Callable[[Callable[[], Cells]], Cells] = lambda find: find(),
) -> tuple[pd.DataFrame, bool]:
    """Return the counts, the value and ``cell_status`` of each group, and whether a sum leaves hidden cells out.

    Args:
        count: The metric on the unfiltered table: called with ``by`` and ``period``, returns counts in pandas.
        where: Conditions; each value is looked up among cells that are already suppressed.
        keep: Returns the cells, found now or before: they depend on the columns of ``by`` and ``where`` and on no value.

    Raises:
        UsageError: If days are asked for: one day's answers are too few to show.
    """
    if period == "1d":
        raise UsageError(
            zh="涉及个人回答的指标最短按月显示，请用 1mo。",
            en="Answers of people are shown by month or longer: use 1mo.",
        )
    known = keep(lambda: _cells(count, entry, list(dict.fromkeys([*by, *where])), period, k))
    cells, hidden, wanted = known.counts, known.hidden, chosen(known.counts, where)
    groups = [name for name in [*known.fixed, *by] if name in by or name in entry.split]
    groups = list(dict.fromkeys([*groups, *(["period_start"] if period else [])]))
    shown = added_up(cells[wanted & ~hidden], entry, groups).assign(cell_status=OK)
    hidden_groups = added_up(cells[wanted & hidden], entry, groups)
    gone = _gone(hidden_groups, shown, groups, entry, k)
    extra = _together(cells, hidden, wanted, entry, groups, by, where)
    extra = extra[extra[entry.protected_by] >= k]  # all members of a line may be few, even together
    parts = [part for part in (shown, gone, extra) if len(part)]
    result = pd.concat(parts, ignore_index=True) if parts else shown
    return rated(result, entry), known.has_left_out or len(hidden_groups) > len(gone)


def _untotalled(entry: Metric) -> set[str]:
    """Return the columns over which no total can be asked for: what the metric splits by, and what is never pooled."""
    return {*NEVER_POOLED, *entry.split}


def _cells(count: Count, entry: Metric, dimensions: Sequence[str], period: Period | None, k: int) -> Cells:
    """Return the finest cells of a question by ``dimensions``, with what is hidden of them."""
    cells, left_out = _counted(count, entry, dimensions, period, k)
    untotalled = _untotalled(entry)
    lines = [name for name in dimensions if name not in untotalled]
    fixed = [name for name in cells if name in untotalled or name == QUARTER]
    if period == "1mo":
        lines.append("period_start")
    elif period:
        fixed.append("period_start")
    return Cells(cells, hidden_cells(cells, lines, fixed, n=entry.protected_by, k=k), fixed, left_out)


def _counted(
    count: Count, entry: Metric, dimensions: Sequence[str], period: Period | None, k: int
) -> tuple[pd.DataFrame, bool]:
    """Return the finest cells of the query, and whether quarters were left out of a year or of the whole."""
    if period in ("1mo", "1q"):
        cells = count(by=dimensions, period=period).dropna(subset="period_start").reset_index(drop=True)
        if period == "1mo":
            quarters = {start: period_start(start, "1q") for start in cells["period_start"].unique()}
            cells[QUARTER] = cells["period_start"].map(quarters)
        return cells, False
    quarters = count(by=dimensions, period="1q")
    together = [name for name in quarters if name in entry.split or name in dimensions]
    if period == "1y":
        quarters = quarters.dropna(subset="period_start")
    quarters["year_start"] = quarters["period_start"].dt.to_period("Y").dt.to_timestamp()
    of_year = [*together, "year_start"]
    kept = without_small_quarters(quarters, of_year, n=entry.protected_by, k=k)
    years = added_up(kept, entry, of_year)
    if period == "1y":
        return years.rename(columns={"year_start": "period_start"}), len(kept) < len(quarters)
    whole = without_small_quarters(years, together, n=entry.protected_by, k=k)  # of what the years show: no difference
    return added_up(whole, entry, together), len(kept) < len(quarters) or len(whole) < len(years)


def chosen(cells: pd.DataFrame, where: Mapping[str, Sequence[Any]], *, exactly: bool = False) -> pd.Series:
    """Return, per row, whether every column of ``where`` holds one of its values; None stands for an empty cell.

    ``exactly``: texts are told apart by upper and lower case, as exports write them.
    """
    met = pd.Series(True, index=cells.index)
    for column, wanted in where.items():
        values = {_told(value, exactly=exactly) for value in wanted if value is not None}
        known = (each for each in cells[column].unique() if not pd.isna(each))
        members = [each for each in known if _told(each, exactly=exactly and isinstance(each, str)) in values]
        known = cells[column].isin(members)
        met &= known | cells[column].isna() if None in wanted else known
    return met


def _told(member: Any, *, exactly: bool) -> str:
    return str(member) if exactly else str(member).lower()


def additive(entry: Metric) -> list[str]:
    """Return the columns of a metric's counts, which are added up over members."""
    return list(dict.fromkeys([entry.denominator, entry.numerator, *entry.counts]))


def added_up(cells: pd.DataFrame, entry: Metric, groups: Sequence[str], *more: str) -> pd.DataFrame:
    """Return the counts of cells, and ``more`` columns, summed per group."""
    counts = [*additive(entry), *more]
    return summed(cells, counts, groups) if groups or len(cells) else cells[counts]


def summed(cells: pd.DataFrame, counts: Sequence[str], groups: Sequence[str]) -> pd.DataFrame:
    """Return ``counts`` summed per group; one row where there are no groups."""
    if not groups:
        return pd.DataFrame([cells[list(counts)].sum()])
    return cells.groupby(list(groups), dropna=False, as_index=False)[list(counts)].sum()


def _gone(hidden: pd.DataFrame, shown: pd.DataFrame, groups: Sequence[str], entry: Metric, k: int) -> pd.DataFrame:
    """Return the hidden groups of which nothing else is shown, without figures."""
    gone = hidden
    if groups and len(shown) and len(gone):
        gone = gone.merge(shown[list(groups)].assign(is_shown=True), on=list(groups), how="left")
        gone = gone[gone.pop("is_shown").isna()]
    elif len(shown):
        gone = gone.iloc[:0]
    status = np.where(gone[entry.protected_by] < k, SUPPRESSED, JOINED)
    return gone.assign(cell_status=status, **dict.fromkeys(additive(entry), np.nan))


def _together(
    cells: pd.DataFrame,
    hidden: pd.Series,
    wanted: pd.Series,
    entry: Metric,
    groups: Sequence[str],
    by: Sequence[str],
    where: Mapping[str, Any],
) -> pd.DataFrame:
    """Return the rows 小样本合计 of a table by one dimension; a filter on another one leaves them out."""
    members = [name for name in by if name not in _untotalled(entry)]
    narrowed = [name for name in where if name not in _untotalled(entry)]
    if len(members) != 1 or narrowed or QUARTER in cells:
        return cells.iloc[:0]
    keys = [name for name in groups if name != members[0]]
    together = joined(cells[wanted], hidden[wanted], members[0], keys, additive(entry))
    return together.assign(cell_status=OK)


def rated(result: pd.DataFrame, entry: Metric) -> pd.DataFrame:
    """Return counts with the value of the metric, and the shares beside it, computed anew."""
    shares = {entry.value: (entry.numerator, entry.denominator)} | dict(entry.beside)
    divided = {}
    for name, (numerator, denominator) in shares.items():
        n = result[denominator].astype(float)
        divided[name] = entry.per * result[numerator].astype(float) / n.where(n > 0)
    return result.assign(**divided)
