"""The cases page: the complaints behind a figure, one of them in full, and who sees what of it."""

from __future__ import annotations

import pytest

from dashboards import access
from dashboards.access import User
from dashboards.casework import Asked
from dashboards.sections import case_list
from pipeline.analysis.cases import MEMBERS, has_sides, metrics_of_cases
from pipeline.core.corrections import read_corrections
from pipeline.metrics.catalogue import find
from pipeline.metrics.members import in_words
from tests.dashboards.warehouses import publish_warehouse

ROLES = {"manager": False, "quality": True, "administrator": True}


def shown(app, place=0):
    return app.dataframe[place].value


def said(app) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.text) for element in kind)


@pytest.fixture
def as_role(monkeypatch):
    """Return a function that makes the user one of a role."""
    return lambda role, communities=None: monkeypatch.setattr(
        access, "current", lambda: User("someone", role, communities)
    )


def test_a_figure_stands_over_its_cases_with_the_numbers_it_is_made_of(open_page):
    app = open_page("full", "cases", "en", of="resolution_rate", within_days="30")
    assert "Resolution rate within 30 days 50" in said(app)
    assert "184 counted, of them 92 met" in said(app)
    assert len(shown(app)) == 25


def test_a_link_shows_the_same_side_of_the_same_figure(open_page):
    app = open_page("full", "cases", "en", of="resolution_rate", within_days="30", side="missed", community="c2")
    assert "92 cases found" in said(app)
    assert set(shown(app)["Days to resolution"]) == {40}
    kept = {name: app.query_params[name] for name in ("of", "within_days", "side", "community")}
    assert kept == {"of": "resolution_rate", "within_days": "30", "side": "missed", "community": "c2"}


@pytest.mark.parametrize("step", ["registered", "closed"])
def test_the_step_that_is_offered_as_chosen_is_the_one_whose_cases_are_shown(open_page, step):
    app = open_page("full", "cases", "en", of="step_rate", step=step)
    assert (app.selectbox(key="of_member").value, app.query_params["step"]) == (step, step)


@pytest.mark.parametrize(
    "query", [{"of": "nps"}, {"within_days": "-3"}, {"side": "x"}, {"cases_page": "99"}, {"sort": "'"}]
)
def test_an_address_that_means_nothing_falls_back_to_what_there_is(open_page, query):
    app = open_page("full", "cases", "en", **{"of": "resolution_rate"} | query)
    assert not app.exception
    assert len(app.dataframe) == 1


def test_every_figure_has_words_for_its_sides_and_members():
    for entry in map(find, metrics_of_cases()):
        for side in ("met", "missed") if has_sides(entry) else ():
            assert case_list.side_name(Asked(entry), side)
        assert all(in_words(kind, member, "en") != member for kind in entry.split for member in MEMBERS[entry.name])


def test_a_page_after_the_last_one_is_the_last_one(open_page):
    app = open_page("full", "cases", "en", of="resolution_rate", within_days="30", side="missed", cases_page="99")
    assert (len(shown(app)), app.query_params["cases_page"]) == (92 - 3 * 25, "4")


def test_a_search_finds_a_case_by_its_number(open_page):
    app = open_page("full", "cases", "en", q="K1402")
    assert list(shown(app)["Complaint"]) == ["K1402"]


def test_what_nothing_meets_is_said_with_what_to_do(open_page):
    app = open_page("full", "cases", "en", q="nothing like it")
    assert "No complaint meets these conditions" in said(app)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_case_is_shown_in_full_under_its_own_address(open_page, lang):
    app = open_page("full", "cases", lang, case="K1402")
    assert not app.exception
    assert "K1402" in "".join(heading.value for heading in app.subheader)
    assert app.query_params["case"] == "K1402"


def test_the_facts_of_a_case_name_the_building_and_say_where_a_home_has_no_other(open_page, tmp_path):
    more = "update fct_complaint set home_id = 'H' || row_number, building = '3', days_to_resolution = 1"
    app = open_page(publish_warehouse(tmp_path, "full", more=more), "cases", "en", case="K1402")
    shown = said(app)
    assert "Building 3" in shown
    assert "1 day\n" in shown + "\n" and "1 days" not in shown
    assert "has no other complaint" in shown


def test_a_case_that_is_not_there_is_said_to_be_missing(open_page):
    assert "no such case" in said(open_page("full", "cases", "en", case="K0"))


@pytest.mark.parametrize("role", ROLES)
def test_texts_and_corrections_are_for_those_who_may(open_page, as_role, role):
    as_role(role)
    app = open_page("full", "cases", "en", case="K1402")
    assert ("shown to quality control and administrators only" in said(app)) == (not ROLES[role])
    assert any(box.label == "Reason (required)" for box in app.text_input) == ROLES[role]


def test_a_reviewer_sees_no_cases_and_no_link_to_them(open_page, as_role):
    as_role("reviewer")
    assert not any(button.label == "Cases" for button in open_page("full", lang="en").button)
    assert "K1402" not in said(open_page("full", "cases", "en", case="K1402"))


def test_a_case_outside_the_scope_of_the_user_is_not_there(open_page, as_role):
    as_role("quality", ("c1",))
    app = open_page("full", "cases", "en", of="complaint_count")
    assert set(shown(app)["Community"]) == {"锦绣园"}
    inside, outside = sorted(shown(app)["Complaint"])[0], f"K{int(sorted(shown(app)['Complaint'])[0][1:]) + 1}"
    assert "What was done" in said(open_page("full", "cases", "en", case=inside))
    assert "no such case" in said(open_page("full", "cases", "en", case=outside))


def test_a_reclassified_case_waits_for_a_build_and_is_undone_by_another_line(open_page, published):
    path = published("full").corrections
    path.unlink(missing_ok=True)
    app = open_page("full", "cases", "zh", case="K1402")
    app.selectbox(key="new_category_K1402_0").set_value("other")
    app.text_input(key="correct_why").set_value("两家邻里的纠纷")
    next(button for button in app.button if button.label == "记下更正").click().run()
    (line,) = read_corrections(path)
    assert (line.record, line.field, line.new, line.who) == ("K1402", "category", "other", "local")
    assert any("有 1 处更正等待" in info.value for info in app.info)
    next(button for button in app.button if button.label == "撤销").click().run()
    assert [(each.old, each.new) for each in read_corrections(path)] == [(line.old, "other"), ("other", line.old)]
    assert app.selectbox(key="new_category_K1402_2").value == line.old  # and not what was undone
    path.unlink()


def test_a_correction_without_a_reason_is_not_written(open_page, published):
    app = open_page("full", "cases", "zh", case="K1402")
    app.selectbox(key="new_status_K1402_0").set_value("merged")
    next(button for button in app.button if button.label == "记下更正").click().run()
    assert not published("full").corrections.exists()
    assert any("不能为空" in error.value for error in app.error)


def test_the_list_leaves_out_columns_without_a_cell_and_the_download_keeps_them(open_page):
    app = open_page("full", "cases", "en")
    seen = list(app.dataframe[0].proto.column_order)
    assert {"Building", "Channel"} <= set(shown(app)) - set(seen)
    assert {"Community", "Days to resolution"} <= set(seen)


def test_the_times_of_a_cases_steps_are_written_so_that_the_table_shows_them_whole(open_page):
    steps = shown(open_page("full", "cases", "en", case="K1402"))
    assert steps["Time"].dropna().str.fullmatch(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?").all()
