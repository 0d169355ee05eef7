"""What the planted effects amount to in the invented company, by plain pandas, before any layout.

One function per effect in ``planted.yml``; each returns the figures that ``PLANTED.yaml`` lists under ``observed``.
Rates are complaints per 1,000 households and month; satisfaction is the share of 4 and 5 among answered; times are
hours.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.sample.company import Company
from pipeline.sample.facts import MONTHS, Effect, effects
from pipeline.sample.surveys import ITEMS

Figures = dict[str, float | int | str | None]


def observe(company: Company) -> dict[str, Figures]:
    """Return for each planted effect the figures by which it shows in ``company``."""
    return {id_: _OBSERVERS[id_](company, effect) for id_, effect in effects().items()}


def monthly_rate(company: Company, effect: Effect) -> pd.Series:
    """Complaints of the effect's kind per 1,000 households of its communities, by month of receipt."""
    complaints = _within(company.complaints, effect)
    complaints = complaints[complaints["subcategory"] == effect.where["subcategory"]]
    month = complaints["received_at"].dt.to_period("M").dt.to_timestamp()
    households = company.communities.set_index("name").loc[list(effect.communities), "households"].sum()
    return month.value_counts().reindex(MONTHS, fill_value=0) / households * 1000


def satisfied_share(ratings: pd.Series) -> float:
    """Share of 4 and 5 among the ratings given (1 to 5)."""
    answered = ratings[ratings >= 1]
    return float((answered >= 4).mean())


def overall_model(company: Company) -> pd.Series:
    """Least-squares weights of the standardised indicators on overall satisfaction, over complete and careful
    responses."""
    careful = company.responses[~company.responses["is_careless"]]
    ratings = careful[list(ITEMS)].drop(columns="activities").where(lambda frame: frame >= 1)
    indicators = pd.DataFrame(
        {
            "attitude": ratings["attitude"],
            "efficiency": ratings["efficiency"],
            "effect": ratings["effect"],
            "assurance": ratings["assurance"],
            "environment": ratings[["cleaning", "greening"]].mean(axis=1),
            "safety": ratings[["gate_safety", "fire_safety"]].mean(axis=1),
            "facilities": ratings[["lifts", "shared_facilities"]].mean(axis=1),
            "fees": ratings["fees"],
            "complaint_handling": ratings["complaint_handling"],
            "overall": careful["overall"],
        }
    ).dropna()
    standard = (indicators - indicators.mean()) / indicators.std()
    drivers = standard.drop(columns="overall")
    weights, *_ = np.linalg.lstsq(drivers.to_numpy(), standard["overall"].to_numpy(), rcond=None)
    return pd.Series(weights, index=drivers.columns)


def _ratio(after: float, before: float) -> float | None:
    return _round(after / before) if before else None


def _round(figure: float) -> float | None:
    """Three digits; None where a small company has nothing to divide by."""
    return round(float(figure), 3) if np.isfinite(figure) else None


def _within(frame: pd.DataFrame, effect: Effect) -> pd.DataFrame:
    return frame[frame["community"].isin(effect.communities)]


