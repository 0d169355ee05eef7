"""Suppression: no figure of under 5 people is shown, nor can be had by taking one figure from another."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.metrics import compute
from pipeline.metrics.suppression import hidden_cells
from tests.metrics.conftest import complaint, score

K = 5
COMMUNITIES, DAYS = ("c1", "c2", "c3"), ("2024-01-10", "2024-02-10", "2024-05-10")


def answers(**sizes: int):
    """Return satisfied answers, so many per community, of one day."""
    return [score("2024-01-10", 100, community_id=name, respondents=size) for name, size in sizes.items()]


def shown(connection, **arguments):
    """Return community → respondents of what is shown."""
    frame = compute(connection, "top_two_box", by="community", **arguments).frame
    known = frame[frame["status"] == "ok"]
    return dict(zip(known["community_id"], known["respondents"].astype(int), strict=True))


def test_four_answers_are_not_shown_and_five_are(warehouse):
    frame = compute(warehouse(scores=answers(c1=4)), "top_two_box").frame
    assert frame[["status", "n_text"]].values.tolist() == [["suppressed", "<5"]]
    assert frame[["top_two_box", "respondents", "satisfied", "low", "high"]].isna().all(axis=None)
    assert compute(warehouse(scores=answers(c1=5)), "top_two_box").frame["respondents"].tolist() == [5]


def test_too_few_answers_are_told_apart_from_no_data(warehouse):
    connection = warehouse(scores=answers(c1=4, c2=9, c3=9))
    assert compute(connection, "top_two_box", where={"community": "c1"}).status == "ok"
    assert compute(connection, "top_two_box", where={"community": "nowhere"}).status == "no_data"


def test_small_members_are_shown_together(warehouse):
    assert shown(warehouse(scores=answers(c1=3, c2=4, c3=50))) == {"小样本合计": 7, "c3": 50}


def test_small_members_are_shown_together_where_no_method_is_known_too(warehouse):
    given = [row | {"method": method} for method in ("interview", None) for row in answers(c1=3, c2=4, c3=50)]
    frame = compute(warehouse(scores=given), "top_two_box", by=["community", "method"]).frame
    together = frame[frame["community_id"] == "小样本合计"]
    assert together["method"].fillna("").tolist() == ["interview", ""]
    assert together["respondents"].tolist() == [7, 7]


@pytest.mark.parametrize("few", [1, 3, 4])
def test_the_smallest_member_joins_a_small_one_that_the_total_would_give_away(warehouse, few):
    connection = warehouse(scores=answers(c1=few, c2=40, c3=50))
    assert shown(connection) == {"小样本合计": 40 + few, "c3": 50}
    statuses = compute(connection, "top_two_box", by="community").frame.set_index("community_id")["status"]
    assert (statuses["c1"], statuses["c2"]) == ("suppressed", "joined")


@pytest.mark.parametrize("sizes", [{"c1": 3}, {"c1": 1, "c2": 3}])
def test_small_members_that_are_few_even_together_are_not_shown_together(warehouse, sizes):
    frame = compute(warehouse(scores=answers(**sizes)), "top_two_box", by="community").frame
    assert frame["status"].tolist() == ["suppressed"] * len(sizes)


def test_small_members_of_five_answers_together_need_no_one_else(warehouse):
    assert shown(warehouse(scores=answers(c1=2, c2=3, c3=50))) == {"小样本合计": 5, "c3": 50}


def test_five_answers_are_hidden_for_the_sake_of_others_and_not_for_being_few(warehouse):
    frame = compute(warehouse(scores=answers(c1=3, c2=5, c3=50)), "top_two_box", by="community").frame
    assert frame.set_index("community_id")["status"].to_dict() == {
        "c1": "suppressed", "c2": "joined", "c3": "ok", "小样本合计": "ok",
    }  # fmt: skip


def test_small_members_are_shown_together_per_quarter_and_not_where_a_filter_or_another_dimension_cuts_them(warehouse):
    given = [*answers(c1=3, c2=4, c3=50), score("2024-04-10", 100, community_id="c3", respondents=50)]
    connection = warehouse(scores=given, surveys_until="2025-01-01")
    frame = compute(connection, "top_two_box", by="community", period="1q").frame
    together = frame[frame["community_id"] == "小样本合计"]
    assert together[["respondents", "top_two_box"]].values.tolist() == [[7, 1.0]]
    assert "小样本合计" not in shown(connection, where={"survey_id": None})
    frame = compute(connection, "top_two_box", by=["community", "survey_id"]).frame
    assert frame["community_id"].tolist() == ["c1", "c2", "c3"]


def test_late_answers_of_five_people_stay_in_the_year(warehouse):
    late = [score(day, 0, respondents=n) for day, n in (("2024-04-02", 2), ("2024-07-02", 3))]
    connection = warehouse(scores=answers(c1=50) + late, surveys_until="2025-01-01")
    assert compute(connection, "top_two_box", period="1y").frame["respondents"].tolist() == [55]


def test_a_filter_is_refused_where_the_rest_would_be_small(warehouse):
    frame = compute(warehouse(scores=answers(c1=10, c2=3)), "top_two_box", where={"community": "c1"}).frame
    assert frame["status"].tolist() == ["joined"]


def test_invalid_answers_are_added_only_where_they_are_not_few(warehouse):
    few = answers(c1=10) + [score("2024-01-10", 0, is_valid=False)] * 3
    assert compute(warehouse(scores=few), "top_two_box", include_invalid=True).frame["respondents"].tolist() == [10]
    many = answers(c1=10) + [score("2024-01-10", 0, is_valid=False)] * 6
    assert compute(warehouse(scores=many), "top_two_box", include_invalid=True).frame["respondents"].tolist() == [16]


@pytest.mark.parametrize("few", [1, 4])
def test_a_few_late_answers_of_a_quarter_are_left_out_of_the_year(warehouse, few):
    late = [score("2024-04-02", 0)] * few
    connection = warehouse(scores=answers(c1=50) + late, surveys_until="2025-01-01")
    quarters = compute(connection, "top_two_box", period="1q").frame
    assert quarters["status"].tolist() == ["ok", "suppressed"]
    for period in ("1y", None):
        result = compute(connection, "top_two_box", period=period, language="en")
        assert result.frame["respondents"].tolist() == [50]
        assert "Sums leave out small groups that may not be shown on their own." in result.notes_in("en")


@pytest.mark.parametrize("period", ["1mo", "1q", "1y", None])
def test_nothing_is_said_to_be_left_out_where_all_is_shown(warehouse, period):
    result = compute(warehouse(scores=answers(c1=50), surveys_until="2025-01-01"), "top_two_box", period=period)
    assert result.frame["respondents"].tolist() == [50]
    assert result.notes_in("en") == []


def test_a_sum_over_chosen_communities_is_one_row_that_leaves_the_hidden_ones_out(warehouse):
    answered = {"c1": 3, "c2": 9, "c3": 12}
    given = [
        complaint("2024-01-05", callback_answer="satisfied", community_id=name)
        for name, n in answered.items()
        for _ in range(n)
    ]
    connection = warehouse(given, complaints_until="2024-07-01")
    frame = compute(connection, "handling_satisfaction_rate", where={"community_id": list(answered)}).frame
    assert frame[["status", "answered"]].values.tolist() == [["ok", 12]]


def test_the_whole_less_its_years_never_gives_away_a_few_late_answers(warehouse):
    days = [("2024-01-10", 50), ("2024-05-10", 4), ("2025-01-10", 50), ("2025-05-10", 3), ("2025-08-10", 4)]
    given = [score(day, 100, respondents=n) for day, n in days]
    connection = warehouse(scores=given, surveys_until="2026-01-01")
    years = compute(connection, "top_two_box", period="1y").frame["respondents"].tolist()
    assert years == [50, 57]
    assert compute(connection, "top_two_box").frame["respondents"].tolist() == [107]


def test_a_few_answers_of_a_year_or_without_a_day_are_left_out_of_the_whole(warehouse):
    given = [score("2024-01-10", 100, respondents=50), score("2025-01-10", 100, respondents=2)]
    undated = score("2024-01-10", 100, respondents=2) | {"submitted_on": None}
    connection = warehouse(scores=[*given, undated], surveys_until="2026-01-01")
    assert compute(connection, "top_two_box").frame["respondents"].tolist() == [50]


def test_a_month_yields_to_its_quarter(warehouse):
    given = answers(c1=50) + [score("2024-02-10", 0)] * 3
    connection = warehouse(scores=given, surveys_until="2025-01-01")
    assert compute(connection, "top_two_box", period="1q").frame["respondents"].tolist() == [53]
    assert compute(connection, "top_two_box", period="1mo").frame["status"].tolist() == ["joined", "suppressed"]


def test_days_are_too_fine_for_answers(warehouse):
    with pytest.raises(UsageError, match="by month or longer"):
        compute(warehouse(scores=answers(c1=50)), "top_two_box", period="1d")


def test_ratings_at_call_backs_are_answers_too(warehouse):
    given = [complaint("2024-01-05", callback_answer="satisfied")] * 4
    frame = compute(warehouse(given, complaints_until="2024-07-01"), "handling_satisfaction_rate").frame
    assert frame["status"].tolist() == ["suppressed"]
    assert frame[["handling_satisfaction_rate", "answer_rate", "complaints"]].isna().all(axis=None)


def test_no_answer_at_all_is_no_data_and_hides_nobody(warehouse):
    given = [complaint("2024-01-05", callback_answer="not_reached")] * 9
    (row,) = compute(warehouse(given, complaints_until="2024-07-01"), "handling_satisfaction_rate").frame.to_dict(
        "records"
    )
    assert (row["status"], row["complaints"], row["answer_rate"]) == ("no_data", 9, 0.0)


def test_a_hidden_figure_is_not_compared(warehouse):
    given = answers(c1=4) + [score("2024-04-10", 100)] * 50
    frame = compute(warehouse(scores=given, surveys_until="2025-01-01"), "top_two_box", period="1q").frame
    assert frame["change"].isna().all()


cell = st.tuples(st.sampled_from(COMMUNITIES), st.sampled_from(DAYS), st.sampled_from(["s1", "s2"]))
sizes = st.dictionaries(cell, st.integers(1, 12), min_size=1, max_size=10)


def figures(connection, where, period):
    """Return (period start, n) of what a query shows."""
    frame = compute(connection, "top_two_box", where=where, period=period).frame
    known = frame[frame["status"] == "ok"]
    return {str(row.get("period_start", "")): int(row["respondents"]) for _, row in known.iterrows()}


@pytest.mark.wide
@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes)
def test_two_queries_that_differ_in_one_filter_value_never_differ_by_under_5_people(warehouse, size):
    given_scores = [
        score(day, 100, community_id=name, survey_id=survey, respondents=n) for (name, day, survey), n in size.items()
    ]
    connection = warehouse(scores=given_scores, surveys_until="2025-01-01")
    lists = [list(some) for count in (1, 2, 3) for some in combinations(COMMUNITIES, count)]
    for other in ({}, {"survey_id": "s1"}):
        asked = [(set(COMMUNITIES), figures(connection, dict(other), "1q"))]
        asked += [(set(some), figures(connection, {"community_id": some} | other, "1q")) for some in lists]
        for (first, of_first), (second, of_second) in combinations(asked, 2):
            if len(first ^ second) > 1:
                continue
            for start in of_first.keys() & of_second.keys():
                difference = abs(of_first[start] - of_second[start])
                assert difference == 0 or difference >= K


@pytest.mark.wide
@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes)
def test_two_queries_that_differ_in_one_period_never_differ_by_under_5_people(warehouse, size):
    given_scores = [score(day, 100, community_id=name, respondents=n) for (name, day, _), n in size.items()]
    connection = warehouse(scores=given_scores, surveys_until="2025-01-01")
    for where in ({}, {"community_id": "c1"}):
        months, quarters = (figures(connection, where, period) for period in ("1mo", "1q"))
        year = figures(connection, where, "1y").get("2024-01-01 00:00:00")
        parts = [
            (
                quarters.get("2024-01-01 00:00:00"),
                [months.get("2024-01-01 00:00:00"), months.get("2024-02-01 00:00:00")],
            )
        ]
        parts.append((year, [quarters.get("2024-01-01 00:00:00"), quarters.get("2024-04-01 00:00:00")]))
        for whole, shown_parts in parts:
            if whole is not None:
                rest = whole - sum(part or 0 for part in shown_parts)
                assert rest == 0 or rest >= K


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes)
def test_a_table_and_its_total_never_give_away_under_5_people(warehouse, size):
    given_scores = [score("2024-01-10", 100, community_id=name, respondents=n) for (name, _, _), n in size.items()]
    connection = warehouse(scores=given_scores, surveys_until="2025-01-01")
    whole = sum(figures(connection, {}, "1q").values())
    members = {name: n for name, n in shown(connection, period="1q").items() if name != "小样本合计"}
    if whole:
        rest = whole - sum(members.values())
        assert rest == 0 or rest >= K


@given(st.lists(st.integers(1, 8), min_size=12, max_size=12), st.permutations(range(12)), st.booleans())
def test_the_same_cells_are_hidden_in_whatever_order_rows_and_dimensions_come(sizes, places, is_turned):
    members = [(community, channel) for community in ("a", "b", "c", None) for channel in (True, False, None)]
    cells = pd.DataFrame(members, columns=["community_id", "is_valid"]).assign(n=sizes)
    lines = ["community_id", "is_valid"]

    def names(table, dimensions):
        """The cells that are hidden."""
        return {
            *table[hidden_cells(table, dimensions, [], n="n", k=5)][lines].fillna("").itertuples(index=False, name=None)
        }

    mixed = cells.iloc[list(places)].reset_index(drop=True)
    assert names(mixed, lines[::-1] if is_turned else lines) == names(cells, lines)
