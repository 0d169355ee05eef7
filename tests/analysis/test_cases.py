"""The cases behind a figure: which there are, which count, what is found among them, and one of them in full."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipeline.analysis.cases import cases_behind
from pipeline.analysis.one_case import one_case
from pipeline.errors import UsageError
from tests.metrics.conftest import complaint
from tests.warehouse_files import create_tables, insert

Q1 = {"period": "1q", "start": date(2024, 1, 1)}
AS_OF = datetime(2024, 4, 1)


def case(id, received, resolved=None, **columns):
    return complaint(received, resolved, complaint_id=id, received_precision="minute", **columns)


@pytest.fixture
def of(connection):
    """Return a function that makes a warehouse of some complaints."""

    def make(*complaints):
        create_tables(connection)
        named = [{"community_id": "c1", "community": "锦绣园", "aliases": ["锦绣"]}]
        insert(connection, {"fct_complaint": complaints, "dim_community": named, "build": [{"built_at": AS_OF}]})
        return connection

    return make


@pytest.fixture
def quarter(of):
    """Four complaints of a quarter: in time, late, too young to judge, and one whose export has no resolutions."""
    return of(
        case("K1", "2024-01-02 08:00", "2024-01-05 08:00", community_id="c1", subcategory="电梯困人", home_id="H1"),
        case("K2", "2024-01-09 08:00", "2024-02-20 08:00", community_id="c1", subcategory="漏水", home_id="H1"),
        case("K3", "2024-03-20 08:00", community_id="c2", description="电梯又停了", home_id="H2"),
        case("K4", "2024-02-01 08:00", community_id="c2", has_resolution_field=False),
    )


def test_a_case_does_not_show_that_it_was_called_a_second_time_which_only_the_unsatisfied_are(of):
    called = {"called_back_at": "2024-01-06", "recontacted_at": "2024-01-09", "callback_answer": "dissatisfied"}
    shown = one_case(of(case("K1", "2024-01-02", "2024-01-05", **called)), "K1")
    assert set(shown.steps["event"]) == {"received", "resolved", "called_back"}


def found(connection, **asked):
    return list(
        cases_behind(connection, "resolution_rate", within_days=30, as_of=AS_OF, **(Q1 | asked)).rows["complaint_id"]
    )


def test_each_case_counts_or_not_and_meets_the_figure_or_not(quarter):
    page = cases_behind(quarter, "resolution_rate", within_days=30, as_of=AS_OF, **Q1)
    assert {row.complaint_id: (row.is_counted, row.is_met) for row in page.rows.itertuples()} == {
        "K1": (True, True), "K2": (True, False), "K3": (False, False), "K4": (False, False),
    }  # fmt: skip
    assert page.sizes == {"all": 4, "counted": 2, "met": 1, "missed": 1, "left_out": 2}
    assert (page.numerator, page.denominator) == (1, 2)


@pytest.mark.parametrize(
    ("side", "ids"), [("met", ["K1"]), ("missed", ["K2"]), ("counted", ["K2", "K1"]), ("left_out", ["K3", "K4"])]
)
def test_one_side_of_a_figure_is_listed_newest_first(quarter, side, ids):
    assert found(quarter, side=side) == ids


def test_pages_follow_each_other_without_a_gap(quarter):
    pages = [found(quarter, limit=2, offset=offset) for offset in (0, 2, 4)]
    assert pages == [["K3", "K4"], ["K2", "K1"], []]


def test_a_search_looks_into_texts_only_where_that_is_asked_for(quarter):
    assert found(quarter, search="电梯") == ["K1"]
    assert found(quarter, search="电梯", in_texts=True) == ["K3", "K1"]
    assert found(quarter, search="k2") == ["K2"]


@pytest.mark.parametrize("search", ["%", "_", "' or true --", "$search"])
def test_a_search_is_a_text_and_no_pattern_or_statement(quarter, search):
    assert found(quarter, search=search, in_texts=True) == []


def test_a_search_does_not_change_the_sums_of_the_figure(quarter):
    page = cases_behind(quarter, "resolution_rate", within_days=30, as_of=AS_OF, search="电梯", **Q1)
    assert (page.found, page.numerator, page.denominator) == (1, 1, 2)


def test_open_cases_are_as_long_as_they_are_open_until_the_as_of_date(quarter):
    assert found(quarter, order="longest") == ["K4", "K2", "K3", "K1"]


def test_a_filter_narrows_the_cases(quarter):
    assert found(quarter, where={"community": "锦绣园"}) == ["K2", "K1"]


def test_answers_of_people_are_never_rows(quarter):
    for name in ("handling_satisfaction_rate", "top_two_box", "nps"):
        with pytest.raises(UsageError, match="not shown case by case"):
            cases_behind(quarter, name)
    with pytest.raises(UsageError, match="what people answered"):
        cases_behind(quarter, "resolution_rate", where={"callback_answer": "dissatisfied"})


def test_a_metric_with_a_figure_for_each_step_asks_for_one(quarter):
    with pytest.raises(UsageError, match="choose one of registered"):
        cases_behind(quarter, "step_rate", **Q1)


def test_a_warehouse_without_complaints_has_no_cases(of):
    assert cases_behind(of(), "resolution_rate", **Q1).found == 0


def test_the_steps_of_a_case_stand_in_order_with_their_limits(of):
    connection = of(
            case(
                "K1", "2024-01-02 08:00", responded_at="2024-01-02 10:00", response_due_at="2024-01-02 09:00",
                is_response_due_met=False, due_at="2024-01-05 08:00",
            )
    )  # fmt: skip
    steps = one_case(connection, "K1").steps
    assert list(steps["event"]) == ["received", "responded", "resolved"]
    assert list(steps["days_after"].dropna()) == [0, 0]
    received, responded, resolved = steps.astype(object).where(steps.notna(), None).to_dict("records")
    assert (received["is_on_time"], responded["is_on_time"], resolved["is_on_time"]) == (None, False, None)
    assert (resolved["happened_at"], resolved["due_at"]) == (None, datetime(2024, 1, 5, 8))


def test_a_case_tells_the_other_cases_of_its_home_and_its_texts_only_where_asked(quarter):
    case = one_case(quarter, "K1")
    assert (list(case.of_home["complaint_id"]), case.texts) == (["K2"], {})
    assert one_case(quarter, "K3", with_texts=True).texts == {"description": "电梯又停了"}
    assert one_case(quarter, "K9") is None


def test_what_was_answered_at_the_call_back_is_no_fact_of_a_case(of):
    connection = of(case("K1", "2024-01-02 08:00", callback_answer="dissatisfied"))
    assert "dissatisfied" not in str(one_case(connection, "K1", with_texts=True))
