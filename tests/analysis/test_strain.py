"""Types of complaints and satisfaction inside communities: what is found, what is not, and what never enters."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from pipeline.analysis.strain import types_and_satisfaction
from pipeline.errors import UsageError
from tests.metrics.conftest import complaint, score

QUARTERS = [f"{2023 + at // 4}-{1 + 3 * (at % 4):02}-01" for at in range(8)]
COMMUNITIES = list("abcdefgh")
HOUSEHOLDS = 500
CALM = np.full((8, 8), 2)
BROKEN = (
    CALM + np.where(np.arange(8) >= 5, 8, 0) * (np.arange(8) == 0)[:, None]
)  # lifts of a, in its last three quarters


def answers(community, quarter, satisfied):
    """Ten answers, of which ``satisfied`` are 100 and the others 0."""
    of = {"community_id": community, "indicator_id": "overall"}
    return [score(quarter, value, respondents=n, **of) for value, n in ((100, satisfied), (0, 10 - satisfied)) if n]


def satisfied(seed=1, low=CALM < 0):
    """Return about six of ten satisfied in each community and quarter, four fewer where ``low``."""
    return np.random.default_rng(seed).binomial(3, 0.6, (8, 8)) + 5 - 4 * low


@pytest.fixture
def found(warehouse):
    """Return a function: satisfied of ten, and cases per type, a row per community and a column per quarter → the findings."""

    def run(pleased, cases, *, households=HOUSEHOLDS, known=COMMUNITIES, column="subcategory", **arguments):
        cells = [(name, quarter, u, t) for u, name in enumerate(COMMUNITIES) for t, quarter in enumerate(QUARTERS)]
        given = [
            complaint(f"{quarter} 08:00", load_id=1, cases=int(n[u, t]), **{"community_id": name, column: kind})
            for name, quarter, u, t in cells
            for kind, n in cases.items()
            if n[u, t]
        ]
        connection = warehouse(
            complaints=given,
            scores=[row for name, quarter, u, t in cells for row in answers(name, quarter, int(pleased[u, t]))],
            households=[
                {"community_id": name, "valid_from": datetime(2020, 1, 1), "households": households} for name in known
            ],
            loads={1: "2025-01-01"},
            complaints_until="2025-01-01",
            surveys_until="2025-01-01",
        )
        return types_and_satisfaction(connection, **arguments)

    return run


def of(result, kind, lag=0):
    (row,) = [row for row in result.frame.to_dict("records") if (row["type"], row["lag_quarters"]) == (kind, lag)]
    return row


OTHERS = {
    "保洁": np.random.default_rng(2).poisson(3, (8, 8)) + 1,
    "绿化": np.random.default_rng(3).poisson(3, (8, 8)) + 1,
}


def test_the_type_that_rises_where_and_when_satisfaction_falls_is_found_and_the_others_are_not(found):
    result = found(satisfied(low=BROKEN > 2), {"电梯": BROKEN, **OTHERS})
    assert (result.level, result.measure) == ("subcategory", "per_1000_households")
    lifts = of(result, "电梯")
    assert (lifts["n"], lifts["communities"], lifts["cases"]) == (64, 8, BROKEN.sum())
    assert lifts["low"] < lifts["change"] < lifts["high"] < 0
    assert result.frame["type"].iloc[0] == "电梯"
    assert set(result.frame.loc[result.frame["q"] <= 0.05, "type"]) == {"电梯"}
    assert lifts["change"] == pytest.approx(-40 / (8 / HOUSEHOLDS * 1000), abs=1)


def test_satisfaction_that_falls_a_quarter_later_is_found_with_the_quarter_after(found):
    broken = (np.arange(8)[:, None] < 2) & np.isin(np.arange(8), (2, 5))
    result = found(satisfied(low=np.roll(broken, 1, axis=1)), {"电梯": CALM + 8 * broken, **OTHERS})
    assert of(result, "电梯", 1)["q"] <= 0.05
    assert of(result, "电梯", 1)["n"] == 56
    assert of(result, "电梯", 1)["change"] < -1 < of(result, "电梯", 0)["change"]


def test_where_complaints_have_nothing_to_do_with_satisfaction_nothing_is_found_and_that_is_said(found):
    result = found(satisfied(seed=4), {"电梯": BROKEN, **OTHERS})
    assert (result.frame["q"] > 0.05).all()
    assert result.notes[0]["zh"] == "看不出哪一类投诉与同一小区的满意度有关。"


def test_communities_that_are_always_worse_and_complain_more_are_no_finding(found):
    rank = np.arange(8)[:, None]
    result = found(satisfied(seed=4) - rank // 3, {"电梯": CALM + rank, **OTHERS})
    assert of(result, "电梯")["reason"] == "no_variation"


def test_the_change_is_of_one_more_complaint_per_1000_households(found):
    pleased, cases = satisfied(low=BROKEN > 2), {"电梯": BROKEN}
    few, many = (of(found(pleased, cases, households=n), "电梯")["change"] for n in (500, 1000))
    assert many == pytest.approx(2 * few)


def test_without_households_the_change_is_of_twice_as_many_complaints(found):
    result = found(satisfied(low=BROKEN > 2), {"电梯": BROKEN, **OTHERS}, known=[])
    assert result.measure == "doubled"
    assert of(result, "电梯")["change"] == pytest.approx(-40 / np.log2(10.5 / 2.5), abs=5)
    assert "with twice as many complaints in a quarter" in result.sentences[0]["en"]


def test_a_community_whose_households_are_unknown_is_left_out_and_counted(found):
    result = found(satisfied(low=BROKEN > 2), {"电梯": BROKEN, **OTHERS}, known=COMMUNITIES[:7])
    assert of(result, "电梯")["communities"] == 7
    assert result.notes[-1]["en"] == "1 more communities are left out: their households are unknown."


def test_answers_of_fewer_than_k_are_no_point(found):
    result = found(satisfied(), {"电梯": BROKEN}, k=11)
    assert result.frame.empty
    assert "no" in result.notes[0]["en"].lower()


def test_a_type_of_few_complaints_is_refused_and_no_member_of_the_family(found):
    rare = np.zeros((8, 8), int)
    rare[0, 0] = 19
    result = found(satisfied(low=BROKEN > 2), {"电梯": BROKEN, "高空抛物": rare})
    refused = of(result, "高空抛物")
    assert (refused["reason"], pd.isna(refused["change"]), pd.isna(refused["q"])) == ("few_cases", True, True)
    rare[0, 0] = 20
    assert of(found(satisfied(), {"电梯": BROKEN, "高空抛物": rare}), "高空抛物")["reason"] is None


def test_under_six_communities_nothing_is_told_and_the_reason_is_said(found):
    few = satisfied()
    result = found(few, {"电梯": BROKEN, **OTHERS}, known=COMMUNITIES[:5])
    assert set(result.frame["reason"]) == {"few_units"}
    assert result.notes[0] == {
        "zh": "还不足以判断：少于 6 个小区。",
        "en": "Nothing can be told yet: fewer than 6 communities.",
    }


def test_complaints_without_a_type_are_no_type_and_the_five_types_are_taken_where_nobody_has_finer_ones(found):
    result = found(satisfied(), {"facility": BROKEN, None: CALM * 3}, column="category")
    assert (result.level, set(result.frame["type"])) == ("category", {"facility"})


def test_an_unknown_level_is_refused(found):
    with pytest.raises(UsageError, match="subcategory"):
        found(satisfied(), {"电梯": BROKEN}, by="colour")


def test_sentences_name_size_interval_and_n_and_never_a_cause(found):
    result = found(satisfied(low=BROKEN > 2), {"电梯": BROKEN, **OTHERS})
    zh, en = result.sentences[0]["zh"], result.sentences[0]["en"]
    assert zh.startswith("电梯：每千户多 1 件投诉的季度，同一小区同一季度的满意度指数平均低 ")
    assert "8 个小区，n = 64 个小区季度" in zh
    assert "is 2." in en
    assert "points lower on average (95% interval −" in en
    assert "not a cause" in result.notes[0]["en"]
    assert "看不出与同一小区" in result.sentences[-1]["zh"]
