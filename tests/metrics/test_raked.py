"""The raked headline: by hand, beside slow iterative fitting of single answers, and silent where few or none answered."""

import math
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.metrics import compute, explain
from pipeline.metrics.margins import margins_by_period
from pipeline.metrics.raked import raked
from pipeline.metrics.top_two_box_raked import top_two_box_raked
from pipeline.statistics.survey_mean import Design, weighted_mean
from tests.metrics.conftest import response, score
from tests.metrics.test_engines import assert_same
from tests.metrics.test_remember import Kept

SINCE = date(2020, 1, 1)
AGE, HOME = "您的年龄段", "您的住户类型"


def margin(attribute, valid_from="2023-01-01", **shares):
    """Return lines of ``dim_margin``: value=share; other spellings of a value stand in SPELLINGS."""
    return [
        {
            "attribute": attribute.split("|")[0],
            "questions": attribute.split("|"),
            "value": value,
            "answers": [value, *SPELLINGS.get(value, [])],
            "share": share,
            "valid_from": date.fromisoformat(valid_from),
            "agreed_by": "王总",
        }
        for value, share in shares.items()
    ]


SPELLINGS = {"老": ["5"]}


def answers(satisfied, dissatisfied, community="c1", day="2024-01-10", **attributes):
    """Return (attributes, score) of each answer; ``年=…`` and ``住=…`` stand for the two questions."""
    asked = {{"年": AGE, "住": HOME}[name]: value for name, value in attributes.items()}
    values = [100] * satisfied + [0] * dissatisfied
    return [(asked, score(day, value, community_id=community)) for value in values]


@pytest.fixture
def company(warehouse):
    """Return a function that makes a warehouse of answers with attributes."""

    def make(given, margins, households=None, **more):
        scores, responses = [], []
        for number, (attributes, row) in enumerate(given):
            id = f"A{number:04}"
            scores.append(row | {"response_id": id})
            responses.append(response(f"{row['submitted_on']}", response_id=id, attributes=attributes))
        roster = [{"community_id": c, "valid_from": SINCE, "households": n} for c, n in (households or {}).items()]
        return warehouse(scores=scores, responses=responses, margins=margins, households=roster, **more)

    return make


def only(result):
    (row,) = result.frame.to_dict("records")
    return row


YOUNG_AND_OLD = answers(24, 6, 年="青") + answers(2, 8, 年="老")
HALVES = margin(AGE, 青=0.5, 老=0.5)


def test_young_and_old_count_by_their_shares_among_residents_and_not_by_their_answers(company):
    result = compute(company(YOUNG_AND_OLD, HALVES), "top_two_box_raked")
    row = only(result)
    assert row["top_two_box_raked"] == pytest.approx(0.5 * 0.8 + 0.5 * 0.2)
    error = math.sqrt(40 / 39 * (0.25 * 0.8 * 0.2 / 30 + 0.25 * 0.2 * 0.8 / 10))
    assert row["standard_error"] == pytest.approx(error)
    assert row["n_eff"] == pytest.approx(0.25 / error**2)
    assert row["kish_n_eff"] == pytest.approx(1 / (0.25 / 30 + 0.25 / 10))
    assert row["low"] < 0.5 < row["high"]
    assert result.notes_in("zh") == ["已按 您的年龄段 (2023-01-01) 的住户构成加权。"]
    assert explain(result, row, "zh").startswith("态度 满意率（前两档，按住户构成加权）为 50.0%（n = 40，")


def slow(given, margins, households):
    """Return share, standard error and Kish's n_eff by fitting the weights of single answers, one margin after another."""
    rows = pd.DataFrame([attributes | {"c": s["community_id"], "y": s["index_value"] / 100} for attributes, s in given])
    whole = {"c": {name: n / sum(households.values()) for name, n in households.items()}}
    for line in margins:
        whole.setdefault(line["attribute"], {})[line["value"]] = line["share"]
    weights = np.ones(len(rows))
    groups = [((rows[column] == value).to_numpy(), share) for column in whole for value, share in whole[column].items()]
    for _ in range(300):
        for inside, share in groups:
            weights[inside] *= share / weights[inside].sum()
    found = weighted_mean(rows["y"], Design(weights, margins=[rows[column] for column in whole]))
    return found.value, found.error, weights.sum() ** 2 / (weights**2).sum()


