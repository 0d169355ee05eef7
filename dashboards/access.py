"""Who is looking, and what they may: a role names the actions, a scope the communities.

    manager        pages, in scope; no texts of cases
    quality        also texts of cases, corrections, staff names
    reviewer       all communities, aggregates and review notes; no cases
    administrator  all, and users, settings, uploads, audit

Pages ask ``may``, what does something asks ``require``; both for the user of the present run, never for one kept from before.
Who that is follows from how the dashboard was started (``MANYIDU_LOGIN``): ``local`` accounts, the company's ``provider``, or
``none``, where this machine is the only user. Started in another way, nobody is anybody.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from dashboards import accounts, audit, sessions
from dashboards.accounts import Account
from dashboards.pages import ADMINISTRATOR, MANAGER, PAGES, QUALITY, REVIEWER
from dashboards.text import t
from dashboards.ways import LOCAL, LOGIN, LOOPBACK, NONE, PROVIDER, is_forwarded
from pipeline.config import Settings, load_settings
from pipeline.errors import ManyiduError

ACTIONS: dict[str, tuple[str, ...]] = {
    "see_cases": (MANAGER, QUALITY, ADMINISTRATOR),
    "see_case_texts": (QUALITY, ADMINISTRATOR),
    "see_staff_names": (QUALITY, ADMINISTRATOR),
    "correct": (QUALITY, ADMINISTRATOR),
    "record_measures": (MANAGER, QUALITY, ADMINISTRATOR),
    "write_review_notes": (REVIEWER, ADMINISTRATOR),
    "upload": (ADMINISTRATOR,),
    "change_settings": (ADMINISTRATOR,),
    "manage_users": (ADMINISTRATOR,),
    "see_audit": (ADMINISTRATOR,),
}


class AccessError(ManyiduError):
    """Something that the role of the user does not include."""


class SignedOutError(AccessError):
    """Nobody is signed in, or not any more."""


@dataclass(frozen=True)
class User:
    """Who is looking.

    Attributes:
        name: What the user signs in with; ``local`` where there is no login.
        role: One of ``pages.ROLES``.
        communities: Ids of the communities whose facts are shown, None for all.
    """

    name: str
    role: str
    communities: tuple[str, ...] | None = None

    def may(self, action: str) -> bool:
        """Say whether the role includes ``action``; raises KeyError for an unknown one."""
        return self.role in ACTIONS[action]

    def may_open(self, page: str) -> bool:
        """Say whether the role may open the page of this name."""
        return any(entry.name == page and self.role in entry.roles for entry in PAGES)


THIS_MACHINE = User("local", ADMINISTRATOR)


def name_of(who: str | None) -> str | None:
    """Return what pages call the user whom a line of a file or of the log names."""
    return t("access.this_machine") if who == THIS_MACHINE.name else who


def current() -> User:
    """Return who is looking, as the accounts stand now.

    Raises:
        SignedOutError: If nobody is signed in, the session is over, or the account is gone.
    """
    way = os.environ.get(LOGIN)
    if way == NONE and _is_this_machine():
        return THIS_MACHINE
    account = _of_session() if way == LOCAL else _of_provider() if way == PROVIDER else None
    if account is None:
        raise SignedOutError(zh="请先登录。", en="Please sign in.")
    return User(account.name, account.role, account.communities)


def may(action: str) -> bool:
    """Say whether the present user may do ``action``."""
    return current().may(action)


def require(action: str) -> None:
    """Go on only where the present user may do ``action``; a refusal stands in the audit log.

    Raises:
        AccessError: If the role does not include it.
    """
    user = current()
    if not user.may(action):
        audit.record(_settings(), user.name, "refused", reason=action)
        raise AccessError(
            zh="你的角色不能做这件事。需要时请找管理员。",
            en="Your role does not include this. Ask an administrator if you need it.",
        )


def noted(action: str, **facts: str | int | None) -> None:
    """Write into the audit log that the present user did ``action``; see ``audit.record`` for what may be said."""
    noter()(action, **facts)


def noter() -> Callable[..., None]:
    """Return ``noted`` for what happens later, outside a run of the page, on behalf of the present user."""
    return partial(audit.record, _settings(), current().name)


def sign_out() -> None:
    """End the session of the present user."""
    noted("signed_out")
    if os.environ.get(LOGIN) == PROVIDER:
        st.logout()
    else:
        sessions.end(_settings().settings, _token())


def has_login() -> bool:
    """Say whether users sign in at all."""
    return os.environ.get(LOGIN) != NONE


def _is_this_machine() -> bool:
    """Say whether only this machine can reach the dashboard, and nothing stands before it."""
    return st.get_option("server.address") in LOOPBACK and not is_forwarded(st.context.headers)


def _of_session() -> Account | None:
    return sessions.account_of(_settings().settings, _token())


def _token() -> str:
    return str(st.user.get("session") or "")


def _of_provider() -> Account | None:
    """Return the account whose name is the verified mail address, else the subject, that the provider vouches for."""
    if not st.user.get("is_logged_in"):
        return None
    mail = st.user.get("email") if st.user.get("email_verified") is not False else None
    known = accounts.read(_settings().settings)
    names = (accounts.cleaned(str(name)) for name in (mail, st.user.get("sub")) if name)
    return next((known[name] for name in names if name in known), None)


@st.cache_resource(show_spinner=False)
def _settings_in(folder: Path) -> Settings:
    return load_settings(folder)


def _settings() -> Settings:
    return _settings_in(Path.cwd())
