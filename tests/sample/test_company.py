"""The planted effects, held against the invented company itself by plain pandas, before any export layout."""

from itertools import pairwise

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scipy.stats import fisher_exact

from pipeline.sample.company import Company, invent_company
from pipeline.sample.evidence import monthly_rate, observe
from pipeline.sample.facts import effects, subcategories
from pipeline.sample.register_state import state_at


@pytest.fixture(scope="module")
def company() -> Company:
    return invent_company()


@pytest.fixture(scope="module")
def observed(company):
    return observe(company)


def test_the_same_seed_invents_the_same_company(company):
    again = invent_company()
    assert_frame_equal(again.complaints, company.complaints)
    assert_frame_equal(again.responses, company.responses)


def test_another_seed_invents_another_company_around_the_same_effects(company):
    other = invent_company(seed=7)
    assert not other.complaints["text"].equals(company.complaints["text"])
    assert observe(other)["measure_works"]["ratio"] < 0.5


def test_every_planted_effect_is_observed(observed):
    assert set(observed) == set(effects())


def test_failing_lifts_bring_complaints_and_pull_satisfaction_down(observed):
    figures = observed["lift_failure"]
    assert figures["ratio"] > 4
    assert figures["lifts_after"] < figures["lifts_before"] - 0.3
    assert figures["overall_after"] < figures["overall_before"] - 0.25


def test_lifts_of_other_communities_stay_as_they_were(company):
    responses = company.responses[company.responses["community"] != "望江府"]
    is_after = responses["quarter"] >= "2024Q2"
    satisfied = (responses["lifts"] >= 4).where(responses["lifts"] >= 1)
    assert satisfied[is_after].mean() == pytest.approx(satisfied[~is_after].mean(), abs=0.03)


def test_the_measure_that_works_cuts_complaints_to_a_third(observed):
    assert observed["measure_works"]["ratio"] == pytest.approx(0.3, abs=0.08)


def test_the_measure_that_does_nothing_changes_nothing(observed):
    assert observed["measure_does_nothing"]["ratio"] == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("measure", ["measure_works", "measure_does_nothing"])
def test_both_measures_have_at_least_eighteen_months_on_each_side(company, measure):
    rate = monthly_rate(company, effects()[measure])
    is_after = rate.index >= effects()[measure].start
    assert ((~is_after).sum(), is_after.sum()) == (18, 19)


def test_one_handler_never_calls_back(observed):
    assert observed["handler_without_callbacks"]["callback_share"] == 0
    assert observed["handler_without_callbacks"]["callback_share_elsewhere"] > 0.75
    assert observed["handler_without_callbacks"]["n"] > 100


def test_one_handlers_repairs_do_not_last(observed):
    figures = observed["repairs_that_do_not_last"]
    assert figures["reopen_share"] > 4 * figures["reopen_share_elsewhere"]


def test_one_community_resolves_in_a_third_of_the_time(observed):
    assert observed["faster_resolution"]["ratio"] < 0.5


def test_staff_are_judged_better_after_the_training(observed):
    figures = observed["service_training"]
    assert figures["share"] > figures["share_quarter_before"] + 0.08


def test_complaints_wait_ten_times_as_long_where_the_contractor_left(observed):
    assert observed["repair_contractor_left"]["ratio"] > 8


def test_the_fall_in_the_small_community_is_large_but_noise(observed):
    figures = observed["small_sample_noise"]
    before, after = figures["n_quarter_before"], figures["n"]
    satisfied_before = round(figures["share_quarter_before"] * before)
    satisfied_after = round(figures["share"] * after)
    assert figures["share_quarter_before"] - figures["share"] > 0.15
    table = [[satisfied_before, before - satisfied_before], [satisfied_after, after - satisfied_after]]
    assert fisher_exact(table).pvalue > 0.1


def test_many_reports_of_one_home_do_not_make_many_homes(observed):
    figures = observed["one_home_many_reports"]
    assert figures["reports_2024"] > 8 * figures["reports_2023"]
    assert abs(figures["homes_2024"] - figures["homes_2023"]) <= 3


def test_one_building_reports_the_same_drain_again_and_again(observed):
    figures = observed["recurring_drain"]
    assert figures["reports"] > 5 * figures["most_in_another_building"]
    assert 8 <= figures["homes"] < figures["reports"] / 2


def test_complaint_handling_and_safety_drive_overall_satisfaction_and_fees_do_not(observed):
    weights = observed["drivers_of_overall"]
    assert list(weights)[:2] == ["complaint_handling", "safety"]
    assert abs(weights["fees"]) < 0.04
    assert weights["safety"] > 2 * weights["facilities"]


