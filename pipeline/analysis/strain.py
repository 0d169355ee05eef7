"""Which types of complaints go with lower satisfaction in the same community, in the same quarter or the next.

    satisfaction index = community + quarter + change · complaints per 1,000 households + error

A point is a quarter of a community: its complaints of one type, and the index of its answers in that quarter (lag 0) or the
one after (lag 1). What a community always has, and what a quarter brings to all (a new wording too), is taken off both
(``statistics/within_units.py``). Only figures that may be shown enter, so communities with under k answers do not.
Where households are known for under half of the points, complaints enter as log2(complaints + ½): within a community that
is the logarithm of their rate, and the change is that of a doubling. q is Benjamini and Hochberg's over all types and lags.

Satisfaction × complaints, ch6.a3. Unit: points of the index, 0 to 100. Grain: one row per type and lag.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.complaints import LONGEST, chosen_complaints
from pipeline.analysis.strain_words import notes, sentence
from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.periods import shifted
from pipeline.metrics.result import OK
from pipeline.metrics.suppression import SMALL
from pipeline.statistics.intervals import standard_deviation
from pipeline.statistics.multiplicity import false_discovery
from pipeline.statistics.within_units import slope_within

LAGS = (0, 1)
FEWEST_CASES = 20  # of a type, in all points: under that its rate is nearly always 0
PER_HOUSEHOLDS, DOUBLED = "per_1000_households", "doubled"
COLUMNS = ["type", "lag_quarters", "n", "communities", "cases", "change", "low", "high", "p", "q", "reason"]
KEYS = ["community_id", "period_start"]


@dataclass(frozen=True)
class Strain:
    """How the types of complaints go with satisfaction.

    Attributes:
        frame: ``COLUMNS``, surest first. ``change``: of the index where complaints are one more per 1,000 households and
            quarter, or twice as many; NaN with the ``reason``: ``few_cases`` or one of ``slope_within``.
        level: Of the types: ``category``, ``subcategory`` or ``detail``.
        measure: What the change is of: ``per_1000_households`` or ``doubled``.
        sentences: One per row, ``{"zh": …, "en": …}``.
        notes: What to keep in mind beside them.
    """

    frame: pd.DataFrame
    level: str
    measure: str
    sentences: list[dict[str, str]]
    notes: list[dict[str, str]]


def types_and_satisfaction(
    connection: duckdb.DuckDBPyConnection,
    *,
    by: str | None = None,
    indicator: str = "overall",
    as_of: datetime | None = None,
    k: int = K_FIGURES,
) -> Strain:
    """Return how complaints of each type go with a satisfaction index, within communities.

    Args:
        by: Level of types; default: ``subcategory`` where at least half of the complaints have one, since one of the five
            types mixes what annoys with what does not; else ``category``.
        indicator: Of satisfaction, by id or name.
        as_of: As in ``compute``.
        k: Smallest group of answers whose index is used.

    Raises:
        UsageError: If ``by`` is no level of types.
    """
    level = _level(connection, by, as_of)
    cells = _complaints(connection, level, as_of)
    answered = _answered(connection, indicator, as_of, k)
    pairs = {lag: _paired(cells, answered, lag) for lag in LAGS}
    is_known = pairs[0]["households"] > 0
    measure = PER_HOUSEHOLDS if len(is_known) and is_known.mean() >= 0.5 else DOUBLED
    rows = [row for lag, pair in pairs.items() for row in _rows(pair, lag, measure)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["q"] = false_discovery(frame["p"].to_numpy(float))
    frame = frame.sort_values(["p", "type", "lag_quarters"], ignore_index=True)
    left_out = int(pairs[0].loc[~is_known, "community_id"].nunique()) if measure == PER_HOUSEHOLDS else 0
    said = [sentence(row, measure) for row in frame.to_dict("records")]
    return Strain(frame, level, measure, said, notes(frame, k, left_out, _named(connection, answered)))


def _named(connection: duckdb.DuckDBPyConnection, answered: pd.DataFrame) -> tuple[str, str] | None:
    """Return the names of the indicator, zh and en; None where it has no figure."""
    named = "select indicator_zh, indicator_en from dim_indicator where indicator_id = ?"
    return connection.execute(named, [answered["indicator_id"].iloc[0]]).fetchone() if len(answered) else None


def _level(connection: duckdb.DuckDBPyConnection, by: str | None, as_of: datetime | None) -> str:
    complaints = chosen_complaints(connection, months=LONGEST, as_of=as_of)
    if by is None:
        known, all_of_them = complaints.rows.aggregate("count(subcategory), count(*)").fetchall()[0]
        by = "subcategory" if 2 * known >= all_of_them else "category"
    return complaints.level(by)


def _complaints(connection: duckdb.DuckDBPyConnection, level: str, as_of: datetime | None) -> pd.DataFrame:
    """Return ``KEYS``, ``type``, ``households`` (0: unknown) and ``cases`` of whole quarters of communities."""
    by = ["community_id", level]
    found = compute(connection, "complaints_per_1000_households", by=by, period="1q", as_of=as_of).frame
    whole = found[found["is_ripe"] & found["is_whole"]].dropna(subset=by)
    cases = whole["complaints"] + whole["households_unknown"]
    return whole.rename(columns={level: "type"}).assign(cases=cases)[[*KEYS, "type", "households", "cases"]]


def _answered(connection: duckdb.DuckDBPyConnection, indicator: str, as_of: datetime | None, k: int) -> pd.DataFrame:
    """Return ``KEYS``, ``indicator_id``, the index, and its ``variance`` through sampling by the spread of answers in all communities."""
    asked: dict[str, Any] = {"by": "community", "period": "1q", "as_of": as_of, "k": k}
    found = compute(connection, "satisfaction_index", where={"indicator": indicator}, **asked).frame
    shown = found[(found["status"] == OK) & found["community_id"].notna() & (found["community_id"] != SMALL)]
    n, total, squares = (shown[name].to_numpy(float) for name in ("respondents", "index_sum", "index_square_sum"))
    freedom = np.maximum(n - 1, 0)
    spread = (freedom * standard_deviation(n, total, squares) ** 2).sum() / max(freedom.sum(), 1)
    return shown[["indicator_id", *KEYS]].assign(index=shown["satisfaction_index"], variance=spread / n)


def _paired(cells: pd.DataFrame, answered: pd.DataFrame, lag: int) -> pd.DataFrame:
    """Return the complaints of each quarter beside the answers ``lag`` quarters later."""
    before = [shifted(start, "1q", -lag) for start in answered["period_start"]]
    return cells.merge(answered.assign(period_start=pd.Series(before, answered.index, cells["period_start"].dtype)))


def _rows(pairs: pd.DataFrame, lag: int, measure: str) -> Iterator[dict[str, Any]]:
    known = pairs[pairs["households"] > 0] if measure == PER_HOUSEHOLDS else pairs
    for name, group in known.groupby("type"):
        cases = group["cases"]
        amount = 1000 * cases / group["households"] if measure == PER_HOUSEHOLDS else np.log2(cases + 0.5)
        grids = [
            group.assign(amount=amount).pivot(index="community_id", columns="period_start", values=column)
            for column in ("index", "amount", "variance")
        ]
        found = slope_within(*grids)
        row = {"type": name, "lag_quarters": lag, "n": found.n, "communities": found.units, "cases": int(cases.sum())}
        reason = "few_cases" if row["cases"] < FEWEST_CASES else found.reason
        figures = {} if reason else {"change": found.value, "low": found.low, "high": found.high, "p": found.p}
        yield row | figures | {"reason": reason}
