"""Signals by the robots of chat groups: enterprise WeChat 企业微信, DingTalk 钉钉, Feishu 飞书, as plain text.

Signatures, as the three describe them, with t the time and s the secret:
    DingTalk  sign = base64(HMAC-SHA256(key = s, t + "\\n" + s)), t in milliseconds, both in the address
    Feishu    sign = base64(HMAC-SHA256(key = t + "\\n" + s, "")), t in seconds, both in the message
A message is at most ``most_bytes``; longer news go in several, a few per run, for robots may send some twenty a minute.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from pipeline.watch.deliver import TIMEOUT_SECONDS, DeliveryError, NotSentError, tried
from pipeline.watch.render import News, line
from pipeline.watch.signal import Signal
from pipeline.watch.words import said

MOST_MESSAGES = 10
LATER = (429, 502, 503, 504)
CODES = ("errcode", "code", "StatusCode")  # 0 is done: enterprise WeChat and DingTalk, Feishu, Feishu of old
TAGS = str.maketrans({"<": "＜", ">": "＞"})  # <@userid> and <at user_id="all"> would call people
Body = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One product: its hosts, how long a message may be, how a text is written, and how it is signed (address, body)."""

    name: str
    hosts: tuple[str, ...]
    most_bytes: int
    body: Callable[[str], Body]
    signed: Callable[[str, float], tuple[dict[str, str], Body]]


def dingtalk_signature(secret: str, now: float) -> tuple[dict[str, str], Body]:
    """Return what DingTalk wants in the address."""
    moment = str(round(now * 1000))
    return {"timestamp": moment, "sign": _hmac(secret, f"{moment}\n{secret}")}, {}


def feishu_signature(secret: str, now: float) -> tuple[dict[str, str], Body]:
    """Return what Feishu wants in the message."""
    moment = str(int(now))
    return {}, {"timestamp": moment, "sign": _hmac(f"{moment}\n{secret}", "")}


def _hmac(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _unsigned(secret: str, now: float) -> tuple[dict[str, str], Body]:
    return {}, {}


def _msgtype(text: str) -> Body:
    return {"msgtype": "text", "text": {"content": text}}


def _msg_type(text: str) -> Body:
    return {"msg_type": "text", "content": {"text": text}}


ROBOTS = {
    "wecom": Kind("wecom", ("qyapi.weixin.qq.com",), 2048, _msgtype, _unsigned),
    "dingtalk": Kind("dingtalk", ("oapi.dingtalk.com",), 15_000, _msgtype, dingtalk_signature),
    "feishu": Kind("feishu", ("open.feishu.cn", "open.larksuite.com"), 15_000, _msg_type, feishu_signature),
}


@dataclass(frozen=True)
class Robot:
    """A robot of a group; its address holds its key, so it is never shown."""

    kind: Kind
    url: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def name(self) -> str:
        """Its name, under which it is remembered what was told."""
        return self.kind.name

    def deliver(self, news: News) -> Iterator[Sequence[Signal]]:
        """Send the news, in several messages where they are long; see ``Channel``."""
        for signals, text in messages(news, self.kind.most_bytes)[:MOST_MESSAGES]:
            tried(partial(self._post, text))
            yield signals

    def _post(self, text: str) -> None:
        import httpx

        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log the address
        query, signature = self.kind.signed(self.secret, time.time()) if self.secret else ({}, {})
        url = f"{self.url}{'&' if urlsplit(self.url).query else '?'}{urlencode(query)}" if query else self.url
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client:
                answer = client.post(url, json=signature | self.kind.body(text))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise self._failed("连接不上", "no connection", NotSentError) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._failed("没有得到答复", "there was no answer") from error
        if answer.is_redirect:
            raise self._failed("服务器要求转到别处，已拒绝", "the server redirects elsewhere, which is refused")
        if answer.status_code != httpx.codes.OK:
            kind = NotSentError if answer.status_code in LATER else DeliveryError
            raise self._failed(f"服务器答复 {answer.status_code}", f"the server said {answer.status_code}", kind)
        self._require_done(answer)

    def _require_done(self, answer: Any) -> None:
        try:
            content: Mapping[str, Any] = answer.json()
            code = next((content[name] for name in CODES if name in content), None)
        except (ValueError, TypeError):
            code = None
        if isinstance(code, bool) or code != 0:
            shown = code if isinstance(code, int) else "?"
            raise self._failed(f"机器人答复错误码 {shown}", f"the robot answered with the error code {shown}")

    def _failed(self, zh: str, en: str, kind: type[DeliveryError] = DeliveryError) -> DeliveryError:
        host = urlsplit(self.url).hostname
        return kind(
            zh=f"{self.name} 没有收到（{host}）：{zh}。下次运行再发。",
            en=f"{self.name} did not get it ({host}): {en}. It is sent with the next run.",
        )


def messages(news: News, most_bytes: int) -> list[tuple[list[Signal], str]]:
    """Return the news as texts of at most ``most_bytes`` in UTF-8, each with its signals."""
    room = most_bytes - len(said("part", news.language, title=news.title, part=99, parts=99).encode()) - 1
    parts: list[tuple[list[Signal], list[str]]] = []
    used = 0
    for signal in (one for _, own in news.by_kind() for one in own):
        text = _clipped(line(news, signal).translate(TAGS), room - 1)
        size = len(text.encode()) + 1
        if not parts or used + size > room:
            parts.append(([], []))
            used = 0
        parts[-1][0].append(signal)
        parts[-1][1].append(text)
        used += size
    return [
        (signals, "\n".join([_title(news, at, len(parts)), *lines]))
        for at, (signals, lines) in enumerate(parts, start=1)
    ]


def _title(news: News, part: int, parts: int) -> str:
    return news.title if parts == 1 else said("part", news.language, title=news.title, part=part, parts=parts)


def _clipped(text: str, most_bytes: int) -> str:
    if len(text.encode()) <= most_bytes:
        return text
    return text.encode()[: most_bytes - 3].decode(errors="ignore") + "…"
