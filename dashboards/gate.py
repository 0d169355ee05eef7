"""Where users come in and go out: sign-in with the company's account, who is looking, own password, sign-out."""

from __future__ import annotations

import os

import streamlit as st

from dashboards import access, accounts, components, data
from dashboards.access import SignedOutError
from dashboards.pages import PAGES
from dashboards.text import counted, plain, t
from dashboards.tries import SignInError
from dashboards.ways import LOCAL, LOGIN, PROVIDER

NO_MENU = "<style>[data-testid=stSidebar], [data-testid=stExpandSidebarButton] {display: none}</style>"  # those of the run before, which the browser keeps


def require_user() -> None:
    """Go on only where somebody is signed in; else show the way in and stop, without anything else on the page."""
    try:
        access.current()
    except SignedOutError:
        st.html(NO_MENU)
        if os.environ.get(LOGIN) == PROVIDER:
            _company_account()
        else:
            components.empty_state(t("access.signed_out"))
            st.html(f'<a href="/login" target="_self">{t("access.again")}</a>')
        st.stop()
    if os.environ.get(LOGIN) == PROVIDER and "signed_in_noted" not in st.session_state:
        st.session_state["signed_in_noted"] = True
        access.noted("signed_in")


def refuse(page: str) -> None:
    """Stand in the place of a page that the role of the user does not include; that it was asked for stands in the audit log."""
    if st.session_state.get("refused") != page:  # once, however often the page is drawn
        st.session_state["refused"] = page
        access.noted("refused", page=page)
    st.title(t("access.not_yours", page=t(f"{page}.nav")), anchor=False)
    components.empty_state(t("access.ask_administrator"))
    st.page_link(PAGES[0].path, label=t(f"{PAGES[0].name}.nav"), icon=PAGES[0].icon)


def who_is_looking() -> None:
    """Show who is signed in, with which role and for how many communities; the way out; or that there is no login."""
    if not access.has_login():
        st.caption(t("access.no_login"))
        return
    user = access.current()
    with st.popover(plain(user.name), icon=":material/person:", type="tertiary"):
        st.text(t(f"role.{user.role}"))
        if user.communities is not None:
            st.text(counted("access.scope", len(user.communities), count=len(user.communities)))
        st.button(t("access.sign_out"), key="sign_out", icon=":material/logout:", on_click=access.sign_out)
        if os.environ.get(LOGIN) == LOCAL:
            _own_password(user.name)


def _company_account() -> None:
    """Offer the provider's login, or say that whom it vouches for has no account here."""
    if st.user.get("is_logged_in"):
        components.empty_state(t("access.not_known", name=str(st.user.get("email") or st.user.get("sub"))))
        st.button(t("access.sign_out"), on_click=st.logout)
    else:
        st.title(t("product"), anchor=False)
        st.button(t("access.sign_in"), type="primary", on_click=st.login)


def _own_password(name: str) -> None:
    with st.form("own_password", clear_on_submit=True, border=False):
        st.markdown(f"**{t('password.change')}**")
        present, new, again = (
            st.text_input(t(f"password.{field}"), type="password", key=f"password_{field}")
            for field in ("present", "new", "repeat")
        )
        if st.form_submit_button(t("password.save")):
            with components.problems_in_words():
                _change_password(name, present, new, again)


def _change_password(name: str, present: str, new: str, again: str) -> None:
    if new != again:
        st.error(t("password.differs"))
        return
    folder = data.settings().settings
    try:
        accounts.check(folder, name, present)
    except SignInError:
        access.noted("sign_in_failed", reason="password")
        raise
    access.noted("password_changed", user=name)
    accounts.set_password(folder, name, new)
    st.success(t("password.changed"))
