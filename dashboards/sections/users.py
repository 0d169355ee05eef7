"""Users: the list, adding one, and for one of them role, communities, password, lock and removal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import access, accounts, components, data
from dashboards.accounts import ALL_COMMUNITIES, Account
from dashboards.pages import ROLES
from dashboards.text import plain, t
from dashboards.ways import has_provider


def users() -> None:
    """Show who may sign in, and change it."""
    access.require("manage_users")
    known = accounts.read(_folder())
    if not access.has_login():
        st.info(t("users.no_login"), icon=":material/info:")
    if made := st.session_state.pop("password_made", None):
        st.success(plain(t("users.password_made", name=made[0])), icon=":material/key:")
        st.code(made[1], language=None)
    if known:
        locked = accounts.locked(_folder())
        st.dataframe(pd.DataFrame([_row(user, user.name in locked) for user in known.values()]), hide_index=True)
    _add()
    if known:
        _one(known)


def _row(user: Account, is_locked: bool) -> dict[str, str]:
    names = _names()
    scope = [names.get(id, id) for id in user.communities or ()]
    state = "locked" if is_locked else "password" if user.password else "provider"
    return {
        t("users.name"): user.name,
        t("users.role"): t(f"role.{user.role}"),
        t("users.communities"): t("filters.joiner").join(scope) or t("filters.all"),
        t("users.state"): t(f"users.state.{state}"),
    }


def _add() -> None:
    with st.expander(t("users.add"), icon=":material/person_add:"), st.form("add_user", border=False):
        st.text_input(t("users.name"), key="new_name", max_chars=64, help=t("users.name_help"))
        _role_and_scope("new")
        st.form_submit_button(t("users.do_add"), type="primary", on_click=_do, args=(_added,))


def _one(known: dict[str, Account]) -> None:
    with st.expander(t("users.change"), icon=":material/manage_accounts:"):
        name = st.selectbox(t("users.whom"), list(known), key="changed_name")
        user = known[name]
        with st.form(f"change_{name}", border=False):
            _role_and_scope(f"of_{name}", user)
            st.form_submit_button(t("users.do_change"), on_click=_do, args=(_changed, name))
        with st.container(horizontal=True):
            st.button(t("users.new_password"), key="new_password", on_click=_do, args=(_new_password, name))
            st.button(t("users.unlock"), key="unlock", on_click=_do, args=(_unlocked, name))
            with st.popover(t("users.remove"), icon=":material/delete:"):
                st.text(t("users.confirm", name=name))
                st.button(t("users.do_remove"), key="remove_user", on_click=_do, args=(_removed, name))


def _role_and_scope(key: str, user: Account | None = None) -> None:
    role = ROLES.index(user.role) if user else 0
    scope = list(user.communities or ()) if user else []
    names = _names()
    roles = {name: t(f"role.{name}") for name in ROLES}
    st.selectbox(t("users.role"), ROLES, role, format_func=roles.__getitem__, key=f"{key}_role")
    st.multiselect(
        t("users.communities"),
        list(dict.fromkeys([*names, *scope])),
        scope,
        format_func=lambda id: plain(names.get(id, id)),
        key=f"{key}_communities",
        placeholder=t("filters.all"),
        help=t("users.communities_help"),
        select_all=False,
    )


def _chosen(key: str) -> tuple[str, tuple[str, ...] | None]:
    role, scope = st.session_state[f"{key}_role"], tuple(st.session_state[f"{key}_communities"])
    return role, None if role in ALL_COMMUNITIES or not scope else scope


def _do(change: Callable[..., None], *arguments: str) -> None:
    """In a callback: change something, where the present user may."""
    with components.problems_in_words():
        access.require("manage_users")
        change(*arguments)


def _added() -> None:
    name = accounts.cleaned(st.session_state["new_name"])
    role, scope = _chosen("new")
    password = None if has_provider() else accounts.new_password()
    accounts.add(_folder(), name, role, scope, password)
    access.noted("user_added", user=name, role=role, communities=_said(scope))
    if password:
        st.session_state["password_made"] = (name, password)


def _changed(name: str) -> None:
    role, scope = _chosen(f"of_{name}")
    accounts.change(_folder(), name, role, scope)
    access.noted("user_changed", user=name, role=role, communities=_said(scope))


def _new_password(name: str) -> None:
    password = accounts.new_password()
    access.noted("password_changed", user=name)
    accounts.set_password(_folder(), name, password)
    st.session_state["password_made"] = (name, password)


def _unlocked(name: str) -> None:
    accounts.unlock(_folder(), name)
    access.noted("user_unlocked", user=name)


def _removed(name: str) -> None:
    access.noted("user_removed", user=name)
    accounts.remove(_folder(), name)


def _said(scope: tuple[str, ...] | None) -> str | None:
    return ", ".join(scope) if scope else None


def _names() -> dict[str, str]:
    return dict(data.communities().itertuples(index=False)) if data.published() else {}


def _folder() -> Path:
    return data.settings().settings
