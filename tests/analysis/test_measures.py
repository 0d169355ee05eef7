"""Improvement measures: what counts as their scope, who is compared, when a verdict is given, and what is said."""

import re
from datetime import date, datetime

import numpy as np
import pytest

from pipeline.analysis.measure_series import measure_series
from pipeline.analysis.measure_table import COLUMNS, measure_rows
from pipeline.analysis.measures import evaluate_measures
from pipeline.statistics.improvement import Effect, NotEnough
from tests.metrics.conftest import complaint, table

MONTHS = [(2022 + at // 12, at % 12 + 1) for at in range(36)]
COMMUNITIES = ["c1", "c2", "c3", "c4", "c5", "c6"]


def company(warehouse, *measures, fall=1.0, treated=("c1", "c2"), households=COMMUNITIES, until="2025-01-01"):
    """Return a warehouse of six communities over three years; complaints of the treated fall to a share from 2023-07."""
    rng = np.random.default_rng(11)
    given = []
    for name in COMMUNITIES:
        for year, month in MONTHS:
            mean = 40 * (fall if name in treated and (year, month) >= (2023, 7) else 1)
            day = f"{year}-{month:02}-01 08:00"
            given.append(
                complaint(
                    day,
                    f"{year}-{month:02}-02 07:00",
                    cases=int(rng.poisson(mean)),
                    community_id=name,
                    category="management",
                    subcategory="停车",
                    load_id=1,
                )
            )
            given.append(complaint(day, cases=10, community_id=name, category="safety", load_id=1))
    connection = warehouse(given, complaints_until=until, loads={1: until})
    table(
        connection,
        "community_coverage",
        [
            {"community_id": name, "covers_until": datetime.fromisoformat(until), "first_on": date(2022, 1, 1)}
            for name in COMMUNITIES
        ],
    )
    table(
        connection,
        "dim_community_households",
        [{"community_id": name, "valid_from": date(1900, 1, 1), "households": 1000} for name in households],
    )
    table(connection, "dim_measure", list(measures))
    return connection


def measure(**columns):
    usual = {
        "measure_id": "M1",
        "measure": "停车整治",
        "community_ids": ["c1", "c2"],
        "category": "management",
        "subcategory": "停车",
        "starts_on": date(2023, 7, 1),
        "status": "done",
    }
    return usual | columns


def by_metric(evaluations):
    return {(found.measure["measure_id"], found.aspect.metric): found for found in evaluations}


def test_a_fall_in_the_scope_is_an_improvement_with_its_size_and_the_rest_as_comparison(warehouse):
    found = by_metric(evaluate_measures(company(warehouse, measure(), fall=0.4)))[("M1", "complaint_count")]
    assert isinstance(found.found, Effect)
    assert (found.stage, found.verdict.verdict, found.found.method) == ("verdict", "improved", "comparison")
    assert found.found.ratio[0] == pytest.approx(0.4, abs=0.1)
    assert (found.found.months_before, found.found.months_after) == (18, 18)
    assert found.found.before == pytest.approx(40, rel=0.1)


def test_a_measure_that_changes_nothing_gets_no_verdict_of_change(warehouse):
    found = by_metric(evaluate_measures(company(warehouse, measure())))[("M1", "complaint_count")]
    assert found.verdict.verdict == "not_shown"


def test_only_complaints_of_the_scopes_type_count(warehouse):
    connection = company(warehouse, measure(category="safety", subcategory=None), fall=0.4)
    found = by_metric(evaluate_measures(connection))[("M1", "complaint_count")]
    assert found.found.before == found.found.after == pytest.approx(10)


def test_only_complaints_of_the_measures_buildings_count_for_it(warehouse):
    connection = company(warehouse, measure(buildings=["7"], community_ids=["c1"]))
    connection.execute(
        "update fct_complaint set building = case when received_at < '2023-07-01' then '7' else '8' end where subcategory = '停车'"
    )
    found = by_metric(evaluate_measures(connection))[("M1", "complaint_count")]
    assert found.verdict.verdict == "improved"
    assert (found.found.before, found.found.after) == (pytest.approx(40, rel=0.1), 0)
    assert ("M1", "satisfaction_index") not in by_metric(evaluate_measures(connection))
    assert measure_rows([found], "zh")[0][-1].startswith("停车整治（7 栋）：")
    assert measure_rows([found], "en")[0][-1].startswith("停车整治 (building 7): ")


def test_before_its_evaluation_a_measure_has_interim_figures_and_no_verdict(warehouse):
    connection = company(warehouse, measure(evaluate_on=date(2025, 6, 30)), fall=0.4)
    found = by_metric(evaluate_measures(connection))[("M1", "complaint_count")]
    assert (found.stage, found.verdict, found.evaluate_on) == ("interim", None, date(2025, 6, 30))


@pytest.mark.parametrize(
    ("start", "evaluated"),
    [
        (date(2023, 7, 1), date(2023, 12, 31)),
        (date(2023, 7, 2), date(2024, 3, 31)),
        (date(2023, 9, 30), date(2024, 3, 31)),
    ],
)
def test_a_measure_is_evaluated_at_the_end_of_the_second_whole_quarter_after_its_start(warehouse, start, evaluated):
    found = evaluate_measures(company(warehouse, measure(starts_on=start)))
    assert {each.evaluate_on for each in found} == {evaluated}


def test_a_young_measure_says_from_when_on_there_will_be_enough(warehouse):
    found = by_metric(evaluate_measures(company(warehouse, measure(starts_on=date(2024, 10, 1)))))[
        ("M1", "complaint_count")
    ]
    assert isinstance(found.found, NotEnough)
    assert (found.stage, found.found.reason, found.found.enough_from) == (
        "not_enough",
        "too_few_months_after",
        date(2025, 10, 1),
    )


def test_communities_of_another_measure_with_the_same_target_are_not_compared_with(warehouse):
    others = measure(measure_id="M2", community_ids=["c3", "c4", "c5"])
    found = by_metric(evaluate_measures(company(warehouse, measure(), others, fall=0.4)))
    assert found[("M1", "complaint_count")].found.method == "before_after"
    assert "no_comparison" in found[("M1", "complaint_count")].verdict.caveats


def test_a_measure_for_all_communities_has_nobody_to_compare_with(warehouse):
    found = by_metric(evaluate_measures(company(warehouse, measure(community_ids=[]), fall=0.4, treated=COMMUNITIES)))
    assert found[("M1", "complaint_count")].found.method == "before_after"
    assert found[("M1", "complaint_count")].verdict.verdict == "improved"


def test_without_households_there_is_no_rate_and_it_is_said(warehouse):
    found = by_metric(evaluate_measures(company(warehouse, measure(), households=["c3", "c4"])))[
        ("M1", "complaint_count")
    ]
    assert found.found.reason == "no_households"


def test_a_measure_that_has_not_begun_or_has_no_start_is_not_evaluated(warehouse):
    ahead, undated = measure(starts_on=date(2025, 2, 1)), measure(measure_id="M2", starts_on=None)
    assert evaluate_measures(company(warehouse, ahead, undated)) == []


def test_an_effect_on_the_share_resolved_is_in_points_and_higher_is_better(warehouse):
    found = by_metric(evaluate_measures(company(warehouse, measure(category=None, subcategory=None), fall=0.4)))
    resolved = found[("M1", "resolution_rate")]
    assert resolved.verdict.verdict == "worse"  # fewer of those that are resolved, as many of those that are not
    assert resolved.found.effect.value == pytest.approx(16 / 26 - 40 / 50, abs=0.05)


def test_each_row_says_itself_in_both_languages(warehouse):
    evaluations = evaluate_measures(
        company(warehouse, measure(), measure(measure_id="M2", starts_on=date(2024, 10, 1)), fall=0.4)
    )
    said = {language: [row[-1] for row in measure_rows(evaluations, language)] for language in ("zh", "en")}
    assert any(re.search(r"约为原来的 [34]\d%.*结论：有改善", text) for text in said["zh"])
    assert any(
        "Verdict: improved" in text and "compared with communities without the measure" in text for text in said["en"]
    )
    assert any("从 2025-10-01 起才够" in text for text in said["zh"])
    assert any("There will be enough from 2025-10-01" in text for text in said["en"])
    assert all(len(row) == len(COLUMNS) for row in measure_rows(evaluations, "zh"))


def test_the_months_of_the_chart_are_those_of_the_estimate_with_the_start_between_them(warehouse):
    connection = company(warehouse, measure(starts_on=date(2023, 7, 15)), fall=0.4)
    (found,) = [each for each in evaluate_measures(connection) if each.aspect.metric == "complaint_count"]
    series = measure_series(connection, measure_id="M1", metric="complaint_count")
    assert list(series["side"].value_counts()[["before", "after", "during"]]) == [18, 17, 1]
    means = series.groupby("side")["value"].mean()
    assert means["before"] == pytest.approx(found.found.before)
    assert means["after"] == pytest.approx(found.found.after)
    assert series["others"].mean() == pytest.approx(40, rel=0.1)


def test_a_measure_without_a_start_or_figure_has_no_months(warehouse):
    connection = company(warehouse, measure(starts_on=None))
    assert measure_series(connection, measure_id="M1", metric="complaint_count").empty
    assert measure_series(connection, measure_id="M9", metric="complaint_count").empty
    started = company(warehouse, measure())
    assert measure_series(started, measure_id="M1", metric="satisfaction_index").empty
