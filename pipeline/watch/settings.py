"""``watch.toml`` in the settings folder: where signals are sent. Passwords and the addresses of robots come from the environment only.

    address = "https://board.example.com"     # of the dashboard, for links
    hosts = ["hooks.example.com"]              # of robots, beside the official ones
    [mail]
    server = "smtp.example.com"                # port 587 with STARTTLS, or security = "tls" and port 465
    user = "board@example.com"                 # password: MANYIDU_SMTP_PASSWORD
    sender = "board@example.com"
    to = ["manager@example.com"]
    [wecom]                                    # address: MANYIDU_WECOM_URL
    [dingtalk]                                 # address: MANYIDU_DINGTALK_URL, secret: MANYIDU_DINGTALK_SECRET
    [feishu]                                   # address: MANYIDU_FEISHU_URL, secret: MANYIDU_FEISHU_SECRET

The address of a robot holds its key, so it is as secret as a password. A channel is used where its section is.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import UsageError, require_ordinary
from pipeline.watch.deliver import Channel
from pipeline.watch.mail import SECURITY, Mail
from pipeline.watch.robots import ROBOTS, Robot

NAME = "watch.toml"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PASSWORD = "MANYIDU_SMTP_PASSWORD"
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LAST_PORT = 65535
MAIL: dict[str, type] = {"server": str, "port": int, "security": str, "user": str, "sender": str, "to": list}


@dataclass(frozen=True)
class Sending:
    """Where signals are sent, and the dashboard's address, empty where it is not given."""

    address: str
    channels: tuple[Channel, ...]


def read_sending(folder: Path, *, is_sending: bool) -> Sending:
    """Return where signals are sent, nowhere unless ``is_sending``, and the dashboard's address.

    Raises:
        UsageError: If ``watch.toml`` says nothing of it, or cannot be meant, or a secret is not in the environment.
    """
    path = folder / NAME
    content = _content(path)
    address, hosts = _address(content), _texts(content, "hosts")
    if not is_sending:
        return Sending(address, ())
    channels: list[Channel] = [_mail(content["mail"])] if "mail" in content else []
    channels += [_robot(name, content[name], hosts) for name in ROBOTS if name in content]
    if not channels:
        raise UsageError(
            zh=f"{path} 没有写明发到哪里；请写 [mail]、[wecom]、[dingtalk] 或 [feishu]。",
            en=f"{path} does not say where to send: give it a section [mail], [wecom], [dingtalk] or [feishu].",
        )
    return Sending(address, tuple(channels))


def _content(path: Path) -> dict[str, Any]:
    require_ordinary(path)
    if not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(zh=f"{path} 无法读取：{error}", en=f"{path} cannot be read: {error}") from error
    _require_known(content, ("address", "hosts", "mail", *ROBOTS), "")
    for name in ("mail", *ROBOTS):
        if not isinstance(content.get(name, {}), dict):
            raise _off(name, f"应写成一节 [{name}]", f"it is a section, [{name}]")
    return content


def _address(content: Mapping[str, Any]) -> str:
    address = content.get("address", "")
    if not isinstance(address, str) or (address and urlsplit(address).scheme not in ("http", "https")):
        raise _off("address", "应是看板的网址", "it is the dashboard's address, https://…")
    return address.rstrip("/")


def _mail(given: Mapping[str, Any]) -> Mail:
    _require_known(given, tuple(MAIL), "mail.")
    for name, value in given.items():
        if not isinstance(value, MAIL[name]) or isinstance(value, bool):
            raise _off(f"mail.{name}", "写法不对", "it is of another kind")
    server, sender, to = given.get("server"), given.get("sender"), _texts(given, "to", "mail.")
    security = given.get("security", "starttls")
    port = given.get("port", PORTS.get(security, 0))
    if security not in SECURITY or (security == "none" and server not in LOOPBACK):
        raise _off("mail.security", "只能是 starttls 或 tls", "it is starttls or tls")
    if not server or not sender or not to or not all("@" in each for each in (sender, *to)):
        raise _off("mail", "需要 server、sender 和 to（邮箱）", "it needs server, sender and to (mail addresses)")
    if not all(each.isprintable() and " " not in each for each in (server, sender, *to)) or not 1 <= port <= LAST_PORT:
        raise _off("mail", "server、port、sender 或 to 写法不对", "its server, port, sender or to cannot be meant")
    user = given.get("user", "")
    return Mail(server, port, security, user, _secret(PASSWORD) if user else "", sender, tuple(to))


def _robot(name: str, given: Mapping[str, Any], hosts: list[str]) -> Robot:
    _require_known(given, (), f"{name}.")
    kind, variable = ROBOTS[name], f"MANYIDU_{name.upper()}_URL"
    url = _secret(variable)
    _require_allowed(url, variable, (*kind.hosts, *hosts))
    return Robot(kind, url, os.environ.get(f"MANYIDU_{name.upper()}_SECRET", ""))


def _require_allowed(url: str, variable: str, hosts: tuple[str, ...]) -> None:
    """Refuse an address that is not https, or of a host that is not listed; the address itself is never shown."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    is_here = host in LOOPBACK
    if parts.scheme != "https" and not (is_here and parts.scheme == "http"):
        raise UsageError(zh=f"环境变量 {variable} 不是 https 网址。", en=f"{variable} is no https address.")
    is_listed = host in hosts if is_here or port in (None, 443) else f"{host}:{port}" in hosts
    if not is_listed or parts.username is not None or parts.password is not None:
        raise UsageError(
            zh=f"不向 {host} 发送：它不在允许的主机之列（{'、'.join(hosts)}）。要允许它，请写进 {NAME} 的 hosts。",
            en=f"Nothing is sent to {host}: it is not among the allowed hosts ({', '.join(hosts)}). To allow it, put it into hosts of {NAME}.",
        )


def _secret(variable: str) -> str:
    value = os.environ.get(variable, "").strip()
    if not value:
        raise UsageError(
            zh=f"没有设置环境变量 {variable}；密码和机器人地址只从环境变量读取。",
            en=f"The environment variable {variable} is not set; passwords and addresses of robots are read from there only.",
        )
    return value


def _texts(given: Mapping[str, Any], name: str, within: str = "") -> list[str]:
    values = given.get(name, [])
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise _off(f"{within}{name}", "应是文字的列表", "it is a list of texts")
    return values


def _require_known(given: Mapping[str, Any], known: tuple[str, ...], within: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise _off(
            f"{within}{unknown[0]}",
            f"不认识；可用：{'、'.join(known) or '无'}（密码和机器人地址只从环境变量读取）",
            f"it is unknown; use {', '.join(known) or 'none'} (passwords and addresses of robots are read from the environment only)",
        )


def _off(name: str, zh: str, en: str) -> UsageError:
    return UsageError(zh=f"{NAME} 的 {name}：{zh}。", en=f"{NAME}, {name}: {en}.")
