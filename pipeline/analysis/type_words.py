"""Which words residents use for a type and not for the others (specification clause ch10.i2).

Counted are homes (else residents) that used a word in complaints of a type, so that who writes often is one. Log-odds of
the word against the other types with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008):

    d = ln((y + a) / (n + A − y − a)) − ln((y' + a) / (n' + A − y' − a))       z = d / √(1/(y + a) + 1/(y' + a))

y, y'  homes with the word, of the type and of the others     n, n'  the same, summed over all words
a      prior of the word: its share of all words × A          A      1,000, at most a tenth of all words

Words that say nothing (``stop_words.yml``) are no words and in no sum. Only scrubbed texts are read, and a word is listed only if at least k = 10 homes used it in the type: no single person's
words show. Complaints with neither home nor resident are left out, since nobody can tell how many people wrote them.
q is Benjamini and Hochberg's over all words of all types. Unit: homes, shares 0 to 1. Grain: one row per type and word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.complaints import chosen_complaints
from pipeline.analysis.tokens import stop_words, words_of
from pipeline.statistics.multiplicity import false_discovery

MONTHS = 12
FEWEST_HOMES = 10
PRIOR, PRIOR_SHARE = 1000, 10
DISCOVERIES = 0.05
BATCH = 5000
COLUMNS = ["type", "word", "homes", "share", "share_elsewhere", "log_odds", "z", "q"]


def distinctive_words(
    connection: duckdb.DuckDBPyConnection,
    *,
    by: str | None = None,
    type_name: str | None = None,
    months: int = MONTHS,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    k: int = FEWEST_HOMES,
) -> pd.DataFrame:
    """Return the words of each type that its homes use more than those of the other types, the surest first.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        by: Level of types, as of ``pareto_of_types``.
        type_name: Only this type is shown; it changes no figure.
        months: Whole months that are counted.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values, of the complaints counted.
        k: Homes that must have used a word in the type; never under 10.

    Returns:
        ``COLUMNS``: ``share`` of the type's homes that used the word, ``share_elsewhere`` of those of the other types.

    Raises:
        UsageError: If ``by`` or ``months`` is off.
        UnknownColumnError: If ``where`` has a column that complaints do not have.
    """
    complaints = chosen_complaints(connection, months=months, as_of=as_of, where=where)
    used, homes = _used(complaints.rows, complaints.level(by))
    frame = _scored(used, homes)
    listed = frame[(frame["homes"] >= max(k, FEWEST_HOMES)) & (frame["z"] > 0) & (frame["q"] <= DISCOVERIES)]
    if type_name is not None:
        listed = listed[listed["type"] == type_name]
    return listed.sort_values(["type", "z"], ascending=[True, False], kind="stable", ignore_index=True)[COLUMNS]


def _used(rows: duckdb.DuckDBPyRelation, level: str) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """Return type → word → homes that used it, and type → homes. One home at a time is in memory."""
    texts = (
        rows.filter(f"{level} is not null and coalesce(home_id, resident_id) is not null")
        .project(f"{level}, coalesce(home_id, resident_id), concat_ws(' ', summary, description) as written")
        .filter("written <> ''")
        .order("1, 2")
    )
    used: dict[str, Counter[str]] = defaultdict(Counter)
    homes: Counter[str] = Counter()
    for (kind, _), written in groupby(_fetched(texts), key=lambda row: row[:2]):
        used[kind].update({word for row in written for word in words_of(row[2])} - stop_words())
        homes[kind] += 1
    return used, homes


def _fetched(relation: duckdb.DuckDBPyRelation) -> Iterator[tuple[str, str, str]]:
    for batch in relation.to_arrow_reader(BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _scored(used: Mapping[str, Counter[str]], homes: Counter[str]) -> pd.DataFrame:
    together: Counter[str] = sum(used.values(), Counter())
    words_in_all, homes_in_all = sum(together.values()), sum(homes.values())
    rows = []
    for kind, counts in used.items():
        y = np.array([counts[word] for word in together], float)
        elsewhere = np.array(list(together.values()), float) - y
        prior = min(PRIOR, words_in_all / PRIOR_SHARE)
        a = np.array(list(together.values()), float) / words_in_all * prior
        n = counts.total()
        odds = [(part + a) / (size + prior - part - a) for part, size in ((y, n), (elsewhere, words_in_all - n))]
        log_odds = np.log(odds[0]) - np.log(odds[1])
        z = log_odds / np.sqrt(1 / (y + a) + 1 / (elsewhere + a))
        others = homes_in_all - homes[kind]
        shares = y / homes[kind], elsewhere / (others or np.nan)
        rows.append(
            pd.DataFrame(
                dict(zip(COLUMNS[:-1], [kind, list(together), y.astype(int), *shares, log_odds, z], strict=True))
            )
        )
    frame = pd.concat(rows, ignore_index=True) if len(used) > 1 else pd.DataFrame(columns=COLUMNS[:-1])
    return frame.assign(q=false_discovery(_two_sided(frame["z"].to_numpy(float))))


def _two_sided(z: np.ndarray) -> np.ndarray:
    from scipy.special import ndtr

    return 2 * ndtr(-np.abs(z))
