"""Facts of the invented company that are written down, not drawn: the YAML files beside this module.

``company.yml`` (communities, kinds of complaint), ``phrases.yml``, ``measures.yml``, ``planted.yml`` (effects).
Grain: one entry per community, per subcategory, per planted effect. Nothing here is drawn at random except
``random_stream``, which gives every part of the generator a stream of its own, so that a change in one part leaves
the others as they were.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.shipped import read_shipped

FIRST_DAY = pd.Timestamp("2022-01-01")
LAST_MOMENT = pd.Timestamp("2025-01-31 23:59")
MONTHS = pd.date_range(FIRST_DAY, LAST_MOMENT, freq="MS")
QUARTERS = pd.period_range("2022Q1", "2024Q4", freq="Q")

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Effect:
    """One planted effect: what is true in the company, where (no community named: everywhere), from when, how large."""

    id: str
    communities: tuple[str, ...]
    start: pd.Timestamp
    end: pd.Timestamp
    where: dict[str, Any]
    size: dict[str, float]

    def holds(self, community: pd.Series, at: pd.Series) -> pd.Series:
        """Tell for each row whether the effect applies to its community at its time."""
        is_here = community.isin(self.communities) if self.communities else community.notna()
        return is_here & at.between(self.start, self.end + pd.Timedelta("1D"), inclusive="left")


def random_stream(seed: int, part: str) -> np.random.Generator:
    """Return the random stream of one part of the generator; equal seeds give equal draws."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


@cache
def read_facts(name: str) -> Any:
    """Read one of the YAML files beside this module. Callers must not change what they get."""
    return read_shipped(_FOLDER / f"{name}.yml")


def communities(scale: float = 1.0) -> pd.DataFrame:
    """One row per community; ``households`` and ``buildings`` follow ``scale``."""
    frame = pd.DataFrame(read_facts("company")["communities"])
    frame["households"] = (frame["households"] * scale).round().astype(int).clip(lower=40)
    frame["buildings"] = (frame["buildings"] * max(scale, 1.0)).round().astype(int)
    return frame


def subcategories() -> pd.DataFrame:
    """One row per kind of complaint: ``name, category, department, rate, hours, season``."""
    return pd.DataFrame(read_facts("company")["subcategories"])


@cache
def effects() -> dict[str, Effect]:
    """The planted effects by id."""
    return {entry["id"]: _effect(entry) for entry in read_facts("planted")}


def _effect(entry: dict[str, Any]) -> Effect:
    named = entry["community"]
    period = entry["period"]
    return Effect(
        id=entry["id"],
        communities=tuple(named) if isinstance(named, list) else (named,) if named else (),
        start=pd.Timestamp(period["start"]),
        end=pd.Timestamp(period["end"]),
        where=entry["where"],
        size=entry["size"],
    )
