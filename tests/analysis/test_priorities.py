"""The priority list: what the order rests on, which complaints stand beside which indicator, what is said where one lacks."""

from datetime import date

import numpy as np
import pytest

from pipeline.analysis.priorities import indicator_of_type, priorities
from tests.analysis.satisfaction import answered, invented
from tests.metrics.conftest import complaint, mart_of_complaints, table

WEIGHTS = {"safety": 0.8, "attitude": 0.5, "fees": 0.0}


@pytest.mark.parametrize(
    ("category", "subcategory", "indicator"),
    [
        ("facility", "电梯", "facilities"),
        ("management", "收费争议", "fees"),
        ("service", "服务态度", "attitude"),
        ("service", "保洁", "environment"),
        ("safety", None, "safety"),
        ("facility", "其他", "facilities"),
        ("service", None, None),
        ("other", "邻里纠纷", None),
        (None, None, None),
    ],
)
def test_a_type_stands_beside_the_indicator_whose_subject_it_names(category, subcategory, indicator):
    assert indicator_of_type(category, subcategory) == indicator


def surveyed(connection, *complaints, targets=(), n: int = 400):
    """Make 400 responses in which safety weighs most and is rated worst, with complaints and targets beside."""
    frame = invented(n, WEIGHTS)
    low = frame.assign(safety=(frame["safety"] - 25).clip(lower=0))
    answered(connection, low)
    table(connection, "fct_complaint", list(complaints))
    mart_of_complaints(connection)
    table(connection, "dim_target", list(targets))
    return connection


def received(category: str | None, subcategory: str | None = None, n: int = 1, day: str = "2024-05-03 08:00"):
    return complaint(day, category=category, subcategory=subcategory, cases=n, community_id="c1")


TARGET = {
    "line": 1,
    "metric": "satisfaction_index",
    "dimension": "indicator_id",
    "value": "safety",
    "target": 80.0,
    "valid_from": date(2024, 1, 1),
}


def test_what_matters_and_is_rated_low_comes_first_with_its_gap_and_its_complaints(connection):
    given = [received("safety", "消防通道", 3), received("safety", "治安巡逻"), received("service", "服务态度", 2)]
    found = priorities(surveyed(connection, *given, targets=[TARGET]), during="2024Q2")
    assert list(found.frame["indicator_id"]) == ["safety", "attitude"]
    first = found.frame.iloc[0]
    assert (first["quadrant"], first["complaints"], first["types"]) == (
        "concentrate here",
        4,
        ("消防通道", "治安巡逻"),
    )
    assert first["gap"] == pytest.approx(first["performance"] - 80)
    assert found.sentences[0]["zh"].startswith("问safety：优先改进；占总体满意度差异的 ")
    assert "比目标 80 低 " in found.sentences[0]["zh"]
    assert found.sentences[0]["zh"].endswith("相关投诉 4 件（消防通道、治安巡逻）。")
    assert "没有约定目标；相关投诉 2 件（服务态度）。" in found.sentences[1]["zh"]


def test_complaints_of_another_period_and_of_no_indicator_do_not_count(connection):
    given = [received("safety", n=2), received("safety", n=9, day="2024-01-03 08:00"), received("other", "邻里纠纷", 5)]
    found = priorities(surveyed(connection, *given), during="2024Q2")
    assert found.frame.iloc[0]["complaints"] == 2
    assert found.sentences[0]["zh"].endswith("相关投诉 2 件（安全类）。")
    assert "7 件中有 5 件的类型不对应任何指标" in found.notes[1]["zh"]
    assert np.isnan(found.frame.set_index("indicator_id").loc["attitude", "complaints"])


def test_without_complaints_that_is_said_and_the_order_stands(connection):
    found = priorities(surveyed(connection))
    assert list(found.frame["indicator_id"]) == ["safety", "attitude"]
    assert found.sentences[0]["en"].endswith("no complaints of a matching type.")
    assert found.notes[1]["zh"] == "这个时期没有投诉可对照。"


def test_where_drivers_are_refused_there_is_no_list(connection):
    found = priorities(surveyed(connection, n=40))
    assert found.drivers.refusal
    assert (len(found.frame), found.sentences) == (0, [])


def test_no_sentence_calls_it_a_cause(connection):
    found = priorities(surveyed(connection, received("safety")))
    said = " ".join(text for sentence in found.sentences for text in sentence.values())
    assert not any(word in said for word in ("因为", "导致", "because", "cause"))
