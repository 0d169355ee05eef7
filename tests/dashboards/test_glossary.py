"""Glossary and specification: every metric and term is listed, found by its words, and opened by its address."""

from __future__ import annotations

import re

import pytest

from dashboards.formulas import formula
from dashboards.links import VIEWS, page_of
from dashboards.pages import PAGES
from dashboards.sections import glossary_entries as entries
from dashboards.text import words
from pipeline.metrics.catalogue import SUBJECTS, catalogue
from pipeline.metrics.members import in_words
from pipeline.spec import clauses


@pytest.fixture(params=["zh", "en"])
def lang(request, monkeypatch):
    monkeypatch.setattr("dashboards.text.language", lambda: request.param)
    monkeypatch.setattr("dashboards.sections.glossary_entries.language", lambda: request.param)
    return request.param


def test_the_download_has_a_row_for_every_metric_and_term_and_no_empty_definition(lang):
    table = entries.table()
    assert len(table) == len(catalogue()) + len(entries.TERMS)
    assert (table.iloc[:, 3] != "").all()


def test_every_metric_says_in_words_what_it_divides(lang):
    sides = {name for metric in catalogue().values() for name in (metric.numerator, metric.denominator)}
    assert [name for name in sides if f"count.{name}" not in words()] == []
    splits = {metric.split[0] for metric in catalogue().values() if metric.split}
    assert [name for name in splits if f"split.{name}" not in words() and name != "indicator_id"] == []


def test_a_formula_is_in_the_words_of_the_page(lang):
    ids = re.compile(r"[a-z]+_[a-z]+")
    found = [formula(metric) for metric in catalogue().values()]
    assert [said for said in found if ids.search(said)] == []
    assert lang == "en" or [said for said in found if re.search(r"[a-z]{2,}", said)] == []


def test_every_subject_has_words():
    assert {f"subject.{subject}" for subject in SUBJECTS} <= set(words())
    assert set(VIEWS) <= set(SUBJECTS)


def test_every_operational_indicator_of_a_clause_has_a_name():
    named = {code for clause in clauses().values() for part in clause.parts for code in part.indicators}
    assert named
    assert [code for code in named if in_words("indicator_id", code, "zh") == code] == []


def test_every_metric_and_clause_leads_to_a_page_that_there_is():
    named = {part.page for clause in clauses().values() for part in clause.parts if part.page}
    assert named | {page_of(metric) for metric in catalogue().values()} <= {page.name for page in PAGES}


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("解决率", "resolution_rate"),
        ("RESOLUTION_rate", "resolution_rate"),
        ("净推荐", "nps"),
        ("中位 时长", "time_to_resolution"),
    ],
)
def test_a_metric_is_found_by_words_of_its_label_its_definition_or_its_name(monkeypatch, text, metric):
    monkeypatch.setattr("dashboards.text.language", lambda: "zh")
    monkeypatch.setattr("dashboards.sections.glossary_entries.language", lambda: "zh")
    assert metric in [found.name for found in entries.found(text)[0]]


def test_a_term_is_found_and_what_is_nowhere_is_not(monkeypatch):
    monkeypatch.setattr("dashboards.text.language", lambda: "zh")
    monkeypatch.setattr("dashboards.sections.glossary_entries.language", lambda: "zh")
    assert "ripe" in entries.found("满期")[1]
    assert entries.found("火星") == ([], [])


def test_an_entry_opens_by_its_address_with_the_figure_of_the_chosen_period(open_page):
    app = open_page("full", "glossary", "zh", metric="resolution_rate")
    assert any("已满 7 天的投诉中" in text.value for text in app.get("text"))
    assert any("2024 年四季度：" in text.value and "n\\=184" in text.value for text in app.markdown)
    app.button(key="everything").click().run()
    assert "metric" not in app.query_params
    assert len(app.segmented_control(key="subject").options) == len(SUBJECTS) + 1


def test_searching_for_what_is_nowhere_says_so(open_page):
    app = open_page("no_rows", "glossary", "en", search="nowhere at all")
    assert not app.exception
    assert any("Nothing found for" in text.value for text in app.markdown)


def test_each_clause_stands_on_the_page_and_a_state_narrows_it(open_page):
    app = open_page("complaints_only", "specification", "zh")
    assert sum(text.value.startswith("**ch") for text in app.markdown) == len(clauses())
    assert any("服务态度的满意率：缺服务态度题" in caption.value for caption in app.caption)
    app.button_group(key="state").set_value(["answered"]).run()
    assert app.query_params["state"] == "answered"
    assert not any("缺服务态度题" in caption.value for caption in app.caption)
