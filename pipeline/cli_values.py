"""Values of options as they are typed: moments and pairs NAME=VALUE."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1900, 2200


def as_of(text: str | None, zone: str) -> datetime | None:
    """Return the moment, without its zone, as times are stored; a day without a clock is meant whole.

    Raises:
        UsageError: If it is no date of the years 1900 to 2200.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(
            zh=f"看不懂的日期 {text!r}，请写成 2024-06-30。", en=f"{text!r} is no date; write it as 2024-06-30."
        )
    if moment.tzinfo is not None:
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return moment + timedelta(days=1) if len(text) <= 10 else moment


def pairs(texts: list[str]) -> dict[str, list[str]]:
    """Return NAME → values of texts NAME=VALUE.

    Raises:
        UsageError: If one has no equals sign.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(zh=f"{text!r} 应写成 名称=值。", en=f"{text!r} should be written NAME=VALUE.")
        found.setdefault(name.strip(), []).append(value.strip())
    return found
