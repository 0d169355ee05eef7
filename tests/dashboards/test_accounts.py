"""Accounts, sessions and the audit log: what is kept where, what a password opens, what ends a session."""

from __future__ import annotations

import json
import stat

import pytest
from argon2 import PasswordHasher

from dashboards import accounts, audit, sessions, tries
from dashboards.tries import SignInError
from pipeline.config import Settings
from pipeline.errors import ManyiduError, UsageError

PASSWORD = "correct horse 9"
NOON = 1_800_000_000.0


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Hash with little memory: how hard a hash is to guess is not the question here."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def folder(tmp_path):
    """A settings folder with an administrator and a manager of one community."""
    accounts.add(tmp_path, "root", "administrator", password=PASSWORD)
    accounts.add(tmp_path, "li.na", "manager", ("c1",), PASSWORD)
    return tmp_path


def wrong(folder, name: str, now: float = NOON) -> str:
    with pytest.raises(SignInError) as raised:
        accounts.check(folder, name, "not this one", now)
    return raised.value.code


def test_the_password_opens_the_account_and_another_does_not(folder):
    account = accounts.check(folder, " LI.NA ", PASSWORD)
    assert (account.role, account.communities) == ("manager", ("c1",))
    assert wrong(folder, "li.na") == "wrong"


def test_no_password_stands_in_the_file_and_only_the_owner_reads_it(folder):
    path = folder / "users.json"
    assert PASSWORD not in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))[0]["password"].startswith("$argon2id$")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_refused(folder):
    (folder / "users.json").chmod(0o644)
    with pytest.raises(ManyiduError, match="chmod 600"):
        accounts.read(folder)


@pytest.mark.parametrize("name", ["li.na", "nobody"])
def test_five_wrong_passwords_lock_a_name_for_fifteen_minutes_whether_or_not_somebody_has_it(folder, name):
    assert [wrong(folder, name) for _ in range(6)] == ["wrong"] * 5 + ["locked"]
    assert wrong(folder, name, NOON + 899) == "locked"
    assert wrong(folder, name, NOON + 901) == "wrong"


def test_a_locked_name_does_not_open_with_the_right_password_until_it_is_unlocked(folder):
    for _ in range(5):
        wrong(folder, "li.na")
    assert accounts.locked(folder, NOON) == {"li.na"}
    with pytest.raises(SignInError, match="Try again in 15 minutes"):
        accounts.check(folder, "li.na", PASSWORD, NOON)
    accounts.unlock(folder, "li.na")
    assert accounts.check(folder, "li.na", PASSWORD, NOON).name == "li.na"


def test_the_right_password_sets_the_count_back(folder):
    for _ in range(2):
        assert [wrong(folder, "li.na") for _ in range(4)] == ["wrong"] * 4
        accounts.check(folder, "li.na", PASSWORD, NOON)


def test_trying_many_other_names_does_not_unlock_one(folder, monkeypatch):
    monkeypatch.setattr(tries, "MOST_STRANGERS", 2)
    for _ in range(5):
        wrong(folder, "li.na")
    for number in range(4):
        wrong(folder, f"nobody{number}")
    assert wrong(folder, "li.na") == "locked"


def test_what_was_typed_as_a_name_is_not_written_down(folder):
    wrong(folder, "my secret password")
    assert "secret" not in (folder / tries.FILE).read_text("utf-8")


def test_an_account_of_a_provider_has_no_password_that_opens_it(folder):
    accounts.add(folder, "li.na@example.com", "quality")
    assert wrong(folder, "li.na@example.com") == "wrong"


@pytest.mark.parametrize(
    ("name", "role", "communities", "password", "said"),
    [
        ("li na", "manager", None, PASSWORD, "letters"),
        ("", "manager", None, PASSWORD, "letters"),
        ("li.na", "manager", None, PASSWORD, "already"),
        ("wang", "boss", None, PASSWORD, "No role"),
        ("wang", "reviewer", ("c1",), PASSWORD, "all communities"),
        ("wang", "manager", (), PASSWORD, "at least one"),
        ("wang", "manager", None, "short", "at least 10"),
        ("wang", "manager", None, "wang-wang-wang", "does not hold the name"),
    ],
)
def test_an_account_that_makes_no_sense_is_not_added(folder, name, role, communities, password, said):
    with pytest.raises(UsageError, match=said):
        accounts.add(folder, name, role, communities, password)


