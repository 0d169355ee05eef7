"""The data page: words of exports are confirmed and taken back, and what a file cannot say is written beside it."""

from __future__ import annotations

import pytest

from dashboards import access, confirming
from dashboards.access import User
from pipeline.ingest import read_sidecars
from pipeline.layouts.confirmed import COMMUNITY_NAMES, QUESTION_INDICATORS, read_confirmed


def said(app) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.text) for element in kind)


def button(app, key):
    return next(each for each in app.button if each.key == key)


@pytest.fixture
def settings(published):
    """The settings of ``full``; what a test wrote into the folder of layouts is gone after it."""
    settings = published("full")
    yield settings
    for name in (COMMUNITY_NAMES.file, QUESTION_INDICATORS.file):
        (settings.layouts / name).unlink(missing_ok=True)


def pick(app, table, *rows):
    app.session_state[table] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return app.run()


@pytest.mark.parametrize("section", ["freshness", "communities", "indicators", "sidecars"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_section_opens_in_both_languages(open_page, section, lang):
    app = open_page("full", "data", lang, section=section)
    assert not app.exception
    assert not app.error


def test_a_misspelt_community_is_confirmed_as_the_one_of_the_roster_and_taken_back(open_page, settings):
    app = open_page("full", "data", "zh", section="communities")
    assert button(app, "confirm_communities").disabled
    pick(app, "communities_0", 0)
    button(app, "confirm_communities").click().run()
    assert read_confirmed(settings.layouts).communities == {"[锦秀园](x)": "锦绣园"}
    assert "“[锦秀园](x)”即“锦绣园”" in said(app)
    next(each for each in app.button if each.label == "撤销").click().run()
    assert read_confirmed(settings.layouts).communities == {}


def test_who_may_not_correct_is_refused_and_nothing_is_written(open_page, settings, monkeypatch):
    open_page("full", "data", "en", section="communities")
    monkeypatch.setattr(access, "current", lambda: User("someone", "reviewer"))
    with pytest.raises(access.AccessError):
        confirming.confirm(COMMUNITY_NAMES, [{"written": "锦秀园", "community": "锦绣园"}])
    assert read_confirmed(settings.layouts).communities == {}


def test_what_a_file_cannot_say_is_looked_at_and_then_written_beside_it(open_page, settings):
    settings.raw.mkdir(exist_ok=True)
    (settings.raw / "投诉台账.csv").write_text("投诉编号,受理时间,投诉内容\nW1,2024-01-05 08:00,电梯坏了\n", "utf-8")
    app = open_page("full", "data", "zh", section="sidecars")
    app.text_input(key="sidecar_community_投诉台账.csv").set_value("锦绣园")
    next(each for each in app.button if each.label == "看看会怎样读取").click().run()
    assert not (settings.raw / "投诉台账.csv.yaml").exists()
    assert "投诉台账" in said(app)
    button(app, "sidecar_save").click().run()
    assert read_sidecars(settings.raw).for_file("投诉台账.csv").community == "锦绣园"
    (settings.raw / "投诉台账.csv.yaml").unlink()


def test_what_answers_are_worth_is_kept_as_a_form_and_a_file_write_it(open_page, settings):
    settings.raw.mkdir(exist_ok=True)
    (settings.raw / "投诉台账.csv").write_text("投诉编号,受理时间,投诉内容\nW1,2024-01-05 08:00,电梯坏了\n", "utf-8")
    file = settings.raw / "投诉台账.csv.yaml"
    file.write_text("rating_labels: {A: 5, B: 1, Q3: {很好: 3, 差/脏: 1.5}}", "utf-8")
    worth = read_sidecars(settings.raw).for_file("投诉台账.csv").rating_labels
    app = open_page("full", "data", "zh", section="sidecars")
    held = app.text_input(key="sidecar_rating_labels_投诉台账.csv")
    assert held.value == "A = 5; B = 1; Q3 | 很好 = 3; Q3 | 差/脏 = 1.5"
    app.text_input(key="sidecar_community_投诉台账.csv").set_value("锦绣园")
    next(each for each in app.button if each.label == "看看会怎样读取").click().run()
    button(app, "sidecar_save").click().run()
    assert read_sidecars(settings.raw).for_file("投诉台账.csv").rating_labels == worth
    file.unlink()


def test_a_sidecar_that_could_not_be_read_is_said_and_not_written(open_page, settings):
    settings.raw.mkdir(exist_ok=True)
    (settings.raw / "投诉台账.csv").write_text("投诉编号,受理时间\nW1,2024-01-05\n", "utf-8")
    app = open_page("full", "data", "zh", section="sidecars")
    app.text_input(key="sidecar_scale_投诉台账.csv").set_value("5-1")
    next(each for each in app.button if each.label == "看看会怎样读取").click().run()
    assert any("scale" in error.value for error in app.error)
    assert not any(each.key == "sidecar_save" for each in app.button)
