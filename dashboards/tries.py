"""Tries to sign in: five within fifteen minutes lock a name for as long, whether or not somebody has it.

Kept in ``sign_in_tries.json`` of the settings folder: digest of the name → number, locked until, last at.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from dashboards.private import alone, write
from pipeline.errors import ManyiduError

FILE = "sign_in_tries.json"
MOST = 5
LOCKED_SECONDS = 15 * 60
MOST_STRANGERS = 10_000


class SignInError(ManyiduError):
    """A name and password that do not open anything; ``code`` is ``wrong`` or ``locked``."""

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(zh=zh, en=en)
        self.code = code


def count(folder: Path, name: str, users: set[str], now: float | None = None) -> None:
    """Count a try.

    Args:
        users: The names that somebody has; they are never dropped for the many that nobody has.

    Raises:
        SignInError: If the name is locked.
    """
    moment = time.time() if now is None else now
    with _changing(folder) as tries:
        for digest in [key for key, (_, _, last) in tries.items() if last + LOCKED_SECONDS <= moment]:
            del tries[digest]
        number, locked_until, _ = tries.get(_digest(name), (0, 0.0, 0.0))
        if locked_until > moment:
            raise _locked(-int(-(locked_until - moment) // 60))
        number += 1
        tries[_digest(name)] = (number, moment + LOCKED_SECONDS if number >= MOST else 0.0, moment)
        _drop_strangers(tries, {_digest(user) for user in users})


def forget(folder: Path, name: str) -> None:
    """Start anew with a name, after the right password or because an administrator unlocks it."""
    with _changing(folder) as tries:
        tries.pop(_digest(name), None)


def locked(folder: Path, users: set[str], now: float | None = None) -> set[str]:
    """Return which of the names are locked at present."""
    moment, tries = time.time() if now is None else now, _read(folder / FILE)
    return {name for name in users if tries.get(_digest(name), (0, 0.0, 0.0))[1] > moment}


Tries = dict[str, tuple[int, float, float]]


def _drop_strangers(tries: Tries, own: set[str]) -> None:
    strangers = sorted((last, digest) for digest, (_, _, last) in tries.items() if digest not in own)
    for _, digest in strangers[: max(0, len(strangers) - MOST_STRANGERS)]:
        del tries[digest]


def _digest(name: str) -> str:
    """Name a try without writing down what was typed: it may be a password in the wrong field."""
    return sha256(name.encode()).hexdigest()[:16]


def _locked(minutes: int) -> SignInError:
    return SignInError(
        "locked",
        zh=f"密码错误次数太多，已暂停登录。请在{minutes}分钟后再试，或请管理员解锁。",
        en=f"Too many wrong passwords: this name is locked. Try again in {minutes} minutes, or ask an administrator.",
    )


@contextmanager
def _changing(folder: Path) -> Iterator[Tries]:
    """Give the tries to be changed, alone; written also where what follows raises."""
    with alone(folder, FILE) as path:
        tries = _read(path)
        try:
            yield tries
        finally:
            write(path, tries)


def _read(path: Path) -> Tries:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
