"""Settings: what is in force, what comes, what was; slips named at their field; undo."""

from __future__ import annotations

import re
import stat
from datetime import date

import pytest

from pipeline.agreed import read_limits, read_own_days, read_staff, read_targets
from pipeline.agreed.staff import codes_of
from pipeline.privacy import load_keys
from tests.dashboards.warehouses import publish_warehouse

KINDS = ("full", "complaints_only", "surveys_only", "no_rows", "none")
CJK = re.compile(r"[\u3400-\u9fff]")
PARTS = ("targets", "limits", "calendar", "staff")


@pytest.fixture
def own(tmp_path):
    """Return a function: kind of warehouse and files of the settings folder → settings that the test may change."""

    def made(kind="full", more="", **files):
        settings = publish_warehouse(tmp_path, kind, more=more)
        settings.settings.mkdir(exist_ok=True)
        for name, text in files.items():
            (settings.settings / f"{name}.csv").write_text(text, encoding="utf-8")
        return settings

    return made


def field(app, kind, form, name):
    """The widget of a field, whichever round of the form."""
    return next(one for one in app.get(kind) if re.fullmatch(f"{form}/[0-9]+/{name}", one.key or ""))


def press(app, label):
    next(button for button in app.button if button.label == label).click()
    return app.run()


# In English the page itself is opened on every kind of warehouse by tests/dashboards/test_pages.py.
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_part_opens_on_every_kind_of_warehouse(open_page, kind, part, lang):
    app = open_page(kind, "settings", lang, part=part)
    assert not app.exception
    assert not app.error
    assert bool(CJK.search(app.title[0].value)) == (lang == "zh")


def test_a_target_is_entered_with_who_agreed_and_shows_as_in_force(own, open_page):
    settings = own()
    app = open_page(settings, "settings")
    field(app, "selectbox", "targets", "metric").set_value("on_time_rate").run()
    field(app, "text_input", "targets", "target").set_value("95%")
    field(app, "date_input", "targets", "from").set_value(date(2024, 1, 1))
    field(app, "text_input", "targets", "agreed_by").set_value("Board")
    press(app, "保存")
    (target,) = read_targets(settings.settings / "targets.csv")
    assert (target.metric, target.target, target.valid_from, target.agreed_by) == (
        "on_time_rate",
        0.95,
        date(2024, 1, 1),
        "Board",
    )
    assert app.success[0].value.startswith("已保存")
    assert list(app.dataframe[0].value.iloc[0][["指标", "目标", "登记人"]]) == [
        "按时率",
        "95.0%",
        "本机用户",
    ]
    assert field(app, "text_input", "targets", "target").value == ""


def test_a_target_of_a_community_is_kept_by_its_name(own, open_page):
    settings = own()
    app = open_page(settings, "settings", "zh")
    field(app, "selectbox", "targets", "metric").set_value("on_time_rate").run()
    field(app, "selectbox", "targets", "part").set_value("community").run()
    field(app, "selectbox", "targets", "value").set_value("望江苑")
    field(app, "text_input", "targets", "target").set_value("0.8")
    field(app, "text_input", "targets", "agreed_by").set_value("王总")
    press(app, "保存")
    (target,) = read_targets(settings.settings / "targets.csv")
    assert (target.dimension, target.value) == ("community_id", "望江苑")
    assert app.dataframe[0].value["范围"][0] == "小区：望江苑"


def test_a_slip_is_named_at_its_field_and_nothing_is_written(own, open_page):
    settings = own()
    app = open_page(settings, "settings", "zh")
    press(app, "保存")
    assert [error.value for error in app.error] == ["还没有保存：请看标出的项。", "请填写这一项。", "请填写这一项。"]
    field(app, "text_input", "targets", "target").set_value("95")
    field(app, "text_input", "targets", "agreed_by").set_value("王总")
    press(app, "保存")
    assert "比例应在 0 到 1 之间，或写成 95%。" in [error.value.replace("\\", "") for error in app.error]
    assert field(app, "text_input", "targets", "target").value == "95"
    assert not (settings.settings / "targets.csv").exists()


def test_what_was_agreed_is_not_changed_backwards_but_withdrawn_and_entered_anew(own, open_page):
    settings = own(targets="metric,target,from,agreed_by\ntop_two_box,70%,2024-01-01,Board\n")
    app = open_page(settings, "settings")
    field(app, "text_input", "targets", "target").set_value("75%")
    field(app, "date_input", "targets", "from").set_value(date(2023, 1, 1))
    field(app, "text_input", "targets", "agreed_by").set_value("Board")
    press(app, "保存")
    assert any("新的要从更晚的日期开始" in error.value for error in app.error)
    app.selectbox(key="targets_chosen").set_value(2).run()
    press(app, "撤回这一条")
    assert read_targets(settings.settings / "targets.csv") == []
    press(app, "保存")
    assert [target.target for target in read_targets(settings.settings / "targets.csv")] == [0.75]
    history = app.dataframe[-1].value
    assert list(history["状态"]) == ["有效", "撤回记录", "已撤回"]
    app.selectbox(key="targets_chosen").set_value(2).run()
    press(app, "恢复这一条")
    assert len(read_targets(settings.settings / "targets.csv")) == 2


