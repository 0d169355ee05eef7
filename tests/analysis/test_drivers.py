"""Key drivers from the warehouse: which answers count, what is shown, what is refused, what is said."""

import numpy as np
import pandas as pd
import pytest

from pipeline.analysis.drivers import drivers
from pipeline.errors import UnknownColumnError, UsageError
from pipeline.metrics import compute
from pipeline.statistics.importance import importance, relative_weights
from pipeline.statistics.quadrants import CONCENTRATE, OVERKILL
from tests.analysis.satisfaction import answered, invented

WEIGHTS = {"safety": 0.8, "attitude": 0.5, "fees": 0.0}


def of(found, indicator):
    """Return the row and the sentences of one driver."""
    (at,) = found.frame.index[found.frame["indicator_id"] == indicator]
    return found.frame.loc[at], found.sentences[at]


def statuses(found):
    return dict(zip(found.frame["indicator_id"], found.frame["status"], strict=True))


def gaps(frame, column, n):
    """Return the frame with the first ``n`` answers of a column missing."""
    return frame.assign(**{column: frame[column].where(np.arange(len(frame)) >= n)})


@pytest.mark.parametrize("n", [4000, 7000])  # row by row, and in blocks
def test_weights_are_those_of_the_complete_rows(connection, n):
    frame = gaps(gaps(invented(n, WEIGHTS), "safety", 300), "overall", 100)
    found = drivers(answered(connection, frame))
    plain = frame.dropna()[["overall", *WEIGHTS]].corr().to_numpy()
    expected = relative_weights(plain)
    rows = found.frame.set_index("indicator_id").loc[["safety", "attitude"]]
    assert rows["weight"].tolist() == pytest.approx(expected.weights[:2].tolist(), abs=1e-9)
    assert rows["lmg"].tolist() == pytest.approx(importance(plain).lmg[:2].tolist(), abs=1e-9)
    assert found.frame.set_index("indicator_id")["correlation"][list(WEIGHTS)].tolist() == pytest.approx(
        plain[0, 1:].tolist(), abs=1e-9
    )
    assert (found.n, found.responses) == (n - 300, n)
    assert found.r_squared == pytest.approx(float(expected.r_squared), abs=1e-9)
    assert (rows["low"] < rows["weight"]).all() and (rows["weight"] < rows["high"]).all()
    assert rows["share_of_explained"].tolist() == pytest.approx((expected.weights[:2] / expected.r_squared).tolist())


def test_what_was_dropped_is_said_and_what_is_explained(connection):
    found = drivers(answered(connection, gaps(invented(400, WEIGHTS), "fees", 100)))
    assert (
        found.notes[0]["en"]
        == "From 300 valid questionnaires with every answer; 25.0% of 400 lack one and are left out."
    )
    assert found.notes[0]["zh"] == "基于 300 份各项均已回答的有效问卷；400 份中有 25.0% 因缺答未计入。"
    assert f"{found.r_squared:.1%} of the differences" in found.notes[1]["en"]


def test_a_chance_driver_is_not_shown_and_named_as_such(connection):
    found = drivers(answered(connection, invented(600, WEIGHTS)))
    row, said = of(found, "fees")
    assert statuses(found) == {"safety": "shown", "attitude": "shown", "fees": "not_shown"}
    assert row[["weight", "low", "high", "lmg", "coefficient", "quadrant"]].isna().all()
    assert said["en"] == "fees: no more connected with overall satisfaction than a random variable, so no driver."
    assert "随机变量" in said["zh"]


def test_no_sentence_calls_a_driver_a_cause(connection):
    found = drivers(answered(connection, invented(600, WEIGHTS)))
    _, said = of(found, "safety")
    assert said["en"].endswith("An association, not a cause.") and said["zh"].endswith("这是关联，不是因果。")
    assert any(note["en"].startswith("These are associations, not causes") for note in found.notes)


def test_the_same_seed_gives_the_same_intervals_in_rows_and_in_blocks(connection):
    for n in (300, 5200):
        made = answered(connection, invented(n, WEIGHTS))
        pd.testing.assert_frame_equal(drivers(made, seed=3).frame, drivers(made, seed=3).frame)


def test_a_driver_answered_by_half_counts_and_one_answered_by_less_is_left_out_and_named(connection):
    half = gaps(gaps(invented(400, WEIGHTS), "fees", 200), "attitude", 201)
    found = drivers(answered(connection, half))
    assert statuses(found) == {"safety": "shown", "fees": "not_shown", "attitude": "few_answers"}
    row, said = of(found, "attitude")
    assert row["answered_rate"] == pytest.approx(199 / 400)
    assert said["en"] == "attitude: answered by under half, left out."
    assert found.n == 200


