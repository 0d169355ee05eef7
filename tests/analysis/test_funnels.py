"""Communities against all of them: who lies outside what its size explains, who is not compared, what is said."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.analysis.funnels import funnel_of_members
from pipeline.errors import UsageError
from pipeline.statistics.funnel import funnel
from tests.metrics.conftest import complaint

RATE = "complaints_per_1000_households"
Q2 = {"period": "1q", "start": date(2024, 4, 1)}
COUNTS = {"c1": 36, "c2": 38, "c3": 40, "c4": 41, "c5": 43, "c6": 45, "small": 60, "unknown": 0}
HOMES = dict.fromkeys(COUNTS, 1000) | {"small": 500, "unknown": None}


@pytest.fixture
def company(warehouse):
    def make(until="2024-07-01", **cases):
        rows = [complaint("2024-01-01 08:00", community_id=name, load_id=1) for name in HOMES]
        rows += [
            complaint("2024-05-05 08:00", community_id=name, load_id=1, cases=n) for name, n in (COUNTS | cases).items()
        ]
        known = [
            {"community_id": name, "households": homes, "valid_from": date(2020, 1, 1)}
            for name, homes in HOMES.items()
            if homes
        ]
        connection = warehouse(rows, complaints_until=until, loads={1: until}, households=known)
        names = [(name, f"小区{name}") for name in HOMES]
        connection.execute("delete from dim_community")
        connection.executemany("insert into dim_community (community_id, community) values (?, ?)", names)
        return connection

    return make


def test_a_community_far_above_the_limits_of_its_size_is_named_and_comes_first(company):
    found = funnel_of_members(company(), name=RATE, **Q2)
    expected = funnel([36, 38, 40, 41, 43, 45, 60], [1000] * 6 + [500], kind="rate")
    assert found.frame["community_id"].tolist() == ["small", "c6", "c5", "c4", "c3", "c2", "c1"]
    assert found.target == pytest.approx(1000 * 303 / 6500)
    assert found.frame["high998"].tolist() == pytest.approx(1000 * expected.high998[::-1])
    assert "小区small（每千户 120.0 件）；低于的：没有；其余 6 个" in found.sentences[0]["zh"]
    assert "小区small (120.0 per 1,000 households); below: none" in found.sentences[0]["en"]


def test_a_community_whose_homes_are_unknown_is_not_compared_and_is_counted(company):
    found = funnel_of_members(company(unknown=90), name=RATE, **Q2)
    assert "unknown" not in found.frame["community_id"].tolist()
    assert found.sentences[-1]["en"].startswith("1 more are not compared")


def test_limits_narrow_as_communities_grow(company):
    curves = funnel_of_members(company(), name=RATE, **Q2).curves
    width = curves["high95"] - curves["low95"]
    assert (width.diff().dropna() < 0).all()


def test_a_period_that_is_not_over_is_not_compared(company):
    found = funnel_of_members(company(until="2024-06-10"), name=RATE, **Q2)
    assert found.frame.empty
    assert "None can be compared" in found.sentences[0]["en"]


def test_a_figure_that_is_no_share_or_rate_has_no_funnel(company):
    with pytest.raises(UsageError, match="neither a share nor a rate"):
        funnel_of_members(company(), name="complaint_count", **Q2)
