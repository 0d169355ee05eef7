"""The page on resolution: three figures under their own names, curves, limits, backlog, flow, and what comes after."""

from __future__ import annotations

import json

import pytest

from tests.dashboards.warehouses import publish_warehouse

VIEWS = ("rates", "duration", "on_time", "backlog", "flow", "callbacks")


def charts_of(app) -> dict[str, dict]:
    """Return name of each panel's chart → what it draws."""
    return {chart.key.removeprefix("chart_"): json.loads(chart.proto.spec) for chart in app.get("plotly_chart")}


def words_of(app) -> str:
    return "\n".join(text.value for text in [*app.main.markdown, *app.main.caption, *app.main.text])


def lines_of(chart: dict) -> dict[str, list]:
    return {trace["name"]: trace["y"] for trace in chart["data"] if "name" in trace}


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_opens_on_complaints_only_and_with_at_most_six_charts(open_page, view):
    app = open_page("complaints_only", "resolution", "en", resolution_view=view)
    assert not app.exception
    assert not app.error
    assert len(app.get("plotly_chart")) <= 6


def test_a_limit_that_nobody_agreed_is_to_be_entered_under_settings_and_not_to_be_exported(open_page, tmp_path):
    given = "update fct_complaint set called_back_at = resolved_at, recorded = 'called_back'"
    settings = publish_warehouse(tmp_path, "full", more=given)
    said = words_of(open_page(settings, "resolution", "en", resolution_view="on_time")).replace("\\", "")
    assert "There is no agreed limit of call-back (under Settings) yet" in said
    assert "enters it under Settings, Time limits" in said
    assert "have no agreed limit of call-back" not in said


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.slow
def test_each_view_opens_in_a_period_without_complaints(open_page, view):
    app = open_page("full", "resolution", "zh", resolution_view=view, period="2025")
    assert not app.exception
    assert not app.error


def test_the_three_figures_of_resolution_stand_side_by_side_under_their_own_names(open_page):
    app = open_page("full", "resolution", "en")
    labels = [metric.label for metric in app.metric]
    assert labels[:5] == [
        "Resolution rate within 7 days",
        "Resolution rate within 15 days",
        "Resolution rate within 30 days",
        "Resolution rate to date",
        "Clearance ratio",
    ]
    assert lines_of(charts_of(app)["rates_within"]).keys() == {"within 7 days", "within 15 days", "within 30 days"}
    said = words_of(app).replace("\\", "")
    assert "\nWithin 7 days: " in said
    assert ". Within 15 days: " in said


def test_a_period_that_is_not_ripe_has_a_hollow_point_and_says_so(open_page):
    app = open_page("full", "resolution", "en", period="2025Q1")
    (trace,) = charts_of(app)["rates_to_date"]["data"]
    assert trace["marker"]["symbol"][-2:] == ["circle", "circle-open"]
    assert "Hollow points are not ripe yet" in words_of(app)


def test_a_community_in_the_filter_narrows_the_history_too(open_page):
    whole = lines_of(charts_of(open_page("full", "resolution", "en"))["rates_within"])["within 30 days"][-1]
    of_one = lines_of(charts_of(open_page("full", "resolution", "en", community="c2"))["rates_within"])[
        "within 30 days"
    ][-1]
    assert (whole, of_one) == (50.0, 0.0)


def test_curves_of_communities_are_compared_and_the_slow_one_is_not_resolved_by_day_39(open_page):
    app = open_page("full", "resolution", "zh", resolution_view="duration", duration_by="community_id")
    lines = {
        trace["name"]: dict(zip(trace["x"], trace["y"], strict=True)) for trace in charts_of(app)["curves"]["data"]
    }
    assert set(lines) == {"锦绣园", "望江苑"}
    assert min(day for day, share in lines["望江苑"].items() if share > 0) == 40
    assert "2 组的解决快慢有差别，不像是偶然（对数秩检验 p \\< 0\\.001）" in words_of(app)


def test_the_backlog_of_the_quarter_is_that_of_the_community_that_took_forty_days(open_page):
    app = open_page("full", "resolution", "en", resolution_view="backlog")
    card = next(metric for metric in app.metric if metric.label == "Backlog")
    chart = charts_of(app)["backlog_community_id"]
    assert [trace["name"] for trace in chart["data"]] == ["0–7 days", "8–30 days", "31–90 days", "&gt;90 days"]
    assert chart["layout"]["yaxis"]["ticktext"][0] == "望江苑"
    assert sum(number for trace in chart["data"] for number in trace["x"]) == int(card.value)


def test_what_the_exports_do_not_record_is_named_and_not_drawn_as_nothing(open_page):
    app = open_page("full", "resolution", "en", resolution_view="callbacks")
    assert "The exports have no satisfaction given at the call\\-back" in words_of(app)
    assert "contacted_again" not in charts_of(app)


def test_call_backs_without_a_time_of_closing_are_not_looked_for_in_another_period(open_page, tmp_path):
    given = "update fct_complaint set has_closing_field = false, closed_at = null, called_back_at = resolved_at, recorded = 'called_back'"
    kept = publish_warehouse(tmp_path, "complaints_only", more=given)
    app = open_page(kept, "resolution", "en", resolution_view="callbacks")
    assert "The exports have no time or state of closing" in words_of(app)
    assert "0\\.0% of complaints were asked" not in words_of(app)


def test_without_complaints_the_page_says_so(open_page):
    app = open_page("surveys_only", "resolution", "en")
    assert "No complaints in the exports" in words_of(app)


def test_a_figure_over_time_leads_to_its_cases_and_for_a_reviewer_to_none(open_page, open_as):
    app = open_page("full", "resolution", "en")
    app.button(key="cases_rates_to_date").click()
    app.run()
    assert app.title[0].value == "Which complaints are behind this figure?"
    assert app.session_state["of"] == "resolution_rate_to_date"
    reviewed = open_as("reviewer", None, "resolution", kind="full")
    assert [button.key for button in reviewed.button if (button.key or "").startswith("cases_")] == []
