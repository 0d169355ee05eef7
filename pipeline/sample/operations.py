"""Improvement measures and operational indicators of the invented company.

Grain: one row per measure; one row per community, period and indicator. ``value`` = ``numerator`` / ``denominator``
for rates (0 to 1), a count otherwise.
"""

import numpy as np
import pandas as pd

from pipeline.sample.facts import MONTHS, QUARTERS, effects, random_stream, read_facts

# Name in the export, period, denominator per household (None: a count), typical value.
INDICATORS = {
    "training_pass_rate": ("培训合格率", "Q", 0.02, 0.84),
    "fee_collection_rate": ("物业费收缴率", "M", 1.0, 0.9),
    "visits": ("走访户数", "M", None, 0.05),
    "activities": ("社区活动场次", "Q", None, 0.003),
    "drills": ("应急演练次数", "Q", None, 0.0012),
}


def invent_indicators(communities: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return ``community, period, indicator, numerator, denominator, value``."""
    rng = random_stream(seed, "indicators")
    frames = [_indicator(name, communities, rng) for name in INDICATORS]
    return pd.concat(frames, ignore_index=True)


def _indicator(name: str, communities: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    _, frequency, share, typical = INDICATORS[name]
    starts = QUARTERS.to_timestamp() if frequency == "Q" else MONTHS
    frame = communities[["name", "households", "quality"]].rename(columns={"name": "community"})
    frame = frame.merge(pd.DataFrame({"start": starts}), how="cross")
    frame["period"] = frame["start"].dt.to_period(frequency).astype(str)
    frame["indicator"] = name
    if share is None:
        frame["numerator"] = rng.poisson(frame["households"] * typical * (1 + frame["quality"]))
        frame["denominator"] = pd.NA
        frame["value"] = frame["numerator"].astype(float)
    else:
        frame["denominator"] = (frame["households"] * share).round().clip(lower=8).astype(int)
        expected = (_level(name, frame, typical) + 0.08 * frame["quality"]).clip(0.3, 0.99)
        frame["numerator"] = rng.binomial(frame["denominator"], expected)
        frame["value"] = (frame["numerator"] / frame["denominator"]).round(4)
    return frame[["community", "period", "indicator", "numerator", "denominator", "value"]]


def _level(name: str, frame: pd.DataFrame, typical: float) -> pd.Series:
    level = pd.Series(typical, index=frame.index)
    effect = effects()["rising_training"]
    if name == effect.where["indicator"]:
        level = level.where(~frame["community"].isin(effect.communities), effect.size["before"])
        level = level.where(~effect.holds(frame["community"], frame["start"]), effect.size["after"])
    return level


def invent_measures() -> pd.DataFrame:
    """Return the register of improvement measures; two of them are planted effects."""
    return pd.DataFrame(read_facts("measures"))
