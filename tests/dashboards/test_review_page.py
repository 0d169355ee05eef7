"""The review page: what the documents say, their downloads, comments by those who may write them, nothing outside the scope."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dashboards import access, data
from dashboards.access import AccessError, User
from dashboards.sections import review_document


def test_the_findings_stand_first_and_each_part_can_be_opened(open_page):
    app = open_page("full", "review")
    assert not app.exception
    assert any("望江苑：30 天内解决率变差" in text.value for text in app.markdown)
    app.segmented_control(key="part").set_value("resolution").run()
    assert not app.exception
    (standards,) = (table.value for table in app.table if "标准" in table.value)
    assert len(standards) > 10


def test_a_part_and_a_quarter_in_the_url_are_opened(open_page):
    app = open_page("full", "review", "en", part="method")
    assert any("family" in text.value for text in app.markdown)


@pytest.mark.parametrize("kind", ["complaints_only", "surveys_only"])
@pytest.mark.slow
def test_with_half_of_the_data_it_says_what_is_missing(open_page, kind):
    app = open_page(kind, "review", "en", part="satisfaction" if kind == "complaints_only" else "complaints")
    assert any("There is no survey" in text.value or "no complaints" in text.value for text in app.markdown)


def test_a_comment_is_kept_shown_and_taken_back(open_page):
    app = open_page("full", "review", "en", part="complaints")
    app.text_area[0].set_value("The lifts of block 2.")
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception
    assert any("The lifts of block 2" in info.value for info in app.info)
    next(button for button in app.button if button.label.startswith("Take back")).click().run()
    assert not any("The lifts of block 2" in info.value for info in app.info)


def test_a_manager_sees_the_review_of_the_own_community_and_writes_no_comment(open_as):
    app = open_as("manager", ("c1",), "review", kind="full", part="resolution")
    assert not app.exception
    assert not app.text_area
    shown = " ".join(str(frame.value.to_dict()) for frame in app.table)
    assert app.table
    assert "望江苑" not in shown


def test_somebody_of_one_community_cannot_ask_for_another(open_as):
    app = open_as("manager", ("c1",), "review", kind="full", of="c2")
    assert not app.exception
    assert "of" not in app.query_params


@pytest.mark.parametrize("asked", [(), ("c2",), ("c1", "c2")])
def test_a_review_outside_the_scope_is_refused_by_the_data(open_as, monkeypatch, asked):
    open_as("manager", ("c1",), "review", kind="full")
    monkeypatch.setattr(access, "current", lambda: User("somebody", "manager", ("c1",)))
    with pytest.raises(AccessError):
        data.review(date(2024, 10, 1), asked, "en")


def test_the_evidence_of_a_finding_is_of_all_its_communities_and_of_nothing_else_that_is_chosen():
    chosen = review_document._filters_in(
        "period=2024Q4&community=c1&community=%E9%94%A6%E7%BB%A3%E5%9B%AD&indicator=attitude"
    )
    assert chosen["community"] == ["c1", "锦绣园"]
    assert (chosen["period"], chosen["indicator"]) == ("2024Q4", "attitude")
    assert chosen["category"] == chosen["department"] == []


def test_a_finding_opens_the_view_that_shows_its_figure(open_page):
    app = open_page("full", "review", "en")
    app.session_state["category"] = ["facility"]
    app.run()
    next(button for button in app.button if button.label == "See the evidence").click()
    app.run()
    assert app.session_state["resolution_view"] == "rates"
    assert (app.session_state["community"], app.session_state["category"]) == (["c2"], [])


@pytest.mark.parametrize(("lang", "between"), [("zh", r"。(?=\S)"), ("en", r"\. (?=[A-Z])")])
def test_sentences_of_the_first_page_are_set_apart_as_their_language_does(open_page, lang, between):
    summary = next(text.value for text in open_page("full", "review", lang).markdown if "5%" in text.value)
    said = summary.replace("\\", "")
    assert len(re.findall(between, said)) >= 1 and said.endswith(("。", "."))
    assert "。 " not in said