def test_one_community_is_always_the_least_satisfied(observed):
    assert observed["weakest_community"]["rank_from_below"] == 1


def test_older_residents_choose_two_needs_together(observed):
    assert observed["elderly_needs"]["share_choosing_both"] > 10 * observed["elderly_needs"]["share_elsewhere"]


def test_one_register_lacks_two_rooms_in_five(observed):
    assert observed["incomplete_register"]["share_without_room"] == pytest.approx(0.4, abs=0.08)
    assert observed["incomplete_register"]["share_elsewhere"] < 0.05


def test_heating_complaints_come_in_winter_and_only_where_there_is_heating(company, observed):
    assert observed["winter_heating"]["share_from_november_to_february"] > 0.8
    heated = set(effects()["winter_heating"].communities)
    heating = company.complaints[company.complaints["subcategory"] == "供暖"]
    assert set(heating["community"]) == heated


def test_training_gets_better_where_it_was_planted(observed):
    assert observed["rising_training"]["after"] - observed["rising_training"]["before"] > 0.12


def test_spring_festival_weeks_are_quiet(company):
    by_day = company.complaints["received_at"].dt.date.value_counts()
    holiday = by_day.reindex(pd.date_range("2024-02-07", "2024-02-18").date, fill_value=0).mean()
    assert holiday < 0.7 * by_day.reindex(pd.date_range("2024-01-08", "2024-01-31").date, fill_value=0).mean()


def test_steps_follow_each_other_except_in_a_few_cases(company):
    cases = company.complaints
    order = ["registered_at", "assigned_at", "responded_at", "investigated_at", "executed_at", "first_resolved_at"]
    for earlier, later in pairwise(order):
        assert not (cases[later] < cases[earlier]).any(), (earlier, later)
    swapped = (cases["approved_at"] < cases["proposed_at"]).mean()
    assert 0.005 < swapped < 0.05


def test_a_resolved_complaint_is_not_resolved_before_it_is_received(company):
    resolved = company.complaints.dropna(subset=["first_resolved_at"])
    assert (resolved["first_resolved_at"] > resolved["received_at"]).all()
    assert (resolved["resolved_at"] >= resolved["first_resolved_at"]).all()


def test_the_register_of_a_day_knows_nothing_of_later_days(company):
    moment = pd.Timestamp("2023-06-30 23:59")
    known = state_at(company.complaints, moment)
    times = known.select_dtypes("datetime").drop(columns="due_at")
    assert not (times > moment).any().any()
    assert (known["status"] == "已关闭").eq(known["closed_at"].notna() & (known["outcome"] == "resolved")).all()


def test_a_reopened_complaint_is_open_until_it_is_resolved_again(company):
    reopened = company.complaints.dropna(subset=["reopened_at"]).iloc[[0]]
    (before,) = state_at(reopened, reopened["reopened_at"].item() - pd.Timedelta("1min")).to_dict("records")
    (during,) = state_at(reopened, reopened["reopened_at"].item()).to_dict("records")
    (after,) = state_at(reopened, reopened["resolved_at"].item()).to_dict("records")
    assert before["resolved_at"] == reopened["first_resolved_at"].item()
    assert (during["status"], pd.isna(during["resolved_at"])) == ("已重开", True)
    assert after["resolved_at"] == reopened["resolved_at"].item()


def test_nobody_confirms_or_rates_who_was_not_reached(company):
    cases = company.complaints
    not_reached = cases[~cases["was_reached"].eq(True)]
    assert not_reached["rating"].isna().all() and not_reached["is_confirmed"].isna().all()
    dissatisfied, others = cases[cases["rating"] <= 2], cases[cases["rating"] >= 3]
    assert (dissatisfied["is_confirmed"] == "是").mean() < (others["is_confirmed"] == "是").mean() - 0.3


def test_every_kind_of_complaint_occurs_and_belongs_to_one_of_five_types(company):
    assert set(company.complaints["subcategory"]) == set(subcategories()["name"])
    assert set(company.complaints["category"]) == {"service", "facility", "safety", "management", "other"}


def test_some_texts_hold_a_phone_and_most_do_not(company):
    share = company.complaints["text"].str.contains(r"1\d{10}|1\d{2}[ -]\d{4}[ -]\d{4}|１[０-９]{10}").mean()
    assert 0.005 < share < 0.08
