"""Improvement: measures with their effect, what to look at, recording and changing them, undo, scope."""

from __future__ import annotations

import json
import re
from datetime import date
from types import SimpleNamespace

import pytest

from dashboards import measures
from dashboards.sections import measure_effects
from pipeline.agreed import read_measures
from pipeline.agreed.lines import CellError
from tests.dashboards.test_settings_page import field, press
from tests.dashboards.warehouses import publish_warehouse

KINDS = ("full", "complaints_only", "surveys_only", "no_rows", "none")
CJK = re.compile(r"[\u3400-\u9fff]")
HEADER = "measure_id,measure,owner_post,status,communities,starts_on,due_on,entered_at\n"


@pytest.fixture
def own(tmp_path):
    """Return a function: lines of measures.csv → settings of a warehouse that the test may change."""

    def made(*lines):
        settings = publish_warehouse(tmp_path, "full")
        if lines:
            settings.measures.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
        return settings

    return made


def said(app):
    return [each.value.replace("\\", "") for each in (*app.markdown, *app.caption)]


def labels(app):
    return [button.label.replace("\\", "") for button in app.button]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", ["effects", "record"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_view_opens_on_every_kind_of_warehouse(open_page, kind, view, lang):
    app = open_page(kind, "improvement", lang, view=view)
    assert not app.exception
    assert not app.error
    assert bool(CJK.search(app.title[0].value)) == (lang == "zh")


def test_a_measure_past_due_by_the_day_of_the_data_needs_attention_and_one_to_come_is_announced(open_page):
    app = open_page("full", "improvement")
    assert "“电梯大修”应于 2024 年 12 月 31 日完成，还没有完成" in labels(app)
    assert "2031 年 1 月 31 日：“礼仪培训”计划完成" in labels(app)
    counts = {metric.label: metric.value for metric in app.metric}
    assert (counts["未完成"], counts["其中已逾期"]) == ("2", "1")
    assert list(app.dataframe[0].value["状态"]) == ["未开始", "进行中，已逾期"]


def test_a_measure_is_shown_with_its_months_and_the_start_marked(open_page):
    app = open_page("full", "improvement", measure="M1")
    assert any("每月每千户投诉由" in text for text in said(app))
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert "2024-01-01" in [shape["x0"] for shape in spec["layout"]["shapes"]]
    assert len(spec["data"][0]["x"]) == 25


def test_one_who_clicks_on_what_needs_attention_sees_the_measure(open_page):
    app = open_page("full", "improvement", measure="M2")
    press(app, next(button.label for button in app.button if "电梯大修" in button.label))
    assert app.selectbox(key="measure").value == "M1"
    assert app.query_params["measure"] == "M1"


def test_a_recorded_measure_is_kept_beside_the_exports_and_listed_before_the_next_build(own, open_page):
    settings = own()
    app = open_page(settings, "improvement", view="record")
    field(app, "text_input", "measure_new", "measure").set_value("停车整治")
    field(app, "text_input", "measure_new", "owner_post").set_value("秩序主管")
    field(app, "multiselect", "measure_new", "communities").set_value(["望江苑"])
    field(app, "text_input", "measure_new", "buildings").set_value("3栋；5栋")
    field(app, "selectbox", "measure_new", "category").set_value("safety")
    field(app, "selectbox", "measure_new", "status").set_value("running")
    field(app, "date_input", "measure_new", "starts_on").set_value(date(2024, 7, 1))
    press(app, "保存")
    (measure,) = read_measures(settings.measures)
    assert re.fullmatch(r"R\d{4}-01", measure.measure_id)
    assert (measure.communities, measure.buildings, measure.category) == (("望江苑",), ("3栋", "5栋"), "safety")
    assert "已保存“停车整治”" in app.success[0].value
    assert field(app, "text_input", "measure_new", "measure").value == ""
    app.segmented_control(key="view").set_value("effects").run()
    assert "“停车整治”重新构建后才计入" in labels(app)
    assert "停车整治" in list(app.dataframe[0].value["措施"])


def test_dates_that_contradict_each_other_are_named_at_their_field(own, open_page):
    settings = own()
    app = open_page(settings, "improvement", view="record")
    field(app, "text_input", "measure_new", "measure").set_value("停车整治")
    field(app, "text_input", "measure_new", "owner_post").set_value("秩序主管")
    field(app, "date_input", "measure_new", "starts_on").set_value(date(2024, 7, 1))
    field(app, "date_input", "measure_new", "due_on").set_value(date(2024, 6, 1))
    press(app, "保存")
    assert "不能早于开始日期。" in [error.value for error in app.error]
    assert field(app, "text_input", "measure_new", "measure").value == "停车整治"
    assert not settings.measures.exists()


