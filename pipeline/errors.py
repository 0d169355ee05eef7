"""Errors that a user can act on: each says, in Chinese and in English, what was found, where, and what to do next.

Commands print ``say(language)`` and exit with ``exit_code``; a traceback never reaches a user.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class ManyiduError(Exception):
    """Base of all errors that are shown to users.

    Args:
        zh: The message in Chinese.
        en: The same message in English.
    """

    exit_code = 1

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what is given by name too, so that an error comes back from another process."""
        return _restored, (type(self), self.args, self.__dict__)

    def say(self, language: str) -> str:
        """Return the message in ``language`` (``zh`` or ``en``)."""
        return self.zh if language == "zh" else self.en


def _restored(kind: type[ManyiduError], args: tuple[Any, ...], state: dict[str, Any]) -> ManyiduError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UsageError(ManyiduError):
    """The words of a command or the arguments of a function are off."""

    exit_code = 2


class UnknownColumnError(UsageError):
    """A dimension or column that the frame does not have."""


class InputError(ManyiduError):
    """A file, or a table in it, that cannot be loaded; the build goes on without it.

    Args:
        code: Stable short name of the reason, see ``pipeline.reasons``.
    """

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(zh=zh, en=en)
        self.code = code


class WarehouseError(ManyiduError):
    """No warehouse, a damaged one, or one that another program holds."""


class BuildError(ManyiduError):
    """A build that ended without publishing; the published warehouse is as it was."""


def require_ordinary(path: Path) -> None:
    """Stop before a pipe or a device is opened, which could wait without end, or replaced; a path where nothing lies is fine.

    Raises:
        UsageError: If something else than an ordinary file lies there.
    """
    if path.exists() and not path.is_file():
        raise UsageError(
            zh=f"{path} 不是普通文件，没有读写。",
            en=f"{path} is no ordinary file; it was neither read nor written.",
        )
