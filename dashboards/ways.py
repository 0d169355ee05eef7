"""Ways to sign in, and which one a dashboard is started with; the command decides, its child process is told.

none      nobody signs in: only on the loopback address, with nothing before it; asked for, or where there are no users
local     the accounts of ``manyidu user``
provider  OpenID Connect, where ``.streamlit/secrets.toml`` has a section [auth]
"""

from __future__ import annotations

import socket
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from dashboards import accounts
from dashboards.environment import ROOT
from pipeline.config import Settings
from pipeline.errors import UsageError

LOGIN = "MANYIDU_LOGIN"
NONE, LOCAL, PROVIDER = "none", "local", "provider"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERY_ADDRESS = ("0.0.0.0", "::")
FORWARDED = ("x-forwarded", "forwarded", "x-real-ip", "x-client-ip", "via", "cf-connecting-ip", "true-client-ip")


@dataclass(frozen=True)
class Way:
    """How a dashboard is served: where it listens, by which names it is called, how users sign in."""

    login: str = NONE
    address: str = "127.0.0.1"
    names: tuple[str, ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return self.address in LOOPBACK

    @property
    def hosts(self) -> list[str]:
        """The names and addresses by which a browser may call it."""
        own = () if self.is_local else _own_names() if self.address in EVERY_ADDRESS else (self.address,)
        return list(dict.fromkeys([*LOOPBACK, *own, *self.names]))


def chosen_way(settings: Settings, address: str, names: tuple[str, ...], is_login_off: bool) -> Way:
    """Return how to serve: with the provider, else with accounts where there are any, else without login on this machine.

    Raises:
        UsageError: If login is to be off, or there are no users, and others could reach the dashboard.
    """
    way = Way(NONE, address, names)
    if is_login_off and (names or not way.is_local):
        raise UsageError(
            zh="--no-login 只能用于本机（127.0.0.1）。要让别人使用，请去掉它并添加用户：manyidu user add 用户名 --role administrator",
            en="--no-login is for this machine only (127.0.0.1). To serve others, leave it out and add users: "
            "manyidu user add NAME --role administrator",
        )
    users = accounts.read(settings.settings)
    if is_login_off:
        return way
    if users:
        return Way(PROVIDER if has_provider() else LOCAL, address, names)
    if way.is_local and not has_provider() and not names:
        return way
    raise UsageError(
        zh="还没有用户，不能让别人使用。请先添加管理员：manyidu user add 用户名 --role administrator",
        en="There are no users yet, so others cannot be served. Add an administrator first: "
        "manyidu user add NAME --role administrator",
    )


def has_provider() -> bool:
    """Say whether a provider of OpenID Connect is configured.

    Raises:
        UsageError: If the file of secrets cannot be read.
    """
    files = [folder / ".streamlit" / "secrets.toml" for folder in (ROOT, Path.home())]
    try:
        return any("auth" in tomllib.loads(file.read_text(encoding="utf-8")) for file in files if file.exists())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(zh="secrets.toml 无法读取。", en="secrets.toml cannot be read.") from error


def is_forwarded(headers: Iterable[str]) -> bool:
    """Say whether a proxy passed a request on, by the names of its headers."""
    return any(name.lower().startswith(FORWARDED) for name in headers)


def _own_names() -> tuple[str, ...]:
    """Return the names and addresses of this machine."""
    addresses = (
        one.address.split("%")[0]
        for many in psutil.net_if_addrs().values()
        for one in many
        if one.family in (socket.AF_INET, socket.AF_INET6)
    )
    return (socket.gethostname().lower(), *addresses)
