"""The headline over communities: weighted by households, pooled without a roster, and silent about the answers of few."""

import math
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import UsageError
from pipeline.metrics import compute, explain
from pipeline.metrics.weighted import headline, weighted
from pipeline.statistics.intervals import wilson
from tests.metrics.conftest import score

SINCE = date(2020, 1, 1)


def answers(community, satisfied, dissatisfied, day="2024-01-10"):
    given = [(100, satisfied), (0, dissatisfied)]
    return [score(day, value, community_id=community, respondents=n) for value, n in given if n]


def roster(**households):
    return [{"community_id": name, "valid_from": SINCE, "households": n} for name, n in households.items()]


def only(result):
    (row,) = result.frame.to_dict("records")
    return row


def test_each_community_counts_by_its_households_and_not_by_its_answers(warehouse):
    given = answers("c1", 36, 4) + answers("c2", 30, 30)
    result = compute(warehouse(scores=given, households=roster(c1=100, c2=300)), "top_two_box_weighted")
    row = only(result)
    assert row["top_two_box_weighted"] == pytest.approx((100 * 0.9 + 300 * 0.5) / 400)
    error = math.sqrt(0.25**2 * 0.9 * 0.1 / 39 + 0.75**2 * 0.25 / 59)
    assert row["standard_error"] == pytest.approx(error)
    assert row["n_eff"] == pytest.approx(0.6 * 0.4 / error**2)
    assert row["kish_n_eff"] == pytest.approx(1 / (0.25**2 / 40 + 0.75**2 / 60))
    low, high = wilson(0.6 * row["n_eff"], row["n_eff"])
    assert (row["low"], row["high"]) == pytest.approx((float(low), float(high)))
    assert (row["respondents"], row["communities"], row["households"], result.notes) == (100, 2, 400, [])
    assert explain(result, row, "zh").startswith("态度 满意率（前两档，按户数加权）为 60.0%（n = 100，")


def test_the_index_is_weighted_in_the_same_way(warehouse):
    given = answers("c1", 36, 4) + answers("c2", 30, 30)
    connection = warehouse(scores=given, households=roster(c1=100, c2=300))
    row = only(compute(connection, "satisfaction_index_weighted"))
    assert row["satisfaction_index_weighted"] == pytest.approx(60)
    assert row["low"] < 60 < row["high"]


def test_without_a_roster_answers_are_pooled_and_called_unweighted(warehouse):
    result = compute(warehouse(scores=answers("c1", 36, 4) + answers("c2", 30, 30)), "top_two_box_weighted")
    row = only(result)
    assert (row["top_two_box_weighted"], row["is_weighted"]) == (0.66, False)
    assert result.label() == "满意率（前两档）（未加权）"
    assert result.label("en", result.frame.iloc[0]) == result.label("en", row)
    assert result.label("en", row) == "Top-two-box satisfaction (unweighted)"
    assert result.notes_in("en") == ["Answers of all communities are pooled, unweighted."]


def test_a_community_without_households_and_answers_of_none_are_left_out_and_counted(warehouse):
    given = answers("c1", 36, 4) + answers("c2", 30, 30) + answers(None, 5, 5)
    result = compute(warehouse(scores=given, households=roster(c1=100)), "top_two_box_weighted", language="en")
    row = only(result)
    assert (row["top_two_box_weighted"], row["respondents"], row["left_out"]) == (0.9, 40, 70)
    assert result.notes_in("en") == ["70 answers are left out: no community, or households unknown."]


def test_small_communities_weigh_together_so_that_none_can_be_had_from_the_headline(warehouse):
    given = answers("c1", 3, 0) + answers("c2", 0, 4) + answers("c3", 25, 25)
    connection = warehouse(scores=given, households=roster(c1=900, c2=100, c3=1000))
    row = only(compute(connection, "top_two_box_weighted"))
    assert row["top_two_box_weighted"] == pytest.approx((1000 * 3 / 7 + 1000 * 0.5) / 2000)


@pytest.mark.parametrize("period", ["1q", None])
def test_few_answers_in_all_are_not_shown(warehouse, period):
    connection = warehouse(scores=answers("c1", 2, 2), households=roster(c1=100), surveys_until="2024-07-01")
    frame = compute(connection, "top_two_box_weighted", period=period).frame
    assert frame[["status", "n_text"]].values.tolist() == [["suppressed", "<5"]]
    assert frame[["top_two_box_weighted", "respondents"]].isna().all(axis=None)


def test_in_each_quarter_the_small_communities_weigh_by_their_own_households(warehouse):
    given = answers("c1", 3, 0) + answers("c2", 0, 4) + answers("c3", 25, 25)
    given += answers("c1", 30, 10, "2024-04-10") + answers("c2", 1, 3, "2024-04-10") + answers("c3", 2, 1, "2024-04-10")
    connection = warehouse(scores=given, households=roster(c1=900, c2=100, c3=1000), surveys_until="2024-07-01")
    frame = compute(connection, "top_two_box_weighted", period="1q").frame
    assert frame["households"].tolist() == [2000, 2000]
    wanted = [(1000 * 3 / 7 + 1000 * 0.5) / 2000, (1100 * 3 / 7 + 900 * 0.75) / 2000]
    assert frame["top_two_box_weighted"].tolist() == pytest.approx(wanted)


def test_of_small_communities_the_households_that_are_known_count(warehouse):
    given = answers("c1", 3, 0) + answers("c2", 0, 4) + answers("c3", 25, 25)
    row = only(compute(warehouse(scores=given, households=roster(c1=900, c3=1000)), "top_two_box_weighted"))
    assert (row["households"], row["communities"]) == (1900, 2)


