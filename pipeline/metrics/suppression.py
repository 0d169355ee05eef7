"""Suppression: answers of fewer than k people are not shown, nor can they be had by taking one figure from another.

Works on counts by indicator, dimension values and period, before any filter is applied, so that every query draws its
figures from the same cells:

1. A cell of under k answers is hidden.
2. Where the hidden cells of one line (all members of a dimension, everything else equal) hold under k answers together,
   the smallest shown cell joins them: the line's total would give them away. So for each filter, the answers outside it
   are none or at least k.
3. A month yields to its quarter in the same way. A year leaves quarters out that hold under k answers together: with
   them, a shown quarter and the year would give them away. The whole leaves out what its years do, and years likewise.

Hidden members of one dimension are shown together as 小样本合计. A filter sums shown cells only.
Not covered: three and more queries over different breakdowns taken together, and comparing versions of the warehouse
or values of ``as_of``. Complaint counts and durations are records, not answers, and are not suppressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

SMALL = "小样本合计"
QUARTER = "quarter_start"


def hidden_cells(cells: pd.DataFrame, lines: Sequence[str], fixed: Sequence[str], *, n: str, k: int) -> pd.Series:
    """Return, per cell, whether it is hidden.

    Of cells of one size the first by name joins, in whatever order rows and columns come: where two questions hid another
    one each, the one less the other would give both away.

    Args:
        cells: One row per combination of ``fixed`` and ``lines``, with the number of answers ``n``.
        lines: Dimensions whose total can be asked for; for months also ``quarter_start`` in ``fixed``.
        fixed: Columns over which no total is formed, such as the indicator.
    """
    columns = [*fixed, *lines]
    if columns:
        cells = cells.sort_values(sorted(columns), kind="stable", key=lambda column: column.astype(str))
    hidden = (cells[n] > 0) & (cells[n] < k)
    while True:
        joining = {place for line in lines for place in _giving_away(cells, hidden, line, columns, n, k)}
        if not joining:
            return hidden.sort_index()
        hidden.loc[list(joining)] = True


def _giving_away(
    cells: pd.DataFrame, hidden: pd.Series, line: str, columns: Sequence[str], n: str, k: int
) -> list[Any]:
    """Return the smallest shown cell of each line along ``line`` whose hidden cells hold under ``k`` answers together."""
    others = [name for name in columns if name != line]
    of_line = cells.groupby(others, dropna=False, sort=False).ngroup() if others else pd.Series(0, index=cells.index)
    hidden_n = cells[n].where(hidden, 0).groupby(of_line).transform("sum")
    open_lines = (hidden_n > 0) & (hidden_n < k) & ~hidden & (cells[n] > 0)
    shown = pd.DataFrame({"line": of_line[open_lines], "n": cells.loc[open_lines, n]})
    return list(shown.sort_values("n", kind="stable").drop_duplicates("line").index)


def without_small_quarters(cells: pd.DataFrame, groups: Sequence[str], *, n: str, k: int) -> pd.DataFrame:
    """Return the cells of quarters without those that a year or the whole would give away.

    Args:
        cells: One row per ``groups`` and quarter (``period_start``).
        groups: All that stays equal: dimensions, indicator and, where years are asked for, the year.
    """
    sizes = cells.assign(small=cells[n].where(cells[n] < k, 0))
    of_group = sizes.groupby(list(groups), dropna=False)[["small", n]] if groups else sizes[["small", n]]
    together = of_group.transform("sum") if groups else of_group.sum()
    gives_away = (together["small"] < k) & (together["small"] < together[n])
    return cells[~((sizes["small"] > 0) & gives_away)]


def joined(
    cells: pd.DataFrame, hidden: pd.Series, dimension: str, keys: Sequence[str], counts: Sequence[str]
) -> pd.DataFrame:
    """Return one row 小样本合计 per ``keys`` with the sums of the hidden members of ``dimension``."""
    together = (
        cells[hidden].groupby(list(keys), dropna=False, as_index=False, sort=False)[list(counts)].sum()
        if keys
        else None
    )
    if together is None:
        sums = cells.loc[hidden, list(counts)].sum()
        together = pd.DataFrame([sums]) if hidden.any() else pd.DataFrame(columns=list(counts))
    return together.assign(**{dimension: SMALL})