def test_a_measure_of_an_export_is_changed_by_recording_it_and_comes_back_when_that_is_withdrawn(own, open_page):
    settings = own()
    app = open_page(settings, "improvement", view="record", recorded="M1")
    assert field(app, "text_input", "measure_M1", "measure").value == "电梯大修"
    field(app, "selectbox", "measure_M1", "status").set_value("done")
    press(app, "保存")
    (measure,) = read_measures(settings.measures)
    assert (measure.measure_id, measure.status, measure.communities) == ("M1", "done", ("锦绣园",))
    app.segmented_control(key="view").set_value("effects").run()
    assert any("以这里登记的为准" in text for text in said(app))
    app.segmented_control(key="view").set_value("record").run()
    app.selectbox(key="measures_chosen").set_value(2).run()
    press(app, "撤回这一条")
    assert read_measures(settings.measures) == []


def test_two_measures_recorded_one_after_the_other_have_ids_of_their_own(own, open_page):
    settings = own()
    app = open_page(settings, "improvement", view="record")
    for name in ("停车整治", "绿化补种"):
        field(app, "text_input", "measure_new", "measure").set_value(name)
        field(app, "text_input", "measure_new", "owner_post").set_value("主管")
        press(app, "保存")
    assert [each.measure_id[-3:] for each in read_measures(settings.measures)] == ["-01", "-02"]


def test_a_recorded_measure_is_past_due_by_the_calendar(own, open_page):
    app = open_page(own("R1,停车整治,主管,running,望江苑,2020-01-01,2020-06-30,2020-01-01 08:00:00"), "improvement")
    assert "“停车整治”应于 2020 年 6 月 30 日完成，还没有完成" in labels(app)


def test_a_manager_sees_and_changes_the_measures_of_the_own_communities_only(own, open_page, monkeypatch):
    settings = own(
        *(
            f"R{n},{name},主管,planned,{place},,,"
            for n, name, place in ((1, "停车", "望江苑"), (2, "绿化", "锦绣园"), (3, "培训", ""))
        )
    )
    manager = _manager_of("c2")
    monkeypatch.setattr("dashboards.access.current", lambda: manager)
    app = open_page(settings, "improvement", view="record")
    assert list(app.selectbox(key="recorded").options) == ["新的措施", "停车（R1）", "礼仪培训（M2）"]
    field(app, "text_input", "measure_new", "measure").set_value("全公司培训")
    field(app, "text_input", "measure_new", "owner_post").set_value("主管")
    press(app, "保存")
    assert "请选择你负责的小区。" in [error.value for error in app.error]
    assert len(read_measures(settings.measures)) == 3
    app.segmented_control(key="view").set_value("effects").run()
    assert set(app.dataframe[0].value["编号"]) == {"M2", "R1", "R3"}


def test_a_measure_of_another_community_too_is_not_changed_by_who_sees_only_one_of_them(open_page, monkeypatch):
    manager = _manager_of("c2")
    monkeypatch.setattr("dashboards.access.current", lambda: manager)
    app = open_page("shared_measure", "improvement", view="record")
    assert list(app.selectbox(key="recorded").options) == ["新的措施", "礼仪培训（M2）"]
    with pytest.raises(CellError, match="communities"):
        measures.record({"communities": "望江苑"}, "M3")


def test_a_reviewer_sees_the_effects_and_records_nothing(open_page, monkeypatch):
    reviewer = _user("reviewer")
    monkeypatch.setattr("dashboards.access.current", lambda: reviewer)
    app = open_page("full", "improvement", view="record")
    assert app.dataframe
    assert not any(label in ("保存", "现在重新构建", "修改这项措施") for label in labels(app))


def _manager_of(community):
    return _user("manager", (community,))


def _user(role, communities=None):
    from dashboards.access import User

    return User("someone", role, communities)


def test_figures_with_the_same_verdict_are_named_together_in_the_list_of_measures(open_page, monkeypatch):
    def judged(figure, verdict):
        return SimpleNamespace(verdict=SimpleNamespace(verdict=verdict), figure=figure, stage="final")

    monkeypatch.setattr("dashboards.sections.measure_effects.measure_chart.figure", lambda one: one.figure)
    for module in ("dashboards.text", "dashboards.sections.measure_effects"):
        monkeypatch.setattr(f"{module}.language", lambda: "zh")
    found = [judged("投诉", "not_shown"), judged("按时率", "improved"), judged("解决率", "not_shown")]
    assert measure_effects.verdict_words(found) == "尚不能证明有变化：投诉、解决率；有改善：按时率"


def test_the_facts_of_a_measure_stand_after_their_names(open_page):
    app = open_page("full", "improvement", measure="M1")
    assert any("；计划完成：2024 年 12 月 31 日" in text for text in said(app))