def test_a_quarter_of_few_answers_stands_beside_one_that_is_shown(warehouse):
    given = answers("c1", 36, 4) + answers("c1", 2, 2, "2024-04-10") + answers("c1", 20, 20, "2024-07-10")
    connection = warehouse(scores=given, households=roster(c1=100), surveys_until="2024-10-01")
    frame = compute(connection, "top_two_box_weighted", period="1q").frame
    assert frame["status"].tolist() == ["ok", "suppressed", "ok"]
    assert frame["top_two_box_weighted"].fillna(-1).tolist() == [0.9, -1, 0.5]


def test_rows_with_and_without_figures_are_numbered_in_one_order():
    given = [("attitude", "c1", 40, 36, "ok"), ("fees", "c1", np.nan, np.nan, "suppressed")]
    rows = pd.DataFrame(given, columns=["indicator_id", "community_id", "respondents", "satisfied", "cell_status"])
    estimate = partial(weighted, groups=["indicator_id"], value="share", numerator="satisfied", squares=None)
    known = pd.DataFrame({"community_id": ["c1"], "households": [100]})
    found = headline(rows.iloc[::-1].reset_index(drop=True), known, ["indicator_id"], estimate)
    assert found["cell_status"].to_dict() == {0: "ok", 1: "suppressed"}


def test_answers_of_no_known_method_have_a_headline_of_its_own(warehouse):
    given = [
        row | {"method": method}
        for method, yes in (("questionnaire", 9), (None, 6))
        for row in [*answers("c1", 1, 0), *answers("c2", 0, 2), *answers("c3", yes, 10 - yes), *answers("c4", 0, 2)]
    ]
    households = roster(c1=100, c2=100, c3=300, c4=100)
    frame = compute(warehouse(scores=given, households=households), "top_two_box_weighted", by="method").frame
    assert frame["households"].tolist() == [600, 600]
    assert frame["top_two_box_weighted"].tolist() == pytest.approx([(300 * 0.9 + 60) / 600, (300 * 0.6 + 60) / 600])


def test_communities_without_answers_or_households_add_nothing_and_one_of_each_does():
    strata = pd.DataFrame(
        [("attitude", 40, 36, 100), ("attitude", 0, 0, 300), ("attitude", 1, 1, 200), ("attitude", 10, 5, 0),
         ("attitude", 10, 4, 1)],
        columns=["indicator_id", "respondents", "satisfied", "households"],
    )  # fmt: skip
    row = weighted(strata, ["indicator_id"], "top_two_box_weighted", "satisfied", None).iloc[0]
    assert (row["communities"], row["households"], row["respondents"], row["left_out"]) == (3, 301, 51, 10)
    assert row["top_two_box_weighted"] == pytest.approx((100 * 0.9 + 200 * 1 + 1 * 0.4) / 301)


@pytest.mark.parametrize(("satisfied", "end", "limit"), [(1, "low", 0), (9, "high", 100)])
def test_the_interval_of_an_index_ends_with_its_scale(warehouse, satisfied, end, limit):
    given = answers("c1", satisfied, 10 - satisfied)
    row = only(compute(warehouse(scores=given, households=roster(c1=100)), "satisfaction_index_weighted"))
    assert row[end] == limit
    assert row["low"] < 10 * satisfied < row["high"]


def test_a_filter_on_communities_weighs_the_chosen_ones(warehouse):
    given = answers("c1", 36, 4) + answers("c2", 30, 30) + answers("c3", 0, 50)
    connection = warehouse(scores=given, households=roster(c1=100, c2=300, c3=1000))
    row = only(compute(connection, "top_two_box_weighted", where={"community_id": ["c1", "c2"]}))
    assert row["top_two_box_weighted"] == pytest.approx(0.6)


def test_households_are_those_at_the_end_of_the_period_and_the_change_has_an_interval(warehouse):
    given = answers("c1", 40, 0) + answers("c2", 0, 40)
    given += answers("c1", 40, 0, "2024-04-10") + answers("c2", 0, 40, "2024-04-10")
    later = [{"community_id": "c1", "valid_from": date(2024, 4, 1), "households": 300}]
    connection = warehouse(scores=given, households=roster(c1=100, c2=100) + later, surveys_until="2024-07-01")
    frame = compute(connection, "top_two_box_weighted", period="1q").frame
    assert frame["top_two_box_weighted"].tolist() == [0.5, 0.75]
    assert frame["change"].tolist()[1] == 0.25


def test_a_change_of_two_weighted_shares_is_tested_with_their_errors(warehouse):
    given = answers("c1", 30, 30) + answers("c2", 30, 30)
    given += answers("c1", 55, 5, "2024-04-10") + answers("c2", 50, 10, "2024-04-10")
    connection = warehouse(scores=given, households=roster(c1=100, c2=100), surveys_until="2024-07-01")
    before, after = compute(connection, "top_two_box_weighted", period="1q").frame.to_dict("records")
    half = 1.959964 * math.hypot(before["standard_error"], after["standard_error"])
    assert (after["change_low"], after["change_high"]) == pytest.approx((0.375 - half, 0.375 + half))
    assert after["is_signal"]


def test_it_is_not_by_community(warehouse):
    with pytest.raises(UsageError, match="use top_two_box"):
        compute(warehouse(), "top_two_box_weighted", by="community")


@pytest.mark.parametrize("name", ["top_two_box_weighted", "satisfaction_index_weighted"])
def test_an_empty_warehouse_has_no_headline(warehouse, name):
    assert compute(warehouse(), name).status == "no_data"
