"""The page on satisfaction: headline, trend with limits, communities, ratings, and how it was asked."""

from __future__ import annotations

import json

import pytest

from tests.dashboards.warehouses import publish_warehouse

VIEWS = ("trend", "places", "ratings", "method")


def charts_of(app) -> dict[str, dict]:
    """Return title of each panel → its chart."""
    titles = [title.value.replace("\\", "") for title in app.main.subheader]
    return dict(zip(titles, (json.loads(chart.proto.spec) for chart in app.get("plotly_chart")), strict=False))


def words_of(app) -> str:
    return "\n".join(text.value for text in [*app.main.markdown, *app.main.caption, *app.main.text])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.slow
def test_each_view_opens_on_surveys_only_and_in_a_period_without_answers(open_page, view):
    app = open_page("surveys_only", "satisfaction", satisfaction=view)
    assert not app.exception
    assert app.get("plotly_chart")
    app = open_page("full", "satisfaction", "en", satisfaction=view, period="2025-01")
    assert not app.exception
    assert not app.error


def test_the_trend_shows_the_limits_and_says_that_few_quarters_make_them_provisional(open_page):
    app = open_page("full", "satisfaction", "en")
    spec = charts_of(app)["Overall satisfaction: getting better or worse?"]
    assert [trace["name"] for trace in spec["data"] if trace.get("showlegend", True)] == [
        "Limits of normal variation",
        "Top-two-box satisfaction, overall",
    ]
    assert "Under 12 periods\\: the limits are provisional" in words_of(app)
    assert "No forecast" in words_of(app)


def test_an_indicator_is_chosen_by_its_link_and_stands_in_the_url(open_page):
    app = open_page("full", "satisfaction", "en", indicator="safety", measure="satisfaction_index")
    assert "Safety: getting better or worse?" in charts_of(app)
    assert app.query_params["indicator"] == "safety"
    app.selectbox(key="indicator").set_value("attitude").run()
    assert "Attitude: getting better or worse?" in charts_of(app)


def test_a_chart_of_another_indicator_is_not_called_overall_satisfaction(open_page):
    app = open_page("full", "satisfaction", "en", indicator="safety")
    spec = charts_of(app)["Safety: getting better or worse?"]
    assert spec["layout"]["yaxis"]["title"]["text"] == "Top-two-box satisfaction (%)"
    assert "Each cell\\: Top\\-two\\-box satisfaction; darker" in words_of(app)


def test_the_quarters_of_a_trend_are_named_as_quarters(open_page):
    app = open_page("full", "satisfaction", "en")
    named = charts_of(app)["Overall satisfaction: getting better or worse?"]["layout"]["xaxis"]["ticktext"]
    assert all(name[4] == "Q" for name in named)


def test_a_download_says_of_which_indicator_it_is_and_no_period_where_it_holds_all(open_page, monkeypatch):
    given = {}
    monkeypatch.setattr("dashboards.components.downloads", lambda frame, name, about: given.update({name: about}))
    open_page("full", "satisfaction", "en", indicator="safety", community="c1")
    about = given["satisfaction_trend_top_two_box"]
    assert (about["Indicator"], about["Filter"]) == ("Safety", "锦绣园")


def test_a_margin_of_error_is_in_points(open_page):
    app = open_page("full", "satisfaction", satisfaction="method")
    texts = charts_of(app)["单个小区的数字有多准？"]["data"]
    assert "个百分点" in json.dumps(texts, ensure_ascii=False)


def test_the_page_opens_on_what_was_asked_in_the_period(tmp_path, open_page):
    given = "delete from mart_score where indicator_id = 'overall' and submitted_on >= date '2024-07-01'"
    kept = publish_warehouse(tmp_path, "full", more=given)
    app = open_page(kept, "satisfaction", "en", period="2024Q3")
    assert app.selectbox(key="indicator").value != "overall"
    assert "indicator" not in app.query_params
    assert open_page(kept, "satisfaction", "en", period="2024Q1").selectbox(key="indicator").value == "overall"


def test_a_community_that_differs_from_the_rest_is_named_with_interval_and_q(open_page):
    app = open_page("survey_over", "satisfaction", "zh", satisfaction="places")
    said = words_of(app)
    assert "望江苑：33\\.3%；比其余（75\\.0%）低 41\\.7 个百分点（95% 区间" in said
    assert "不是偶然差别" in said


def test_a_community_filter_keeps_the_family_of_the_comparison(open_page):
    app = open_page("survey_over", "satisfaction", "zh", satisfaction="places", community="c2")
    assert "比其余（75\\.0%）低 41\\.7 个百分点" in words_of(app)


def test_ratings_recommendation_and_needs_are_shown_where_they_were_asked(open_page):
    app = open_page("full", "satisfaction", "en", satisfaction="ratings")
    assert set(charts_of(app)) >= {
        "How are the ratings distributed (scale 1–5)?",
        "Would residents recommend us?",
        "Which services do residents need?",
    }
    other = open_page("not_asked_overall", "satisfaction", "en", satisfaction="ratings")
    assert "no 0–10 question of recommendation" in words_of(other)
    assert "no multiple-choice question on needs" in words_of(other)


def test_the_sentence_on_recommendation_quotes_the_question_as_the_chart_does(open_page):
    said = words_of(open_page("full", "satisfaction", "zh", satisfaction="ratings"))
    assert "“是否愿意推荐”：2024 年四季度的净推荐值为" in said.replace("\\", "")


def test_the_method_statement_is_shown_with_its_numbers(open_page):
    said = words_of(open_page("full", "satisfaction", "zh", satisfaction="method"))
    assert "邀请 1,200 份，收到答卷 960 份，回收率 80\\.0%" in said
    assert "有无激励未注明" in said
    assert "服务态度（2 题）：α \\= 1\\.00" in said


@pytest.mark.parametrize("view", VIEWS)
def test_a_survey_without_any_day_opens_and_its_method_is_told(open_page, view):
    app = open_page("undated", "satisfaction", "en", satisfaction=view)
    assert not app.exception
    assert not app.error
    assert ("was taken by a questionnaire" in words_of(app)) == (view == "method")


def test_what_was_not_asked_is_said_once(open_page):
    app = open_page("not_asked_overall", "satisfaction", "en", period="2024Q3")
    assert words_of(app).count("did not ask about overall satisfaction") == 1