def test_a_target_of_a_day_to_come_stands_under_what_comes_into_force(own, open_page):
    settings = own(
        targets="metric,target,from,agreed_by\ntop_two_box,70%,2024-01-01,Board\ntop_two_box,75%,2999-01-01,Board\n"
    )
    app = open_page(settings, "settings", "en")
    assert [title.value for title in app.subheader][:2] == ["In force now", "Coming into force"]
    now, later = app.dataframe[0].value, app.dataframe[1].value
    assert (list(now["Target"]), list(now["Until (not included)"])) == (["70.0%"], ["2999-01-01"])
    assert list(later["Target"]) == ["75.0%"]


def test_a_limit_in_working_hours_is_entered_with_its_clock(own, open_page):
    settings = own()
    app = open_page(settings, "settings", "zh", part="limits")
    field(app, "radio", "limits", "hours").set_value("working").run()
    field(app, "number_input", "limits", "resolution_hours").set_value(24.0)
    field(app, "selectbox", "limits", "category").set_value("safety")
    field(app, "text_input", "limits", "agreed_by").set_value("王总")
    press(app, "保存")
    (limit,) = read_limits(settings.settings / "limits.csv")
    assert (limit.category, limit.resolution_hours, limit.is_working_hours) == ("safety", 24, True)
    assert app.dataframe[0].value["怎样计时"][0] == "工作时间 09:00–17:00"


def test_a_limit_without_hours_is_refused_in_words(own, open_page):
    settings = own()
    app = open_page(settings, "settings", "zh", part="limits")
    field(app, "text_input", "limits", "agreed_by").set_value("王总")
    press(app, "保存")
    assert "至少要写一个时限。" in [error.value for error in app.error]


def test_days_off_are_entered_from_the_first_to_the_last(own, open_page):
    settings = own()
    app = open_page(settings, "settings", "zh", part="calendar")
    field(app, "radio", "calendar", "kind").set_value("free")
    field(app, "date_input", "calendar", "day").set_value(date(2024, 12, 30))
    field(app, "date_input", "calendar", "last_day").set_value(date(2024, 12, 31))
    field(app, "text_input", "calendar", "agreed_by").set_value("王总")
    press(app, "保存")
    days = read_own_days(settings.settings / "calendar.csv")
    assert days == {date(2024, 12, 30): False, date(2024, 12, 31): False}
    assert app.dataframe[0].value["日期（第一天）"][0] == "2024-12-30（周一）"


def test_a_last_day_before_the_first_is_refused(own, open_page):
    settings = own()
    app = open_page(settings, "settings", "zh", part="calendar")
    field(app, "date_input", "calendar", "day").set_value(date(2024, 12, 30))
    field(app, "date_input", "calendar", "last_day").set_value(date(2024, 12, 1))
    field(app, "text_input", "calendar", "agreed_by").set_value("王总")
    press(app, "保存")
    assert any("应在第一天之后" in error.value for error in app.error)


def test_a_name_as_the_exports_write_it_finds_its_code(own, open_page, tmp_path):
    code = codes_of(["张三"], load_keys(tmp_path / "settings" / "pseudonym.key"))["张三"]
    settings = own(more=f"update fct_complaint set handler_id = '{code}'")
    app = open_page(settings, "settings", "zh", part="staff")
    field(app, "text_area", "staff", "names").set_value("张三=张师傅\n不在\n")
    press(app, "保存")
    path = settings.settings / "staff.csv"
    assert read_staff(path) == {code: "张师傅"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert app.dataframe[0].value["姓名"][0] == "张师傅"
    assert app.success[0].value == "已保存 1 个姓名。 导出中找不到：不在。"


def test_a_name_that_the_exports_do_not_have_is_refused(own, open_page):
    settings = own()
    app = open_page(settings, "settings", "zh", part="staff")
    field(app, "text_area", "staff", "names").set_value("不在")
    press(app, "保存")
    assert "导出的处理人里没有这些姓名。" in [error.value for error in app.error]


def test_a_file_that_was_broken_by_hand_is_named_instead_of_an_empty_page(own, open_page):
    settings = own(targets="metric,target,from,agreed_by\nx,1,2024-01-01,Board\n")
    app = open_page(settings, "settings", "en")
    assert "targets.csv, row 2, column metric" in app.error[0].value.replace("\\", "")


def test_a_change_since_the_build_offers_to_build_now(own, open_page):
    settings = own(targets="metric,target,from,agreed_by\ntop_two_box,70%,2024-01-01,Board\n")
    assert any(button.label == "Build now" for button in open_page(settings, "settings", "en").button)


def test_nothing_changed_offers_nothing(open_page):
    assert not any(button.label == "Build now" for button in open_page("complaints_only", "settings", "en").button)
