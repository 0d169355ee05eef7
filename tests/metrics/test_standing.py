"""Horizontal comparison: who differs from the rest more than by chance, how far from the target and from the best."""

from datetime import datetime

import pytest

from pipeline.metrics import compute
from pipeline.metrics.standing import standing
from tests.metrics.conftest import complaint, rating, score, table

APRIL = datetime(2024, 4, 1)


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


def test_the_same_is_said_in_both_languages_above_and_below(warehouse):
    result = found(warehouse, answers("c1", 20, 80), answers("c2", 80, 20), answers("c3", 70, 30), target=0.7)
    assert said(result)["c2"] == (
        "c2：80.0%；比其余（45.0%）高 35.0 个百分点（95% 区间 +23.7 至 +44.5，q < 0.001），不是偶然差别；"
        "比目标 70.0% 高 10.0 个百分点。"
    )
    assert said(result)["c3"] == (
        "c3：70.0%；比其余（50.0%）高 20.0 个百分点（95% 区间 +8.2 至 +30.6，q < 0.001），不是偶然差别；"
        "与目标 70.0% 相同；比最好的c2低 10.0 个百分点。"
    )
    assert said(result, "en") == {
        "c2": "c2: 80.0%; 35.0 points above the rest (45.0%; 95% interval +23.7 to +44.5, q < 0.001), more than chance; "
        "10.0 points above the target of 70.0%.",
        "c3": "c3: 70.0%; 20.0 points above the rest (50.0%; 95% interval +8.2 to +30.6, q < 0.001), more than chance; "
        "the same as the target of 70.0%; 10.0 points below the best, c2.",
        "锦绣园": "锦绣园: 20.0%; 55.0 points below the rest (75.0%; 95% interval −63.6 to −44.0, q < 0.001), more than "
        "chance; 50.0 points below the target of 70.0%; 60.0 points below the best, c2.",
    }


def test_what_rounding_leaves_nothing_of_is_about_the_target(warehouse):
    result = found(warehouse, answers("c1", 500, 500), answers("c2", 501, 499), target=0.5001)
    assert said(result)["锦绣园"] == (
        "锦绣园：50.0%；与其余（50.1%）没有可靠的差别（95% 区间 −4.5 至 +4.3，q = 0.964）；与目标 50.0% 基本相同；"
        "比最好的c2低 0.1 个百分点。"
    )
    assert said(result, "en")["锦绣园"] == (
        "锦绣园: 50.0%; no reliable difference to the rest (50.1%; 95% interval −4.5 to +4.3, q = 0.964); "
        "about the same as the target of 50.0%; 0.1 points below the best, c2."
    )


def test_where_less_is_better_the_lowest_named_member_of_many_is_best(warehouse):
    given = [("safety", 10, 40), ("service", 4, 40), (None, 0, 40), ("other", 4, 40)]
    cases = []
    for category, yes, n in given:
        once = complaint("2024-04-02", "2024-04-05", category=category, cases=n - yes)
        again = complaint("2024-04-02", "2024-04-05", category=category, cases=yes, reopened_at="2024-04-06")
        cases += [once, again] if yes else [once]
    connection = warehouse(cases, complaints_until="2024-10-01")
    result = standing(
        compute(connection, "reopen_rate", by="category", period="1q", against="rest"), datetime(2024, 4, 1)
    )
    assert result.best == "other"
    assert dict(zip(result.frame["category"].fillna(""), result.frame["gap_to_best"].round(9).fillna(-1), strict=True)) == {
        "safety": 0.15, "other": 0, "service": 0, "": -1,
    }  # fmt: skip
    zh, en = ([words[language] for words in result.sentences] for language in ("zh", "en"))
    assert zh[0].endswith("，不是偶然差别；比最好的other高 15.0 个百分点。")
    assert en[0].endswith("), more than chance; 15.0 points above the best, other.")
    assert zh[2].endswith("；与最好的other相同。")
    assert en[2].endswith("; the same as the best, other.")
    assert (zh[3].split("；")[0], en[3].split(";")[0]) == ("未注明：0.0%", "not given: 0.0%")


def test_alike_communities_have_no_reliable_difference_and_the_best_is_not_compared_with_itself(warehouse):
    result = found(warehouse, answers("c1", 50, 50), answers("c2", 51, 49))
    assert result.best == "c2"
    assert "与其余（50.0%）没有可靠的差别" in said(result)["c2"]
    assert "最好" not in said(result)["c2"]
    assert result.frame["gap_to_best"].round(2).to_dict() == {0: 0.0, 1: -0.01}


def test_an_interval_without_zero_is_called_chance_where_many_are_compared(warehouse):
    given = [answers(f"d{at}", 50, 50) for at in range(20)]
    result = found(warehouse, answers("c1", 39, 61), *given)
    assert "但同时比较了 21 项，仍可能出于偶然" in said(result)["锦绣园"]
    assert "), but of 21 comparisons at once this may still be chance; " in said(result, "en")["锦绣园"]


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


def test_ratings_are_said_with_two_digits_on_all_sides(warehouse):
    given = [score("2024-05-01", 75, community_id="c1")] * 40 + [score("2024-05-01", 25, community_id="c1")] * 40
    given += [score("2024-05-01", 100, community_id="c2")] * 40 + [score("2024-05-01", 75, community_id="c2")] * 40
    ratings = [rating("2024-05-01", 1 + row["index_value"] / 25, community_id=row["community_id"]) for row in given]
    connection = warehouse(ratings=ratings, surveys_until="2024-07-01")
    found = standing(compute(connection, "mean_rating", by="community", period="1q", against="rest"), APRIL)
    assert said(found, "en")["c2"].startswith(
        "c2: 4.50; 1.50 above the rest (3.00; 95% interval +1.25 to +1.75, q < 0.001"
    )
