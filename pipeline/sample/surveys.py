"""Quarterly satisfaction surveys of the whole company.

    item = level of the item + quality of the community + planted shift + halo of the respondent + chance
    overall = level + sum of (weight x deviation of each driver) + quality + planted shift + chance

rounded to 1-5. Grain: one row per response (one respondent, one quarter). Missing ratings: 0 stands for 不了解 (do
not know), -1 for skipped because an earlier answer ruled the question out.
"""

import numpy as np
import pandas as pd

from pipeline.sample.facts import QUARTERS, effects, random_stream, read_facts
from pipeline.sample.texts import Writer

DO_NOT_KNOW, SKIPPED = 0, -1
RESPONSES_PER_QUARTER = 420
INVITED_PER_QUARTER = 1500

# Level on the 1-5 scale, share of residents who do not know.
ITEMS = {
    "attitude": (3.95, 0.02),
    "efficiency": (3.6, 0.03),
    "effect": (3.65, 0.04),
    "assurance": (3.55, 0.08),
    "cleaning": (3.85, 0.0),
    "greening": (3.75, 0.01),
    "gate_safety": (3.8, 0.02),
    "fire_safety": (3.6, 0.09),
    "lifts": (3.7, 0.03),
    "shared_facilities": (3.6, 0.02),
    "fees": (3.15, 0.05),
    "complaint_handling": (3.3, 0.24),
    "activities": (3.8, 0.0),
}
AGES = {"18-29岁": 0.14, "30-39岁": 0.27, "40-49岁": 0.22, "50-59岁": 0.17, "60岁及以上": 0.2}
TENURES = {"1年以下": 0.1, "1-3年": 0.22, "3-5年": 0.24, "5-10年": 0.26, "10年以上": 0.18}
OCCUPANCIES = {"业主自住": 0.74, "租户": 0.19, "业主家属": 0.07}
NEEDS = {
    "老年助餐": 0.08,
    "上门护理": 0.06,
    "儿童托管": 0.2,
    "快递代收": 0.38,
    "家政保洁": 0.27,
    "家电维修": 0.33,
    "宠物服务": 0.13,
    "其他": 0.04,
}

_HALO = 0.3
_SPREAD = 0.8


def invent_responses(communities: pd.DataFrame, homes: pd.DataFrame, *, seed: int, scale: float) -> pd.DataFrame:
    """Return the responses with ``quarter, community, home, submitted_at, seconds``, the attributes, one column per
    item of ``ITEMS``, ``overall``, ``recommend`` (0-10), ``joined_activities``, ``needs`` (tuple), ``other_need`` and
    ``suggestion``."""
    rng = random_stream(seed, "responses")
    responses = _draw_respondents(communities, homes, rng, scale)
    _add_attributes(responses, rng)
    _add_ratings(responses, communities, rng)
    _add_needs(responses, rng)
    _add_careless(responses, rng)
    responses["suggestion"] = _suggestions(responses, homes, rng)
    return responses


def _draw_respondents(
    communities: pd.DataFrame, homes: pd.DataFrame, rng: np.random.Generator, scale: float
) -> pd.DataFrame:
    # Small communities answer a little more often than their share of homes.
    weight = communities["households"] ** 0.8
    share = (weight / weight.sum()).to_numpy()
    drawn = []
    for quarter in QUARTERS:
        counts = rng.poisson(RESPONSES_PER_QUARTER * scale * share)
        for name, count in zip(communities["name"], counts, strict=True):
            own = homes.index[homes["community"] == name]
            chosen = rng.choice(own, min(count, len(own)), replace=False)
            drawn.append(pd.DataFrame({"quarter": str(quarter), "community": name, "home": chosen}))
    responses = pd.concat(drawn, ignore_index=True)
    responses["submitted_at"] = _submission_times(responses["quarter"], rng)
    responses["seconds"] = (rng.lognormal(5.15, 0.45, len(responses))).astype(int) + 40
    return responses.sort_values("submitted_at", kind="stable", ignore_index=True)


def _submission_times(quarter: pd.Series, rng: np.random.Generator) -> pd.Series:
    """In the last month of the quarter, from the 5th to the 25th, between 08:00 and 22:00."""
    opens = pd.PeriodIndex(quarter, freq="Q").asfreq("M", how="end").to_timestamp() + pd.Timedelta("4D")
    days = (rng.random(len(quarter)) ** 1.5 * 21).astype(int)
    seconds = 8 * 3600 + (rng.random(len(quarter)) * 14 * 3600).astype(int)
    return pd.Series(opens + pd.to_timedelta(days, unit="D") + pd.to_timedelta(seconds, unit="s"), index=quarter.index)


def _add_attributes(responses: pd.DataFrame, rng: np.random.Generator) -> None:
    for column, shares in {"age": AGES, "tenure": TENURES, "occupancy": OCCUPANCIES}.items():
        responses[column] = rng.choice(list(shares), len(responses), p=list(shares.values()))
    responses["joined_activities"] = rng.random(len(responses)) < 0.35


