"""Curves of resolution: the same cases and the same days as the metric, group by group, with the test over all groups."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.analysis.resolution_curves import resolution_curves
from pipeline.metrics.compute import compute
from pipeline.metrics.time_to_resolution import DAYS
from tests.metrics.conftest import complaint

JANUARY = {"start": date(2024, 1, 1), "period": "1mo"}


def resolved_after(days: int, many: int, **columns) -> list[dict]:
    """Return complaints of 1 January resolved after so many days."""
    return [complaint("2024-01-01 08:00", f"2024-01-{1 + days:02} 08:00", **columns) for _ in range(many)]


def still_open(many: int, **columns) -> list[dict]:
    return [complaint("2024-01-01 08:00", **columns) for _ in range(many)]


def test_a_curve_steps_on_the_days_of_resolution_and_open_cases_hold_it_down(warehouse):
    connection = warehouse(
        [*resolved_after(2, 5), *resolved_after(4, 3), *still_open(2)], complaints_until="2024-02-01"
    )
    found = resolution_curves(connection, **JANUARY)
    points = found.points[["day", "at_risk", "share"]].values.tolist()
    assert points == [[2, 10, 0.5], [4, 5, pytest.approx(0.8)], [30, 2, pytest.approx(0.8)]]
    assert (
        found.sentences[0]["zh"]
        == "10 件投诉中，一半在 3 天内解决（95% 区间 2–4），四分之三在 4 天内解决（95% 区间不少于 2 天），解决的还不到九成；2 件仍未解决。"
    )
    assert "fewer than nine in ten so far; 2 still open" in found.sentences[0]["en"]


def test_what_counts_by_its_close_time_is_called_closed_and_not_resolved(warehouse):
    rows = resolved_after(2, 9, resolved_from="closed")
    said = resolution_curves(warehouse(rows, complaints_until="2024-02-01"), **JANUARY).sentences[0]
    assert "解决" not in said["zh"] and "一半在 2 天内办结" in said["zh"]
    assert "resolved" not in said["en"] and said["en"].startswith("Of 9 complaints, closed: half within 2 days")


def test_complaints_of_another_period_are_in_no_curve(warehouse):
    later = complaint("2024-02-01 08:00", "2024-02-02 08:00")
    connection = warehouse([*resolved_after(2, 5), later], complaints_until="2024-03-01")
    assert resolution_curves(connection, **JANUARY).groups["complaints"].tolist() == [5]


def test_withdrawn_complaints_never_count_as_resolved(warehouse):
    gone = [complaint("2024-01-01 08:00", outcome="withdrawn", closed_at="2024-01-02 08:00") for _ in range(5)]
    found = resolution_curves(warehouse([*resolved_after(3, 5), *gone], complaints_until="2024-02-01"), **JANUARY)
    assert found.points["share"].tolist() == [0.0, 0.5]
    assert "5 件撤回、合并或不受理" in found.sentences[0]["zh"]


def test_groups_that_differ_are_said_to_and_those_under_five_have_no_curve(warehouse):
    rows = [
        *resolved_after(1, 21, department="工程部"),
        *resolved_after(15, 20, department="客服部"),
        *resolved_after(2, 4),
    ]
    found = resolution_curves(warehouse(rows, complaints_until="2024-02-01"), by="department", **JANUARY)
    assert found.groups["department"].tolist()[:2] == ["工程部", "客服部"]
    assert set(found.points["department"]) == {"工程部", "客服部"}
    assert found.sentences == [
        {
            "zh": "2 组的解决快慢有差别，不像是偶然（对数秩检验 p < 0.001）。",
            "en": "The 2 groups differ in how fast they are resolved, beyond chance (log-rank test, p < 0.001).",
        }
    ]


def test_groups_that_are_alike_are_not_told_apart(warehouse):
    rows = [
        case for name in ("工程部", "客服部") for after in (1, 3) for case in resolved_after(after, 8, department=name)
    ]
    found = resolution_curves(warehouse(rows, complaints_until="2024-02-01"), by="department", **JANUARY)
    assert found.test.p == pytest.approx(1.0)
    assert "没有超出偶然的差别" in found.sentences[0]["zh"]


def test_a_single_group_is_not_compared(warehouse):
    found = resolution_curves(
        warehouse(resolved_after(3, 8), complaints_until="2024-02-01"), by="department", **JANUARY
    )
    assert found.test is None
    assert found.sentences[0]["en"] == "Under two groups of five complaints or more: nothing to compare."


def test_without_complaints_there_is_no_curve(warehouse):
    found = resolution_curves(warehouse(), **JANUARY)
    assert (len(found.points), len(found.groups), found.sentences, found.as_of) == (0, 0, [], None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(days=st.lists(st.tuples(st.integers(0, 25), st.sampled_from("ab"), st.booleans()), min_size=5, max_size=40))
def test_a_curve_and_the_metric_say_the_same(warehouse, days):
    rows = [
        complaint("2024-01-01 08:00", f"2024-01-{1 + after:02} 08:00" if is_resolved else None, department=name)
        for after, name, is_resolved in days
    ]
    connection = warehouse(rows, complaints_until="2024-01-20")
    found = resolution_curves(connection, by="department", **JANUARY)
    metric = compute(connection, "time_to_resolution", by="department", period="1mo", as_of=datetime(2024, 1, 20)).frame
    compared = ["complaints", "resolved", "median_days", *(f"resolved_by_day_{day}" for day in DAYS)]
    enough = [frame[frame["complaints"] >= 5] for frame in (found.groups, metric)]  # under five the metric withholds
    both = [frame.set_index("department")[compared].astype(float).sort_index() for frame in enough]
    assert both[0].equals(both[1])
