"""Headline over several communities: each weighted by its households, so that who answers more does not count more.

A stratum is a community, or the small ones together as they are shown: their households then stand together too, so that
no figure of few can be had from the headline. Answers without a community, or of one whose households are unknown, are
left out and counted. Where no households are known at all, all answers are pooled, and the row says so.

The statistics are those of ``pipeline.statistics.stratified``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np

from pipeline.metrics.frames import LazyFrame, keys, mark_ripe
from pipeline.metrics.periods import Period, first_uncovered_day
from pipeline.metrics.result import OK, SUPPRESSED
from pipeline.metrics.suppression import SMALL
from pipeline.statistics.intervals import Array, standard_deviation
from pipeline.statistics.stratified import Stratified, stratified_mean, stratified_share

HIGHEST_INDEX = 100.0


def with_households(strata: Any, roster: Any) -> Any:
    """Return strata in pandas with ``households`` of the roster, NaN where unknown."""
    at = [name for name in ("community_id", "period_start") if name in strata and name in roster]
    return strata.astype({"community_id": object}).merge(roster.astype({"community_id": object}), on=at, how="left")


def weighted_metric(
    by_community: Callable[..., LazyFrame],
    scores: LazyFrame,
    value: str,
    numerator: str,
    squares: str | None,
    *,
    by: Sequence[str],
    period: Period | None,
    as_of: datetime,
    roster: Any,
    **options: Any,
) -> LazyFrame:
    """Return a metric weighted by households, from the one that counts each community.

    Args:
        by_community: The metric of one community, as ``top_two_box``.
        value, numerator, squares: As of ``weighted``.
        roster: Frame in pandas with ``community_id``, ``period_start`` (where a period is given) and ``households``.
        options: Further arguments of ``by_community``.
    """
    groups = keys(scores, by, period, "indicator_id")
    cells = list(dict.fromkeys([*by, "community_id"]))
    counted = by_community(scores, by=cells, period=period, as_of=as_of, **options).collect().to_pandas()
    figures = weighted(with_households(counted, roster), groups, value, numerator, squares)
    return mark_ripe(nw.from_native(figures).lazy(), period, first_uncovered_day(as_of))


def headline(rows: Any, roster: Any, groups: Sequence[str], estimate: Callable[[Any], Any]) -> Any:
    """Return the weighted figures of protected rows by community; a group of which nothing is shown has no figures.

    Args:
        rows: ``groups``, ``community_id``, counts and ``cell_status``; 小样本合计 has the households of the hidden ones.
        estimate: Strata with ``households`` → figures per group, where they have none with a ``cell_status`` that says why.
    """
    import pandas as pd

    strata = with_households(rows, roster)
    hidden = strata["cell_status"] != OK
    keys = [strata[name] for name in groups]
    of_hidden = strata["households"].where(hidden).groupby(keys, dropna=False).transform("sum", min_count=1)
    strata["households"] = strata["households"].where(strata["community_id"] != SMALL, of_hidden)
    figures = estimate(strata[~hidden])
    figures = figures if "cell_status" in figures else figures.assign(cell_status=OK)
    gone = strata[list(groups)].drop_duplicates().merge(figures[list(groups)].assign(is_shown=1), how="left")
    gone = gone[gone.pop("is_shown").isna()].assign(cell_status=SUPPRESSED)
    parts = [part.reindex(columns=figures.columns) for part in (figures, gone) if len(part)]
    return pd.concat(parts or [figures], ignore_index=True)


def weighted(strata: Any, groups: Sequence[str], value: str, numerator: str, squares: str | None) -> Any:
    """Return one row per group in pandas.

    Args:
        strata: ``groups``, ``community_id``, ``households``, ``respondents``, the numerator and, of a mean, its squares.
        value: Name of the weighted figure.
        squares: Column with the sum of squares of a mean; None: the figure is a share.

    Returns:
        ``groups``, ``respondents`` and sums of the strata counted, ``left_out`` respondents without households,
        ``communities``, ``households``, ``is_weighted``, the figure with ``…_low`` and ``…_high``, ``standard_error`` in
        its unit, ``n_eff`` and ``kish_n_eff`` answers.
    """
    import pandas as pd

    counts = ["respondents", numerator, *([squares] if squares else [])]
    figures = {name: strata[name].to_numpy(float, na_value=np.nan) for name in (*counts, "households")}
    groups = list(groups)
    part = strata.groupby(groups, dropna=False, sort=False).ngroup()
    firsts = strata.loc[~part.duplicated(), groups].to_dict("records")
    rows = []
    for number, names in enumerate(firsts):
        chosen = (part == number).to_numpy()
        of_part = {name: values[chosen] for name, values in figures.items()}
        if of_part["respondents"].sum():
            rows.append(names | _row(of_part, value, counts))
    own = ["left_out", "communities", "households", "is_weighted", value, f"{value}_low", f"{value}_high"]
    columns = [*groups, *counts, *own, "standard_error", "n_eff", "kish_n_eff"]
    kinds = {**strata[[*groups, *counts]].dtypes, "left_out": strata["respondents"].dtype, "is_weighted": bool}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _row(figures: dict[str, Array], value: str, counts: Sequence[str]) -> dict[str, Any]:
    answered = {name: values[figures["respondents"] > 0] for name, values in figures.items()}
    known = {name: values[answered["households"] > 0] for name, values in answered.items()}
    is_weighted = len(known["households"]) > 0
    if not is_weighted:
        known = {name: values.sum(keepdims=True) for name, values in answered.items()} | {"households": np.ones(1)}
    found = _estimate([known[name] for name in counts], known["households"])
    error = float(found.error)
    variance = float(found.value) * (1 - float(found.value))
    return {name: known[name].sum() for name in counts} | {
        "left_out": answered["respondents"].sum() - known["respondents"].sum(),
        "communities": len((known if is_weighted else answered)["respondents"]),
        "households": known["households"].sum() if is_weighted else np.nan,
        "is_weighted": is_weighted,
        value: float(found.value),
        f"{value}_low": float(found.low),
        f"{value}_high": float(found.high),
        "standard_error": error,
        "n_eff": variance / error**2 if len(counts) == 2 and error > 0 else float(found.kish_n_eff),
        "kish_n_eff": float(found.kish_n_eff),
    }


def _estimate(counts: Sequence[Array], homes: Array) -> Stratified:
    n, total, *squares = counts
    if not squares:
        return stratified_share(total, n, homes)
    found = stratified_mean(n, total / n, standard_deviation(n, total, squares[0]), homes)
    low, high = np.maximum(found.low, 0.0), np.minimum(found.high, HIGHEST_INDEX)
    return Stratified(found.value, found.error, low, high, found.kish_n_eff, found.covered)
