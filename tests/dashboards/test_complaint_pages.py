"""The pages of complaints and of their causes on a company whose lifts at 望江苑 break down: what is said, compared, refused."""

from __future__ import annotations

import json

import pytest

from dashboards.sections import complaint_patterns
from tests.dashboards.warehouses import publish_warehouse

LIFTS = {"subcategory": "电梯", "community": "c2"}


def charts_of(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def said(app) -> str:
    shown = (text.value for kind in (app.caption, app.markdown, app.text, app.subheader) for text in kind)
    return " ".join(shown).replace("\\", "")


@pytest.mark.parametrize("view", ["types", "places", "course"])
def test_each_view_of_the_complaints_page_draws_its_charts(open_page, view):
    app = open_page("causes", "complaints", "en", complaints_view=view)
    assert not app.exception and not app.error
    assert len(charts_of(app)) == {"types": 2, "places": 2, "course": 1}[view]


def test_the_finer_types_are_ranked_with_those_that_make_up_most(open_page):
    app = open_page("causes", "complaints", "en", level="subcategory")
    assert set(charts_of(app)[0]["data"][0]["customdata"]) == {"电梯", "保洁", "停车"}
    assert "make up" in said(app)


def test_too_few_communities_for_a_funnel_are_said_to_be(open_page):
    app = open_page("causes", "complaints", "en", complaints_view="places")
    assert "Only 2 can be compared" in said(app)


def test_the_lifts_of_the_chosen_community_are_compared_with_the_communities_that_are_not_chosen(open_page):
    app = open_page("causes", "causes", "en", causes_view="where", **LIFTS)
    table = next(frame.value for frame in app.dataframe if "Dimension" in frame.value)
    assert table["Which"].tolist() == ["望江苑"]
    assert table["Finer type" if "Finer type" in table else "Complaint type"].tolist() == ["电梯"]
    assert "where to look, not why" in said(app)


def test_the_hour_at_which_lifts_break_down_stands_out(open_page):
    app = open_page("causes", "causes", "en", causes_view="when", **LIFTS)
    assert "8:00: " in said(app) and "where the pattern of all others would have about" in said(app)


def test_residents_words_for_lifts_are_listed_and_no_text(open_page):
    app = open_page("causes", "causes", "zh", causes_view="words", **LIFTS)
    words = charts_of(app)[0]["layout"]["yaxis"]["ticktext"]
    assert "电梯" in words
    assert "电梯停运，老人下不了楼" not in said(app) + json.dumps(charts_of(app), ensure_ascii=False)


def test_recurring_problems_tell_their_state_and_the_measure_aimed_at_them(open_page):
    app = open_page("causes", "causes", "zh", causes_view="again", **LIFTS)
    (problems,) = [frame.value for frame in app.dataframe if "相关措施" in frame.value]
    assert set(problems["相关措施"]) == {"更换电梯配件"}
    assert all(place.startswith("望江苑") for place in problems["地点"])


@pytest.mark.parametrize("view", ["who", "goes_with", "untyped"])
def test_the_other_views_of_causes_open(open_page, view):
    app = open_page("causes", "causes", "en", causes_view=view)
    assert not app.exception and not app.error


def test_what_goes_with_satisfaction_has_its_definition_and_all_that_was_tested_as_data(open_page):
    app = open_page("causes", "causes", "en", causes_view="goes_with")
    assert "All quarters count, whatever period" in said(app)
    assert any("regression within communities" in text.value for text in app.text)


def test_a_chosen_community_opens_where_no_handler_takes_more_of_a_type(open_page):
    app = open_page("causes", "causes", "en", causes_view="who", community="c1")
    assert not app.exception
    assert "No handler has more than colleagues" in said(app)


def test_types_are_only_suggested_and_are_said_to_be(open_page):
    app = open_page("causes", "causes", "en", causes_view="untyped")
    assert "Only suggested" in said(app)
    assert any(button.label == "Look at them and give them types" for button in app.button)


def test_a_reviewer_sees_the_problems_and_no_cases(open_as):
    app = open_as("reviewer", None, "causes", kind="causes", causes_view="untyped")
    assert not app.exception
    assert not any(button.label == "Look at them and give them types" for button in app.button)


def test_where_no_homes_are_known_communities_are_shown_by_cases_and_that_is_said(open_page):
    app = open_page("complaints_only", "complaints", "en", complaints_view="places")
    assert charts_of(app)[0]["data"][0]["customdata"] == ["c1", "c2"]
    assert "these are numbers of cases" in said(app)
    assert "The exports have no home" in said(app)
    assert "Add the households to the roster" in said(app)
    assert "Choose another period" not in said(app)


def test_cells_of_nothing_but_cases_hold_bare_numbers_and_thousands_are_set_apart(open_page, tmp_path):
    more = "update fct_complaint set cases = 30"
    app = open_page(publish_warehouse(tmp_path, "complaints_only", more=more), "complaints", "en")
    cells = next(chart for chart in charts_of(app) if chart["data"][0]["type"] == "heatmap")["data"][0]["text"]
    assert {text.replace(",", "").isdigit() for row in cells for text in row} == {True}
    assert any("," in text for row in cells for text in row)


def test_a_manager_of_one_community_sees_no_other_in_comparisons(open_as):
    app = open_as("manager", ("c2",), "causes", kind="causes", causes_view="where", subcategory="电梯")
    assert not app.exception and not app.error
    assert "锦绣园" not in said(app) + json.dumps(charts_of(app), ensure_ascii=False)


def test_without_homes_nobody_says_that_nothing_recurs(open_page):
    page = open_page("complaints_only", "causes", "en", causes_view="again")
    said = [text.value for text in (*page.markdown, *page.caption, *page.text)]
    assert any("The exports have no home" in text for text in said)
    assert not any("No recurring problem here" in text for text in said)


def test_months_are_compared_over_whole_years_and_from_the_first_complaint_on(open_page, tmp_path):
    def words_of(first_day):
        settings = publish_warehouse(
            tmp_path / first_day, "full", more=f"delete from fct_complaint where received_on < '{first_day}'"
        )
        return said(open_page(settings, "causes", "en", period="2024Q4"))

    assert "under a year, so months cannot be compared" in words_of("2024-03-01")
    assert "received from 1 Mar 2024 to 31 Dec 2024" in words_of("2024-03-01")
    assert "received from 1 Jan 2024 to 31 Dec 2024" in words_of("2023-07-01")
    assert "received from 1 Jan 2023 to 31 Dec 2024" in said(open_page("full", "causes", "en", period="2024Q4"))


@pytest.mark.parametrize(
    ("dimension", "name", "said"), [("month", "3", "Mar"), ("weekday", "1", "Mon"), ("hour", "8", "8:00")]
)
def test_a_combination_names_its_time_as_the_charts_do(monkeypatch, dimension, name, said):
    monkeypatch.setattr("dashboards.text.language", lambda: "en")
    assert complaint_patterns.member({"dimension": dimension, "member": name, "within": ""}) == said


def test_who_took_none_of_the_cases_is_not_ranked_among_those_who_did(open_page):
    app = open_page("causes", "causes", "en", causes_view="who", **LIFTS)
    handlers = charts_of(app)[1]["data"][0]
    assert all(handlers["x"]) and len(handlers["x"]) == 3
