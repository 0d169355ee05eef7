"""One figure as one sentence, in both languages: of a rate, a count, a ratio, a time and an index, and of what is not shown."""

import pytest

from pipeline.metrics import compute, explain
from pipeline.metrics.explain import UNSURE, WITHIN, change_in_words, in_unit, stands_to
from pipeline.metrics.members import in_columns
from tests.metrics.conftest import complaint, rating, recommendation, resolved, score


def said(connection, name, **arguments):
    """Return the sentence of the first row in Chinese and in English, the label as … ."""
    results = {language: compute(connection, name, language=language, **arguments) for language in ("zh", "en")}
    return tuple(
        explain(result, result.frame.iloc[0], language).replace(result.label(), "…")
        for language, result in results.items()
    )


def test_of_a_count(warehouse):
    zh, en = said(warehouse(resolved(1, 1200, 34), complaints_until="2024-07-01"), "complaint_count", period="1q")
    assert zh == "2024 年一季度 …为 1,234 件。"
    assert en == "…, 2024 Q1: 1,234."


def test_of_a_time_whose_upper_end_is_not_reached(warehouse):
    zh, en = said(warehouse(resolved(1, 6, 4), complaints_until="2024-07-01"), "time_to_resolution", period="1y")
    assert zh == "2024 年 …为 1.0 天（n = 10，95% 区间 1.0–…）。"
    assert en == "…, 2024: 1.0 days (n = 10, 95% interval 1.0–…)."


def test_of_a_time_that_is_not_reached(warehouse):
    zh, en = said(warehouse(resolved(1, 1, 9), complaints_until="2024-07-01"), "time_to_resolution")
    assert (zh, en) == ("…：尚未达到。", "…: not reached.")


def test_of_a_time_of_too_few(warehouse):
    zh, en = said(warehouse(resolved(1, 4, 0), complaints_until="2024-07-01"), "time_to_resolution")
    assert zh == "…为 4/4（不足 5 件，不算中位数）。"
    assert en == "…: 4/4 (under 5 cases, no median)."


def test_an_interval_from_nothing_has_a_dash(warehouse):
    zh, en = said(warehouse(resolved(1, 0, 20), complaints_until="2024-07-01"), "resolution_rate")
    assert zh == "…为 0.0%（0/20，95% 区间 0.0–16.1%）。"
    assert en == "…: 0.0% (0/20, 95% interval 0.0–16.1%)."


def test_of_a_ratio_which_has_no_interval(warehouse):
    zh, en = said(warehouse(resolved(1, 6, 4), complaints_until="2024-07-01"), "clearance_ratio", period="1d")
    assert zh == "2024 年 1 月 5 日 …为 0.00（0/10）。"
    assert en == "…, 5 Jan 2024: 0.00 (0/10)."


def test_of_an_index_of_an_indicator(warehouse):
    given = [score("2024-01-05", value) for value in [50, 100] * 5]
    zh, en = said(warehouse(scores=given, surveys_until="2024-07-01"), "satisfaction_index")
    assert zh == "态度 …为 75.0（n = 10，95% 区间 56.1–93.9）。"
    assert en == "…, Attitude: 75.0 (n = 10, 95% interval 56.1–93.9)."


def test_a_group_is_named_by_community_and_type_and_not_by_ids(warehouse):
    given = resolved(1, 60, 40, community_id="c1", category="safety")
    connection = warehouse(given, complaints_until="2024-07-01")
    zh, en = said(connection, "resolution_rate", by=["community", "category"])
    assert zh == "锦绣园、安全类 …为 60.0%（60/100，95% 区间 50.2–69.1%）。"
    assert en == "…, 锦绣园, Safety: 60.0% (60/100, 95% interval 50.2–69.1%)."


@pytest.mark.parametrize(
    ("name", "given", "zh", "en"),
    [
        (
            "handling_satisfaction_rate",
            [complaint("2024-01-05", callback_answer="satisfied")] * 4,
            "…：回答人数过少，不显示。",
            "…: too few answers to show.",
        ),
        ("resolution_rate", [complaint("2024-06-30")] * 6, "…：没有数据。", "…: no data."),
    ],
)
def test_a_figure_that_is_not_shown_says_why(warehouse, name, given, zh, en):
    assert said(warehouse(given, complaints_until="2024-07-01"), name) == (zh, en)


def changed(connection, name, **arguments):
    """Return how the last row that is compared stands to the one before, in Chinese and in English."""
    said = []
    for language in ("zh", "en"):
        result = compute(connection, name, period="1q", against="previous", language=language, **arguments)
        last = result.frame[result.frame["change"].notna()].iloc[-1]
        said.append(change_in_words(result, last, language, "previous"))
    return tuple(said)


