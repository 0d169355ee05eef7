"""Local accounts: name, role, communities and a hashed password (argon2id), in ``users.json`` of the settings folder.

Whoever signs in through the company's own provider has an account without a password: it says the role and the communities.
An answer does not tell which names there are: one that nobody has takes as long to check and is locked in the same way.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboards import tries
from dashboards.pages import ADMINISTRATOR, REVIEWER, ROLES
from dashboards.private import alone, write
from dashboards.tries import SignInError
from pipeline.errors import ManyiduError, UsageError

NAME = re.compile(r"[\w.@+-]{1,64}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 1000
USERS_FILE = "users.json"
ALL_COMMUNITIES = (REVIEWER, ADMINISTRATOR)
HASHER = PasswordHasher()


@dataclass(frozen=True)
class Account:
    """Who may sign in.

    Attributes:
        name: Lower case, as typed at the login.
        role: One of ``pages.ROLES``.
        communities: Ids of the communities in scope, None for all.
        password: Its hash; None where a provider vouches for the user.
        epoch: Changes with the password; a session of another epoch is void.
        ended: Session id → when it would have expired, of sessions that were signed out.
    """

    name: str
    role: str
    communities: tuple[str, ...] | None = None
    password: str | None = None
    epoch: str = ""
    ended: dict[str, float] = field(default_factory=dict)


def read(folder: Path) -> dict[str, Account]:
    """Return name → account of the settings folder; empty where nobody was added.

    Raises:
        ManyiduError: If others than the owner may read the file, or it is damaged.
    """
    path = folder / USERS_FILE
    try:
        seen = path.stat()
    except FileNotFoundError:
        return {}
    if os.name != "nt" and seen.st_mode & 0o077:
        raise ManyiduError(
            zh=f"用户文件 {path} 可被他人读取，已停止。请执行：chmod 600 '{path}'",
            en=f"The file of users {path} can be read by others, so nothing was done. Run: chmod 600 '{path}'",
        )
    return _parsed(path, (seen.st_ino, seen.st_mtime_ns, seen.st_size))


def cleaned(name: str) -> str:
    """Return a name as it is kept: without spaces around it, in lower case, full-width letters narrow."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def add(
    folder: Path, name: str, role: str, communities: tuple[str, ...] | None = None, password: str | None = None
) -> Account:
    """Add an account; without a password, a provider vouches for the user.

    Raises:
        UsageError: If the name is taken or cannot be one, the role is unknown, the password is too short, the role sees
            all communities and some are given, or there would be users without an administrator.
    """
    name = cleaned(name)
    if not NAME.fullmatch(name):
        raise UsageError(
            zh="用户名只能用文字、数字和 . @ + - _，最多 64 个字符。",
            en="A name is of letters, digits and . @ + - _, at most 64 of them.",
        )
    account = Account(name, _checked_role(role, communities), communities, _hashed(name, password), _new_epoch())
    with _changing(folder) as known:
        if name in known:
            raise UsageError(zh=f"已有用户 {name}。", en=f"There is a user {name} already.")
        known[name] = account
        _keep_an_administrator(known)
    return account


def change(folder: Path, name: str, role: str, communities: tuple[str, ...] | None) -> None:
    """Give a user another role and other communities; open pages follow at their next step.

    Raises:
        UsageError: As ``add``; if there is no such user, or no administrator would be left.
    """
    with _changing(folder) as known:
        account = _found(known, name)
        known[account.name] = replace(account, role=_checked_role(role, communities), communities=communities)
        _keep_an_administrator(known)


def remove(folder: Path, name: str) -> None:
    """Remove a user; open pages are closed at their next step.

    Raises:
        UsageError: If there is no such user, or no administrator would be left among others.
    """
    with _changing(folder) as known:
        del known[_found(known, name).name]
        _keep_an_administrator(known)


def set_password(folder: Path, name: str, password: str) -> None:
    """Set a password, end the user's sessions, unlock the name.

    Raises:
        UsageError: If there is no such user or the password is too short.
    """
    with _changing(folder) as known:
        account = _found(known, name)
        hashed = _hashed(account.name, password)
        known[account.name] = replace(account, password=hashed, epoch=_new_epoch(), ended={})
    tries.forget(folder, account.name)


