"""The commands for whoever runs the dashboard: its users, and the audit log. As in ``commands.py``."""

from __future__ import annotations

import argparse
import getpass
import sys
from difflib import get_close_matches

from pipeline import warehouse
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.output import render


def user(settings: Settings, options: argparse.Namespace) -> int:
    """Add, list, remove or unlock a user, or set a password."""
    from dashboards import accounts, audit

    folder, action, name = settings.settings, options.action, options.name
    if action == "list":
        return _list(settings, options)
    if name is None:
        raise UsageError(zh=f"缺少用户名：manyidu user {action} 用户名", en=f"Whom? manyidu user {action} NAME")
    if action == "add":
        if options.role is None:
            raise UsageError(
                zh="缺少角色，请写 --role manager、quality、reviewer 或 administrator。",
                en="Which role? Give --role manager, quality, reviewer or administrator.",
            )
        communities = _community_ids(settings, options.community) if options.community else None
        account = accounts.add(folder, name, options.role, communities, _password(options, is_new=True))
        audit.record(settings, _operator(), "user_added", user=account.name, role=account.role)
    elif action == "remove":
        accounts.remove(folder, name)
        audit.record(settings, _operator(), "user_removed", user=accounts.cleaned(name))
    elif action == "passwd":
        accounts.set_password(folder, name, _password(options) or "")
        audit.record(settings, _operator(), "password_changed", user=accounts.cleaned(name))
    else:
        accounts.unlock(folder, name)
        audit.record(settings, _operator(), "user_unlocked", user=accounts.cleaned(name))
    zh, en = SAID[action]
    print((zh if settings.language == "zh" else en).format(name=accounts.cleaned(name)))
    return 0


SAID = {
    "add": ("已添加用户 {name}。", "User {name} added."),
    "remove": ("已删除用户 {name}。", "User {name} removed."),
    "passwd": ("已修改 {name} 的密码。", "The password of {name} is changed."),
    "unlock": ("{name} 可以重新登录。", "{name} may try again."),
}


def audit(settings: Settings, options: argparse.Namespace) -> int:
    """Print the audit log, newest first."""
    from dashboards.audit import entries

    lines = [
        [
            line["at"],
            line["who"],
            line["action"],
            "; ".join(f"{name}={fact}" for name, fact in line.items() if name not in ("at", "who", "action")),
        ]
        for line in entries(settings)
    ]
    print(render(["at", "who", "action", "facts"], lines, options.format))
    return 0


def _list(settings: Settings, options: argparse.Namespace) -> int:
    from dashboards import accounts

    locked = accounts.locked(settings.settings)
    rows = [
        [each.name, each.role, None if each.communities is None else ", ".join(each.communities), each.name in locked]
        for each in accounts.read(settings.settings).values()
    ]
    print(render(["name", "role", "communities", "is_locked"], rows, options.format))
    return 0


def _password(options: argparse.Namespace, *, is_new: bool = False) -> str | None:
    """Return the password from standard input or the prompt; None for a new user whom a provider vouches for."""
    from dashboards.ways import has_provider

    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if is_new and has_provider():
        return None
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError(
            zh="这里不能输入密码，请用 --password-stdin 从标准输入给出。",
            en="No password can be typed here. Give it on standard input with --password-stdin.",
        )
    first, second = getpass.getpass("密码 Password: "), getpass.getpass("再输入一次 Again: ")
    if first != second:
        raise UsageError(zh="两次输入的密码不一样。", en="The two passwords differ.")
    return first


def _community_ids(settings: Settings, names: list[str]) -> tuple[str, ...]:
    """Return the ids of communities given by id, name or alias."""
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        rows = cursor.execute("select community_id, community, coalesce(aliases, []) from dim_community").fetchall()
    ids = {known: id for id, community, aliases in rows for known in (*aliases, community, id)}
    for name in names:
        if name not in ids:
            near = get_close_matches(name, list(ids), n=1)
            raise UsageError(
                zh=f"没有小区 {name!r}。{f'是否指 {near[0]!r}？' if near else ''}",
                en=f"No community {name!r}. {f'Did you mean {near[0]!r}?' if near else ''}",
            )
    return tuple(dict.fromkeys(ids[name] for name in names))


def _operator() -> str:
    """Return who runs the command, so that the audit log tells it from a user of the dashboard."""
    return f"command:{getpass.getuser()}"
