"""Numbers, dates and periods as readers of Chinese and English write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from dashboards.text import language, t
from pipeline.metrics.periods import day_in_words, last_covered_day

MISSING = "–"
DECIMALS = {"count": 0, "stock": 0, "ratio": 2, "rating": 2, "coefficient": 2, "reported": 2}  # else one
DURATIONS = ("days", "hours")
VOLUMES = ("count", "stock")  # what is counted and has no n of its own


def is_missing(value: Any) -> bool:
    """Say whether ``value`` is None, NaN or NaT."""
    return value is None or bool(value != value)


def value(number: Any, unit: str) -> str:
    """Return a figure with its unit (of the catalogue): ``share`` (0 to 1) as per cent, ``days``, ``hours``; else the number."""
    return MISSING if is_missing(number) else _with_unit(_digits(number, unit), unit)


def grouped(text: str) -> str:
    """Return an ``n_text`` with thousands set apart: ``1,234``; ``3/3`` and ``<5`` stay, a sum of ``21.0`` is 21."""
    return re.sub(r"(\d+)(\.0)?", lambda found: f"{int(found[1]):,}", text)


def number_or_text(text: str) -> int | str:
    """Return an ``n_text`` as a number with which a spreadsheet program can count; ``3/3`` and ``<5`` stay texts."""
    return int(float(text)) if re.fullmatch(r"\d+(\.0)?", text) else text


def interval(low: Any, high: Any, unit: str) -> str:
    """Return an interval, its unit once: ``78.8–85.5%``; "at least" where the upper end is not reached."""
    if is_missing(low):
        return MISSING
    if is_missing(high):
        return t("unit.at_least", number=value(low, unit))
    ends = [_digits(end, unit) for end in (low, high)]
    return _with_unit(t("unit.from_to", low=ends[0], high=ends[1]) if low < 0 else "–".join(ends), unit)


def change(difference: float, unit: str) -> str:
    """Return a change with its sign, shares in percentage points."""
    text = _signed(difference, unit)
    return t("unit.points", number=text) if unit == "share" else _with_unit(text, unit)


def change_interval(low: float, high: float, unit: str) -> str:
    """Return the interval of a change, its unit once: ``−25.0 to −16.7 pts``."""
    text = t("unit.from_to", low=_signed(low, unit), high=_signed(high, unit))
    return t("unit.points", number=text) if unit == "share" else _with_unit(text, unit)


def _signed(difference: float, unit: str) -> str:
    digits = _digits(difference, unit)
    is_zero = not any(digit in digits for digit in "123456789")
    return f"{'+' if difference > 0 and not is_zero else ''}{digits}"


def _digits(number: float, unit: str) -> str:
    shown = f"{number * (100 if unit == 'share' else 1):,.{DECIMALS.get(unit, 1)}f}"
    return shown.removeprefix("-") if float(shown.replace(",", "")) == 0 else shown.replace("-", "−")


def _with_unit(text: str, unit: str) -> str:
    if unit == "share":
        return f"{text}%"
    return t(f"unit.{unit}", number=text) if unit in DURATIONS else text


def day(moment: Any) -> str:
    """Return a day in a sentence: 2024 年 12 月 31 日, 31 Dec 2024."""
    return MISSING if is_missing(moment) else day_in_words(moment, language())


def day_in_table(moment: Any) -> str | None:
    """Return a day in a column, whose words are then in the order of their days: 2024-12-31; None where it is missing."""
    return None if is_missing(moment) else f"{moment:%Y-%m-%d}"


def minute_in_table(moment: Any) -> str | None:
    """Return a day with its time of day in a column: 2024-12-31 09:30; None where it is missing."""
    return None if is_missing(moment) else f"{moment:%Y-%m-%d %H:%M}"


def minute(moment: Any) -> str:
    """Return a day with its time of day, to the minute."""
    return MISSING if is_missing(moment) else f"{day(moment)} {moment:%H:%M}"


def until(as_of: Any) -> str:
    """Return the last day that data complete up to ``as_of`` (exclusive) reach."""
    return MISSING if is_missing(as_of) else day(last_covered_day(as_of))


def period(key: str) -> str:
    """Return a period in words: ``2024Q3``, ``2024-08`` or ``2024``."""
    year, _, part = key.replace("-", "Q").partition("Q")
    if not part:
        return t("period.year", year=year)
    if "-" in key:
        return t("period.month", year=year, month=int(part), name=f"{date(int(year), int(part), 1):%b}")
    return t("period.quarter", year=year, quarter=t(f"quarter.{part}"))
