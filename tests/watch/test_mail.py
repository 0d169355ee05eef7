"""Mail: one message to all, never in the clear but on this machine, and nobody gets it twice."""

from __future__ import annotations

import base64
import datetime
import email
import email.policy
import ssl
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.watch.deliver import DeliveryError
from pipeline.watch.mail import Mail
from tests.watch.conftest import missed, news, overdue
from tests.watch.servers import Mailbox, running

TOLD = news(missed("2025-01-01", "2024-11-01"), overdue(17))
TO = ("li.na@example.com", "wang@example.com")


def mail(port: int, security: str = "none", user: str = "") -> Mail:
    return Mail("127.0.0.1", port, security, user, "geheim", "board@example.com", TO)


def sent(channel: Mail) -> int:
    return len([signal for part in channel.deliver(TOLD) for signal in part])


def test_a_message_holds_the_news_as_text_and_as_a_page(mailbox):
    assert sent(mail(mailbox.port)) == 2
    (message,) = [email.message_from_string(text, policy=email.policy.default) for text in mailbox.messages]
    assert message["Subject"] == "满意度：2 个新信号（数据截至 2025-01-31）"
    assert message["To"] == "li.na@example.com, wang@example.com"
    for kind in ("plain", "html"):
        assert "朗月城有 17 件投诉超过时限还没有解决。" in message.get_body((kind,)).get_content()
    assert [line for line in mailbox.lines if line.startswith(("mail", "rcpt"))] == [
        "mail FROM:<board@example.com>",
        "rcpt TO:<li.na@example.com>",
        "rcpt TO:<wang@example.com>",
    ]


def test_a_recipient_who_is_refused_is_named_as_a_failure_but_the_others_were_told(mailbox):
    mailbox.refused = {"wang"}
    told = []
    with pytest.raises(DeliveryError, match=r"1 recipients were refused\.$"):
        for part in mail(mailbox.port).deliver(TOLD):
            told += part
    assert (len(told), len(mailbox.messages)) == (2, 1)


@pytest.mark.parametrize("refused", [{"li.na", "wang"}, {"board"}])
def test_a_message_that_nobody_gets_was_not_told(mailbox, refused):
    mailbox.refused = refused
    with pytest.raises(DeliveryError):
        sent(mail(mailbox.port))
    assert mailbox.messages == []


def test_a_server_that_does_not_take_the_message_was_told_nothing_and_is_asked_once(mailbox):
    mailbox.said_to_message = "451 later"
    with pytest.raises(DeliveryError, match="451"):
        sent(mail(mailbox.port))
    assert mailbox.lines.count("data") == 1


def test_a_server_that_is_busy_is_asked_again(mailbox):
    mailbox.greetings = ["421 busy", "220 here"]
    assert sent(mail(mailbox.port)) == 2
    assert len(mailbox.messages) == 1


def test_without_encryption_neither_password_nor_news_are_sent(mailbox):
    with pytest.raises(DeliveryError, match="no encryption"):
        sent(mail(mailbox.port, "starttls", user="board"))
    assert not any(line.upper().startswith(("AUTH", "DATA")) for line in mailbox.lines)


@pytest.fixture
def certificate(tmp_path):
    """A certificate of 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "here.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def encrypted(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(Mailbox(context)) as server:
        yield server


def test_a_server_that_nobody_vouches_for_gets_nothing(encrypted):
    with pytest.raises(DeliveryError, match="no valid certificate"):
        sent(mail(encrypted.port, "tls", user="board"))
    assert encrypted.lines == []


def test_over_tls_the_password_signs_in(encrypted, certificate, monkeypatch):
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    assert sent(mail(encrypted.port, "tls", user="board")) == 2
    assert "AUTH PLAIN " + base64.b64encode(b"\0board\0geheim").decode() in encrypted.lines


def test_a_wrong_password_or_nobody_there_is_a_failure_without_the_password(mailbox):
    with pytest.raises(DeliveryError) as failed:
        sent(mail(9, user="board"))
    assert "geheim" not in f"{failed.value.zh}{failed.value.en}{mail(9)!r}"