def as_asked(told, lines, households):
    """Return the row of the function itself, which knows nothing of small groups; of age and kind of household."""
    frame = pd.DataFrame([row | {"margin_cell": f"{said[HOME]}\x1f{said[AGE]}"} for said, row in told])
    frame["submitted_on"] = pd.to_datetime(frame["submitted_on"])
    margins = pd.DataFrame(lines).assign(place=lambda rows: (rows["attribute"] == AGE).astype(int))
    margins["valid_from"] = pd.to_datetime(margins["valid_from"])
    roster = pd.DataFrame({"community_id": list(households), "households": list(households.values())})
    return top_two_box_raked(frame, period=None, as_of=datetime(2024, 6, 1), roster=roster, margins=margins).iloc[0]


def test_a_value_of_one_answer_stands_alone_where_nothing_is_hidden():
    told = answers(1, 0, 年="青", 住="租") + answers(0, 20, 年="中", 住="租") + answers(0, 20, 年="老", 住="租")
    row = as_asked(told, margin(AGE, 青=0.2, 中=0.4, 老=0.4), {"c1": 300})
    assert row["top_two_box_raked"] == pytest.approx(0.2)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 6), min_size=16, max_size=16), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_two_attributes_and_households_together_are_fitted_as_single_answers_would_be(numbers, old, renting):
    cells = [(c, age, home) for c in ("c1", "c2") for age in ("青", "老") for home in ("自住", "租")]
    told = [
        answer
        for (c, age, home), yes, no in zip(cells, numbers[:8], numbers[8:], strict=True)
        for answer in answers(yes + 3, no, community=c, 年=age, 住=home)
    ]
    lines = margin(AGE, 青=1 - old, 老=old) + margin(HOME, 自住=1 - renting, 租=renting)
    households = {"c1": 300, "c2": 700}
    row = as_asked(told, lines, households)
    value, error, kish = slow(told, lines, households)
    assert row["top_two_box_raked"] == pytest.approx(value, abs=1e-8)
    assert row["standard_error"] == pytest.approx(error, abs=1e-8)
    assert row["kish_n_eff"] == pytest.approx(kish)


def test_the_warehouse_gives_what_the_slow_way_gives(company):
    told = answers(24, 6, 年="青", 住="租") + answers(2, 8, "c2", 年="老", 住="自住")
    told += (
        answers(9, 3, "c2", 年="青", 住="自住") + answers(5, 9, 年="老", 住="租") + answers(7, 1, 年="老", 住="自住")
    )
    lines, households = margin(AGE, 青=0.5, 老=0.5) + margin(HOME, 自住=0.8, 租=0.2), {"c1": 300, "c2": 700}
    row = only(compute(company(told, lines, households), "top_two_box_raked"))
    value, error, kish = slow(told, lines, households)
    assert (row["top_two_box_raked"], row["standard_error"], row["kish_n_eff"]) == pytest.approx((value, error, kish))


def test_margins_as_the_answers_are_change_nothing(company):
    row = only(compute(company(YOUNG_AND_OLD, margin(AGE, 青=0.75, 老=0.25)), "top_two_box_raked"))
    assert row["top_two_box_raked"] == pytest.approx(26 / 40)


