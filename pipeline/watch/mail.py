"""Signals by mail: one message as text and HTML, over SMTP with STARTTLS or TLS, certificates checked."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from pipeline.watch.deliver import TIMEOUT_SECONDS, DeliveryError, NotSentError, tried
from pipeline.watch.render import News, as_html, as_text
from pipeline.watch.signal import Signal

SECURITY = ("starttls", "tls", "none")
TEMPORARY = range(400, 500)


@dataclass(frozen=True)
class Mail:
    """A mail server and who is written to; ``security`` ``none`` is for this machine only."""

    server: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    to: tuple[str, ...]
    name: str = "mail"

    def deliver(self, news: News) -> Iterator[Sequence[Signal]]:
        """Send one message to all; see ``Channel``."""
        message = self._message(news)
        refused = tried(lambda: self._send(message))
        yield news.signals
        if refused:
            raise self._failed(f"{refused} 个收件人被拒收", f"{refused} recipients were refused", is_again=False)

    def _message(self, news: News) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = news.title
        message["From"] = self.sender
        message["To"] = ", ".join(self.to)
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(as_text(news))
        message.add_alternative(as_html(news), subtype="html")
        return message

    def _send(self, message: EmailMessage) -> int:
        """Return how many recipients were refused while others have the message."""
        smtp = self._connected()
        try:
            return self._hand_over(smtp, message)
        finally:
            with suppress(OSError):  # the message is through, or its failure is told already
                smtp.quit()

    def _connected(self) -> smtplib.SMTP:
        """Return a connection on which a message may be sent: encrypted and signed in.

        Raises:
            NotSentError, DeliveryError: If there is none.
        """
        try:
            if self.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.server, self.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
                )
            else:
                smtp = smtplib.SMTP(self.server, self.port, timeout=TIMEOUT_SECONDS)
            if self.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if self.user:
                smtp.login(self.user, self.password)
        except smtplib.SMTPResponseException as error:
            kind = NotSentError if error.smtp_code in TEMPORARY else DeliveryError
            raise self._failed(f"服务器答复 {error.smtp_code}", f"the server said {error.smtp_code}", kind) from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise self._failed("服务器不支持加密或证书无效", "no encryption, or no valid certificate") from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._failed("连接不上", "no connection", NotSentError) from error
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, message: EmailMessage) -> int:
        try:
            return len(smtp.send_message(message, from_addr=self.sender, to_addrs=self.to))
        except smtplib.SMTPRecipientsRefused as error:
            raise self._failed("收件人都被拒收", "all recipients were refused") from error
        except smtplib.SMTPResponseException as error:
            raise self._failed(f"服务器答复 {error.smtp_code}", f"the server said {error.smtp_code}") from error
        except OSError as error:
            raise self._failed("发送时断开", "the connection broke off while sending") from error

    def _failed(
        self, zh: str, en: str, kind: type[DeliveryError] = DeliveryError, *, is_again: bool = True
    ) -> DeliveryError:
        """Return an error that names the server, never the password; ``is_again``: the next run tries once more."""
        later_zh, later_en = ("下次运行再发。", " It is sent with the next run.") if is_again else ("", "")
        return kind(
            zh=f"邮件没有送达（{self.server}:{self.port}）：{zh}。{later_zh}",
            en=f"The mail did not arrive ({self.server}:{self.port}): {en}.{later_en}",
        )
