"""A share over several communities raked to known margins: to households by community and to what is known of respondents.

Weights begin equal and are changed until the communities stand as their households do and the values of each attribute as
``margins.csv`` says. Answers that give none of the values keep the share that they have. Values of under k answers are
taken together with their shares together, and with the next smallest while they are under k, so that no weight rests on
few. A value that nobody gave, or over a fifth of the answers without any, means that margins and survey do not speak of
the same: then there is no figure, and ``unmatched`` names the attribute or value.

Standard error linearised, on what the margins leave unexplained; interval Wilson's on n_eff = p(1 − p) / SE²
(``statistics/survey_mean.py``, ``statistics/weighting.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.metrics.margins import ANSWERED, APART, SATISFIED
from pipeline.metrics.result import MARGINS_UNMET, NO_MARGINS, OK
from pipeline.statistics.intervals import wilson
from pipeline.statistics.survey_mean import Design, weighted_share
from pipeline.statistics.weighting import MarginError, kish, rake

MOST_UNKNOWN = 0.2
UNKNOWN, TOGETHER = "", "\x1f"  # labels that no value has
FIGURES = ("", "_low", "_high")


def raked(strata: pd.DataFrame, margins: pd.DataFrame, groups: Sequence[str], value: str, k: int) -> pd.DataFrame:
    """Return one row per group.

    Args:
        strata: ``groups``, ``community_id``, ``households``, ``respondents``, ``satisfied`` and the counts of cells.
        margins: Of ``margins_by_period``.
        value: Name of the figure.
        k: Answers that a value must have to stand alone.

    Returns:
        ``groups`` and the columns of ``weighted``; ``margins``: the attributes raked to, and from when they hold; ``unmatched``: what does not fit;
        ``cell_status``: ok, no_margins, margins_unmet (then there is no figure).
    """
    rows = []
    for names, part in strata.groupby(list(groups), dropna=False, sort=False):
        group = dict(zip(groups, names, strict=True))
        if part["respondents"].sum():
            rows.append(group | _row(part, _of_period(margins, group), value, k))
    columns = [*groups, "respondents", "satisfied", "left_out", "communities", "households", "is_weighted"]
    columns += [*(f"{value}{end}" for end in FIGURES), "standard_error", "n_eff", "kish_n_eff"]
    frame = pd.DataFrame(rows, columns=[*columns, "margins", "unmatched", "cell_status"])
    return frame.astype({**strata[list(groups)].dtypes, "is_weighted": bool})


def _of_period(margins: pd.DataFrame, group: Mapping[str, Any]) -> pd.DataFrame:
    return margins[margins["period_start"] == group["period_start"]] if "period_start" in margins else margins


def _row(strata: pd.DataFrame, margins: pd.DataFrame, value: str, k: int) -> dict[str, Any]:
    answered = strata[strata["respondents"] > 0]
    known = answered[answered["households"] > 0]
    used = known if len(known) else answered
    names = list(margins["attribute"].unique())
    about = dict(used[["respondents", "satisfied"]].sum()) | {
        "left_out": answered["respondents"].sum() - used["respondents"].sum(),
        "communities": len(used),
        "households": known["households"].sum() if len(known) else np.nan,
        "is_weighted": True,
        "margins": "、".join(_named(margins)),
        "unmatched": "",
    }
    if margins.empty:
        return about | {"cell_status": NO_MARGINS}
    cells = _cells(used, margins)
    unmatched = _unmatched(cells, margins)
    if unmatched:
        return about | {"unmatched": "、".join(unmatched), "cell_status": MARGINS_UNMET}
    populations = {name: _population(cells, margins, name, k) for name in names}
    if len(known):
        populations["community_id"] = {place: float(homes) for place, homes in enumerate(used["households"])}
    try:
        return about | _figures(cells, populations, value) | {"cell_status": OK}
    except MarginError:
        return about | {"unmatched": "、".join(names), "cell_status": MARGINS_UNMET}


def _named(margins: pd.DataFrame) -> list[str]:
    """Return the attributes with the day of their set, so that figures of two sets can be told apart."""
    sets = margins[["attribute", "valid_from"]].drop_duplicates()
    return [f"{row['attribute']} ({row['valid_from']:%Y-%m-%d})" for row in sets.to_dict("records")]


def _cells(strata: pd.DataFrame, margins: pd.DataFrame) -> pd.DataFrame:
    """Return ``n`` and ``satisfied`` per stratum (its place) and cell, with a column of values per attribute."""
    columns = [name for name in strata if name.startswith(ANSWERED)]
    n = strata[columns].to_numpy(float)
    place, at = np.nonzero(n)
    yes = strata[[SATISFIED + name.removeprefix(ANSWERED) for name in columns]].to_numpy(float)
    said = [name.removeprefix(ANSWERED).split(APART) for name in columns]
    values = {}
    for (attribute, position), lines in margins.groupby(["attribute", "place"]):
        named = {answer: row["value"] for row in lines.to_dict("records") for answer in row["answers"]}
        values[attribute] = [named.get(said[cell][position], UNKNOWN) for cell in at]
    return pd.DataFrame({"community_id": place, "n": n[place, at], "satisfied": yes[place, at]} | values)


def _unmatched(cells: pd.DataFrame, margins: pd.DataFrame) -> list[str]:
    """Return the values that nobody gave, and the attributes of which too many gave none."""
    found = []
    for attribute, lines in margins.groupby("attribute", sort=False):
        sizes = cells.groupby(attribute)["n"].sum()
        found += [f"{attribute} = {value}" for value in lines["value"] if value not in sizes]
        if sizes.get(UNKNOWN, 0) > MOST_UNKNOWN * sizes.sum():
            found.append(str(attribute))
    return found


def _population(cells: pd.DataFrame, margins: pd.DataFrame, attribute: str, k: int) -> dict[Any, float]:
    """Return value → share of the population, and put small values together, in ``cells`` too."""
    sizes = cells.groupby(attribute)["n"].sum().sort_values(kind="stable")
    lines = margins[margins["attribute"] == attribute]
    unknown = sizes.get(UNKNOWN, 0) / sizes.sum()
    shares = dict(zip(lines["value"], lines["share"] * (1 - unknown), strict=True))
    if unknown:
        shares[UNKNOWN] = unknown
    few = int((sizes < k).sum())
    while few and few < len(sizes) and sizes.iloc[:few].sum() < k:
        few += 1
    small = set(sizes.index[:few])
    cells[attribute] = [TOGETHER if value in small else value for value in cells[attribute]]
    alone = {value: share for value, share in shares.items() if value not in small}
    return alone | ({TOGETHER: sum(shares[value] for value in small)} if small else {})


def _figures(cells: pd.DataFrame, populations: Mapping[str, dict[Any, float]], value: str) -> dict[str, Any]:
    labels = [cells[name].to_numpy() for name in populations]
    whole = [{label: size / sum(sizes.values()) for label, size in sizes.items()} for sizes in populations.values()]
    n = cells["n"].to_numpy()
    weights = rake(n, labels, whole) / n
    found = weighted_share(cells["satisfied"], n, Design(weights, margins=labels))
    cost = kish(weights, n).n_eff
    n_eff = found.value * (1 - found.value) / found.error**2 if found.error > 0 else cost
    ends = wilson(found.value * n_eff, n_eff)
    figures = dict(zip((f"{value}{end}" for end in FIGURES), (found.value, *map(float, ends)), strict=True))
    return figures | {"standard_error": found.error, "n_eff": n_eff, "kish_n_eff": cost}