def _add_ratings(responses: pd.DataFrame, communities: pd.DataFrame, rng: np.random.Generator) -> None:
    quality = responses["community"].map(communities.set_index("name")["quality"]).to_numpy()
    halo = rng.normal(0, _HALO, len(responses))
    deviations = {}
    for item, (level, unknown) in ITEMS.items():
        # Fees carry no halo: what residents think of the price has little to do with the rest.
        deviation = (halo if item != "fees" else 0.15 * halo) + rng.normal(0, _SPREAD, len(responses))
        deviation = deviation + quality + _planted_shift(responses, item)
        deviations[item] = deviation
        responses[item] = _to_scale(level + deviation)
        responses.loc[rng.random(len(responses)) < unknown, item] = DO_NOT_KNOW
    responses.loc[~responses["joined_activities"], "activities"] = SKIPPED
    latent = 3.6 + _driven(deviations) + _overall_shift(responses) + rng.normal(0, 0.45, len(responses))
    responses["overall"] = _to_scale(latent)
    responses["recommend"] = (latent * 2 - 0.4 + rng.normal(0, 1.1, len(responses))).round().clip(0, 10).astype(int)


def _to_scale(latent: np.ndarray) -> np.ndarray:
    return latent.round().clip(1, 5).astype(int)


def _planted_shift(responses: pd.DataFrame, item: str) -> np.ndarray:
    """The lifts of one community fail, its other facilities are judged a little worse with them; a training improves
    the attitude of all staff."""
    community, at = responses["community"], responses["submitted_at"]
    lifts, training = effects()["lift_failure"], effects()["service_training"]
    share = {"lifts": 1.0, "shared_facilities": 0.6}.get(item, 0.0)
    shift = share * lifts.size["facilities_shift"] * lifts.holds(community, at)
    return (shift + training.size.get(f"{item}_shift", 0.0) * training.holds(community, at)).to_numpy()


def _overall_shift(responses: pd.DataFrame) -> np.ndarray:
    shift = np.zeros(len(responses))
    for id_ in ("lift_failure", "weakest_community"):
        effect = effects()[id_]
        shift += (
            effect.size["overall_shift"] * effect.holds(responses["community"], responses["submitted_at"]).to_numpy()
        )
    return shift


def _driven(deviations: dict[str, np.ndarray]) -> np.ndarray:
    weights = effects()["drivers_of_overall"].size
    indicators = {
        "complaint_handling": deviations["complaint_handling"],
        "safety": (deviations["gate_safety"] + deviations["fire_safety"]) / 2,
        "facilities": (deviations["lifts"] + deviations["shared_facilities"]) / 2,
        "effect": deviations["effect"],
        "fees": deviations["fees"],
    }
    return sum(weights[name] * deviation for name, deviation in indicators.items())


def _add_needs(responses: pd.DataFrame, rng: np.random.Generator) -> None:
    effect = effects()["elderly_needs"]
    chosen = rng.random((len(responses), len(NEEDS))) < np.array(list(NEEDS.values()))
    wants_both = (responses["age"] == effect.where["value"]) & (
        rng.random(len(responses)) < effect.size["share_choosing_both"]
    )
    chosen[np.ix_(wants_both, [list(NEEDS).index(need) for need in effect.where["needs"]])] = True
    chosen[~chosen.any(axis=1), list(NEEDS).index("快递代收")] = True
    responses["needs"] = [
        tuple(need for need, is_chosen in zip(NEEDS, row, strict=True) if is_chosen) for row in chosen
    ]
    details = rng.choice(read_facts("phrases")["other_needs"], len(responses))
    responses["other_need"] = pd.Series(details, dtype=object).where(chosen[:, -1], None)


def _add_careless(responses: pd.DataFrame, rng: np.random.Generator) -> None:
    """One response in a hundred is clicked through in seconds with the same answer everywhere."""
    careless = rng.random(len(responses)) < 0.01
    responses["is_careless"] = careless
    responses.loc[careless, "seconds"] = rng.integers(11, 29, careless.sum())
    rated = [*[item for item in ITEMS if item != "activities"], "overall"]
    responses.loc[careless, rated] = 5


def _suggestions(responses: pd.DataFrame, homes: pd.DataFrame, rng: np.random.Generator) -> list[str | None]:
    effect = effects()["lift_failure"]
    suffers = effect.holds(responses["community"], responses["submitted_at"]).to_numpy() & (
        rng.random(len(responses)) < 0.6
    )
    answers = rng.random(len(responses)) < 0.33
    writer = Writer(rng)
    residents = homes.to_dict("index")
    rows = zip(responses["home"], answers, suffers, strict=True)
    return [
        writer.suggestion(residents[home], about_lifts=lifts) if answered else None for home, answered, lifts in rows
    ]