def test_there_is_always_an_administrator_among_users(folder, tmp_path_factory):
    for attempt in (
        lambda: accounts.remove(folder, "root"),
        lambda: accounts.change(folder, "root", "manager", None),
        lambda: accounts.add(tmp_path_factory.mktemp("new"), "li.na", "manager", None, PASSWORD),
    ):
        with pytest.raises(UsageError, match="must be an administrator"):
            attempt()
    assert accounts.read(folder)["root"].role == "administrator"


def test_a_token_opens_the_account_until_it_is_ended(folder):
    first, second = (sessions.issue(folder, accounts.read(folder)["li.na"]) for _ in range(2))
    assert sessions.account_of(folder, first).name == "li.na"
    sessions.end(folder, first)
    assert sessions.account_of(folder, first) is None
    assert sessions.account_of(folder, second).name == "li.na"


def test_a_token_that_was_changed_or_signed_elsewhere_opens_nothing(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    accounts.add(other, "root", "administrator", password=PASSWORD)
    token = sessions.issue(folder, accounts.read(folder)["li.na"])
    body, signature = token.rsplit(".", 1)
    foreign = sessions.issue(other, accounts.read(other)["root"])
    for forged in (None, "", "x", body, f"{body}x.{signature}", f"{foreign.rsplit('.', 1)[0]}.{signature}", foreign):
        assert sessions.account_of(folder, forged) is None


@pytest.mark.parametrize(
    "happens",
    [
        lambda folder: accounts.set_password(folder, "li.na", "another long one"),
        lambda folder: accounts.remove(folder, "li.na"),
    ],
)
def test_a_new_password_or_removal_ends_the_sessions(folder, happens):
    token = sessions.issue(folder, accounts.read(folder)["li.na"])
    happens(folder)
    assert sessions.account_of(folder, token) is None


def test_an_account_that_was_removed_and_added_again_does_not_revive_a_session(folder):
    token = sessions.issue(folder, accounts.read(folder)["li.na"])
    accounts.remove(folder, "li.na")
    accounts.add(folder, "li.na", "administrator", password=PASSWORD)
    assert sessions.account_of(folder, token) is None


def test_a_token_expires(folder):
    assert sessions.account_of(folder, sessions.issue(folder, accounts.read(folder)["li.na"], now=NOON - 1e9)) is None


def test_another_role_holds_at_once_in_an_open_session(folder):
    token = sessions.issue(folder, accounts.read(folder)["li.na"])
    accounts.change(folder, "li.na", "quality", None)
    assert sessions.account_of(folder, token).role == "quality"


def test_the_audit_log_says_who_did_what_newest_first(tmp_path):
    settings = Settings(settings=tmp_path)
    audit.record(settings, "li.na", "signed_in")
    audit.record(settings, "li.na", "exported", file="manyidu-loads.csv", rows=3)
    lines = list(audit.entries(settings))
    assert [line["action"] for line in lines] == ["exported", "signed_in"]
    assert lines[0]["rows"] == 3
    assert lines[0]["at"].endswith("+08:00")


def test_the_audit_log_is_readable_by_its_owner_only(tmp_path):
    audit.record(Settings(settings=tmp_path), "li.na", "signed_in")
    assert stat.S_IMODE((tmp_path / "audit" / "audit.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "audit").stat().st_mode) == 0o700


@pytest.mark.parametrize(("action", "facts"), [("exported", {"text": "王小明"}), ("danced", {})])
def test_what_is_not_meant_for_the_audit_log_is_not_taken(tmp_path, action, facts):
    with pytest.raises(ValueError, match="not written"):
        audit.record(Settings(settings=tmp_path), "li.na", action, **facts)


def test_a_line_break_in_a_fact_makes_no_second_line(tmp_path):
    settings = Settings(settings=tmp_path)
    audit.record(settings, "li.na", "exported", file='a\n{"who": "root"}')
    assert len(list(audit.entries(settings))) == 1


def test_a_full_audit_log_is_put_aside_and_the_oldest_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(audit, "FULL_BYTES", 1)
    monkeypatch.setattr(audit, "KEPT_FILES", 3)
    settings = Settings(settings=tmp_path)
    for number in range(12):
        audit.record(settings, "li.na", "exported", rows=number)
    assert [line["rows"] for line in audit.entries(settings)] == [11, 10, 9, 8]


def test_writing_users_is_all_or_nothing(folder):
    before = (folder / "users.json").read_bytes()
    with pytest.raises(UsageError):
        accounts.change(folder, "nobody", "manager", None)
    assert (folder / "users.json").read_bytes() == before
    assert not list(folder.glob(".*.part"))
