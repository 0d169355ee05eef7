"""Every page in both languages on every kind of warehouse: opens, and says in words what it has not."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.proto.Metric_pb2 import Metric as MetricProto

from dashboards import signals
from dashboards.pages import PAGES
from dashboards.text import words
from tests.dashboards.warehouses import publish_warehouse

KINDS = ("full", "complaints_only", "surveys_only", "no_rows", "none")
CJK = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", [page.name for page in PAGES])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_without_an_error(open_page, kind, page, lang):
    app = open_page(kind, page, lang)
    assert not app.exception
    assert not app.error
    assert bool(CJK.search(app.title[0].value)) == (lang == "zh")


def test_a_figure_computed_for_a_chinese_session_has_english_names_in_an_english_one(open_page):
    def first_chart(app) -> str:
        return json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]["hovertext"][0]

    app = open_page("full", lang="zh")
    assert "服务态度" in first_chart(app)
    app.segmented_control(key="lang").set_value("en").run()
    assert "Attitude" in first_chart(app)


def test_a_card_shows_the_last_whole_quarter_with_its_n(open_page):
    app = open_page("full", lang="en")
    card = next(metric for metric in app.metric if "30 days" in metric.label)
    assert (card.value, card.delta) == ("50.0%", "−50.0 pts")
    assert any("n \\= 184" in caption.value for caption in app.caption)


def test_the_satisfied_share_says_beside_it_what_it_is_by_households(open_page):
    captions = [caption.value.replace("\\", "") for caption in open_page("full").caption]
    (said,) = [text for text in captions if "按户数加权为" in text]
    (weighted,) = re.findall(r"按户数加权为 ([\d.]+\s?%)", said)
    assert weighted in [metric.value for metric in open_page("full", "satisfaction").metric]


def test_a_community_in_the_url_narrows_the_figures(open_page):
    app = open_page("full", lang="en", community="c1")
    card = next(metric for metric in app.metric if "30 days" in metric.label)
    assert card.value == "100.0%"
    assert app.query_params["community"] == "c1"


def test_clearing_the_filters_shows_all_communities_again(open_page):
    app = open_page("full", lang="en", community="c1")
    next(button for button in app.button if button.label == "Clear filters").click().run()
    assert "community" not in app.query_params
    assert next(metric for metric in app.metric if "30 days" in metric.label).value == "50.0%"


def test_a_community_that_is_not_there_is_dropped_from_the_url(open_page):
    app = open_page("full", lang="en", community="nowhere")
    assert not app.exception
    assert "community" not in app.query_params


def test_sample_data_is_named_on_every_page(open_page):
    for page in ("overview", "cases", "data"):
        (banner,) = open_page("full", page).warning
        assert "示例数据" in banner.value
    assert not open_page("complaints_only").warning


def test_without_surveys_the_satisfaction_card_says_so(open_page):
    app = open_page("complaints_only", lang="en")
    assert any("No surveys in the exports" in text.value for text in app.markdown)
    assert not any("satisfaction" in metric.label.lower() for metric in app.metric)


def test_what_changed_names_the_community_that_fell_behind(open_page):
    app = open_page("full", lang="zh")
    assert any("望江苑" in text.value and "变差" in text.value for text in app.markdown)


def test_what_changed_leads_to_the_indicator_that_it_names(open_page):
    app = open_page("survey_over", lang="en")
    lines = [text.value for text in app.markdown if "on the quarter before" in text.value]
    at = next(at for at, line in enumerate(lines) if "Attitude" in line)
    app.button(key=f"open_signal_{at}").click().run()
    assert app.selectbox(key="indicator").value == "attitude"


def test_a_card_of_overall_satisfaction_leads_to_it_whatever_was_looked_at_before(open_page):
    app = open_page("full", lang="en", indicator="safety")
    app.button(key="more_top_two_box_questionnaire_False").click().run()
    assert app.selectbox(key="indicator").value == "overall"


def test_what_changed_says_the_same_once_where_there_is_one_community(open_page):
    app = open_page("full", lang="en", community="c2")
    lines = [text.value for text in app.markdown if "on the quarter before" in text.value]
    assert lines
    assert not any("望江苑" in line for line in lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bar_of_a_type_chooses_the_type_and_not_the_word_for_it(open_page, lang):
    app = open_page("full", lang=lang)
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    chosen = [chart["data"][0]["customdata"] for chart in charts]
    assert {"service", "facility", "safety", "unmapped"} in [set(keys) for keys in chosen]


def test_a_change_of_one_type_leads_to_that_type(open_page, tmp_path):
    more = "update fct_complaint set category = 'safety' where received_on between '2024-10-01' and '2024-12-31'"
    app = open_page(publish_warehouse(tmp_path, "complaints_only", more=more), lang="en")
    lines = [text.value for text in app.markdown if "on the quarter before" in text.value]
    at = next(at for at, line in enumerate(lines) if "Facilities" in line)
    app.button(key=f"open_signal_{at}").click().run()
    assert app.multiselect(key="category").value == ["facility"]


def test_one_community_alone_is_not_ranked_in_a_chart_of_one_bar(open_page):
    app = open_page("full", lang="en", community="c2")
    titles = [title.value for title in app.subheader]
    assert "What are complaints about?" in titles
    assert not any("communities" in title for title in titles)


def test_a_community_name_with_markdown_is_shown_as_it_is_written(open_page):
    app = open_page("full", "data", section="communities")
    assert app.dataframe[0].value.iloc[0, 0] == "[锦秀园](x)"


def test_the_list_of_files_shows_what_fits_a_laptop_and_the_download_has_the_rest(open_page):
    app = open_page("full", "data", "en", section="loads")
    assert list(app.dataframe[0].proto.column_order)[:4] == ["File", "Kind", "Status", "Rows read"]
    assert "Checksum" not in app.dataframe[0].proto.column_order
    assert any("Downloads also have" in caption.value for caption in app.caption)


@pytest.mark.parametrize("section", ["loads", "rejected", "issues", "checks", "communities", "versions", "upload"])
def test_each_section_of_the_data_page_opens(open_page, section):
    assert not open_page("full", "data", "en", section=section).exception


def test_a_page_opens_on_the_last_quarter_with_data_where_the_newest_ones_have_none(open_page):
    app = open_page("long_quiet", lang="en")
    assert app.selectbox(key="period").value == "2025Q1"
    assert next(metric for metric in app.metric if metric.label == "Complaints").value == "62"


def test_complaints_and_surveys_each_open_on_their_own_newest_quarter(open_page):
    app = open_page("surveys_earlier", lang="en")
    assert app.selectbox(key="period").value == "newest"
    assert any("Complaints 2024 Q4, surveys 2024 Q2" in caption.value for caption in app.caption)
    assert len(app.metric) == 8
    assert "period" not in app.query_params


def test_a_chosen_period_holds_for_complaints_and_surveys(open_page):
    app = open_page("surveys_earlier", lang="en", period="2024Q4")
    assert not any("satisfaction" in metric.label.lower() for metric in app.metric)
    assert any("The newest period with data is 2024 Q2" in caption.value for caption in app.caption)


def test_a_survey_that_did_not_ask_about_overall_satisfaction_is_not_said_to_be_missing(open_page):
    app = open_page("not_asked_overall", lang="en", period="2024Q3")
    assert any("did not ask about overall satisfaction" in text.value for text in app.markdown)
    assert any("The newest period with data is 2024 Q2" in caption.value for caption in app.caption)


def test_a_question_that_no_survey_asked_is_not_looked_for_in_another_period(open_page, tmp_path):
    kept = publish_warehouse(tmp_path, "surveys_only", more="delete from mart_score where indicator_id = 'overall'")
    app = open_page(kept, lang="en", period="2024Q3")
    assert any("No survey asked about overall satisfaction" in text.value for text in app.markdown)
    assert not any("Choose another period" in caption.value for caption in app.caption)


def test_what_the_exports_do_not_hold_is_said_once(open_page):
    app = open_page("surveys_only", lang="en")
    assert sum("No complaints in the exports" in text.value for text in app.markdown) == 1
    assert len(app.metric) == 2


def test_without_a_warehouse_the_overview_leads_to_the_upload(open_page):
    app = open_page("none", lang="en")
    next(button for button in app.button if button.label == "Upload exports").click()
    app.run()
    assert (app.session_state["section"], app.title[0].value) == ("upload", words()["data.question"]["en"])


def test_a_figure_without_data_in_the_period_names_the_newest_period_that_has_some(open_page):
    app = open_page("full", lang="en", period="2025-01")
    assert any("The newest period with data is Oct 2024" in caption.value for caption in app.caption)


def test_a_file_that_was_not_read_is_named_with_its_whole_reason(open_page):
    app = open_page("full", "data", "en")
    assert any("1 file was not read" in text.value for text in app.markdown)
    assert any("cmd" in text.value and "The file is not a table" in text.value for text in app.markdown)


def test_one_export_file_is_said_in_the_singular(open_page):
    app = open_page("full", lang="en")
    assert any(block.proto.popover.label == "1 export file" for block in app.get("popover"))


def test_only_complaints_and_responses_are_summed_as_such(open_page):
    app = open_page("full", "data", "en")
    assert any("2 files, 1,524 complaints or responses" in caption.value for caption in app.caption)


def test_complaints_of_a_quarter_that_is_not_over_are_counted_so_far_and_not_compared_with_a_whole_one(open_page):
    app = open_page("full", lang="en", period="2025Q1")
    said = [caption.value for caption in app.caption]
    assert "period not over, complaints so far" in said


def test_where_no_export_says_how_far_it_reaches_a_quarter_with_its_last_day_is_whole(open_page, tmp_path):
    last = "set submitted_on = date '2024-12-31' where submitted_on >= date '2024-10-01'"
    more = f"update build set surveys_cover_until = null; update fct_score {last}; update mart_score {last}"
    page = open_page(publish_warehouse(tmp_path / "own", "surveys_only", more=more))
    assert page.selectbox(key="period").value == "2024Q4"


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "题目 1 的答案按“不适用”处理"), ("en", "Answers to 1 taken as no answer")]
)
def test_what_was_assumed_of_a_file_stands_below_the_table_of_files(open_page, tmp_path, lang, said):
    more = "update load set notes = '题目 1 的答案按“不适用”处理', notes_en = 'Answers to 1 taken as no answer' where load_id = 1"
    page = open_page(publish_warehouse(tmp_path / "own", "full", more=more), "data", lang, section="loads")
    assert any(said in each.value for each in page.markdown)


def test_what_changed_names_the_community_that_takes_longer_and_how_that_was_compared(open_page):
    app = open_page("full", lang="en")
    assert any(
        "望江苑" in text.value and "Time to resolution" in text.value and "beyond normal variation" in text.value
        for text in app.markdown
    )
    said = "log-rank test"
    assert any(said in caption.value for caption in app.caption)
    assert not any(said in caption.value for caption in open_page("surveys_only", lang="en").caption)


def test_the_card_of_a_longer_time_to_resolution_has_the_arrow_that_the_list_gives_a_sentence(open_page):
    app = open_page("full", lang="en", community="c2")
    (card,) = [metric for metric in app.metric if metric.label == "Time to resolution"]
    assert (card.proto.direction, card.proto.color) == (MetricProto.UP, MetricProto.ORANGE)
    assert any("Time to resolution" in text.value for text in app.markdown)


def test_changes_past_the_first_twelve_are_folded_and_counted(open_page, monkeypatch):
    monkeypatch.setattr(signals, "MOST", 2)
    app = open_page("full", lang="en")
    (folded,) = [each for each in app.expander if "more change" in each.label]
    assert len([text for text in folded.markdown if "on the quarter before" in text.value]) == int(
        folded.label.split()[0]
    )


def test_finer_types_are_ranked_where_the_exports_have_no_others(open_page, tmp_path):
    more = "update fct_complaint set category = null, subcategory = ['Lifts', 'Noise'][1 + row_number % 2]"
    app = open_page(publish_warehouse(tmp_path, "complaints_only", more=more), lang="en")
    (types, *_) = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    assert set(types["layout"]["yaxis"]["ticktext"]) == {"Lifts", "Noise"}
