"""Robots of chat groups: signatures, answers, sizes, and where nothing is sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.watch.deliver import DeliveryError
from pipeline.watch.robots import ROBOTS, Robot, dingtalk_signature, feishu_signature, messages
from tests.watch.conftest import missed, news, overdue
from tests.watch.servers import Robots, running

BOTH = news(missed("2025-01-01", "2024-11-01"), overdue(17))


def sent(robot: Robot, told=BOTH) -> list[str]:
    return [signal.key for part in robot.deliver(told) for signal in part]


def test_the_three_are_sent_a_text_as_each_of_them_writes_it(robots):
    for name in ROBOTS:
        robots.answers = [(200, {}, {"code": 0} if name == "feishu" else {"errcode": 0})]
        assert len(sent(Robot(ROBOTS[name], f"{robots.url}?key=k", ""))) == 2
    wecom, dingtalk, feishu = (body for _, body in robots.posts)
    assert wecom == dingtalk == {"msgtype": "text", "text": {"content": feishu["content"]["text"]}}
    assert feishu["msg_type"] == "text"
    lines = feishu["content"]["text"].splitlines()
    assert lines[0] == "满意度：2 个新信号（数据截至 2025-01-31）"
    assert lines[2] == (
        "- 朗月城有 17 件投诉超过时限还没有解决。 [自 2024-11-03 起] https://board.example.com/resolution?community=XM10"
    )


def test_dingtalk_is_signed_in_the_address(robots):
    sent(Robot(ROBOTS["dingtalk"], f"{robots.url}?access_token=t", "SECgeheim"))
    query = parse_qs(urlsplit(robots.posts[0][0]).query)
    moment = query["timestamp"][0]
    digest = hmac.new(b"SECgeheim", f"{moment}\nSECgeheim".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(digest).decode()]
    assert query["access_token"] == ["t"]
    assert len(moment) == 13


def test_feishu_is_signed_in_the_message_with_an_empty_text(robots):
    robots.answers = [(200, {}, {"code": 0, "msg": "success"})]
    sent(Robot(ROBOTS["feishu"], robots.url, "geheim"))
    path, body = robots.posts[0]
    digest = hmac.new(f"{body['timestamp']}\ngeheim".encode(), b"", hashlib.sha256).digest()
    assert body["sign"] == base64.b64encode(digest).decode()
    assert (path, len(body["timestamp"])) == ("/send", 10)


def test_signatures_of_a_known_moment():
    assert dingtalk_signature("this is secret", 1_600_000_000.123)[0] == {
        "timestamp": "1600000000123",
        "sign": "hmZeBQ+BO34hCBHyaguEvv3lgoG/01g+lfEO9Jri4Xg=",
    }
    assert feishu_signature("demo", 1599360473.9)[1] == {
        "timestamp": "1599360473",
        "sign": "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=",
    }


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, {"errcode": 93000, "errmsg": "invalid webhook url"}),
        (200, {}, {"code": 19021, "msg": "sign match fail"}),
        (200, {}, {"errcode": "0"}),
        (200, {}, {}),
        (200, {}, b"<html>"),
        (404, {}, {"errcode": 0}),
        (500, {}, {"errcode": 0}),
    ],
)
def test_an_answer_that_is_no_yes_is_a_failure_at_once(robots, answer):
    robots.answers = [answer]
    with pytest.raises(DeliveryError):
        sent(Robot(ROBOTS["wecom"], robots.url, ""))
    assert len(robots.posts) == 1


def test_a_redirect_is_refused_and_nothing_goes_there(robots):
    with running(Robots()) as elsewhere:
        robots.answers = [(307, {"Location": elsewhere.url}, {"errcode": 0})]
        with pytest.raises(DeliveryError, match="refused"):
            sent(Robot(ROBOTS["wecom"], robots.url, ""))
        assert elsewhere.posts == []


def test_a_server_that_asks_to_come_again_is_asked_again_a_few_times(robots):
    robots.answers = [(429, {}, {}), (503, {}, {}), (200, {}, {"errcode": 0})]
    assert len(sent(Robot(ROBOTS["wecom"], robots.url, ""))) == 2
    robots.answers = [(503, {}, {})]
    with pytest.raises(DeliveryError, match="503"):
        sent(Robot(ROBOTS["wecom"], robots.url, ""))
    assert len(robots.posts) == 3 + 3


def test_long_news_go_in_several_messages_that_are_short_enough_and_each_counts_for_itself(robots):
    many = news(*(missed(f"20{year}-01-01", f"20{year}-01-01") for year in range(10, 60)))
    parts = messages(many, 2048)
    assert len(parts) > 1
    assert all(len(text.encode()) <= 2048 for _, text in parts)
    assert [signal for signals, _ in parts for signal in signals] == list(many.signals)
    robots.answers = [(200, {}, {"errcode": 0}), (200, {}, {"errcode": 45009})]
    told = []
    with pytest.raises(DeliveryError, match="45009"):
        for part in Robot(ROBOTS["wecom"], robots.url, "").deliver(many):
            told += part
    assert told == parts[0][0]


def test_one_sentence_longer_than_a_message_is_cut():
    (only,) = messages(news(replace(overdue(17), sentence="电梯" * 2000)), 2048)
    assert len(only[1].encode()) <= 2048
    assert only[1].endswith("电梯…")


def test_nobody_is_called_by_a_name_that_looks_like_a_tag(robots):
    sent(Robot(ROBOTS["wecom"], robots.url, ""), news(replace(overdue(17), sentence="<@all> 快看")))
    assert "<" not in robots.posts[0][1]["text"]["content"]


def test_the_key_in_the_address_is_in_no_error_and_no_log(caplog, robots):
    caplog.set_level(logging.DEBUG)
    robot = Robot(ROBOTS["dingtalk"], f"{robots.url}?access_token=geheim1", "geheim2")
    robots.answers = [(200, {}, {"errcode": 310000, "errmsg": "sign not match"})]
    with pytest.raises(DeliveryError) as failed:
        sent(robot)
    assert "geheim" not in f"{failed.value.zh}{failed.value.en}{robot!r}{caplog.text}"


def test_nobody_there_is_a_failure():
    with pytest.raises(DeliveryError, match="no connection"):
        sent(Robot(ROBOTS["wecom"], "http://127.0.0.1:9/send", ""))
