"""Comparisons: with the period before 环比, with the same period of last year 同比, with the rest of the company.

Only figures that are shown, of whole and ripe periods, are compared. Shares by Newcombe, means and net promoter scores by
Welch, counts by the ratio of their daily rates, widened where they vary more than chance; others without a test.
The family of a comparison is all members of one period, whatever is shown of them later; ``is_signal`` is q < 0.05.

Spring Festival moves between January and February: by month the two are compared together, on February's row, with the
December before; counts as their monthly mean. A median of two months together is not known, so it is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from pipeline.errors import UsageError
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.figures import deviation
from pipeline.metrics.periods import Period, shifted
from pipeline.metrics.protected import added_up, rated
from pipeline.metrics.result import OK
from pipeline.statistics.differences import Difference, newcombe, of_errors, welch
from pipeline.statistics.multiplicity import false_discovery_within
from pipeline.statistics.rates import overdispersion, rate_ratio

Against = Literal["previous", "year", "rest"]
SIGNAL = 0.05
CHANGE = ("previous", "change", "change_low", "change_high", "p")
RATIO = {"rate_ratio": "change", "rate_ratio_low": "change_low", "rate_ratio_high": "change_high"}
A_YEAR_BACK = {"1mo": 12, "1q": 4, "1y": 1}
FEWEST_FOR_DISPERSION = 4


def require_comparable(against: str | None, by: Sequence[str], period: Period | None) -> None:
    """Refuse a comparison that has nothing to compare with.

    Raises:
        UsageError: If ``against`` is unknown, a year is asked for by day, or the rest without one dimension.
    """
    if against is not None and against not in get_args(Against):
        known = get_args(Against)
        raise UsageError(
            zh=f"不能与 {against!r} 比较；可用：{'、'.join(known)}。",
            en=f"There is no comparison with {against!r}; use {', '.join(known)}.",
        )
    if against == "year" and period not in A_YEAR_BACK:
        raise UsageError(
            zh="同比需要时期 1mo、1q 或 1y。", en="A comparison with last year needs the period 1mo, 1q or 1y."
        )
    if against == "rest" and len(by) != 1:
        raise UsageError(
            zh="与其余比较需要恰好一个维度，如 --by community。",
            en="A comparison with the rest needs exactly one dimension, such as --by community.",
        )


def with_change(
    frame: pd.DataFrame, entry: Metric, groups: Sequence[str], period: Period | None, against: Against = "previous"
) -> pd.DataFrame:
    """Add ``previous`` (the figure compared with), ``change`` with its interval, ``p``, ``q``, ``family_size``, ``is_signal``.

    A rate has its ``rate_ratio`` to ``previous`` beside the change, with its interval.

    Args:
        groups: Columns of a row besides its period; for the rest, the last one is the member.
        against: ``previous`` period, same period of last ``year``, or the ``rest`` of the members in the period.
    """
    is_shown = frame["status"] == OK
    if period is not None:
        is_shown &= frame["is_ripe"] & frame["is_whole"]
    shown = frame[is_shown]
    if against == "rest":
        now, before = _and_the_rest(shown, entry, groups, period)
    else:
        now, before = _and_before(_festival_together(shown, entry, groups, period), entry, groups, period, against)
    changes = np.full((len(CHANGE), len(frame)), np.nan)  # a frame filled piece by piece takes ten times as long
    if len(now):
        found = _difference(now, before, entry, period, _dispersion(shown, entry, groups, period))
        figures = [before[entry.value], found.difference, found.low, found.high, found.p]
        changes[:, frame.index.get_indexer(now.index)] = np.array(figures, float)
    columns = dict(zip(CHANGE, changes, strict=True))
    families = frame["period_start"] if period else np.zeros(len(frame))
    q, family_size = false_discovery_within(columns["p"], families)
    columns |= {"q": q, "family_size": family_size, "is_signal": q < SIGNAL}
    if entry.interval == "poisson":
        previous = np.where(columns["previous"] > 0, columns["previous"], np.nan)
        columns |= {ratio: 1 + columns[change] / previous for ratio, change in RATIO.items()}
    return frame.assign(**columns)


def _festival_together(
    shown: pd.DataFrame, entry: Metric, groups: Sequence[str], period: Period | None
) -> pd.DataFrame:
    """Return the rows to compare: by month, January and February of a year as one row, on February's index."""
    if period != "1mo" or not len(shown):
        return shown
    months = shown["period_start"].dt.month
    if entry.unit == "stock":
        return shown[months != 1]
    others, festival = shown[months > 2], shown[months <= 2]
    if entry.unit in ("days", "hours") or entry.weighs or not len(festival):
        return others
    is_february = months[festival.index] == 2
    keyed = festival.assign(
        year=festival["period_start"].dt.year, rows=1, february=np.where(is_february, festival.index, 0)
    )
    together = added_up(keyed, entry, [*groups, "year"], "rows", "february")
    together = together[together["rows"] == 2]
    februaries = {year: datetime(year, 2, 1) for year in together["year"].unique()}
    together["period_start"] = together["year"].map(februaries).astype(shown["period_start"].dtype)
    if entry.unit == "count":
        together[[entry.numerator, entry.denominator]] /= 2
    else:
        together = rated(together, entry)
    return pd.concat([others, together.set_index("february").drop(columns=["year", "rows"])])