def _before_and_after(frame: pd.DataFrame, effect: Effect, time: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    own = _within(frame, effect)
    return own[own[time] < effect.start], own[effect.holds(own["community"], own[time])]


def _rates(company: Company, effect: Effect) -> Figures:
    rate = monthly_rate(company, effect)
    before, after = rate[: effect.start - pd.Timedelta("1D")].mean(), rate[effect.start : effect.end].mean()
    return {"rate_before": _round(before), "rate_after": _round(after), "ratio": _ratio(after, before)}


def _lift_failure(company: Company, effect: Effect) -> Figures:
    before, after = _before_and_after(company.responses, effect, "submitted_at")
    satisfaction = {
        f"{item}_{when}": _round(satisfied_share(frame[item]))
        for item in ("lifts", "shared_facilities", "overall")
        for when, frame in (("before", before), ("after", after))
    }
    return _rates(company, effect) | satisfaction | {"n_before": len(before), "n_after": len(after)}


def _call_backs(company: Company, effect: Effect) -> Figures:
    resolved = company.complaints.dropna(subset=["resolved_at"])
    called = resolved["called_back_at"].notna()
    is_theirs = resolved["handler"] == effect.where["handler"]
    return {
        "callback_share": _round(called[is_theirs].mean()),
        "callback_share_elsewhere": _round(called[~is_theirs].mean()),
        "n": int(is_theirs.sum()),
    }


def _reopenings(company: Company, effect: Effect) -> Figures:
    resolved = company.complaints.dropna(subset=["first_resolved_at"])
    reopened = resolved["reopened_at"].notna()
    is_theirs = resolved["handler"] == effect.where["handler"]
    return {
        "reopen_share": _round(reopened[is_theirs].mean()),
        "reopen_share_elsewhere": _round(reopened[~is_theirs].mean()),
        "n": int(is_theirs.sum()),
    }


def _attitude(company: Company, effect: Effect) -> Figures:
    by_quarter = company.responses.groupby("quarter")["attitude"].apply(satisfied_share)
    is_after = pd.PeriodIndex(by_quarter.index, freq="Q").to_timestamp() >= effect.start
    return {
        "share_quarter_before": _round(by_quarter[~is_after].iloc[-1]),
        "share": _round(by_quarter[is_after].iloc[0]),
    }


def _resolution_time(company: Company, effect: Effect) -> Figures:
    hours = company.complaints.assign(
        hours=(company.complaints["first_resolved_at"] - company.complaints["received_at"]).dt.total_seconds() / 3600
    )
    before, after = (frame["hours"].median() for frame in _before_and_after(hours, effect, "received_at"))
    return {"median_hours_before": _round(before), "median_hours_after": _round(after), "ratio": _ratio(after, before)}


def _largest_fall(company: Company, effect: Effect) -> Figures:
    """The quarter in which overall satisfaction of the small community seems to fall most."""
    by_quarter = _within(company.responses, effect).groupby("quarter")["overall"]
    share, answers = by_quarter.apply(satisfied_share), by_quarter.size()
    fallen = str(share.diff().idxmin())
    place = share.index.get_loc(fallen)
    return {
        "quarter": fallen,
        "share_quarter_before": _round(share.iloc[place - 1]),
        "share": _round(share.iloc[place]),
        "n_quarter_before": int(answers.iloc[place - 1]),
        "n": int(answers.iloc[place]),
    }


def _reports_and_homes(company: Company, effect: Effect) -> Figures:
    complaints = _within(company.complaints, effect)
    complaints = complaints[complaints["subcategory"] == effect.where["subcategory"]]
    by_year = complaints.groupby(complaints["received_at"].dt.year)["home"]
    reports, different = by_year.size(), by_year.nunique()
    return {
        f"{what}_{year}": int(counts[year])
        for what, counts in (("reports", reports), ("homes", different))
        for year in counts.index
    }


def _building(company: Company, effect: Effect) -> Figures:
    complaints = _within(company.complaints, effect)
    complaints = complaints[
        (complaints["subcategory"] == effect.where["subcategory"]) & (complaints["received_at"] >= effect.start)
    ]
    building = company.homes["building"].reindex(complaints["home"]).to_numpy()
    here = building == effect.where["building"]
    others = pd.Series(building[~here]).value_counts()
    return {
        "reports": int(here.sum()),
        "homes": int(complaints.loc[here, "home"].nunique()),
        "most_in_another_building": int(others.max()) if len(others) else 0,
    }


def _drivers(company: Company, _: Effect) -> Figures:
    return {name: _round(weight) for name, weight in overall_model(company).sort_values(ascending=False).items()}


def _least_satisfied(company: Company, effect: Effect) -> Figures:
    share = company.responses.groupby("community")["overall"].apply(satisfied_share).sort_values()
    (own,) = effect.communities
    return {
        "share": _round(share[own]),
        "next_lowest": _round(share.drop(own).iloc[0]),
        "rank_from_below": share.index.get_loc(own) + 1,
    }


def _needs(company: Company, effect: Effect) -> Figures:
    wanted = set(effect.where["needs"])
    both = company.responses["needs"].map(wanted.issubset)
    is_elderly = company.responses[effect.where["column"]] == effect.where["value"]
    return {"share_choosing_both": _round(both[is_elderly].mean()), "share_elsewhere": _round(both[~is_elderly].mean())}


def _heating(company: Company, effect: Effect) -> Figures:
    complaints = _within(company.complaints, effect)
    month = complaints.loc[complaints["subcategory"] == effect.where["subcategory"], "received_at"].dt.month
    return {"share_from_november_to_february": _round(month.isin([11, 12, 1, 2]).mean()), "n": len(month)}


def _training(company: Company, effect: Effect) -> Figures:
    own = _within(company.indicators[company.indicators["indicator"] == effect.where["indicator"]], effect)
    is_after = pd.PeriodIndex(own["period"], freq="Q").to_timestamp() >= effect.start
    return {"before": _round(own.loc[~is_after, "value"].mean()), "after": _round(own.loc[is_after, "value"].mean())}


def _registered_rooms(company: Company, effect: Effect) -> Figures:
    is_theirs = company.complaints["community"].isin(effect.communities)
    without = ~company.complaints["has_room"]
    return {
        "share_without_room": _round(without[is_theirs].mean()),
        "share_elsewhere": _round(without[~is_theirs].mean()),
    }


_OBSERVERS: dict[str, Callable[[Company, Effect], Figures]] = {
    "lift_failure": _lift_failure,
    "measure_works": _rates,
    "measure_does_nothing": _rates,
    "handler_without_callbacks": _call_backs,
    "repairs_that_do_not_last": _reopenings,
    "faster_resolution": _resolution_time,
    "small_sample_noise": _largest_fall,
    "one_home_many_reports": _reports_and_homes,
    "recurring_drain": _building,
    "drivers_of_overall": _drivers,
    "weakest_community": _least_satisfied,
    "elderly_needs": _needs,
    "incomplete_register": _registered_rooms,
    "winter_heating": _heating,
    "rising_training": _training,
    "service_training": _attitude,
    "repair_contractor_left": _resolution_time,
}