def unlock(folder: Path, name: str) -> None:
    """Let a locked name try again.

    Raises:
        UsageError: If there is no such user.
    """
    tries.forget(folder, _found(read(folder), name).name)


def locked(folder: Path, now: float | None = None) -> set[str]:
    """Return the names of users that are locked at present."""
    return tries.locked(folder, set(read(folder)), now)


def new_password() -> str:
    """Return a password made by chance, for a user to change."""
    return secrets.token_urlsafe(12)


def check(folder: Path, name: str, password: str, now: float | None = None) -> Account:
    """Return the account that name and password open.

    The try is counted before the password is looked at, so that many at once are no way round the lock.

    Raises:
        SignInError: If they open none, or the name is locked.
    """
    name = cleaned(name)[:LONGEST_PASSWORD]
    tries.count(folder, name, set(read(folder)), now)
    account = read(folder).get(name)
    hashed = account.password if account else None
    is_right = _matches(hashed or _decoy(), password[:LONGEST_PASSWORD])
    if account is None or hashed is None or not is_right:
        raise SignInError("wrong", zh="用户名或密码不对。", en="Name or password is wrong.")
    tries.forget(folder, name)
    if HASHER.check_needs_rehash(hashed):
        with _changing(folder) as known:
            known[name] = replace(known[name], password=HASHER.hash(password))
    return account


def end_session(folder: Path, name: str, session: str, until: float) -> None:
    """Note that a session was signed out; forgotten once it would have expired anyway."""
    with _changing(folder) as known:
        if account := known.get(name):
            ended = {id: end for id, end in account.ended.items() if end > time.time()} | {session: until}
            known[name] = replace(account, ended=ended)


def _matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    return HASHER.hash(secrets.token_hex(16))


def _hashed(name: str, password: str | None) -> str | None:
    if password is None:
        return None
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or name in password.lower():
        raise UsageError(
            zh=f"密码至少 {SHORTEST_PASSWORD} 个字符，不能包含用户名。",
            en=f"A password has at least {SHORTEST_PASSWORD} characters and does not hold the name.",
        )
    return HASHER.hash(password)


def _checked_role(role: str, communities: tuple[str, ...] | None) -> str:
    if role not in ROLES:
        raise UsageError(
            zh=f"没有角色 {role!r}；可用：{'、'.join(ROLES)}。", en=f"No role {role!r}; there are {', '.join(ROLES)}."
        )
    if communities is not None and (role in ALL_COMMUNITIES or not communities):
        raise UsageError(
            zh="评审和管理员看全部小区，不能限定；限定时至少要有一个小区。",
            en="Reviewers and administrators see all communities; for others, a limit names at least one.",
        )
    return role


def _keep_an_administrator(known: dict[str, Account]) -> None:
    if not any(account.role == ADMINISTRATOR for account in known.values()):
        raise UsageError(
            zh="至少要有一名管理员。请先添加管理员。",
            en="There must be an administrator. Add one first.",
        )


def _found(known: dict[str, Account], name: str) -> Account:
    account = known.get(cleaned(name))
    if account is None:
        raise UsageError(
            zh=f"没有用户 {name!r}。查看用户：manyidu user list",
            en=f"No user {name!r}. List them with: manyidu user list",
        )
    return account


def _new_epoch() -> str:
    return secrets.token_hex(8)


@contextmanager
def _changing(folder: Path) -> Iterator[dict[str, Account]]:
    """Give the accounts to be changed, alone, and write them whole or not at all."""
    with alone(folder, USERS_FILE) as path:
        known = dict(read(folder))
        yield known
        write(path, [asdict(account) for account in known.values()])


_kept: dict[Path, tuple[tuple[int, ...], dict[str, Account]]] = {}


def _parsed(path: Path, seen: tuple[int, ...]) -> dict[str, Account]:
    """Return the accounts in a file, parsed once for as long as the file is the same."""
    known = _kept.get(path)
    if known is None or known[0] != seen:
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
            accounts = [
                Account(**row | {"communities": row["communities"] and tuple(row["communities"])}) for row in rows
            ]
        except (ValueError, TypeError, KeyError) as error:
            raise ManyiduError(
                zh=f"用户文件 {path} 已损坏，请恢复备份。", en=f"The file of users {path} is damaged. Restore a copy."
            ) from error
        known = _kept[path] = seen, {account.name: account for account in accounts}
    return known[1]