def _and_before(
    shown: pd.DataFrame, entry: Metric, groups: Sequence[str], period: Period | None, against: Against
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that have one to be compared with, and those beside them."""
    if period is None:
        return shown.iloc[:0], shown.iloc[:0]
    back = A_YEAR_BACK[period] if against == "year" else 1
    over_festival = against == "previous" and period == "1mo"
    starts = shown["period_start"]
    followed_by = {
        start: shifted(start, period, 2 if over_festival and start.month == 12 else back) for start in starts.unique()
    }
    before = shown.assign(period_start=starts.map(followed_by).astype(starts.dtype))
    return _paired(shown, before, entry, [*groups, "period_start"])


def _and_the_rest(
    shown: pd.DataFrame, entry: Metric, groups: Sequence[str], period: Period | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the members, and for each the others of its period together."""
    counts = list(dict.fromkeys([entry.numerator, entry.denominator, *entry.counts]))
    keys = [*groups[:-1], *(["period_start"] if period else [])]
    if entry.interval not in ("wilson", "t", "nps", "poisson") or not len(shown):
        return shown.iloc[:0], shown.iloc[:0]
    totals = shown.groupby(keys, dropna=False)[counts].transform("sum") if keys else shown[counts].sum()
    return shown, rated(shown.assign(**(totals - shown[counts])), entry)


def _paired(
    shown: pd.DataFrame, before: pd.DataFrame, entry: Metric, keys: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    figures = list(dict.fromkeys([entry.numerator, entry.denominator, *entry.counts, entry.value]))
    if keys == ["period_start"] and before["period_start"].is_unique:  # one row each: no need to join
        places = pd.Index(before["period_start"]).get_indexer(shown["period_start"])
        paired = shown[places >= 0]
        return paired, before.iloc[places[places >= 0]][[*keys, *figures]].set_index(paired.index)
    pairs = shown[keys].reset_index(names="row").merge(before[[*keys, *figures]], on=keys, how="inner").set_index("row")
    return shown.loc[pairs.index], pairs


def _difference(
    now: pd.DataFrame, before: pd.DataFrame, entry: Metric, period: Period | None, dispersion: pd.Series
) -> Difference:
    if entry.interval == "wilson":
        x, n = entry.numerator, entry.denominator
        return newcombe(now[x], now[n], before[x], before[n])
    if entry.interval in ("t", "nps"):
        sides: list[Any] = []
        for side in (now, before):
            sides += [side[entry.denominator], side[entry.value], deviation(side, entry)]
        return welch(*sides)
    later, earlier = now[entry.value].to_numpy(float), before[entry.value].to_numpy(float)
    if entry.weighs:
        told_by = ["is_weighted", "margins"] if entry.rakes else ["is_weighted"]
        alike = (now[told_by].to_numpy() == before[told_by].to_numpy()).all(axis=1)
        return of_errors(later, now["standard_error"].where(alike), earlier, before["standard_error"])
    if entry.interval == "poisson" or (entry.unit == "count" and period is not None):
        phi = dispersion.reindex(now.index).fillna(1.0)
        if entry.interval == "poisson":
            x, n = entry.numerator, entry.denominator
            ratio = rate_ratio(now[x], now[n], before[x], before[n], dispersion=phi)
        else:
            ratio = rate_ratio(later, 1.0, earlier, 1.0, dispersion=phi)
        with np.errstate(invalid="ignore"):
            return Difference(later - earlier, earlier * (ratio.low - 1), earlier * (ratio.high - 1), ratio.p)
    unknown = np.full(len(now), np.nan)
    return Difference(later - earlier, unknown, unknown, unknown)


def _dispersion(shown: pd.DataFrame, entry: Metric, groups: Sequence[str], period: Period | None) -> pd.Series:
    """Return, per row, how much the counts of its group vary beyond chance over its periods."""
    if entry.interval == "poisson":
        return shown["dispersion"]
    if entry.unit != "count" or period is None or not len(shown):
        return pd.Series(1.0, index=shown.index)
    whole = shown[entry.value].astype(float)

    def of_group(counts: pd.Series) -> float:
        """Return φ of one group's counts, 1 where there are too few."""
        return overdispersion(counts, np.ones(len(counts))) if len(counts) >= FEWEST_FOR_DISPERSION else 1.0

    if not groups:
        return pd.Series(of_group(whole), index=shown.index)
    return whole.groupby([shown[name] for name in groups], dropna=False).transform(of_group)
