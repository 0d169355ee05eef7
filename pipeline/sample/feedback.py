"""What comes after a resolution: the customer is told, called back and, if dissatisfied, contacted again.

Ratings are 1 (very dissatisfied) to 5. Grain: one row per complaint.
"""

import numpy as np
import pandas as pd

from pipeline.sample.facts import effects, random_stream
from pipeline.sample.steps import in_working_hours
from pipeline.sample.texts import Writer

RATINGS = ["非常不满意", "不满意", "一般", "满意", "非常满意"]


def invent_feedback(steps: pd.DataFrame, communities: pd.DataFrame, homes: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return ``steps`` with the feedback (``feedback_channel``, ``has_measures``, ``has_improvement``), the call-back
    (``called_back_at``, ``was_reached``, ``rating``, ``is_confirmed``, ``recontacted_at``, ``second_rating``) and the
    recorded ``result``."""
    rng = random_stream(seed, "feedback")
    cases = steps.copy()
    _add_feedback(cases, rng)
    _add_call_back(cases, rng)
    _add_ratings(cases, communities, rng)
    cases["is_confirmed"] = _confirmations(cases, rng)
    cases["result"] = _results(cases, homes, rng)
    return cases


def _add_feedback(cases: pd.DataFrame, rng: np.random.Generator) -> None:
    """How the customer was told, and whether the record says what was done and what will be better."""
    was_told = cases["feedback_at"].notna()
    channel = rng.choice(["电话", "微信", "短信", "上门"], len(cases), p=[0.6, 0.25, 0.08, 0.07])
    cases["feedback_channel"] = pd.Series(channel, cases.index, dtype=object).where(was_told, None)
    for column, share in {"has_measures": 0.8, "has_improvement": 0.45}.items():
        cases[column] = _yes_or_no(rng.random(len(cases)) < share, where=was_told)


def _add_call_back(cases: pd.DataFrame, rng: np.random.Generator) -> None:
    effect = effects()["handler_without_callbacks"]
    is_theirs = (cases["handler"] == effect.where["handler"]) & cases["community"].isin(effect.communities)
    share = np.where(is_theirs, effect.size["callback_share"], effect.size["callback_share_elsewhere"])
    is_called = cases["resolved_at"].notna() & (rng.random(len(cases)) < share)
    called_at = cases["closed_at"] + pd.to_timedelta(rng.uniform(4, 120, len(cases)), unit="h")
    cases["called_back_at"] = in_working_hours(cases["closed_at"], called_at).where(is_called)
    was_reached = pd.Series(rng.random(len(cases)) < 0.85, cases.index)
    cases["was_reached"] = was_reached.astype(object).where(is_called, None)


def _add_ratings(cases: pd.DataFrame, communities: pd.DataFrame, rng: np.random.Generator) -> None:
    """Most who are reached rate the handling; most of the dissatisfied are contacted again and rate once more."""
    score = _handling_score(cases, communities, rng)
    cases["rating"] = score.where(cases["was_reached"].eq(True) & (rng.random(len(cases)) < 0.92))
    is_recontacted = (cases["rating"] <= 2) & (rng.random(len(cases)) < 0.7)
    second = cases["called_back_at"] + pd.to_timedelta(rng.uniform(24, 240, len(cases)), unit="h")
    cases["recontacted_at"] = in_working_hours(cases["called_back_at"], second).where(is_recontacted)
    better = (score + rng.choice([0, 1, 2, 3], len(cases), p=[0.25, 0.2, 0.35, 0.2])).clip(upper=5)
    cases["second_rating"] = better.where(is_recontacted)


def _handling_score(cases: pd.DataFrame, communities: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """1 to 5: lower after a long wait and after a reopening."""
    quality = cases["community"].map(communities.set_index("name")["quality"])
    days = (cases["resolved_at"] - cases["received_at"]).dt.total_seconds() / 86400
    latent = 4.1 + quality - 0.35 * np.log1p(days) - 0.8 * cases["reopened_at"].notna() + rng.normal(0, 0.8, len(cases))
    return latent.round().clip(1, 5)


def _confirmations(cases: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Whether the resident, when reached, said that the problem is solved; half of the dissatisfied do not."""
    share = np.where(cases["rating"] <= 2, 0.5, 0.96)
    return _yes_or_no(rng.random(len(cases)) < share, where=cases["was_reached"].eq(True))


def _results(cases: pd.DataFrame, homes: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    writer = Writer(rng)
    residents = homes.to_dict("index")
    rows = zip(cases["category"], cases["home"], strict=True)
    result = pd.Series(
        [writer.outcome(category, residents[home]) for category, home in rows], cases.index, dtype=object
    )
    return result.where(cases["resolved_at"].notna() & (rng.random(len(cases)) >= 0.1), None)


def _yes_or_no(is_so: np.ndarray, *, where: pd.Series) -> pd.Series:
    return pd.Series(np.where(is_so, "是", "否"), where.index, dtype=object).where(where, None)
