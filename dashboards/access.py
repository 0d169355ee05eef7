"""Who is looking, and what they may: a role names the actions, a scope the communities.

    manager        pages, in scope; no texts of cases
    quality        also texts of cases, corrections, staff names
    reviewer       all communities, aggregates and review notes; no cases
    administrator  all, and users, settings, uploads, audit

Pages ask ``may``, what does something asks ``require``; both for the user of the present run, never for one kept from before.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.pages import ADMINISTRATOR, MANAGER, PAGES, QUALITY, REVIEWER
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


LOCAL = User("local", ADMINISTRATOR)


def current() -> User:
    """Return who is looking: the only user of this machine."""
    return LOCAL


def may(action: str) -> bool:
    """Say whether the present user may do ``action``."""
    return current().may(action)


def require(action: str) -> None:
    """Go on only where the present user may do ``action``.

    Raises:
        AccessError: If the role does not include it.
    """
    if not may(action):
        raise AccessError(
            zh="你的角色不能做这件事。需要时请找管理员。",
            en="Your role does not include this. Ask an administrator if you need it.",
        )