@pytest.mark.parametrize(("drivers_given", "needed"), [(2, 50), (6, 60)])
def test_fewer_complete_responses_than_needed_are_refused_with_the_reason(connection, drivers_given, needed):
    names = ["safety", "attitude", "fees", "facilities", "efficiency", "effect"][:drivers_given]
    frame = invented(needed, dict.fromkeys(names, 0.6))
    assert drivers(answered(connection, frame)).refusal is None
    found = drivers(answered(connection, gaps(frame, "safety", 1)))
    assert str(needed - 1) in found.refusal["en"] and str(needed) in found.refusal["en"]
    assert "不作分析" in found.refusal["zh"]
    assert np.isnan(found.r_squared) and set(found.frame["status"]) == {"refused"}
    assert found.frame["weight"].isna().all()


def test_interviews_and_invalid_responses_are_not_counted(connection):
    frame, others = invented(300, WEIGHTS), invented(200, {"safety": -1.0, "attitude": 0.0, "fees": 0.0}, seed=2)
    made = answered(connection, frame, others.assign(method="interview"), others.assign(is_valid=False))
    assert drivers(made).n == 300
    assert of(drivers(made), "safety")[0]["correlation"] == pytest.approx(frame["safety"].corr(frame["overall"]))


def test_willingness_to_recommend_follows_from_satisfaction_and_is_no_driver(connection):
    frame = invented(300, WEIGHTS)
    found = drivers(answered(connection, frame.assign(推荐给亲友=frame["overall"])))
    assert statuses(found)["问推荐给亲友"] == "consequence"
    assert len(found.frame) == 4


def test_a_question_of_its_own_with_one_text_in_two_surveys_is_one_driver(connection):
    frame = invented(400, {"停车": 0.7, "safety": 0.5})
    found = drivers(answered(connection, frame[:200], frame[200:].assign(survey_id="s2")))
    assert statuses(found) == {"问停车": "shown", "safety": "shown"}
    assert found.n == 400


def test_the_same_text_twice_in_one_survey_stays_two_drivers(connection):
    frame = invented(400, {"停车": 0.7, "停车#2": 0.5})
    found = drivers(answered(connection, frame))
    assert set(found.frame["indicator_id"]) == {"q:s1:停车", "q:s1:停车#2"}


def test_surveys_that_do_not_ask_for_the_outcome_are_left_out_with_a_note(connection):
    frame = invented(300, WEIGHTS)
    found = drivers(answered(connection, frame, frame.drop(columns="overall").assign(survey_id="s2")))
    assert (found.n, found.responses) == (300, 300)
    assert "1 survey is left out, without a question of overall satisfaction." in [note["en"] for note in found.notes]


def test_where_nobody_was_asked_for_the_outcome_that_is_the_reason(connection):
    found = drivers(answered(connection, invented(100, WEIGHTS).drop(columns="overall")))
    assert "do not ask for overall satisfaction" in found.refusal["en"]
    assert "outcome" in found.refusal["zh"]


def test_where_only_the_outcome_was_asked_there_are_no_drivers(connection):
    found = drivers(answered(connection, invented(100, WEIGHTS)[["overall"]]))
    assert found.refusal["en"] == "No other indicator was answered by half of the responses."


def test_a_question_asked_twice_cannot_be_told_apart(connection):
    frame = invented(200, WEIGHTS)
    found = drivers(answered(connection, frame.assign(effect=frame["safety"])))
    assert "cannot be told apart" in found.refusal["en"]


def test_a_driver_against_its_correlation_is_said_to_be_suppressed(connection):
    rng = np.random.default_rng(5)
    first = rng.normal(50, 15, 2000)
    second = first + rng.normal(0, 5, 2000)
    outcome = first - 0.5 * second + rng.normal(25, 3, 2000)
    frame = pd.DataFrame({"safety": first, "fees": second, "overall": outcome}).clip(0, 100)
    row, said = of(drivers(answered(connection, frame)), "fees")
    assert (row["direction"], row["is_suppressed"]) == (1, True)
    assert "suppression" in said["en"] and "抑制" in said["zh"]


def test_a_driver_of_unhappiness_has_its_direction_and_no_place_in_the_priorities(connection):
    row, said = of(drivers(answered(connection, invented(400, {"safety": 0.6, "fees": -0.6}))), "fees")
    assert row["direction"] == -1 and row["quadrant"] is None
    assert "the lower overall satisfaction" in said["en"] and "总体满意度越低" in said["zh"]


def test_priorities_are_cut_at_the_means_of_weight_and_of_the_satisfaction_index(connection):
    frame = invented(800, {"safety": 0.9, "attitude": 0.3})
    made = answered(connection, frame.assign(safety=frame["safety"] * 0.5))
    found = drivers(made)
    index = compute(made, "satisfaction_index").frame.set_index("indicator_id")["satisfaction_index"]
    rows = found.frame.set_index("indicator_id")
    assert rows["performance"].to_dict() == pytest.approx(index[["safety", "attitude"]].to_dict())
    assert found.crosshair == pytest.approx((found.r_squared / 2, index[["safety", "attitude"]].mean()))
    assert rows["quadrant"].to_dict() == {"safety": CONCENTRATE, "attitude": OVERKILL}
    assert "优先改进" in of(found, "safety")[1]["zh"]


