"""Complaints as they come in: how many, about what, when, from which home, in which words.

    expected complaints = households / 1,000 x rate x volume x inclination of the community x season x planted effect

Counts are Poisson around it. Grain: one row per complaint, ordered by ``received_at``; ``steps.py`` and
``feedback.py`` add what happens to it.
"""

import numpy as np
import pandas as pd

from pipeline.sample.facts import (
    FIRST_DAY,
    LAST_MOMENT,
    MONTHS,
    Effect,
    effects,
    random_stream,
    read_facts,
    subcategories,
)
from pipeline.sample.texts import Writer

CHANNELS = {"电话": 0.36, "微信小程序": 0.27, "前台": 0.15, "业主群": 0.1, "12345热线": 0.07, "上门走访": 0.05}
SEVERITIES = {"一般": 0.8, "紧急": 0.15, "重大": 0.05}
_REPEAT_SHARE = 0.05
_HOUR_WEIGHTS = np.array([1, 1, 1, 1, 1, 2, 5, 12, 22, 26, 24, 18, 14, 14, 18, 20, 18, 17, 20, 22, 18, 12, 6, 2])


def invent_arrivals(communities: pd.DataFrame, homes: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return the complaints with ``community, category, subcategory, department, received_at, home, channel,
    severity, handler, text, is_repeat, has_room``; ``home`` is the row number in ``homes``."""
    # Named so that with the default seed the measure that does nothing does not seem to do something by a fluke.
    rng = random_stream(seed, "incoming complaints")
    arrivals = _thin_spring_festivals(_draw_arrivals(communities, rng), rng)
    arrivals["home"] = _draw_homes(arrivals, homes, rng)
    arrivals["is_repeat"] = False
    planted = [_recurring_drain(homes, rng), _one_home_many_reports(homes, rng), _repeats(arrivals, rng)]
    arrivals = pd.concat([arrivals, *planted], ignore_index=True)
    arrivals = arrivals.sort_values("received_at", kind="stable", ignore_index=True)
    kinds = subcategories()[["name", "category", "department"]].rename(columns={"name": "subcategory"})
    arrivals = arrivals.merge(kinds, on="subcategory", how="left")
    arrivals["channel"] = rng.choice(list(CHANNELS), len(arrivals), p=list(CHANNELS.values()))
    arrivals["severity"] = rng.choice(list(SEVERITIES), len(arrivals), p=list(SEVERITIES.values()))
    arrivals["handler"] = _handlers(arrivals, communities)
    arrivals["text"] = _texts(arrivals, homes, rng)
    arrivals["has_room"] = _has_room(arrivals, rng)
    return arrivals


def expected_complaints(communities: pd.DataFrame) -> pd.DataFrame:
    """Return ``expected`` complaints for each ``community``, ``subcategory`` and ``month``."""
    kinds = subcategories().rename(columns={"name": "subcategory"})
    grid = communities.rename(columns={"name": "community"}).merge(kinds, how="cross")
    grid = grid.merge(pd.DataFrame({"month": MONTHS}), how="cross")
    inclination = [prone.get(kind, 1.0) for prone, kind in zip(grid["prone"], grid["subcategory"], strict=True)]
    seasons = read_facts("company")["seasons"]
    season = [seasons[key][month.month - 1] for key, month in zip(grid["season"], grid["month"], strict=True)]
    has_it = (grid["subcategory"] != "供暖") | grid["heating"]
    grid["expected"] = grid["households"] / 1000 * grid["rate"] * grid["volume"] * inclination * season * has_it
    for effect in effects().values():
        if "complaint_rate_ratio" in effect.size:
            affected = effect.holds(grid["community"], grid["month"]) & (
                grid["subcategory"] == effect.where["subcategory"]
            )
            grid.loc[affected, "expected"] *= effect.size["complaint_rate_ratio"]
    return grid[["community", "subcategory", "month", "expected"]]


def _draw_arrivals(communities: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    grid = expected_complaints(communities)
    arrivals = grid.loc[grid.index.repeat(rng.poisson(grid["expected"])), ["community", "subcategory", "month"]]
    arrivals = arrivals.reset_index(drop=True)
    day = (rng.random(len(arrivals)) * arrivals["month"].dt.days_in_month).astype(int)
    arrivals["received_at"] = arrivals.pop("month") + pd.to_timedelta(day, unit="D") + _clock(len(arrivals), rng)
    return arrivals


def _clock(count: int, rng: np.random.Generator) -> pd.TimedeltaIndex:
    hours = rng.choice(24, count, p=_HOUR_WEIGHTS / _HOUR_WEIGHTS.sum())
    return pd.to_timedelta(hours * 60 + rng.integers(0, 60, count), unit="min")


def _thin_spring_festivals(arrivals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    is_dropped = in_spring_festival(arrivals["received_at"]) & (rng.random(len(arrivals)) < 0.6)
    return arrivals[~is_dropped].reset_index(drop=True)


def in_spring_festival(at: pd.Series) -> pd.Series:
    """Tell for each time whether it lies in a Spring Festival holiday."""
    inside = pd.Series(False, index=at.index)
    for first, last in read_facts("company")["spring_festivals"]:
        inside |= at.between(pd.Timestamp(first), pd.Timestamp(last) + pd.Timedelta("1D"), inclusive="left")
    return inside


def _draw_homes(arrivals: pd.DataFrame, homes: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    # The power makes some homes complain more often than others, as in every register.
    place = rng.random(len(arrivals)) ** 1.6
    chosen = pd.Series(0, index=arrivals.index)
    for community, rows in arrivals.groupby("community").groups.items():
        own = rng.permutation(homes.index[homes["community"] == community])
        chosen[rows] = own[(place[rows] * len(own)).astype(int)]
    return chosen


def _recurring_drain(homes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    effect = effects()["recurring_drain"]
    affected = homes.index[
        (homes["community"] == effect.communities[0]) & (homes["building"] == effect.where["building"])
    ]
    return _extra_reports(effect, rng.choice(affected[:16], int(effect.size["extra_reports"])), rng)


def _one_home_many_reports(homes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    effect = effects()["one_home_many_reports"]
    home = rng.choice(homes.index[homes["community"] == effect.communities[0]])
    return _extra_reports(effect, np.repeat(home, int(effect.size["extra_reports"])), rng)


def _extra_reports(effect: Effect, of_homes: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    days = rng.integers(0, (effect.end - effect.start).days, len(of_homes))
    received_at = effect.start + pd.to_timedelta(np.sort(days), unit="D") + _clock(len(of_homes), rng)
    return pd.DataFrame(
        {
            "community": effect.communities[0],
            "subcategory": effect.where["subcategory"],
            "received_at": received_at,
            "home": of_homes,
            "is_repeat": pd.Series(of_homes).duplicated(),
        }
    )


def _repeats(arrivals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same home about the same thing again, two weeks to three months later."""
    repeated = arrivals[rng.random(len(arrivals)) < _REPEAT_SHARE].copy()
    days = pd.to_timedelta(rng.integers(14, 90, len(repeated)), unit="D")
    repeated["received_at"] = repeated["received_at"].dt.normalize() + days + _clock(len(repeated), rng)
    repeated["is_repeat"] = True
    return repeated[repeated["received_at"].between(FIRST_DAY, LAST_MOMENT)]


def _handlers(arrivals: pd.DataFrame, communities: pd.DataFrame) -> list[str]:
    departments = read_facts("company")["departments"]
    staff = {
        row.name: dict(zip(departments, row.staff, strict=True))
        for row in communities.itertuples(index=False, name="Row")
    }
    return [staff[c][d] for c, d in zip(arrivals["community"], arrivals["department"], strict=True)]


def _has_room(arrivals: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Whether the room was registered; now and then it was not, in one community often."""
    effect = effects()["incomplete_register"]
    is_theirs = arrivals["community"].isin(effect.communities)
    missing = np.where(is_theirs, effect.size["share_without_room"], effect.size["share_elsewhere"])
    return rng.random(len(arrivals)) >= missing


def _texts(arrivals: pd.DataFrame, homes: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    writer = Writer(rng)
    residents = homes.to_dict("index")
    rows = zip(arrivals["subcategory"], arrivals["home"], arrivals["is_repeat"], strict=True)
    return [writer.complaint(kind, residents[home], is_repeat=again) for kind, home, again in rows]
