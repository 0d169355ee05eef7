"""Operational indicators: shares are averaged, counts added up, employees neither; units stay apart."""

from datetime import date, datetime

import pytest

from pipeline.metrics import compute, explain

NAME = "operational_indicator"


def reported(indicator, day, value, unit=None, community="c1"):
    return {
        "indicator": indicator,
        "community_id": community,
        "period_start": date.fromisoformat(day),
        "value": value,
        "unit": unit,
    }


@pytest.fixture
def figures(warehouse):
    """Return a function: reported values → the result, by quarter; the company's exports end with June."""

    def run(*given, **arguments):
        connection = warehouse(operational=given, complaints_until="2024-04-01", surveys_until="2024-07-01")
        return compute(connection, NAME, **({"period": "1q"} | arguments))

    return run


def values(result):
    return {
        (row["indicator_id"], row["unit"], row["period_start"].month): row[NAME]
        for row in result.frame.to_dict("records")
    }


def test_shares_are_averaged_and_counts_added_up(figures):
    given = [
        reported("fees", "2024-01-01", 90, "%"),
        reported("fees", "2024-02-01", 96, "%", "c2"),
        reported("培训合格率", "2024-01-01", 0.5),
        reported("培训合格率", "2024-01-01", 1.0, community="c2"),
        reported("visits", "2024-01-01", 30, "户"),
        reported("visits", "2024-03-01", 12, "户", "c2"),
    ]
    assert values(figures(*given)) == {("fees", "%", 1): 93, ("培训合格率", "", 1): 0.75, ("visits", "户", 1): 42}


def test_employees_are_added_over_communities_and_averaged_over_months(figures):
    given = [
        reported("employees", f"2024-0{month}-01", n, "人", name)
        for month, name, n in [(1, "c1", 10), (2, "c1", 14), (1, "c2", 5), (2, "c2", 7)]
    ]
    assert values(figures(*given)) == {("employees", "人", 1): 18}


def test_values_in_different_units_stay_apart(figures):
    given = [reported("rate", "2024-01-01", 90, "%"), reported("rate", "2024-01-01", 0.9, "")]
    assert values(figures(*given)) == {("rate", "", 1): 0.9, ("rate", "%", 1): 90}


def test_each_indicator_is_compared_with_its_own_quarter_before(figures):
    given = [
        reported("visits", "2024-01-01", 30, "户"),
        reported("visits", "2024-04-01", 45, "户"),
        reported("drills", "2024-04-01", 2, "次"),
    ]
    result = figures(*given)
    changes = {
        (row["indicator_id"], row["period_start"].month): row["change"] for row in result.frame.to_dict("records")
    }
    assert changes[("visits", 4)] == 15
    assert changes[("drills", 4)] != changes[("drills", 4)]
    only = figures(*given, where={"indicator": "drills"})
    assert values(only) == {("drills", "次", 4): 2}


def test_values_after_the_as_of_date_are_left_out_and_a_running_quarter_is_not_ripe(figures):
    given = [reported("visits", "2024-01-01", 30, "户"), reported("visits", "2024-04-01", 45, "户")]
    assert list(values(figures(*given, as_of=datetime(2024, 4, 1)))) == [("visits", "户", 1)]
    early = figures(*given, as_of=datetime(2024, 5, 1)).frame
    assert early["is_ripe"].tolist() == [True, False]


def test_the_sentence_has_the_reported_unit(figures):
    result = figures(reported("visits", "2024-01-01", 1234.5, "户"))
    assert explain(result, result.frame.iloc[0], "zh") == "2024 年一季度 visits 运营指标为 1,234.5 户（n = 1）。"
