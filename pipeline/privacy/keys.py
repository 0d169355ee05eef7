"""The secret behind the pseudonyms, and the three keys derived from it.

    purpose_key = HMAC-SHA256(secret, purpose)        purpose: home, resident, staff

One secret per installation, 32 random bytes. It lies in a file that only its owner can read, or in the environment
variable MANYIDU_KEY (64 hex digits). Without the secret nobody can test a phone number against a pseudonym; a lost secret means that later
exports get other pseudonyms than earlier ones. ``key_id`` names the secret without giving it away.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ManyiduError

SECRET_BYTES = 32
BLOCK_BYTES = 64
KEY_FILE = "pseudonym.key"
ENVIRONMENT_VARIABLE = "MANYIDU_KEY"


@dataclass(frozen=True)
class Keys:
    """Derives the keys of the pseudonyms; shows nothing but ``key_id``."""

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """Return the first 8 hex digits of a hash of the secret; safe to print and to use in file names."""
        return self.derive("key id").hex()[:8]

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key of one purpose."""
        return hmac.digest(self.secret, f"manyidu {purpose}".encode(), hashlib.sha256)

    def pads(self, purpose: str) -> tuple[bytes, bytes]:
        """Return the inner and the outer pad of HMAC-SHA256 under the key of ``purpose``."""
        block = self.derive(purpose).ljust(BLOCK_BYTES, b"\0")
        return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def load_keys(path: Path) -> Keys:
    """Return the keys from the environment, else from ``path``, which is created on first use.

    Raises:
        ManyiduError: If the file can be read by others, or if it or the variable does not hold 64 hex digits.
    """
    from_environment = os.environ.get(ENVIRONMENT_VARIABLE)
    if from_environment:
        return Keys(_secret(from_environment, ENVIRONMENT_VARIABLE))
    _create_if_missing(path)
    _refuse_wide_permissions(path)
    return Keys(_secret(path.read_text(encoding="ascii", errors="replace"), str(path)))


def known_keys(path: Path) -> Keys | None:
    """Return the keys as ``load_keys``, None where there are none yet; nothing is created."""
    return load_keys(path) if os.environ.get(ENVIRONMENT_VARIABLE) or path.exists() else None


def _create_if_missing(path: Path) -> None:
    """Write a new secret beside ``path`` and link it into place, so that no reader ever sees half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        _claim(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _claim(draft: Path, path: Path) -> None:
    """Give ``draft`` the name ``path`` unless another process was first: its secret then stands."""
    # On Windows a rename refuses to overwrite; elsewhere a hard link does.
    claim = os.rename if os.name == "nt" else os.link
    with contextlib.suppress(FileExistsError):
        claim(draft, path)


def _refuse_wide_permissions(path: Path) -> None:
    """Raise if others than the owner may read the file. Windows has no such bits: access is inherited there."""
    if os.name == "nt" or not path.stat().st_mode & 0o077:
        return
    raise ManyiduError(
        zh=f"密钥文件 {path} 可被他人读取,已停止。请执行:chmod 600 '{path}'",
        en=f"The key file {path} can be read by others, so nothing was done. Run: chmod 600 '{path}'",
    )


def _secret(text: str, where: str) -> bytes:
    """Return the secret written as hex digits in ``text``."""
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        # Raised outside the except block, for the error of fromhex carries the text.
        raise ManyiduError(
            zh=f"{where} 中没有有效密钥:应为 64 位十六进制数字。请恢复备份;若删除它,新旧假名将无法对应。",
            en=f"{where} holds no valid key: 64 hex digits are expected. Restore your copy; after deleting it,"
            " new pseudonyms will not match earlier ones.",
        )
    return secret
