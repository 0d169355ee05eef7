"""Horizontal comparison: who differs from the rest more than by chance, how far from the target and from the best."""

from datetime import datetime

import pytest

from pipeline.metrics import compute
from pipeline.metrics.standing import standing
from tests.metrics.conftest import score, table


def answers(community: str, yes: int, no: int):
    return [score("2024-05-01", 100, community_id=community)] * yes + [
        score("2024-05-01", 0, community_id=community)
    ] * no


def found(warehouse, *given, target: float | None = None, start=datetime(2024, 4, 1)):
    connection = warehouse(scores=[row for rows in given for row in rows], surveys_until="2024-07-01")
    if target is not None:
        agreed = {"line": 1, "metric": "top_two_box", "target": target, "valid_from": datetime(2024, 1, 1).date()}
        table(connection, "dim_target", [agreed])
    return standing(compute(connection, "top_two_box", by="community", period="1q", against="rest"), start)


def said(result, language: str = "zh") -> dict[str, str]:
    names = result.frame["community"]
    return {name: words.get(language) for name, words in zip(names, result.sentences, strict=True)}


def test_a_community_far_from_the_rest_is_said_to_differ_with_its_interval_target_and_gap_to_the_best(warehouse):
    result = found(warehouse, answers("c1", 20, 80), answers("c2", 80, 20), answers("c3", 70, 30), target=0.6)
    sentence = said(result)["锦绣园"]
    assert sentence.startswith("锦绣园：20.0%；比其余（75.0%）低 55.0 个百分点（95% 区间 −")
    assert sentence.endswith("q < 0.001），不是偶然差别；比目标 60.0% 低 40.0 个百分点；比最好的c2低 60.0 个百分点。")
    assert said(result, "en")["锦绣园"].startswith("锦绣园: 20.0%; 55.0 points below the rest (75.0%; 95% interval −")


def test_alike_communities_have_no_reliable_difference_and_the_best_is_not_compared_with_itself(warehouse):
    result = found(warehouse, answers("c1", 50, 50), answers("c2", 51, 49))
    assert result.best == "c2"
    assert "与其余（50.0%）没有可靠的差别" in said(result)["c2"]
    assert "最好" not in said(result)["c2"]
    assert list(result.frame["gap_to_best"].round(2)) == [0.0, -0.01]


def test_an_interval_without_zero_is_called_chance_where_many_are_compared(warehouse):
    given = [answers(f"d{at}", 50, 50) for at in range(20)]
    result = found(warehouse, answers("c1", 39, 61), *given)
    assert "但同时比较了 21 项，仍可能出于偶然" in said(result)["锦绣园"]


@pytest.mark.parametrize(("n", "best"), [(29, None), (30, "c2")])
def test_under_30_answers_nobody_is_ranked_best(warehouse, n, best):
    assert found(warehouse, answers("c1", 20, 80), answers("c2", n, 0)).best == best


def test_few_answers_that_look_better_than_the_best_have_no_gap_to_it(warehouse):
    result = found(warehouse, answers("c1", 20, 80), answers("c2", 40, 60), answers("c3", 20, 0))
    assert result.best == "c2"
    assert result.frame.set_index("community")["gap_to_best"].isna()["c3"]


def test_a_hidden_community_has_no_sentence(warehouse):
    result = found(warehouse, answers("c1", 40, 60), answers("c2", 4, 0), answers("c3", 40, 40))
    assert said(result)["c2"] is None


def test_a_period_without_answers_has_no_standing(warehouse):
    result = found(warehouse, answers("c1", 50, 50), start=datetime(2023, 1, 1))
    assert (len(result.frame), result.best, result.sentences) == (0, None, [])


def test_answers_without_a_day_are_in_no_comparison_of_periods(warehouse):
    given = [score("2024-05-01", 100, community_id=name, submitted_on=None) for name in ("c1", "c2") for _ in range(9)]
    result = compute(warehouse(scores=given), "top_two_box", by="community", period="1q", against="rest")
    assert standing(result, datetime(2024, 4, 1)).sentences == []
    whole = standing(compute(warehouse(scores=given), "top_two_box", by="community", against="rest"))
    assert len(whole.sentences) == 2