def test_over_twelve_drivers_have_no_lmg_and_that_is_said(connection):
    given = {f"题{at}": 0.3 for at in range(13)}
    found = drivers(answered(connection, invented(400, given)))
    assert found.frame["lmg"].isna().all()
    assert any("LMG" in note["en"] for note in found.notes)


@pytest.mark.parametrize(
    "where", [{"community": "锦绣"}, {"survey": "s1"}, {"community_id": "c1", "survey_id": ["s1"]}]
)
def test_a_filter_takes_names_and_ids(connection, where):
    frame = invented(300, WEIGHTS)
    others = frame.assign(survey_id="s2", community_id="c2")
    found = drivers(answered(connection, frame, others, others), where=where)
    assert found.n == 300
    assert not any("pooled" in note["en"] for note in found.notes)
    assert any("pooled" in note["en"] for note in drivers(connection).notes)


def test_a_period_counts_its_days_only(connection):
    frame = invented(600, WEIGHTS)
    days = [
        *["2024-03-31"] * 100,
        *["2024-04-01"] * 150,
        *["2024-06-30"] * 150,
        *["2024-07-01"] * 100,
        *["2025-01-01"] * 100,
    ]
    made = answered(connection, frame.assign(submitted_on=days))
    assert [drivers(made, during=period).n for period in ("2024Q2", "2024-06", "2024", None)] == [300, 150, 500, 600]


def test_a_filter_that_leaves_out_few_is_refused_and_one_that_leaves_out_five_is_not(connection):
    frame = invented(300, WEIGHTS)
    for few, is_refused in ((4, True), (5, False)):
        made = answered(connection, frame, frame[:few].assign(community_id="c2"))
        found = drivers(made, where={"community": "c1"})
        assert ("their answers would show" in str(found.refusal)) == is_refused
        assert drivers(made).n == 300 + few


def test_a_filter_that_leaves_out_few_complete_responses_is_refused(connection):
    frame = invented(300, WEIGHTS)
    others = gaps(frame[:20], "fees", 17).assign(community_id="c2")
    assert "would show" in drivers(answered(connection, frame, others), where={"community": "c1"}).refusal["en"]


def test_a_member_with_few_cannot_be_had_by_asking_for_two_members(connection):
    frame = invented(300, WEIGHTS)
    parts = [frame, frame[:3].assign(community_id="c2"), frame[:50].assign(community_id="c3")]
    found = drivers(answered(connection, *parts), where={"community": ["c1", "c2"]})
    assert "would show" in found.refusal["en"]


def test_a_quarter_is_held_against_its_year(connection):
    frame = invented(300, WEIGHTS)
    parts = [
        frame.assign(submitted_on="2024-04-05"),
        frame[:3].assign(submitted_on="2024-09-05"),
        frame[:50].assign(submitted_on="2023-01-05"),
    ]
    made = answered(connection, *parts)
    assert "would show" in drivers(made, during="2024Q2").refusal["en"]
    assert drivers(made, during="2024").n == 303


def test_where_nothing_matches_that_is_said(connection):
    found = drivers(answered(connection, invented(100, WEIGHTS)), where={"community": "nowhere"})
    assert found.refusal["en"] == "No ratings match."
    assert found.frame.empty


@pytest.mark.parametrize("period", ["2024Q5", "2024-13", "0000", "spring", "2024-1"])
def test_a_period_that_is_none_is_refused(connection, period):
    with pytest.raises(UsageError, match="2024Q4"):
        drivers(answered(connection, invented(60, WEIGHTS)), during=period)


def test_other_columns_are_no_filters(connection):
    with pytest.raises(UnknownColumnError, match="comunity"):
        drivers(answered(connection, invented(60, WEIGHTS)), where={"comunity": "c1"})


def test_nothing_is_left_in_the_connection(connection):
    made = answered(connection, invented(100, WEIGHTS))
    before = made.execute("select count(*) from duckdb_tables()").fetchall()
    drivers(made, where={"community": "c1"})
    assert made.execute("select count(*) from duckdb_tables()").fetchall() == before


def test_answers_laid_side_by_side_in_slices_are_those_laid_at_once(connection, monkeypatch):
    made = answered(connection, gaps(invented(300, WEIGHTS), "fees", 40))
    whole = drivers(made)
    monkeypatch.setattr("pipeline.analysis.answers.ANSWERS_AT_ONCE", 250)
    assert drivers(made).n == whole.n == 260
    pd.testing.assert_frame_equal(drivers(made).frame, whole.frame)
