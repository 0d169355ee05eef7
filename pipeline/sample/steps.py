"""What happens to a complaint: the process steps, due time, outcome, reopening, closing.

Steps in order: registered, assigned, responded, investigated, proposed, approved, executed, resolved, feedback, closed,
archived. Grain: one row per complaint. Times may lie after the last day; ``register_state.py`` shows what a register
knew at a moment.
"""

import numpy as np
import pandas as pd

from pipeline.sample.complaints import in_spring_festival
from pipeline.sample.facts import effects, random_stream, subcategories

STEPS = ["registered_at", "assigned_at", "responded_at", "investigated_at", "proposed_at", "approved_at", "executed_at"]
LIMITS = {"一般": pd.Timedelta("3D"), "紧急": pd.Timedelta("1D"), "重大": pd.Timedelta("7D")}
ENDED_OTHERWISE = {"withdrawn": 0.025, "merged": 0.015, "out_of_scope": 0.015}

_STEP_WEIGHTS = [0.3, 0.6, 1.5, 2.0, 2.0, 1.5, 3.0, 2.0]
_STEP_LEFT_OUT = {"investigated_at": 0.1, "proposed_at": 0.3, "approved_at": 0.35, "executed_at": 0.08}
_PACE_OF_SEVERITY = {"一般": 1.0, "紧急": 0.45, "重大": 1.8}
_SPREAD = 0.85


def invent_steps(arrivals: pd.DataFrame, communities: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return ``arrivals`` with the times of the steps, ``due_at``, ``outcome``, ``first_resolved_at``, ``reopened_at``
    and ``resolved_at`` (the last resolution)."""
    rng = random_stream(seed, "steps")
    cases = arrivals.copy()
    duration = pd.to_timedelta(_hours_to_resolution(cases, communities, rng), unit="h")
    cases["outcome"] = _outcomes(len(cases), rng)
    _add_times(cases, duration, rng)
    _add_due(cases, rng)
    _add_reopening(cases, rng)
    _add_closing(cases, rng)
    return cases


def _hours_to_resolution(cases: pd.DataFrame, communities: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    median = cases["subcategory"].map(subcategories().set_index("name")["hours"])
    pace = cases["community"].map(communities.set_index("name")["pace"])
    for effect in effects().values():
        ratio = effect.size.get("resolution_time_ratio", 1.0)
        pace = pace.where(~effect.holds(cases["community"], cases["received_at"]), pace * ratio)
    holiday = np.where(in_spring_festival(cases["received_at"]), 2.0, 1.0)
    summer_backlog = np.where(cases["received_at"].dt.month.isin([7, 8]), 1.35, 1.0)
    spread = rng.lognormal(0, _SPREAD, len(cases))
    return (median * pace * cases["severity"].map(_PACE_OF_SEVERITY) * holiday * summer_backlog * spread).to_numpy()


def _outcomes(count: int, rng: np.random.Generator) -> np.ndarray:
    never = 0.012
    shares = [1 - never - sum(ENDED_OTHERWISE.values()), never, *ENDED_OTHERWISE.values()]
    return rng.choice(["resolved", "open", *ENDED_OTHERWISE], count, p=shares).astype(object)


def _add_times(cases: pd.DataFrame, duration: pd.TimedeltaIndex, rng: np.random.Generator) -> None:
    shares = rng.gamma(_STEP_WEIGHTS, size=(len(cases), len(_STEP_WEIGHTS)))
    progress = (shares.cumsum(axis=1) / shares.sum(axis=1, keepdims=True))[:, :-1]
    for place, step in enumerate(STEPS):
        cases[step] = in_working_hours(cases["received_at"], cases["received_at"] + duration * progress[:, place])
    for step, share in _STEP_LEFT_OUT.items():
        cases.loc[rng.random(len(cases)) < share, step] = pd.NaT
    _swap_some_approvals(cases, rng)
    resolved = in_working_hours(cases["received_at"], cases["received_at"] + duration)
    cases["first_resolved_at"] = resolved.where(cases["outcome"] == "resolved")
    ended_early = cases["outcome"] != "resolved"
    cases.loc[ended_early, STEPS[4:]] = pd.NaT


def _swap_some_approvals(cases: pd.DataFrame, rng: np.random.Generator) -> None:
    """In a few cases the leader's approval was entered before the proposal."""
    swapped = cases["approved_at"].notna() & cases["proposed_at"].notna() & (rng.random(len(cases)) < 0.03)
    cases.loc[swapped, ["proposed_at", "approved_at"]] = cases.loc[swapped, ["approved_at", "proposed_at"]].to_numpy()


def in_working_hours(received_at: pd.Series, at: pd.Series) -> pd.Series:
    """Move ``at`` into 08:00 to 19:00 of its day, but not before two minutes after receipt; keeps the order of
    steps."""
    day = at.dt.normalize()
    working = day + pd.Timedelta("8h") + (at - day) * (11 / 24)
    earliest = received_at + pd.Timedelta("2min")
    return working.where(working > earliest, earliest).dt.floor("min")


def _add_due(cases: pd.DataFrame, rng: np.random.Generator) -> None:
    due_at = cases["received_at"] + cases["severity"].map(LIMITS)
    cases["due_at"] = due_at.where(rng.random(len(cases)) >= 0.04)


def _add_reopening(cases: pd.DataFrame, rng: np.random.Generator) -> None:
    effect = effects()["repairs_that_do_not_last"]
    is_theirs = (cases["handler"] == effect.where["handler"]) & cases["community"].isin(effect.communities)
    share = np.where(is_theirs, effect.size["reopen_share"], effect.size["reopen_share_elsewhere"])
    is_reopened = cases["first_resolved_at"].notna() & (rng.random(len(cases)) < share)
    again = cases["first_resolved_at"] + pd.to_timedelta(rng.uniform(12, 20 * 24, len(cases)), unit="h")
    cases["reopened_at"] = in_working_hours(cases["first_resolved_at"], again).where(is_reopened)
    finally_resolved = cases["reopened_at"] + pd.to_timedelta(rng.lognormal(3.6, 0.7, len(cases)), unit="h")
    finally_resolved = in_working_hours(cases["reopened_at"], finally_resolved)
    cases["resolved_at"] = finally_resolved.where(is_reopened, cases["first_resolved_at"])


def _add_closing(cases: pd.DataFrame, rng: np.random.Generator) -> None:
    """Closing follows the last resolution; withdrawn, merged and out-of-scope cases are closed without one."""
    ended = cases["received_at"] + pd.to_timedelta(rng.exponential(30, len(cases)) + 1, unit="h")
    ended = in_working_hours(cases["received_at"], ended).where(cases["outcome"].isin(list(ENDED_OTHERWISE)))
    informed = _later(cases["resolved_at"], 8, rng)
    cases["feedback_at"] = informed.where(rng.random(len(cases)) >= 0.12)
    cases["closed_at"] = _later(informed, 16, rng).fillna(ended)
    cases["archived_at"] = _later(cases["closed_at"], 90, rng).where(rng.random(len(cases)) >= 0.15)


def _later(at: pd.Series, hours: float, rng: np.random.Generator) -> pd.Series:
    return in_working_hours(at, at + pd.to_timedelta(rng.exponential(hours, len(at)), unit="h"))
