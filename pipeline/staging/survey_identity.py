"""Which survey a file belongs to, what it is called, and the period it stands for."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from pipeline.errors import InputError
from pipeline.ingest.table import RawTable, Sidecar
from pipeline.layouts.layout import Match

QUARTER = re.compile(r"(?P<year>\d{4})\s*年?[-/ ]?\s*(?:Q|q|第)?(?P<quarter>[1-4一二三四])(?:季度|季)?")
HALF = re.compile(r"(?P<year>\d{4})\s*年?[-/ ]?\s*(?:H(?P<half>[12])|(?P<word>[上下])半年)", re.IGNORECASE)
MONTH = re.compile(r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*月?")
YEAR = re.compile(r"(?P<year>\d{4})\s*年?")
DAY = re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?")


@dataclass(frozen=True)
class Identity:
    """``survey_id`` and ``title``; ``period`` is (first day, last day) where a sidecar gives it."""

    survey_id: str
    title: str
    period: tuple[date, date] | None


def identify(table: RawTable, match: Match, sidecar: Sidecar, texts: Sequence[str]) -> Identity:
    """Return the identity of a survey file.

    The id is the sidecar's, else the tool's own in the file name, else a fingerprint of the questions, so that a re-export
    under another name is the same survey. With a declared period the fingerprint is one survey per period.

    Args:
        texts: Texts of all questions.

    Raises:
        InputError: If the sidecar's period cannot be read.
    """
    family, named = match.layout.family, match.file_parts.get("survey")
    period = parse_period(sidecar.period) if sidecar.period else None
    if sidecar.survey:
        survey_id = sidecar.survey
    elif named:
        survey_id = f"{family}:{named}"
    else:
        fingerprint = hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:10]
        survey_id = f"{family}:{fingerprint}" + (f":{period[0]:%Y%m%d}" if period else "")
    stem = PurePosixPath(table.preview.source.name).name.split(".")[0]
    return Identity(survey_id, sidecar.title or match.file_parts.get("title") or stem, period)


def parse_period(text: str) -> tuple[date, date]:
    """Return the first and last day of ``2024Q1``, ``2024H1``, ``2024-03``, ``2024``, ``2024-01-05`` or two of these with ``/``.

    Raises:
        InputError: If ``text`` is none of these.
    """
    ends = [part.strip() for part in re.split(r"\s*(?:/(?=\d{4})|~|至|到|\.\.)\s*", text.strip())]
    spans = [_span(part) for part in ends]
    known = [span for span in spans if span]
    if len(known) != len(spans) or not 1 <= len(spans) <= 2 or known[0][0] > known[-1][1]:
        raise InputError(
            "bad_period",
            zh=f"说明文件里的时期 {text!r} 看不懂。请写成 2024Q1、2024-03、2024 或 2024-01-05/2024-02-03。",
            en=f"The period {text!r} of the sidecar cannot be read. Write 2024Q1, 2024-03, 2024 or 2024-01-05/2024-02-03.",
        )
    return known[0][0], known[-1][1]


def _span(text: str) -> tuple[date, date] | None:
    if found := DAY.fullmatch(text):
        return _days(int(found["year"]), int(found["month"]), 0, int(found["day"]))
    if (found := QUARTER.fullmatch(text)) and re.search("[Qq季]", text):
        quarter = "一二三四".find(found["quarter"]) + 1 or int(found["quarter"])
        return _days(int(found["year"]), 3 * quarter - 2, 3)
    if found := HALF.fullmatch(text):
        return _days(int(found["year"]), 1 if (found["half"] == "1" or found["word"] == "上") else 7, 6)
    if found := MONTH.fullmatch(text):
        return _days(int(found["year"]), int(found["month"]), 1)
    found = YEAR.fullmatch(text)
    return _days(int(found["year"]), 1, 12) if found else None


def _days(year: int, month: int, months: int, day: int | None = None) -> tuple[date, date] | None:
    """The span of ``months`` whole months, or the one ``day``."""
    if not (1 <= month <= 12 and 1900 <= year <= 2200):
        return None
    if day is not None:
        return (date(year, month, day),) * 2 if 1 <= day <= calendar.monthrange(year, month)[1] else None
    last = month + months - 1
    return date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1])
