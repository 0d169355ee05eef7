"""``watch.toml``: what is refused before anything is told, and that no secret is asked for in the file."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.watch.settings import NAME, read_sending

MAIL = '[mail]\nserver = "smtp.example.com"\nuser = "board"\nsender = "b@example.com"\nto = ["l@example.com"]\n'


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that reads a text as watch.toml, with environment variables."""

    def of(text: str, **variables: str):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        (tmp_path / NAME).write_text(text, encoding="utf-8")
        return read_sending(tmp_path, is_sending=True)

    return of


def test_a_channel_is_used_where_its_section_is_and_secrets_come_from_the_environment(read):
    sending = read(
        f'address = "https://board.example.com/"\n{MAIL}[wecom]\n[dingtalk]\n[feishu]',
        MANYIDU_SMTP_PASSWORD="geheim",
        MANYIDU_WECOM_URL="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
        MANYIDU_DINGTALK_URL="https://oapi.dingtalk.com/robot/send?access_token=t",
        MANYIDU_DINGTALK_SECRET="SEC1",
        MANYIDU_FEISHU_URL="https://open.feishu.cn/open-apis/bot/v2/hook/h",
    )
    mail, wecom, dingtalk, feishu = sending.channels
    assert (mail.security, mail.port, mail.password) == ("starttls", 587, "geheim")
    assert (wecom.name, dingtalk.secret, feishu.secret) == ("wecom", "SEC1", "")
    assert sending.address == "https://board.example.com"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://qyapi.weixin.qq.com/send?key=geheim", "no https address"),
        ("https://qyapi.weixin.qq.com.evil.example/send?key=geheim", "not among the allowed hosts"),
        ("https://qyapi.weixin.qq.com@evil.example/send?key=geheim", "not among the allowed hosts"),
        ("https://geheim@qyapi.weixin.qq.com/send", "not among the allowed hosts"),
        ("https://qyapi.weixin.qq.com:8443/send?key=geheim", "not among the allowed hosts"),
        ("https://10.0.0.1/send?key=geheim", "not among the allowed hosts"),
        ("http://127.0.0.1/send?key=geheim", "not among the allowed hosts"),
        ("file:///geheim", "no https address"),
        ("https://[geheim", "no https address"),
    ],
)
def test_an_address_elsewhere_is_refused_without_showing_it(read, url, said):
    with pytest.raises(UsageError, match=said) as refused:
        read("[wecom]", MANYIDU_WECOM_URL=url)
    assert "geheim" not in refused.value.zh + refused.value.en


def test_a_host_of_ones_own_is_allowed_by_name(read):
    url = "https://hooks.example.com/send?key=k"
    assert read('hosts = ["hooks.example.com"]\n[wecom]', MANYIDU_WECOM_URL=url).channels[0].url == url


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not say where to send"),
        ("[wecom", "cannot be read"),
        ("[wecom]", "MANYIDU_WECOM_URL is not set"),
        (MAIL, "MANYIDU_SMTP_PASSWORD is not set"),
        ('[wecom]\nurl = "https://x"', "wecom.url: it is unknown"),
        (MAIL + 'password = "x"', "mail.password: it is unknown"),
        ('[slack]\nx = "y"', "slack: it is unknown"),
        ('wecom = "https://x"', "it is a section"),
        (MAIL + 'security = "none"', "it is starttls or tls"),
        (MAIL.replace("l@example.com", "l"), "it needs server, sender and to"),
        (MAIL.replace("l@example.com", "l@example.com\\nBcc: x@y.z"), "cannot be meant"),
        (MAIL + 'port = "25"', "of another kind"),
        ('address = "board"\n[wecom]', "the dashboard's address"),
    ],
)
def test_a_file_that_cannot_be_meant_is_answered_with_what_to_write(read, text, said):
    with pytest.raises(UsageError, match=said):
        read(text)
