"""What changed and is not noise: the comparisons of several metrics held together as one family.

Whoever reads a list of signals chooses among all comparisons that could have made it, so false discovery is controlled over
all of them (metrics.md, comparisons): every figure and every member of every breakdown, shown or not. Each metric's own q is
of its own table only, and five such tables with one false signal each would make a list of five.

A figure that stands in several results (a card and the sum of a table) is one comparison. Unit of p and q: probability.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.metrics.changes import SIGNAL
from pipeline.metrics.result import Result
from pipeline.statistics.multiplicity import false_discovery


@dataclass(frozen=True)
class Signal:
    """A change beyond chance.

    Attributes:
        result: The metric that it is of.
        row: Row of ``result.frame`` that changed.
        q: Of the whole family. ``family_size``: comparisons with a known p.
        is_better: Whether the change is for the better, None where no direction is.
    """

    result: Result
    row: pd.Series
    q: float
    family_size: int
    is_better: bool | None


def signals(compared: Iterable[tuple[Result, pd.Series]]) -> list[Signal]:
    """Return the comparisons that are signals in one family of all, the least likely by chance first.

    Args:
        compared: Every row that was held against its period before, with its result; rows without p are no comparison.
            One whose ``is_sure`` is false counts in the family and is no signal, whatever its p.
    """
    pairs = _distinct(compared)
    q = false_discovery(np.array([row["p"] for _, row in pairs], float))
    size = len(pairs)
    found = [
        Signal(result, row, float(each), size, _is_better(result, row))
        for (result, row), each in zip(pairs, q, strict=True)
        if each < SIGNAL and row.get("is_sure", True)
    ]
    return sorted(found, key=lambda signal: signal.q)


def _distinct(compared: Iterable[tuple[Result, pd.Series]]) -> list[tuple[Result, pd.Series]]:
    """Return each comparison once, those without a p left out."""
    known: dict[tuple[object, ...], tuple[Result, pd.Series]] = {}
    for result, row in compared:
        if "p" in row and not pd.isna(row["p"]):
            split = [row[name] for name in (*result.metric.split, *result.by)]
            where = sorted(
                (name, str(value)) for name, value in result.where.items() if name not in result.metric.split
            )
            of = (result.metric.name, *sorted(result.parameters.items()), *map(str, split), *where, row["period_start"])
            known.setdefault(of, (result, row))
    return list(known.values())


def _is_better(result: Result, row: pd.Series) -> bool | None:
    if result.metric.better == "neither":
        return None
    return bool((row["change"] > 0) == (result.metric.better == "higher"))