def test_another_spelling_of_an_answer_and_of_the_question_is_the_same_value(company):
    coded = answers(24, 6, 年="青") + [({"年龄": "5"}, row) for _, row in answers(2, 8)]
    lines = margin(f"{AGE}|年龄", 青=0.5, 老=0.5)
    assert only(compute(company(coded, lines), "top_two_box_raked"))["top_two_box_raked"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("old", "oldest", "wanted"),
    [
        (10, 2, 0.5 * 6 / 30 + 0.3 * 10 / 12 + 0.2 * 0.9),  # the oldest with the next smallest, and with no other
        (5, 5, 0.5 * 6 / 30 + 0.2 * 1 + 0.1 * 0 + 0.2 * 0.9),  # five stand alone
        (3, 2, 0.5 * 6 / 30 + 0.3 * 3 / 5 + 0.2 * 0.9),  # together they are five, and need no third
    ],
)
def test_values_of_under_five_answers_are_taken_together_with_the_next_smallest(company, old, oldest, wanted):
    given_answers = answers(6, 24, 年="青") + answers(18, 2, 年="中")
    given_answers += answers(old, 0, 年="老") + answers(0, oldest, 年="高龄")
    margins = margin(AGE, 青=0.5, 中=0.2, 老=0.2, 高龄=0.1)
    assert only(compute(company(given_answers, margins), "top_two_box_raked"))["top_two_box_raked"] == pytest.approx(
        wanted
    )


def test_how_many_answers_are_few_is_what_figures_need(company):
    given_answers = answers(20, 10, 年="青") + answers(7, 3, 年="中") + answers(0, 2, 年="老")
    row = only(compute(company(given_answers, margin(AGE, 青=0.5, 中=0.25, 老=0.25)), "top_two_box_raked", k=2))
    assert row["top_two_box_raked"] == pytest.approx(0.5 * 20 / 30 + 0.25 * 7 / 10 + 0.25 * 0 / 2)


def test_answers_that_do_not_say_keep_their_share(company):
    given_answers = YOUNG_AND_OLD + answers(10, 0)
    row = only(compute(company(given_answers, HALVES), "top_two_box_raked"))
    assert row["respondents"] == 50
    assert row["top_two_box_raked"] == pytest.approx(0.2 * 1 + 0.8 * 0.5)


def test_where_over_a_fifth_do_not_say_there_is_no_figure_and_the_question_is_named(company):
    result = compute(company(YOUNG_AND_OLD + answers(11, 0), HALVES), "top_two_box_raked")
    row = only(result)
    assert (row["status"], math.isnan(row["top_two_box_raked"]), row["unmatched"]) == ("margins_unmet", True, AGE)
    assert "对不上，不算：您的年龄段。" in result.notes_in("zh")[-1]
    assert explain(result, row, "en").endswith("the answers do not fit the agreed margins.")


def test_a_value_that_nobody_gave_is_named(company):
    thirds = margin(AGE, 青=0.4, 老=0.4, 中=0.2)
    row = only(compute(company(YOUNG_AND_OLD, thirds), "top_two_box_raked"))
    assert (row["status"], row["unmatched"]) == ("margins_unmet", "您的年龄段 = 中")


def test_what_does_not_fit_is_named_in_the_order_of_the_margins(company):
    told = answers(20, 10, 年="青", 住="自住")
    lines = margin(AGE, 青=0.9, 老=0.1) + margin(HOME, 自住=0.9, 租=0.1)
    for listed, wanted in ((lines, f"{AGE} = 老、{HOME} = 租"), (lines[::-1], f"{HOME} = 租、{AGE} = 老")):
        assert only(compute(company(told, listed), "top_two_box_raked"))["unmatched"] == wanted


def test_of_a_handful_that_all_say_nothing_is_unknown(company):
    told = answers(1, 1, 年="青") + answers(1, 1, 年="老")
    assert only(compute(company(told, HALVES), "top_two_box_raked", k=2))["status"] == "ok"


def test_communities_without_answers_or_households_add_nothing_and_one_of_each_does(company):
    columns = ["indicator_id", "respondents", "satisfied", "households", "answered of 青", "satisfied of 青"]
    told = [(40, 36, 100), (0, 0, 300), (1, 1, 200), (10, 5, 0), (10, 4, 1)]
    strata = pd.DataFrame([("attitude", n, yes, homes, n, yes) for n, yes, homes in told], columns=columns)
    margins = margins_by_period(company([], margin(AGE, 青=1.0)), [], date(2024, 1, 1))
    row = raked(strata, margins, ["indicator_id"], "top_two_box_raked", 1).iloc[0]
    assert (row["communities"], row["households"], row["respondents"], row["left_out"]) == (3, 301, 51, 10)
    assert row["top_two_box_raked"] == pytest.approx((100 * 0.9 + 200 * 1 + 1 * 0.4) / 301)


