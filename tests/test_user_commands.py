"""``manyidu user``, ``manyidu audit`` and how ``manyidu dashboard`` is to be served."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from dashboards import accounts, sessions
from dashboards.ways import LOCAL, NONE, Way, chosen_way, is_forwarded
from pipeline.config import Settings
from pipeline.errors import UsageError
from tests.cli import manyidu
from tests.dashboards.warehouses import publish_warehouse

PASSWORD = "correct horse 9"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a warehouse of two communities."""
    kept = publish_warehouse(tmp_path, "complaints_only")
    monkeypatch.setenv("MANYIDU_WAREHOUSE", str(kept.warehouse))
    monkeypatch.setenv("MANYIDU_SETTINGS", str(tmp_path / "settings"))
    return tmp_path


@pytest.fixture
def typed(monkeypatch):
    """Return a function that puts a line on standard input."""
    return lambda line: monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))


def added(project, typed, name: str, *arguments: str):
    typed(PASSWORD)
    return manyidu(project, "user", "add", name, "--password-stdin", *arguments)


def test_users_are_added_listed_and_removed(project, typed):
    assert added(project, typed, "Root", "--role", "administrator").out == "User root added.\n"
    done = added(project, typed, "li.na", "--role", "manager", "--community", "锦绣园", "--community", "c2")
    assert done.code == 0, done.err
    listed = json.loads(manyidu(project, "user", "list", "--format", "json").out)
    assert [(row["name"], row["role"], row["communities"]) for row in listed] == [
        ("root", "administrator", None),
        ("li.na", "manager", "c1, c2"),
    ]
    assert manyidu(project, "user", "remove", "li.na").code == 0
    assert list(accounts.read(project / "settings")) == ["root"]


def test_a_new_password_opens_and_the_old_one_does_not(project, typed):
    added(project, typed, "root", "--role", "administrator")
    typed("another long one")
    assert manyidu(project, "user", "passwd", "root", "--password-stdin").code == 0
    assert accounts.check(project / "settings", "root", "another long one").name == "root"
    with pytest.raises(Exception, match="wrong"):
        accounts.check(project / "settings", "root", PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add",), "Whom?"),
        (("add", "li.na"), "Which role?"),
        (("add", "li.na", "--role", "manager", "--community", "锦绣圆"), "Did you mean '锦绣园'?"),
        (("add", "li.na", "--role", "administrator"), "--password-stdin"),
        (("remove", "nobody"), "No user 'nobody'"),
        (("unlock", "nobody"), "No user 'nobody'"),
    ],
)
def test_a_slip_is_answered_with_what_to_do(project, typed, arguments, said):
    typed("")
    done = manyidu(project, "user", *arguments)
    assert done.code in (1, 2)
    assert said in done.err


def test_the_audit_log_names_the_command_and_its_user(project, typed):
    added(project, typed, "root", "--role", "administrator")
    (line,) = json.loads(manyidu(project, "audit", "--format", "json").out)
    assert line["who"].startswith("command:")
    assert (line["action"], line["facts"]) == ("user_added", "user=root; role=administrator")
    assert PASSWORD not in str(line)


@pytest.fixture
def settings(tmp_path):
    return replace(Settings(), settings=tmp_path)


def test_without_users_a_dashboard_opens_without_login_on_this_machine_only(settings):
    assert chosen_way(settings, "127.0.0.1", (), False).login == NONE
    for address, names in (("0.0.0.0", ()), ("192.168.1.5", ()), ("127.0.0.1", ("board.example.com",))):
        with pytest.raises(UsageError, match="Add an administrator first"):
            chosen_way(settings, address, names, False)


def test_with_users_a_dashboard_asks_for_login_unless_told_not_to_on_this_machine(settings):
    accounts.add(settings.settings, "root", "administrator", password=PASSWORD)
    assert chosen_way(settings, "127.0.0.1", (), False).login == LOCAL
    assert chosen_way(settings, "0.0.0.0", (), False).login == LOCAL
    assert chosen_way(settings, "127.0.0.1", (), True).login == NONE
    for address in ("0.0.0.0", "192.168.1.5", "::"):
        with pytest.raises(UsageError, match="this machine only"):
            chosen_way(settings, address, (), True)
    with pytest.raises(UsageError, match="this machine only"):
        chosen_way(settings, "127.0.0.1", ("board.example.com",), True)


def test_a_dashboard_answers_to_its_own_names_only():
    assert Way().hosts == ["127.0.0.1", "localhost", "::1"]
    assert "board.example.com" in Way(names=("board.example.com",)).hosts
    assert "192.168.1.5" in Way(address="192.168.1.5").hosts
    assert "0.0.0.0" not in Way(address="0.0.0.0").hosts
    assert "*" not in Way(address="0.0.0.0").hosts


@pytest.mark.parametrize(
    ("header", "is_passed_on"), [("X-Forwarded-For", True), ("Forwarded", True), ("Via", True), ("Accept", False)]
)
def test_what_a_proxy_passed_on_is_known_by_its_headers(header, is_passed_on):
    assert is_forwarded([header, "Host"]) == is_passed_on


def test_no_login_for_others_is_refused_in_words(project):
    done = manyidu(project, "dashboard", "--no-login", "--address", "0.0.0.0")
    assert done.code == 2
    assert "manyidu user add" in done.err


def test_a_session_survives_a_restart_of_the_dashboard(settings):
    account = accounts.add(settings.settings, "root", "administrator", password=PASSWORD)
    token = sessions.issue(settings.settings, account)
    sessions._signer.cache_clear()
    assert sessions.account_of(settings.settings, token).name == "root"
