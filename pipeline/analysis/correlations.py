"""How the indicators of satisfaction go together: one correlation per pair, from counts of pairs (clause ch6.a2).

Spearman's by default, Kendall's tau-b or Pearson's, over the responses that answered both. The family of q is all pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, get_args

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.answers import Column, SideBySide, cells_of, columns_of, side_by_side
from pipeline.analysis.driver_words import FEW_LEFT_OUT, NO_ANSWERS, Said, most_indicators
from pipeline.analysis.selection import gives_away, selected
from pipeline.errors import UsageError
from pipeline.metrics.compute import K_FIGURES
from pipeline.metrics.result import NO_DATA, OK, SUPPRESSED
from pipeline.statistics.correlation import Correlation, Method, correlate
from pipeline.statistics.multiplicity import false_discovery

METHODS: tuple[Method, ...] = get_args(Method)
MOST_INDICATORS = 60


@dataclass(frozen=True)
class Correlations:
    """The correlations of one selection.

    Attributes:
        frame: One row per pair: ``first_id``, ``first``, ``second_id``, ``second`` (names), ``n``, ``correlation`` (−1 to
            1), ``low``, ``high``, ``p``, ``q``, ``family_size``, ``status`` (ok; suppressed: under k responses answered
            both; no_data: one side does not vary).
        notes: Sentences to stand beside it.
    """

    frame: pd.DataFrame
    method: Method
    notes: list[Said]


def correlations(
    connection: duckdb.DuckDBPyConnection,
    *,
    where: Mapping[str, Any] | None = None,
    during: str | None = None,
    method: Method = "spearman",
    language: str = "zh",
    k: int = K_FIGURES,
) -> Correlations:
    """Return the correlations of all indicators that were answered; of over 60, of the 60 with the most answers.

    Args:
        where, during: As of ``drivers``.
        k: Smallest number of responses whose correlation is shown.

    Raises:
        UsageError: If the method or the period is unknown.
        UnknownColumnError: If ``where`` has another column than community and survey.
    """
    if method not in METHODS:
        raise UsageError(
            zh=f"不认识的相关系数 {method!r}。可用：{'、'.join(METHODS)}。",
            en=f"Unknown correlation {method!r}. Use {', '.join(METHODS)}.",
        )
    selection = selected(connection, where, during)
    answered = columns_of(connection, selection)
    most = sorted(answered, key=lambda column: -column.answered)[:MOST_INDICATORS]
    columns = [column for column in answered if column in most]
    if len(columns) < 2:
        return Correlations(_framed([], [], language, k), method, [NO_ANSWERS])
    if selection.is_filtered and gives_away(cells_of(connection, columns), selection, k):
        return Correlations(_framed([], [], language, k), method, [FEW_LEFT_OUT])
    pairs = list(combinations(range(len(columns)), 2))
    with side_by_side(connection, selection, columns, seed=0) as answers:
        found = [_correlated(answers, *pair, method) for pair in pairs]
    named = [(columns[first], columns[second]) for first, second in pairs]
    notes = [most_indicators(len(columns), len(answered))] if len(columns) < len(answered) else []
    return Correlations(_framed(named, found, language, k), method, notes)


def _correlated(answers: SideBySide, first: int, second: int, method: Method) -> Correlation:
    x, y, counts = answers.pair_counts(first, second).T
    return correlate(x, y, method, counts)


def _framed(
    pairs: Sequence[tuple[Column, Column]], found: Sequence[Correlation], language: str, k: int
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "first_id": [first.key for first, _ in pairs],
            "first": [first.name(language) for first, _ in pairs],
            "second_id": [second.key for _, second in pairs],
            "second": [second.name(language) for _, second in pairs],
            "n": [each.n for each in found],
            "correlation": [each.value for each in found],
            "low": [each.low for each in found],
            "high": [each.high for each in found],
            "p": [each.p for each in found],
        }
    )
    is_few = (frame["n"] > 0) & (frame["n"] < k)
    frame.loc[is_few, ["n", "correlation", "low", "high", "p"]] = np.nan
    unknown = np.where(is_few, SUPPRESSED, NO_DATA)
    return frame.assign(
        q=false_discovery(frame["p"]),
        family_size=int(frame["p"].notna().sum()),
        status=np.where(frame["correlation"].notna(), OK, unknown),
    )