def test_what_did_not_change_is_neither_above_nor_below(warehouse):
    given = [complaint(f"2024-0{month}-05", callback_answer="satisfied") for month in (1, 4)] * 20
    zh, en = changed(warehouse(given, complaints_until="2024-10-01"), "handling_satisfaction_rate")
    assert zh == "与上季度持平（95% 区间 −16.1 至 +16.1）"
    assert en == "the same as the quarter before (95% interval −16.1 to +16.1)"


def test_what_rounding_leaves_nothing_of_is_about_the_same():
    assert stands_to("上季度", -0.0004, "share", "zh") == "与上季度基本持平"
    assert stands_to("the quarter before", -0.0004, "share", "en") == "about the same as the quarter before"
    assert stands_to("上季度", -0.0006, "share", "zh") == "较上季度低 0.1 个百分点"
    assert stands_to("上季度", 1000, "count", "zh") == "较上季度高 1,000 件"
    assert stands_to("the quarter before", 0.04, "rate", "en") == "about the same as the quarter before"


def test_a_score_is_so_many_points_above_without_a_second_sign(warehouse):
    given = [recommendation("2024-01-05", value) for value in [10] * 30 + [0] * 30]
    given += [recommendation("2024-04-05", value) for value in [10] * 25 + [0] * 35]
    zh, en = changed(warehouse(ratings=given, surveys_until="2024-07-01"), "nps")
    assert zh.startswith("较上季度低 16.7 点（95% 区间 −")
    assert en.startswith("16.7 points below the quarter before (95% interval −")


def test_a_change_without_a_test_is_not_called_normal(warehouse):
    given = [*resolved(1, 9, 1), complaint("2024-04-05 08:00", "2024-04-08 08:00", cases=10)]
    zh, en = changed(warehouse(given, complaints_until="2024-10-01"), "time_to_resolution")
    assert (zh, en) == ("较上季度高 2.0 天", "2.0 days above the quarter before")


def test_a_change_of_a_share_is_in_points_to_one_place_and_of_a_rating_to_two(warehouse):
    given = [*resolved(1, 60, 40), *resolved(4, 62, 38)]
    assert changed(warehouse(given, complaints_until="2024-10-01"), "resolution_rate") == (
        "较上季度高 2.0 个百分点（95% 区间 −11.3 至 +15.2），在正常波动之内",
        "2.0 points above the quarter before (95% interval −11.3 to +15.2), within normal variation",
    )
    given = [rating(day, low) for day, low in (("2024-01-05", 1), ("2024-04-05", 4)) for _ in range(20)]
    given += [rating(day, 5) for day in ("2024-01-05", "2024-04-05") for _ in range(20)]
    assert changed(warehouse(ratings=given, surveys_until="2024-10-01"), "mean_rating") == (
        "较上季度高 1.50（95% 区间 +0.83 至 +2.17），超出正常波动",
        "1.50 above the quarter before (95% interval +0.83 to +2.17), beyond normal variation",
    )
    given = [score("2024-01-05", value) for value in [50, 100] * 20]
    given += [score("2024-04-05", value) for value in [25, 100] * 20]
    assert changed(warehouse(scores=given, surveys_until="2024-10-01"), "satisfaction_index")[1] == (
        "12.5 below the quarter before (95% interval −26.9 to +1.9), within normal variation"
    )


@pytest.mark.parametrize(("p", "said"), [(0.05, UNSURE), (0.051, WITHIN)])
def test_what_chance_alone_gives_once_in_twenty_is_unsure_where_it_is_no_signal(warehouse, p, said):
    connection = warehouse([*resolved(1, 60, 40), *resolved(4, 62, 38)], complaints_until="2024-10-01")
    result = compute(connection, "resolution_rate", period="1q", against="previous", language="en")
    row = result.frame.iloc[-1].to_dict() | {"p": p, "is_signal": False}
    assert change_in_words(result, row, "en", "previous").endswith(said[1])


@pytest.mark.parametrize(("score", "said"), [(0.0, "0.0"), (-0.04, "0.0"), (-12.5, "−12.5"), (30.0, "+30.0")])
def test_a_score_of_nothing_has_no_sign(score, said):
    assert in_unit(score, "points", "en") == said


def test_one_step_can_be_asked_for_by_its_code_or_in_words_and_is_said_in_words(warehouse):
    connection = warehouse([complaint("2024-01-10", assigned_at="2024-01-11")] * 6, complaints_until="2024-03-01")
    whole = compute(connection, "step_rate", period=None).frame
    for step in ("assigned", "派单", "Assigned"):
        result = compute(connection, "step_rate", period=None, where={"step": step}, language="en")
        (row,) = result.frame.to_dict("records")
        assert row["step_rate"] == whole.set_index("step")["step_rate"]["assigned"] == 1.0
    assert explain(result, row, "en").endswith(", Assigned: 100.0% (6/6, 95% interval 61.0–100.0%).")
    assert in_columns(result.frame, "zh")["step"].tolist() == ["派单"]
    (funnel,) = compute(connection, "service_funnel", where={"stage": "评价"}).frame["stage"].unique()
    assert funnel == "evaluation"
