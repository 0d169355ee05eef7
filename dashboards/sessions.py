"""Sessions of local accounts: a signed token in a cookie, good for twelve hours, until sign-out or a new password.

token = signed(name, session id, epoch of the account, expiry)        key: session.key of the settings folder
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from dashboards import accounts
from dashboards.accounts import Account
from pipeline.privacy.keys import load_keys

COOKIE = "manyidu_session"
SECONDS = 12 * 3600


@dataclass(frozen=True)
class Session:
    """What a token says: whose it is, which one, of which epoch, until when."""

    name: str
    id: str
    epoch: str
    until: float


def issue(folder: Path, account: Account, now: float | None = None) -> str:
    """Return a token for somebody who has just signed in."""
    until = (time.time() if now is None else now) + SECONDS
    return _signer(folder).dumps([account.name, secrets.token_hex(16), account.epoch, until])


def account_of(folder: Path, token: str | None) -> Account | None:
    """Return the account that a token opens, None where it opens none (any more)."""
    session = read(folder, token)
    account = accounts.read(folder).get(session.name) if session else None
    if session is None or account is None or session.until <= time.time():
        return None
    return account if session.epoch == account.epoch and session.id not in account.ended else None


def read(folder: Path, token: str | None) -> Session | None:
    """Return what a token says, None where we did not sign it; whether it still holds is another question."""
    try:
        return Session(*_signer(folder).loads(token or ""))
    except (BadSignature, TypeError):
        return None


def end(folder: Path, token: str) -> None:
    """Sign a session out, everywhere and for good."""
    if session := read(folder, token):
        accounts.end_session(folder, session.name, session.id, session.until)


@cache
def _signer(folder: Path) -> URLSafeSerializer:
    return URLSafeSerializer(load_keys(folder / "session.key").derive("session"), salt="manyidu session")
