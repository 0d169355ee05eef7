"""Who may do and see what: one row per role and action, and per role and page."""

from __future__ import annotations

import pytest

from dashboards import audit
from dashboards.access import ACTIONS, User
from dashboards.audit import ACTIONS as WRITTEN_DOWN
from dashboards.audit import FACTS
from dashboards.pages import PAGES, ROLES
from dashboards.text import words
from pipeline.config import Settings

MAY = {
    # action:             manager quality reviewer administrator
    "see_cases":          (True, True, False, True),
    "see_case_texts":     (False, True, False, True),
    "see_staff_names":    (False, True, False, True),
    "correct":            (False, True, False, True),
    "record_measures":    (True, True, False, True),
    "write_review_notes": (False, False, True, True),
    "upload":             (False, False, False, True),
    "change_settings":    (False, False, False, True),
    "manage_users":       (False, False, False, True),
    "see_audit":          (False, False, False, True),
}  # fmt: skip
NOT_FOR_ALL = {
    "cases": (True, True, False, True),
    "data":  (False, True, False, True),
    "settings": (False, False, False, True),
    "users": (False, False, False, True),
}  # fmt: skip
SIGNED_IN = {
    "manager": ("c1",),
    "quality": ("c1",),
    "reviewer": None,
    "administrator": None,
}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_may_do_what_the_table_says_and_nothing_else(action):
    assert tuple(User("someone", role).may(action) for role in ROLES) == MAY[action]


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_each_role_may_open_what_the_table_says(page):
    assert tuple(User("someone", role).may_open(page) for role in ROLES) == NOT_FOR_ALL.get(page, (True,) * 4)


def test_each_role_action_and_fact_of_the_audit_log_has_words():
    wanted = {f"role.{role}" for role in ROLES} | {f"action.{action}" for action in ACTIONS}
    wanted |= {f"audit.{action}" for action in WRITTEN_DOWN} | {f"audit.fact.{fact}" for fact in FACTS}
    assert wanted <= set(words())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", ["overview", *NOT_FOR_ALL])
def test_a_page_shows_itself_to_the_roles_of_the_table_and_a_refusal_to_others(open_as, tmp_path, role, page):
    app = open_as(role, SIGNED_IN[role], page)
    titles = {
        "overview": "How are we doing, and what changed?",
        "cases": words()["cases.question"]["en"],
        "data": "Where do the figures come from, and can they be trusted?",
        "settings": "What have we agreed, and from when?",
        "users": "Who may see what, and who did what?",
    }
    may = NOT_FOR_ALL.get(page, (True,) * 4)[ROLES.index(role)]
    name = words()[f"{page}.nav"]["en"]
    assert app.title[0].value == (titles[page] if may else f"Your role does not include the page ‘{name}’")
    assert not app.exception
    if not may:
        assert not app.main.metric and not app.main.dataframe and not app.main.button
        refused = next(audit.entries(Settings(settings=tmp_path)))
        assert (refused["who"], refused["action"], refused["page"]) == ("somebody", "refused", page)


def test_a_manager_sees_the_figures_of_the_own_communities_only_whatever_the_url_says(open_as):
    app = open_as("manager", ("c1",), kind="full", community="c2")
    assert rate_within_30_days(app) == "100.0%"
    assert "community" not in app.query_params
    assert app.multiselect(key="community").options == ["锦绣园"]
    assert "望江苑" not in str([element.proto for element in app.main])


def test_the_same_page_opened_by_another_user_shows_that_users_figures(open_as):
    first, second = open_as("manager", ("c1",), kind="full"), open_as("manager", ("c2",), kind="full")
    assert (rate_within_30_days(first), rate_within_30_days(second)) == ("100.0%", "0.0%")


def rate_within_30_days(app) -> str:
    return next(metric for metric in app.metric if "30 days" in metric.label).value


def test_who_may_not_upload_is_not_offered_it_and_cannot_go_back_a_version(open_as):
    app = open_as("quality", None, "data", section="upload")
    assert "upload" not in app.segmented_control(key="section").options
    assert not app.get("file_uploader")
    app = open_as("quality", None, "data", section="versions")
    assert "rollback" not in {button.key for button in app.button}


def test_without_a_session_there_is_nothing_but_the_way_in(open_as):
    for token in ("", "forged"):
        app = open_as("manager", ("c1",), token=token)
        assert not app.title
        assert not app.metric
        assert not app.sidebar.multiselect
        assert any('href="/login"' in html.proto.body for html in app.get("html"))


def test_signing_out_ends_the_session_at_once(open_as):
    app = open_as("manager", ("c1",))
    app.button(key="sign_out").click().run()
    assert not app.metric
    assert not app.title


def test_a_dashboard_that_was_started_in_another_way_shows_nothing(open_as, monkeypatch):
    monkeypatch.delenv("MANYIDU_LOGIN")
    app = open_as("administrator", None, way=None)
    assert not app.title
    assert not app.metric


def test_a_provider_vouches_for_a_known_mail_address_and_for_nobody_else(open_as):
    known = {"is_logged_in": True, "email": "Li.Na@example.com", "email_verified": True, "sub": "1"}
    question = words()["cases.question"]["en"]
    app = open_as("manager", None, "cases", way="provider", name="li.na@example.com", user=known)
    assert [title.value for title in app.title] == [question]
    for stranger in (
        {"is_logged_in": False},
        {"is_logged_in": False, "email": "li.na@example.com"},
        known | {"email": "wang@example.com"},
        known | {"email_verified": False},
    ):
        app = open_as("manager", None, "cases", way="provider", name="li.na@example.com", user=stranger)
        assert question not in {title.value for title in app.title}
        assert app.button


def test_an_administrator_adds_a_user_whose_password_is_shown_once(open_as):
    app = open_as("administrator", None, "users", kind="full")
    app.text_input(key="new_name").set_value("Wang.Wei")
    app.selectbox(key="new_role").set_value("quality")
    app.multiselect(key="new_communities").set_value(["c2"])
    next(button for button in app.button if button.label == "Add").click().run()
    assert not app.error
    assert len(app.code[0].value) >= 16
    assert list(app.dataframe[0].value.iloc[-1]) == ["wang.wei", "Quality control", "望江苑", "Password"]
    assert not app.run().code
    app = open_as("administrator", None, "users", kind="full", users_section="audit")
    assert "user: wang.wei" in app.dataframe[0].value["Details"].iloc[0]


def test_the_last_administrator_cannot_be_removed(open_as):
    app = open_as("administrator", None, "users")
    app.button(key="remove_user").click().run()
    assert "There must be an administrator" in app.error[0].value
