"""Correlations of all pairs of indicators from the warehouse, against scipy on rows."""

import numpy as np
import pytest
from scipy import stats

from pipeline.analysis.correlations import MOST_INDICATORS, correlations
from pipeline.errors import UsageError
from pipeline.statistics.multiplicity import false_discovery
from tests.analysis.satisfaction import answered, invented

WEIGHTS = {"safety": 0.8, "attitude": 0.5, "fees": 0.0}
BY = {"spearman": stats.spearmanr, "kendall": stats.kendalltau, "pearson": stats.pearsonr}


@pytest.mark.parametrize("method", BY)
def test_each_pair_is_correlated_over_the_responses_that_answered_both(connection, method):
    frame = invented(300, WEIGHTS)
    frame = frame.assign(
        safety=frame["safety"].where(np.arange(300) >= 40), fees=frame["fees"].where(np.arange(300) < 290)
    )
    found = correlations(answered(connection, frame), method=method).frame
    assert len(found) == 6 and set(found["status"]) == {"ok"}
    for row in found.to_dict("records"):
        both = frame[[row["first_id"], row["second_id"]]].dropna()
        expected = BY[method](both.iloc[:, 0], both.iloc[:, 1])
        assert row["n"] == len(both)
        assert (row["correlation"], row["p"]) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-9)
        assert row["low"] < row["correlation"] < row["high"]
    assert found["q"].tolist() == pytest.approx(false_discovery(found["p"]).tolist())
    assert set(found["family_size"]) == {6}


def test_a_pair_that_few_answered_is_hidden_and_one_that_nobody_answered_is_no_data(connection):
    frame = invented(60, WEIGHTS)
    at = np.arange(60)
    frame = frame.assign(safety=frame["safety"].where(at < 30), fees=frame["fees"].where(at >= 26), effect=50.0)
    found = correlations(answered(connection, frame)).frame.set_index(["first_id", "second_id"])
    hidden = found.loc[("safety", "fees")]
    assert hidden["status"] == "suppressed" and hidden[["n", "correlation", "low", "p", "q"]].isna().all()
    assert found.xs("effect", level="second_id")["status"].unique().tolist() == ["no_data"]
    assert correlations(connection, k=4).frame.set_index(["first_id", "second_id"]).loc[("safety", "fees"), "n"] == 4


def test_names_are_in_the_language_asked_for(connection):
    made = answered(connection, invented(60, WEIGHTS))
    assert set(correlations(made, language="en").frame["first"]) == {"overall", "safety", "attitude"}
    assert set(correlations(made, language="zh").frame["first"]) == {"问overall", "问safety", "问attitude"}


def test_of_very_many_indicators_those_with_the_most_answers_are_shown_and_that_is_said(connection):
    frame = invented(20, {f"题{at}": 0.1 for at in range(MOST_INDICATORS)})
    frame = frame.assign(题7=frame["题7"].where(np.arange(20) > 0))
    found = correlations(answered(connection, frame))
    assert "问题7" not in {*found.frame["first_id"], *found.frame["second_id"]}
    assert found.notes[0]["en"] == "Of 61 indicators, the 60 with the most answers are shown."


def test_a_filter_that_leaves_out_few_shows_nothing(connection):
    frame = invented(60, WEIGHTS)
    made = answered(connection, frame, frame[:3].assign(community_id="c2"))
    found = correlations(made, where={"community": "c1"})
    assert found.frame.empty and "would show" in found.notes[0]["en"]


def test_where_nothing_matches_that_is_said(connection):
    found = correlations(answered(connection, invented(60, WEIGHTS)), during="2020")
    assert found.frame.empty and found.notes[0]["en"] == "No ratings match."


def test_an_unknown_method_is_refused(connection):
    with pytest.raises(UsageError, match="spearman"):
        correlations(answered(connection, invented(60, WEIGHTS)), method="cramer")
