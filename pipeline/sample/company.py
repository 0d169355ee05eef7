"""The invented company as a whole: what is true, before any export layout gets hold of it."""

from dataclasses import dataclass

import pandas as pd

from pipeline.sample.complaints import invent_arrivals
from pipeline.sample.facts import communities
from pipeline.sample.feedback import invent_feedback
from pipeline.sample.operations import invent_indicators, invent_measures
from pipeline.sample.residents import invent_homes
from pipeline.sample.steps import invent_steps
from pipeline.sample.surveys import invent_responses


@dataclass(frozen=True)
class Company:
    """Six tables; ``home`` in ``complaints`` and ``responses`` is the row number in ``homes``."""

    communities: pd.DataFrame
    homes: pd.DataFrame
    complaints: pd.DataFrame
    responses: pd.DataFrame
    measures: pd.DataFrame
    indicators: pd.DataFrame


def invent_company(*, seed: int = 2024, scale: float = 1.0) -> Company:
    """Invent the company: equal ``seed`` and ``scale`` give equal tables. ``scale`` multiplies homes, complaints and
    responses."""
    named = communities(scale)
    homes = invent_homes(named, seed=seed)
    steps = invent_steps(invent_arrivals(named, homes, seed=seed), named, seed=seed)
    return Company(
        communities=named,
        homes=homes,
        complaints=invent_feedback(steps, named, homes, seed=seed),
        responses=invent_responses(named, homes, seed=seed, scale=scale),
        measures=invent_measures(),
        indicators=invent_indicators(named, seed=seed),
    )