def test_answers_of_no_known_method_have_a_figure_of_their_own(company):
    told = YOUNG_AND_OLD + [(said, row | {"method": None}) for said, row in YOUNG_AND_OLD]
    frame = compute(company(told, HALVES), "top_two_box_raked", by="method").frame
    assert frame["method"].isna().tolist() == [False, True]
    assert frame["top_two_box_raked"].tolist() == pytest.approx([0.5, 0.5])


def test_margins_that_no_weights_can_meet_are_no_figure(company):
    given_answers = answers(10, 10, 年="青", 住="租") + answers(10, 10, 年="老", 住="自住")
    lines = margin(AGE, 青=0.5, 老=0.5) + margin(HOME, 租=0.3, 自住=0.7)
    assert only(compute(company(given_answers, lines), "top_two_box_raked"))["status"] == "margins_unmet"


def test_margins_hold_from_their_day_and_figures_of_two_sets_are_not_compared(company):
    days = ["2023-11-05", "2024-01-05", "2024-04-05", "2024-07-05"]
    given_answers = [a for day in days for a in answers(24, 6, day=day, 年="青") + answers(2, 8, day=day, 年="老")]
    lines = margin(AGE, "2024-01-01", 青=0.5, 老=0.5) + margin(AGE, "2024-04-01", 青=0.9, 老=0.1)
    connection = company(given_answers, lines, surveys_until="2024-10-01")
    result = compute(connection, "top_two_box_raked", period="1q")
    assert result.frame["status"].tolist() == ["no_margins", "ok", "ok", "ok"]
    assert result.frame["top_two_box_raked"].tolist()[1:] == pytest.approx([0.5, 0.74, 0.74])
    assert result.frame["p"].notna().tolist() == [False, False, False, True]
    assert any("margins.csv" in note for note in result.notes_in("en"))
    assert only(compute(connection, "top_two_box_raked"))["status"] == "no_margins"


def test_without_a_day_of_answers_no_margins_are_in_force(company):
    assert margins_by_period(company([], HALVES), [], None).empty


def test_small_communities_weigh_together_and_answers_of_few_in_all_are_not_shown(company):
    given_answers = answers(3, 0, "c1", 年="青") + answers(0, 4, "c2", 年="老") + answers(25, 25, "c3", 年="青")
    given_answers += answers(10, 0, "c3", 年="老")
    households = {"c1": 900, "c2": 100, "c3": 1000}
    row = only(compute(company(given_answers, HALVES, households), "top_two_box_raked"))
    assert (row["respondents"], row["communities"], row["households"]) == (67, 2, 2000)
    joined = [(said, each | {"community_id": each["community_id"].replace("c2", "c1")}) for said, each in given_answers]
    assert row["top_two_box_raked"] == pytest.approx(slow(joined, HALVES, {"c1": 1000, "c3": 1000})[0])
    assert only(compute(company(answers(2, 2, 年="青"), HALVES), "top_two_box_raked"))["status"] == "suppressed"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "community"}, "not by community"),
        ({"where": {"community": "c1"}}, "margins of the whole company"),
        ({"by": "margin_cell"}, "answers of few"),
        ({"where": {"margin_cell": "青"}}, "answers of few"),
    ],
)
def test_it_is_refused_by_community_and_answers_are_never_shown_by_attribute(company, asked, said):
    with pytest.raises(UsageError) as refused:
        compute(company(YOUNG_AND_OLD, HALVES), "top_two_box_raked", **asked)
    assert said in refused.value.en


def test_what_is_kept_between_questions_changes_no_raked_figure(company):
    connection, remember = company(YOUNG_AND_OLD, HALVES), Kept()
    for period in ("1q", None, "1q"):
        found = compute(connection, "top_two_box_raked", remember, period=period)
        assert_same(found.frame, compute(connection, "top_two_box_raked", period=period).frame)
