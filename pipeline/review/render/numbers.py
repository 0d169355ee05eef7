"""Figures as numbers with a number format, so that a spreadsheet shows what the review says and still has the value.

    0.824, "82.4%" → 0.824, 0.0%          −0.677, "−67.7 points" → −67.7, +0.0" points";−0.0" points"

The format is read off the text; where value and text do not fit together, the figure stays a text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pipeline.review.model import Figure

WRITTEN = re.compile(r"(?P<before>[^\d+−±-]*)(?P<sign>[+−±-]?)(?P<number>\d[\d,]*(?:\.\d+)?)(?P<after>.*)", re.DOTALL)
COUNTED = re.compile(r"(\d[\d,]*)(?:\.0)?")
PERCENT = 100


@dataclass(frozen=True)
class Number:
    """A number and how a spreadsheet is to show it."""

    value: float
    format: str


def number(figure: Figure) -> Number | None:
    """Return a figure as a number; None where it is withheld, or its text says something else than its value."""
    found = WRITTEN.fullmatch(figure.text)
    if figure.value is None or not found:
        return None
    is_percent = found["after"].lstrip().startswith("%")
    scale = PERCENT if figure.unit == "share" and not is_percent else 1
    said = float(found["number"].replace(",", "")) / (PERCENT if is_percent else 1)
    value = figure.value * scale
    digits = len(found["number"].partition(".")[2])
    if abs(abs(value) - said) > 0.51 * 10**-digits / (PERCENT if is_percent else 1):
        return None
    return Number(value, _format(found, digits))


def end(figure: Figure, value: float) -> Number:
    """Return an end of the interval of a figure in the figure's unit: shares in per cent, differences of them in points."""
    own = number(figure)
    is_percent = own is not None and "%" in own.format
    if figure.unit == "share":
        return Number(value, "0.0%") if is_percent else Number(value * PERCENT, "0.0")
    return Number(value, "0.0")


def counted(text: str) -> Number | None:
    """Return a text that is nothing but a count (what a figure rests on) as a number; None for ``<10`` and ``412/500``."""
    found = COUNTED.fullmatch(text)
    return Number(float(found[1].replace(",", "")), "#,##0") if found else None


def label_format(figure: Figure) -> str:
    """Return the number format of a label in a chart: as the figure is written, without the words that the axis says."""
    own = number(figure)
    if own is None:
        return "General"
    return re.sub('"[^"]*"', "", own.format.split(";")[0])


def axis_format(figure: Figure, step: float = 0.0) -> str:
    """Return the number format of an axis on which figures like this one lie: per cent without decimals, numbers as needed.

    Args:
        step: From tick to tick where it is chosen by the figures and may be a part of a unit: then there is a decimal.
    """
    own = number(figure)
    is_percent = bool(own and "%" in own.format)
    in_units = step * (PERCENT if is_percent else 1)
    if not math.isclose(in_units, round(in_units)):
        return "0.0%" if is_percent else "0.0"
    if is_percent:
        return "0%"
    return "#,##0.##" if own and own.value < 1 else "#,##0"


def _format(found: re.Match[str], digits: int) -> str:
    pattern = ("#,##0" if digits == 0 or "," in found["number"] else "0") + (f".{'0' * digits}" if digits else "")
    before, after = _quoted(found["before"]), _quoted(found["after"])
    if found["sign"] in ("+", "−", "±"):
        return f'{before}"+"{pattern}{after};{before}"−"{pattern}{after};{before}"±"{pattern}{after}'
    return f"{before}{pattern}{after}"


def _quoted(text: str) -> str:
    """Return words for a number format; a per-cent sign stays one, for it scales the value."""
    return "".join(
        part if part == "%" else '"' + part.replace('"', "”") + '"' for part in re.split("(%)", text) if part
    )
