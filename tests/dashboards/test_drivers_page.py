"""The page on drivers: matrix, weights, order, correlations, and a refusal in words."""

from __future__ import annotations

import json

from tests.dashboards.test_satisfaction import charts_of, words_of
from tests.dashboards.warehouses import publish_warehouse


def test_what_matters_and_is_rated_low_is_the_title_of_the_matrix_and_chance_is_named_as_such(open_page):
    app = open_page("driven", "drivers", "en")
    spec = charts_of(app)["Concentrate on: Safety"]
    assert spec["data"][0]["text"] == ["Safety", "Attitude"]
    assert [note["text"] for note in spec["layout"]["annotations"]] == [
        "<i>concentrate here</i>",
        "<i>keep up the good work</i>",
        "<i>low priority</i>",
        "<i>possible overkill</i>",
    ]
    assert "Fees: no more connected with overall satisfaction than a random variable, so no driver." in words_of(app)


def test_that_it_is_no_cause_is_said_once_with_the_answers_it_rests_on(open_page):
    app = open_page("driven", "drivers", "en")
    (info,) = [box.value for box in app.info]
    assert "From 400 valid questionnaires" in info
    assert "R²" in info
    assert (info + words_of(app)).count("not causes") == 1


def test_the_order_has_weight_gap_and_complaints_of_the_same_subject(open_page):
    app = open_page("driven", "drivers", "zh", drivers="list")
    said = words_of(app)
    assert "1. 安全管理：优先改进" in said
    assert "相关投诉 36 件（安全类）" in said
    assert app.query_params["drivers"] == "list"


def test_few_answers_are_refused_with_the_reason_and_a_way_on(open_page):
    app = open_page("driven", "drivers", "en", period="2024-10", community="c1")
    assert not app.info or "From 200" in app.info[0].value
    other = open_page("full", "drivers", "en")
    assert any("their weights cannot be told apart" in text.value for text in other.markdown)
    next(button for button in other.button if button.label == "Look at all of 2024").click().run()
    assert other.selectbox(key="period").value == "2024"


def test_without_overall_satisfaction_no_longer_period_is_offered_but_the_question_asked_for(open_page, tmp_path):
    more = "; ".join(f"delete from {table} where indicator_id = 'overall'" for table in ("fct_score", "mart_score"))
    app = open_page(publish_warehouse(tmp_path, "surveys_only", more=more), "drivers", "en")
    assert any("No survey asked about overall satisfaction" in text.value for text in app.markdown)
    assert not any(button.label.startswith("Look at all of") for button in app.button)


def test_the_way_of_correlating_is_kept_in_the_url(open_page):
    app = open_page("driven", "drivers", "en", drivers="correlations", correlation="kendall")
    (chart,) = app.get("plotly_chart")
    texts = json.loads(chart.proto.spec)["data"][0]["text"]
    assert len(texts) == 3
    assert "Kendall" in words_of(app)
    assert app.query_params["correlation"] == "kendall"


def test_answers_without_a_day_have_drivers_all_the_same(open_page):
    app = open_page("undated", "drivers", "en")
    assert "From 400 valid questionnaires" in app.info[0].value


def test_operational_indicators_are_held_against_satisfaction_within_communities(open_page):
    app = open_page("operated", "drivers", "en", drivers="operations")
    (spec,) = charts_of(app).values()
    assert [text.split(" (")[0] for text in spec["data"][0]["hovertext"]] == [
        "Training pass rate: 1.00",
        "Fee collection rate: 0.00",
    ]
    assert spec["data"][0]["marker"]["symbol"] == ["circle", "circle-open"]
    said = words_of(app).replace("\\", "")
    assert "More than by chance: Training pass rate." in said
    assert "not computed: Drills." in said
    assert "An association, not a cause." in said


def test_without_operational_indicators_it_says_what_to_upload(open_page):
    app = open_page("driven", "drivers", "zh", drivers="operations")
    assert not app.get("plotly_chart")
    assert "上传运营指标表" in words_of(app) + " ".join(text.value for text in app.markdown)


def test_a_manager_is_shown_the_operational_indicators_of_the_own_communities(open_as):
    app = open_as("manager", ("c1",), "drivers", kind="operated", drivers="operations", lang="en")
    assert not app.exception and not app.get("plotly_chart")
    assert any("Under 12 quarters" in text.value for text in [*app.markdown, *app.caption])
