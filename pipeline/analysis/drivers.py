"""Key drivers of overall satisfaction, from the answers in the warehouse (specification clause ch6.a2).

    weight(driver) = Johnson's relative weight, a share of the variance of overall satisfaction; weights sum to R²

Over the responses that answered every driver and overall satisfaction. A driver is shown where the bootstrap interval of
(its weight − that of an added random variable) does not contain 0; its direction is the sign of its correlation, where
the interval of that does not contain 0. Priority matrix: weight × satisfaction index, cut at the means of both.

Left out and named: drivers answered by under half of the responses, and the willingness to recommend, which follows from
satisfaction. Refused with the reason: under max(50, 10 × drivers) complete responses, or a selection that would show the
answers of few (see ``selection``). A driver is an association, never a cause. Grain: one row per driver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis import driver_words as words
from pipeline.analysis.answers import (
    OUTCOME,
    Column,
    cells_of,
    columns_of,
    communities_of,
    recommendations,
    responses_of,
    side_by_side,
    surveys_with_outcome,
)
from pipeline.analysis.driver_words import CONSEQUENCE, FEW_ANSWERS, NOT_SHOWN, REFUSED, SHOWN, Said
from pipeline.analysis.selection import Selection, gives_away, selected
from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.result import OK
from pipeline.statistics.importance import MOST_DRIVERS, importance
from pipeline.statistics.key_drivers import KeyDrivers, key_drivers
from pipeline.statistics.moments import Moments
from pipeline.statistics.quadrants import quadrants

FEWEST_ROWS, ROWS_PER_DRIVER = 50, 10
FEWEST_ANSWERED = 0.5
SEED = 2009  # the year of the test against a random variable
OF_WEIGHTS = ["weight", "low", "high", "share_of_explained", "above_low", "above_high", "lmg", "coefficient"]
COLUMNS = [
    "indicator_id", "indicator", "status", "answered_rate", *OF_WEIGHTS, "correlation", "correlation_low",
    "correlation_high", "direction", "is_suppressed", "performance", "quadrant",
]  # fmt: skip
FEW_COLUMNS = [
    "indicator", "status", "answered_rate", "weight", "low", "high", "lmg", "correlation", "direction", "performance", "quadrant",
]  # fmt: skip


@dataclass(frozen=True)
class Drivers:
    """The drivers of overall satisfaction.

    Attributes:
        frame: One row per driver, the heaviest first, then those that are not shown, then those left out:
            ``indicator_id`` (a question of its own: its text), ``indicator`` (name), ``status`` (``shown``, ``not_shown``,
            ``few_answers``, ``consequence``, ``refused``), ``answered_rate``; ``weight`` (0 to 1) with ``low``, ``high``
            (95 %), ``share_of_explained`` (weight / R²), ``above_low``, ``above_high`` (of the weight less the random
            variable's), ``lmg`` (Shapley value of R², up to 12 drivers), ``coefficient`` (standardised); of drivers that
            are not shown these are empty. ``correlation`` (Pearson) with its interval, ``direction`` (1, 0, −1),
            ``is_suppressed``, ``performance`` (satisfaction index, 0 to 100), ``quadrant`` (of ``statistics.quadrants``).
        n: Complete responses, 0 where they were not counted. ``responses``: all of the selection.
        r_squared: Share of the variance that the drivers explain together; NaN where refused.
        crosshair: Mean weight and mean performance, where the matrix is cut.
        refusal: Why there are no weights, None where there are.
        sentences: One per row of ``frame``.
        notes: Sentences to stand beside the figures.
    """

    frame: pd.DataFrame
    n: int
    responses: int
    r_squared: float
    crosshair: tuple[float, float]
    refusal: Said | None
    sentences: list[Said]
    notes: list[Said]


@dataclass(frozen=True)
class _Asked:
    """What is analysed: the columns of the table (outcome first) and what is left out, with the reason."""

    selection: Selection
    columns: list[Column]
    left_out: list[tuple[Column, str]]
    responses: int
    surveys_left_out: int

    @property
    def drivers(self) -> list[Column]:
        """The columns that may move the first."""
        return self.columns[1:]

    @property
    def needed(self) -> int:
        """Complete responses that the analysis needs."""
        return max(FEWEST_ROWS, ROWS_PER_DRIVER * len(self.drivers))


def drivers(
    connection: duckdb.DuckDBPyConnection,
    *,
    where: Mapping[str, Any] | None = None,
    during: str | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
    seed: int = SEED,
) -> Drivers:
    """Return the drivers of overall satisfaction among the valid questionnaires of a selection.

    Args:
        connection: Connection to, or cursor of, the warehouse; used for temporary tables.
        where: ``community`` (name, alias or id) and ``survey`` (title or id) → value or values; empty: all.
        during: Days that count: ``2024``, ``2024Q4`` or ``2024-12``; None: all.
        language: ``zh`` or ``en``, of the names in the frame.
        k: Smallest group of answers whose figure is shown.
        seed: Of the blocks and random draws; the same seed gives the same intervals.

    Raises:
        UsageError: If the period cannot be read.
        UnknownColumnError: If ``where`` has another column.
    """
    selection = selected(connection, where, during)
    asked = _asked(connection, selection)
    refusal = _refused(connection, selection, asked, k)
    if refusal:
        return _without(asked, refusal, 0, language, k)
    with side_by_side(connection, asked.selection, asked.columns, seed=seed) as answers:
        n = answers.complete
        if n < asked.needed:
            return _without(asked, words.too_few(n, asked.needed, len(asked.drivers), k), n, language, k)
        blocks = answers.blocks()
    found = key_drivers(blocks, seed=seed)
    if np.isnan(found.r_squared):
        return _without(asked, words.UNTOLD, n, language, k)
    performance = _performance(connection, asked, language, k)
    crosshair = (float(found.weights.mean()), float(performance.mean()))
    frame = _framed(asked, _figures(found, blocks, performance, crosshair), language, k)
    notes = [words.on_rows(n, asked.responses), words.on_explained(found.r_squared), *_notes(connection, asked)]
    return Drivers(frame, n, asked.responses, found.r_squared, crosshair, None, _sentences(asked, frame), notes)


def _asked(connection: duckdb.DuckDBPyConnection, selection: Selection) -> _Asked:
    surveys, others = surveys_with_outcome(connection, selection)
    chosen = selection.of_surveys(surveys) if others else selection
    responses = responses_of(connection, chosen)
    consequences = recommendations(connection, chosen)
    columns, left_out = [], []
    for column in columns_of(connection, chosen) if surveys else []:
        if consequences & set(column.indicator_ids):
            left_out.append((column, CONSEQUENCE))
        elif column.key != OUTCOME and column.answered < FEWEST_ANSWERED * responses:
            left_out.append((column, FEW_ANSWERS))
        else:
            columns.append(column)
    return _Asked(chosen, columns, left_out, responses, len(others))


def _refused(connection: duckdb.DuckDBPyConnection, selection: Selection, asked: _Asked, k: int) -> Said | None:
    """Return why nothing is computed, as far as it is known before the answers are laid side by side."""
    if not asked.columns:
        return words.NO_OUTCOME if asked.surveys_left_out else words.NO_ANSWERS
    if not asked.drivers:
        return words.NO_DRIVERS
    if selection.is_filtered and gives_away(cells_of(connection, asked.columns), selection, k):
        return words.FEW_LEFT_OUT
    return None


def _without(asked: _Asked, refusal: Said, n: int, language: str, k: int) -> Drivers:
    frame = _framed(asked, pd.DataFrame({"status": [REFUSED] * len(asked.drivers)}), language, k)
    shown = n if n >= k else 0
    return Drivers(
        frame, shown, asked.responses, np.nan, (np.nan, np.nan), refusal, _sentences(asked, frame), [refusal]
    )


def _performance(connection: duckdb.DuckDBPyConnection, asked: _Asked, language: str, k: int) -> pd.Series:
    """Return the satisfaction index of each driver, as the metric of that name has it; NaN where that hides it."""
    during = asked.selection.during
    result = compute(
        connection,
        "satisfaction_index",
        period=during.period if during else None,
        where=asked.selection.where,
        language=language,
        k=k,
    )
    frame = result.frame[result.frame["status"] == OK]
    if during:
        frame = frame[frame["period_start"] == during.start]
    keys = {id: column.key for column in asked.drivers for id in column.indicator_ids}
    sums = frame.groupby(frame["indicator_id"].map(keys))[["index_sum", "respondents"]].sum()
    return (sums["index_sum"] / sums["respondents"]).reindex([column.key for column in asked.drivers])


def _figures(
    found: KeyDrivers, blocks: Moments, performance: pd.Series, crosshair: tuple[float, float]
) -> pd.DataFrame:
    """Return a row per driver; what rests on its weight is empty where that is no more than a random variable's."""
    p = len(found.weights)
    frame = pd.DataFrame(
        {
            "status": np.where(found.is_shown, SHOWN, NOT_SHOWN),
            "weight": found.weights,
            "low": found.low,
            "high": found.high,
            "share_of_explained": found.weights / found.r_squared,
            "above_low": found.above_low,
            "above_high": found.above_high,
            "lmg": importance(blocks.whole.correlation).lmg if p <= MOST_DRIVERS else np.full(p, np.nan),
            "coefficient": found.coefficients,
            "correlation": found.correlations,
            "correlation_low": found.correlation_low,
            "correlation_high": found.correlation_high,
            "direction": found.direction.astype(int),
            "is_suppressed": found.is_suppressed & found.is_shown,
            "performance": performance.to_numpy(),
            "quadrant": quadrants(found.weights, performance, crosshair),
        }
    ).astype({"quadrant": object})
    frame.loc[~found.is_shown, OF_WEIGHTS] = np.nan
    frame.loc[~found.is_shown | (found.direction < 1), "quadrant"] = None  # better ratings would not help there
    return frame


def _framed(asked: _Asked, figures: pd.DataFrame, language: str, k: int) -> pd.DataFrame:
    left_out = pd.DataFrame({"status": [reason for _, reason in asked.left_out]}, dtype=object)
    columns = [*asked.drivers, *(column for column, _ in asked.left_out)]
    frame = pd.concat([figures, left_out], ignore_index=True).assign(
        indicator_id=[column.key for column in columns],
        indicator=[column.name(language) for column in columns],
        answered_rate=[column.answered / asked.responses if column.answered >= k else np.nan for column in columns],
    )
    ordered = frame.reindex(columns=COLUMNS)
    return ordered.sort_values("weight", ascending=False, kind="stable", ignore_index=True)


def _sentences(asked: _Asked, frame: pd.DataFrame) -> list[Said]:
    of = {column.key: column for column in [*asked.drivers, *(column for column, _ in asked.left_out)]}
    rows = frame.to_dict("records")
    return [words.sentence(row, of[row["indicator_id"]].zh, of[row["indicator_id"]].en) for row in rows]


def _notes(connection: duckdb.DuckDBPyConnection, asked: _Asked) -> list[Said]:
    notes = [words.ASSOCIATION]
    if len(asked.drivers) > MOST_DRIVERS:
        notes.append(words.NO_LMG)
    if asked.surveys_left_out:
        notes.append(words.surveys_left_out(asked.surveys_left_out))
    if communities_of(connection, asked.selection) > 1:
        notes.append(words.POOLED)
    return notes
