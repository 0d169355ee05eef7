"""Who may do what: one row per role and action."""

from __future__ import annotations

import pytest

from dashboards.access import ACTIONS, User
from dashboards.pages import ROLES

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


@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_may_do_what_the_table_says_and_nothing_else(action):
    assert tuple(User("someone", role).may(action) for role in ROLES) == MAY[action]
